"""The published table on the screen: filters, a line for each row, and all of one row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from hepatica.evidence.dose import dose_words
from hepatica.evidence.effects import measure_of
from hepatica.evidence.recompute import excluded, recompute
from hepatica.evidence.row import Evidence, Row, Study
from hepatica.evidence.vocabulary import TITLES
from hepatica.report.figures.evidence_values import design_of
from hepatica.report.study.evidence_tables import printed

FIRST = "MELD"
"""The outcome shown where none is chosen."""
ALL = "all"
FLAGS = {"yes": "", "inferred": "inferred", "contradicts": "contradicts its source"}


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One choice of the form: its name, its label, what it offers and what is chosen."""

    name: str
    label: str
    offered: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One row as a line."""

    row: Row
    study: Study
    href: str
    printed: str
    month: str
    flag: str
    out: str


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """The filters and the rows that pass them."""

    filters: tuple[Filter, ...]
    rows: tuple[Listed, ...]
    of: int
    out: int


@dataclass(frozen=True, kw_only=True)
class Whole:
    """All of one row."""

    listed: Listed
    facts: tuple[tuple[str, str], ...]
    findings: tuple[str, ...]
    beside: tuple[Listed, ...]


def shelf(evidence: Evidence, query: Mapping[str, str]) -> Shelf:
    """Return the rows that pass every filter; a word that no filter offers passes nothing."""
    filters = (
        _filter("cells", _("Cells"), [(row.cells, TITLES[row.cells]) for row in evidence.rows], query, ALL),
        _filter("route", _("Route"), [(row.way, row.way) for row in evidence.rows], query, ALL),
        _filter("outcome", _("Outcome"), [(measure_of(row),) * 2 for row in evidence.rows], query, FIRST),
    )
    wanted = {each.name: each.chosen for each in filters}
    rows = tuple(
        row
        for row in evidence.rows
        if wanted["cells"] in {ALL, row.cells}
        and wanted["route"] in {ALL, row.way}
        and wanted["outcome"] in {ALL, measure_of(row)}
    )
    listed = tuple(_listed(evidence, row) for row in rows)
    return Shelf(
        filters=filters, rows=listed, of=len(evidence.rows), out=sum(bool(each.out) for each in listed)
    )


def one(evidence: Evidence, name: str) -> Whole:
    """Return all of a row; KeyError when there is none of that name."""
    row = evidence.row(name)
    study = evidence.study(row.study)
    facts = (
        (_("Study"), f"{study.label} ({design_of(study)})"),
        (_("Design, in the source's words"), row.design),
        (_("Arm"), row.arm),
        (_("Cells"), f"{row.cell_type}{f', {row.source}' if row.source else ''}"),
        (_("Route"), row.route or row.way),
        (_("Dose"), dose_words(row) or _("not stated") if row.cells != "care" else ""),
        (_("Doses"), str(row.doses) if row.doses and row.cells != "care" else ""),
        (_("Outcome"), row.outcome),
        (_("Months from the start"), f"{row.months.normalize():f}"),
        (_("As printed"), f"{printed(row)} {row.unit}"),
        (_("Kind of number"), row.statistic),
        (_("People"), "" if row.n is None else str(row.n)),
        (_("p printed against the control"), row.p),
        (_("Country"), row.country),
        (_("Read from"), row.read_from),
        (_("Notes"), row.notes),
    )
    mine = [each.sentence for each in recompute(evidence.rows) if row.id == each.row or row.id in each.uses]
    beside = [
        other
        for other in evidence.of(row.study)
        if other.id != row.id and (other.outcome, other.months) == (row.outcome, row.months)
    ]
    return Whole(
        listed=_listed(evidence, row),
        facts=tuple((label, value) for label, value in facts if value),
        findings=tuple(dict.fromkeys(mine)),
        beside=tuple(_listed(evidence, other) for other in beside),
    )


def no_such_row(name: str) -> str:
    """Say that there is no row of that name."""
    return _("The published table has no row %(name)s.") % {"name": name}


def _filter(
    name: str, label: str, words: list[tuple[str, str]], query: Mapping[str, str], first: str
) -> Filter:
    offered = ((ALL, _("All")), *sorted(dict.fromkeys(words), key=lambda pair: pair[1].lower()))
    return Filter(name=name, label=label, offered=offered, chosen=query.get(name, first))


def _listed(evidence: Evidence, row: Row) -> Listed:
    why = {each.row.id: each.sentence for each in excluded(evidence)}
    return Listed(
        row=row,
        study=evidence.study(row.study),
        href=reverse("evidence:row", args=[row.id]),
        printed=printed(row),
        month=f"{row.months.normalize():f}",
        flag=FLAGS[row.printed],
        out=why.get(row.id, ""),
    )
