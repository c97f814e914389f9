"""Cases: each adverse event of a participant with all the record says of it, for clocks, rules, forms and messages.

What the study does not ask, or nobody answered, is an empty field, never an error: a case is derived from the first
word that is known of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

from hepatica.datasets.bindings import find
from hepatica.datasets.case_facts import suspects_of, when
from hepatica.datasets.case_given import derive_given, derive_medications
from hepatica.datasets.case_patient import derive_patient, enrolment_scores
from hepatica.datasets.case_tests import derive_tests
from hepatica.ledger.desk_rows import ReportRow, SubmissionRow
from hepatica.ledger.rows import Answer, FormRow, ProposalRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.safety.case import CRITERIA, Case, Causality, Given, Issued, Patient, Submitted, When
from hepatica.scores.ctcae import GRADERS, VERSIONS, terms
from hepatica.study.dates import PartialDate
from hepatica.study.oversight import Suspect
from hepatica.study.study import AE_CATEGORY, AE_FORM, AE_START, AE_TERM, LOG_VISIT, Study

SAE_FORM, SAE_EVENT = "sae", "sae_event"
"""The log of reports, and its item that names the row of the event."""
SPONSOR_FORM, SPONSOR_EVENT, EXPECTED = "ae_sponsor", "sp_event", "spexp"
"""The log of the sponsor's assessments."""
COURSE_EVENT, COURSE_AT, COURSE_GRADE = "crs_event", "crsdtc", "crsgr"
"""Rows of the event log that follow an event's grade."""
SERIOUS = dict(zip(CRITERIA, ("aesdth", "aeslife", "aeshosp", "aesdisab", "aescong", "aesmie"), strict=True))
"""Criterion → the item that asks it."""
BOUND = {
    AE_TERM: "ae_term",
    AE_CATEGORY: "ae_category",
    "aectcae": "ae_ctcae",
    AE_START: "ae_start",
    "aeendtc": "ae_end",
    "aetoxgr": "ae_grade",
    "aeser": "ae_serious",
    "aeout": "ae_outcome",
}
"""Items of the event log that a study may have named otherwise, and what binds them."""
_YES_NO = {"yes": True, "no": False}
InstantOf = Callable[[int], str]


def derive_cases(
    study: Study, state: State, subject: str, *, at_of: InstantOf | None = None, brief: bool = False
) -> tuple[Case, ...]:
    """Return the participant's cases in row order; a row without a term is not an event yet.

    ``at_of`` gives the UTC instant of an event of the ledger by its number; without it the case does not know when
    the record learnt of it. A ``brief`` case is what clocks and stopping rules read, from the logs and the participant's
    row alone (``forms_of_brief``): without tests, drugs and doses, and of the person only the site, the infusion and the death.
    """
    rows = sorted(found.row for found in find(study, state, subject, "ae_term") if found.value)
    scores = enrolment_scores(study, state, subject) if rows and not brief else ("", "")
    return tuple(_Reader(study, state, subject, row, at_of, scores, brief).case() for row in rows)


def forms_of_brief(study: Study) -> frozenset[str]:
    """Return the forms, beside those of the logs, from which brief cases are read."""
    bound = (study.analysis.bindings.get(name) for name in ("ae_term", *BOUND.values()))
    return frozenset(one.form for one in bound if one is not None)


def derive_case(
    study: Study, state: State, subject: str, row: int, *, at_of: InstantOf | None = None
) -> Case | None:
    """Return one case by its row of the event log, or None where no event stands there."""
    said = any(found.row == row and found.value for found in find(study, state, subject, "ae_term"))
    if not said:
        return None
    return _Reader(study, state, subject, row, at_of, enrolment_scores(study, state, subject)).case()


@dataclass(frozen=True)
class _Reader:
    study: Study
    state: State
    subject: str
    row: int
    at_of: InstantOf | None
    scores: tuple[str, str]
    """MELD and Child-Pugh at enrolment: the same for every event of a participant."""
    brief: bool = False

    def case(self) -> Case:
        """Read the whole case."""
        onset, end = self._onset(), when(self._said("aeendtc"), self._said("aeentim"))
        grade, base = self._said("aetoxgr"), self._said("aebasgr")
        signals = tuple(
            p.signal
            for p in self.state.of(ProposalRow, self.subject)
            if p.state == "confirmed" and p.ae_row == self.row
        )
        return Case(
            patient=self._patient(onset),
            row=self.row,
            term=self._said(AE_TERM),
            ctcae=self._said("aectcae"),
            coded=self._said("aellt"),
            coded_version=self._said("aelltv"),
            category=self._said(AE_CATEGORY),
            phase=self._said("aephase"),
            onset=onset,
            end=end,
            ongoing=_YES_NO.get(self._said("aeongo")),
            aware=when(self._said("aeaware")) or when(self._report.get("sae_aware", "")),
            entered_at=self._instant(*self._answers.values()),
            serious_at=self._serious_at(),
            grade=int(grade) if grade.isdigit() else None,
            baseline_grade=int(base) if base.isdigit() else None,
            course=self._course(),
            serious=_YES_NO.get(self._said("aeser")),
            criteria=frozenset(c for c, item in SERIOUS.items() if self._said(item) == "yes"),
            causality=tuple(map(self._judged, suspects_of(self.study))),
            expected=_YES_NO.get(self._sponsor(EXPECTED)),
            outcome=self._said("aeout"),
            stable=when(self._said("aestable")),
            action=self._said("aeacn"),
            treated=_YES_NO.get(self._said("aecontrt")),
            treatment=self._said("aetrt"),
            special=self._said("aesi"),
            signals=signals,
            laboratory=self._laboratory(signals),
            account=self._said("aenarr"),
            report=self._report,
            given=self._given(onset),
            medications=() if self.brief else derive_medications(self.study, self.state, self.subject),
            tests=() if self.brief else derive_tests(self.study, self.state, self.subject, onset, end),
            submitted=self._submitted(),
            issued=self._issued(),
        )

    def _patient(self, onset: When) -> Patient:
        if not self.brief:
            return derive_patient(self.study, self.state, self.subject, onset, self.scores)
        row = self.state.get(SubjectRow, self.subject)
        infused = when(row.infused) if row else None
        death = when(row.ended.get("death", "")) if row else None
        return Patient(
            subject=self.subject,
            site=row.site if row else "",
            infused=infused.day if infused else None,
            death=death.day if death else None,
        )

    def _given(self, onset: When) -> tuple[Given, ...]:
        if not self.brief:
            return derive_given(self.study, self.state, self.subject, onset)
        # Their kinds alone: what an event may be related to.
        return tuple(
            Given(suspect=one.id, title=str(one.title), kind=one.kind) for one in suspects_of(self.study)
        )

    def _log(self, form: str) -> FormRow | None:
        return self.state.get(FormRow, self.subject, f"{LOG_VISIT}/{form}")

    @cached_property
    def _answers(self) -> dict[str, Answer]:
        log = self._log(AE_FORM)
        return log.answers.get(str(self.row), {}) if log else {}

    def _said(self, item: str) -> str:
        bound = self.study.analysis.bindings.get(BOUND.get(item, ""))
        if bound is not None and bound.form != AE_FORM:
            log = self._log(bound.form)
            answer = log.answer(bound.item, self.row) if log else None
        else:
            answer = self._answers.get(bound.item if bound else item)
        return (answer.value if answer else None) or ""

    def _pointing(self, form: str, pointer: str) -> dict[str, Answer]:
        """Give the latest row of another log that points at this event."""
        log = self._log(form)
        rows = log.answers if log else {}
        numbers = [int(n) for n, items in rows.items() if _number(items.get(pointer)) == self.row]
        return rows[str(max(numbers))] if numbers else {}

    @cached_property
    def _report(self) -> dict[str, str]:
        return {item: a.value for item, a in self._pointing(SAE_FORM, SAE_EVENT).items() if a.value}

    def _sponsor(self, item: str) -> str:
        answer = self._pointing(SPONSOR_FORM, SPONSOR_EVENT).get(item)
        return (answer.value if answer else None) or ""

    def _judged(self, suspect: Suspect) -> Causality:
        return Causality(
            suspect=suspect.id,
            investigator=self._said(suspect.investigator.item),
            sponsor=self._sponsor(suspect.sponsor.item) if suspect.sponsor else "",
        )

    def _onset(self) -> When:
        """Give the onset; its time of day from the report where the log has only the day."""
        own = when(self._said(AE_START), self._said("aesttim"))
        told = when(self._report.get("sae_occurred", ""))
        if own is None:
            return told or When(day=PartialDate())
        return told if told and told.time and not own.time and told.day == own.day else own

    def _instant(self, *answers: Answer) -> str:
        numbers = [answer.seq for answer in answers if answer.given]
        return self.at_of(min(numbers)) if numbers and self.at_of else ""

    def _serious_at(self) -> str:
        if self._said("aeser") != "yes":
            return ""
        items = (*SERIOUS.values(), "aeser")
        said = (answer for item in items if (answer := self._answers.get(item)) and answer.value == "yes")
        return self._instant(*said)

    def _course(self) -> tuple[tuple[When, int], ...]:
        log = self._log(AE_FORM)
        found = [
            (at, int(grade))
            for items in (log.answers.values() if log else ())
            if _number(items.get(COURSE_EVENT)) == self.row
            and (at := when(_text(items.get(COURSE_AT))))
            and (grade := _text(items.get(COURSE_GRADE))).isdigit()
        ]
        return tuple(sorted(found, key=lambda one: (one[0].day.iso(), one[0].time)))

    def _laboratory(self, signals: tuple[str, ...]) -> bool:
        """Say whether it was read off laboratory values alone: by its signals, else by its term."""
        raised = [s for s in self.study.signals if s.id in signals]
        if raised:
            items = (self.study.item(s.form, s.at) for s in raised)
            return all(item is not None and item.analyte is not None for item in items)
        return self._said("aectcae") in _laboratory_terms()

    def _submitted(self) -> tuple[Submitted, ...]:
        return tuple(
            Submitted(
                clock=row.clock,
                recipient=row.recipient,
                at=row.at,
                diary=row.diary,
                file=row.file,
                reason=row.reason,
                by=row.by,
                seq=row.seq,
            )
            for row in self.state.of(SubmissionRow, self.subject)
            if row.row == self.row
        )

    def _issued(self) -> tuple[Issued, ...]:
        return tuple(
            Issued(
                report=row.report,
                version=row.version,
                purpose=row.purpose,  # type: ignore[arg-type]  # the command allows no other
                at=row.at,
                sha256=row.sha256,
                seq=row.seq,
                by=row.by,
            )
            for row in sorted(self.state.of(ReportRow, self.subject), key=lambda r: r.seq)
            if row.row == self.row
        )


@cache
def _laboratory_terms() -> frozenset[str]:
    """Terms of CTCAE's "Investigations" that a laboratory value grades; a clinical event is never taken for one."""
    return frozenset(
        term
        for version in VERSIONS
        for grader in GRADERS.values()
        if (term := grader.terms[version]) in terms(version) and terms(version)[term].soc == "Investigations"
    )


def _text(answer: Answer | None) -> str:
    return (answer.value if answer else None) or ""


def _number(answer: Answer | None) -> int:
    text = _text(answer)
    return int(text) if text.isdecimal() else 0
