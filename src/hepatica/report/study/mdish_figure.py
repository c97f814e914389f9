"""The figure of liver injury: every infused participant against the own baseline and against the limit of normal."""

from __future__ import annotations

from decimal import Decimal

from hepatica.datasets.dish import LiverCourse, LiverDraw, LiverGap, LiverValue, derive_dish
from hepatica.datasets.why.reference import item_ref
from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.figures.mdish import mdish
from hepatica.report.figures.mdish_values import DishCourse, DishDraw, DishGap, DishLines, Measured
from hepatica.report.study.cut import Cut
from hepatica.report.study.lab_values import item_of
from hepatica.report.study.timeline import SHOWN, terminal


def mdish_figure(cut: Cut, *, number: str = "Figure 14.3.3") -> Figure | None:
    """Return mDISH beside eDISH; None before anyone has ALT and bilirubin from one draw after the baseline.

    Raises ValueError, a sentence for the page, where the study states no lines.
    """
    courses = tuple(_course(cut, course) for course in derive_dish(cut.study, cut.state)[:SHOWN])
    if not any(course.native for course in courses):
        return None
    return mdish(courses=courses, lines=_lines(cut), stamp=cut.stamp, synthetic=cut.tag, number=number)


def _lines(cut: Cut) -> DishLines:
    """Return the study's own lines; ValueError, a sentence for the page, where it states none."""
    values = {p.id: p.value for p in cut.study.parameters}
    absent = [name for name in ("dish_alt", "dish_bilirubin") if name not in values]
    if absent:
        raise ValueError(f"the study has no parameter {' and '.join(absent)}, so mDISH has no lines")
    return DishLines(alt=Decimal(values["dish_alt"]), bilirubin=Decimal(values["dish_bilirubin"]))


def _course(cut: Cut, course: LiverCourse) -> DishCourse:
    who = course.participant
    return DishCourse(
        digit=who.ordinal,
        code=who.subject,
        baseline=_draw(cut, course.baseline) if course.baseline else None,
        draws=tuple(_draw(cut, one) for one in course.draws),
        gaps=tuple(_gap(gap) for gap in course.gaps),
        terminal=terminal(who),
    )


def _draw(cut: Cut, one: LiverDraw) -> DishDraw:
    return DishDraw(
        day=one.day,
        date=write.partial_date(one.draw.date.iso()),
        alt=_measured(one.alt),
        bilirubin=_measured(one.bilirubin),
        why=(_why(cut, one, "alt"), _why(cut, one, "bilirubin")),
    )


def _why(cut: Cut, one: LiverDraw, analyte: str) -> str:
    item = item_of(cut, analyte)
    return item_ref(
        one.draw.subject, one.draw.visit, one.draw.form, one.draw.row, item.id if item else analyte
    )


def _gap(gap: LiverGap) -> DishGap:
    known = gap.draw is not None and gap.draw.date.known
    return DishGap(
        day=gap.day,
        date=write.partial_date(gap.draw.date.iso()) if gap.draw and known else "",
        reason=gap.reason,
    )


def _measured(value: LiverValue) -> Measured:
    return Measured(value=value.value, unit=value.unit, uln=value.uln)
