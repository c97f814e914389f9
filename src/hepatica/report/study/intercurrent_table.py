"""What came between treatment and measurement: who, what, when, and what each estimand does about it."""

from __future__ import annotations

from collections.abc import Iterable

from hepatica.datasets.estimands.estimate import Estimate
from hepatica.datasets.estimands.intercurrent import Occurrence
from hepatica.report import text as write
from hepatica.report.study.cut import Cut
from hepatica.report.table import Cell, Column, Group, Row, Table, Text
from hepatica.study.estimand import IntercurrentEvent

SHORT = {
    "treatment_policy": "treatment policy",
    "composite": "composite",
    "hypothetical": "left out",
    "while_alive": "while alive",
    "while_untreated": "while untreated",
    "principal_stratum": "outside",
}


def intercurrent_table(cut: Cut) -> Table:
    """Return every intercurrent event of every participant, kinds that nobody had included."""
    groups = tuple(_group(cut, event) for event in cut.study.analysis.intercurrent)
    none = (
        Group(rows=(Row(cells=(Text(text="–"),), sentence="The study declares no intercurrent event."),)),
    )
    return Table(
        id="14.2.6.1",
        title="Intercurrent events by participant",
        deck="What happened from the first G-CSF dose on that changes what a value means; day counted from that dose",
        columns=(
            Column(title="Participant"),
            Column(title="What", width=3),
            Column(title="Date"),
            Column(title="Day", align="right"),
            Column(title="In which estimand it is what", width=6),
        ),
        groups=groups or none,
        footnotes=(
            "A day that is not known counts wherever it may lie. Kinds that nobody had keep their row.",
            "In the estimands that name no strategy for an event it is not looked for.",
        ),
        listing=True,
    )


def _group(cut: Cut, event: IntercurrentEvent) -> Group:
    found = [o for who in cut.started for o in cut.people.occurrences[who.subject] if o.event.id == event.id]
    done = _strategies(cut.estimates, event.id)
    nobody = (Row(cells=(Text(text="Nobody"),), sentence=done, indent=True, muted=True),)
    rows = tuple(_row(cut, one, done if n == 0 else "as above") for n, one in enumerate(found))
    return Group(title=event.title.en, rows=rows or nobody)


def _row(cut: Cut, one: Occurrence, done: str) -> Row:
    ordinal = next(p.ordinal for p in cut.started if p.subject == one.subject)
    why = f"ESTIMAND:{_first(cut.estimates, one)}/each/{one.subject}"
    cells: tuple[Cell, ...] = (
        Text(text=one.subject, participant=ordinal if ordinal <= 5 else None),
        Text(text=one.detail, why=why),
        Text(text=one.when or "no date"),
        Text(text="–" if one.day is None else write.study_day(one.day)),
        Text(text=done),
    )
    return Row(cells=cells, indent=True)


def _first(estimates: Iterable[Estimate], one: Occurrence) -> str:
    """Name the first estimand that handles an event: its row tells what became of it."""
    named = (e.estimand.id for e in estimates if any(event.id == one.event.id for event, _, _ in e.handled))
    return next(named, one.event.id)


def _strategies(estimates: Iterable[Estimate], event: str) -> str:
    """Group the estimands by what they do about an event."""
    by: dict[str, list[str]] = {}
    for found in estimates:
        for handling in found.estimand.handling:
            if handling.event == event:
                by.setdefault(SHORT[handling.strategy], []).append(found.estimand.id.replace("_", " "))
    return "; ".join(f"{strategy}: {', '.join(names)}" for strategy, names in by.items()) or "in none"
