"""The figure of the study on one page: each infused participant's visits, cells, adverse events and ending."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hepatica.datasets.adverse_events import AdverseEvent
from hepatica.datasets.bindings import beside, forms_of
from hepatica.datasets.exposure import derive_doses
from hepatica.datasets.participants import Participant
from hepatica.datasets.visits_due import derive_anchors
from hepatica.datasets.why.reference import item_ref
from hepatica.ledger.landmarks import civil
from hepatica.ledger.rows import FormRow, SubjectRow
from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.figures.course import Terminal
from hepatica.report.figures.swimlane import swimlane
from hepatica.report.figures.swimlane_values import Infusion, Lane, LaneEvent, LaneMark, LaneVisit
from hepatica.report.study.cut import Cut
from hepatica.report.study.timeline import (
    cut_day,
    drawn,
    earliest_day,
    endings,
    goal,
    latest_day,
    undrawn,
    windows,
)
from hepatica.study.dates import PartialDate
from hepatica.study.schedule import Visit
from hepatica.study.study import NOT_DONE, VISIT_FORM

NOTE = "{n} without a control group cannot tell the effect of the cells from the course of the disease or from care."


def swimlane_figure(cut: Cut, *, number: str = "Figure 14.1.2") -> Figure | None:
    """Return the lanes of everybody infused; None before the first infusion."""
    people = drawn(cut)
    if not people:
        return None
    lanes = tuple(_lane(cut, who) for who in people)
    undated = sum(e.start.earliest is None for p in people for e in cut.events[p.subject])
    said = f"{undated} without a known start is in the listing alone." if undated else ""
    count = f"{write.small(len(people)).capitalize()} participant{'' if len(people) == 1 else 's'}"
    return swimlane(
        lanes=lanes,
        windows=windows(cut),
        goal=goal(cut),
        stamp=cut.stamp,
        synthetic=cut.tag,
        number=number,
        note=" ".join(filter(None, (said, undrawn(cut), NOTE.format(n=count)))),
    )


def _lane(cut: Cut, who: Participant) -> Lane:
    row = cut.state.get(SubjectRow, who.subject)
    ends = endings(who)
    visits = tuple(visit for _, visit in visits_due(cut, who, row, ends)) if row else ()
    infusions = tuple(infusions_of(cut, who))
    last, followed = _reach(cut, who, visits, ends, row)
    completed = ""
    if visits and not ends and (who.ended.get("completed") or _reached(cut, row)):
        completed = f"{goal(cut)} done"
    return Lane(
        digit=who.ordinal,
        code=who.subject,
        who=_who(cut, who),
        infused=write.partial_date(who.infused.iso()) if who.infused else "",
        infusions=infusions or (Infusion(day=0, cd34=None, msc=None),),
        visits=visits,
        events=tuple(e for one in cut.events[who.subject] if (e := _event(who, one)) is not None),
        marks=tuple(_marks(cut, who)),
        endings=ends,
        last=last,
        followed=followed,
        status=_status(visits, ends, completed, last),
        completed=completed,
    )


def _who(cut: Cut, who: Participant) -> str:
    sex = {"female": "F", "male": "M"}.get(who.sex, who.sex)
    age = f"{who.age} y" if who.age else ""
    address = cut.study.analysis.bindings.get("dose_weight")
    forms = forms_of(cut.state, who.subject, address.form) if address else ()
    weight = next((said for form in forms if (said := beside(form, 0, address))), "")
    first = " ".join(part for part in (sex, age) if part)
    return ", ".join(part for part in (first, f"{weight} kg" if weight else "") if part) or who.subject


def visits_due(
    cut: Cut, who: Participant, row: SubjectRow, ends: tuple[Terminal, ...]
) -> Iterator[tuple[str, LaneVisit]]:
    """Yield the protocol's visits, by id, that were due to the cut while the person lived with the native liver."""
    stop = ends[0].day if ends else cut_day(cut, who)
    for visit in cut.study.schedule.visits:
        if visit.optional:
            continue
        said = row.visits.get(visit.id, "")
        when = civil(said) if said and said != NOT_DONE else None
        day = earliest_day(who, when) if when else None
        name = visit.title.en.lower()
        if day is not None and when is not None:
            if day <= stop:
                yield visit.id, LaneVisit(name=name, day=day, done=True, date=write.partial_date(when.iso()))
            continue
        due = _due(cut, row, who, visit)
        if due is not None and (said == NOT_DONE or due[1] < stop) and due[0] <= stop:
            yield visit.id, LaneVisit(name=name, day=due[0], done=False, reason=_reason(cut, who, visit))


def _due(cut: Cut, row: SubjectRow, who: Participant, visit: Visit) -> tuple[int, int] | None:
    """Return the day a visit was due and the last day allowed, from the infusion."""
    due = cut.study.due(visit, derive_anchors(cut.study, row))
    if due is None:
        return None
    target, last = who.day(PartialDate.of(due.target)), who.day(PartialDate.of(due.last))
    return None if target is None or last is None else (target, last)


def _reason(cut: Cut, who: Participant, visit: Visit) -> str:
    forms = (f for f in cut.state.of(FormRow, who.subject) if f.form == VISIT_FORM and f.visit == visit.id)
    answers = (form.answer("svreas") for form in forms)
    return next((a.value for a in answers if a and a.value), "")


def infusions_of(cut: Cut, who: Participant) -> Iterator[Infusion]:
    """Yield each day on which cells were given, with both doses."""
    anchor = next(a for a in cut.study.schedule.anchors if a.id == cut.study.schedule.visit_anchor)
    doses = derive_doses(cut.study, cut.state, who.subject)
    for form in forms_of(cut.state, who.subject, anchor.item.form):
        when = civil(beside(form, 0, anchor.item))
        day = earliest_day(who, when) if when else None
        if day is None:
            continue
        given: dict[str, Decimal | None] = {d.product: d.per_kg for d in doses if d.visit == form.visit}
        items = ((cut.study.analysis.bindings.get(f"dose_{kind}"), kind) for kind in ("cd34", "msc"))
        why = tuple(
            item_ref(who.subject, form.visit, form.form, 0, address.item) if address else ""
            for address, _ in items
        )
        yield Infusion(day=day, cd34=given.get("cd34"), msc=given.get("msc"), why=(why[0], why[1]))


def _event(who: Participant, event: AdverseEvent) -> LaneEvent | None:
    first = earliest_day(who, event.start)
    if first is None:
        return None
    last = latest_day(who, event.end) if event.end else None
    return LaneEvent(
        term=event.term,
        first=first,
        last=None if last is None else max(first, last),
        grade=event.worst,
        related=event.related,
        serious=event.serious is True,
    )


def _marks(cut: Cut, who: Participant) -> Iterator[LaneMark]:
    """Yield marrow aspirations and liver biopsies, each by its letter."""
    for procedure in cut.study.schedule.procedures:
        letter = {"marrow_aspiration": "M", "liver_biopsy": "B"}.get(procedure.id)
        for form in forms_of(cut.state, who.subject, procedure.start.form) if letter else ():
            when = civil(beside(form, 0, procedure.start))
            day = earliest_day(who, when) if when else None
            if day is not None and letter:
                yield LaneMark(day=day, letter=letter, said=f"{procedure.title.en}, day {day}")


def _reach(
    cut: Cut,
    who: Participant,
    visits: tuple[LaneVisit, ...],
    ends: tuple[Terminal, ...],
    row: SubjectRow | None,
) -> tuple[int, int]:
    """Return the last day with the native liver, and the last day of any follow-up."""
    seen = [
        d
        for said in (row.visits.values() if row else ())
        if said != NOT_DONE
        for d in (_day(who, said),)
        if d
    ]
    stopped = next((e.day for e in ends if e.kind != "transplant"), None)
    completed = _day(who, who.ended.get("completed", ""))
    now = min(cut_day(cut, who), max([w.high for w in windows(cut)] or [0]))
    last_done = max((v.day for v in visits if v.done), default=0)
    open_until = completed if completed is not None else last_done if _reached(cut, row) else now
    followed = stopped if stopped is not None else max([open_until, *seen])
    return (ends[0].day if ends else followed), followed


def _day(who: Participant, said: str) -> int | None:
    when = civil(said)
    return earliest_day(who, when) if when else None


def _reached(cut: Cut, row: SubjectRow | None) -> bool:
    """Tell whether the visit behind the last analysis window took place."""
    last = cut.study.analysis.windows[-1:]
    said = row.visits.get(last[0].visit or "", "") if row and last else ""
    return bool(said) and said != NOT_DONE


def _status(visits: tuple[LaneVisit, ...], ends: tuple[Terminal, ...], completed: str, last: int) -> str:
    missed = [f"{v.name} missed" for v in visits if not v.done]
    how = [e.words for e in ends] or [
        f"{completed}, day {last}" if completed else f"in follow-up, day {last}"
    ]
    return "; ".join((*how, *missed))
