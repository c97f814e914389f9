"""What follows when a stopping rule is met: the hold, whom it stops, and what stands when the evidence changes."""

import pytest
from tests.conduct.desk import OWNER, kinds, sentences
from tests.conduct.trial import DOSING, Trial, fired

from hepatica.conduct.commands import AuthoriseAct, EnterItems, Entry, PublishStudy, RemoveRow
from hepatica.conduct.decide import needs
from hepatica.ledger.rows import HoldRow
from hepatica.study.study import LOG_VISIT
from hepatica.study.write import dump

G4 = {"aetoxgr": "4", "by": "msc"}
G3 = {"aetoxgr": "3", "by": "catheter"}


def test_a_rule_that_cannot_be_evaluated_holds_and_says_so():
    trial = Trial().infused()
    decided = trial.event(aetoxgr=Entry(item="aetoxgr", state="unknown", reason="no notes"), by="msc")
    assert "stp_02" in fired(decided)
    assert trial.rule("stp_02").doubt["01-001"] == ("event:1: grade is missing",)
    assert trial.held()["STP-02"].reason.endswith("In doubt: 01-001, event 1: grade is missing.")


def test_an_event_that_nobody_has_graded_yet_waits_for_its_grade_unless_it_is_serious():
    trial = Trial().infused()
    assert fired(trial.event(by="msc")) == []
    assert "stp_02" in fired(trial.answer("ae", LOG_VISIT, row=1, aeser="yes"))


def test_a_hold_is_placed_once_and_the_rule_fires_again_only_on_something_new():
    trial = Trial().infused()
    trial.event(**G4)
    again = trial.event(row=2, **G4)
    assert fired(again) == ["stp_02"]
    assert "hold.placed" not in kinds(again)
    assert fired(trial.answer("ae", LOG_VISIT, row=1, aetoxgr="3")) == []
    assert fired(trial.answer("ae", LOG_VISIT, row=1, aetoxgr="4")) == []


def test_a_corrected_or_struck_out_event_no_longer_counts_and_the_hold_stays():
    trial = Trial().infused()
    trial.event(**G4)
    trial.answer("ae", LOG_VISIT, row=1, aetoxgr="2")
    assert not trial.counted("stp_02")
    assert trial.held()["STP-02"]
    trial.event(row=2, **G4)
    trial.do(
        RemoveRow(subject="01-001", visit=LOG_VISIT, form="ae", group="event", row=2, reason="entered twice")
    )
    assert not trial.counted("stp_02")


def test_an_infusion_that_moves_takes_its_window_along():
    trial = Trial().infused()
    trial.event(day="2026-02-13", **G4)
    assert not trial.counted("stp_02")
    decided = trial.answer("infusion", "infusion_day", exstdtc="2026-01-16")
    assert "stp_02" in fired(decided)


def test_an_infusion_of_unknown_day_leaves_its_window_in_doubt():
    trial = Trial().consented()
    trial.answer(
        "infusion", "infusion_day", exstdtc=Entry(item="exstdtc", state="unknown", reason="page lost")
    )
    trial.event(aectcae="Anaphylaxis", aetoxgr="3")
    assert (
        "the day of the window's start (Infusion of the cells) is not known"
        in trial.rule("stp_04").doubt["01-001"][0]
    )


def test_what_no_rule_reads_asks_for_nothing_of_the_desk():
    plan = Trial().plan
    for form, item, desk in (
        ("vital_signs", "pulse", False),
        ("laboratory", "alt", False),
        ("laboratory", "wbc", True),
    ):
        command = EnterItems(
            subject="01-001", visit="week_1", form=form, entries=(Entry(item=item, row=1, value="1"),), seen=0
        )
        assert needs(plan, command).desk is desk


@pytest.mark.parametrize("gate", DOSING)
def test_a_hold_refuses_the_not_yet_dosed_and_says_why(gate):
    trial = Trial().infused("01-001").enrolled("01-002")
    trial.event(**G4)
    said = sentences(trial.do(AuthoriseAct(subject="01-002", gate=gate)))
    (held,) = [sentence for sentence in said if "(STP-02)" in sentence]
    assert "is on hold for all participants" in held
    assert "A related event of grade 4 or 5: 1 of 1 participant: 01-001, event 1." in held


def test_follow_up_of_the_dosed_goes_on_and_an_act_under_the_hold_is_a_critical_deviation():
    trial = Trial().infused("01-001")
    trial.consented("01-002")
    trial.event(**G4)
    assert kinds(trial.answer("vital_signs", "week_1", sysbp="110")) == ["item.entered"]
    trial.answer("gcsf", "gcsf", "01-002", row=1, ecstdtc="2026-03-12T08:00")
    assert trial.deviations("01-002")["under_hold"].critical


def test_the_rows_of_rules_and_holds_are_what_a_fold_of_the_ledger_gives():
    trial = Trial()
    trial.do(PublishStudy(text=dump(trial.plan.study)), OWNER)
    trial.infused("01-001", "01-002")
    trial.event(**G4)
    trial.event("01-002", day="2026-02", **G3)
    trial.answer("ae", LOG_VISIT, row=1, aetoxgr="3")
    folded = trial.refold()
    assert sorted(map(repr, folded.rows())) == sorted(map(repr, trial.state.rows()))
    assert folded.get(HoldRow, "", "STP-02").rule == "stp_02"
