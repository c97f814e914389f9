"""Rates are given by procedure, on the days that people were followed in its window."""

from tests.datasets.estimands.cast import member, on, record
from tests.datasets.record import form

from hepatica.datasets.estimands.rates import derive_rates


def event(subject, *days):
    rows = [
        {"aeterm": f"Event {n}", "aestdtc": on(day) if isinstance(day, int) else day}
        for n, day in enumerate(days)
    ]
    return form(subject, "log", "ae", *rows)


def leukapheresis(subject, day=2):
    return form(subject, "infusion_day", "leukapheresis", flat={"prstdtc": on(day)})


def window(*rows, name="leukapheresis"):
    return next(one for one in derive_rates(record(*rows)) if one.procedure.id == name)


def test_events_count_in_the_window_of_the_procedure():
    found = window(
        *member(1),
        leukapheresis("01-001"),
        event("01-001", 2, 3, 4, 1),
        *member(2),
        leukapheresis("01-002"),
        *member(3),
    )
    assert (found.who, found.with_event) == (("01-001", "01-002"), ("01-001",))
    assert (found.first.events, found.every.events) == (1, 2)
    assert (found.first.exposure, found.every.exposure) == (2.5, 4)


def test_an_event_on_an_unknown_day_is_counted_apart():
    found = window(*member(1), leukapheresis("01-001"), event("01-001", "2026-03", 3))
    assert (found.undated, found.every.events) == (1, 1)


def test_following_ends_with_death():
    found = window(
        *member(1, ended={"death": 10}),
        form("01-001", "infusion_day", "infusion", flat={"exstdtc": on(3)}),
        name="infusion",
    )
    assert found.every.exposure == 8


def test_a_procedure_that_nobody_had_has_a_sentence():
    found = window(*member(1))
    assert (found.first, found.sentence) == (None, "nobody was followed, so there is no rate")
