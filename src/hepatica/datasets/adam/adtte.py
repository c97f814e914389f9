"""ADTTE: time to death, to transplantation, to whichever is first, and to the first event of each category of the protocol."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hepatica.datasets.adam.columns import day, text, whole
from hepatica.datasets.adam.common import ADTF, CARRIED, INFDY, day_from, identify
from hepatica.datasets.adam.frame import Dataset, Draft, Plan, Value, build
from hepatica.datasets.adam.inputs import Inputs, Person
from hepatica.datasets.adverse_events import AdverseEvent, derive_events
from hepatica.study.dates import PartialDate
from hepatica.study.rules import Category

EVENT, CENSORED, COMPETING = 0, 1, 2
PLAN = Plan(
    name="ADTTE",
    label="Time-to-Event Analysis Dataset",
    structure="one row for each participant who began a study procedure and parameter",
    keys=("USUBJID", "PARAMCD"),
    variables=(
        *CARRIED,
        text("PARAMCD", "Parameter Code", "sponsor-defined", origin="Assigned"),
        text("PARAM", "Parameter", "what the time runs to", origin="Assigned"),
        whole("PARAMN", "Parameter (N)", "order of the parameters", origin="Assigned"),
        day(
            "STARTDT",
            "Time-to-Event Origin Date for Subject",
            "first G-CSF dose; of a category the start of its procedure, of events outside them of the first",
            "TRTSDT",
            "START",
        ),
        day(
            "ADT",
            "Analysis Date",
            "day of the event, else the last day the participant was followed",
            "EVENT",
        ),
        ADTF,
        whole("AVAL", "Analysis Value", "ADT minus STARTDT, days", "ADT", "STARTDT"),
        text("AVALU", "Analysis Value Unit", "DAYS", origin="Assigned"),
        whole(
            "CNSR",
            "Censor",
            "0 the event; 1 censored; 2 another event that rules it out came first",
            "EVENT",
        ),
        text("EVNTDESC", "Event or Censoring Description", "the event, or the one that came first", "EVENT"),
        text(
            "CNSDTDSC",
            "Censor Date Description",
            "why following ended: cut, completion or withdrawal",
            "EVENT",
        ),
        whole("ADY", "Analysis Relative Day", "ADT minus the first G-CSF dose (day 0)", "ADT", "TRTSDT"),
        INFDY,
    ),
)
_STOPS = {"withdrawal": "withdrew or was lost to follow-up", "completed": "completed the study"}
_TITLES = {"death": "Death", "transplant": "Liver transplantation"}


@dataclass(frozen=True, kw_only=True)
class _Until:
    """What ended a time, and when: known in full, in part or not at all."""

    when: PartialDate
    cnsr: int
    what: str = ""
    why: str = ""
    events: tuple[int, ...] = ()


def derive_adtte(inputs: Inputs) -> Dataset:
    """Return the times of everybody who began a study procedure; a category has a row for those who had its procedure.

    A day that is not known leaves ADT and AVAL empty and CNSR as it is: the death is not lost with its date.
    """
    return build(PLAN, _drafts(inputs))


def _drafts(inputs: Inputs) -> Iterator[Draft]:
    codes = category_codes(inputs.study.categories)
    for person in inputs.people():
        if not person.who.started:
            continue
        own = identify(person)
        anchor = person.who.anchor
        for number, (code, title, hows) in enumerate(_OUTCOMES, 1):
            until = _outcome(person, hows)
            values = _values(person, anchor, until)
            named: dict[str, Value] = {"PARAMCD": code, "PARAM": title, "PARAMN": number}
            yield Draft({**own, **values, **named}, {"EVENT": until.events}, person.events)
        log = derive_events(inputs.study, inputs.state, person.subject)
        for number, category in enumerate(inputs.study.categories, len(_OUTCOMES) + 1):
            start, events = _begins(person, category.id)
            if start is None:
                continue
            until = _first(person, category.id, log)
            title = f"First event: {category.title}"
            values = _values(person, start, until)
            named = {"PARAMCD": codes[category.id], "PARAM": title, "PARAMN": number}
            yield Draft({**own, **values, **named}, {"EVENT": until.events, "START": events}, person.events)


_OUTCOMES = (
    ("DEATH", "Death", ("death",)),
    ("LTX", "Liver transplantation, death ruling it out", ("transplant",)),
    ("DTHLTX", "Death or liver transplantation", ("death", "transplant")),
)


def category_codes(categories: tuple[Category, ...]) -> dict[str, str]:
    """Return category → PARAMCD, ``AE`` and the first letters of its id; ValueError where two would share one."""
    codes = {one.id: f"AE{one.id.upper().replace('_', '')[:6]}" for one in categories}
    twice = sorted({code for code in codes.values() if list(codes.values()).count(code) > 1})
    if twice:
        raise ValueError(f"ADTTE: two categories of the study would both be the parameter {twice[0]}")
    return codes


def _values(person: Person, start: PartialDate | None, until: _Until) -> dict[str, Value]:
    counted = person.inputs.count(until.when)
    begun = person.inputs.count(start).day
    return {
        "STARTDT": begun,
        "ADT": counted.day,
        "ADTF": counted.flag,
        "AVAL": (counted.day - begun).days if counted.day and begun else None,
        "AVALU": "DAYS",
        "CNSR": until.cnsr,
        "EVNTDESC": until.what,
        "CNSDTDSC": until.why,
        "ADY": day_from(person.who.anchor, counted.day),
        "INFDY": day_from(person.who.infused, counted.day),
    }


def _outcome(person: Person, hows: tuple[str, ...]) -> _Until:
    """Return the first of the outcomes; else a death that rules it out; else why following ended."""
    found = _earliest(person, hows)
    if found is not None:
        return found
    rival = None if "death" in hows else _earliest(person, ("death",))
    if rival is not None:
        return _Until(when=rival.when, cnsr=COMPETING, what=rival.what, events=rival.events)
    return _followed(person)


def _earliest(person: Person, hows: tuple[str, ...]) -> _Until | None:
    ends = [(day, how) for how in hows if (day := person.ended(how)) is not None]
    if not ends:
        return None
    when, how = min(ends, key=lambda end: (end[0].latest or date.max, end[1]))
    return _Until(when=when, cnsr=EVENT, what=_TITLES[how], events=_ended(person, how))


def _ended(person: Person, how: str) -> tuple[int, ...]:
    names = {"death": "DTHDT", "transplant": "LTXDT", "withdrawal": "WDDT", "completed": "CMPDT"}
    return tuple(person.events.get(names[how], ()))


def _followed(person: Person) -> _Until:
    """Return the last day of following: withdrawal or completion where either is on record, else the data cut."""
    stops = [(day, how) for how in _STOPS if (day := person.ended(how)) is not None]
    if not stops:
        return _Until(when=PartialDate.of(person.inputs.cut), cnsr=CENSORED, why="data cut")
    when, how = min(stops, key=lambda stop: (stop[0].latest or date.max, stop[1]))
    return _Until(when=when, cnsr=CENSORED, why=_STOPS[how], events=_ended(person, how))


def _begins(person: Person, category: str) -> tuple[PartialDate | None, tuple[int, ...]]:
    """Return when a category's risk begins: its procedure's start; without a procedure the first study procedure's."""
    own = [one for one in person.study.schedule.procedures if one.category == category]
    named = _named(category, person)
    if not named:
        return PartialDate.parse(person.who.started[:10]), tuple(person.events.get("STARTED", ()))
    days = [
        (PartialDate.parse(answer.value[:10]), answer.seq)
        for one in own
        for answer in person.answers(one.start)
        if answer.value
    ]
    known = [(day, seq) for day, seq in days if day.known]
    if not known:
        return (PartialDate(), ()) if days else (None, ())
    when, seq = min(known, key=lambda pair: (pair[0].latest or date.max, pair[1]))
    return when, (seq,)


def _named(category: str, person: Person) -> bool:
    """Whether a category belongs to one procedure: several procedures in one are whatever lies outside the others."""
    return sum(one.category == category for one in person.study.schedule.procedures) == 1


def _first(person: Person, category: str, log: tuple[AdverseEvent, ...]) -> _Until:
    """Return the category's first event; else a death that rules it out; else why following ended."""
    own = [event for event in log if event.category == category]
    address = person.study.analysis.bindings.get("ae_start")
    if own:
        event = min(own, key=lambda one: (one.start.latest or date.max, one.row))
        form = person.log(address.form) if address else None
        answer = form.answer(address.item, event.row) if form and address else None
        return _Until(when=event.start, cnsr=EVENT, what=event.term, events=(answer.seq,) if answer else ())
    rival = _earliest(person, ("death",))
    if rival is not None:
        return _Until(when=rival.when, cnsr=COMPETING, what=rival.what, events=rival.events)
    return _followed(person)
