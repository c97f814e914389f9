"""What a design came to in each named world: rows are its questions and choices, columns the worlds, darkness the share.

Simulated, and framed as such. The worlds are chosen, not inferred: nobody knows which of them is ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from typing import Any

from hepatica.design.document import Design
from hepatica.design.words import CELLS
from hepatica.report import text as write
from hepatica.report.design.stamped import compared, stamped
from hepatica.report.figure import Figure
from hepatica.report.figures.canvas import Frame, Layer, bars, chart, pixels, segments, words
from hepatica.report.figures.labels import text_width, wrapped
from hepatica.report.stamp import DesignStamp
from hepatica.report.table import Cell, Column, Group, Missing, Row, Table, Text

Told = Mapping[str, Any]
"""What `design.tried.told` tells: by world its label, trials and numbers."""
WIDTH, NAMES, HEAD = 640, 196.0, 44.0
ROW, SMALL, LINE = 20.0, 10.0, 12.0
PARTS = (
    ("yes: ", "Answered yes, by everybody's rank"),
    ("survivors: ", "What the living alone would claim"),
    ("best: ", "The arm it would choose"),
    ("harmed: ", "People truly harmed, by arm"),
    ("", "What the safety rule does"),
)
"""Beginning of a number's name → the heading of its rows, in their order."""
RULES = {"paused": "paused for a review", "stopped": "stopped by the boundary"}
DARKEST = 0.9
COUNTED = ("yes: ", "survivors: ", "best: ", "paused", "stopped")
"""Numbers that are shares of trials; the others are means over trials of a share of people."""
BOUND = "< and > where it happened in no trial, or in all: a one-sided bound of 95 %."


def worlds_figure(told: Told, design: Design | None = None, *, stamp: DesignStamp | None = None) -> Figure:
    """Draw every share with its Monte-Carlo standard error, in per cent. Raises ValueError for a play without a world."""
    worlds: Mapping[str, Told] = told["worlds"]
    if not worlds:
        raise ValueError("the design was played in no world")
    groups = _grouped(worlds, design)
    title = "What the design would answer in each world: supposed, never observed"
    first = next(iter(worlds.values()))
    named = ", ".join(f"{one['code']} {name}" for name, one in worlds.items())
    trials, label = int(first["trials"]), tuple(map(str, first["label"]))
    return Figure(
        id="design-worlds",
        title=title,
        deck=f"Per cent of {write.number(trials, 0)} simulated trials in each world ± one standard error of the simulation; darker is "
        f"more. {named}.",
        spec=_spec(worlds, groups),
        note=" ".join((BOUND, *label[1:], *map(str, told["cannot_show"]))),
        twin=_twin(worlds, groups),
        alt=f"{title}. " + " ".join(_spoken(name, one, groups) for name, one in worlds.items()),
        stamp=stamp
        or (stamped(design) if design is not None else compared([str(told["design"])], repr(told))),
        synthetic=label[0],
    )


Rows = Sequence[tuple[str, str]]
"""Name of a number and the words of its row."""
Groups = Sequence[tuple[str, Rows]]


def _grouped(worlds: Mapping[str, Told], design: Design | None) -> Groups:
    names = list(dict.fromkeys(name for one in worlds.values() for name in one["numbers"]))
    found = []
    for start, heading in PARTS:
        rows = [
            (name, _plain(name.removeprefix(start), design))
            for name in names
            if start and name.startswith(start)
        ]
        rows = rows or [(name, RULES[name]) for name in names if not start and name in RULES]
        if rows:
            found.append((heading, rows))
    return found


def _plain(said: str, design: Design | None) -> str:
    """Write an arm by what it gives where arms differ in that, and by its id without underscores elsewhere."""
    if design is not None and len({arm.cells for arm in design.arms}) == len(design.arms):
        ids = {arm.id: CELLS[arm.cells].removesuffix(" alone") for arm in design.arms}
        first, beats, second = said.partition(" beats ")
        return f"{ids.get(first, first)}{beats}{ids.get(second, second)}"
    return said.replace("_", " ")


def _spoken(name: str, world: Told, groups: Groups) -> str:
    rows = groups[0][1]
    said = ", ".join(f"{words_} {_value(world, number)}" for number, words_ in rows)
    return f"{name}: {said}."


def _value(world: Told, name: str, decimals: int = 0) -> str:
    """Write a share with its error; of what happened in no trial, or in all, a bound, because an error of 0 is none."""
    found = world["numbers"].get(name)
    if found is None:
        return "not asked"
    value, error = 100 * float(found["value"]), 100 * float(found["error"])
    if value in (0, 100) and name.startswith(COUNTED):
        bound = 100 * (1 - 0.05 ** (1 / int(world["trials"])))
        above = ceil(bound * 10**decimals) / 10**decimals
        return (
            f"< {write.number(above, decimals)}" if value == 0 else f"> {write.number(100 - above, decimals)}"
        )
    return f"{write.number(value, decimals)} ± {write.number(error, decimals)}"


def _spec(worlds: Mapping[str, Told], groups: Groups) -> dict[str, Any]:
    wide = (WIDTH - NAMES) / len(worlds)
    y = 20.0
    codes = [
        {"x": NAMES + wide * (n + 0.5), "y": 10, "text": str(one["code"])}
        for n, one in enumerate(worlds.values())
    ]
    drawn: list[tuple[float, float, list[tuple[float, str]]]] = []
    heads: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    for heading, rows in groups:
        heads.append({"x": 2, "y": y + 12, "text": heading})
        y += 22
        for number, said in rows:
            lines = wrapped(said, NAMES - 12, size=SMALL)
            high = max(ROW, LINE * len(lines) + 6)
            names += [
                {"x": 2, "y": y + high / 2 + LINE * (n - (len(lines) - 1) / 2), "text": line}
                for n, line in enumerate(lines)
            ]
            drawn.append((y, high, [_cell(one, number) for one in worlds.values()]))
            y += high
    height = y + 4
    canvas = pixels(WIDTH, height)
    layers = [words(canvas, codes, weight=600, align="center"), *_cells(canvas, drawn, wide)]
    layers += [words(canvas, heads, weight=600), words(canvas, names, size=SMALL)]
    rules = [{"x": 0, "x2": WIDTH, "y": row["y"] + 9, "y2": row["y"] + 9} for row in heads]
    layers.append(segments(canvas, rules, stroke="rule", width=0.6))
    return chart(WIDTH, height, [layers])


def _cell(world: Told, name: str) -> tuple[float, str]:
    found = world["numbers"].get(name)
    return (0.0, "") if found is None else (min(1.0, max(0.0, float(found["value"]))), _value(world, name))


def _cells(
    canvas: Frame, drawn: Sequence[tuple[float, float, list[tuple[float, str]]]], wide: float
) -> Iterable[Layer]:
    """Draw cells in ten darknesses of ink, and their values in ink or in the ground's colour."""
    size = SMALL if wide >= text_width("100 ± 1", SMALL) else 9.7
    for step in range(11):
        shapes = [
            {
                "x": NAMES + wide * n + 1,
                "x2": NAMES + wide * (n + 1) - 1,
                "y": y + 1,
                "y2": y + high - 1,
                "said": said,
            }
            for y, high, values in drawn
            for n, (share, said) in enumerate(values)
            if said and round(10 * share) == step
        ]
        layer = bars(canvas, shapes, fill="ink")
        layer["mark"]["opacity"] = 0.04 + DARKEST * step / 10 * 0.96
        yield layer
    for dark in (True, False):
        said_ = [
            {"x": NAMES + wide * (n + 0.5), "y": y + high / 2, "text": said}
            for y, high, values in drawn
            for n, (share, said) in enumerate(values)
            if said and (round(10 * share) >= 7) == dark
        ]
        yield words(canvas, said_, size=size, fill="ground" if dark else "ink", align="center")


def _twin(worlds: Mapping[str, Told], groups: Groups) -> Table:
    columns = (
        Column(title="", width=4),
        *(Column(title=str(one["code"]), align="right") for one in worlds.values()),
    )
    return Table(
        id="design-worlds-table",
        title="",
        columns=columns,
        groups=tuple(
            Group(title=heading, rows=tuple(_row(worlds, name, said) for name, said in rows))
            for heading, rows in groups
        ),
        footnotes=tuple(f"{one['code']} {name}: {one['sentence']}" for name, one in worlds.items()),
        listing=True,
    )


def _row(worlds: Mapping[str, Told], name: str, said: str) -> Row:
    def cell(one: Told) -> Cell:
        found = one["numbers"].get(name)
        if found is None:
            return Missing(reason="not asked")
        return Text(text=_value(one, name, 1))

    return Row(cells=(Text(text=said), *map(cell, worlds.values())), indent=True)
