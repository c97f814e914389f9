"""Tables of the published evidence: answers, arms as printed, what is left out and why, synthesis by group."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.evidence.answers import Answer, answers
from hepatica.evidence.effects import BY
from hepatica.evidence.load import load
from hepatica.evidence.recompute import excluded, recompute
from hepatica.evidence.row import Row as Published
from hepatica.evidence.said import is_meld, number
from hepatica.evidence.synthesis import Group as Pool
from hepatica.evidence.synthesis import synthesise
from hepatica.report import text as write
from hepatica.report.figures.evidence_values import design_of, undrawn
from hepatica.report.study.cut import Cut
from hepatica.report.study.evidence_figures import MEASURE, TIME
from hepatica.report.table import Cell, Column, Group, Interval, Missing, Number, Row, Table, Text
from hepatica.stats.random_effects import Pooled, Prediction

BY_WORDS = {
    "cells": "By cells", "source": "By source", "route": "By route", "dose": "By number of cells",
    "doses": "By number of doses", "time": "By time", "masking": "By masking",
}  # fmt: skip
GAP = Missing(reason="–")
P_FAILS = (
    "A p value fails when neither Welch's nor Student's test gives it from the printed means, SDs and sizes, rounding "
    "allowed; it fails with its control unless that control reproduces another arm's p value."
)


def answers_table(cut: Cut) -> Table:  # noqa: ARG001 - the published table is the same at every cut
    """Return what was asked of the published table and what it answers, a group for each question."""
    return Table(
        id="14.4.1",
        title="What has been published",
        deck="Each line is written from rows of the published table; a row that contradicts its own source is named",
        columns=(
            Column(title="source, arm", width=3),
            Column(title="how treated and watched", width=3),
            Column(title="what it says", width=6),
        ),
        groups=tuple(Group(title=one.title, rows=tuple(_answer(one))) for one in answers(load())),
        footnotes=(
            "Differences are treated less control, final values unless said; no baseline is adjusted for.",
        ),
        listing=True,
    )


def arms_table(cut: Cut) -> Table:  # noqa: ARG001
    """Return every published number about MELD as its source prints it, contradictions included."""
    groups = []
    for study in load().studies:
        rows = tuple(_arm(row) for row in load().of(study.id) if is_meld(row))
        if rows:
            groups.append(Group(title=f"{study.label} · {design_of(study)}", rows=rows))
    return Table(
        id="14.4.2",
        title="Published arms, MELD as printed",
        deck="Numbers stand as their sources print them; nothing is corrected",
        columns=(
            Column(title="arm", width=4),
            Column(title="n", align="right"),
            Column(title="months", align="right", decimals=1),
            Column(title="what", width=3),
            Column(title="as printed", width=3),
            Column(title="p printed", align="right"),
            Column(title="row"),
        ),
        groups=tuple(groups),
        footnotes=(
            "p: against the control, where the source prints one; its smallest attainable value is not printed by any source.",
        ),
        listing=True,
    )


def excluded_table(cut: Cut) -> Table:  # noqa: ARG001
    """Return the rows left out of every synthesis by default, counted, each with the sentence that says why."""
    out = excluded(load())
    claims = recompute(load().rows)
    rows = tuple(
        Row(
            cells=(
                Text(text=each.row.id, why=f"EVIDENCE:{each.row.id}"),
                Text(text=load().study(each.row.study).label),
                Text(text=f"{each.row.arm}: {each.row.outcome}, month {each.row.months.normalize():f}"),
                Text(text=each.sentence),
            )
        )
        for each in out
    )
    failed = sum(claim.fails for claim in claims)
    return Table(
        id="14.4.3",
        title="Published rows left out, and why",
        deck=f"{write.number(len(out))} of {write.number(len(load().rows))} rows; {failed} of {len(claims)} claims that could be recomputed do not follow",
        columns=(
            Column(title="row"),
            Column(title="study", width=2),
            Column(title="arm and outcome", width=4),
            Column(title="why", width=6),
        ),
        groups=(Group(rows=rows),),
        footnotes=(
            P_FAILS,
            "Cannot show: which number is wrong, nor whether the source used another test or fewer people.",
        ),
        listing=True,
    )


def synthesis_table(cut: Cut) -> Table:  # noqa: ARG001
    """Return the random-effects synthesis of MELD by every grouping, with the sentence where one is refused."""
    groups = []
    for by in BY:
        found = synthesise(load(), MEASURE, by=by, time=TIME)
        groups.append(Group(title=BY_WORDS[by], rows=tuple(_pool(each) for each in found.groups)))
    out = synthesise(load(), MEASURE, by="cells", time=TIME)
    return Table(
        id="14.4.4",
        title="Synthesis of published MELD",
        deck=f"Treated less control at {TIME}, points; left out: {len(out.failed)} that fail their own source, {len(out.approximated)} known by quartiles only",
        columns=(
            Column(title="group", width=4),
            Column(title="studies", align="right"),
            Column(title="mean", align="right", decimals=1, signed=True),
            Column(title="95 % interval", interval=True, decimals=1),
            Column(title="I²", unit="%", align="right"),
            Column(title="τ", align="right", decimals=2),
            Column(title="next study; or why not pooled", width=6),
        ),
        groups=tuple(groups),
        footnotes=(
            "Random effects, τ² by REML, Hartung–Knapp interval with a factor of at least 1; arms of one study count once.",
            "Cannot show: an effect of these cells in this disease. Groups differ in all else too.",
        ),
    )


def undrawn_table(cut: Cut) -> Table:  # noqa: ARG001
    """Return every source that speaks of MELD and cannot be drawn as a change in points, with its reason."""
    rows = tuple(
        Row(
            cells=(
                Text(text=each.study.label),
                Text(text=f"{each.cells}, {each.way}"),
                Text(text=design_of(each.study)),
                Text(text=f"{each.why[:1].upper()}{each.why[1:]}."),
                Text(text=each.said, why=f"EVIDENCE:{each.rows[0]}" if each.rows else ""),
            )
        )
        for each in undrawn(load())
    )
    return Table(
        id="14.4.5",
        title="Published, but not drawable as a change in points",
        columns=(
            Column(title="study", width=2),
            Column(title="cells, route", width=3),
            Column(title="design", width=3),
            Column(title="why not", width=3),
            Column(title="what it says", width=7),
        ),
        groups=(Group(rows=rows),),
        listing=True,
    )


def _answer(one: Answer) -> Iterator[Row]:
    yield Row(cells=(Text(text="In short", strong=True), Text(text=""), Text(text=one.lead, strong=True)))
    for line in one.lines:
        why = f"EVIDENCE:{line.rows[0]}" if line.rows else ""
        out = (
            f" Left out of every synthesis: {', '.join(line.failed_rows)}, see Table 14.4.3."
            if line.failed
            else ""
        )
        yield Row(
            cells=(Text(text=line.label), Text(text=line.setting), Text(text=f"{line.said}{out}", why=why)),
            indent=True,
        )
    yield Row(cells=(Text(text="Cannot say"), Text(text=""), Text(text=one.limit)), muted=True)


def _arm(row: Published) -> Row:
    people: Cell = Number(value=row.at_risk) if row.at_risk else GAP
    return Row(
        cells=(
            Text(text=row.arm),
            people,
            Number(value=row.months),
            Text(text=row.outcome),
            Text(text=printed(row), why=f"EVIDENCE:{row.id}"),
            Text(text=row.p) if row.p else GAP,
            Text(text=row.id),
        )
    )


def printed(row: Published) -> str:
    """Write a published number as its source has it: `15.75 (SD 5.13)`, `−0.5 (−1.3 to 1.0)`, `18 (53 %)`."""
    if row.kind in {"events", "events_in_words"}:
        count = row.events_words or f"{row.events} of {row.at_risk}"
        return f"{count} ({row.percent} %)" if row.percent is not None else count
    value = "" if row.value is None else number(row.value)
    if row.sd is not None:
        return f"{value} (SD {row.sd})"
    if row.low is not None and row.high is not None:
        return f"{value} ({number(row.low)} to {number(row.high)})".strip()
    return f"{value} %" if row.kind == "share" else value


def _pool(group: Pool) -> Row:
    name, studies = Text(text=group.title), Number(value=len(group.labels))
    pooled = group.pooled
    if not isinstance(pooled, Pooled):
        return Row(cells=(name, studies, GAP, GAP, GAP, GAP, Text(text=pooled.why)), indent=True)
    ahead = pooled.prediction
    said = (
        f"{write.signed(ahead.lower, 1)} to {write.signed(ahead.upper, 1)}"
        if isinstance(ahead, Prediction)
        else ahead.why
    )
    return Row(
        cells=(
            name,
            studies,
            Number(value=pooled.mean),
            Interval(lower=pooled.lower, upper=pooled.upper),
            Number(value=pooled.heterogeneity.i2),
            Number(value=pooled.heterogeneity.tau),
            Text(text=said),
        ),
        indent=True,
    )
