"""Taking words out of sight: one person who asks, a second one who agrees, both with their own password."""

from __future__ import annotations

import json

import msgspec
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor, RedactText
from hepatica.datasets.lock_checklist import place
from hepatica.ledger.events import Event
from hepatica.ledger.redaction import MARK, sha_of, without, words_of
from hepatica.ledger.rows import FormRow, SignatureRow
from hepatica.people.accounts import witness_of
from hepatica.store import read
from hepatica.web import addresses, boxes
from hepatica.web.acting import attempt, proven
from hepatica.web.doors import for_members, may
from hepatica.web.moments import instant


@for_members
def page(request: HttpRequest, actor: Actor, event: int) -> HttpResponse:
    """Show the words of an event that may be redacted, and redact one of them."""
    if not may(actor, "text.redact"):
        raise PermissionDenied(_("A data manager redacts text, with an investigator or a medical monitor."))
    found = read.event(event)
    if found is None or not found.subject:
        raise Http404(_("No event of that number is about a participant."))
    refused: tuple[str, ...] = ()
    if request.method == "POST":
        refused = _redacted(request, actor, found)
        if not refused:
            messages.success(request, _("The words are out of sight. The sealed event keeps its hash."))
            return redirect(addresses.participant(found.subject))
    context = {
        "page": "redact",
        "event": found,
        "when": instant(found.at),
        "fields": [(name, words, _signers(found.subject, words)) for name, words in _fields(found)],
        "typed": request.POST.dict(),
        "refused": refused,
    }
    return render(request, "people_screens/redact.html", context, status=422 if refused else 200)


def _fields(event: Event) -> list[tuple[str, str]]:
    names = json.loads(event.body)
    return [(name, words) for name in names if (words := words_of(event, name)) and words != MARK]


def _signers(subject: str, words: str) -> tuple[str, ...]:
    """Return whose signature ends with the words: those of each signed page that holds them, with its title."""
    state, study = read.subject_state(subject), read.plan().study
    return tuple(
        f"{one.name}, {place(study, row.visit, row.form)}"
        for row in state.of(FormRow, subject)
        if row.signatures and without(row, sha_of(words)) is not None
        for seq in row.signatures
        if (one := state.get(SignatureRow, subject, str(seq)))
    )


def _redacted(request: HttpRequest, actor: Actor, event: Event) -> tuple[str, ...]:
    typed = request.POST.dict()
    field = boxes.line(typed, "field")
    who = proven(request, actor, "text.redact")
    second = witness_of(request, boxes.line(typed, "second"), typed.get("second_password", "")[:1000])
    if not who.reauthenticated:
        return (_("That is not your password: nothing was stored."),)
    who = msgspec.structs.replace(who, witness=second)
    words = words_of(event, field)
    return attempt(
        lambda: RedactText(
            subject=event.subject,
            event=event.seq,
            field=field,
            original_sha256=sha_of(words),
            reason=boxes.prose(typed, "reason"),
        ),
        who,
    )
