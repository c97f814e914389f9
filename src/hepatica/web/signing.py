"""The box in which a person signs: what the signature means, both components at the first signing, the statement once."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from hepatica.conduct.commands import AcceptStatement, Actor
from hepatica.conduct.meanings import meanings_for
from hepatica.conduct.statements import needs_statement, sha_of, statement_of
from hepatica.ledger.review_rows import StatementRow
from hepatica.ledger.state import State
from hepatica.people.accounts import actor_of
from hepatica.people.signing import has_signed_in_full, signing_components
from hepatica.store import read
from hepatica.store.record import Refused, record


@dataclass(frozen=True, kw_only=True)
class SigningBox:
    """What the signing box asks of this person in this session."""

    person: str
    user: str
    both: bool
    """Whether the name is asked too: the first signing of a session takes both components."""
    meanings: tuple[tuple[str, str], ...]
    """Meaning → its words."""
    statement: str
    """What is accepted once; '' when it was, or when the protocol asks for nothing."""


def meaning_words(meaning: str) -> str:
    """Name a meaning in the reader's language."""
    return {
        "authorship": _("authorship"),
        "review": _("review"),
        "approval": _("approval"),
        "responsibility": _("responsibility"),
    }.get(meaning, meaning)


def signing_box(request: HttpRequest, actor: Actor) -> SigningBox:
    """Return the box for the person signed in here."""
    said = {
        "authorship": _("I entered it"),
        "review": _("I have read it"),
        "approval": _("I agree with it"),
        "responsibility": _("I answer for it"),
    }
    plan = read.plan()
    state = State(read.of_study(StatementRow))
    asks = needs_statement(plan, state, actor)
    return SigningBox(
        person=actor.name,
        user=actor.user,
        both=not signing_components(request),
        meanings=tuple((m, f"{meaning_words(m)}: {said[m]}") for m in meanings_for(actor)),
        statement=statement_of(plan) if asks else "",
    )


def signer(request: HttpRequest) -> Actor | str:
    """Return the person as a signer, after the components of this request; a sentence says why they are none.

    The statement that stood in the box is accepted in the same request, once.
    """
    assert request.user.is_authenticated
    first = not signing_components(request)
    if not has_signed_in_full(request, request.POST.get("password", ""), request.POST.get("username", "")):
        if first:
            return _("That is not your sign-in name with its password: nothing is signed.")
        return _("That is not your password: nothing is signed.")
    actor = actor_of(request.user, reauthenticated=True)
    if request.POST.get("accept_statement"):
        command = AcceptStatement(text_sha256=sha_of(statement_of(read.plan())))
        accepted = record(command, actor=actor)
        if isinstance(accepted, Refused):
            return str(accepted)
    return actor
