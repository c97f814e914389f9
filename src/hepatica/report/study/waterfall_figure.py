"""The figure of the change in MELD at the last analysis window: everybody infused, with what ended some courses."""

from __future__ import annotations

from decimal import Decimal

from hepatica.datasets.efficacy import WindowValue
from hepatica.datasets.participants import Participant
from hepatica.datasets.visit_scores import COMPLETE, ScoredDraw
from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.figures.waterfall import waterfall
from hepatica.report.figures.waterfall_values import Column, LastValue, Line
from hepatica.report.study.cut import Cut
from hepatica.report.study.timeline import cut_day, drawn, goal, terminal, undrawn
from hepatica.stats.counts import smallest_attainable_p
from hepatica.stats.reliable_change import Analyte, meld_analytes, reliable_change

SCORE = "MELD_UNOS_2002"
NOISY = ("bilirubin", "inr", "creatinine")


def waterfall_figure(cut: Cut, *, number: str = "Figure 14.2.2") -> Figure | None:
    """Return the waterfall; None before anybody infused has a baseline."""
    people = drawn(cut)
    columns = tuple(_column(cut, who) for who in people)
    if not any(column.base is not None for column in columns) or not cut.study.analysis.windows:
        return None
    lines = tuple(
        Line(value=one.by, name=f"{write.signed(one.by)}: {one.title.en}")
        for one in cut.study.analysis.responders
        if one.score == COMPLETE
    )
    return waterfall(
        columns=columns,
        lines=lines,
        goal=goal(cut),
        floor_p=Decimal(repr(smallest_attainable_p(len(columns)))),
        stamp=cut.stamp,
        synthetic=cut.tag,
        number=number,
        note=undrawn(cut),
    )


def _column(cut: Cut, who: Participant) -> Column:
    course, end = cut.courses[who.subject], terminal(who)
    base, last = course.baseline, course.windows[-1] if course.windows else None
    change = _change(who, last, base) if last else None
    kept = change is not None and not (end and _day(who, last) > end.day)
    score = _score(last) if last and kept else None
    return Column(
        digit=who.ordinal,
        code=who.subject,
        infused=write.partial_date(who.infused.iso()) if who.infused else "",
        base=_score(base) if base else None,
        score=score,
        change=change if kept else None,
        missing="" if kept else _missing(cut, who, base),
        last=None if kept else _last(who, course.windows, base, end.day if end else None),
        terminal=end,
        noise=_noise(cut, base, last) if base and last and kept else None,
        why=f"ADEFF:{who.subject}/MELDU/{last.window.id}/CHG" if last else "",
    )


def _change(who: Participant, value: WindowValue, base: WindowValue | None) -> Decimal | None:
    return None if _day(who, value) < 0 else value.change(COMPLETE, base)


def _day(who: Participant, value: WindowValue | None) -> int:
    """Return the day from infusion of a window's draw; −1 where it has none."""
    day = who.day(value.scored.draw.date) if value and value.scored else None
    return -1 if day is None else day


def _score(value: WindowValue) -> int | None:
    found = value.scored.value(SCORE) if value.scored else None
    return None if found is None else int(found)


def _missing(cut: Cut, who: Participant, base: WindowValue | None) -> str:
    if base is None:
        return "no baseline"
    window = cut.study.analysis.windows[-1]
    closes = who.analysis_day(who.anchor) if who.anchor else None
    now = cut_day(cut, who)
    open_yet = closes is not None and now < window.last
    return f"no {goal(cut)} yet" if open_yet else f"no {goal(cut)}"


def _last(
    who: Participant, windows: tuple[WindowValue, ...], base: WindowValue | None, stop: int | None
) -> LastValue | None:
    """Return the last window's value while the person lived with the native liver."""
    for value in reversed(windows[:-1]):
        change, score = _change(who, value, base), _score(value)
        day = _day(who, value)
        if change is not None and score is not None and (stop is None or day <= stop):
            return LastValue(
                score=score, change=change, day=day, why=f"ADEFF:{who.subject}/MELDU/{value.window.id}/CHG"
            )
    return None


def _noise(cut: Cut, base: WindowValue, last: WindowValue) -> Decimal | None:
    """Return how far two draws may differ by laboratory noise alone; None where the study states no variation."""
    stated = {one.analyte: float(one.cv_percent) / 100 for one in cut.study.analysis.repeatability}
    if base.scored is None or last.scored is None or any(name not in stated for name in NOISY):
        return None
    before, after = _analytes(base.scored, stated), _analytes(last.scored, stated)
    if before is None or after is None:
        return None
    return Decimal(repr(reliable_change(0.0, before, after).limit))


def _analytes(scored: ScoredDraw, cv: dict[str, float]) -> tuple[Analyte, ...] | None:
    """Return the terms of MELD of one draw; None where a value is not in the score's own unit."""
    answers = {name: scored.draw.answers.get(name) for name in NOISY}
    usual = {"bilirubin": "mg/dL", "creatinine": "mg/dL"}
    values: dict[str, float] = {}
    for name, answer in answers.items():
        if answer is None or not answer.value or answer.unit != usual.get(name, answer.unit):
            return None
        values[name] = float(answer.value)
    return meld_analytes(
        bilirubin=values["bilirubin"], inr=values["inr"], creatinine=values["creatinine"],
        bilirubin_cv=cv["bilirubin"], inr_cv=cv["inr"], creatinine_cv=cv["creatinine"],
    )  # fmt: skip
