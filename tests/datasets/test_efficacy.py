"""Baseline is the last complete draw before G-CSF; each window takes the draw nearest its target; nothing is carried."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from tests.datasets.record import draw, form, person, state, study

from hepatica.datasets.efficacy import derive_course
from hepatica.datasets.participants import participant
from hepatica.datasets.visit_scores import derive_scores

WHO, GCSF = "01-001", date(2026, 3, 10)


def on(day):
    return (GCSF + timedelta(days=day)).isoformat()


def course(*days, gcsf=GCSF, **more):
    """The course of a participant with one complete draw on each day counted from the first G-CSF dose."""
    draws = [draw(on(d), **more) if isinstance(d, int) else d for d in days]
    record = state(
        person(gcsf=gcsf.isoformat() if gcsf else "", infusion=on(3)),
        form(WHO, "month_1", "laboratory", *draws),
    )
    who = participant(study(), record, WHO)
    return derive_course(study(), who, derive_scores(study(), record, WHO))


def chosen(found):
    return [w.day for w in found.windows]


def test_the_baseline_is_the_last_complete_draw_before_the_first_dose():
    assert course(-20, -12, -4, 7).baseline.day == -4
    incomplete = draw(on(-2), inr=None)
    assert course(-12, -4, incomplete).baseline.day == -4


def test_a_draw_on_the_day_of_the_first_dose_is_not_before_it():
    assert course(-4, 0).baseline.day == -4


def test_an_earlier_draw_stands_in_and_is_flagged_and_a_later_one_never_does():
    stale = course(-20, 7).baseline
    assert stale.day == -20
    assert stale.flags == ("baseline drawn 20 days before the first G-CSF dose, outside its window",)
    assert course(7, 30).baseline is None


def test_without_a_first_dose_there_is_no_baseline_and_no_window():
    found = course(-4, 7, gcsf=None)
    assert found.baseline is None
    assert chosen(found) == [None, None, None, None]


def test_each_window_takes_the_draw_nearest_its_target_and_the_later_of_a_tie():
    assert chosen(course(-4, 5, 8, 29, 31, 180)) == [8, 31, None, 180]


def test_of_several_draws_on_one_day_the_last_counts():
    found = course(-4, draw(on(7) + "T08:00", bilirubin="2.0"), draw(on(7) + "T17:00", bilirubin="5.0"))
    assert found.windows[0].scored.draw.at.endswith("T17:00")


def test_change_is_raw_minus_raw_and_missing_where_either_is():
    found = course(-4, draw(on(30), bilirubin="4.0"), bilirubin="2.0")
    month_1 = found.windows[1]
    expected = month_1.scored.value("MELD_I_UNROUNDED") - found.baseline.scored.value("MELD_I_UNROUNDED")
    assert month_1.change("MELD_I_UNROUNDED", found.baseline) == expected
    assert round(expected, 2) == round(expected.__class__("2.62"), 2)
    assert found.windows[0].change("MELD_I_UNROUNDED", found.baseline) is None
    assert month_1.change("MELD_I_UNROUNDED", None) is None


@given(st.lists(st.integers(-40, 230), max_size=8, unique=True), st.integers(-400, 400))
def test_shifting_every_date_changes_no_choice(days, shift):
    def shifted(by):
        start = GCSF + timedelta(days=by)
        draws = [draw((start + timedelta(days=d)).isoformat()) for d in days]
        record = state(person(gcsf=start.isoformat()), form(WHO, "month_1", "laboratory", *draws))
        found = derive_course(study(), participant(study(), record, WHO), derive_scores(study(), record, WHO))
        return found.baseline and found.baseline.day, chosen(found)

    assert shifted(0) == shifted(shift)


@given(st.lists(st.integers(-40, 230), max_size=8, unique=True))
def test_a_draw_is_used_at_most_once_and_only_inside_its_window(days):
    found = course(*days)
    used = [w.scored.draw.row for w in (*found.windows, found.baseline) if w is not None and w.scored]
    assert len(used) == len(set(used))
    assert all(w.window.first <= w.day <= w.window.last for w in found.windows if w.scored)
