"""What a design came to in each named world: rows are its questions and choices, columns the worlds, darkness the share.

Simulated, and framed as such. The worlds are chosen, not inferred: nobody knows which of them is ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
from hepatica.report.table import Column, Group, Missing, Row, Table, Text

Told = Mapping[str, Any]
"""What `design.tried.told` tells: by world its label, trials and numbers."""
WIDTH, NAMES, HEAD = 640, 196.0, 44.0
ROW, SMALL, LINE = 20.0, 10.0, 12.0
PARTS = (
    ("yes: ", "Answered yes, by everybody's rank"),
    ("survivors: ", "What the living alone would claim"),
    ("chosen cells: ", "The cells it would choose"),
    ("chosen route: ", "The route it would choose"),
    ("chosen repeats: ", "Once or repeatedly: what it would choose"),
    ("chosen: ", "The dose it would choose"),
    ("harmed: ", "People truly harmed, by arm"),
    ("", "What the rules do"),
)
"""Beginning of a number's name → the heading of its rows, in their order."""
RULES = {
    "paused": "paused for a review",
    "stopped": "stopped by the boundary",
    "chosen at the target": "chose a dose at the target",
    "chosen of use": "chose the least dose of use",
    "chosen too toxic": "chose a dose that is too toxic",
}
MEANS = {
    "months": "months",
    "given cells": "people given cells",
    "given cells and struck": "of them with a related serious event",
    "given cells too late": "given cells after the limit was reached, not yet known",
    "reviews": "reviews",
    "treated": "people treated",
    "treated too toxic": "of them at a dose that is too toxic",
    "events": "events that count",
    "responses": "responses",
}
"""Means over trials, which are no shares: in the table alone."""
HALF = 0.5
FAINT, DENSE = (0.04, 0.36), (0.62, 0.9)
"""Opacities of a cell, to about half and beyond: between them words of neither colour could be read, on light or dark."""
FIRST_DENSE = 6
"""The first of the eleven darknesses whose words are in the ground's colour."""
_SEED = re.compile(r"seed (\d+)")
COUNTED = ("yes: ", "survivors: ", "chosen", "paused", "stopped")
"""Numbers that are shares of trials; the others are means over trials of a share of people."""
BOUND = (
    "Outlined: what is right to choose in that world, where something is. < and >: in no trial, or in all; a one-sided bound of 95 %. "
    "± <1: an error that would round to 0."
)


def worlds_figure(told: Told, design: Design | None = None, *, stamp: DesignStamp | None = None) -> Figure:
    """Draw every share with its Monte-Carlo standard error, in per cent. Raises ValueError for a play without a world."""
    worlds: Mapping[str, Told] = told["worlds"]
    if not worlds:
        raise ValueError("the design was played in no world")
    groups = _grouped(worlds, design)
    if not groups:
        raise ValueError("what was played says no share that could be drawn")
    title = "What the design would answer in each world: supposed, never observed"
    first = next(iter(worlds.values()))
    named = ", ".join(f"{one['code']} {name}" for name, one in worlds.items())
    trials, label = int(first["trials"]), tuple(map(str, first["label"]))
    seed = _SEED.search(" ".join(label))
    return Figure(
        id="design-worlds",
        title=title,
        deck=f"Per cent of {write.number(trials, 0)} simulated trials in each world ± one standard error of the simulation; darker is "
        f"more. {f'Seed {seed[1]}. ' if seed else ''}{named}.",
        spec=_spec(worlds, groups),
        note=" ".join((BOUND, *_convention(told), *label[2:], *map(str, told["cannot_show"]))),
        twin=_twin(worlds, groups),
        alt=f"{title}. " + " ".join(_spoken(name, one, groups) for name, one in worlds.items()),
        stamp=stamp
        or (stamped(design) if design is not None else compared([str(told["design"])], repr(told))),
        synthetic=label[0],
    )


Rows = Sequence[tuple[str, str]]
"""Name of a number and the words of its row."""
Groups = Sequence[tuple[str, Rows]]


def _convention(told: Told) -> Iterable[str]:
    """Yield how a question is answered yes, where the play says it: what is chance cannot be told without."""
    return (
        f"Yes: {said.removeprefix('yes: ')}"
        for said in map(str, told.get("assumes", ()))
        if said.startswith("yes: ")
    )


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
        ids = {
            key: CELLS[arm.cells].removesuffix(" alone") for arm in design.arms for key in (arm.id, arm.cells)
        }
        first, beats, second = said.partition(" beats ")
        said = f"{ids.get(first, first)}{beats}{ids.get(second, second)}"
    return said.replace("_", " ")


def _right(world: Told, name: str) -> bool:
    """Tell whether a choice is the right one in a world, as the world itself is supposed to be."""
    rights = {f"chosen {factor}: {level}" for factor, level in world.get("right", {}).items()}
    return name in rights or name == f"chosen: {world.get('truth', {}).get('of_use')}"


def _spoken(name: str, world: Told, groups: Groups) -> str:
    rows = groups[0][1]
    said = ", ".join(f"{words_} {_value(world, number)}" for number, words_ in rows)
    return f"{name}: {said}."


def _value(world: Told, name: str, decimals: int = 0) -> str:
    """Write a share with its error; of what happened in no trial, or in all, a bound, because an error of 0 is none.

    No error is rounded to 0 either, and a share that rounds to 0 has a decimal more.
    """
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
    decimals = max(decimals, 1) if 0 < value < HALF else decimals
    least = 10**-decimals
    beside = (
        f"<{write.number(least, decimals)}" if 0 < error < HALF * least else write.number(error, decimals)
    )
    return f"{write.number(value, decimals)} ± {beside}"


def _spec(worlds: Mapping[str, Told], groups: Groups) -> dict[str, Any]:
    wide = (WIDTH - NAMES) / len(worlds)
    y = 20.0
    codes = [
        {"x": NAMES + wide * (n + 0.5), "y": 10, "text": str(one["code"])}
        for n, one in enumerate(worlds.values())
    ]
    drawn: list[Cell] = []
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
            cells = (
                _cell(one, number, x=NAMES + wide * n, y=y, high=high)
                for n, one in enumerate(worlds.values())
            )
            drawn += [cell for cell in cells if cell is not None]
            y += high
    height = y + 4
    canvas = pixels(WIDTH, height)
    layers = [words(canvas, codes, weight=600, align="center"), *_cells(canvas, drawn, wide)]
    layers += [words(canvas, heads, weight=600), words(canvas, names, size=SMALL)]
    rules = [{"x": 0, "x2": WIDTH, "y": row["y"] + 9, "y2": row["y"] + 9} for row in heads]
    layers.append(segments(canvas, rules, stroke="rule", width=0.6))
    return chart(WIDTH, height, [layers])


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One share as it is drawn: its place, how dark, its words, and whether it is the right choice."""

    x: float
    y: float
    high: float
    share: float
    said: str
    right: bool

    @property
    def step(self) -> int:
        """Return the darkness, from 0 to 10."""
        return round(10 * self.share)


def _cell(world: Told, name: str, *, x: float, y: float, high: float) -> Cell | None:
    found = world["numbers"].get(name)
    if found is None:
        return None
    share = min(1.0, max(0.0, float(found["value"])))
    return Cell(x=x, y=y, high=high, share=share, said=_value(world, name), right=_right(world, name))


def opacity(step: int) -> float:
    """Return how much ink a cell of a darkness from 0 to 10 has, so that its words stand out from it by 4.5 to 1."""
    (low, high), first, steps = (
        (FAINT, 0, FIRST_DENSE - 1) if step < FIRST_DENSE else (DENSE, FIRST_DENSE, 10 - FIRST_DENSE)
    )
    return low + (high - low) * (step - first) / steps


def _cells(canvas: Frame, drawn: Sequence[Cell], wide: float) -> Iterable[Layer]:
    """Draw cells in eleven darknesses of ink, and their values in ink or in the ground's colour; what is right is outlined."""
    size = SMALL if wide >= text_width("100 ± 1", SMALL) else 9.7
    for step in range(11):
        layer = bars(canvas, [_box(one, wide, 1) for one in drawn if one.step == step], fill="ink")
        layer["mark"]["opacity"] = opacity(step)
        yield layer
    outline = bars(canvas, [_box(one, wide, 0) for one in drawn if one.right], fill=None, stroke="ink")
    outline["mark"]["strokeWidth"] = 2
    yield outline
    inner = bars(canvas, [_box(one, wide, 2) for one in drawn if one.right], fill=None, stroke="ground")
    yield inner
    for dark in (True, False):
        for right in (True, False):
            said = [
                {"x": one.x + wide / 2, "y": one.y + one.high / 2, "text": one.said}
                for one in drawn
                if (one.step >= FIRST_DENSE) == dark and one.right == right
            ]
            yield words(
                canvas,
                said,
                size=size,
                fill="ground" if dark else "ink",
                align="center",
                weight=600 if right else 400,
            )


def _box(one: Cell, wide: float, inset: float) -> dict[str, Any]:
    return {
        "x": one.x + inset, "x2": one.x + wide - inset, "y": one.y + inset, "y2": one.y + one.high - inset, "said": one.said,
    }  # fmt: skip


def _twin(worlds: Mapping[str, Told], groups: Groups) -> Table:
    columns = (
        Column(title="", width=4),
        *(Column(title=str(one["code"]), align="right") for one in worlds.values()),
    )
    return Table(
        id="design-worlds-table",
        title="",
        columns=columns,
        groups=(
            *(
                Group(title=heading, rows=tuple(_row(worlds, name, said) for name, said in rows))
                for heading, rows in groups
            ),
            *_means(worlds),
        ),
        footnotes=tuple(
            f"{one['code']} {name}: {one['sentence']} {' '.join(map(str, one['label'][1:2]))}"
            for name, one in worlds.items()
        ),
        listing=True,
    )


def _row(worlds: Mapping[str, Told], name: str, said: str) -> Row:
    cells = [
        Text(text=_value(one, name, 1), strong=_right(one, name))
        if name in one["numbers"]
        else Missing(reason="not asked")
        for one in worlds.values()
    ]
    return Row(cells=(Text(text=said), *cells), indent=True)


def _means(worlds: Mapping[str, Told]) -> tuple[Group, ...]:
    """Return what is counted in people and months, a mean over the trials; no group where nothing is."""
    known = {name for one in worlds.values() for name in one["numbers"]}
    rows = tuple(
        Row(cells=(Text(text=said), *(_mean(one, name) for one in worlds.values())), indent=True)
        for name, said in MEANS.items()
        if name in known
    )
    return (Group(title="On average over the trials", rows=rows),) if rows else ()


def _mean(world: Told, name: str) -> Text | Missing:
    found = world["numbers"].get(name)
    if found is None:
        return Missing(reason="not asked")
    return Text(text=f"{write.number(found['value'], 1)} ± {write.number(found['error'], 1)}")
