"""MELD and Child-Pugh of every participant by visit, with components and change: anyone can compute them again."""

from __future__ import annotations

from decimal import Decimal

from hepatica.datasets.draws import LabDraw
from hepatica.datasets.efficacy import Course, WindowValue
from hepatica.datasets.participants import Participant
from hepatica.datasets.therapy import changed_since, derive_drugs
from hepatica.datasets.visit_scores import ScoredDraw
from hepatica.datasets.why.reference import item_ref, score_ref
from hepatica.report import text as write
from hepatica.report.study.cut import Cut
from hepatica.report.table import Cell, Column, Group, Missing, Number, Row, Spanner, Table, Text
from hepatica.scores.units import UnitError, convert

COMPONENTS = (
    ("bilirubin", "mg/dL"),
    ("inr", ""),
    ("creatinine", "mg/dL"),
    ("sodium", "mmol/L"),
    ("albumin", "g/dL"),
)


NO_BREAK = "\N{NO-BREAK SPACE}"


def score_listing(cut: Cut) -> Table:
    """Return components, scores and changes from baseline, a row per analysis window; a gap says why."""
    groups = tuple(_group(cut, p) for p in cut.started)
    return Table(
        id="14.2.1",
        title="MELD and Child-Pugh by participant and visit",
        deck="One draw per row. Baseline: last complete draw before the first G-CSF dose. Day counted from the infusion",
        columns=(
            Column(title="", width=2),
            Column(title="Day", align="right", signed=True),
            Column(title="bilirubin", unit="mg/dL", align="right", decimals=1),
            Column(title="INR", align="right", decimals=2),
            Column(title="creatinine", unit="mg/dL", align="right", decimals=1),
            Column(title="sodium", unit="mmol/L", align="right"),
            Column(title="albumin", unit="g/dL", align="right", decimals=1),
            Column(title="raw", align="right", decimals=1),
            Column(title="score", align="right"),
            Column(title="change", align="right", decimals=1, signed=True),
            Column(title="class", align="right"),
            Column(title="change", align="right", signed=True),
            Column(title="Drugs since baseline", width=4),
        ),
        spanners=(Spanner(title="MELD", first=7, last=9), Spanner(title="Child-Pugh", first=10, last=11)),
        groups=groups
        or (Group(rows=(Row(cells=(Text(text="–"),), sentence="No participant has started."),)),),
        footnotes=(
            "raw: original MELD, unrounded, inputs bounded; score: rounded once (UNOS 2002). Change: from the raw baseline.",
            "Nothing is carried forward; no mean is given.",
            "Drugs: standard-of-care classes that move a score, begun, stopped or changed in dose since baseline.",
        ),
        listing=True,
    )


def child_pugh(scored: ScoredDraw) -> str:
    """Return class and points as ``B8``, or ''."""
    points, letter = scored.value("CHILD_PUGH"), scored.results["CHILD_PUGH_CLASS"].value
    return "" if points is None or not isinstance(letter, str) else f"{letter}{points}"


def _group(cut: Cut, who: Participant) -> Group:
    course = cut.courses[who.subject]
    rows: list[Row] = []
    if course.baseline is None:
        reason = (
            "not yet dosed with G-CSF"
            if who.anchor is None
            else "no complete draw before the first G-CSF dose"
        )
        rows.append(Row(cells=(Text(text="Baseline"),), sentence=reason))
    values = (*((course.baseline,) if course.baseline else ()), *course.windows)
    rows += [_row(cut, who, course, value) for value in values]
    rows += [
        Row(cells=(Text(text=kind.capitalize()),), sentence=write.partial_date(when))
        for kind, when in sorted(who.ended.items(), key=lambda pair: pair[1])
        if kind != "completed"
    ]
    return Group(title=f"Participant {who.ordinal} · {who.subject}", rows=tuple(rows))


def _row(cut: Cut, who: Participant, course: Course, value: WindowValue) -> Row:
    title = value.window.title.en.replace(" ", NO_BREAK)
    if value.scored is None:
        return Row(cells=(Text(text=title),), sentence=_absence(who), indent=True)
    scored = value.scored
    day = who.day(scored.draw.date)
    raw, rounded = scored.value("MELD_I_UNROUNDED"), scored.value("MELD_UNOS_2002")
    first = value is course.baseline
    here = (scored.draw.subject, scored.draw.visit, scored.draw.form, scored.draw.row)
    change = f"ADEFF:{who.subject}/{{}}/{value.window.id}/CHG"
    cells: tuple[Cell, ...] = (
        Text(text=title),
        Text(text="–") if day is None else Number(value=day, why=item_ref(*here, "lbdtc")),
        *(component(scored.draw, name, unit, why=item_ref(*here, name)) for name, unit in COMPONENTS),
        _number(raw, score_ref(*here, "MELD_I_UNROUNDED")),
        _number(rounded, score_ref(*here, "MELD_UNOS_2002")),
        Text(text="–")
        if first
        else _number(value.change("MELD_I_UNROUNDED", course.baseline), change.format("MELDU")),
        Text(text=child_pugh(scored) or "–", why=score_ref(*here, "CHILD_PUGH")),
        Text(text="–")
        if first
        else _number(value.change("CHILD_PUGH", course.baseline), change.format("CPS")),
        Text(text="" if first else _drugs(cut, who, course, scored)),
    )
    return Row(cells=cells, indent=True)


def _absence(who: Participant) -> str:
    ended = [
        f"{kind} on {write.partial_date(when)}" for kind, when in who.ended.items() if kind != "completed"
    ]
    if who.anchor is None:
        return "not reached"
    gone = f" ({', '.join(ended)})" if ended else ""
    return f"no complete draw in this window{gone}"


def component(draw: LabDraw, analyte: str, unit: str, *, why: str = "") -> Cell:
    """Return a measured value in the unit of the table; as entered where it cannot be converted."""
    answer = draw.answers.get(analyte)
    if answer is None or answer.value is None:
        return Text(text="–")
    value = Decimal(answer.value)
    if unit and answer.unit and answer.unit != unit:
        try:
            value = convert(value, analyte, answer.unit, unit)
        except UnitError:
            return Missing(reason=f"{answer.value} {answer.unit}")
    return Number(value=value, why=why)


def _number(value: Decimal | None, why: str) -> Cell:
    return Text(text="–") if value is None else Number(value=value, why=why)


def _drugs(cut: Cut, who: Participant, course: Course, scored: ScoredDraw) -> str:
    if course.baseline is None or course.baseline.scored is None:
        return ""
    drugs = derive_drugs(cut.study, cut.state, who.subject)
    return (
        "; ".join(changed_since(cut.study, drugs, course.baseline.scored.draw.date, scored.draw.date))
        or "as before"
    )
