"""The primary outcome: participants with each event of the record's categories, with what five cannot show."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from hepatica.datasets.adverse_events import AdverseEvent, EventCount, count
from hepatica.report import text as write
from hepatica.report.study.cut import Cut
from hepatica.report.table import (
    Cell,
    Column,
    Group,
    Interval,
    Number,
    Proportion,
    Row,
    Table,
    Text,
)
from hepatica.stats.counts import largest_rate_unseen
from hepatica.stats.intervals import clopper_pearson
from hepatica.study.rules import Category

ID = "14.3.1"


@dataclass(frozen=True, kw_only=True)
class CategoryCount:
    """One category: who was at risk, the count of any event, and the count of each kind of event in it."""

    category: Category
    at_risk: tuple[str, ...]
    any_event: EventCount
    kinds: tuple[tuple[str, str, EventCount], ...]
    """(signal id or '', name, count); listed kinds first, zero included, then what else was recorded."""


def count_categories(cut: Cut) -> tuple[CategoryCount, ...]:
    """Count every category in the protocol's order; at risk are those who had the category's procedure."""
    return tuple(_count(cut, category) for category in cut.study.categories)


def safety_table(cut: Cut, *, watched: bool = True) -> Table:
    """Return participants with events by protocol category, exact 95 % intervals beside every proportion.

    Without ``watched`` the last category, outside the protocol's own, shows only what was seen; the rows of nobody stay
    in all others, and a footnote counts what was left out.
    """
    counts, left = count_categories(cut), 0
    if not watched and counts:
        last = counts[-1]
        seen = tuple(kind for kind in last.kinds if kind[2].x)
        counts, left = (*counts[:-1], replace(last, kinds=seen)), len(last.kinds) - len(seen)
    groups = tuple(_group(cut, counted) for counted in counts)
    return Table(
        id=ID,
        title="Adverse events by protocol category",
        deck="Participants with at least one event, of those who had the procedure, to the data cut; exact intervals in %",
        columns=(
            Column(title="", width=5),
            Column(title="x/n", align="right"),
            Column(title="95 % interval", decimals=write.DECIMALS["percent"], interval=True),
            Column(title="related", unit="x", align="centre"),
            Column(title="worst", unit="grade", align="centre"),
            Column(title="What this cannot show", width=6),
        ),
        groups=groups,
        footnotes=(
            "x/n: participants with the event / those who had the procedure (last group: who started any study procedure).",
            "A participant counts once per row, so rows do not add up. Interval: Clopper–Pearson, two-sided 95 %.",
            "Related: judged certainly, probably or possibly caused by cells, G-CSF or a procedure. Grade: CTCAE.",
            *(
                (f"Outside the categories {left} further kinds of event are watched for; nobody had any.",)
                if left
                else ()
            ),
        ),
    )


def percent_interval(x: int, n: int, *, why: str = "") -> Interval:
    """Return the exact interval of x of n in per cent."""
    bounds = clopper_pearson(x, n)
    return Interval(lower=Decimal(repr(bounds.lower * 100)), upper=Decimal(repr(bounds.upper * 100)), why=why)


def row_ref(category: str, signal: str, name: str) -> str:
    """Return the reference of a row: ``COUNT:14.3.1/category``, then the signal or the words of the event."""
    kind = signal or re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")
    return f"COUNT:{ID}/{category}" + (f".{kind}" if kind else "")


def _count(cut: Cut, category: Category) -> CategoryCount:
    at_risk = _at_risk(cut, category)
    mine = [e for e in cut.all_events if e.category == category.id]
    listed = [(s.id, s.term.en) for s in cut.study.signals if s.category == category.id]
    kinds = [(signal, name, count(_of(mine, signal, name), at_risk)) for signal, name in listed]
    known = {e for signal, name in listed for e in _of(mine, signal, name)}
    others = dict.fromkeys(e.term for e in mine if e not in known)
    kinds += [
        ("", term, count([e for e in mine if e not in known and e.term == term], at_risk)) for term in others
    ]
    return CategoryCount(
        category=category, at_risk=at_risk, any_event=count(mine, at_risk), kinds=tuple(kinds)
    )


def _of(events: Iterable[AdverseEvent], signal: str, name: str) -> list[AdverseEvent]:
    """Return the events a signal proposed, or that were entered by hand under its name."""
    return [
        e for e in events if e.signal == signal or (not e.signal and e.term.casefold() == name.casefold())
    ]


def _at_risk(cut: Cut, category: Category) -> tuple[str, ...]:
    procedures = [p for p in cut.study.schedule.procedures if p.category == category.id]
    outside = category is cut.study.categories[-1]
    if outside or not procedures:
        return tuple(p.subject for p in cut.started)
    had = {subject for procedure in procedures for subject in cut.underwent(procedure)}
    return tuple(p.subject for p in cut.started if p.subject in had)


def _group(cut: Cut, counted: CategoryCount) -> Group:
    title = counted.category.title.en
    if not counted.at_risk:
        sentence = "Nobody has had this procedure yet, so there is nothing to count."
        return Group(
            title=title, rows=(Row(cells=(Text(text=counted.category.any_title.en),), sentence=sentence),)
        )
    category = counted.category.id
    rows = [
        _row(
            cut,
            category,
            counted.category.any_title.en,
            counted.any_event,
            row_ref(category, "", ""),
            strong=True,
        )
    ]
    rows += [_row(cut, at, name, found, row_ref(category, at, name)) for at, name, found in counted.kinds]
    return Group(title=title, rows=tuple(rows))


def _row(cut: Cut, at: str, name: str, found: EventCount, ref: str, *, strong: bool = False) -> Row:
    worst: Cell = Text(text="–") if found.worst_grade is None else Number(value=found.worst_grade, why=ref)
    cells: tuple[Cell, ...] = (
        Text(text=name, strong=strong),
        Proportion(x=found.x, n=found.at_risk, strong=strong, why=ref),
        percent_interval(found.x, found.at_risk, why=ref),
        Number(value=len(found.related), why=ref),
        worst,
        Text(text=leaves_open(cut, at, found)),
    )
    return Row(cells=cells, indent=not strong)


def leaves_open(cut: Cut, at: str, found: EventCount) -> str:
    """Return the study's own remark on the row, else what the interval leaves open."""
    remark = next((r.text.en for r in cut.study.analysis.evidence if at and r.at == at), "")
    if remark:
        return remark
    upper = write.percent(percent_interval(found.x, found.at_risk).upper)
    if found.x == 0:
        unseen = write.percent(Decimal(repr(100 * largest_rate_unseen(found.at_risk))))
        return f"That it is rarer than {upper}; a rate of {unseen} goes unseen one time in five."
    if found.x == found.at_risk:
        lower = write.percent(percent_interval(found.x, found.at_risk).lower)
        return f"That it happens to everyone: a rate of {lower} is compatible."
    return f"That the rate is below {upper}."
