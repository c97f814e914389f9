"""ADTI: CD34 in every liver biopsy, counted cells over counted cells with an interval, and the sinusoids beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext

from hepatica.datasets.adam.columns import day, flag, number, text, whole
from hepatica.datasets.adam.common import ADTF, ADY, CARRIED, INFDY, day_from, identify
from hepatica.datasets.adam.frame import Dataset, Draft, Plan, Value, build
from hepatica.datasets.adam.inputs import Inputs, Person
from hepatica.datasets.tissue import AFTER, BEFORE, Biopsy, BiopsyPair, derive_biopsies, derive_pair
from hepatica.datasets.tissue_readings import Reading, derive_readings
from hepatica.scores.arithmetic import CONTEXT
from hepatica.study.dates import before
from hepatica.tissue.counts import Count, label_of, pool

PARAMETERS = {
    "CD34PCT": ("CD34-positive cells per 100 counted", "%"),
    "CD34MM2": ("CD34-positive cells per mm²", "/mm²"),
    "SINPCT": ("Sinusoidal CD34 area", "%"),
}
TIMES = {BEFORE: ("Before", 0), AFTER: ("After", 1)}
"""Time of a biopsy → analysis visit and its number."""
PLAN = Plan(
    name="ADTI",
    label="Liver Tissue Analysis Dataset",
    structure="one row for each biopsy and parameter, over all readings of one method, and one for each reading",
    keys=("USUBJID", "PARAMCD", "ASEQ"),
    variables=(
        *CARRIED,
        whole("ASEQ", "Analysis Sequence Number", "order of the participant's rows", origin="Assigned"),
        text("PARAMCD", "Parameter Code", "sponsor-defined", origin="Assigned"),
        text("PARAM", "Parameter", "what was measured", origin="Assigned"),
        text(
            "AVISIT", "Analysis Visit", "binding biopsy_time: as the site wrote it, never by the date", "TIME"
        ),
        whole("AVISITN", "Analysis Visit (N)", "0 before, 1 after", "TIME"),
        day("ADT", "Analysis Date", "binding biopsy_date; a part that is not known as ADTF says"),
        ADTF,
        ADY,
        INFDY,
        number("AVAL", "Analysis Value", "of the readings of the method read first, added up", "COUNTS"),
        text("AVALU", "Analysis Value Unit", "of the parameter", origin="Assigned"),
        whole("CD34POS", "CD34-Positive Cells Counted", "numerator, added up", "COUNTS"),
        whole("CD34CNT", "Cells Counted", "denominator, added up", "COUNTS"),
        number(
            "AVALLO", "Lower Limit of the 95 % Interval", "as CIMETHOD; as wide as one reading's", "COUNTS"
        ),
        number(
            "AVALHI", "Upper Limit of the 95 % Interval", "as CIMETHOD; as wide as one reading's", "COUNTS"
        ),
        text("CIMETHOD", "Method of the Interval", "its name", origin="Assigned"),
        number("BASE", "Baseline Value", "AVAL of the first biopsy before, by the same method", "BASE"),
        number("CHG", "Change from Baseline", "AVAL minus BASE, after", "AVAL", "BASE"),
        flag("ABLFL", "Baseline Record Flag", "Y for the first biopsy before", "TIME"),
        flag("ANL01FL", "Analysis Flag 01", "Y for the first biopsy of each time, readings added up", "TIME"),
        flag(
            "REVERSFL",
            "Biopsies in Reverse Order Flag",
            "Y where after is dated before; never swapped",
            "ADT",
        ),
        text("NOVALRSN", "Reason There Is No Value", "the words of the listing", "COUNTS"),
        text("METHOD", "Method of the Count", "binding cd34_method, as coded", origin="Collected"),
        text("COUNTED", "What the Count May Be Called", "of the method in tissue.yaml", origin="Protocol"),
        whole("READINGS", "Readings Added Up", "how many", "COUNTS"),
        text("READER", "Reader", "binding cd34_reader, of one reading", origin="Collected"),
        whole("READNO", "Reading Number", "1 for the first of a biopsy; empty where added up"),
        text("SRCVISIT", "Source Visit", "visit of the form", origin="Predecessor"),
    ),
)


@dataclass(frozen=True, kw_only=True)
class _Value:
    """What a biopsy, or one reading of it, gives."""

    method: str
    count: Count | None
    sinusoids: Decimal | None
    reading: Reading | None = None
    """None where readings are added up."""


def derive_adti(inputs: Inputs) -> Dataset:
    """Return every biopsy that was dated or read; one that is missing has no row, one not counted keeps its reason."""
    return build(PLAN, _drafts(inputs))


def _drafts(inputs: Inputs) -> Iterator[Draft]:
    for person in inputs.people():
        biopsies = derive_biopsies(inputs.study, inputs.state, person.subject)
        if not biopsies:
            continue
        own, at = identify(person), 0
        readings = derive_readings(inputs.study, inputs.state, person.subject)
        pair = derive_pair(inputs.study, inputs.state, person.subject)
        first = _added_up(pair.before, readings) if pair.before else None
        for biopsy in biopsies:
            events = _events(person, biopsy, pair)
            for values in _rows(person, biopsy, pair, first, readings):
                at += 1
                yield Draft({**own, **values, "ASEQ": at}, events, person.events)


def _rows(
    person: Person, biopsy: Biopsy, pair: BiopsyPair, first: _Value | None, readings: tuple[Reading, ...]
) -> Iterator[dict[str, Value]]:
    own = _own(biopsy, readings)
    whole_biopsy = _added_up(biopsy, readings)
    counted = person.inputs.count(biopsy.date)
    title, order = TIMES.get(biopsy.time, (biopsy.time, 2))
    reverse = bool(pair.before and pair.after and before(pair.after.date, pair.before.date))
    shared: dict[str, Value] = {
        "AVISIT": title,
        "AVISITN": order,
        "ADT": counted.day,
        "ADTF": counted.flag,
        "ADY": day_from(person.who.anchor, counted.day),
        "INFDY": day_from(person.who.infused, counted.day),
        "REVERSFL": "Y" if reverse else "N",
        "SRCVISIT": biopsy.visit,
    }
    chosen = biopsy in (pair.before, pair.after)
    flags: dict[str, Value] = {
        "ANL01FL": "Y" if chosen else None,
        "ABLFL": "Y" if biopsy == pair.before else None,
    }
    single = tuple(
        _Value(method=one.method, count=one.count, sinusoids=one.sinusoids, reading=one) for one in own
    )
    for code in PARAMETERS:
        after = biopsy == pair.after
        yield shared | flags | _measured(person, code, whole_biopsy, first if after else None)
        for one in single:
            if _value(code, one) is not None:
                yield shared | _measured(person, code, one, None)


def _own(biopsy: Biopsy, readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    return tuple(r for r in readings if r.visit == biopsy.visit and r.time == biopsy.time)


def _added_up(biopsy: Biopsy, readings: tuple[Reading, ...]) -> _Value:
    """Return the readings of the method that was read first, added up; the sinusoids as read first."""
    own = _own(biopsy, readings)
    counted = [(one.method, count) for one in own if (count := one.count)]
    method = counted[0][0] if counted else ""
    same = [count for name, count in counted if name == method]
    sinusoids = next((one.sinusoids for one in own if one.sinusoids is not None), None)
    return _Value(method=method, count=pool(same) if same else None, sinusoids=sinusoids)


def _value(code: str, one: _Value) -> Decimal | None:
    if code == "SINPCT":
        return one.sinusoids
    if one.count is None:
        return None
    with localcontext(CONTEXT):
        return one.count.percent if code == "CD34PCT" else one.count.per_mm2


def _measured(person: Person, code: str, one: _Value, first: _Value | None) -> dict[str, Value]:
    title, unit = PARAMETERS[code]
    value = _value(code, one)
    base = _value(code, first) if first and first.method == one.method else None
    methods = {method.id: method for method in person.study.tissue.methods}
    counts = one.count if code != "SINPCT" else None
    with localcontext(CONTEXT):
        change = value - base if value is not None and base is not None else None
    return _interval(code, one.count) | {
        "PARAMCD": code,
        "PARAM": title,
        "AVAL": value,
        "AVALU": unit,
        "BASE": base,
        "CHG": change,
        "CD34POS": counts.positive if counts else None,
        "CD34CNT": counts.counted if counts else None,
        "READINGS": counts.readings if counts else None,
        "NOVALRSN": None if value is not None else _reason(code, one),
        "METHOD": one.method,
        "COUNTED": label_of(methods.get(one.method)) if counts else None,
        "READER": one.reading.reader if one.reading else None,
        "READNO": one.reading.number if one.reading else None,
    }


def _interval(code: str, count: Count | None) -> dict[str, Value]:
    """Return Wilson's interval of the share, or the exact Poisson one of the density; nothing for an area."""
    if count is None or code == "SINPCT":
        return {}
    found = count.wilson() if code == "CD34PCT" else count.density()
    if found is None:
        return {}
    scale = 100 if code == "CD34PCT" else 1
    lower, upper = (Decimal(str(scale * limit)) for limit in (found.lower, found.upper))
    return {"AVALLO": lower, "AVALHI": upper, "CIMETHOD": found.method}


def _reason(code: str, one: _Value) -> str:
    if code == "SINPCT":
        return "sinusoids not read"
    return "biopsy taken, not counted" if one.count is None else "area not recorded"


def _events(person: Person, biopsy: Biopsy, pair: BiopsyPair) -> dict[str, tuple[int, ...]]:
    bindings = person.study.analysis.bindings
    found = {
        "ADT": _answered(person, biopsy, "biopsy_date"),
        "TIME": _answered(person, biopsy, "biopsy_time"),
        "COUNTS": _counts(person, biopsy),
    }
    if biopsy == pair.after and pair.before is not None and "biopsy_date" in bindings:
        found["BASE"] = _counts(person, pair.before)
    return {source: events for source, events in found.items() if events}


def _counts(person: Person, biopsy: Biopsy) -> tuple[int, ...]:
    names = ("cd34_positive", "cd34_counted", "cd34_area", "cd34_sinusoids", "cd34_area_positive",
             "cd34_area_total", "cd34_method")  # fmt: skip
    return tuple(sorted(seq for name in names for seq in _answered(person, biopsy, name)))


def _answered(person: Person, biopsy: Biopsy, name: str) -> tuple[int, ...]:
    address = person.study.analysis.bindings.get(name)
    form = person.form(biopsy.visit, address.form) if address else None
    if form is None or address is None:
        return ()
    return tuple(
        answers[address.item].seq
        for answers in form.answers.values()
        if address.item in answers and answers[address.item].value is not None
    )
