"""Certified copies: a file beside a form, and who says that it is a true copy of which original (SIG-10)."""

from __future__ import annotations

from hepatica.conduct.case import Case, known_form
from hepatica.conduct.commands import CertifyCopy
from hepatica.conduct.forms import unproven
from hepatica.conduct.refused import Decision, Refused, refuse
from hepatica.ledger.events import Draft
from hepatica.ledger.review_facts import CopyCertified
from hepatica.ledger.review_rows import CopyRow

STATEMENT = (
    "I have compared this file with the original and certify that it is a true and complete copy of it."
)
"""What the person says; sealed with each copy."""


def certify(case: Case, command: CertifyCopy) -> Decision:
    """Certify a copy, just after re-authentication; the same file beside the same form is certified once."""
    form = known_form(case, command.kind, command.subject, command.visit, command.form)
    if isinstance(form, Refused):
        return form
    if not command.file or not command.file_name.strip():
        return refuse("reason_missing", "Choose the file that is the copy.", item="file")
    if not command.original.strip():
        return refuse("reason_missing", "Say what the original is and where it is kept.", item="original")
    if refused := unproven(case):
        return refused
    if case.state.get(CopyRow, command.subject, f"{command.visit}/{command.form}/{command.file}"):
        return ()
    fact = CopyCertified(
        visit=command.visit,
        form=command.form,
        file=command.file,
        file_name=command.file_name.strip(),
        original=command.original.strip(),
        statement=STATEMENT,
    )
    return (Draft(subject=command.subject, fact=fact),)
