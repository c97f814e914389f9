"""An act: the form that asks for it and the command it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from hepatica.conduct.commands import Command
from hepatica.ledger.product_facts import Measured
from hepatica.web import boxes
from hepatica.web.asking import Sheet
from hepatica.web.boxes import Boxes
from hepatica.web.product.bench import Bench


@dataclass(frozen=True, kw_only=True)
class Act:
    """Something a person records about one thing (a step, a material, a branch); ``sheet`` raises Http404 for no such thing."""

    kind: str
    """The kind of command: screens hide what a role may not do."""
    sheet: Callable[[Bench, str, Boxes], Sheet]
    commands: Callable[[Bench, str, HttpRequest, Boxes], tuple[Command, ...]]
    """Several are recorded all or none. ValueError with a sentence for what cannot be sent."""
    done: Callable[[str, Boxes], str]
    """What is said when it is recorded."""
    signed: bool = False
    """Whether the own password is typed again."""
    witnessed: str = ""
    """Role of a second person who types name and password too, where the form asks for them."""
    sums: Callable[[Bench, str, Boxes], Mapping[str, str]] | None = None
    """For a split: what the rows come to."""


def quantities(pairs: Mapping[str, tuple[str, str]]) -> tuple[dict[str, str], ...]:
    """Return what was measured, as commands take it: name → (value, unit); empty boxes are left out."""
    return tuple(
        {"name": name, "value": value, "unit": unit} for name, (value, unit) in pairs.items() if value
    )


def number(typed: Boxes, box: str) -> str:
    """Return a number as typed: a comma is read as a decimal point."""
    return boxes.line(typed, box).replace(",", ".")


def measure(row_measures: tuple[Measured, ...], name: str) -> str:
    """Return a measure's value, '' when it was not taken."""
    return next((one.value for one in row_measures if one.name == name), "")
