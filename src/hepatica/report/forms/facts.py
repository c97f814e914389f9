"""What a form is filled from: the case, the protocol, and the occasion on which it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from hepatica.safety.case import Case, Causality, Given, When
from hepatica.study.dates import PartialDate, after, before
from hepatica.study.study import AE_FORM, Site, Study

NOT_SUSPECTED = frozenset({"unlikely", "unrelated"})


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """When, by whom and as what a report is written; a draft knows none of it."""

    purpose: str = "initial"
    version: int = 0
    """0 for a draft."""
    on: PartialDate | None = None
    """Civil date at the site on which it is issued."""
    reporter: str = ""
    role: str = ""
    signed: str = ""
    """The signature in words, once it stands in the record."""
    earlier: str = ""
    """Date and diary number of the report before."""
    worldwide: str = ""
    """The worldwide unique number of the case."""


@dataclass(frozen=True, kw_only=True)
class Other:
    """Another treatment: a line of the drug log, a drug that nobody suspects, or a procedure."""

    name: str
    dose: str = ""
    route: str = ""
    frequency: str = ""
    indication: str = ""
    start: When | None = None
    end: When | None = None
    procedure: bool = False
    source: str = "drug log"
    form: str = ""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything a reader may look at."""

    case: Case
    study: Study
    occasion: Occasion = field(default_factory=Occasion)
    slashes: bool = False
    """Dates as dd/mm/yyyy."""

    def date(self, when: When | None) -> str:
        """Write a moment as the form wants it; '' when nothing is known."""
        if when is None or not when.known:
            return ""
        if not self.slashes:
            return when.words()
        day = when.day
        known = (f"{part:02d}" for part in (day.day, day.month, day.year) if part is not None)
        return "  ".join(part for part in ("/".join(known), when.time) if part)

    def words(self, item: str, code: str, form: str = AE_FORM) -> str:
        """Give the words of a coded answer."""
        found = self.study.item(form, item)
        if not code or found is None or found.codelist is None:
            return code
        return self.study.codelist_by_id[found.codelist].label(code)

    def parameter(self, name: str) -> str:
        """Give a parameter of the study, or '' where it has none."""
        return next((p.value for p in self.study.parameters if p.id == name), "")

    @cached_property
    def site(self) -> Site | None:
        """The participant's site."""
        return next((site for site in self.study.sites if site.id == self.case.patient.site), None)

    @cached_property
    def causality(self) -> dict[str, Causality]:
        """Suspect → what was judged."""
        return {one.suspect: one for one in self.case.causality}

    @cached_property
    def suspects(self) -> tuple[Given, ...]:
        """Suspected drugs: every cell product that was given, and each drug of the trial that is not ruled out.

        Before anything was given, the cell products themselves: a report names what the trial is about.
        """
        given = tuple(one for one in self.case.given if one.start and self._suspected(one))
        return given or tuple(one for one in self.case.given if one.kind == "product")

    def _suspected(self, one: Given) -> bool:
        judged = self.causality.get(one.suspect)
        ruled_out = judged is not None and not judged.related and judged.investigator in NOT_SUSPECTED
        return one.kind == "product" or (one.kind == "drug" and not ruled_out)

    @cached_property
    def judged(self) -> tuple[Given, ...]:
        """What is judged on the cover sheet: all that was given or done, other drugs where any was taken, the disease."""
        beside = {"disease"} | ({"concomitant"} if any(drug.form for drug in self.medicines) else set())
        return tuple(one for one in self.case.given if one.start or one.kind in beside)

    @cached_property
    def medicines(self) -> tuple[Other, ...]:
        """Other treatments that are drugs: what a form of medicinal products lists."""
        return tuple(one for one in self.others if not one.procedure)

    @cached_property
    def others(self) -> tuple[Other, ...]:
        """Other treatments in order of the record: what was given besides, and the drug log around the event."""
        return (*self._given_besides(), *self._taken())

    def _given_besides(self) -> Iterator[Other]:
        for one in self.case.given:
            if one.start and one not in self.suspects:
                yield Other(
                    name=one.generic_name or one.title,
                    dose=one.dose,
                    route=one.route,
                    start=one.start,
                    end=one.end,
                    procedure=one.kind == "procedure",
                    source="trial record",
                )

    def _taken(self) -> Iterator[Other]:
        """Drugs that may have been taken when the event began; those that treat it are not listed here."""
        first = min((one.start.day for one in self.suspects if one.start), key=_earliest, default=None)
        for drug in self.case.medications:
            begun_after = drug.start is not None and (
                after(drug.start.day, self.case.onset.day) is True
                or (drug.start.day == self.case.onset.day and self._treats(drug.name))
            )
            long_gone = first is not None and drug.end is not None and before(drug.end.day, first) is True
            if not begun_after and not long_gone:
                yield Other(
                    name=drug.name,
                    dose=drug.dose,
                    route=drug.route,
                    frequency=drug.frequency,
                    indication=drug.indication,
                    start=drug.start,
                    end=drug.end,
                    form="cm",
                )

    def _treats(self, drug: str) -> bool:
        """Whether a drug is named in what was done for the event."""
        case = self.case
        return drug.lower() in " ".join((case.treatment, case.report.get("sae_tests", ""))).lower()


def _earliest(day: PartialDate) -> str:
    return day.earliest.isoformat() if day.earliest else "9999"
