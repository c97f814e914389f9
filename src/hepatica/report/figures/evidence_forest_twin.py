"""The table twin of the forest: every contrast with its rows and its weight, every mean with how much studies differ."""

from collections.abc import Iterator
from math import exp

from hepatica.evidence.effects import Contrast
from hepatica.evidence.synthesis import Group as Pool
from hepatica.evidence.synthesis import Synthesis
from hepatica.report import text as write
from hepatica.report.figures.evidence_values import design_of
from hepatica.report.table import Cell, Column, Group, Interval, Missing, Number, Row, Table, Text
from hepatica.stats.random_effects import Asymmetry, Pooled, Prediction


def forest_twin(
    table_id: str, synthesis: Synthesis, *, title: str = "", deck: str = "", number: str = ""
) -> Table:
    """Give a group for each pool and one for each reason to leave out."""
    groups = [
        Group(
            title=group.title,
            rows=(
                *(_line(c, w) for c, w in zip(group.contrasts, weights_of(group), strict=True)),
                _mean(group),
            ),
        )
        for group in synthesis.groups
    ]
    if synthesis.failed:
        groups.append(
            Group(
                title="Left out: a row fails recomputation from its own source",
                rows=tuple(_line(c, None) for c in synthesis.failed),
            )
        )
    if synthesis.approximated:
        groups.append(
            Group(
                title="Left out: only quartiles were printed",
                rows=tuple(_line(c, None) for c in synthesis.approximated),
            )
        )
    none = (
        Group(
            rows=(
                Row(cells=(Text(text="–"),), sentence="No source compares this with a control at this time."),
            )
        ),
    )
    counts = any(c.counts for g in synthesis.groups for c in g.contrasts) or any(
        c.counts for c in (*synthesis.failed, *synthesis.approximated)
    )
    return Table(
        id=number or table_id,
        title=title,
        deck=deck,
        columns=(
            Column(title="study, arm", width=5),
            Column(title="months", align="right"),
            Column(title="n v n", align="right"),
            Column(
                title="odds ratio" if counts else "difference",
                align="right",
                decimals=2 if counts else 1,
                signed=not counts,
            ),
            Column(title="95 % interval", interval=True, decimals=2 if counts else 1),
            Column(title="weight", unit="%", align="right"),
            Column(title="design; how, and from which rows", width=6),
        ),
        groups=tuple(groups) or none,
        footnotes=tuple(_footnotes(synthesis)),
        listing=True,
    )


def sizes_of(one: Contrast) -> str:
    """Write the arms' sizes, `28 v 23`; an arm nobody counted is a dash."""
    treated = one.treated.at_risk
    control = one.control.at_risk if one.control else None
    if one.control is None and one.study.people and treated:
        control = one.study.people - treated
    return f"{treated or '–'} v {control or '–'}"


def weights_of(group: Pool) -> tuple[float | None, ...]:
    """Give each contrast its study's weight, 0 where an arm above already bears it; None where nothing is pooled."""
    if not isinstance(group.pooled, Pooled):
        return tuple(None for _ in group.contrasts)
    shares = dict(zip(group.labels, group.pooled.weights, strict=True))
    return tuple(shares.pop(one.study.label, 0.0) for one in group.contrasts)


def _line(one: Contrast, weight: float | None) -> Row:
    why = f"EVIDENCE:{one.treated.id}"
    low, high = one.bounds
    arm = "" if one.control is None else f", {one.treated.arm}"
    share: Cell = Missing(reason="–")
    if weight is not None:
        share = Number(value=weight * 100) if weight else Missing(reason="above")
    cells: tuple[Cell, ...] = (
        Text(text=f"{one.study.label}{arm}"),
        Number(value=one.months),
        Text(text=sizes_of(one)),
        Number(value=_shown(one.effect, counts=one.counts), why=why),
        Interval(lower=_shown(low, counts=one.counts), upper=_shown(high, counts=one.counts), why=why),
        share,
        Text(text=f"{design_of(one.study)}; {one.basis} ({', '.join(one.rows)})"),
    )
    return Row(cells=cells, indent=True)


def _mean(group: Pool) -> Row:
    pooled = group.pooled
    name, gap = Text(text="Random effects", strong=True), Missing(reason="–")
    if not isinstance(pooled, Pooled):
        return Row(cells=(name, gap, gap, gap, gap, gap, Text(text=pooled.why)))
    counts = any(c.counts for c in group.contrasts)
    spread = pooled.heterogeneity
    said = (
        f"{pooled.k} studies; Q {write.number(spread.q, 1)} on {spread.df}, I² {write.percent(spread.i2, 0)}, "
        f"τ {write.number(spread.tau, 2)}; {pooled.method}"
    )
    return Row(
        cells=(
            name,
            Text(text=""),
            Text(text=""),
            Number(value=_shown(pooled.mean, counts=counts), strong=True),
            Interval(lower=_shown(pooled.lower, counts=counts), upper=_shown(pooled.upper, counts=counts)),
            Number(value=100),
            Text(text=said),
        )
    )


def _footnotes(synthesis: Synthesis) -> Iterator[str]:
    every = (*(c for group in synthesis.groups for c in group.contrasts), *synthesis.failed)
    yield from dict.fromkeys(
        f"{c.study.label}, month {c.months.normalize():f}: {c.failed}" for c in every if c.failed
    )
    for group in synthesis.groups:
        if isinstance(group.pooled, Pooled):
            counts = any(c.counts for c in group.contrasts)
            yield f"{group.title}. Next study: {_next(group, counts=counts)} Small studies: {_small(group)}{_rest(group, counts=counts)}"


def _rest(group: Pool, *, counts: bool) -> str:
    told = [
        f"{each.study} {_words(each.pooled, counts=counts)}"
        for each in group.without
        if isinstance(each.pooled, Pooled)
    ]
    return f" Without one study: {'; '.join(told)}." if told else ""


def _next(group: Pool, *, counts: bool) -> str:
    assert isinstance(group.pooled, Pooled)
    ahead = group.pooled.prediction
    if not isinstance(ahead, Prediction):
        return ahead.why
    low, high = (_number(each, counts=counts) for each in (ahead.lower, ahead.upper))
    return f"Its effect may lie from {low} to {high} ({ahead.method})."


def _small(group: Pool) -> str:
    found = group.small_studies
    if isinstance(found, Asymmetry):
        return f"Intercept {write.signed(found.intercept, 2)}, p {write.number(found.p, 4)} ({found.method})."
    return found.why


def _words(pooled: Pooled, *, counts: bool) -> str:
    mean, low, high = (_number(each, counts=counts) for each in (pooled.mean, pooled.lower, pooled.upper))
    return f"{mean} ({low} to {high})"


def _number(value: float, *, counts: bool) -> str:
    return write.number(exp(value), 2) if counts else write.signed(value, 1)


def _shown(value: float, *, counts: bool) -> float:
    return exp(value) if counts else value
