"""The message of a case: composed from the record, checked, signed as a version of its report, and kept for the next.

A version is sealed by the bytes of its message, which lie in ``files/``: a follow-up is held against them and a
nullification repeats them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from django.conf import settings

from hepatica.conduct.commands import Actor
from hepatica.conduct.desk_commands import IssueReport
from hepatica.conduct.refused import Refused
from hepatica.conduct.reports import ICSR, case_number, worldwide
from hepatica.datasets.cases import derive_case
from hepatica.exchange.e2b import names
from hepatica.exchange.e2b.build import Sending
from hepatica.exchange.e2b.check import stopping
from hepatica.exchange.e2b.export import Exported, export
from hepatica.exchange.e2b.icsr import Icsr
from hepatica.exchange.e2b.problem import Problem
from hepatica.exchange.e2b.read import only
from hepatica.exchange.e2b.values import Stamp
from hepatica.exchange.e2b.xsd import schema_in
from hepatica.jobs.case_forms import told
from hepatica.ledger.desk_rows import ReportRow
from hepatica.ledger.rows import StudyRow
from hepatica.ledger.state import State
from hepatica.safety.case import Case, When
from hepatica.safety.clocks import obligations
from hepatica.store import clock, files, read
from hepatica.store.read import instant_of
from hepatica.store.record import record, rehearsal
from hepatica.study.dates import PartialDate
from hepatica.study.study import Study

Purpose = Literal["initial", "follow_up", "nullification", "amendment"]
_STARTED = frozenset({"running", "alarm", "late", "sent", "sent_late"})


class NoMessage(LookupError):  # noqa: N818 - the sentence is what matters
    """A message cannot be composed at all; the sentence says what is missing, and where it is given."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which message is wanted, of which case."""

    subject: str
    row: int
    purpose: Purpose = "initial"
    reason: str = ""
    """Of a nullification or an amendment."""
    receiver: str = ""
    """N.1.4; that of the message before, or the sponsor, when it is not said."""
    schema: Path | None = None
    """The ICH schema; the one in ``schemas`` of the trial folder, when it is not said."""
    test: bool = False
    """A message for the receiver's tests: no version of the case. Invented people are always for tests."""


@dataclass(frozen=True, kw_only=True)
class Composed:
    """A message with what the rules and the schema say of it."""

    exported: Exported
    version: int
    receiver: str

    @property
    def stopping(self) -> tuple[str, ...]:
        """What keeps it back, a sentence each; empty when it may go."""
        return _said(stopping(self.exported.problems))

    @property
    def questions(self) -> tuple[str, ...]:
        """What is asked and does not keep it back."""
        return _said(one for one in self.exported.problems if not one.stops)


def _said(problems: Iterable[Problem]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.sentence for one in problems))


def versions(state: State, subject: str, row: int) -> tuple[ReportRow, ...]:
    """Return the messages of a case that were signed, the first first."""
    found = (one for one in state.of(ReportRow, subject) if (one.row, one.report) == (row, ICSR))
    return tuple(sorted(found, key=lambda one: one.version))


def case_of(number: str) -> tuple[str, int] | None:
    """Return participant and row of the case a signed message was of, by its C.1.1; None when there is none."""
    for issued in read.everyones(ReportRow):
        if issued.report == ICSR and number == _number(issued):
            return issued.subject, issued.row
    return None


def _number(issued: ReportRow) -> str:
    study = read.plan().study
    case = derive_case(study, read.subject_state(issued.subject), issued.subject, issued.row)
    return worldwide(case, study) if case else ""


def message_of(issued: ReportRow) -> tuple[str, bytes]:
    """Return the name and the bytes of a signed message; NoMessage when its file is gone from the folder."""
    path = files.path_of(issued.sha256)
    if not path.is_file():
        said = f"The message of version {issued.version} is not in this folder (files/{issued.sha256})."
        raise NoMessage(f"{said} Put the file back: its hash proves any copy, and a later version needs it.")
    data = path.read_bytes()
    return names.file_name(only(data).report.id, issued.version, issued.purpose), data


def compose(wanted: Wanted) -> Composed:
    """Return the message of a case as the record stands now, with all that is said against it; NoMessage otherwise."""
    study, state = read.plan().study, read.subject_state(wanted.subject)
    case = derive_case(study, state, wanted.subject, wanted.row, at_of=instant_of)
    if case is None:
        raise NoMessage(f"{wanted.subject} has no adverse event in row {wanted.row} of the log.")
    earlier = versions(state, wanted.subject, wanted.row)
    _in_turn(wanted, case, earlier)
    before = message_of(earlier[-1])[1] if earlier else None
    now = clock.now()
    made = now.at.astimezone(ZoneInfo(now.zone)).replace(microsecond=0)
    try:
        last = only(before) if before is not None else None
        if last and last.report.created == Stamp.at(made):
            made += timedelta(seconds=1)  # each version has its own second (C.1.2)
        sending = _sending(wanted, case, study, made, last)
        exported = export(
            (case,),
            study,
            sending,
            now=made,
            previous=before,
            schema=wanted.schema or schema_in(Path(settings.HEPATICA_DIR) / "schemas"),
        )
    except ValueError as error:
        raise NoMessage(str(error)) from error
    return Composed(exported=exported, version=sending.version, receiver=sending.receiver)


def sign(wanted: Wanted, actor: Actor) -> Composed | Refused:
    """Sign a message as a version of the case and keep its file: both, or neither.

    Nothing is signed when something stops it: the sentences are in what is returned. Raises NoMessage as `compose`.
    """
    with rehearsal(keep=True) as attempt:  # one transaction: nobody signs another version in between
        made = compose(wanted)
        if made.exported.message is None:
            return made
        command = IssueReport(
            subject=wanted.subject,
            row=wanted.row,
            report=ICSR,
            purpose=wanted.purpose,
            reason=wanted.reason,
            sha256=files.hash_of(made.exported.message),
        )
        done = record(command, actor=actor)
        if isinstance(done, Refused):
            attempt.undo()
            return done
        files.keep(made.exported.message)
    return made


def _in_turn(wanted: Wanted, case: Case, earlier: tuple[ReportRow, ...]) -> None:
    if not case.issued:
        raise NoMessage("No report of this case was signed yet. Sign the first report first.")
    if earlier and earlier[-1].purpose == "nullification":
        raise NoMessage("This case was nullified: nothing follows it.")
    if earlier and wanted.purpose == "initial":
        raise NoMessage(f"Message {earlier[-1].version} of this case was signed already: make a follow-up.")
    if not earlier and wanted.purpose != "initial":
        raise NoMessage("No message of this case was signed yet: the initial one comes first.")


def _sending(wanted: Wanted, case: Case, study: Study, made: datetime, last: Icsr | None) -> Sending:
    owed = obligations(study, case, made.tzinfo or ZoneInfo("UTC"), made)
    return Sending(
        number=case_number(case),
        version=sum(one.report == ICSR for one in case.issued) + 1,
        created=made,
        receiver=wanted.receiver or (last.header.receiver if last else study.oversight.sponsor_code),
        expedited=any(one.clock.report == ICSR and one.state in _STARTED for one in owed),
        narrative=_narrative(study, case),
        purpose=wanted.purpose,
        reason=wanted.reason,
        first_received=_day(last.report.first_received) if last else None,
        # An amendment corrects without news: its last news is that of the version before.
        latest=_day(last.report.latest) if last and wanted.purpose == "amendment" else None,
        test=wanted.test or _synthetic(),
    )


def _synthetic() -> bool:
    """Whether the people of this trial are invented: whatever its message is taken for, no agency may count it."""
    found = read.subject_state("").get(StudyRow)
    return bool(found and found.synthetic)


def _narrative(study: Study, case: Case) -> str:
    return "\n".join(
        f"In the physician's own words: {segment.text}" if segment.own else segment.text
        for segment in told(study, case)
    )


def _day(stamp: Stamp | None) -> When | None:
    digits = stamp.digits if stamp else ""
    if not digits:
        return None
    return When(day=PartialDate.parse("-".join(filter(None, (digits[:4], digits[4:6], digits[6:8])))))
