"""Every value of a design that rests on something, with its source and where that can be read: one row each."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.design.document import Design
from hepatica.design.treatment import Assumed, CellDose
from hepatica.design.words import CELLS, QUESTIONS, ROUTES, RULES
from hepatica.report.table import Column, Group, Row, Table, Text
from hepatica.study.text import Sourced

SOURCES = {
    "proposal": "proposed",
    "literature": "published",
    "registry": "registry record",
    "seed": "registry record",
}
Line = tuple[str, str, Sourced]
"""What it is, its value in words, and the statement it stands in."""


def values(design: Design) -> Table:
    """Return the table, in the order of the document."""
    return Table(
        id="design-values",
        title="",
        columns=(
            Column(title="What", width=3),
            Column(title="Value", width=4),
            Column(title="Source"),
            Column(title="Where it can be read", width=6),
        ),
        groups=tuple(
            Group(title=title, rows=tuple(map(_row, lines)))
            for title, lines in (
                ("Arms and cells", tuple(_arms(design))),
                ("How it proceeds", tuple(_proceeding(design))),
                ("Rules", tuple(_rules(design))),
                ("Endpoints, numbers and analysis", tuple(_inference(design))),
                (
                    "Assumptions",
                    tuple(
                        (str(a.title), _range(a.value, a.low, a.high, a.unit), a) for a in design.assumptions
                    ),
                ),
            )
            if lines
        ),
        listing=True,
    )


def _row(line: Line) -> Row:
    what, value, of = line
    source = SOURCES.get(str(of.source), str(of.source))
    return Row(
        cells=(
            Text(text=what),
            Text(text=value),
            Text(text=source),
            Text(text=of.reference or "the record itself"),
        )
    )


def _arms(design: Design) -> Iterator[Line]:
    for arm in design.arms:
        days = ", ".join(map(str, arm.infusions))
        given = f"{CELLS[arm.cells]}, {ROUTES[arm.route]}" + (f", day {days}" if days else "")
        yield str(arm.title), given, arm
        for dose in arm.doses:
            yield from _dose(dose)
    for level in design.grid:
        numbers = [
            f"{CELLS[cells]} {n}" for cells in ("cd34", "msc") if (n := getattr(level, cells)) is not None
        ]
        yield f"Level {level.id}", ", ".join(numbers), level
    for stratum in design.strata:
        yield str(stratum.title), ", ".join(str(one.title) for one in stratum.levels), stratum


def _dose(dose: CellDose) -> Iterator[Line]:
    name = CELLS[dose.cells]
    yield f"{name}: planned", f"{dose.planned} × {dose.unit}", dose
    for word in ("manufactured", "released", "infused"):
        one: Assumed = getattr(dose, word)
        yield f"{name}: {word}", _assumed(one, dose.unit), one


def _assumed(one: Assumed, unit: str) -> str:
    if one.mean is not None:
        return f"mean {one.mean} × {unit}" + ("" if one.sd is None else f", SD {one.sd}")
    return f"{one.fraction} of what was before" if one.fraction is not None else "not said"


def _proceeding(design: Design) -> Iterator[Line]:
    size, wait, times = design.sample_size, design.stagger, design.times
    yield (
        "Allocation",
        f"{design.allocation.method.replace('_', ' ')}; masking: {design.allocation.masking}",
        design.allocation,
    )
    if design.cohorts is not None:
        yield "Cohorts", f"{design.cohorts.count} of {design.cohorts.size}", design.cohorts
    yield (
        "Stagger",
        f"{wait.sentinel_days} days after the first, then {wait.days}, first {wait.participants}",
        wait,
    )
    yield "Accrual", f"{design.accrual.per_month} a month at {design.accrual.sites} sites", design.accrual
    yield "Follow-up", f"{times.follow_up_days} days, window of {times.window_days}", times
    power = (
        ""
        if size.power is None
        else f", power asked for {size.power}, alpha {size.alpha}, {size.sides}-sided"
    )
    yield "Participants", f"{size.per_arm} in an arm{power}, dropout {size.dropout}", size
    if design.simulation is not None:
        yield (
            "Simulation",
            f"{design.simulation.replicates} trials, seed {design.simulation.seed}",
            design.simulation,
        )


def _rules(design: Design) -> Iterator[Line]:
    decision = design.decision
    yield (
        "Decision on the dose",
        RULES[decision.family] + _keys(decision, ("target", "low", "high", "overdose", "least_treated")),
        decision,
    )
    keys = ("needs", "p0", "p1", "alpha", "above", "prior_a", "prior_b", "shape", "window_days")
    for rule in design.stopping:
        yield str(rule.title), RULES[rule.family] + _keys(rule, keys), rule


def _inference(design: Design) -> Iterator[Line]:
    for one in design.endpoints:
        size = _keys(one, ("delta", "margin", "sd", "rate", "correlation"))
        yield str(one.title), f"{one.role}, {QUESTIONS[one.question]}{size}", one
    if design.looks is not None:
        fractions = ", ".join(map(str, design.looks.fractions))
        yield (
            "Looks",
            f"{RULES.get(design.looks.spending, design.looks.spending)} at {fractions}; futility {design.looks.futility}".replace(
                "_", " "
            ),
            design.looks,
        )
    if design.borrowing is not None:
        keys = ("robust_weight", "tau_scale", "vague_sd", "ess_cap")
        yield (
            "Borrowed controls",
            f"{design.borrowing.outcome}, {design.borrowing.months} months{_keys(design.borrowing, keys)}",
            design.borrowing,
        )
    for prior in design.priors:
        yield (
            str(prior.title),
            prior.family.replace("_", "-") + _keys(prior, ("mean", "sd", "a", "b", "observed")),
            prior,
        )
    yield (
        "Analysis",
        f"{design.analysis.method.replace('_', ' ')}; {design.analysis.population}; missing: {design.analysis.missing}",
        design.analysis,
    )


def _keys(of: Sourced, keys: tuple[str, ...]) -> str:
    return "".join(
        f", {key.replace('_', ' ')} {value}" for key in keys if (value := getattr(of, key)) is not None
    )


def _range(value: object, low: object, high: object, unit: str | None) -> str:
    return f"{value} ({low} to {high}){f' {unit}' if unit else ''}"
