"""The numbers of a design that the form asks for: each with its place in the file, its words, and its source beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hepatica.design.diff import FIELDS
from hepatica.design.document import Design
from hepatica.design.proceeding import NEEDS
from hepatica.design.words import CELLS, RULES
from hepatica.study.lines import Node, Path
from hepatica.study.text import Sourced

PREFIX = "n."
"""Of the boxes' names; the place follows, its steps with dots between them."""
WAS = "was."
"""Of the hidden boxes that tell what a box was drawn with."""


@dataclass(frozen=True, kw_only=True)
class Number:
    """One number: its place, how it is called, its unit, and the characters that stand in the file."""

    path: Path
    label: str
    unit: str = ""
    value: str = ""

    @property
    def name(self) -> str:
        """Name of its box."""
        return PREFIX + ".".join(map(str, self.path))

    @property
    def was(self) -> str:
        """Name of the hidden box beside it."""
        return WAS + self.name

    @property
    def id(self) -> str:
        """Id of its control."""
        return "box-" + "-".join(map(str, self.path)).replace("_", "-")


@dataclass(frozen=True, kw_only=True)
class Group:
    """Numbers that share a source: one part of the design."""

    title: str
    source: str
    reference: str
    numbers: tuple[Number, ...]


def groups(design: Design) -> tuple[Group, ...]:
    """Return what the form asks of a design, in the order of questions: how many, for what, how fast, stopped by what."""
    return tuple(group for group in _groups(design) if group.numbers)


def valued(found: tuple[Group, ...], root: Node) -> tuple[Group, ...]:
    """Return the same numbers as they stand in a file, character for character; '' where the file has none."""
    return tuple(
        Group(
            title=group.title,
            source=group.source,
            reference=group.reference,
            numbers=tuple(
                Number(path=one.path, label=one.label, unit=one.unit, value=written(root, one.path))
                for one in group.numbers
            ),
        )
        for group in found
    )


def written(root: Node, path: Path) -> str:
    """Return what stands at a place of a file: a scalar as it was typed, a list with commas, '' for nothing."""
    node, reached = root.nearest(path)
    if reached != path:
        return ""
    plain = node.plain()
    if isinstance(plain, list):
        return ", ".join(map(str, plain))
    return "" if plain is None or isinstance(plain, dict) else str(plain)


def _groups(design: Design) -> Iterator[Group]:
    yield _group(
        _("How many"), design.sample_size, ("sample_size",), ("per_arm", "power", "alpha", "dropout")
    )
    if design.cohorts is not None:
        yield _group(_("Cohorts"), design.cohorts, ("cohorts",), ("size", "count"))
    yield from _endpoints(design)
    yield _group(_("How fast they come"), design.accrual, ("accrual",), ("per_month", "sites"))
    keys = ("sentinel_days", "days", "participants")
    yield _group(_("How long one waits for another"), design.stagger, ("stagger",), keys)
    yield _group(_("How long they are watched"), design.times, ("times",), ("follow_up_days", "window_days"))
    yield from _rules(design)
    yield from _cells(design)
    if design.looks is not None:
        yield _group(_("When it is looked at"), design.looks, ("looks",), ("fractions",))
    yield from _assumptions(design)


def _endpoints(design: Design) -> Iterator[Group]:
    for n, one in enumerate(design.endpoints):
        if one.role == "primary" or one.id == design.sample_size.endpoint:
            keys = ("delta", "sd", "correlation", "rate", "margin")
            yield _group(
                _("What is sought: %(title)s") % {"title": one.title}, one, ("endpoints", n), _held(one, keys)
            )


def _rules(design: Design) -> Iterator[Group]:
    if design.decision.family != "none":
        title = _("How doses are decided: %(rule)s") % {"rule": RULES[design.decision.family]}
        may = ("target", "low", "high", "overdose", "least_treated", "least_efficacy", "plateau")
        yield _group(title, design.decision, ("decision",), _held(design.decision, may))
    for n, rule in enumerate(design.stopping):
        needed = [key for key in NEEDS[rule.family] if key != "outcomes"]
        keys = tuple(dict.fromkeys([*needed, *_held(rule, ("window_days",))]))
        yield _group(str(rule.title), rule, ("stopping", n), keys)


def _cells(design: Design) -> Iterator[Group]:
    for n, arm in enumerate(design.arms):
        for k, dose in enumerate(arm.doses):
            title = f"{arm.title}: {CELLS[dose.cells]}"
            number = Number(
                path=("arms", n, "doses", k, "planned"), label=_("Planned dose"), unit=_power(dose.unit)
            )
            yield Group(title=title, source=dose.source, reference=dose.reference, numbers=(number,))
    for n, level in enumerate(design.grid):
        title = _("Level %(id)s of %(arm)s") % {"id": level.id, "arm": level.arm}
        numbers = tuple(
            Number(path=("grid", n, key), label=CELLS[key], unit=_unit(design, level.arm, key))
            for key in ("cd34", "msc")
            if getattr(level, key) is not None
        )
        yield Group(title=title, source=level.source, reference=level.reference, numbers=numbers)


def _assumptions(design: Design) -> Iterator[Group]:
    for n, one in enumerate(design.assumptions):
        group = _group(str(one.title), one, ("assumptions", n), ("value", "low", "high"))
        numbers = tuple(
            Number(path=each.path, label=each.label, unit=one.unit or "") for each in group.numbers
        )
        yield Group(title=group.title, source=group.source, reference=group.reference, numbers=numbers)


def _unit(design: Design, arm: str, cells: str) -> str:
    dose = next((one.dose(cells) for one in design.arms if one.id == arm), None)
    return "" if dose is None else _power(dose.unit)


def _power(unit: str) -> str:
    return unit.replace("10^6", "10⁶")


def _held(part: Sourced, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the keys that the part holds: the form takes a number away only where it stood."""
    return tuple(key for key in keys if getattr(part, key) is not None)


def _group(title: str, part: Sourced, path: Path, keys: tuple[str, ...]) -> Group:
    kind = type(part).__name__
    numbers = tuple(Number(path=(*path, key), label=_label(kind, key)) for key in keys)
    return Group(
        title=title,
        source=part.source,
        reference=part.reference,
        numbers=numbers,
    )


def _label(kind: str, key: str) -> str:
    words = FIELDS.get(f"{kind}.{key}", key.replace("_", " "))
    return words[:1].upper() + words[1:]
