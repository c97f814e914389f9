"""ADLB: one row for each laboratory value of every draw, in its conventional unit, the unscheduled draws included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from hepatica.datasets.adam.columns import day, flag, number, text, whole
from hepatica.datasets.adam.common import ADTF, ADY, CARRIED, INFDY, day_from, identify
from hepatica.datasets.adam.frame import Dataset, Draft, Plan, Value, build
from hepatica.datasets.adam.inputs import Inputs, Key, Person, key_of
from hepatica.datasets.adam.laboratory import LabParameter, laboratory_of
from hepatica.datasets.adam.visits import (
    ABLFL,
    ANL01FL,
    AVERAGE,
    AVISIT,
    AVISITN,
    DTYPE,
    AnalysisVisit,
    derive_visits,
)
from hepatica.datasets.draws import LabDraw
from hepatica.datasets.ranges import derive_limits
from hepatica.ledger.rows import Answer, FormRow
from hepatica.safety.ranges import Limits
from hepatica.scores.arithmetic import CONTEXT
from hepatica.study.dates import parse_cached
from hepatica.study.form import ItemType

PLAN = Plan(
    name="ADLB",
    label="Laboratory Analysis Dataset",
    structure="one row for each participant, parameter and draw, and for each analysis visit derived from several",
    keys=("USUBJID", "PARAMCD", "ASEQ"),
    variables=(
        *CARRIED,
        whole("ASEQ", "Analysis Sequence Number", "order of the participant's rows", origin="Assigned"),
        text("PARAMCD", "Parameter Code", "CDISC code of the test; NA is sodium", origin="Assigned"),
        text("PARAM", "Parameter", "name and unit of the test", origin="Assigned"),
        whole("PARAMN", "Parameter (N)", "order of the tests", origin="Assigned"),
        text("VISIT", "Visit Name", "title of the visit the draw was entered at", origin="Protocol"),
        AVISIT,
        AVISITN,
        text(
            "LBDTC", "Date/Time of Specimen Collection", "as entered, on the site's clock", origin="Collected"
        ),
        day("ADT", "Analysis Date", "day of LBDTC; a part that is not known as ADTF says", "LBDTC"),
        ADTF,
        ADY,
        INFDY,
        number("AVAL", "Analysis Value", "LBORRES in AVALU; empty where it is no number", "LBORRES"),
        text("AVALC", "Analysis Value (C)", "LBORRES where it is no number", "LBORRES"),
        text("AVALU", "Analysis Value Unit", "the conventional unit", origin="Assigned"),
        number("BASE", "Baseline Value", "AVAL of the same test in the analysis' own baseline draw", "BASE"),
        number("CHG", "Change from Baseline", "AVAL minus BASE, from the baseline on", "AVAL", "BASE"),
        ABLFL,
        ANL01FL,
        DTYPE,
        number("ANRLO", "Analysis Normal Range Lower Limit", "of the laboratory, day, sex and age, in AVALU"),
        number("ANRHI", "Analysis Normal Range Upper Limit", "of the laboratory, day, sex and age, in AVALU"),
        text("ANRIND", "Analysis Reference Range Indicator", "LOW, NORMAL or HIGH", "AVAL", "SEX", "AGE"),
        text("LBORRES", "Result or Finding in Original Units", "as typed", origin="Collected"),
        text("LBORRESU", "Original Units", "as entered", "LBORRES", origin="Collected"),
        text("LBNAM", "Vendor Name", "binding draw_laboratory, as coded", origin="Collected"),
        flag("COMPLFL", "Complete Draw Flag", "Y where MELD can be computed of the draw"),
        text("SRCVISIT", "Source Visit", "visit of the form", origin="Predecessor"),
        text("SRCDOM", "Source Data", "form of the draw", origin="Predecessor"),
        text("SRCVAR", "Source Variable", "analyte of the draw", origin="Predecessor"),
        whole("SRCSEQ", "Source Sequence Number", "row of the form: which draw", origin="Predecessor"),
    ),
)
_DATED = (ItemType.DATE, ItemType.DATETIME)


def derive_adlb(inputs: Inputs) -> Dataset:
    """Return every laboratory value, in order of infusion, then of the draws; not done and unknown ones have no row.

    The draw that a window takes is that of the scores: complete, so that a window's tests come from one draw. Where the
    study averages a window or carries into a gap, the rows it adds say so in DTYPE.
    """
    return build(PLAN, _drafts(inputs))


@dataclass(frozen=True, kw_only=True)
class _Chosen:
    """What the windows made of one participant's draws."""

    visits: tuple[AnalysisVisit, ...]
    by_draw: Mapping[Key, AnalysisVisit]
    base: Mapping[str, Decimal]
    """Analyte → baseline value."""
    base_events: Mapping[str, int]
    first: int | None
    """Day of the baseline."""
    complete: frozenset[Key]


def _drafts(inputs: Inputs) -> Iterator[Draft]:
    tests = laboratory_of(inputs.study)
    titles = {visit.id: str(visit.title) for visit in inputs.study.schedule.visits}
    for person in inputs.people():
        own, chosen, at = identify(person), _chosen(person, tests), 0
        for draw in person.draws:
            shared, dated = own | _draw_values(person, draw, chosen, titles), _date_events(person, draw)
            for analyte, answer in _measured(draw, tests):
                at += 1
                values = shared | _test_values(tests[analyte], chosen) | {"ASEQ": at}
                values |= _measure(person, draw, tests[analyte], answer, chosen, shared)
                yield Draft(values, _events(analyte, answer, dated, chosen), person.events)
        for draft in _derived(own, chosen, tests):
            at += 1
            yield Draft({**draft.values, "ASEQ": at}, draft.events, person.events)


def _chosen(person: Person, tests: Mapping[str, LabParameter]) -> _Chosen:
    visits = derive_visits(person, person.course)
    first = visits[0] if visits and visits[0].baseline else None
    draw = first.value.scored.draw if first and first.value.scored else None
    read = {a: (tests[a].read(answer)[0], answer.seq) for a, answer in _measured(draw, tests)} if draw else {}
    return _Chosen(
        visits=visits,
        by_draw={key_of(v.value.scored.draw): v for v in visits if v.value.scored and not v.dtype},
        base={analyte: value for analyte, (value, _) in read.items() if value is not None},
        base_events={analyte: seq for analyte, (_, seq) in read.items()},
        first=day_from(person.who.anchor, person.inputs.count(draw.date).day) if draw else None,
        complete=frozenset(key_of(one.draw) for one in person.judged if one.complete),
    )


def _measured(draw: LabDraw, tests: Mapping[str, LabParameter]) -> list[tuple[str, Answer]]:
    found = [(a, answer) for a, answer in draw.answers.items() if a in tests and answer.value is not None]
    return sorted(found, key=lambda pair: tests[pair[0]].number)


def _draw_values(
    person: Person, draw: LabDraw, chosen: _Chosen, titles: Mapping[str, str]
) -> dict[str, Value]:
    at = draw.at or _dated(person, draw)
    counted = person.inputs.count(parse_cached(at[:10]))
    visit = chosen.by_draw.get(key_of(draw))
    return {
        "VISIT": titles.get(draw.visit.split(".", maxsplit=1)[0], draw.visit),
        "AVISIT": visit.title if visit else None,
        "AVISITN": visit.number if visit else None,
        "LBDTC": at,
        "ADT": counted.day,
        "ADTF": counted.flag,
        "ADY": day_from(person.who.anchor, counted.day),
        "INFDY": day_from(person.who.infused, counted.day),
        "ABLFL": "Y" if visit and visit.baseline else None,
        "ANL01FL": "Y" if visit else None,
        "LBNAM": draw.laboratory,
        "COMPLFL": "Y" if key_of(draw) in chosen.complete else "N",
        "SRCVISIT": draw.visit,
        "SRCDOM": draw.form,
        "SRCSEQ": draw.row,
    }


def _dated(person: Person, draw: LabDraw) -> str:
    """Return the date beside a value of a form that is no laboratory page: the first of its row; ''."""
    answer = _date_answer(person.study.form_by_id[draw.form].id, person, draw)
    return (answer.value if answer else None) or ""


def _date_answer(form: str, person: Person, draw: LabDraw) -> Answer | None:
    row: FormRow | None = person.form(draw.visit, form)
    groups = person.study.form_by_id[form].groups
    group = next((g for g in groups if any(item.analyte for item in g.items)), None)
    items = [item.id for item in group.items if item.type in _DATED] if group else []
    answers = (row.answer(item, draw.row) for item in items) if row else ()
    return next((answer for answer in answers if answer and answer.value and answer.value != "unknown"), None)


def _test_values(test: LabParameter, chosen: _Chosen) -> dict[str, Value]:
    return {
        "PARAMCD": test.code,
        "PARAM": test.title,
        "PARAMN": test.number,
        "AVALU": test.unit,
        "BASE": chosen.base.get(test.analyte),
        "SRCVAR": test.analyte,
    }


def _measure(
    person: Person,
    draw: LabDraw,
    test: LabParameter,
    answer: Answer,
    chosen: _Chosen,
    shared: Mapping[str, Value],
) -> dict[str, Value]:
    value, _ = test.read(answer)
    limits = derive_limits(person.study, person.who, draw, test.analyte, test.unit)
    on = shared["ADY"]
    after = isinstance(on, int) and chosen.first is not None and on >= chosen.first
    return {
        "AVAL": value,
        "AVALC": answer.value if value is None else None,
        "CHG": _change(value, chosen.base.get(test.analyte)) if after else None,
        "LBORRES": answer.value,
        "LBORRESU": answer.unit,
        "ANRLO": limits.low,
        "ANRHI": limits.high,
        "ANRIND": _indicated(value, limits),
    }


def _change(value: Decimal | None, base: Decimal | None) -> Decimal | None:
    with localcontext(CONTEXT):
        return None if value is None or base is None else value - base


def _indicated(value: Decimal | None, limits: Limits) -> str | None:
    if value is None or (limits.low is None and limits.high is None):
        return None
    if limits.low is not None and value < limits.low:
        return "LOW"
    return "HIGH" if limits.high is not None and value > limits.high else "NORMAL"


def _date_events(person: Person, draw: LabDraw) -> tuple[int, ...]:
    dated = person.draw_events(draw)
    if not dated and (beside := _date_answer(draw.form, person, draw)):
        return (beside.seq,)
    return dated


def _events(
    analyte: str, answer: Answer, dated: tuple[int, ...], chosen: _Chosen
) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {"LBORRES": (answer.seq,)}
    if dated:
        found["LBDTC"] = dated
    if analyte in chosen.base:
        found["BASE"] = (chosen.base_events[analyte],)
    return found


def _derived(own: Mapping[str, Value], chosen: _Chosen, tests: Mapping[str, LabParameter]) -> Iterator[Draft]:
    """Yield the rows of visits that are no draw as it is: averages, and what is carried forward."""
    for visit in chosen.visits:
        draws = (
            [one.draw for one in (visit.value.averaged or (visit.value.scored,)) if one]
            if visit.dtype
            else []
        )
        for analyte, test in tests.items():
            answers = [a for draw in draws if (a := draw.answers.get(analyte)) and a.value is not None]
            read = [value for answer in answers if (value := test.read(answer)[0]) is not None]
            if not read:
                continue
            with localcontext(CONTEXT):
                value = (
                    sum(read, Decimal(0)) / len(read) if visit.dtype == AVERAGE or len(read) > 1 else read[0]
                )
            values = dict(own) | _test_values(test, chosen)
            values |= {
                "AVISIT": visit.title,
                "AVISITN": visit.number,
                "AVAL": value,
                "CHG": _change(value, chosen.base.get(analyte)),
                "ANL01FL": "Y",
                "DTYPE": visit.dtype,
            }
            events = {"LBORRES": tuple(answer.seq for answer in answers)}
            if analyte in chosen.base:
                events["BASE"] = (chosen.base_events[analyte],)
            yield Draft(values, events)
