"""A row of the published table and a study of it: values as printed, decimal, with the line they stand on."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from hepatica.evidence.vocabulary import CELL_TYPES, MASKED, ROUTES, Cells, Direction, Kind, Printed

Found = TypeVar("Found")
COLUMNS = (
    "row", "study_id", "first_author", "year", "doi", "design", "country", "cell_type", "source", "route", "dose_value",
    "dose_unit", "n_doses", "n_arm", "arm", "outcome", "unit", "timepoint_months", "statistic", "mean", "sd", "q1", "q3",
    "events", "denominator_printed", "percent_printed", "p_printed", "as_printed", "read_from", "notes", "source_url",
)  # fmt: skip
"""The columns of ``table.csv``, in order."""
STUDY_COLUMNS = (
    "study_id", "label", "species", "cells", "allocation", "masking", "direction", "said", "meld_said", "year",
    "cell_class", "route", "people", "months", "source_url",
)  # fmt: skip
"""The columns of ``studies.csv``; from ``year`` on for a study without a row, ``people`` also where its rows do not add up."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One number of one arm at one time, as its source prints it.

    ``value`` is the central number in ``unit`` (mean, median, difference); ``sd`` its spread between people; ``low`` and
    ``high`` quartiles, a range or a 95 % interval, as ``kind`` says. ``events`` are people of ``n``. ``months`` counts
    from the start of treatment. A dose stays words: sources print ranges.
    """

    id: str
    line: int
    study: str
    author: str
    year: int | None
    doi: str
    design: str
    country: str
    cell_type: str
    source: str
    route: str
    dose: str
    dose_unit: str
    doses: int | None
    n: int | None
    arm: str
    outcome: str
    unit: str
    months: Decimal
    statistic: str
    kind: Kind
    value: Decimal | None
    sd: Decimal | None
    low: Decimal | None
    high: Decimal | None
    events: int | None
    events_words: str
    denominator: int | None
    """The denominator the source prints where it is not the arm's size."""
    percent: Decimal | None
    """The percentage the source prints beside its count."""
    p: str
    """The p value the source prints against its control: `0.04`, `<0.05`."""
    printed: Printed
    read_from: str
    notes: str
    url: str

    @property
    def cells(self) -> Cells:
        """What was given, by class."""
        return CELL_TYPES[self.cell_type]

    @property
    def way(self) -> str:
        """The route in short words."""
        return ROUTES[self.route]

    @property
    def at_risk(self) -> int | None:
        """The denominator of a count: the printed one, else the arm's size."""
        return self.n if self.denominator is None else self.denominator


@dataclass(frozen=True, kw_only=True)
class Study:
    """What holds of a whole study. ``said`` is its result in our words; ``meld_said`` what it says of MELD without a number."""

    id: str
    line: int
    label: str
    species: str
    cells: str
    allocation: str
    masking: str
    direction: Direction
    said: str
    meld_said: str
    year: int | None
    cell_class: Cells | None
    way: str
    people: int | None
    months: Decimal | None
    url: str

    @property
    def masked(self) -> bool:
        """Whether people did not know what they were given."""
        return self.masking in MASKED


@dataclass(frozen=True, kw_only=True)
class BaseRate:
    """How often something happens with a procedure elsewhere: context for a count, never a control."""

    id: str
    procedure: str
    event: str
    n: int | None
    events: int | None
    percent: Decimal | None
    mean: Decimal | None
    sd: Decimal | None
    population: str
    notes: str
    url: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Evidence:
    """The whole published table: rows and studies in the order of their files. Two readings are two tables."""

    rows: tuple[Row, ...]
    studies: tuple[Study, ...]

    def study(self, name: str) -> Study:
        """Return a study by its id; KeyError when there is none."""
        return _only((study for study in self.studies if study.id == name), name)

    def row(self, name: str) -> Row:
        """Return a row by its id; KeyError when there is none."""
        return _only((row for row in self.rows if row.id == name), name)

    def of(self, study: str) -> tuple[Row, ...]:
        """Return the rows of a study."""
        return tuple(row for row in self.rows if row.study == study)

    def people(self, study: Study) -> int | None:
        """Return how many people a study had: as stated, else the sum of the arms of its largest report."""
        if study.people is not None:
            return study.people
        reports: dict[int | None, dict[str, int]] = {}
        for row in self.of(study.id):
            if row.n and row.kind not in {"individual", "difference", "ratio"}:
                arms = reports.setdefault(row.year, {})
                arms[row.arm] = max(arms.get(row.arm, 0), row.n)
        return max((sum(arms.values()) for arms in reports.values()), default=None)

    def when(self, study: Study) -> int | None:
        """Return the year of a study's main report: the one its label names, else its first."""
        years = [row.year for row in self.of(study.id) if row.year is not None]
        named = [year for year in years if str(year) in study.label]
        return study.year or min(named or years, default=None)


def arms_of(rows: Iterable[Row]) -> dict[tuple[str, str], tuple[Row, ...]]:
    """Group rows by study and arm, in the order of the table."""
    found: dict[tuple[str, str], tuple[Row, ...]] = {}
    for row in rows:
        key = (row.study, row.arm)
        found[key] = (*found.get(key, ()), row)
    return found


def _only(found: Iterable[Found], name: str) -> Found:
    for one in found:
        return one
    raise KeyError(f"the published table has no {name!r}")
