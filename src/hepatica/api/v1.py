"""Version 1 of the API. A script and a screen send the same commands and meet the same refusals."""

from __future__ import annotations

from typing import Any

import msgspec
from django.contrib.auth import authenticate, login
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja import NinjaAPI, Status
from ninja.errors import ValidationError
from ninja.parser import Parser
from ninja.security import django_auth

from hepatica import __version__
from hepatica.api import schemas
from hepatica.conduct.authority import masked
from hepatica.conduct.commands import Refusal
from hepatica.ledger.rows import SubjectRow
from hepatica.people.accounts import actor_of, is_their_password, witness_of
from hepatica.people.factors import missing_factor
from hepatica.store import designs, read
from hepatica.store.record import Recorded, StoreUnavailable, record

replace = msgspec.structs.replace


class _Json(Parser):
    """Reads JSON that says it is: what a form of another site can send is none, so it signs nobody in."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        if request.content_type != "application/json":
            raise ValueError("the body is to be application/json")
        return super().parse_body(request)


api = NinjaAPI(
    title="Hepatica", version="1", description=__doc__, auth=django_auth, docs_url=None, parser=_Json()
)

REFUSED = {
    "responses": {
        403: {"description": "The person reads under masks, or acts at no site and in no role."},
        404: {"description": "There is none, or none that this person sees."},
        422: {"description": "What was asked cannot be read: nobody's text holds a null character."},
        503: {"description": "The record cannot be reached."},
    }
}
"""What a read may answer instead."""

STATUS = {"conflict": 409, "not_allowed": 403, "reauthentication": 403, "no_such": 404, "locked": 423}


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = [
        {"code": "malformed", "sentence": f"{_place(e['loc'])}: {e['msg'].lower()}."} for e in error.errors
    ]
    return api.create_response(request, {"problems": problems}, status=422)


@api.exception_handler(StoreUnavailable)
def _unavailable(request: HttpRequest, error: StoreUnavailable) -> HttpResponse:
    problems = [{"code": "unavailable", "sentence": str(error)}]
    return api.create_response(request, {"problems": problems}, status=503)


def _place(location: tuple[Any, ...]) -> str:
    return ".".join(str(part) for part in location if part not in {"body", "submission"}) or "The request"


@api.post(
    "/session",
    auth=None,
    response={200: schemas.Session, 403: schemas.Problems, 422: schemas.Problems},
    tags=["session"],
)
def sign_in(request: HttpRequest, credentials: schemas.SignIn) -> Status[object]:
    """Sign in; later requests carry the session cookie, and writes the ``X-CSRFToken`` header."""
    person = authenticate(
        request, username=credentials.username, password=credentials.password.get_secret_value()
    )
    if person is None:
        sentence = "The name or the password is wrong."
        return Status(403, {"problems": [{"code": "not_allowed", "sentence": sentence}]})
    if lacks := missing_factor(request, person, credentials.code):
        return Status(403, {"problems": [{"code": "not_allowed", "sentence": lacks}]})
    login(request, person)
    actor = actor_of(person)
    said = {
        "user": actor.user,
        "name": actor.name,
        "roles": sorted(actor.roles),
        "csrf": get_token(request),
    }
    return Status(200, said)


@api.post(
    "/commands",
    response={
        200: schemas.Stored,
        403: schemas.Problems,
        404: schemas.Problems,
        409: schemas.Problems,
        422: schemas.Problems,
        423: schemas.Problems,
        503: schemas.Problems,
    },
    tags=["write"],
)
def send(request: HttpRequest, submission: schemas.Submission) -> Status[object]:
    """Record a command: all of it, or nothing and every reason why."""
    given = submission.password.get_secret_value() if submission.password else ""
    if given and not is_their_password(request, given):
        sentence = "That is not your password: nothing was stored."
        return Status(403, {"problems": [{"code": "reauthentication", "sentence": sentence}]})
    actor = actor_of(request.user, reauthenticated=bool(given))  # type: ignore[arg-type]
    if submission.witness:
        second = submission.witness
        seen = witness_of(request, second.username, second.password.get_secret_value())
        if seen is None:
            sentence = "The second person's name or password is wrong, or is your own: nothing was stored."
            return Status(403, {"problems": [{"code": "reauthentication", "sentence": sentence}]})
        actor = replace(actor, witness=seen)
    outcome = record(submission.command, actor=actor, key=submission.key)
    if not isinstance(outcome, Recorded):
        problems = [_problem(refusal) for refusal in outcome.refusals]
        return Status(_status(outcome.refusals), {"problems": problems})
    stored = {
        "first": outcome.seq_first,
        "last": outcome.seq_last,
        "repeated": outcome.repeated,
        "subject": "" if masked(actor) else outcome.subject,
    }
    return Status(200, stored)


def _status(refusals: tuple[Refusal, ...]) -> int:
    return next((STATUS[r.code] for r in refusals if r.code in STATUS), 422)


def _problem(refusal: Refusal) -> dict[str, object]:
    return {name: getattr(refusal, name) for name in refusal.__struct_fields__}


@api.get("/head", response=schemas.Head, tags=["read"], openapi_extra=REFUSED)
def head(request: HttpRequest) -> dict[str, object]:
    """Where the ledger stands: a script that plays the same commands reaches the same state."""
    del request
    seq, digest = read.head()
    row = read.study_row()
    return {
        "seq": seq,
        "hash": digest,
        "study": row.study,
        "version": row.version,
        "synthetic": row.synthetic,
    }


@api.get("/study", tags=["read"], openapi_extra=REFUSED)
def study(request: HttpRequest) -> HttpResponse:
    """Return the protocol in force, as published."""
    del request
    from hepatica.study.write import dump

    return HttpResponse(dump(read.plan().study), content_type="application/json")


@api.get("/participants/{subject}/forms/{visit}/{form}", tags=["read"], openapi_extra=REFUSED)
def form(request: HttpRequest, subject: str, visit: str, form: str) -> dict[str, object]:
    """Return the present answers of a form and the sequence number to send as ``seen``; 404 for who is not seen."""
    del request
    if not read.among(SubjectRow, [subject]):
        raise Http404
    row = read.form_row(subject, visit, form)
    answers = {
        number: {
            item: {"value": a.value, "unit": a.unit, "state": a.state, "seq": a.seq} for item, a in r.items()
        }
        for number, r in (row.answers.items() if row else ())
    }
    return {"seen": read.head()[0], "complete": bool(row and row.complete), "answers": answers}


@api.get("/designs", response=list[schemas.KeptDesign], tags=["read"], openapi_extra=REFUSED)
def kept_designs(request: HttpRequest) -> list[dict[str, object]]:
    """Return the latest version of each design of the next trial that is kept."""
    del request
    return [_design(one) for one in designs.kept()]


@api.get("/designs/{design}", response=schemas.DesignText, tags=["read"], openapi_extra=REFUSED)
def kept_design(request: HttpRequest, design: str, sha256: str = "") -> dict[str, object]:
    """Return a kept design as it was written: its latest version, or that of a SHA-256."""
    del request
    try:
        found = [one for one in designs.versions(design) if sha256 in {"", one.sha256}]
        return _design(found[0]) | {"text": designs.text(design, found[0].sha256)}
    except (designs.NoDesign, IndexError) as error:
        raise Http404 from error


def _design(one: designs.KeptDesign) -> dict[str, object]:
    return {name: getattr(one, name) for name in schemas.KeptDesign.model_fields}


@api.get("/about", auth=None, tags=["read"], openapi_extra=REFUSED)
def about(request: HttpRequest) -> dict[str, str]:
    """Return the program's name and version."""
    del request
    return {"name": "Hepatica", "version": __version__}
