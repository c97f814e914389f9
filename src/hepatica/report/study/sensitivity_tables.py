"""One change seen in several ways: sensitivity analyses side by side, changes against noise, who died or was transplanted."""

from __future__ import annotations

from decimal import Decimal

from hepatica.datasets.estimands.estimate import Estimate
from hepatica.datasets.estimands.row import Row as Person
from hepatica.report import text as write
from hepatica.report.study.cut import Cut
from hepatica.report.table import Cell, Column, Group, Interval, Missing, Number, Proportion, Row, Table, Text

DASH = Text(text="–")


def sensitivity_table(cut: Cut) -> Table:
    """Return every version of a score's change, a row each and a column for every participant."""
    versions = [
        e for e in cut.estimates if e.estimand.measure == "change" and e.estimand.variable.startswith("MELD")
    ]
    people = cut.started
    rows = tuple(_version(cut, found, versions[0]) for found in versions)
    return Table(
        id="14.2.6.2",
        title="Change in MELD, every version side by side",
        deck="Each participant by baseline, draws and strategy; an outcome that takes the place of a value is written out",
        columns=(
            Column(title="", width=4),
            *(
                Column(title=f"{p.ordinal} · {p.subject}", align="right", decimals=1, signed=True)
                for p in people
            ),
            Column(title="differs in", width=4),
        ),
        groups=(Group(rows=rows),) if rows else (_none("The study asks for no change in MELD."),),
        footnotes=(
            "–: no value; the reason stands in the table of that version. No mean is given.",
            "Versions are not independent: agreement between them is no further evidence.",
        ),
        listing=True,
    )


def _version(cut: Cut, found: Estimate, main: Estimate) -> Row:
    rows = {row.who.subject: row for row in found.rows}
    cells: tuple[Cell, ...] = (
        Text(text=found.estimand.title.en, strong=found.estimand.kind == "secondary"),
        *(_change(found, rows.get(p.subject)) for p in cut.started),
        Text(text=_differs(cut, found, main)),
    )
    return Row(cells=cells)


def _change(found: Estimate, row: Person | None) -> Cell:
    if row is None or not row.known:
        return DASH
    ref = found.row_ref(row)
    return Text(text=row.outcome, why=ref) if row.value is None else Number(value=row.value, why=ref)


def _differs(cut: Cut, found: Estimate, main: Estimate) -> str:
    one = found.estimand
    base = next((b.title.en for b in cut.study.analysis.baselines if b.id == one.baseline), "")
    parts: list[str] = [one.kind]
    parts += [one.variable] if found is main or one.variable != main.estimand.variable else []
    parts += [found.window.title.en] if found is main or found.window != main.window else []
    parts += [f"baseline: {base}"] if base else []
    parts += ["planned draws alone"] if one.scheduled_only else []
    left = [event.title.en for event, handling, _ in found.handled if handling.strategy == "hypothetical"]
    parts += [f"left out: {', '.join(left)}"] if left else []
    alive = any(handling.strategy == "while_alive" for _, handling, _ in found.handled)
    parts += ["last value before death or transplantation"] if alive else []
    return "; ".join(parts)


def reliable_change_table(cut: Cut) -> Table:
    """Return each change beside what two draws from one stable person differ by."""
    found = [r for e in cut.estimates for r in e.results if r.method == "reliable_change"]
    rows = tuple(
        Row(cells=(Text(text=r.label),), sentence=r.sentence)
        if r.value is None or r.upper is None
        else Row(
            cells=(
                Text(text=r.part),
                Number(value=r.value, why=r.ref),
                Text(text=f"±{write.number(r.upper, 1)}", why=r.ref),
                Text(text=r.sentence.partition(",")[0]),
            )
        )
        for r in found
    )
    noise = "; ".join(
        f"{one.analyte} {one.cv_percent} % ({one.source.value})" for one in cut.study.analysis.repeatability
    )
    return Table(
        id="14.2.6.3",
        title="Is the change in MELD larger than laboratory noise?",
        deck="Unrounded change beside the limit that two draws from one stable person stay within in 95 % of cases",
        columns=(
            Column(title="Participant"),
            Column(title="change", align="right", decimals=1, signed=True),
            Column(title="noise", align="right"),
            Column(title="Reading", width=4),
        ),
        groups=(Group(rows=rows),) if rows else (_none("No change can be set against noise yet."),),
        footnotes=(
            f"Variation within a person assumed: {noise or 'not stated'}. Rounding both scores would add a standard deviation of 0.4.",
            "Cannot show: what caused a change that is larger than noise.",
        ),
    )


def incidence_table(cut: Cut) -> Table:
    """Return the cumulative incidence of death and of transplantation, each competing with the other."""
    found = [r for e in cut.estimates for r in e.results if r.method == "cumulative_incidence"]
    rows = tuple(_incidence(r.label, r.n, r.x, r.value, r.lower, r.upper, r.sentence, r.ref) for r in found)
    return Table(
        id="14.2.6.4",
        title="Death and transplantation, competing",
        deck="Cumulative incidence from the first G-CSF dose (Aalen–Johansen) and the exact share of those counted",
        columns=(
            Column(title="", width=3),
            Column(title="%", align="right", decimals=1),
            Column(title="x/n", align="right"),
            Column(title="95 % interval, %", interval=True, decimals=1),
            Column(title="Read with it", width=4),
        ),
        groups=(Group(rows=rows),) if rows else (_none("The study asks for no cumulative incidence."),),
        footnotes=(
            "One minus Kaplan–Meier would overstate both: whoever was transplanted cannot die untransplanted.",
            "Cannot show: that treatment caused or prevented one of them; there was no concurrent control.",
        ),
    )


def _incidence(
    label: str,
    n: int,
    x: int | None,
    value: Decimal | None,
    lower: Decimal | None,
    upper: Decimal | None,
    sentence: str,
    ref: str,
) -> Row:
    if x is None and value is None:
        return Row(cells=(Text(text=label), DASH, DASH, DASH, Text(text=sentence)))
    bounds: Cell = DASH if lower is None or upper is None else Interval(lower=lower, upper=upper, why=ref)
    cells: tuple[Cell, ...] = (
        Text(text=label),
        DASH if value is None else Number(value=value, why=ref),
        DASH if x is None else Proportion(x=x, n=n, why=ref),
        bounds,
        Text(text=sentence) if sentence else Missing(reason="exact interval of the count"),
    )
    return Row(cells=cells)


def _none(sentence: str) -> Group:
    return Group(rows=(Row(sentence=sentence),))
