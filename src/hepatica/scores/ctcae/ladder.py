"""The parts of a laboratory grade: steps that a value can reach, and what a grader is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from hepatica.scores.arithmetic import show

Reference = Literal["uln", "lln", "baseline"]
Relation = Literal["<", "<=", ">", ">="]
When = Literal[
    "always",
    "baseline known",
    "baseline unknown",
    "baseline normal",
    "baseline high",
    "baseline low",
    "anticoagulated",
    "not anticoagulated",
    "at rest",
    "in exercise",
    "over 24 h",
]
LABELS: Mapping[str, str] = {
    "uln": "upper limit of normal",
    "lln": "lower limit of normal",
    "baseline": "baseline",
}
_WORDS = {"<": "below", "<=": "at or below", ">": "above", ">=": "at or above"}
_SHORT = {"uln": "ULN", "lln": "LLN", "baseline": "baseline"}


class AbsentError(Exception):
    """A step cannot be judged for want of one reference, named by the exception's text."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A value in the unit reported, with what it is judged against, all in that unit."""

    value: Decimal
    unit: str
    absolute: Mapping[str, Decimal]  # the value in each unit that CTCAE prints a limit in
    lln: Decimal | None = None
    uln: Decimal | None = None
    baseline: Decimal | None = None
    hours: Decimal | None = None
    flags: frozenset[str] = frozenset()

    def need(self, reference: Reference) -> Decimal:
        """Give a reference; raises AbsentError if it is not there."""
        found = {"uln": self.uln, "lln": self.lln, "baseline": self.baseline}[reference]
        if found is None:
            raise AbsentError(reference)
        return found


def _baseline_is_high(at: Reading) -> bool:
    return at.baseline is not None and at.baseline > at.need("uln")


# A baseline nobody knows counts as normal. A condition raises AbsentError where the range that decides it is unknown.
CONDITIONS: Mapping[When, Callable[[Reading], bool]] = {
    "always": lambda _: True,
    "baseline known": lambda at: at.baseline is not None,
    "baseline unknown": lambda at: at.baseline is None,
    "baseline normal": lambda at: not _baseline_is_high(at),
    "baseline high": _baseline_is_high,
    "baseline low": lambda at: at.baseline is not None and at.baseline < at.need("lln"),
    "anticoagulated": lambda at: "anticoagulant" in at.flags,
    "not anticoagulated": lambda at: "anticoagulant" not in at.flags,
    "at rest": lambda at: "exercise" not in at.flags,
    "in exercise": lambda at: "exercise" in at.flags,
    "over 24 h": lambda at: at.hours is not None and at.hours > 24,
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One limit of one grade: an absolute one by unit, a multiple of references, or a change from baseline."""

    grade: int
    relation: Relation
    limits: Mapping[str, Decimal] = field(default_factory=dict)  # as CTCAE prints them, by unit
    factor: Decimal = Decimal(1)
    of: tuple[Reference, ...] = ()  # each of them must be passed
    change: Decimal | None = None  # from baseline
    when: When = "always"
    gap: tuple[Decimal, Decimal] | None = None  # between these the words of this version define no grade

    def reached(self, at: Reading) -> bool:
        """Answer whether the value reaches this step; raises AbsentError if a reference it needs is unknown."""
        if not CONDITIONS[self.when](at):
            return False
        if self.change is not None:
            return _compare(at.value - at.need("baseline"), self.relation, self.change)
        if self.limits:
            unit = self._unit(at)
            return _compare(at.absolute[unit], self.relation, self.limits[unit])
        missing = []
        for reference in self.of:
            try:
                limit = at.need(reference)
            except AbsentError as absent:  # another reference may still say no
                missing.append(absent)
                continue
            if not _compare(at.value, self.relation, self.factor * limit):
                return False
        if missing:
            raise missing[0]
        return True

    def words(self, at: Reading) -> str:
        """Say the step as a person would: `200 U/L is above 2 × baseline 80`."""
        value = f"{show(at.value)} {at.unit}".strip()
        if self.change is not None:
            rise = at.value - at.need("baseline")
            return f"{value} is {show(rise)} above baseline {show(at.need('baseline'))}, more than {show(self.change)}"
        if self.limits:
            unit = self._unit(at)
            also = "" if unit == at.unit else f" ({show(at.absolute[unit])} {unit})"
            return f"{value}{also} is {_WORDS[self.relation]} {show(self.limits[unit])}"
        times = "" if self.factor == 1 else f"{show(self.factor)} × "
        limits = " and ".join(f"{times}{_SHORT[name]} {show(at.need(name))}" for name in self.of)
        return f"{value} is {_WORDS[self.relation]} {limits}"

    def in_gap(self, at: Reading) -> bool:
        """Answer whether the value lies where the words of this version leave a gap."""
        return self.gap is not None and self.gap[0] < at.absolute[self._unit(at)] < self.gap[1]

    def _unit(self, at: Reading) -> str:
        return at.unit if at.unit in self.limits else next(iter(self.limits))


def _compare(value: Decimal, relation: Relation, limit: Decimal) -> bool:
    match relation:
        case "<":
            return value < limit
        case "<=":
            return value <= limit
        case ">":
            return value > limit
        case ">=":
            return value >= limit


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A clause in words that raises a grade, from a grade the number has reached."""

    flag: str
    grade: int
    start: int = 1


@dataclass(frozen=True, kw_only=True)
class Grader:
    """How one measurement is graded: its term and steps in each version."""

    test: str  # platelets
    label: str  # Platelets
    analyte: str  # whose units convert
    units: tuple[str, ...]
    terms: Mapping[str, str]  # version -> term
    steps: Mapping[str, tuple[Step, ...]]
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    cautions: Mapping[str, str] = field(default_factory=dict)  # version -> sentence beside every grade
