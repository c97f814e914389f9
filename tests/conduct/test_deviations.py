import pytest
from tests.conduct.desk import CELL_LAB, begun, kinds

from hepatica.conduct.commands import AuthoriseAct, PlaceHold
from hepatica.ledger.rows import StudyRow, SubjectRow


def treated(desk=None, *, gcsf="2026-02-01", infusion="2026-02-05"):
    desk = desk or begun().enrolled()
    desk.enter("treatment", gcsf_date=gcsf, infusion_date=infusion)
    return desk


def test_a_fact_is_never_refused_for_a_gate_but_flagged_as_critical():
    desk = begun().enrolled()
    assert kinds(desk.enter("treatment", infusion_date="2026-02-05")) == [
        "item.entered",
        "deviation.recorded",
        "subject.started",
    ]
    deviation = desk.deviations()["gate_closed"]
    assert deviation.critical
    assert deviation.sentence == "Infusion took place, and the gate 'Infusion' had not been passed."


def test_an_authorised_act_is_no_deviation():
    desk = begun().enrolled()
    desk.enter("product", viability="90", by=CELL_LAB)
    assert kinds(desk.do(AuthoriseAct(subject="01-001", gate="infusion"))) == ["act.authorised"]
    desk.enter("treatment", infusion_date="2026-02-05")
    assert desk.deviations() == {}


def test_an_act_under_a_hold_is_stored_and_flagged():
    desk = begun().enrolled()
    desk.enter("product", viability="90", by=CELL_LAB)
    desk.do(AuthoriseAct(subject="01-001", gate="infusion"))
    desk.do(PlaceHold(hold="dsmb", reason="two deaths", blocks=("infusion",)))
    desk.enter("treatment", infusion_date="2026-02-05")
    assert desk.form("treatment").answer("infusion_date").value == "2026-02-05"
    assert set(desk.deviations()) == {"under_hold"}
    assert desk.deviations()["under_hold"].sentence.endswith("under the hold dsmb (two deaths).")


def test_a_flag_stays_when_the_date_is_mended_and_goes_when_the_act_is_unsaid():
    desk = treated()
    desk.enter("treatment", infusion_date="2026-02-06")
    assert "gate_closed" in desk.deviations()
    desk.enter("treatment", infusion_date=None)
    assert desk.deviations() == {}


def test_a_procedure_before_consent_is_flagged_until_one_of_the_dates_is_mended():
    desk = treated(gcsf="2026-01-04")
    assert desk.deviations()["before_consent"].sentence == (
        "G-CSF took place on 4 Jan 2026, before consent on 5 Jan 2026."
    )
    desk.enter("consent", consent_date="2026-01-04")
    assert "before_consent" not in desk.deviations()
    desk.enter("consent", consent_date="2026-01-20")
    assert "before_consent" in desk.deviations()
    desk.enter("treatment", gcsf_date="2026-01-21")
    assert "before_consent" not in desk.deviations()


def test_a_procedure_without_any_consent_is_flagged():
    desk = begun().consented()
    desk.enter("consent", consent_date=None)
    desk.enter("treatment", gcsf_date="2026-02-01")
    assert desk.deviations()["before_consent"].sentence == "G-CSF took place, and no consent is recorded."


def test_a_visit_outside_its_window_is_flagged_in_a_sentence():
    desk = treated()
    desk.enter("visit", visit="week_1", svstdtc="2026-02-15")
    assert desk.deviations()["out_of_window"].sentence == (
        "Week 1 took place on 15 Feb 2026, 1 day after its window (10 Feb 2026 to 14 Feb 2026)."
    )
    desk.enter("visit", visit="week_1", svstdtc="2026-02-14")
    assert "out_of_window" not in desk.deviations()


@pytest.mark.parametrize("day", ["2026-02-10", "2026-02-14", "2026-02"])
def test_both_ends_of_a_window_and_a_date_that_may_lie_in_it_are_inside(day):
    desk = treated()
    desk.enter("visit", visit="week_1", svstdtc=day)
    assert "out_of_window" not in desk.deviations()


def test_windows_follow_their_anchor_when_it_moves():
    desk = treated()
    desk.enter("visit", visit="week_1", svstdtc="2026-02-12")
    desk.enter("visit", svstdtc="2026-01-10")
    assert "out_of_window" not in desk.deviations()
    desk.enter("treatment", infusion_date="2026-02-20")
    assert desk.deviations()["out_of_window"].visit == "week_1"
    desk.enter("treatment", infusion_date="2026-02-05")
    assert "out_of_window" not in desk.deviations()


def test_an_unscheduled_visit_is_never_out_of_window():
    desk = treated()
    desk.enter("visit", visit="unscheduled", svstdtc="2025-01-01")
    assert "out_of_window" not in desk.deviations()


def test_the_first_procedure_makes_a_participant_count():
    desk = treated()
    assert desk.row(StudyRow, "").started == 1
    assert desk.row(SubjectRow).infused == "2026-02-05"


def test_the_start_follows_the_earliest_procedure_and_is_unsaid_with_it():
    desk = treated()
    assert desk.row(SubjectRow).started == "2026-02-01"
    desk.enter("treatment", gcsf_date="2026-01-30")
    assert desk.row(SubjectRow).started == "2026-01-30"
    desk.enter("treatment", gcsf_date=None)
    assert desk.row(SubjectRow).started == "2026-02-05"
    desk.enter("treatment", infusion_date=None)
    assert desk.row(SubjectRow).started == ""
    assert desk.row(StudyRow, "").started == 0


def test_one_participant_too_many_is_stored_and_flagged_as_critical():
    desk = begun()
    for n in range(1, 7):
        subject = f"01-{n:03d}"
        desk.consented(subject)
        desk.enter("treatment", subject=subject, gcsf_date="2026-02-01")
    assert [set(desk.deviations(f"01-{n:03d}")) for n in (5, 6)] == [
        {"gate_closed"},
        {"gate_closed", "over_enrolment"},
    ]
    over = desk.deviations("01-006")["over_enrolment"]
    assert over.critical
    assert over.sentence == "01-006 is participant 6 to start a study procedure; the protocol plans 5."
    assert desk.row(StudyRow, "").started == 6


def test_a_death_of_unknown_date_is_stored_and_flagged_until_the_date_is_known():
    desk = begun().enrolled()
    desk.enter("disposition", visit="log", end="death")
    assert desk.deviations()["death_date_unknown"].sentence == (
        "01-001 died, and the date of death is not fully known (unknown)."
    )
    desk.enter("disposition", visit="log", end_date="2026-03")
    assert "(Mar 2026)" in desk.deviations()["death_date_unknown"].sentence
    desk.enter("disposition", visit="log", end_date="2026-03-01")
    assert desk.deviations() == {}
