"""Virtual patients of a played trial: the same person with and without cells, on days of this trial."""

from dataclasses import replace
from datetime import date
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from tests.demo.built import STUDY

from hepatica.conduct.plan import Plan
from hepatica.demo.step import Days
from hepatica.design.worlds.world import find_world
from hepatica.simulated.eligible import judged, limits
from hepatica.simulated.life import begun
from hepatica.simulated.patients import ASPIRATED, PLANNED, Virtual, referred
from hepatica.study.load import load

ADDITIVE = find_world("additive")
INDIA = ZoneInfo("Asia/Kolkata")


@pytest.fixture(scope="module")
def first() -> list[Virtual]:
    """The first people of a seed who are asked."""
    return list(islice(referred(7, ADDITIVE), 8))


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The reference study's."""
    return Plan(load(STUDY))


def test_a_person_is_the_same_until_the_cells_are_given_and_no_longer_after(first):
    one = first[1]
    care, cells = one.untreated, one.treated(60)
    assert [care.values(day) for day in (0, 30, 59)] == [cells.values(day) for day in (0, 30, 59)]
    assert care.meld(200) > cells.meld(200), "in this world cells help"


def test_equal_arguments_give_equal_people_whoever_was_drawn_before(first):
    again = Virtual(number=first[3].number, seed=7, world=ADDITIVE)
    assert again.untreated.values(0) == first[3].untreated.values(0)
    assert (again.in_blood, again.selected, again.pain) == (
        first[3].in_blood,
        first[3].selected,
        first[3].pain,
    )
    other = Virtual(number=first[3].number, seed=8, world=ADDITIVE)
    assert other.untreated.values(0) != first[3].untreated.values(0)


def test_events_of_procedures_come_on_the_days_on_which_this_trial_does_them(first):
    day = PLANNED + 9
    windows = {"bone_pain": (-3, 1), "fatigue": (-3, 2), "headache": (-3, 1), "hypocalcaemia": (0, 0)}
    seen = set()
    for one in first:
        for event in one.after(one.treated(day), day):
            if event.kind in windows:
                low, high = windows[event.kind]
                assert day + low <= event.day <= day + high, event
                seen.add(event.kind)
        assert all(event.day >= ASPIRATED for event in one.before() if event.cause == "procedure")
    assert {"bone_pain", "headache"} <= seen


def test_who_is_asked_stands_near_the_limits_and_some_are_turned_away_by_name(first, plan):
    found = []
    for one in first:
        life = begun(one, "01-001", date(2021, 1, 7), INDIA)
        assert float(one.baseline.platelets[0]) >= 47
        found.append(judged(plan, life.patient, life.seen("screening", -48)))
    assert any(found), "nobody is turned away"
    assert not all(found), "somebody may enter"
    for failed in found:
        assert ("ieeligible" in failed) == bool(failed)


def test_eligibility_is_judged_at_the_limit_itself(first, plan):
    life = begun(first[1], "01-001", date(2021, 1, 7), INDIA)
    seen = life.seen("screening", -48)
    fit = {
        "bilirubin": "3.0", "inr": "1.60", "creatinine": "1.20", "albumin": "2.9", "sodium": "129",
        "platelets": "50", "haemoglobin": "10.1",
    }  # fmt: skip
    at = replace(seen, draw=seen.draw | fit, ascites="mild", encephalopathy="0")
    patient = replace(life.patient, who=replace(life.patient.who, age=65))
    assert judged(plan, patient, at) == {}
    for name, value, criterion in (
        ("creatinine", "1.21", "exc_creatinine"),
        ("sodium", "128", "exc_sodium"),
        ("platelets", "49", "exc_platelets"),
        ("haemoglobin", "10.0", "inc_haemoglobin"),
    ):
        assert criterion in judged(plan, patient, replace(at, draw=at.draw | {name: value})), criterion
    well = replace(at, draw=at.draw | {"bilirubin": "0.5", "inr": "1.00"})
    assert "inc_decompensated" in judged(plan, patient, well), "a MELD of 8"
    older = replace(patient, who=replace(patient.who, age=66))
    assert judged(plan, older, at) == {"inc_age": "no", "ieeligible": "no"}
    assert "exc_encephalopathy" in judged(plan, patient, replace(at, encephalopathy="3"))


def test_a_limit_that_a_study_states_is_the_one_that_is_judged_by_and_the_others_are_said(first, plan):
    life = begun(first[1], "01-001", date(2021, 1, 7), INDIA)
    seen = life.seen("screening", -48)
    seen = replace(seen, draw=seen.draw | {"sodium": "133"})
    assert "exc_sodium" not in judged(plan, life.patient, seen)
    stricter = plan.study.model_copy(
        update={
            "checks": [
                one.model_copy(update={"when": "exc_sodium == 'no' && below(laboratory__sodium, '135')"})
                if one.at == "exc_sodium"
                else one
                for one in plan.study.checks
            ]
        }
    )
    assert judged(Plan(stricter), life.patient, seen)["exc_sodium"] == "yes"
    bare = Plan(plan.study.model_copy(update={"checks": []}))
    assert "inc_age" not in judged(bare, replace(life.patient, who=replace(life.patient.who, age=80)), seen)
    assert "study's own checks (Age 18 to 65 years; " in limits(plan)
    assert limits(bare).startswith("Eligibility is judged by Child-Pugh 7 to 11, MELD at least 10")


def test_a_chart_is_counted_from_the_infusion_wherever_it_has_moved(first):
    life = begun(first[1], "01-001", date(2021, 1, 7), INDIA)
    before = life.seen("gate", -6)
    life.move(date(2021, 3, 6))
    assert life.patient.days == Days(date(2021, 3, 6), INDIA)
    after = life.seen("gate", -6)
    assert before.draw != after.draw, "ten days later the values are those of that day"
    assert life.since(date(2021, 3, 6)) == 58
