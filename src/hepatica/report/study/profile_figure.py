"""The profile of each participant for paper: one page each, everything about one person on one axis of days."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from hepatica.datasets.bindings import beside, find, forms_of
from hepatica.datasets.participants import Participant
from hepatica.datasets.therapy import derive_drugs
from hepatica.ledger.landmarks import civil, earliest
from hepatica.ledger.rows import SubjectRow
from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.figures.course import WORDS, fitting
from hepatica.report.figures.profile import profile
from hepatica.report.figures.profile_values import Measured, Moment, Profile, ProfileVisit, Span, Track
from hepatica.report.study.cut import Cut
from hepatica.report.study.lab_values import item_of, unit_of, values_of
from hepatica.report.study.swimlane_figure import infusions_of, visits_due
from hepatica.report.study.timeline import cut_day, drawn, earliest_day, endings, latest_day, windows

NUMBER = "Figure 14.2.4"
ANALYTES = ("bilirubin", "inr", "creatinine", "sodium", "albumin")
SCORES = (
    ("MELD_UNOS_2002", "MELD", "points, 6 to 40"),
    ("CHILD_PUGH", "Child-Pugh", "points, class"),
)
SHADES = {"none": 0, "mild": 2, "moderate_severe": 3}
"""Shade of each answer: worse is darker, as grades are."""


def profile_figures(cut: Cut) -> tuple[Figure, ...]:
    """Return a profile of each infused participant, in order of infusion; none before the first infusion."""
    return tuple(_figure(cut, who, n) for n, who in enumerate(drawn(cut), 1))


def _figure(cut: Cut, who: Participant, n: int) -> Figure:
    person = _profile(cut, who)
    return profile(
        person=person,
        stamp=cut.stamp,
        paper=True,
        synthetic=cut.tag,
        number=f"{NUMBER}.{n}",
        title=_finding(who, person),
        figure_id=f"profile-{who.subject}",
    )


def _finding(who: Participant, person: Profile) -> str:
    """Say in one line where MELD went from its baseline and how the course stands."""
    name = f"Participant {who.ordinal} · {who.subject}"
    values = person.meld.measured if person.meld else ()
    base = person.meld.baseline if person.meld else None
    later = [v for v in values if v.day > 0 and v.value is not None]
    moved = f"MELD {base} {write.ARROW} {later[-1].value}" if base is not None and later else ""
    ends = "; ".join(end.words for end in endings(who))
    events = f"{len(person.events)} adverse event{'' if len(person.events) == 1 else 's'}"
    return fitting(
        ", ".join(part for part in (name, moved, ends, events) if part),
        ", ".join(part for part in (name, moved, ends) if part),
        name,
    )


def _profile(cut: Cut, who: Participant) -> Profile:
    row, ends = cut.state.get(SubjectRow, who.subject), endings(who)
    due = tuple(visits_due(cut, who, row, ends)) if row else ()
    allowed = {w.name: (w.low, w.high) for w in windows(cut)}
    visits = tuple(
        ProfileVisit(
            name=v.name, day=v.day, state="done" if v.done else "missed", date=v.date,
            low=allowed.get(v.name, (None, None))[0], high=allowed.get(v.name, (None, None))[1],
        )
        for _, v in due
    )  # fmt: skip
    gaps = tuple(
        Measured(day=v.day, missing=f"{v.name} missed") for id_, v in due if not v.done and _draws(cut, id_)
    )
    last = max([w.high for w in windows(cut)] or [14])
    edges = [v.day for v in visits]
    return Profile(
        digit=who.ordinal,
        code=who.subject,
        first_day=min([*edges, -7]),
        last_day=max([*edges, last]),
        today=min(cut_day(cut, who), *(e.day for e in ends if e.kind != "transplant"), last + 400),
        visits=visits,
        meld=_score(cut, who, 0, gaps),
        child_pugh=_score(cut, who, 1, gaps),
        labs=tuple(_labs(cut, who, gaps)),
        ascites=tuple(_states(cut, who, "ascites")),
        encephalopathy=tuple(_states(cut, who, "encephalopathy")),
        events=tuple(_events(cut, who)),
        drugs=tuple(_drugs(cut, who)),
        procedures=(*_procedures(cut, who), *(Moment(day=e.day, text=e.words) for e in ends)),
        infusions=tuple(_infusions(cut, who)),
        now=next((WORDS[e.kind] for e in ends if e.kind != "transplant"), "data cut"),
    )


def _draws(cut: Cut, visit: str) -> bool:
    planned = cut.study.visit_by_id.get(visit)
    measuring = {form.id for form in cut.study.forms if any(item.analyte for item in form.items)}
    return planned is not None and bool(measuring & set(planned.forms))


def _native(who: Participant, day: int) -> bool:
    """Tell whether a day lies before the end of native follow-up."""
    ends = endings(who)
    return not ends or day <= ends[0].day


def _score(cut: Cut, who: Participant, which: int, gaps: tuple[Measured, ...]) -> Track | None:
    score, name, unit = SCORES[which]
    found = []
    for scored in cut.scored[who.subject]:
        day, value = earliest_day(who, scored.draw.date), scored.value(score)
        if day is not None and value is not None and _native(who, day):
            found.append(Measured(day=day, date=write.partial_date(scored.draw.date.iso()), value=value))
    if not found:
        return None
    base = cut.courses[who.subject].baseline
    threshold = next((t for t in cut.study.analysis.thresholds if t.score == score), None)
    return Track(
        name=name,
        unit=unit,
        values=(*found, *gaps),
        baseline=base.scored.value(score) if base and base.scored else None,
        threshold=threshold.value if threshold else None,
        threshold_name=threshold.label.en if threshold else "",
    )


def _labs(cut: Cut, who: Participant, gaps: tuple[Measured, ...]) -> Iterator[Track]:
    base = cut.courses[who.subject].baseline
    for analyte in ANALYTES:
        item = item_of(cut, analyte)
        values = [v for v in values_of(cut, who, analyte) if _native(who, v.day)]
        if item is None or not values:
            continue
        limits = values[-1].limits
        before = [v for v in values if base and base.scored and v.draw is base.scored.draw]
        yield Track(
            name=item.label.en.split(",")[0],
            unit=unit_of(item.unit or "") or "ratio",
            values=(
                *(
                    Measured(day=v.day, date=write.partial_date(v.draw.date.iso()), value=v.value)
                    for v in values
                ),
                *gaps,
            ),
            decimals=write.DECIMALS.get(analyte, item.decimals or 0),
            low=limits.low,
            high=limits.high,
            baseline=before[-1].value if before else None,
        )


def _states(cut: Cut, who: Participant, name: str) -> Iterator[Span]:
    """Yield a state from each assessment to the next; after the last it goes on to the end of native follow-up."""
    address = cut.study.analysis.bindings.get(name)
    if address is None:
        return
    said = []
    for form in forms_of(cut.state, who.subject, address.form):
        value, when = (
            beside(form, 0, address),
            civil(beside(form, 0, cut.study.analysis.bindings.get("assessed"))),
        )
        day = earliest_day(who, when) if when else None
        if value and day is not None and _native(who, day):
            said.append((day, value))
    said.sort()
    kept = [pair for n, pair in enumerate(said) if not n or said[n - 1][1] != pair[1]]
    ends = endings(who)
    for n, (day, value) in enumerate(kept):
        last = kept[n + 1][0] if n + 1 < len(kept) else ends[0].day if ends else None
        grade = SHADES.get(value, int(value) if value.isdecimal() else 0)
        yield Span(first=day, last=last, text=_label(cut, name, value).lower(), grade=grade)


def _label(cut: Cut, name: str, value: str) -> str:
    address = cut.study.analysis.bindings[name]
    item = cut.study.item(address.form, address.item)
    return cut.study.codelist_by_id[item.codelist].label(value) if item and item.codelist else value


def _events(cut: Cut, who: Participant) -> Iterator[Span]:
    for event in cut.events[who.subject]:
        first = earliest_day(who, event.start)
        if first is None:
            continue
        yield Span(
            first=first,
            last=latest_day(who, event.end) if event.end else None,
            text=event.term,
            detail="related" if event.related else "",
            grade=event.worst or 0,
            serious=event.serious is True,
        )


def _drugs(cut: Cut, who: Participant) -> Iterator[Span]:
    drugs = derive_drugs(cut.study, cut.state, who.subject)
    most: dict[str, Decimal] = {}
    for drug in drugs:
        most[drug.name] = max(most.get(drug.name, Decimal(0)), _dose(drug.dose))
    for drug in drugs:
        first, top = earliest_day(who, drug.start), most[drug.name]
        if first is not None:
            yield Span(
                first=first,
                last=latest_day(who, drug.end) if drug.end else None,
                text=f"{drug.name} {drug.dose}".strip(),
                level=float(_dose(drug.dose) / top) if top else 1.0,
            )


def _dose(text: str) -> Decimal:
    try:
        return Decimal(text.split(" ", maxsplit=1)[0]) if text else Decimal(0)
    except InvalidOperation:
        return Decimal(0)


def _procedures(cut: Cut, who: Participant) -> Iterator[Moment]:
    """Yield the study's procedures but the infusion, which has its own row, and those of the log."""
    anchor = next(a for a in cut.study.schedule.anchors if a.id == cut.study.schedule.visit_anchor)
    for procedure in cut.study.schedule.procedures:
        for form in forms_of(cut.state, who.subject, procedure.start.form):
            given = (answers.get(procedure.start.item) for answers in form.answers.values())
            when = civil(earliest(answer for answer in given if answer))
            day = earliest_day(who, when) if when else None
            if day is not None and procedure.start != anchor.item:
                yield Moment(day=day, text=procedure.title.en)
    for found in find(cut.study, cut.state, who.subject, "pr_name"):
        form = next(f for f in forms_of(cut.state, who.subject, found.form) if f.visit == found.visit)
        when = civil(beside(form, found.row, cut.study.analysis.bindings.get("pr_start")))
        day = earliest_day(who, when) if when else None
        if day is not None and found.value:
            yield Moment(day=day, text=_label(cut, "pr_name", found.value))


def _infusions(cut: Cut, who: Participant) -> Iterator[Moment]:
    for one in infusions_of(cut, who):
        for name, dose in (("CD34⁺", one.cd34), ("MSC", one.msc)):
            amount = "dose not known" if dose is None else f"{write.number(dose, 1)} × 10⁶ per kg"
            yield Moment(day=one.day, text=f"{name} {amount}", infusion=True)
