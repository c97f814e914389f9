import pytest
from tests.conduct.bedside import MEERA, Bedside, at_the_gate, reference
from tests.conduct.desk import sentences

from hepatica.conduct import commands as c
from hepatica.conduct.plan import Plan
from hepatica.ledger.desk_facts import AlertRaised, RuleFired
from hepatica.ledger.events import Draft, HoldPlaced, SignalProposed
from hepatica.ledger.product_facts import MaterialTested, NoticePrepared
from hepatica.ledger.rows import HoldRow, ProposalRow
from hepatica.study.study import Study

BAG, LOT = "MSC-01-001-A", "MSC-01-001"


def facts(drafts, kind):
    return [draft.fact for draft in drafts if isinstance(draft.fact, kind)]


def grown(desk, product="msc", value="positive", **more):
    desk.pass_time(days=9)
    return desk.tested("sterility_final", value, material=f"{product.upper()}-01-001", at=desk.minute, **more)


@pytest.mark.parametrize("product", ["msc", "cd34"])
def test_growth_on_day_nine_after_an_infusion_does_all_of_it_in_one_transaction(product):
    desk = at_the_gate().given(f"{product.upper()}-01-001-A")
    drafts = grown(desk, product)
    assert facts(drafts, MaterialTested)[0].value == "positive"
    assert [fact.signal for fact in facts(drafts, SignalProposed)] == [f"{product}_contaminated"]
    assert "stp_09" in [fact.rule for fact in facts(drafts, RuleFired)]
    hold = next(fact for fact in facts(drafts, HoldPlaced) if fact.hold == "STP-09")
    assert "infusion" in hold.blocks
    assert "late_positive" in {fact.alarm for fact in facts(drafts, AlertRaised)}
    letters = {(fact.notice, fact.to): fact for fact in facts(drafts, NoticePrepared)}
    assert ("late_positive_physician", "Treating physician") in letters
    told = letters["late_positive_physician", "Treating physician"]
    assert told.cause == f"material.tested/{product.upper()}-01-001/sterility_final"
    assert told.result == "Sterility, final: positive"
    assert told.due == desk.pass_time(hours=1).minute
    assert [fact for fact in facts(drafts, HoldPlaced) if fact.hold.startswith("LATE")] == []


def test_growth_on_the_way_is_growth():
    desk = at_the_gate().given(BAG)
    drafts = grown(desk, final=False)
    assert facts(drafts, SignalProposed)
    assert facts(drafts, NoticePrepared)
    assert desk.item("msc_release", "sterility_final", visit="culture") == "positive"


def test_a_lot_of_which_nothing_was_given_is_blocked_and_its_letters_are_owed():
    desk = at_the_gate()
    drafts = grown(desk)
    assert facts(drafts, NoticePrepared)
    assert facts(drafts, HoldPlaced) == []
    assert any(one.startswith(f"Since lot {LOT} was released") for one in sentences(desk.authorise(BAG)))


def test_no_growth_says_nothing():
    desk = at_the_gate().given(BAG)
    desk.pass_time(days=15)
    drafts = desk.tested("sterility_final", "negative", at=desk.minute)
    assert not facts(drafts, NoticePrepared) + facts(drafts, HoldPlaced) + facts(drafts, SignalProposed)


def test_before_any_decision_a_failure_is_not_late():
    desk = Bedside().enrolled().msc_lot()
    drafts = desk.tested("mycoplasma", "positive", at=desk.minute)
    assert facts(drafts, NoticePrepared) == []


def test_where_somebody_typed_otherwise_hold_and_alert_are_made_all_the_same():
    desk = at_the_gate().given(BAG)
    desk.answer("msc_release", "culture", sterility_final="negative")
    drafts = grown(desk)
    assert desk.item("msc_release", "sterility_final", visit="culture") == "negative"
    assert [fact.hold for fact in facts(drafts, HoldPlaced)] == [f"LATE-{LOT}"]
    assert {fact.alarm for fact in facts(drafts, AlertRaised)} == {"late_positive"}
    assert desk.state.get(HoldRow, "", f"LATE-{LOT}").blocks == ("gcsf", "leukapheresis", "infusion")


def test_a_protocol_that_fills_nothing_still_holds_and_alerts():
    study = reference()
    bare = study.manufacture.model_copy(update={"fills": (), "notices": ()})
    plan = Plan(Study(**{n: getattr(study, n) for n in Study.model_fields} | {"manufacture": bare}))
    desk = Bedside(plan).enrolled().msc_lot().tests("msc").decided("msc")
    desk.bag("msc")
    desk.start(BAG)
    drafts = grown(desk)
    assert facts(drafts, HoldPlaced)
    assert facts(drafts, AlertRaised)


def test_a_hold_for_another_reason_is_not_enough():
    desk = at_the_gate().given(BAG)
    desk.answer("msc_release", "culture", sterility_final="negative")
    desk.do(c.PlaceHold(hold="H1", reason="the catheter room is shut", blocks=("infusion",)), MEERA)
    assert [fact.hold for fact in facts(grown(desk), HoldPlaced)] == [f"LATE-{LOT}"]


def test_another_alert_of_the_same_moment_does_not_stand_for_this_one(monkeypatch):
    desk = at_the_gate().given(BAG)
    desk.answer("msc_release", "culture", sterility_final="negative")
    other = Draft(subject="01-001", fact=AlertRaised(alert="x", alarm="rule", sentence="A rule", minutes=5))
    monkeypatch.setattr("hepatica.conduct.late.alarms", lambda *_: (other,))
    assert "late_positive" in {fact.alarm for fact in facts(grown(desk), AlertRaised)}


@pytest.mark.parametrize("decided", [False, True], ids=["never released", "rejected since"])
def test_growth_in_a_lot_that_ran_in_all_the_same_is_told_like_any_other(decided):
    desk = Bedside().enrolled().msc_lot().tests("msc")
    if decided:
        desk.decided("msc")
    desk.bag("msc")
    desk.start(BAG)
    if decided:
        desk.decided("msc", "rejected", reason="The label was wrong")
    drafts = grown(desk)
    assert facts(drafts, NoticePrepared)
    assert facts(drafts, HoldPlaced)
    assert "late_positive" in {fact.alarm for fact in facts(drafts, AlertRaised)}


def test_a_corrected_count_that_fails_a_released_lot_is_a_late_failure():
    desk = at_the_gate().given(BAG)
    drafts = desk.correct(LOT, "a square was counted twice", cells="52 10^6")
    assert drafts
    assert facts(drafts, NoticePrepared)
    assert facts(drafts, HoldPlaced)
    assert "late_positive" in {fact.alarm for fact in facts(drafts, AlertRaised)}
    assert any(
        one.startswith(f"Since lot {LOT} was released, Viable cells")
        for one in sentences(desk.authorise("MSC-01-001-A"))
    )


def test_a_second_result_that_fails_writes_into_the_letter_that_waits():
    desk = at_the_gate().given(BAG)
    grown(desk)
    due = desk.letters()["late_positive", "Sponsor"].due
    desk.pass_time(hours=2).tested("endotoxin", "9", at=desk.minute, reason="second sample")
    row = desk.letters()["late_positive", "Sponsor"]
    assert row.due == due
    assert row.result == "Sterility, final: positive; Endotoxin: 9 EU/mL"


def test_the_drafted_event_waits_for_a_person():
    desk = at_the_gate().given(BAG)
    grown(desk)
    assert [
        row.state for row in desk.state.of(ProposalRow, "01-001") if row.signal == "msc_contaminated"
    ] == ["proposed"]


def test_whoever_else_the_cells_of_a_failed_lot_ran_into_is_told_of_by_name():
    desk = at_the_gate().ready("01-002")
    desk.authorise(BAG)
    desk.start(BAG, "01-002")  # the wrong person's bag: stored, and dosing is on hold for it already
    drafts = grown(desk)
    alerts = {d.subject: d.fact.alarm for d in drafts if isinstance(d.fact, AlertRaised)}
    assert alerts["01-002"] == "late_positive"
    assert "LATE-MSC-01-001" in [fact.hold for fact in facts(drafts, HoldPlaced)]
    assert facts(drafts, NoticePrepared)
