"""What the evidence lines are drawn from: published arms whose change in MELD can be had in points, and those it cannot."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from hepatica.evidence.recompute import excluded
from hepatica.evidence.row import Evidence, Row, Study, arms_of
from hepatica.evidence.said import is_meld, say
from hepatica.evidence.vocabulary import Cells

ORDER: tuple[Cells, ...] = ("both", "cd34", "msc", "mnc", "macrophage", "gcsf", "care", "pooled")
PLAIN: dict[Cells, str] = {"gcsf": "G-CSF alone", "care": "Standard care"}
WHY: dict[str, str] = {
    "mean": "no baseline printed",
    "median": "a baseline only",
    "events": "who improved, no points",
    "individual": "a baseline of each, no follow-up",
    "share": "per cent only",
    "difference": "a difference between arms only",
    "bare": "no baseline printed",
}


@dataclass(frozen=True, kw_only=True)
class ArmPoint:
    """A published change in MELD: months from the start, points, quartiles where a spread of the change was printed."""

    months: Decimal
    change: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    rows: tuple[str, ...] = ()
    failed: str = ""
    """Why the row is left out of every synthesis; drawn hollow."""


@dataclass(frozen=True, kw_only=True)
class ArmLine:
    """One published arm; ``printed`` tells a printed change from a printed value less its baseline."""

    study: Study
    arm: str
    cells: str
    way: str
    n: int
    printed: bool
    points: tuple[ArmPoint, ...]

    @property
    def design(self) -> str:
        """Masking and allocation in words: `open, randomised`."""
        return design_of(self.study)


@dataclass(frozen=True, kw_only=True)
class ArmPanel:
    """Arms treated by one kind of cells, by one route, under one design."""

    cells: str
    way: str
    design: str
    lines: tuple[ArmLine, ...]


@dataclass(frozen=True, kw_only=True)
class Undrawn:
    """A source that speaks of MELD and has no point on the picture, with the reason and its own words."""

    study: Study
    cells: str
    way: str
    why: str
    said: str
    rows: tuple[str, ...]


def design_of(study: Study) -> str:
    """Write masking and allocation: `open, randomised`."""
    if study.masking == study.allocation == "not stated":
        return "design not stated"
    masking = "masking not stated" if study.masking == "not stated" else study.masking
    return f"{masking}, {study.allocation}"


def arm_panels(evidence: Evidence) -> tuple[ArmPanel, ...]:
    """Group every drawable arm, cells first, standard care last."""
    failed = {each.row.id: each.sentence for each in excluded(evidence)}
    found: dict[tuple[int, str, str, str], list[ArmLine]] = {}
    for (name, arm), rows in arms_of(row for row in evidence.rows if is_meld(row)).items():
        line = _line(evidence.study(name), arm, rows, failed)
        if line is not None:
            key = (ORDER.index(rows[0].cells), line.cells, line.way, line.design)
            found.setdefault(key, []).append(line)
    return tuple(
        ArmPanel(cells=key[1], way=key[2], design=key[3], lines=tuple(lines))
        for key, lines in sorted(found.items(), key=lambda item: item[0][0])
    )


def undrawn(evidence: Evidence) -> tuple[Undrawn, ...]:
    """List every source that speaks of MELD and is not drawn, numbers before words."""
    drawn = {line.study.id for panel in arm_panels(evidence) for line in panel.lines}
    human = [study for study in evidence.studies if study.species == "human" and study.id not in drawn]
    told = [_numbers(study, rows) for study in human if (rows := _meld(evidence, study))]
    return tuple(told) + tuple(_words(evidence, study) for study in human if study.meld_said)


def _line(study: Study, arm: str, rows: tuple[Row, ...], failed: dict[str, str]) -> ArmLine | None:
    changes = tuple(_changes(rows, failed))
    points = changes or tuple(_subtracted(rows, failed))
    if not points or study.species != "human":
        return None
    row = rows[0]
    return ArmLine(
        study=study,
        arm=arm,
        cells=PLAIN.get(row.cells, study.cells),
        way=row.way,
        n=max((r.n for r in rows if r.n), default=0),
        printed=bool(changes),
        points=points,
    )


def _changes(rows: Iterable[Row], failed: dict[str, str]) -> Iterator[ArmPoint]:
    for row in rows:
        if row.kind == "change" and row.value is not None:
            yield ArmPoint(
                months=row.months,
                change=row.value,
                low=row.low,
                high=row.high,
                rows=(row.id,),
                failed=failed.get(row.id, ""),
            )


def _subtracted(rows: tuple[Row, ...], failed: dict[str, str]) -> Iterator[ArmPoint]:
    """Take each later value less the baseline; no spread of that change was printed, so none is given."""
    values = [row for row in rows if row.kind in {"mean", "bare"} and row.outcome == "MELD"]
    start = next((row for row in values if row.months == 0 and row.value is not None), None)
    if start is None or start.value is None:
        return
    for row in values:
        if row.months > 0 and row.value is not None:
            yield ArmPoint(
                months=row.months,
                change=row.value - start.value,
                rows=(row.id, start.id),
                failed=failed.get(row.id, "") or failed.get(start.id, ""),
            )


def _meld(evidence: Evidence, study: Study) -> tuple[Row, ...]:
    return tuple(row for row in evidence.of(study.id) if is_meld(row))


def _numbers(study: Study, rows: tuple[Row, ...]) -> Undrawn:
    arms = [told for _, told in arms_of(rows).items()]
    kinds = {row.kind for row in rows if row.months > 0} or {row.kind for row in rows}
    treated = next((row for row in rows if row.cells not in {"care", "gcsf"}), rows[0])
    said = " ".join(f"{told[0].arm}: {say(told)}" for told in arms)
    return Undrawn(
        study=study,
        cells=study.cells,
        way=treated.way,
        why="; ".join(dict.fromkeys(WHY[kind] for kind in sorted(kinds) if kind in WHY)),
        said=said,
        rows=tuple(row.id for row in rows),
    )


def _words(evidence: Evidence, study: Study) -> Undrawn:
    rows = evidence.of(study.id)
    way = study.way or (rows[0].way if rows else "")
    return Undrawn(
        study=study, cells=study.cells, way=way, why="words only", said=f"{study.meld_said}.", rows=()
    )
