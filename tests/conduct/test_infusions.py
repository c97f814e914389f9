import pytest
from tests.conduct.bedside import MEERA, RAO, Bedside, at_the_gate
from tests.conduct.desk import kinds, sentences

from hepatica.conduct import commands as c
from hepatica.conduct import product_commands as p
from hepatica.conduct.lint_stopping import DEVIATIONS as KNOWN
from hepatica.conduct.misgiven import DEVIATIONS
from hepatica.ledger.desk_facts import AlertRaised
from hepatica.ledger.events import DeviationRecorded, HoldPlaced
from hepatica.ledger.rows import HoldRow, SubjectRow

BAG = "MSC-01-001-A"


@pytest.fixture
def bedside():
    return at_the_gate()


@pytest.fixture
def matched(bedside):
    bedside.authorise(BAG)
    bedside.match("01-001", BAG)
    return bedside.pass_time(minutes=5)


def flagged(drafts):
    return {d.fact.rule: d.fact for d in drafts if isinstance(d.fact, DeviationRecorded)}


# -- As it should be ------------------------------------------------------------------------------------------------------


def test_a_matched_bag_runs_without_a_remark_and_fills_the_infusion_page(matched):
    drafts = matched.start(BAG, position="proper")
    assert flagged(drafts) == {}
    row = matched.bag_row(BAG)
    assert (row.started_match, row.donor, row.lot, row.step) == (row.match, "01-001", "MSC-01-001", "msc_bag")
    assert row.route == "Hepatic artery"
    assert matched.row(SubjectRow).infused == matched.minute[:10]
    assert matched.item("infusion", "bag_start", row=1) == matched.minute
    assert matched.item("infusion", "position") == "proper"


def test_the_part_that_ran_in_gives_the_cells(matched):
    matched.start(BAG)
    matched.pass_time(minutes=12).end(BAG, "15", complete=False, reason="blood pressure fell")
    row = matched.bag_row(BAG)
    assert (row.volume, row.cells, row.complete) == ("15", "27.00", False)  # 40 × 90 % × 15 of 20 mL
    assert matched.item("infusion", "bag_cells", row=1) == "27.00"
    assert matched.item("infusion", "not_given", row=1) == "blood pressure fell"
    assert matched.item("infusion", "dose_msc") == "27.00"


def test_two_products_take_a_row_each_and_start_and_end_share_it(bedside):
    bedside.given(BAG)
    bedside.given("CD34-01-001-A")
    got = [
        [bedside.item("infusion", name, row=n) for name in ("component", "bag_order", "given")]
        for n in (1, 2)
    ]
    assert got == [["msc", "1", "yes"], ["cd34", "2", "yes"]]


# -- What should not have happened is stored, and told --------------------------------------------------------------------


def test_a_bag_that_nobody_authorised_is_a_critical_deviation_at_once(bedside):
    drafts = bedside.start(BAG)
    found = flagged(drafts)
    assert set(found) == {"bag_not_authorised", "bag_not_matched"}
    assert all(one.critical for one in found.values())
    assert any(isinstance(d.fact, AlertRaised) for d in drafts)
    assert bedside.bag_row(BAG).started
    assert bedside.item("infusion", "identity_checked") == "no"


def test_an_authorisation_after_the_start_is_none(bedside):
    at = bedside.minute
    bedside.pass_time(minutes=20).authorise(BAG)
    drafts = bedside.pass_time(minutes=5).start(BAG, at=at, paper="S-0012")
    found = flagged(drafts)
    assert set(found) == {"bag_not_authorised", "bag_not_matched"}
    assert all(one.critical for one in found.values())
    assert any(isinstance(d.fact, AlertRaised) for d in drafts)


def test_an_old_match_is_none(matched):
    found = flagged(matched.pass_time(minutes=26).start(BAG))
    assert set(found) == {"bag_not_matched"}
    assert "no match with the wristband stood in the 30 minutes before" in found["bag_not_matched"].sentence


def test_a_match_after_the_start_is_none(bedside):
    bedside.authorise(BAG)
    at = bedside.minute
    bedside.pass_time(minutes=4).match("01-001", BAG)
    assert "bag_not_matched" in flagged(bedside.start(BAG, at=at))


def test_a_sheet_of_two_people_stands_for_the_scan_of_an_authorised_bag(bedside):
    bedside.authorise(BAG)
    found = flagged(bedside.start(BAG, paper="S-0012"))
    assert set(found) == {"identity_on_paper"}
    assert not found["identity_on_paper"].critical
    assert bedside.item("infusion", "identity_checked") == "yes"


def test_the_wrong_persons_bag_is_stored_and_stops_the_trial(bedside):
    bedside.ready("01-002")
    bedside.authorise(BAG)
    drafts = bedside.start(BAG, "01-002")
    found = flagged(drafts)
    assert {"wrong_bag", "bag_not_authorised", "bag_not_matched"} <= set(found)
    assert found["wrong_bag"].sentence.endswith("It was made for 01-001.")
    holds = [d.fact for d in drafts if isinstance(d.fact, HoldPlaced)]
    assert [hold.hold for hold in holds] == ["STP-10"]
    assert bedside.item("infusion", "msc_lot", subject="01-002") == "MSC-01-001"
    assert bedside.bag_row(BAG, "01-002").donor == "01-001"


def test_the_next_start_still_sees_the_wrong_bag(bedside):
    bedside.ready("01-002")
    bedside.start(BAG, "01-002")
    bedside.pass_time(minutes=5).start("CD34-01-002-A", "01-002")
    assert bedside.item("infusion", "component", row=2, subject="01-002") == "cd34"
    bedside.pass_time(minutes=5).end(BAG, subject="01-002")
    assert bedside.bag_row(BAG, "01-002").cells == "36.00"


def test_an_expired_lot_that_ran_in_is_flagged_and_stops_the_trial(matched):
    matched.pass_time(days=31)
    drafts = matched.start(BAG, paper="S-1")
    assert "bag_expired" in flagged(drafts)
    assert matched.state.get(HoldRow, "", "STP-10")


def test_an_unreleased_or_rejected_lot_is_flagged():
    desk = Bedside().enrolled().msc_lot()
    desk.bag("msc")
    assert {"bag_not_released", "bag_not_authorised"} <= set(flagged(desk.start(BAG)))


def test_a_bag_spoilt_after_its_release_is_flagged(matched):
    matched.tested("sterility_final", "positive", at=matched.minute)
    assert "bag_unfit" in flagged(matched.start(BAG))


def test_a_bag_whose_own_result_fails_after_it_ran_in_is_flagged_and_told_at_once(matched):
    matched.start(BAG)
    drafts = matched.tested("viability", "41", material=BAG, at=matched.minute)
    found = flagged(drafts)
    assert found["bag_unfit"].critical
    assert "After thawing, Viability: 41 % does not meet the limit" in found["bag_unfit"].sentence
    assert any(isinstance(d.fact, AlertRaised) and d.fact.alarm == "deviation" for d in drafts)
    assert flagged(matched.tested("viability", "40", material=BAG, at=matched.minute, reason="again")) == {}


def test_every_hold_is_told_where_two_stand(matched):
    for name in ("H1", "H2"):
        matched.do(c.PlaceHold(hold=name, reason=f"reason of {name}", blocks=("infusion",)), MEERA)
    matched.given("CD34-01-001-A")
    said = [d.fact for d in matched.start(BAG) if isinstance(d.fact, DeviationRecorded)]
    assert [one.rule for one in said] == ["under_hold"]
    assert all(name in said[0].sentence for name in ("H1", "H2"))


def test_an_infusion_under_hold_is_flagged_once(matched):
    matched.do(c.PlaceHold(hold="H1", reason="under review", blocks=("infusion",)), MEERA)
    drafts = matched.start(BAG)
    assert [d.fact.rule for d in drafts if isinstance(d.fact, DeviationRecorded)] == ["under_hold"]


def test_the_second_bag_under_hold_is_flagged_too(bedside):
    bedside.given(BAG)
    bedside.authorise("CD34-01-001-A")
    bedside.match("01-001", "CD34-01-001-A")
    bedside.do(c.PlaceHold(hold="H1", reason="under review", blocks=("infusion",)), MEERA)
    assert set(flagged(bedside.start("CD34-01-001-A"))) == {"under_hold"}


def test_a_dropped_product_that_ran_in_is_flagged(matched):
    matched.do(p.ChooseBranch(subject="01-001", branch="refusal", choice="msc_refused", reason="asked"), RAO)
    assert set(flagged(matched.start(BAG))) == {"product_dropped"}


def test_a_bag_that_ran_into_somebody_else_first_is_flagged(bedside):
    bedside.ready("01-002")
    bedside.start(BAG, "01-002")
    bedside.pass_time(minutes=5)
    assert "bag_given_before" in flagged(bedside.start(BAG))


def test_a_dose_other_than_authorised_is_flagged(matched):
    assert "dose_not_planned" in flagged(matched.start(BAG, dose=2))


def test_a_bag_that_nobody_made_is_stored_when_somebody_insists(bedside):
    assert "There is no bag 'ZZ'" in sentences(bedside.start("ZZ"))[0]
    found = flagged(bedside.start("ZZ", reason="the label was torn off"))
    assert {"bag_unknown", "bag_not_authorised"} <= set(found)
    assert bedside.bag_row("ZZ").started
    assert bedside.state.get(HoldRow, "", "STP-10")


def test_every_deviation_has_a_name_that_stopping_rules_know():
    assert set(DEVIATIONS) <= set(KNOWN)


# -- What cannot have been ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"at": "2027-01-01T10:00"}, "lies in the future"),
        ({"at": "yesterday"}, "is not a time of day"),
        ({"at": "2026-01-01T10:00"}, "lies before MSC-01-001-A being made"),
        ({"second": "asha "}, "is named twice"),
        ({"second": ""}, "write both names"),
        ({"subject": "01-009"}, "There is no participant"),
    ],
)
def test_a_start_that_cannot_have_been_is_refused(matched, more, said):
    assert said in sentences(matched.start(BAG, **more))[0]
    assert matched.bag_row(BAG).started == ""


def test_a_start_sent_twice_is_one(matched):
    at = matched.minute
    matched.start(BAG)
    assert matched.start(BAG, at=at) == ()
    assert "cannot start again" in sentences(matched.pass_time(minutes=1).start(BAG))[0]


def test_an_infusion_cannot_be_longer_than_its_bag(matched):
    matched.start(BAG)
    assert sentences(matched.end(BAG, "25")) == ["An infusion cannot be longer than its bag: 25 mL of 20 mL."]


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"volume": "-3"}, "never negative"),
        ({"volume": "a cup"}, "is not a number"),
        ({"volume": "0"}, "more than 0 mL"),
        ({"complete": False}, "needs a reason"),
        ({"at": "2026-03-02T09:31"}, "lies before its start"),
        ({"at": "2027-03-02T09:31"}, "in the future"),
    ],
)
def test_an_end_that_cannot_have_been_is_refused(matched, how, said):
    matched.start(BAG)
    assert said in sentences(matched.end(BAG, **how))[0]


def test_an_end_without_a_start_is_refused(matched):
    assert "did not start to run" in sentences(matched.end(BAG))[0]


def test_an_end_is_mended_with_a_reason(matched):
    matched.start(BAG)
    matched.pass_time(minutes=9).end(BAG, "20")
    assert matched.end(BAG, "20") == ()
    assert "to mend that, give the reason" in sentences(matched.end(BAG, "19"))[0]
    assert "infusion.ended" in kinds(matched.end(BAG, "19", reason="1 mL was left in the line"))
    assert matched.item("infusion", "bag_volume", row=1) == "19"


def test_a_decimal_comma_is_read(matched):
    matched.start(BAG)
    matched.end(BAG, "19,5", complete=False, reason="rest in the line")
    assert matched.bag_row(BAG).volume == "19.5"
