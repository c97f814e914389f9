"""Growth of the cultures: cumulative population doublings, viability and passage against days since the aspiration.

Doublings are log2 of harvested over seeded, added up over the passages. Every culture is drawn; one that failed ends in a
cross with its words. A culture whose counts are missing has no line in the first panel and stands in the table.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.figures.canvas import Frame, Layer, chart, pixels, segments, words
from hepatica.report.figures.panels import NAME, SIZE, Named, Panel, Point, Series, panel_frame, panel_groups
from hepatica.report.stamp import Stamp
from hepatica.report.table import Cell, Column, Group, Missing, Number, Row, Table, Text

WIDTH, LEFT, RIGHT = 640.0, NAME + 34, 612.0


@dataclass(frozen=True, kw_only=True)
class Grown:
    """One passage of a culture, in days since the aspiration."""

    material: str
    number: int
    seeded: Decimal
    """Day of the seeding."""
    harvested: Decimal | None
    """Day of the harvest; None while it grows."""
    doublings: Decimal | None
    total: Decimal | None
    viability: Decimal | None
    beyond: tuple[str, ...] = ()
    """Limits it does not keep, in words."""
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Culture:
    """One line of cells from an aspiration to its last passage."""

    digit: int
    code: str
    label: str
    """What stands at its end: the lot, or the last passage."""
    passages: tuple[Grown, ...]
    failed: str = ""


@dataclass(frozen=True, kw_only=True)
class CultureLimits:
    """The release limits that a culture can meet or miss; None where the protocol has none."""

    passage: int | None = None
    doublings: Decimal | None = None
    viability: Decimal | None = None


def growth_curves(
    *,
    cultures: tuple[Culture, ...],
    limits: CultureLimits,
    stamp: Stamp,
    synthetic: str = "",
    number: str = "",
    figure_id: str = "growth",
) -> Figure:
    """Draw every culture, in order of infusion; raises ValueError when there is none."""
    drawn = tuple(one for one in sorted(cultures, key=lambda one: one.digit) if one.passages)
    if not drawn:
        raise ValueError("no passage is on record, so there is no growth to draw")
    said = finding(drawn)
    return Figure(
        id=figure_id,
        number=number,
        title=said,
        deck="Days since the aspiration. Doublings: log2 of cells harvested over seeded, from the first harvest on. Dashed: limits.",
        spec=_spec(drawn, limits),
        note="A count that is missing breaks the sum: from there on no doublings are drawn. Growth says nothing about potency.",
        twin=_table(drawn, f"{figure_id}-table"),
        alt=f"{said}. {'; '.join(f'{one.code}: {len(one.passages)} passages' for one in drawn)}.",
        stamp=stamp,
        synthetic=synthetic,
    )


def finding(cultures: tuple[Culture, ...]) -> str:
    """Say in one line how many cultures there are, how many failed, and whether any went beyond a limit."""
    failed = sum(bool(one.failed) for one in cultures)
    beyond = sum(any(p.beyond for p in one.passages) for one in cultures)
    count = len(cultures)
    parts = [
        f"{write.small(count)} {'culture' if count == 1 else 'cultures'}",
        f"{write.small(failed)} failed" if failed else "none failed",
        f"{write.small(beyond)} beyond a limit" if beyond else "none beyond a limit",
    ]
    line = ", ".join(parts)
    return line[0].upper() + line[1:]


def panels(cultures: tuple[Culture, ...], limits: CultureLimits) -> tuple[Panel, ...]:
    """Return the three panels, each with its limits; one without a single value is left out."""
    made = (
        Panel(
            name="Doublings",
            unit="cumulative",
            height=176,
            decimals=1,
            floor=0,
            series=tuple(_doublings(one) for one in cultures),
            limits=_limit(limits.doublings, "at most {} doublings"),
        ),
        Panel(
            name="Viability",
            unit="%",
            height=92,
            series=tuple(_viability(one) for one in cultures),
            limits=_limit(limits.viability, "release: at least {} %"),
        ),
        Panel(
            name="Passage",
            unit="number",
            height=84,
            floor=0,
            series=tuple(_passage(one) for one in cultures),
            limits=_limit(
                None if limits.passage is None else Decimal(limits.passage), "release: at most {} passages"
            ),
        ),
    )
    return tuple(panel for panel in made if any(one.points for one in panel.series))


def _limit(value: Decimal | None, name: str) -> tuple[Named, ...]:
    return () if value is None else (Named(value=value, name=name.format(value)),)


def _doublings(one: Culture) -> Series:
    told: list[Point] = []
    for passage in one.passages:
        if passage.harvested is None or passage.total is None:
            continue
        if not told and passage.doublings is not None:
            told.append(
                Point(
                    x=float(passage.seeded),
                    y=float(passage.total - passage.doublings),
                    said=f"{one.code}, seeded",
                )
            )
        told.append(
            Point(
                x=float(passage.harvested),
                y=float(passage.total),
                said=_said(one, passage),
                href=passage.href,
            )
        )
    label = f"{one.label}, {write.number(told[-1].y, 1)}" if told else one.label
    return Series(digit=one.digit, points=tuple(told), label=label, failed=one.failed)


def _viability(one: Culture) -> Series:
    told = tuple(
        Point(x=float(_end(p)), y=float(p.viability), said=_said(one, p), href=p.href)
        for p in one.passages
        if p.viability is not None
    )
    return Series(digit=one.digit, points=told)


def _passage(one: Culture) -> Series:
    told = tuple(
        Point(x=float(p.seeded), y=float(p.number), said=_said(one, p), href=p.href) for p in one.passages
    )
    # A culture without a count has no line above: its end is shown here.
    silent = not any(p.total is not None and p.harvested is not None for p in one.passages)
    return Series(
        digit=one.digit, points=told, failed=one.failed if silent else "", label=one.label if silent else ""
    )


def _end(passage: Grown) -> Decimal:
    return passage.seeded if passage.harvested is None else passage.harvested


def _said(one: Culture, passage: Grown) -> str:
    total = "" if passage.total is None else f"{write.number(passage.total, 1)} doublings"
    alive = "" if passage.viability is None else f"alive {write.number(passage.viability, 0)} %"
    parts = (
        one.code,
        passage.material,
        f"day {write.number(_end(passage), 0)}",
        total,
        alive,
        *passage.beyond,
    )
    return ", ".join(part for part in parts if part)


def _spec(cultures: tuple[Culture, ...], limits: CultureLimits) -> dict[str, object]:
    last = max(float(_end(p)) for one in cultures for p in one.passages)
    x, across = (0.0, max(last * 1.12, 7.0)), (LEFT, RIGHT)
    stack = panels(cultures, limits)
    foot = 6 + sum(panel.height for panel in stack)
    canvas = pixels(WIDTH, foot + 38)
    scale = Frame(x_low=x[0], x_high=x[1], left=LEFT, right=RIGHT, y_low=0, y_high=1, top=0, bottom=foot)
    groups: list[list[Layer]] = [[*_weeks(canvas, scale, foot)]]
    top = 6.0
    for panel in stack:
        groups += panel_groups(canvas, panel, panel_frame(panel, x=x, across=across, top=top))
        top += panel.height
    return chart(WIDTH, foot + 38, groups)


def _weeks(canvas: Frame, scale: Frame, foot: float) -> Iterable[Layer]:
    step = next((weeks * 7 for weeks in (1, 2, 4, 8) if scale.x_high / (weeks * 7) <= 14), 182)
    days = range(0, int(scale.x_high) + 1, step)
    yield segments(canvas, [{"x": scale.px(d), "x2": scale.px(d), "y": 6, "y2": foot} for d in days], stroke="rule", width=0.5)  # fmt: skip
    yield words(
        canvas, [{"x": scale.px(d), "y": foot + 10, "text": str(d)} for d in days], size=SIZE, align="center"
    )
    yield words(canvas, [{"x": LEFT, "y": foot + 27, "text": "days since the aspiration"}], size=SIZE, fill="ink2", italic=True)  # fmt: skip


def _table(cultures: tuple[Culture, ...], name: str) -> Table:
    def number(value: Decimal | None, why: str) -> Cell:
        return Missing(reason=why) if value is None else Number(value=value)

    groups = tuple(
        Group(
            title=f"{one.code} · {one.label}{f': {one.failed}' if one.failed else ''}",
            rows=tuple(
                Row(
                    cells=(
                        Text(text=p.material, href=p.href),
                        Number(value=p.number),
                        Number(value=p.seeded),
                        number(p.harvested, "still growing"),
                        number(p.doublings, "not counted"),
                        number(p.total, "not known"),
                        number(p.viability, "not measured"),
                        Text(text="; ".join(p.beyond) or "kept"),
                    )
                )
                for p in one.passages
            ),
        )
        for one in cultures
    )
    return Table(
        id=name,
        title="",
        columns=(
            Column(title="Passage"),
            Column(title="no.", align="right"),
            Column(title="seeded", unit="day", align="right", decimals=0),
            Column(title="harvested", unit="day", align="right", decimals=0),
            Column(title="doublings", align="right", decimals=1),
            Column(title="cumulative", align="right", decimals=1),
            Column(title="viability", unit="%", align="right", decimals=0),
            Column(title="Limits", width=1),
        ),
        groups=groups,
        listing=True,
    )
