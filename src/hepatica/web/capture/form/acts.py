"""What is done with a form as a whole: complete, reopen, sign, strike out a row, explain a finding."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hepatica.conduct.commands import Command, CompleteForm, ExplainFinding, RemoveRow, ReopenForm, SignForm
from hepatica.conduct.meanings import MEANS
from hepatica.conduct.refused import Refused
from hepatica.store.record import record
from hepatica.web.capture.form.desk import Desk, at_desk
from hepatica.web.capture.form.drawing import Missing, draw
from hepatica.web.capture.form.typed import name_of
from hepatica.web.signing import signer


def _done(
    request: HttpRequest, desk: Desk, command: Command, said: str, anchor: str = "foot"
) -> HttpResponse:
    """Record a command and go back to the form; a refusal is said on the page, which names each place."""
    outcome = record(command, actor=desk.actor, key=_key(request))
    if not isinstance(outcome, Refused):
        messages.success(request, said)
        return HttpResponseRedirect(f"{desk.url()}#{anchor}")
    missing = tuple(
        Missing(
            sentence=r.sentence,
            at=f"{name_of(r.form, r.item, r.row).replace('.', '-')}-row" if r.item else "",
        )
        for r in outcome.refusals
    )
    return draw(request, desk.again(), missing=missing, status=422)


def _key(request: HttpRequest) -> str | None:
    key = request.POST.get("key", "")
    act = (request.resolver_match.url_name or "") if request.resolver_match else ""
    return f"{key}.{act}" if key else None


def _place(desk: Desk) -> dict[str, str]:
    return {"subject": desk.subject, "visit": desk.visit, "form": desk.form.id}


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")[:4000]


@require_POST
@at_desk
def complete(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Say that the form is complete; every empty mandatory item comes back with a link."""
    return _done(request, desk, CompleteForm(**_place(desk)), _("The form is complete."))


@require_POST
@at_desk
def reopen(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Work on a complete form again."""
    command = ReopenForm(**_place(desk), reason=_text(request, "reopen_reason"))
    return _done(request, desk, command, _("The form is open again."))


@require_POST
@at_desk
def sign(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Sign the complete form, after the password was typed again."""
    meaning = request.POST.get("meaning", "")
    if meaning not in MEANS:
        missing = (Missing(sentence=_("Say what your signature means."), at="meaning"),)
        return draw(request, desk, missing=missing, status=422)
    if not desk.may("form.sign"):
        return _done(request, desk, SignForm(**_place(desk), meaning=meaning), "")
    person = signer(request)
    if isinstance(person, str):
        return draw(request, desk, missing=(Missing(sentence=person, at="password"),), status=422)
    command = SignForm(**_place(desk), meaning=meaning, seen=_seen(request))
    return _done(request, replace(desk, actor=person), command, _("Signed."))


def _seen(request: HttpRequest) -> int:
    """Read what the signer was looking at; what is no number saw nothing, so that any change since is a conflict."""
    text = request.POST.get("sign_seen", "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 16 else 1


@require_POST
@at_desk
def remove(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Strike out a row of a repeating group, with the reason."""
    group, _dot, number = request.POST.get("remove", "").partition(".")
    row = int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 9 else 0
    if not row:
        missing = (Missing(sentence=_("Say which row is to be struck out."), at=""),)
        return draw(request, desk, missing=missing, status=422)
    reason = _text(request, f"remove_reason.{group}.{row}")
    command = RemoveRow(**_place(desk), group=group[:120], row=row, reason=reason)
    return _done(request, desk, command, _("The row is struck out; its values stay in the trail."), "fields")


@require_POST
@at_desk
def explain(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Say why a value stands although a check asks."""
    form, _bar, rest = request.POST.get("explain", "").partition("|")
    check, _bar, number = rest.partition("|")
    row = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 0
    reason = _text(request, f"explain_reason.{form}.{check}.{row}")
    place = _place(desk) | {"form": form[:120]}
    command = ExplainFinding(**place, check=check[:120], row=row, reason=reason)
    return _done(request, desk, command, _("Your reason stands beside the value."), "fields")
