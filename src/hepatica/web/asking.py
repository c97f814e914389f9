"""A form of few large boxes and one button; what was typed stays when it is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from hepatica.study.dates import MONTHS
from hepatica.web.boxes import Boxes
from hepatica.web.shell.parts import Choice, DateBoxes

Kind = Literal[
    "text", "number", "moment", "select", "tiles", "ticks", "area", "password", "file", "hidden", "scan"
]
Pairs = Iterable[tuple[str, Any]]
"""Values with their words, which may still wait for a language."""


@dataclass(frozen=True, kw_only=True)
class Box:
    """One thing that is asked."""

    name: str
    label: str
    kind: Kind = "text"
    value: str = ""
    unit: str = ""
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    suggestions: tuple[str, ...] = ()
    date: DateBoxes | None = None
    time: str = ""
    refusal: str = ""
    optional: bool = False
    form: str = "box"
    """Keeps its id apart from those of other forms of the page."""

    @property
    def id(self) -> str:
        """Id of its control."""
        return f"{self.form}-{self.name.replace('.', '-')}"

    @property
    def grouped(self) -> bool:
        """Whether it has several controls under one label."""
        return self.kind in {"moment", "tiles", "ticks"}


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A form: its title, what it says before anything is typed, its boxes and its button."""

    title: str
    boxes: tuple[Box, ...]
    button: str
    lead: str = ""
    icon: str = "complete"
    rows: tuple[Row, ...] = ()
    """For a split: each bag a row of boxes."""
    said: tuple[str, ...] = ()
    """Sentences beside the form: what is left, what follows."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a form that repeats."""

    title: str
    boxes: tuple[Box, ...]


def text(name: str, label: str, typed: Boxes, start: str = "", **more: Any) -> Box:
    """Ask for a line of text; ``start`` stands there until something is typed."""
    return replace(Box(name=name, label=label, value=typed.get(name, start)), **more)


def select(name: str, label: str, typed: Boxes, pairs: Pairs, start: str = "", **more: Any) -> Box:
    """Ask for one of a list."""
    return text(name, label, typed, kind="select", choices=chosen(pairs, typed.get(name, start)), **more)


def tiles(name: str, label: str, typed: Boxes, pairs: Pairs, start: str = "", **more: Any) -> Box:
    """Ask for one of a few, each a large tile."""
    return text(name, label, typed, kind="tiles", choices=chosen(pairs, typed.get(name, start)), **more)


def chosen(pairs: Pairs, value: str) -> tuple[Choice, ...]:
    """Return choices with one of them chosen."""
    return tuple(Choice(value=one, words=str(words), chosen=one == value) for one, words in pairs)


def moment(name: str, label: str, typed: Boxes, start: str = "", **more: Any) -> Box:
    """Ask for a civil minute in four typed boxes, with now written in them."""
    day, _t, time = start.partition("T")
    year, month, number = (*day.split("-"), "", "")[:3]
    named = MONTHS[int(month) - 1][:3] if month else ""
    begun = {"day": number.lstrip("0"), "month": named, "year": year, "time": time}
    at = {part: typed.get(f"{name}.{part}", value) for part, value in begun.items()}
    date = DateBoxes(day=at["day"], month=at["month"], year=at["year"])
    return replace(Box(name=name, label=label, kind="moment", date=date, time=at["time"]), **more)


def people(name: str, label: str, typed: Boxes, names: Iterable[str], start: str = "") -> Box:
    """Ask for a name: those who work in the trial are proposed, any other may be typed."""
    return text(name, label, typed, start, suggestions=tuple(sorted(set(names))))


def password(name: str, label: str, hint: str = "") -> Box:
    """Ask for a password, which is never written back."""
    return Box(name=name, label=label, kind="password", hint=hint)


def refused(sheet: Sheet, places: Mapping[str, str]) -> Sheet:
    """Return the form with each refusal at its box."""
    return replace(
        sheet,
        boxes=tuple(_refused(box, places) for box in sheet.boxes),
        rows=tuple(
            replace(row, boxes=tuple(_refused(box, places) for box in row.boxes)) for row in sheet.rows
        ),
    )


def _refused(box: Box, places: Mapping[str, str]) -> Box:
    said = places.get(box.name) or places.get(box.name.removeprefix("m."), "")
    return replace(box, refusal=said) if said else box


def names_of(sheet: Sheet) -> set[str]:
    """Return the names under which a refusal may point at a box of the form."""
    boxes = [*sheet.boxes, *(box for row in sheet.rows for box in row.boxes)]
    return {name for box in boxes for name in (box.name, box.name.removeprefix("m."))}
