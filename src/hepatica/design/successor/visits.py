"""The next study's schedule: visits for repeated infusions, and a last visit at the end of the follow-up."""

from __future__ import annotations

from hepatica.design.document import Design
from hepatica.design.successor.changing import changed, proposed, text
from hepatica.study.rules import AnalysisWindow
from hepatica.study.schedule import Schedule, Visit, Window
from hepatica.study.study import Study

_EARLY, _LATE = 3, 3
"""Days before and after a repeated infusion is due: a proposal, named as one."""
_END = 14
"""Days about the last visit, as in the study before."""


def repeats(study: Study, design: Design) -> tuple[Study, tuple[str, ...]]:
    """Add a visit for each infusion after the first: what the first asks, without collecting cells again."""
    days = sorted({day for arm in design.arms for day in arm.infusions if day > 0})
    first = _infusion_visit(study)
    if not days or first is None:
        return study, (
            "Add a visit for each repeated infusion: no visit here asks the infusion page.",
        ) * bool(days)
    forms = tuple(form for form in first.forms if form not in collected(study))
    visits = study.schedule.visits
    to_do = [
        "Say where the cells of a later infusion come from: one collection, frozen, or another: the forms of a collection are not repeated."
    ]
    for number, day in enumerate(days, start=2):
        made = first.model_copy(
            update={
                "id": f"{first.id}_{number}", "code": f"{first.code}-{number}", "title": text(f"{first.title}, {number}"),
                "day": day, "window": Window(first=day - _EARLY, last=day + _LATE), "forms": forms,
                **proposed(design, "window proposed"),
            }
        )  # fmt: skip
        same = next((v for v in visits if study.day_of(v) == day and v.anchor == made.anchor), None)
        if same is not None:
            to_do.append(
                f"Day {day} holds the visit {same.title} and an infusion: say which draw comes before the cells."
            )
        visits = _placed(study, visits, made, day)
    return changed(study, schedule=_with(study.schedule, visits=visits)), tuple(to_do)


def follow_up(study: Study, design: Design) -> tuple[Study, tuple[str, ...]]:
    """Let the last visit fall at the end of the follow-up, and the last analysis window hold it."""
    planned = [
        (day, v) for v in study.schedule.visits if (day := study.day_of(v)) is not None and not v.optional
    ]
    closing, end = {one.date.form for one in study.schedule.ends}, design.times.follow_up_days
    late = [(day, v) for day, v in planned if day > end]
    if late or not planned:
        return study, tuple(
            f"The follow-up ends on day {end}, and {v.title} falls on day {day}: take it out, or follow for longer."
            for day, v in late
        )
    last, visit = max(planned, key=lambda pair: (pair[0], bool(closing & set(pair[1].forms))))
    if end == last:
        return study, ()
    moved = visit.model_copy(update={"forms": tuple(f for f in visit.forms if f not in closing)})
    made = visit.model_copy(
        update={
            "id": "end_of_follow_up", "code": f"{visit.code}-E", "title": text(f"Day {end}"), "day": end,
            "window": Window(first=max(end - _END, last + 1), last=end + _END), "margin": None, **proposed(design),
        }
    )  # fmt: skip
    kept = tuple(moved if one.id == visit.id else one for one in study.schedule.visits)
    visits = _placed(study, kept, made, end)
    windows = study.analysis.windows
    if windows and windows[-1].last < end:
        more = AnalysisWindow(
            id=f"day_{end}", title=text(f"Day {end}"), target=end, first=windows[-1].last + 1, last=end + 2 * _END,
            visit=made.id, **proposed(design),
        )  # fmt: skip
        windows = (*windows, more)
    analysis = study.analysis.model_copy(update={"windows": windows})
    return changed(study, schedule=_with(study.schedule, visits=visits), analysis=analysis), ()


def collected(study: Study) -> frozenset[str]:
    """Return the forms of procedures before the infusion: aspiration, mobilisation, leukapheresis, biopsy."""
    infusion = _anchor_form(study)
    return frozenset(p.start.form for p in study.schedule.procedures if p.start.form != infusion)


def _anchor_form(study: Study) -> str:
    anchor = next(a for a in study.schedule.anchors if a.id == study.schedule.visit_anchor)
    return anchor.item.form


def _infusion_visit(study: Study) -> Visit | None:
    form = _anchor_form(study)
    return next((v for v in study.schedule.visits if form in v.forms and not v.optional), None)


def _placed(study: Study, visits: tuple[Visit, ...], made: Visit, day: int) -> tuple[Visit, ...]:
    """Put a visit before the first that is due later, and before those without a day."""
    later = (n for n, v in enumerate(visits) if (due := study.day_of(v)) is None or due > day)
    at = next((n for n in later if n > 0), len(visits))
    return (*visits[:at], made, *visits[at:])


def _with(schedule: Schedule, *, visits: tuple[Visit, ...]) -> Schedule:
    return schedule.model_copy(update={"visits": visits})
