"""Open events and their due days, the flag of treatment, the course of severity."""

from datetime import date

import pytest
from tests.datasets.record import form, person, state, study

from hepatica.datasets.adverse_events import count, derive_events
from hepatica.datasets.open_events import derive_open_events

WHO = "01-001"
INFUSED = "2026-01-01"
MONTH_6 = date(2026, 6, 30)
OPEN = {
    "aeterm": "Ascites",
    "aestdtc": "2026-02-01",
    "aeongo": "yes",
    "aeout": "not_recovered",
    "aetoxgr": "2",
}


def record(*events, infusion=INFUSED, **more):
    return state(
        person(infusion=infusion, gcsf="2025-12-29", **more),
        form(WHO, "log", "ae", *events),
    )


def due(today, *events, **more):
    told = {key: more.pop(key) for key in ("day_of",) if key in more}
    return [
        (e.row, e.due, e.overdue)
        for e in derive_open_events(study(), record(*events, **more), WHO, today, **told)
    ]


def test_an_event_open_at_month_6_is_due_then_and_every_thirty_days_after():
    assert due(date(2026, 3, 1), OPEN) == [(1, MONTH_6, False)]
    assert due(MONTH_6, OPEN) == [(1, MONTH_6, False)]
    assert due(date(2026, 7, 1), OPEN) == [(1, date(2026, 7, 30), False)]
    assert due(date(2026, 7, 30), OPEN) == [(1, date(2026, 7, 30), False)]
    assert due(date(2026, 7, 31), OPEN) == [(1, date(2026, 8, 29), False)]


def test_an_event_nobody_asked_about_since_its_day_is_overdue():
    asked = date(2026, 2, 3)
    assert due(date(2026, 7, 5), OPEN, day_of=lambda _: asked) == [(1, MONTH_6, True)]
    assert due(date(2026, 7, 5), OPEN, day_of=lambda _: MONTH_6) == [(1, date(2026, 7, 30), False)]


@pytest.mark.parametrize(
    "closed",
    [
        {"aeongo": "no", "aeendtc": "2026-03-01"},
        {"aeout": "recovered"},
        {"aeout": "sequelae"},
        {"aeout": "fatal"},
        {"aestable": "2026-06-01"},
    ],
)
def test_an_event_that_ended_or_is_judged_stable_is_not_followed(closed):
    assert due(date(2026, 7, 5), OPEN | closed) == []


def test_without_an_infusion_or_after_death_nothing_is_due_and_the_event_is_still_listed():
    assert due(date(2026, 7, 5), OPEN, infusion="") == [(1, None, False)]
    assert due(date(2026, 7, 5), OPEN, ended={"death": "2026-05-01"}) == [(1, None, False)]


def test_the_most_urgent_comes_first():
    later = OPEN | {"aeterm": "Fatigue"}
    days = {1: date(2026, 7, 2), 2: date(2026, 7, 2)}
    found = due(date(2026, 7, 5), OPEN, later, day_of=lambda seq: days.get(seq, date(2026, 7, 2)))
    assert [row for row, _, _ in found] == [1, 2]


@pytest.mark.parametrize(
    ("start", "emergent"),
    [("2025-12-28", False), ("2025-12-29", True), ("2026-02-01", True), ("2025-12", None), ("2025", None), ("2024", False)],
)  # fmt: skip
def test_an_event_is_treatment_emergent_from_the_first_act_of_the_trial(start, emergent):
    (found,) = derive_events(study(), record(OPEN | {"aestdtc": start}), WHO)
    assert found.emergent is emergent


def test_the_marrow_aspiration_counts_as_treatment_and_nothing_does_before_it():
    rows = form(WHO, "log", "ae", OPEN | {"aestdtc": "2025-11-20"})
    who = person(infusion=INFUSED, gcsf="2025-12-29")
    assert derive_events(study(), state(who, rows), WHO)[0].emergent is False
    who.anchors["aspiration"] = "2025-11-20"
    assert derive_events(study(), state(who, rows), WHO)[0].emergent is True
    assert derive_events(study(), state(person(), rows), WHO)[0].emergent is False


def test_the_worst_grade_is_that_of_the_whole_course():
    log = form(
        WHO,
        "log",
        "ae",
        OPEN | {"aebasgr": "1", "crs_event": "1", "crsdtc": "2026-02-03", "crsgr": "3"},
        OPEN | {"aeterm": "Fatigue", "crs_event": "1", "crsdtc": "2026-02-02T10:00", "crsgr": "1"},
    )
    first, second = derive_events(study(), state(person(), log), WHO)
    assert first.course == (("2026-02-02T10:00", 1), ("2026-02-03", 3))
    assert (first.grade, first.worst, first.baseline_grade) == (2, 3, 1)
    assert (second.course, second.worst) == ((), 2)
    assert count([first, second], [WHO]).worst_grade == 3
