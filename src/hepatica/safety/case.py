"""A case: one adverse event with all the record says of it, as a value that rules, clocks and forms read.

``datasets.cases`` derives it from the record; nothing here knows where an answer stood.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from hepatica.study.dates import PartialDate

CRITERIA = ("death", "life_threatening", "hospitalisation", "disability", "congenital", "important")
"""The six criteria of seriousness, in the order of the forms. None is ever derived from a grade."""
RELATED = frozenset({"certain", "probable", "possible"})
"""WHO-UMC judgements that count as a reasonable possibility."""
OPEN = frozenset({"", "conditional", "unassessable"})
"""Judgements that leave causality open: treated as related until resolved."""
NAMES: dict[str, str] = {
    "serious": "bool",
    "death": "bool",
    "life_threatening": "bool",
    "hospitalisation": "bool",
    "disability": "bool",
    "congenital": "bool",
    "important": "bool",
    "grade": "number",
    "baseline_grade": "number",
    "related": "bool",
    "related_product": "bool",
    "related_procedure": "bool",
    "unexpected": "bool",
    "term": "text",
    "ctcae": "text",
    "category": "text",
    "phase": "text",
    "special": "text",
    "outcome": "text",
    "signal": "text",
    "laboratory": "bool",
    "resolved_days": "number",
    "ongoing": "bool",
}
"""What the expressions of clocks and stopping rules may name, with its kind. A name whose fact is missing is null."""


@dataclass(frozen=True, kw_only=True)
class When:
    """A civil moment as the site wrote it: a date known in part, with the time of day when it is known."""

    day: PartialDate
    time: str = ""
    """'17:10', or '' when unknown."""

    @property
    def known(self) -> bool:
        """Whether at least the year is known."""
        return self.day.known

    def words(self) -> str:
        """Say it as people read it: '15 Mar 2026, 17:10'."""
        return f"{self.day.words()}, {self.time}" if self.time else self.day.words()


@dataclass(frozen=True, kw_only=True)
class Causality:
    """What the investigator and the sponsor judge of one suspect, on the WHO-UMC scale; '' while open."""

    suspect: str
    investigator: str = ""
    sponsor: str = ""

    @property
    def related(self) -> bool:
        """Whether either sees a reasonable possibility: the sponsor never downgrades the investigator."""
        return self.investigator in RELATED or self.sponsor in RELATED

    @property
    def open(self) -> bool:
        """Whether the investigator has not judged it, or wants more data."""
        return self.investigator in OPEN


@dataclass(frozen=True, kw_only=True)
class Given:
    """What was given or done, of one suspect: the facts a form asks of a suspected product."""

    suspect: str
    title: str
    kind: str
    generic_name: str = ""
    dose: str = ""
    """'48.0 × 10^6 viable cells; 0.78 × 10^6 per kg'"""
    lot: str = ""
    route: str = ""
    form: str = ""
    start: When | None = None
    end: When | None = None
    expires: When | None = None
    """Until when it could be used, as its release says."""


@dataclass(frozen=True, kw_only=True)
class Medication:
    """A concomitant drug or therapy of the log."""

    name: str
    dose: str = ""
    route: str = ""
    frequency: str = ""
    indication: str = ""
    start: When | None = None
    end: When | None = None
    row: int = 0


@dataclass(frozen=True, kw_only=True)
class Test:
    """A laboratory value with its day, as a form lists it."""

    name: str
    value: str
    unit: str
    day: When
    low: str = ""
    high: str = ""
    analyte: str = ""


@dataclass(frozen=True, kw_only=True)
class Patient:
    """The participant, as a form describes them: by number, never by name."""

    subject: str
    site: str
    sex: str = ""
    """'male', 'female' or ''."""
    age: int | None = None
    """Completed years at onset."""
    weight: str = ""
    """kg"""
    height: str = ""
    """cm"""
    history: tuple[str, ...] = ()
    """Sentences of medical history: aetiology, complications of cirrhosis, allergies."""
    infused: PartialDate | None = None
    death: PartialDate | None = None
    death_cause: str = ""
    autopsy: str = ""
    meld: str = ""
    """At enrolment."""
    child_pugh: str = ""


@dataclass(frozen=True, kw_only=True)
class Submitted:
    """A recorded submission: what fulfils an obligation."""

    clock: str
    recipient: str
    at: str
    """UTC instant, as stored."""
    diary: str = ""
    file: str = ""
    """SHA-256 of the evidence."""
    reason: str = ""
    by: str = ""
    seq: int = 0


@dataclass(frozen=True, kw_only=True)
class Issued:
    """A report that was issued: a version of the case."""

    report: str
    version: int
    purpose: Literal["initial", "follow_up", "nullification", "amendment"]
    at: str
    sha256: str
    seq: int
    by: str = ""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One adverse event of one participant."""

    patient: Patient
    row: int
    """Row of the event log: with the participant's number, the case's name."""
    term: str
    ctcae: str = ""
    coded: str = ""
    """MedDRA lowest level term code, from the site's own licence; '' while not coded."""
    coded_version: str = ""
    category: str = ""
    phase: str = ""
    onset: When
    end: When | None = None
    ongoing: bool | None = None
    aware: When | None = None
    entered_at: str = ""
    """UTC instant at which the record first knew of the event."""
    serious_at: str = ""
    """UTC instant at which the record first said that it is serious; '' when it does not."""
    grade: int | None = None
    baseline_grade: int | None = None
    course: tuple[tuple[When, int], ...] = ()
    """Grades as they changed, in order of time."""
    serious: bool | None = None
    criteria: frozenset[str] = frozenset()
    causality: tuple[Causality, ...] = ()
    expected: bool | None = None
    """By the sponsor, against the reference safety information."""
    outcome: str = ""
    stable: When | None = None
    """Judged stable on."""
    action: str = ""
    treated: bool | None = None
    treatment: str = ""
    special: str = ""
    signals: tuple[str, ...] = ()
    """Signals that proposed it."""
    laboratory: bool = False
    """Whether it was read off laboratory values alone."""
    account: str = ""
    """The physician's own sentences."""
    report: dict[str, str] = field(default_factory=dict)
    """Answers of the latest report row of the event, by item id of the form ``sae``."""
    given: tuple[Given, ...] = ()
    medications: tuple[Medication, ...] = ()
    tests: tuple[Test, ...] = ()
    submitted: tuple[Submitted, ...] = ()
    issued: tuple[Issued, ...] = ()

    @property
    def subject(self) -> str:
        """The participant's number."""
        return self.patient.subject

    @property
    def related(self) -> bool:
        """Whether it may be caused by something the trial gives or does (not the disease, not other drugs)."""
        kinds = {one.suspect: one.kind for one in self.given}
        return any(
            c.related and kinds.get(c.suspect, "procedure") not in {"disease", "concomitant"}
            for c in self.causality
        )

    @property
    def left_open(self) -> tuple[str, ...]:
        """Suspects whose causality the investigator has not judged."""
        return tuple(c.suspect for c in self.causality if c.open)

    @property
    def nullified(self) -> bool:
        """Whether a nullification was issued: the case was opened in error."""
        return any(one.purpose == "nullification" for one in self.issued)
