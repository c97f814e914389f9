"""Redaction: words that name a person, typed in error, are shown to nobody any more (ICH E6(R3) 4.2.2(b)).

It needs a reason and a second person who has just proven who they are. The sealed event keeps the original, with its
hash in the fact; an answer is not redacted but changed, with its reason, and what stood there before may be redacted then.
A signed page that held the words no longer reads as it was signed: its signatures end in the same decision, so that
who signs sees what is left and signs that.
"""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.conduct.case import Case, known_subject, missing_reason
from hepatica.conduct.commands import RedactText
from hepatica.conduct.need import Need
from hepatica.conduct.refused import Decision, Refused, refuse
from hepatica.ledger import redaction
from hepatica.ledger.events import Draft, SignatureInvalidated
from hepatica.ledger.review_facts import TextRedacted
from hepatica.ledger.review_rows import RedactionRow
from hepatica.ledger.rows import FormRow

SECOND = frozenset({"investigator", "medical_monitor"})
"""Roles of the second person, who agrees that the words name somebody and say nothing else."""


def needs(command: RedactText) -> Need:
    """Return what a redaction strikes: every row of the participant."""
    return Need(subject=command.subject, desk=True, whole=True, review=True, product=True)


def redact(case: Case, command: RedactText) -> Decision:
    """Take words out of sight; nothing happens when they are out of sight already."""
    known = known_subject(case, command.subject)
    if isinstance(known, Refused):
        return known
    if refused := missing_reason(command.reason, "A redaction") or _alone(case):
        return refused
    if case.state.get(RedactionRow, command.subject, f"{command.event}/{command.field}"):
        return ()
    if any(redaction.holds(row, command.original_sha256) for row in case.state.rows()):
        said = "These words are an answer as it stands: change the answer first, with a reason; then redact what was there."
        return refuse("not_possible", said)
    witness = case.actor.witness
    assert witness is not None  # _alone has asked
    fact = TextRedacted(
        event=command.event,
        field=command.field,
        original_sha256=command.original_sha256,
        reason=command.reason.strip(),
        second=witness.user,
        second_name=witness.name,
    )
    return (Draft(subject=command.subject, fact=fact), *_unsealed(case, command))


def _unsealed(case: Case, command: RedactText) -> Iterator[Draft]:
    """Yield the end of each signature of a page that holds the words."""
    for row in case.state.of(FormRow, command.subject):
        if row.signatures and redaction.without(row, command.original_sha256) is not None:
            for signature in row.signatures:
                fact = SignatureInvalidated(signature=signature, visit=row.visit, form=row.form)
                yield Draft(subject=command.subject, fact=fact)


def _alone(case: Case) -> Refused | None:
    second = case.actor.witness
    if second and second.user != case.actor.user and second.reauthenticated and second.roles & SECOND:
        return None
    said = "A redaction needs a second person: an investigator or a medical monitor signs beside you, with their own password."
    return refuse("reauthentication", said)
