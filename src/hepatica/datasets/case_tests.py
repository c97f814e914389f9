"""Laboratory values that stand beside an event: the last before it, and those that followed."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.datasets.bindings import first
from hepatica.datasets.case_facts import when
from hepatica.datasets.draws import LabDraw, derive_draws
from hepatica.ledger.state import State
from hepatica.safety.case import Test, When
from hepatica.safety.ranges import Person, limits
from hepatica.study.dates import after, before
from hepatica.study.study import Study


def derive_tests(study: Study, state: State, subject: str, onset: When, end: When | None) -> tuple[Test, ...]:
    """Return the values of the last draw before the onset and of those up to the first after the end, by time."""
    person = Person(sex=first(study, state, subject, "sex"), age=first(study, state, subject, "age"))
    return tuple(
        test
        for draw in _around(derive_draws(study, state, subject), onset, end)
        for test in _tests(study, draw, person)
    )


def _around(draws: tuple[LabDraw, ...], onset: When, end: When | None) -> list[LabDraw]:
    earlier = [draw for draw in draws if before(draw.date, onset.day) is True]
    later = [draw for draw in draws if before(draw.date, onset.day) is not True and draw.date.known]
    gone = [draw for draw in later if end and after(draw.date, end.day) is True]
    return [*earlier[-1:], *(draw for draw in later if draw not in gone[1:])]


def _tests(study: Study, draw: LabDraw, person: Person) -> Iterator[Test]:
    day = when(draw.at)
    if day is None:
        return
    items = {item.analyte: item for item in study.form_by_id[draw.form].items if item.analyte}
    laboratories = {one.id: one.ranges for one in study.laboratories}
    for analyte, answer in draw.answers.items():
        if answer.value is None:
            continue
        item = items[analyte]
        unit = answer.unit or item.unit or ""
        held = limits(laboratories, draw.laboratory, analyte, unit, day.day, person)
        yield Test(
            name=str(item.label),
            value=answer.value,
            unit=unit,
            day=day,
            low="" if held.low is None else f"{held.low:f}",
            high="" if held.high is None else f"{held.high:f}",
            analyte=analyte,
        )
