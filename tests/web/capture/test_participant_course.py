"""The profile holds what the record holds: every draw, every gap, every event, and nothing made up."""

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.web import play
from tests.web.conftest import site_today

from hepatica.datasets.tissue import derive_biopsies
from hepatica.datasets.visit_scores import derive_scores
from hepatica.ledger.rows import SubjectRow
from hepatica.store import read
from hepatica.web.capture.participant import course
from hepatica.web.visits import occurrences, zero_day

pytestmark = pytest.mark.engine

TISSUE = ("Liver CD34", "Sinusoids")


def drawn(subject):
    study, state = read.plan().study, read.subject_state(subject)
    row = state.get(SubjectRow, subject)
    zero, _happened = zero_day(study, row)
    visits = occurrences(study, row, read.forms_light([subject]), site_today())
    return course.profile(
        course.Course(
            study=study, state=state, subject=subject, zero=zero, today=site_today(), digit=1, visits=visits
        )
    )


def test_every_computable_score_is_a_value_on_its_day(ward):
    person = drawn("01-001")
    scored = derive_scores(read.plan().study, read.subject_state("01-001"), "01-001")
    values = [s.value("MELD_UNOS_2002") for s in scored]
    assert [m.value for m in person.meld.measured] == [value for value in values if value is not None]
    assert len(person.meld.measured) > 8
    assert person.meld.threshold == Decimal(15)
    assert person.today == 190


def test_a_missed_visit_is_a_gap_with_its_reason_in_every_track(ward):
    person = drawn("01-001")
    blood = [track for track in person.labs if track.name not in TISSUE]
    for track in (person.meld, person.child_pugh, *blood):
        assert [(m.day, m.missing) for m in track.values if m.value is None] == [(7, "Week 1 missed")]
    assert [(v.name, v.state) for v in person.visits if v.state == "missed"] == [("Week 1", "missed")]


def test_the_paired_biopsies_are_drawn_as_cells_with_the_sinusoids_beside_them(ward):
    cells, area = (track for track in drawn("01-001").labs if track.name in TISSUE)
    assert (cells.name, area.name) == TISSUE
    assert [m.day for m in cells.values] == [m.day for m in area.values]
    assert cells.values[0].day < 0 < cells.values[1].day
    before = derive_biopsies(read.plan().study, read.subject_state("01-001"), "01-001")[0]
    assert cells.baseline == cells.values[0].value == Decimal(100 * before.positive) / before.counted
    assert area.baseline == area.values[0].value


def test_planned_visits_are_planned_and_never_drawn_as_values(ward):
    person = drawn("01-003")
    planned = {v.name for v in person.visits if v.state == "planned"}
    assert planned == {"Month 1", "Biopsy 2", "Month 3", "Month 6"}
    assert max(m.day for m in person.meld.measured) == 7


def test_the_baseline_is_the_last_complete_draw_before_g_csf(ward):
    person = drawn("01-001")
    bilirubin = next(t for t in person.labs if t.name == "Bilirubin")
    assert bilirubin.baseline == Decimal("2.5")
    assert (bilirubin.low, bilirubin.high) == (Decimal("0.3"), Decimal("1.2"))


def test_a_state_lasts_until_the_next_assessment_says_otherwise(ward):
    spans = [(s.first, s.last, s.text, s.grade) for s in drawn("01-001").encephalopathy]
    assert spans == [(-49, 1, "none", 0), (1, 28, "grade 1", 1), (28, None, "none", 0)]


def test_a_value_in_another_unit_is_drawn_in_the_shown_one(ward):
    today = site_today()
    with play.clock.virtual(play.moment(today, 9)):
        entries = tuple(
            play.Entry(item=item, row=1, value=value, unit=unit)
            for item, value, unit in (("lbdtc", f"{today}T08:00", ""), ("bilirubin", "34.2", "µmol/L"))
        )
        command = play.EnterItems(
            subject="01-003", visit="month_1", form="laboratory", entries=entries, seen=read.head().seq
        )
        play.must(play.record(command, actor=play.ASHA))
    bilirubin = next(t for t in drawn("01-003").labs if t.name == "Bilirubin")
    assert bilirubin.measured[-1].day == 28
    assert bilirubin.measured[-1].value.quantize(Decimal("0.01")) == Decimal("2.00")


def test_events_and_drugs_keep_their_days_and_those_without_end_go_on(ward):
    today, zero = site_today(), site_today() - timedelta(days=28)
    event = {
        "aeterm": "Back pain",
        "aecat": "outside",
        "aestdtc": (zero - timedelta(days=2)).isoformat(),
        "aetoxgr": "2",
    }
    drug = {"cmtrt": "Spironolactone", "cmdose": "100", "cmstdtc": (zero - timedelta(days=40)).isoformat()}
    with play.clock.virtual(play.moment(today, 9)):
        play.enter("01-003", "log", "ae", event, row=1)
        play.enter("01-003", "log", "cm", drug, row=1)
    person = drawn("01-003")
    assert [(s.first, s.last, s.text, s.grade) for s in person.events] == [(-2, None, "Back pain", 2)]
    assert [(s.first, s.last) for s in person.drugs] == [(-40, None)]


def test_each_procedure_stands_once_and_the_infusion_apart(ward):
    person = drawn("01-001")
    days = [(m.day, m.text) for m in person.procedures]
    assert (-35, "Bone marrow aspiration") in days
    assert len([text for _day, text in days if text.startswith("Mobilisation")]) == 1
    assert [m.day for m in person.infusions] == [0]


def test_marks_lead_to_the_answers_they_were_drawn_from(ward):
    sodium = next(t for t in drawn("01-001").labs if t.name == "Sodium")
    assert sodium.measured[-1].href == (
        "/participants/01-001/visits/month_6/laboratory/#laboratory-sodium-1-row"
    )
