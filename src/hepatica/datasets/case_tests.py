"""Laboratory values that stand beside an event: the last before it, and those that followed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from hepatica.datasets.bindings import first
from hepatica.datasets.case_facts import when
from hepatica.datasets.draws import LabDraw, derive_draws
from hepatica.ledger.state import State
from hepatica.safety.case import Test, When
from hepatica.study.dates import after, before
from hepatica.study.form import Item
from hepatica.study.rules import LabRange
from hepatica.study.study import Study


def derive_tests(study: Study, state: State, subject: str, onset: When, end: When | None) -> tuple[Test, ...]:
    """Return the values of the last draw before the onset and of those up to the first after the end, by time."""
    sex, age = first(study, state, subject, "sex"), first(study, state, subject, "age")
    return tuple(
        test
        for draw in _around(derive_draws(study, state, subject), onset, end)
        for test in _tests(study, draw, sex, age)
    )


def _around(draws: tuple[LabDraw, ...], onset: When, end: When | None) -> list[LabDraw]:
    earlier = [draw for draw in draws if before(draw.date, onset.day) is True]
    later = [draw for draw in draws if before(draw.date, onset.day) is not True and draw.date.known]
    gone = [draw for draw in later if end and after(draw.date, end.day) is True]
    return [*earlier[-1:], *(draw for draw in later if draw not in gone[1:])]


def _tests(study: Study, draw: LabDraw, sex: str, age: str) -> Iterator[Test]:
    day = when(draw.at)
    if day is None:
        return
    items = {item.analyte: item for item in study.form_by_id[draw.form].items if item.analyte}
    laboratory = next((one for one in study.laboratories if one.id == draw.laboratory), None)
    for analyte, answer in draw.answers.items():
        if answer.value is None:
            continue
        item = items[analyte]
        unit = answer.unit or item.unit or ""
        limits = next(
            (
                one
                for one in (laboratory.ranges if laboratory else ())
                if (one.test, one.unit) == (analyte, unit) and fits(one, on=day.day.latest, sex=sex, age=age)
            ),
            None,
        )
        yield _test(item, answer.value, unit, day, limits)


def _test(item: Item, value: str, unit: str, day: When, limits: LabRange | None) -> Test:
    low, high = (limits.low, limits.high) if limits else (None, None)
    return Test(
        name=str(item.label),
        value=value,
        unit=unit,
        day=day,
        low="" if low is None else f"{low:f}",
        high="" if high is None else f"{high:f}",
        analyte=item.analyte or "",
    )


def fits(one: LabRange, *, on: date | None, sex: str, age: str) -> bool:
    """Whether a range holds on a day for a person; one that asks a sex or an age holds for nobody without it."""
    if on is None or on < one.valid_from or (one.valid_to is not None and on > one.valid_to):
        return False
    if one.sex is not None and one.sex != sex:
        return False
    if one.age_from is None and one.age_to is None:
        return True
    years = int(age) if age.isdecimal() else None
    return years is not None and (one.age_from or 0) <= years <= (
        one.age_to if one.age_to is not None else years
    )
