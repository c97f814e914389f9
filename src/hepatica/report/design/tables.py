"""The appendix's tables: every rule with its exact odds, every question with its price, endpoints with their estimand."""

from __future__ import annotations

from collections.abc import Collection

from hepatica.design.answers.values import Answers, Question, RuleOdds
from hepatica.design.document import Design
from hepatica.design.treatment import CellDose, expected
from hepatica.design.words import CELLS, QUESTIONS, ROUTES, RULES
from hepatica.report import text as write
from hepatica.report.figures.design_rules import COUNTS, boundary_words, chance
from hepatica.report.table import Cell, Column, Group, Missing, Number, Row, Table, Text


def arms(design: Design) -> Table:
    """Return who is given what, by which way, and how many are enrolled."""
    by_decision = design.allocation.method == "by_dose_decision"
    rows = tuple(
        Row(
            cells=(
                Text(text=str(arm.title)),
                Text(text=CELLS[arm.cells]),
                Text(text=ROUTES[arm.route]),
                Text(text=", ".join(map(str, arm.infusions)) or "none"),
                Text(text="by decision") if by_decision else Number(value=design.enrolled(arm)),
            )
        )
        for arm in design.arms
    )
    columns = (
        Column(title="arm", width=4),
        Column(title="beside standard care", width=3),
        Column(title="route", width=2),
        Column(title="infused on day"),
        Column(title="enrolled", align="right"),
    )
    return Table(id="design-arms", title="Arms", columns=columns, groups=(Group(rows=rows),))


def doses(design: Design) -> Table | None:
    """Return each infusion as expected, from planned to infused; None where nobody is given cells."""
    groups = tuple(
        Group(title=str(arm.title), rows=tuple(_dose(dose) for dose in arm.doses))
        for arm in design.arms
        if arm.doses
    )
    if not groups:
        return None
    numbers = tuple(
        Column(title=name, align="right", decimals=2)
        for name in ("planned", "manufactured", "released", "infused")
    )
    return Table(
        id="design-doses",
        title="Each infusion, as expected",
        deck="Planned is not infused: what is made, released and given is told apart",
        columns=(Column(title="cells", width=1), Column(title="unit"), *numbers),
        groups=groups,
        footnotes=(
            "At the mean of what is made; its spread is in the table of values. It cannot show what one person's cells yield.",
        ),
    )


def _dose(dose: CellDose) -> Row:
    return Row(
        cells=(
            Text(text=CELLS[dose.cells]),
            Text(text=dose.unit.replace("10^6", "10⁶")),
            *(Number(value=n) for _, n in expected(dose)),
        ),
        indent=True,
    )


def odds(answers: Answers, *, leaving_out: Collection[str] = ()) -> Table | None:
    """Return what each rule does at each true rate, exact; a rule that is no count says so. None when all are left out."""
    rules = [rule for rule in answers.stopping if rule.id not in leaving_out]
    if not rules:
        return None
    columns = (
        Column(title="true rate", unit="%", width=1),
        Column(title="chance it acts", unit="%", align="right"),
        Column(title="treated by then", align="right", decimals=2),
        Column(title="of them with the event", align="right", decimals=2),
    )
    return Table(
        id="design-rules",
        title="Other rules at true rates" if leaving_out else "Each rule at true rates",
        deck=f"{answers.exposed} participants watched, one after another, each outcome known before the next",
        columns=columns,
        groups=tuple(Group(title=_rule(rule), rows=_odds(rule)) for rule in rules),
        footnotes=(
            "Exact, by adding up every course the trial can take. It cannot show which true rate is ours.",
        ),
    )


def _rule(rule: RuleOdds) -> str:
    alarm = (
        ""
        if rule.false_alarm is None
        else f"; acts at the rate that is borne in {chance(rule.false_alarm, 1)}"
    )
    where = f"; {boundary_words(rule)}" if rule.boundary and rule.family != "exposure" else ""
    return f"{rule.title} ({rule.layer}, {RULES[rule.family]}): {COUNTS[rule.counts]}{where}{alarm}"


def _odds(rule: RuleOdds) -> tuple[Row, ...]:
    if not rule.odds:
        return (Row(sentence=rule.note),)
    return tuple(
        Row(
            cells=(
                Number(value=100 * one.rate),
                Text(text=chance(one.acts, 1).removesuffix(f"{write.SPACE}%")),
                Missing(reason="by accrual") if one.treated is None else Number(value=one.treated),
                Number(value=one.events),
            )
        )
        for one in rule.odds
    )


def questions(answers: Answers) -> Table:
    """Return every question that compares: its power at the planned size, and what the power asked for would cost."""
    columns = (
        Column(title="question", width=5),
        Column(title="effect sought", width=3),
        Column(title="power as planned", unit="%", align="right", decimals=1),
        Column(title="in each arm for the power asked", align="right", width=2),
        Column(title="in all", align="right"),
        Column(title="beside a main effect", align="right", decimals=1, width=2),
    )
    endpoints = list(dict.fromkeys(one.endpoint for one in answers.questions))
    return Table(
        id="design-questions",
        title="Questions and what they cost",
        deck="Unadjusted; below each, where the analysis takes off what the baseline explains, the same with it",
        columns=columns,
        groups=tuple(
            Group(
                title=name,
                rows=tuple(
                    row for one in answers.questions if one.endpoint == name for row in _question(one)
                ),
            )
            for name in endpoints
        ),
        footnotes=(
            (
                "Two-sided unless the design says otherwise. Two means by the t test, all else by normal approximations. "
                "It cannot show that the effect is real."
            ),
            *(f"{one.name} {one.note}" for one in answers.questions if one.power is not None and one.note),
        ),
        listing=True,
    )


def _question(one: Question) -> list[Row]:
    if one.power is None:
        return [Row(cells=(Text(text=one.name),), sentence=one.note)]
    cells: tuple[Cell, ...] = (
        Text(text=f"{one.name}"),
        Text(text=one.effect),
        Number(value=100 * one.power),
        _whole(one.per_arm),
        _whole(one.participants),
        Missing(reason="–") if one.against_main is None else Number(value=one.against_main),
    )
    rows = [Row(cells=cells)]
    if one.adjusted is not None:
        with_it = one.adjusted
        rows.append(
            Row(
                cells=(
                    Text(text="with the baseline"),
                    Text(text=""),
                    Number(value=100 * with_it.power),
                    Number(value=with_it.per_arm),
                    Number(value=with_it.participants),
                    Missing(reason="–"),
                ),
                indent=True,
                muted=True,
            )
        )
    return rows


def _whole(number: int | None) -> Cell:
    return Missing(reason="–") if number is None else Number(value=number)


def endpoints(design: Design) -> Table:
    """Return each endpoint with its question and what is done about death and transplantation."""
    columns = (
        Column(title="endpoint", width=4),
        Column(title="role"),
        Column(title="question", width=3),
        Column(title="day", align="right"),
        Column(title="death"),
        Column(title="transplantation"),
        Column(title="why", width=5),
    )
    rows = tuple(
        Row(
            cells=(
                Text(text=str(one.title)),
                Text(text=one.role),
                Text(text=QUESTIONS[one.question]),
                Number(value=one.day),
                Text(text=one.death.replace("_", " ")),
                Text(text=one.transplant.replace("_", " ")),
                Text(text=str(one.reason)),
            )
        )
        for one in design.endpoints
    )
    return Table(
        id="design-endpoints",
        title="Endpoints and estimands",
        deck="Strategies for intercurrent events, after ICH E9(R1)",
        columns=columns,
        groups=(Group(rows=rows),),
        listing=True,
    )


def learned(answers: Answers) -> Table:
    """Return what so many participants can and cannot teach, each number with its source."""
    rows = tuple(
        Row(cells=(Text(text=one.sentence), Text(text=one.number), Text(text=one.source)))
        for one in answers.learned
    )
    columns = (
        Column(title="", width=6),
        Column(title="number", align="right"),
        Column(title="source", width=4),
    )
    return Table(
        id="design-learned",
        title="",
        columns=columns,
        groups=(Group(rows=rows),),
        listing=True,
    )


def harm(answers: Answers) -> Table:
    """Return who is exposed to harm at each true rate."""
    columns = (
        Column(title="true rate", unit="%", align="right"),
        Column(title="given cells until the boundary stops, or all", align="right", decimals=1),
        Column(title="of them harmed", align="right", decimals=1),
        Column(title="given cells until the first pause", align="right", decimals=1),
    )
    rows = tuple(
        Row(
            cells=(
                Number(value=100 * one.rate),
                *(_expected(n) for n in (one.treated, one.harmed, one.treated_to_pause)),
            )
        )
        for one in answers.harm
    )
    return Table(
        id="design-harm", title="People exposed to harm, expected", columns=columns, groups=(Group(rows=rows),),
        footnotes=("It cannot show harm that gathers with every person treated, or a fault of one lot of cells.",),
    )  # fmt: skip


def _expected(number: float | None) -> Cell:
    return Missing(reason="no such rule") if number is None else Number(value=number)
