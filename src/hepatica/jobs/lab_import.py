"""Take laboratory files in: a dry run first, every row accounted for, published scores laid beside computed ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from hepatica.conduct.commands import Actor, EnterItems, Entry, ScreenSubject
from hepatica.datasets.visit_scores import score_value
from hepatica.exchange.lab_file import LabRow, Reading, read_rows
from hepatica.exchange.lab_map import Comparison, LabMap, MapError, check_map
from hepatica.store import read
from hepatica.store.record import Recorded, record, rehearsal
from hepatica.study.study import Study


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A published score beside the computed one."""

    line: int
    participant: str
    score: str
    printed: str
    computed: str
    agrees: bool


@dataclass(frozen=True, kw_only=True)
class RowOutcome:
    """What became of one row of the file."""

    line: int
    participant: str
    stored: int
    """Answers stored; 0 with no problems means that everything stood there already."""
    problems: tuple[str, ...] = ()
    compared: tuple[Compared, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ImportOutcome:
    """The whole import: one outcome per row, in the file's order."""

    rows: tuple[RowOutcome, ...]
    dry: bool

    @property
    def refused(self) -> tuple[RowOutcome, ...]:
        """Rows of which nothing was stored."""
        return tuple(row for row in self.rows if row.problems)


def import_labs(data: bytes, lab_map: LabMap, *, actor: Actor, dry: bool) -> ImportOutcome:
    """Store each row of a file as if it had been typed; MapError when file or map cannot be used at all.

    A dry run goes the same way through the same rules and is then undone. A row with any problem is left out whole.
    """
    study = read.plan().study
    if problems := check_map(lab_map, study):
        raise MapError("\n".join(problems))
    rows = read_rows(data, lab_map)
    if dry:
        with rehearsal():
            return ImportOutcome(rows=tuple(_import(rows, lab_map, study, actor)), dry=True)
    return ImportOutcome(rows=tuple(_import(rows, lab_map, study, actor)), dry=False)


def _import(rows: tuple[LabRow, ...], lab_map: LabMap, study: Study, actor: Actor) -> Iterator[RowOutcome]:
    for row in rows:
        if row.problems:
            yield RowOutcome(line=row.line, participant=row.participant, stored=0, problems=row.problems)
            continue
        with rehearsal(keep=True) as attempt:
            outcome = _store(row, lab_map, study, actor)
            if outcome.problems:
                attempt.undo()
        yield outcome


def _store(row: LabRow, lab_map: LabMap, study: Study, actor: Actor) -> RowOutcome:
    participant, problems, stored = row.participant, [], 0
    if lab_map.participant.screen:
        screened = record(ScreenSubject(site=lab_map.participant.screen), actor=actor)
        if not isinstance(screened, Recorded):
            sentences = tuple(f"line {row.line}: {r.sentence}" for r in screened.refusals)
            return RowOutcome(line=row.line, participant="", stored=0, problems=sentences)
        participant = screened.subject
    for form in dict.fromkeys(reading.form for reading in row.readings):
        entries = tuple(_entry(study, r) for r in row.readings if r.form == form)
        command = EnterItems(
            subject=participant, visit=lab_map.visit, form=form, entries=entries, seen=read.head()[0]
        )
        done = record(command, actor=actor)
        if isinstance(done, Recorded):
            stored += sum(event.kind in {"item.entered", "item.changed"} for event in done.events)
        else:
            problems += [f"line {row.line}: {r.sentence}" for r in done.refusals]
    compared = () if problems else tuple(_compared(row, participant, lab_map, study))
    return RowOutcome(
        line=row.line,
        participant=participant,
        stored=0 if problems else stored,
        problems=tuple(problems),
        compared=compared,
    )


def _entry(study: Study, reading: Reading) -> Entry:
    group = study.group_of(reading.form, reading.item)
    row = reading.row if group is not None and group.repeat is not None else 0
    state = "unknown" if reading.state == "unknown" else "not_done" if reading.state == "not_done" else ""
    return Entry(
        item=reading.item,
        row=row or 0,
        value=reading.value,
        unit=reading.unit,
        state=state,
        reason=reading.reason,
    )


def _compared(row: LabRow, participant: str, lab_map: LabMap, study: Study) -> Iterator[Compared]:
    state = read.subject_state(participant)
    for comparison in lab_map.compare:
        printed = row.cells.get(comparison.column, "")
        if printed:
            found = score_value(study, state, participant, lab_map.visit, lab_map.row, comparison.score)
            yield _compare(row, participant, comparison, printed, found)


def _compare(
    row: LabRow, participant: str, comparison: Comparison, printed: str, found: Decimal | None
) -> Compared:
    places = max(0, -int(Decimal(printed).as_tuple().exponent)) if _is_number(printed) else 0
    shown = "not computable" if found is None else f"{found:.{places}f}"
    agrees = (
        found is not None
        and _is_number(printed)
        and abs(Decimal(shown) - Decimal(printed)) <= Decimal(comparison.within)
    )
    return Compared(
        line=row.line,
        participant=participant,
        score=comparison.score,
        printed=printed,
        computed=shown,
        agrees=agrees,
    )


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False
