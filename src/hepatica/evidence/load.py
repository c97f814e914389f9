"""Reads the published table and says everything that is wrong with it at once, each fault a sentence with its line.

What a source gets wrong itself is not a fault of the file: such a row is flagged ``contradicts`` and kept. A
contradiction without the flag is a fault, because it may as well be a slip of the hand.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

from hepatica.evidence import vocabulary as words
from hepatica.evidence.cell import Cells
from hepatica.evidence.kinds import check_kind
from hepatica.evidence.recompute import recompute
from hepatica.evidence.row import COLUMNS, STUDY_COLUMNS, BaseRate, Evidence, Row, Study

VERSION = "1.0"
"""Of the published table; README.md beside it says what each version changed."""
TABLE, STUDIES, BASE_RATES = "table.csv", "studies.csv", "base_rates.csv"
BASE_COLUMNS = (
    "row", "procedure", "event", "n", "events", "rate_pct", "mean", "sd", "population", "notes", "source_url",
)  # fmt: skip


class EvidenceError(ValueError):
    """The published table cannot be used; ``problems`` are the sentences."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, kw_only=True)
class Read:
    """What a text held: the table as far as it can be read, and every fault of it."""

    evidence: Evidence
    problems: tuple[str, ...]


@cache
def load() -> Evidence:
    """Return the table that comes with the program. Raises EvidenceError with every fault."""
    read = read_evidence(_resource(TABLE), _resource(STUDIES))
    if read.problems:
        raise EvidenceError(read.problems)
    return read.evidence


@cache
def load_base_rates() -> tuple[BaseRate, ...]:
    """Return how often things happen with such procedures elsewhere. Raises EvidenceError with every fault."""
    rates, problems = read_base_rates(_resource(BASE_RATES))
    if problems:
        raise EvidenceError(problems)
    return rates


def resource(name: str) -> str:
    """Return the text of a file of the room: `table.csv`, `studies.csv`, `base_rates.csv`."""
    return _resource(name)


def read_evidence(table: str, studies: str) -> Read:
    """Read both files; rows with a fault are left out of the table and named in the problems."""
    problems: list[str] = []
    named: set[str] = set()
    rows = tuple(_rows(table, problems, named))
    if not named and problems:  # a file without its columns: nothing more can be said of it
        return Read(evidence=Evidence(rows=(), studies=()), problems=tuple(problems))
    known = tuple(_studies(studies, named, problems))
    names = {study.id for study in known}
    problems += [
        f"{TABLE}:{row.line}: study {row.study!r} is not in {STUDIES}"
        for row in rows
        if row.study not in names
    ]
    problems += _twice(rows)
    problems += _unflagged(rows)
    kept = tuple(row for row in rows if row.study in names)
    return Read(evidence=Evidence(rows=kept, studies=known), problems=tuple(sorted(problems, key=_place)))


def read_base_rates(text: str) -> tuple[tuple[BaseRate, ...], tuple[str, ...]]:
    """Read the base rates, and every fault of the file."""
    problems: list[str] = []
    rates = []
    for cells in _lines(text, BASE_COLUMNS, BASE_RATES, problems):
        rate = BaseRate(
            id=cells.text("row"),
            procedure=cells.text("procedure"),
            event=cells.text("event"),
            n=cells.count("n"),
            events=cells.count("events"),
            percent=cells.decimal("rate_pct"),
            mean=cells.decimal("mean"),
            sd=cells.decimal("sd"),
            population=cells.text("population"),
            notes=cells.text("notes"),
            url=cells.address("source_url"),
        )
        if rate.n is not None and rate.events is not None and rate.events > rate.n:
            cells.wrong(f"{rate.events} events in {rate.n} is not a proportion")
        problems += cells.problems
        rates += [] if cells.problems else [rate]
    return tuple(rates), tuple(problems)


def _rows(text: str, problems: list[str], named: set[str]) -> Iterator[Row]:
    """Read the sound rows; ``named`` collects the study of every line, sound or not."""
    for cells in _lines(text, COLUMNS, TABLE, problems):
        named.add(cells.text("study_id"))
        row = _row(cells)
        if row is not None and not cells.unread:
            check_kind(cells, row)
        problems += cells.problems
        if row is not None and not cells.problems:
            yield row


def _row(cells: Cells) -> Row | None:
    name = cells.text("row")
    if not (name.startswith("E") and name[1:].isdigit()):
        cells.wrong(f"row {name!r} is not a name like E452")
    cells.known("cell_type", words.CELL_TYPES, "cell type")
    cells.known("route", words.ROUTES, "route")
    cells.known("source", words.SOURCES, "source of cells")
    cells.known("unit", words.UNITS, "unit")
    statistic = cells.known("statistic", words.KINDS, "kind of number")
    printed = cells.known("as_printed", words.PRINTED, "as_printed")
    months = cells.decimal("timepoint_months")
    if months is None:
        cells.wrong("timepoint_months is empty: say when it was measured, 0 for the baseline")
    events = cells.text("events")
    for needed in ("arm", "outcome", "design", "read_from"):
        if not cells.text(needed):
            cells.wrong(f"{needed} is empty")
    if months is None or statistic not in words.KINDS or printed not in words.PRINTED:
        return None
    in_words = words.KINDS[statistic] == "events" and not events.isdigit()
    return Row(
        id=name,
        line=cells.line,
        study=cells.text("study_id"),
        author=cells.text("first_author"),
        year=cells.count("year"),
        doi=cells.text("doi"),
        design=cells.text("design"),
        country=cells.text("country"),
        cell_type=cells.text("cell_type"),
        source=cells.text("source"),
        route=cells.text("route"),
        dose=cells.text("dose_value"),
        dose_unit=cells.text("dose_unit"),
        doses=cells.count("n_doses"),
        n=cells.count("n_arm"),
        arm=cells.text("arm"),
        outcome=cells.text("outcome"),
        unit=cells.text("unit"),
        months=months,
        statistic=statistic,
        kind="events_in_words" if in_words else words.KINDS[statistic],
        value=cells.decimal("mean"),
        sd=cells.decimal("sd"),
        low=cells.decimal("q1"),
        high=cells.decimal("q3"),
        events=None if in_words else cells.count("events"),
        events_words=events if in_words else "",
        denominator=cells.count("denominator_printed"),
        percent=cells.decimal("percent_printed"),
        p=cells.text("p_printed"),
        printed=printed,
        read_from=cells.text("read_from"),
        notes=cells.text("notes"),
        url=cells.address("source_url"),
    )


def _studies(text: str, with_rows: set[str], problems: list[str]) -> Iterator[Study]:
    for cells in _lines(text, STUDY_COLUMNS, STUDIES, problems):
        name = cells.text("study_id")
        for column, known in (
            ("species", words.SPECIES), ("allocation", words.ALLOCATIONS), ("masking", words.MASKINGS),
            ("direction", words.DIRECTIONS),
        ):  # fmt: skip
            cells.known(column, known, column)
        for needed in ("study_id", "label", "cells", "said"):
            if not cells.text(needed):
                cells.wrong(f"{needed} is empty")
        alone = name not in with_rows
        if alone:
            cells.known("cell_class", words.TITLES, "cell class")
            cells.known("route", words.ROUTES, "route")
            cells.address("source_url")
        problems += cells.problems
        if cells.problems:
            continue
        yield Study(
            id=name,
            line=cells.line,
            label=cells.text("label"),
            species=cells.text("species"),
            cells=cells.text("cells"),
            allocation=cells.text("allocation"),
            masking=cells.text("masking"),
            direction=cast("words.Direction", cells.text("direction")),
            said=cells.text("said"),
            meld_said=cells.text("meld_said"),
            year=cells.count("year"),
            cell_class=cast("words.Cells", cells.text("cell_class")) if alone else None,
            way=words.ROUTES[cells.text("route")] if alone else "",
            people=cells.count("people"),
            months=cells.decimal("months"),
            url=cells.text("source_url"),
        )


def _lines(text: str, columns: tuple[str, ...], file: str, problems: list[str]) -> Iterator[Cells]:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    missing = [name for name in columns if name not in (reader.fieldnames or ())]
    if missing:
        problems.append(f"{file}:1: the column {missing[0]!r} is missing")
        return
    try:
        for cells in reader:
            yield Cells(reader.line_num, {k: v for k, v in cells.items() if isinstance(v, str)}, file)
    except csv.Error as error:
        problems.append(f"{file}:{reader.line_num}: the line cannot be read as CSV ({error})")


def _twice(rows: Iterable[Row]) -> Iterator[str]:
    names: dict[str, int] = {}
    facts: dict[tuple[object, ...], int] = {}
    for row in rows:
        # People of one arm share all the rest; their notes tell them apart.
        apart = row.notes if row.kind == "individual" else ""
        fact = (row.study, row.year, row.arm, row.outcome, row.months, row.statistic, row.n, apart)
        if row.id in names:
            yield f"{TABLE}:{row.line}: {row.id} is already the name of line {names[row.id]}"
        elif fact in facts:
            yield f"{TABLE}:{row.line}: {row.arm}, {row.outcome} at {row.months} months of {row.study} stands already on line {facts[fact]}"
        names.setdefault(row.id, row.line)
        facts.setdefault(fact, row.line)


def _unflagged(rows: tuple[Row, ...]) -> Iterator[str]:
    """Ask about each contradiction that nobody has confirmed: the source's own, or a slip of the hand."""
    by_id = {row.id: row for row in rows}
    for finding in recompute(rows):
        row = by_id[finding.row]
        if finding.fails and row.printed != "contradicts":
            yield (
                f"{TABLE}:{row.line}: {finding.sentence} Correct the row; if the source prints it so, set as_printed to "
                "contradicts."
            )


def _place(problem: str) -> tuple[str, int]:
    file, line, _ = problem.split(":", 2)
    return file, int(line)


def _resource(name: str) -> str:
    return (files("hepatica.evidence") / name).read_text(encoding="utf-8")
