"""How a visit stands follows from its window, its date and its forms, and from nothing else."""

from datetime import date, timedelta

import pytest
from tests.web.conftest import REFERENCE

from hepatica.ledger.rows import SubjectRow
from hepatica.store.read import FormLight
from hepatica.study.load import load
from hepatica.web.visit_marks import planned_days, timing, window_of
from hepatica.web.visits import anchors, next_unscheduled, occurrences

STUDY = load(REFERENCE)
ZERO = date(2026, 2, 16)


def row(**more):
    fields = {"subject": "01-003", "site": "01", "seq": 1, "screened_at": "", "enrolled_seq": 5}
    fields["anchors"] = {"infusion": ZERO.isoformat()}
    return SubjectRow(**{**fields, **more})


def light(visit, form, *, complete=True, signed=False, answered=3):
    return FormLight(
        subject="01-003",
        visit=visit,
        form=form,
        complete=complete,
        signed=signed,
        answered=answered,
        last_seq=9,
    )


def stands(visit, day, forms=(), **more):
    found = occurrences(STUDY, row(**more), forms, ZERO + timedelta(days=day))
    return next(v for v in found if v.id == visit)


def every_form(visit, *, but=(), **more):
    ids = [f.form for f in stands(visit, 0).forms]
    return [light(visit, form, **more) for form in ids if form not in but]


@pytest.mark.parametrize(
    ("day", "state", "late"),
    [(22, "planned", 0), (23, "due", 0), (28, "due", 0), (33, "due", 0), (34, "open", 1), (40, "open", 7)],
)
def test_an_untouched_visit_is_planned_then_due_in_its_window_then_late(day, state, late):
    here = stands("month_1", day)
    assert (here.state, here.late) == (state, late)


def test_a_visit_with_a_date_and_open_forms_is_started_until_its_window_closes():
    on = {"visits": {"month_1": "2026-03-16"}}
    assert stands("month_1", 30, **on).state == "started"
    assert (stands("month_1", 34, **on).state, stands("month_1", 34, **on).late) == ("open", 1)


def test_a_visit_is_complete_when_every_form_that_is_filled_is():
    on = {"visits": {"month_1": "2026-03-16"}}
    assert stands("month_1", 40, every_form("month_1"), **on).state == "complete"
    missing = every_form("month_1", but=("imaging",))
    assert stands("month_1", 40, missing, **on).state == "open"
    assert [f.form for f in stands("month_1", 40, missing, **on).unfinished] == ["imaging"]


def test_it_is_signed_when_every_form_that_must_be_is_signed():
    on = {"visits": {"month_6": "2026-08-15"}}
    forms = every_form("month_6")
    assert stands("month_6", 181, forms, **on).state == "complete"
    forms = [f if f.form != "disposition" else light("month_6", "disposition", signed=True) for f in forms]
    assert stands("month_6", 181, forms, **on).state == "signed"


def test_computed_forms_are_nobodys_work():
    assert not {"meld", "child_pugh"} & {f.form for f in stands("month_1", 28).forms}


def test_a_visit_that_did_not_happen_says_so_whatever_the_day():
    assert stands("week_1", 40, visits={"week_1": "not_done"}).state == "notdone"


def test_nothing_is_due_after_a_death_but_follow_up_goes_on_after_a_transplantation():
    died = stands("month_3", 120, ended={"death": "2026-04-01"})
    assert died.stopped
    assert died.late == 0
    assert stands("month_3", 120, ended={"transplant": "2026-04-01"}).late == 20


def test_before_enrolment_only_the_first_epoch_can_be_late():
    person = {"enrolled_seq": 0, "anchors": {}, "planned": {"infusion": ZERO.isoformat()}}
    assert stands("screening", -30, **person).late == 8
    assert stands("gcsf", 10, **person).late == 0


def test_a_planned_infusion_stands_in_until_it_happens():
    here = occurrences(STUDY, row(anchors={}, planned={"infusion": "2026-03-30"}), (), date(2026, 3, 16))
    assert next(v for v in here if v.id == "month_1").due.target == date(2026, 4, 27)


def test_a_contact_counts_from_the_aspiration_or_from_where_it_is_planned():
    assert anchors(STUDY, row())["aspiration"] == ZERO - timedelta(days=35)
    asked = row(anchors={"infusion": ZERO.isoformat(), "aspiration": "2026-01-05"})
    assert anchors(STUDY, asked)["aspiration"] == date(2026, 1, 5)


def test_a_partial_infusion_date_is_never_counted_from():
    assert "infusion" not in anchors(STUDY, row(anchors={"infusion": "2026-02"}))


def test_unscheduled_visits_are_numbered_from_the_second():
    assert next_unscheduled(STUDY, row(), ()) == {"unscheduled": "unscheduled"}
    one = [light("unscheduled", "laboratory")]
    assert next_unscheduled(STUDY, row(), one) == {"unscheduled": "unscheduled.2"}
    many = [*one, light("unscheduled.10", "laboratory")]
    assert next_unscheduled(STUDY, row(), many) == {"unscheduled": "unscheduled.11"}
    names = [v.id for v in occurrences(STUDY, row(), many, ZERO)]
    assert names[-2:] == ["unscheduled", "unscheduled.10"]


def test_the_window_bar_counts_days_from_the_infusion_and_says_by_how_many_it_was_missed():
    on = {"visits": {"month_3": "2026-05-29"}}
    bar = window_of(stands("month_3", 130, every_form("month_3"), **on))
    assert (bar.opens, bar.target, bar.closes, bar.at, bar.days_out) == (80, 90, 100, 102, 2)
    assert bar.verdict == "Out of window 2 days"


def test_words_beside_the_bar():
    assert timing(stands("month_1", 28)) == "Day +28, 5 days left"
    assert timing(stands("month_1", 33)) == "Day +33, the last day"
    assert timing(stands("month_1", 36)) == "closed 21 Mar"
    assert timing(stands("month_1", 20)) == "Day +28 · window to 21 Mar 2026"


@pytest.mark.parametrize(
    ("visit", "words"),
    [
        ("month_1", "Day 28 ± 5"),
        ("gate", "Day −7 to −4"),
        ("contact", "Marrow +7"),
        ("biopsy_2", "Day 180 ± 30"),
        ("unscheduled", ""),
    ],
)
def test_planned_days_in_words(visit, words):
    assert planned_days(STUDY, STUDY.visit_by_id[visit]) == words
