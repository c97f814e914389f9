"""Who they were before treatment: every participant in a row, no summary of so few."""

from __future__ import annotations

from decimal import Decimal

from hepatica.datasets.participants import Participant
from hepatica.datasets.visit_scores import ScoredDraw
from hepatica.datasets.why.reference import item_ref
from hepatica.report import text as write
from hepatica.report.study.cut import Cut
from hepatica.report.study.disposition import coded
from hepatica.report.study.refs import answer_ref, draw_score_ref
from hepatica.report.study.score_listing import COMPONENTS, child_pugh, component
from hepatica.report.table import Cell, Column, Group, Missing, Number, Row, Table, Text

ID = "14.1.3"
NONE = "no complete draw before the first G-CSF dose to the data cut"


def baseline_table(cut: Cut) -> Table:
    """Return demographics, cause, and the analysis' baseline of everyone who started a study procedure."""
    rows = tuple(_row(cut, who) for who in cut.started)
    none = Row(cells=(Text(text="–"),), sentence="Nobody has started a study procedure.")
    measured = tuple(
        Column(title=_SHORT.get(name, name), unit=unit, align="right", decimals=write.DECIMALS.get(name, 1))
        for name, unit in COMPONENTS
    )
    return Table(
        id=ID,
        title="Baseline",
        deck="Everyone who started a study procedure, in order of infusion",
        columns=(
            Column(title=""),
            Column(title="age", unit="y", align="right"),
            Column(title="sex"),
            Column(title="Cause of cirrhosis", width=3),
            *measured,
            Column(title="MELD", unit="raw", align="right", decimals=1),
            Column(title="MELD", unit="score", align="right"),
            Column(title="Child-", unit="Pugh", align="right"),
        ),
        groups=(Group(rows=rows or (none,)),),
        footnotes=(
            "The draw is the analysis' own baseline: the last complete one before the first G-CSF dose.",
        ),
        listing=True,
    )


_SHORT = {"bilirubin": "bili", "inr": "INR", "creatinine": "creat.", "sodium": "Na", "albumin": "alb."}


def _row(cut: Cut, who: Participant) -> Row:
    value = cut.courses[who.subject].baseline
    scored = value.scored if value else None
    person: tuple[Cell, ...] = (
        Text(text=who.subject, participant=who.ordinal if who.ordinal <= 5 else None),
        Number(value=Decimal(who.age), why=answer_ref(cut, who.subject, "age"))
        if who.age.isdigit()
        else Missing(reason="not entered"),
        _coded(cut, who, "sex", who.sex),
        _coded(cut, who, "aetiology", who.aetiology),
    )
    if scored is None:
        return Row(cells=person, sentence=NONE)
    return Row(cells=(*person, *_measured(scored), *_scores(scored)))


def _coded(cut: Cut, who: Participant, name: str, value: str) -> Cell:
    words = coded(cut, name, value)
    return (
        Text(text=words, why=answer_ref(cut, who.subject, name)) if words else Missing(reason="not entered")
    )


def _measured(scored: ScoredDraw) -> tuple[Cell, ...]:
    draw = scored.draw
    return tuple(
        component(draw, name, unit, why=item_ref(draw.subject, draw.visit, draw.form, draw.row, name))
        for name, unit in COMPONENTS
    )


def _scores(scored: ScoredDraw) -> tuple[Cell, ...]:
    pugh = child_pugh(scored)
    return (
        _number(scored, "MELD_I_UNROUNDED"),
        _number(scored, "MELD_UNOS_2002"),
        Text(text=pugh, why=draw_score_ref(scored, "CHILD_PUGH"))
        if pugh
        else Missing(reason="not computable"),
    )


def _number(scored: ScoredDraw, name: str) -> Cell:
    value = scored.value(name)
    return Text(text="–") if value is None else Number(value=value, why=draw_score_ref(scored, name))
