"""A grade that CTCAE does not define for its term is refused with the grades it defines; the record proposes the rest."""

from datetime import UTC, datetime
from functools import cache

import pytest
from tests.conduct.desk import INVESTIGATOR, OWNER, Desk
from tests.conduct.desk import sentences as refusals
from tests.datasets.record import study

from hepatica.conduct.commands import ConfirmSignal, EnterItems, Entry, Moment, PublishStudy, ScreenSubject
from hepatica.conduct.plan import Plan
from hepatica.conduct.refused import Refused
from hepatica.ledger.rows import FindingRow, ProposalRow
from hepatica.study.write import dump

WHO = "01-001"
LATER = Moment(at=datetime(2026, 12, 1, tzinfo=UTC), zone="Asia/Kolkata")


@cache
def plan(version="5.0"):
    told = study()
    pinned = tuple(
        p.model_copy(update={"value": version}) if p.id == "ctcae_version" else p for p in told.parameters
    )
    return Plan(told.model_copy(update={"parameters": pinned}))


@cache
def opened(version):
    desk = Desk(plan(version), now=LATER)
    desk.do(PublishStudy(text=dump(desk.plan.study)), OWNER)
    desk.do(ScreenSubject(site="01"), INVESTIGATOR)
    return desk


def begun(version="5.0"):
    """A desk of its own: publishing the reference study takes longer than all that is tried here."""
    first, desk = opened(version), Desk(plan(version), now=LATER)
    desk.state, desk.events = first.state.copy(), list(first.events)
    return desk


def sentences(decision):
    return refusals(decision) if isinstance(decision, Refused) else []


def enter(desk, visit, form, row=0, /, **answers):
    entries = tuple(Entry(item=item, row=row, value=value) for item, value in answers.items())
    return desk.do(EnterItems(subject=WHO, visit=visit, form=form, entries=entries, seen=desk.seq))


@pytest.mark.parametrize(
    ("version", "term", "grade", "said"),
    [
        ("5.0", "Pain", "4", "CTCAE 5.0 defines no grade 4 for Pain; it defines 1, 2, 3"),
        ("5.0", "pain", "4", "CTCAE 5.0 defines no grade 4 for Pain; it defines 1, 2, 3"),
        ("5.0", "Syncope", "1", "CTCAE 5.0 defines no grade 1 for Syncope; it defines 3"),
        ("5.0", "Vasovagal reaction", "2", "CTCAE 5.0 defines no grade 2 for Vasovagal reaction; it defines 3, 4, 5"),
        ("6.0", "Vasovagal reaction", "2", ""),
        ("5.0", "Pain", "3", ""),
        ("5.0", "Something nobody has a term for", "4", ""),
    ],
)  # fmt: skip
def test_a_grade_the_pinned_version_does_not_define_is_refused(version, term, grade, said):
    desk = begun(version)
    refused = enter(desk, "log", "ae", 1, aeterm="It hurts", aectcae=term, aetoxgr=grade)
    assert sentences(refused) == ([f"Grade, CTCAE 5.0: {said}."] if said else [])


def test_a_term_that_does_not_have_the_grade_given_before_is_refused_at_the_grade():
    desk = begun()
    enter(desk, "log", "ae", 1, aeterm="Bleeding", aectcae="Hematoma", aetoxgr="4")
    refused = enter(desk, "log", "ae", 1, aectcae="Bruising")
    assert [r.item for r in refused.refusals] == ["aetoxgr"]
    assert sentences(refused) == [
        "Grade, CTCAE 5.0: CTCAE 5.0 defines no grade 4 for Bruising; it defines 1, 2."
    ]


def test_a_grade_in_the_course_is_refused_as_well():
    desk = begun()
    enter(desk, "log", "ae", 2, aeterm="It hurts", aectcae="Pain", aetoxgr="2")
    refused = enter(desk, "log", "ae", 1, crs_event="2", crsdtc="2026-03-05T10:00", crsgr="5")
    assert sentences(refused) == ["Grade: CTCAE 5.0 defines no grade 5 for Pain; it defines 1, 2, 3."]
    assert sentences(enter(desk, "log", "ae", 1, crs_event="2", crsdtc="2026-03-05T10:00", crsgr="3")) == []


def test_a_baseline_of_grade_0_is_always_possible():
    desk = begun()
    entered = enter(desk, "log", "ae", 1, aeterm="It hurts", aectcae="Pain", aetoxgr="2", aebasgr="0")
    assert sentences(entered) == []


def treated():
    """A person whose treatment began, with a draw before it."""
    desk = begun()
    enter(desk, "screening", "demographics", sex="male", age="48")
    enter(desk, "gate", "visit", svstdtc="2026-02-27")
    draw(desk, "gate", "2026-02-27T08:30", platelets="80", creatinine="0.9")
    enter(desk, "gcsf", "visit", svstdtc="2026-03-02")
    enter(desk, "gcsf", "gcsf", 1, ecstdtc="2026-03-02T10:30")
    return desk


def draw(desk, visit, at, row=1, **values):
    units = {"platelets": "10^9/L", "creatinine": "mg/dL", "sodium": "mmol/L", "inr": "ratio"}
    entries = [Entry(item="lbdtc", row=row, value=at), Entry(item="laboratory", row=row, value="aig")]
    entries += [Entry(item=i, row=row, value=v, unit=units[i]) for i, v in values.items()]
    command = EnterItems(subject=WHO, visit=visit, form="laboratory", entries=tuple(entries), seen=desk.seq)
    return desk.do(command)


def proposals(desk):
    return {(p.signal, p.visit, p.row): p for p in desk.state.of(ProposalRow, WHO) if p.state == "proposed"}


def test_a_grade_worse_than_the_own_baseline_is_proposed_with_all_that_it_stands_on():
    desk = treated()
    enter(desk, "day_1", "visit", svstdtc="2026-03-06")
    draw(desk, "day_1", "2026-03-06T08:00", platelets="49")
    found = proposals(desk)["platelets_grade", "day_1", 1]
    assert found.readings == {
        "platelets": "49",
        "baseline__platelets": "80",
        "unit": "10^9/L",
        "range": "150 to 400",
        "grade": "3",
        "baseline_grade": "1",
        "why": "49 10^9/L is below 50",
    }


def test_a_confirmed_grade_fills_the_grades_the_minute_the_phase_and_the_term():
    desk = treated()
    enter(desk, "day_1", "visit", svstdtc="2026-03-06")
    draw(desk, "day_1", "2026-03-06T08:00", platelets="49")
    here = {"subject": WHO, "visit": "day_1", "form": "laboratory", "row": 1}
    desk.do(ConfirmSignal(signal="platelets_grade", **here))
    said = {item: a.value for item, a in desk.form("ae", "log").answers["1"].items()}
    assert said == {
        "aeterm": "Low platelets",
        "aecat": "outside",
        "aephase": "mobilisation",
        "aectcae": "Platelet count decreased",
        "aestdtc": "2026-03-06",
        "aesttim": "08:00",
        "aetoxgr": "3",
        "aebasgr": "1",
        "aesi": "platelets",
    }


def test_what_is_no_worse_than_before_is_not_proposed_and_nothing_before_the_treatment_is():
    desk = begun()
    enter(desk, "screening", "demographics", sex="male", age="48")
    draw(desk, "screening", "2026-01-10T08:00", platelets="40", sodium="120")
    draw(desk, "gate", "2026-02-27T08:30", platelets="40", sodium="124")
    assert proposals(desk) == {}
    enter(desk, "gcsf", "gcsf", 1, ecstdtc="2026-03-02T10:30")
    draw(desk, "day_1", "2026-03-06T08:00", platelets="41", sodium="123")
    assert {signal for signal, _, _ in proposals(desk)} == set()


def test_grade_4_is_proposed_even_where_it_was_so_before():
    desk = treated()
    draw(desk, "gate", "2026-02-27T08:30", platelets="20")
    draw(desk, "day_1", "2026-03-06T08:00", platelets="21")
    assert ("platelets_grade", "day_1", 1) in proposals(desk)


def test_a_treatment_entered_later_makes_the_draws_after_it_speak():
    desk = begun()
    draw(desk, "gate", "2026-02-27T08:30", platelets="80")
    draw(desk, "day_1", "2026-03-06T08:00", platelets="49")
    assert proposals(desk) == {}
    enter(desk, "gcsf", "gcsf", 1, ecstdtc="2026-03-02T10:30")
    assert ("platelets_grade", "day_1", 1) in proposals(desk)


def test_a_corrected_baseline_withdraws_what_is_no_worse_any_more():
    desk = treated()
    draw(desk, "day_1", "2026-03-06T08:00", platelets="49")
    assert ("platelets_grade", "day_1", 1) in proposals(desk)
    draw(desk, "gate", "2026-02-27T08:30", platelets="45")
    assert proposals(desk) == {}


def test_kidney_injury_is_told_from_the_own_baseline_and_not_from_the_visit_before():
    desk = treated()
    draw(desk, "day_1", "2026-03-06T08:00", creatinine="1.30")
    draw(desk, "week_1", "2026-03-12T08:00", creatinine="1.35")
    assert {at for at in proposals(desk) if at[0] == "kidney_injury"} == {("kidney_injury", "week_1", 1)}


def test_a_missing_range_is_a_finding_only_where_the_range_could_decide():
    desk = treated()
    draw(desk, "day_1", "2026-03-06T08:00", platelets="80")
    entry = (Entry(item="laboratory", row=1, value="other"),)
    at = {"subject": WHO, "visit": "day_1", "form": "laboratory"}
    desk.do(EnterItems(**at, entries=entry, seen=desk.seq))
    assert desk.findings() == set()
    enter(desk, "day_1", "laboratory", 1, alt="90")
    assert {f.check for f in desk.state.of(FindingRow, WHO)} == {"signal:alt_grade"}
