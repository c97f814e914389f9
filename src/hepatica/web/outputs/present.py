"""What the list of outputs shows: each table and figure with one line of what is in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from hepatica.conduct.authority import masked
from hepatica.conduct.commands import Actor
from hepatica.jobs.datasets import plans
from hepatica.jobs.printed import Printed
from hepatica.report.figure import Figure
from hepatica.report.kinds import Kind
from hepatica.report.study.catalogue import FIGURES, NOTHING
from hepatica.report.study.catalogue import tables as report_tables
from hepatica.report.study.cut import Cut
from hepatica.report.table import Table


@dataclass(frozen=True, kw_only=True)
class Line:
    """One output of the list."""

    href: str
    title: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """All outputs at a cut."""

    tables: tuple[Line, ...]
    figures: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A printed report."""

    href: str
    title: str
    cut: int
    who: str
    at: datetime
    sha256: str


def shelf(cut: Cut, query: str) -> Shelf:
    """Return the list; ``query`` keeps the chosen cut in every link."""
    tables = tuple(_table(name, make(cut), query) for name, make in report_tables(cut).items())
    figures = tuple(_figure(name, drawn(cut, name), query) for name in FIGURES)
    return Shelf(tables=tables, figures=figures)


def papers(prints: Iterable[Printed], names: Mapping[str, str]) -> tuple[Paper, ...]:
    """Return what was printed, each content once under its last print; a file that is gone has no address."""
    found: dict[str, Paper] = {}
    for one in prints:
        paper = Paper(
            href=reverse("outputs:paper", args=[one.sha256]) if one.path.is_file() else "",
            title=_title(one),
            cut=one.cut,
            who=names.get(one.actor, one.actor),
            at=datetime.fromisoformat(one.at),
            sha256=one.sha256,
        )
        found.setdefault(one.sha256, paper)
    return tuple(found.values())


EXPORTERS = frozenset({"data_manager", "statistician", "inspector"})
"""Roles that take whole datasets away; a masked reader never does, whatever else they hold."""


def may_export(actor: Actor) -> bool:
    """Whether a person may take datasets of all participants away."""
    return bool(actor.roles & EXPORTERS) and not masked(actor)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One kind of report that can be ordered."""

    value: str
    words: str


def kinds() -> tuple[Choice, ...]:
    """Return the kinds of report, the final one first."""
    words = {
        Kind.FINAL: _("Clinical study report"),
        Kind.SAFETY_UPDATE: _("Safety update for regulator and ethics committee"),
        Kind.BOARD: _("Review pack for the safety board"),
        Kind.PARTICIPANT: _("Summary for participants"),
    }
    return tuple(Choice(value=kind.value, words=words[kind]) for kind in Kind)


def datasets(query: str) -> tuple[Line, ...]:
    """Return the datasets with their labels; each leads to its file."""
    return tuple(
        Line(
            href=f"datasets/{plan.name}.csv{query}", title=plan.name, words=f"{plan.label}, {plan.structure}"
        )
        for plan in plans()
    )


def _title(one: Printed) -> str:
    try:
        return {choice.value: choice.words for choice in kinds()}[one.kind.value]
    except ValueError:
        return one.what


def drawn(cut: Cut, name: str) -> Figure | str:
    """Return a figure, or the sentence why there is none: a picture that fails takes nothing with it."""
    try:
        return FIGURES[name](cut) or NOTHING[name]
    except ValueError as error:
        return f"The figure could not be drawn: {error}."


def _table(name: str, table: Table, query: str) -> Line:
    return Line(href=f"tables/{name}/{query}", title=table.title, words=f"Table {table.id} · {table.deck}")


def _figure(name: str, figure: Figure | str, query: str) -> Line:
    if isinstance(figure, str):
        return Line(href=f"figures/{name}/{query}", title=name.replace("-", " "), words=figure)
    return Line(href=f"figures/{name}/{query}", title=figure.title, words=figure.deck)
