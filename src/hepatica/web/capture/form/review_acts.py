"""What is said about a form: queries asked, answered, reopened and closed, findings judged, answers verified, forms read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_POST

from hepatica.conduct.commands import Command
from hepatica.conduct.refused import Refused
from hepatica.conduct.review_commands import (
    AcceptFinding,
    AnswerQuery,
    CloseQuery,
    OpenQuery,
    Place,
    ReopenQuery,
    ReturnFinding,
    ReviewForm,
    VerifyItems,
    WithdrawVerification,
)
from hepatica.datasets.verified import address_of
from hepatica.store import queries
from hepatica.study.form import FormKind
from hepatica.study.study import VISIT_FORM
from hepatica.web.acting import key_of, tried
from hepatica.web.capture.form.desk import Desk, at_desk
from hepatica.web.capture.form.drawing import Missing, draw, draw_fragments
from hepatica.web.capture.form.present_review import page_forms
from hepatica.web.capture.form.saving import At, changed_by_others
from hepatica.web.capture.form.typed import name_of

Words = Callable[[str], str]


@require_POST
@at_desk
def talk(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Do what the button says; its name is 'do', its value the act and the place, its words stand under that value."""
    act, _bar, rest = request.POST.get("do", "").partition("|")
    make, said, at = _ACTS.get(act, _nothing)(request, desk, rest.split("|"))
    done = tried(make, desk.actor, key_of(request))
    now = desk.again()
    alone = bool(request.headers.get("HX-Request")) and at[1] != ""
    if alone and not isinstance(done, Refused):
        return draw_fragments(request, replace(now, opened=0), {at})
    if alone:
        words = " ".join(refusal.sentence for refusal in done.refusals) if isinstance(done, Refused) else ""
        return HttpResponse(words, status=422, content_type="text/plain")
    if not isinstance(done, Refused):
        messages.success(request, said if done.events or done.repeated else _("It stood so already."))
        return HttpResponseRedirect(f"{desk.url()}#{_anchor(at)}")
    missing = tuple(
        Missing(sentence=r.sentence, at=_anchor((r.form, r.item, r.row)) if r.item else "")
        for r in done.refusals
    )
    return draw(request, now, missing=missing, status=422)


def _anchor(at: At) -> str:
    form, item, row = at
    return f"{name_of(form, item, row).replace('.', '-')}-row" if item else "review"


Made = tuple[Callable[[], Command], str, At]
"""What makes the command, what is said when it is recorded, and the field it is about (item '' is the form)."""


def _words(request: HttpRequest) -> str:
    """Return what was typed beside the button that was pressed: under its own value, or that of the whole thread."""
    value = request.POST.get("do", "")
    return request.POST.get(f"words.{value}") or request.POST.get(f"words.{value.partition('|')[2]}", "")


def _at(desk: Desk, rest: list[str]) -> At:
    form, item, row = (*rest, "", "", "")[:3]
    own = form if form in {one.id for one in page_forms(desk)} else desk.form.id
    return own, item[:120], int(row) if row.isascii() and row.isdigit() and len(row) < 9 else 0


def _nothing(request: HttpRequest, desk: Desk, rest: list[str]) -> Made:  # noqa: ARG001 - as the others
    def make() -> Command:
        raise ValueError(_("Nothing was chosen, so nothing was done."))

    return make, "", (desk.form.id, "", 0)


def _ask(request: HttpRequest, desk: Desk, rest: list[str]) -> Made:
    form, item, row = at = _at(desk, rest)
    words, mends = _words(request), f"mends.{request.POST['do']}" in request.POST

    def make() -> Command:
        place = {"subject": desk.subject, "visit": desk.visit, "form": form}
        return OpenQuery(**place, item=item, row=row, text=words, mends=mends)

    return make, _("The query is open."), at


def _of_thread(
    kind: type[AnswerQuery | ReopenQuery | CloseQuery], said: str | Promise
) -> Callable[[HttpRequest, Desk, list[str]], Made]:
    def made(request: HttpRequest, desk: Desk, rest: list[str]) -> Made:
        number = _whole(rest[0])
        query, words = queries.query(number), _words(request)
        if query is None or query.subject != desk.subject:
            return _nothing(request, desk, rest)
        at = (query.form, query.item, query.row) if query.visit == desk.visit else (desk.form.id, "", 0)
        return lambda: kind(subject=desk.subject, query=number, text=words), str(said), at

    return made


def _of_finding(
    kind: type[AcceptFinding | ReturnFinding], said: str | Promise
) -> Callable[[HttpRequest, Desk, list[str]], Made]:
    def made(request: HttpRequest, desk: Desk, rest: list[str]) -> Made:
        form, _item, row = at = _at(desk, rest)
        check = rest[3] if len(rest) > 3 else ""
        place = {"subject": desk.subject, "visit": desk.visit, "form": form, "check": check, "row": row}
        more = {"text": _words(request)} if kind is ReturnFinding else {}
        return lambda: kind(**place, **more), str(said), at

    return made


# -- Verification and review ----------------------------------------------------------------------------------------


def _seen(request: HttpRequest) -> int:
    return _whole(request.POST.get("seen", ""))


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _verify(request: HttpRequest, desk: Desk, rest: list[str]) -> Made:
    form, item, row = at = _at(desk, rest)
    places = (Place(visit=desk.visit, form=form),)
    return _verifying(request, desk, places, (address_of(item, row),)), _("Verified."), at


def _verify_rest(request: HttpRequest, desk: Desk, rest: list[str]) -> Made:  # noqa: ARG001
    places = tuple(Place(visit=desk.visit, form=form.id) for form in page_forms(desk))
    return _verifying(request, desk, places), _("The rest of the page is verified."), (desk.form.id, "", 0)


def _verify_visit(request: HttpRequest, desk: Desk, rest: list[str]) -> Made:  # noqa: ARG001
    forms = {*desk.study.forms_at(desk.visit), *([] if desk.is_log else [VISIT_FORM])}
    filled = sorted(f for f in forms if desk.study.form_by_id[f].kind is not FormKind.COMPUTED)
    places = tuple(Place(visit=desk.visit, form=form) for form in filled)
    return _verifying(request, desk, places), _("The visit is verified."), (desk.form.id, "", 0)


def _verifying(
    request: HttpRequest, desk: Desk, places: tuple[Place, ...], items: tuple[str, ...] = ()
) -> Callable[[], Command]:
    source, seen = request.POST.get("source", "").strip(), _seen(request)
    return lambda: VerifyItems(subject=desk.subject, places=places, items=items, source=source, seen=seen)


def _withdraw(request: HttpRequest, desk: Desk, rest: list[str]) -> Made:
    form, item, row = at = _at(desk, rest)
    place = {"subject": desk.subject, "visit": desk.visit, "form": form}
    words, items = _words(request), (address_of(item, row),)
    return (
        lambda: WithdrawVerification(**place, items=items, reason=words),
        _("The verification is withdrawn."),
        at,
    )


def _review(request: HttpRequest, desk: Desk, rest: list[str]) -> Made:  # noqa: ARG001
    place = {"subject": desk.subject, "visit": desk.visit, "form": desk.form.id}
    words, seen = _words(request), _seen(request)
    return lambda: ReviewForm(**place, note=words, seen=seen), _("Read, as it stands."), (desk.form.id, "", 0)


_ACTS: dict[str, Callable[[HttpRequest, Desk, list[str]], Made]] = {
    "ask": _ask,
    "answer": _of_thread(AnswerQuery, lazy("The answer stands in the thread.")),
    "reopen": _of_thread(ReopenQuery, lazy("The query is open again.")),
    "close": _of_thread(CloseQuery, lazy("The query is closed.")),
    "accept": _of_finding(AcceptFinding, lazy("The explanation is accepted.")),
    "return": _of_finding(ReturnFinding, lazy("The explanation is sent back.")),
    "verify": _verify,
    "rest": _verify_rest,
    "visit": _verify_visit,
    "withdraw": _withdraw,
    "review": _review,
}


# -- What others did meanwhile --------------------------------------------------------------------------------------


def _since(request: HttpRequest) -> int:
    return _whole(request.GET.get("since", ""))


@require_GET
def meanwhile(request: HttpRequest, subject: str, visit: str, form: str) -> HttpResponse:
    """Return the fields that others changed, or asked about, since a number; 204 when there are none.

    Open pages ask this again and again, so that nothing is read before the participant's own events have moved.
    """
    if not queries.moved(subject, _since(request)):
        return HttpResponse(status=204)
    shown: HttpResponse = _meanwhile(request, subject=subject, visit=visit, form=form)
    return shown


@at_desk
def _meanwhile(request: HttpRequest, desk: Desk) -> HttpResponse:
    since = _since(request)
    places = changed_by_others(desk, since)
    if not places:
        return HttpResponse(status=204)
    return draw_fragments(request, replace(desk, opened=since), places, alone=True)
