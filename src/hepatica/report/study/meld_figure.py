"""The figure of MELD and Child-Pugh: every infused participant, with what happened to each."""

from __future__ import annotations

from hepatica.datasets.efficacy import WindowValue
from hepatica.datasets.participants import Participant
from hepatica.datasets.visit_scores import ScoredDraw
from hepatica.datasets.why.reference import score_ref
from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.figures.meld_lines import meld_lines
from hepatica.report.figures.meld_values import MeldCourse, MeldPoint, Threshold
from hepatica.report.study.cut import Cut
from hepatica.report.study.score_listing import child_pugh
from hepatica.report.study.timeline import cut_day, drawn, terminal, windows

NOTE = (
    "A MELD is drawn only when bilirubin, INR and creatinine come from one draw; a missed visit is an empty grey ring "
    "and the line across it is dotted. Nothing is carried forward. There is no concurrent control: regression to the "
    "mean and standard care move MELD too, and laboratories alone differ by several points."
)


def meld_figure(cut: Cut, *, number: str = "Figure 14.2.1") -> Figure | None:
    """Return the figure; None before anyone has a scored draw after infusion to count days from."""
    courses = tuple(c for p in drawn(cut) if (c := meld_course(cut, p)).scored)
    if not courses:
        return None
    return meld_lines(
        courses=courses,
        windows=windows(cut),
        thresholds=tuple(
            Threshold(value=t.value, name=t.label.en)
            for t in cut.study.analysis.thresholds
            if t.score.startswith("MELD")
        ),
        stamp=cut.stamp,
        note=NOTE,
        synthetic=cut.tag,
        number=number,
    )


def meld_course(cut: Cut, who: Participant) -> MeldCourse:
    """Return a participant's scored draws and gaps, baseline first, with how native follow-up ended."""
    course = cut.courses[who.subject]
    values = (*((course.baseline,) if course.baseline else ()), *course.windows)
    points = tuple(point for value in values if (point := _point(cut, who, value)) is not None)
    first = course.baseline and _point(cut, who, course.baseline)
    return MeldCourse(
        digit=who.ordinal, code=who.subject, points=points, terminal=terminal(who),
        has_baseline=bool(first and first.raw is not None),
    )  # fmt: skip


def _point(cut: Cut, who: Participant, value: WindowValue) -> MeldPoint | None:
    name = value.window.title.en
    if value.scored is None:
        due = _due_day(cut, value)
        passed = due is not None and who.infused is not None and due < cut_day(cut, who)
        return (
            MeldPoint(visit=name, day=due, missing="no complete draw") if passed and due is not None else None
        )
    day = who.day(value.scored.draw.date)
    raw, score = value.scored.value("MELD_I_UNROUNDED"), value.scored.value("MELD_UNOS_2002")
    if day is None or raw is None or score is None:
        return None
    return MeldPoint(
        visit=name,
        day=day,
        date=write.partial_date(value.scored.draw.date.iso()),
        raw=raw,
        score=int(score),
        child_pugh=child_pugh(value.scored),
        why=(_why(value.scored, "MELD_I_UNROUNDED"), _why(value.scored, "MELD_UNOS_2002")),
    )


def _why(scored: ScoredDraw, score: str) -> str:
    draw = scored.draw
    return score_ref(draw.subject, draw.visit, draw.form, draw.row, score)


def _due_day(cut: Cut, value: WindowValue) -> int | None:
    """Return the last allowed day of the visit behind an analysis window, from the infusion."""
    visit = cut.study.visit_by_id.get(value.window.visit or "")
    if visit is None or visit.anchor != cut.study.schedule.visit_anchor:
        return None
    day = cut.study.day_of(visit)
    return None if day is None else day
