"""Masked reading: a slide gets a random code, readers who know nobody measure under it, and then it is told whose it is."""

from __future__ import annotations

import json

from hepatica.conduct.case import Case, known_subject, missing_reason
from hepatica.conduct.filling import with_fills
from hepatica.conduct.minutes import minute
from hepatica.conduct.product_commands import AccessionSlide, RecordReading, UnmaskReading
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.ledger.events import Draft
from hepatica.ledger.product_facts import Measured
from hepatica.ledger.product_rows import AccessionRow, MaterialRow, ReadingRow
from hepatica.ledger.state import State
from hepatica.ledger.tissue_facts import ReadingRecorded, ReadingUnmasked, SlideAccessioned

READ = frozenset({"slide", "suspension"})
"""Kinds of material that are read."""


def accession(case: Case, command: AccessionSlide) -> Decision:
    """Give a slide or a suspension of the participant a code that stands for nothing else in the study.

    A slide without a picture is read under the microscope; cells in suspension only from their cytometry file.
    """
    subject = known_subject(case, command.subject)
    if isinstance(subject, Refused):
        return subject
    if refused := _unreadable(case, command):
        return refused
    if _coded(case.state, command.accession) is not None:
        return refuse("not_possible", f"The code {command.accession} is given already: draw another.")
    fact = SlideAccessioned(
        material=command.material, accession=command.accession, file=command.file, media=command.media
    )
    return (Draft(subject=command.subject, fact=fact),)


def _unreadable(case: Case, command: AccessionSlide) -> Refused | None:
    """Return why nobody can read what would get the code."""
    row = case.state.get(MaterialRow, command.subject, command.material)
    if row is None:
        return refuse("no_such", f"{command.subject} has no material {command.material!r}.")
    step = case.plan.study.steps.get(row.step)
    makes = step[1].makes if step else ""
    if makes not in READ:
        said = f"{command.material} is neither a slide nor a suspension: nobody reads it."
        return refuse("not_possible", said)
    if bool(command.file) != bool(command.media):
        return refuse("mandatory_missing", "A file says what it is: a picture or a cytometry file.")
    if makes == "suspension" and command.media != "fcs":
        return refuse("mandatory_missing", "Cells in suspension are read from their cytometry file: give it.")
    return None


def _coded(state: State, accession: str) -> AccessionRow | None:
    return next((row for row in state.all(AccessionRow) if row.accession == accession), None)


def record(case: Case, command: RecordReading) -> Decision:
    """Accept a reader's measurement under a code; no sentence of a refusal says whose it is.

    A reader reads once by each method; a later reading mends the earlier one and says why.
    """
    code = _open(case, command.accession)
    if isinstance(code, Refused):
        return code
    at = minute(case, command.at, "Read on")
    if isinstance(at, Refused):
        return at
    own = [row for row in readings_of(case.state, command.accession) if row.reader == case.actor.user]
    before = [row for row in own if row.method == command.method]
    if before and _same(before[-1], command, at):
        return ()
    if refused := _impossible(case, command) or _again(before, command):
        return refused
    said = {name: getattr(command, name) for name in _TYPED}
    fact = ReadingRecorded(read=len(own) + 1, at=at, measures=_measured(command), **said)
    return (Draft(subject=code.subject, fact=fact),)


def _open(case: Case, accession: str) -> AccessionRow | Refused:
    """Return a code under which the actor may read; what is refused tells nothing of whose it is."""
    code = _coded(case.state, accession)
    if code is None:
        return refuse("no_such", f"There is no code {accession}.")
    if code.unmasked:
        return refuse("not_possible", f"{accession} was unmasked: its readings are closed.")
    if case.actor.user in code.users:
        return refuse("not_allowed", "You handled this material before it was masked, so you cannot read it.")
    return code


def _again(before: list[ReadingRow], command: RecordReading) -> Refused | None:
    if not before or command.note.strip():
        return None
    said = "You have read it by this method already: to mend your reading, write a note that says why."
    return refuse("reason_missing", said)


_TYPED = (
    "accession", "method", "positive", "counted", "clone", "antibody_lot", "instrument", "batch", "controls",
    "parameters", "file", "overlay", "corrected", "note",
)  # fmt: skip


def _measured(command: RecordReading) -> tuple[Measured, ...]:
    return tuple(Measured(name=one.name, value=one.value, unit=one.unit) for one in command.measures)


def _same(row: ReadingRow, command: RecordReading, at: str) -> bool:
    if (row.at, row.measures) != (at, _measured(command)):
        return False
    return all(getattr(row, name) == getattr(command, name) for name in _TYPED)


def _impossible(case: Case, command: RecordReading) -> Refused | None:
    methods = {method.id: str(method.title) for method in case.plan.study.tissue.methods}
    if command.method not in methods:
        ways = listed(tuple(methods), "and") or "none"
        return refuse("unknown_code", f"The protocol has no method {command.method!r}; there are {ways}.")
    if command.positive > command.counted:
        said = f"{command.positive} positive of {command.counted} counted cannot be."
        return refuse("out_of_range", said)
    names = [one.name for one in command.measures]
    if len(set(names)) < len(names):
        return refuse("not_possible", "A measure is given twice.")
    if command.parameters and not _is_object(command.parameters):
        said = "The parameters by which it can be measured again are no JSON object."
        return refuse("wrong_type", said)
    return None


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def readings_of(state: State, accession: str) -> tuple[ReadingRow, ...]:
    """Return what was read under a code, in the order in which it was recorded."""
    rows = (row for row in state.all(ReadingRow) if row.accession == accession)
    return tuple(sorted(rows, key=lambda row: row.seq))


def unmask(case: Case, command: UnmaskReading) -> Decision:
    """Tell whose slide a code is: its readings are copied into the participant's biopsy page.

    It waits for as many readers as the protocol asks; earlier only with a reason.
    """
    code = case.state.get(AccessionRow, command.subject, command.accession)
    if code is None:
        return refuse("no_such", f"{command.subject} has no slide with the code {command.accession}.")
    if code.unmasked:
        return ()
    readers = {row.reader for row in readings_of(case.state, command.accession)}
    asked = case.plan.study.tissue.readers
    if len(readers) < asked:
        said = f"Unmasking after {len(readers)} of {asked} readers"
        if refused := missing_reason(command.reason, said):
            return refused
    fact = ReadingUnmasked(accession=command.accession, reason=command.reason.strip())
    return with_fills(case, command.subject, (Draft(subject=command.subject, fact=fact),))
