import msgspec
import pytest
from tests.conduct.bedside import ASHA, KIRAN, LEENA, MEERA, RAO, Bedside, at_the_gate, reference
from tests.conduct.desk import kinds, person, sentences

from hepatica.conduct import commands as c
from hepatica.conduct import product_commands as p
from hepatica.conduct.bags import against
from hepatica.conduct.plan import Plan
from hepatica.ledger.desk_facts import AlertRaised
from hepatica.product import codes
from hepatica.study.study import Study

BAG = "MSC-01-001-A"


@pytest.fixture
def bedside():
    return at_the_gate()


def released(product="msc"):
    """A participant with a bag of a released lot whose gate is not passed."""
    desk = Bedside().enrolled()
    return desk.product(product)


# -- Authorising ----------------------------------------------------------------------------------------------------------


def test_a_bag_that_is_released_in_date_and_behind_an_open_gate_may_go(bedside):
    assert kinds(bedside.authorise(BAG)) == ["bag.authorised"]
    row = bedside.bag_row(BAG)
    assert (row.dose, row.authorised_by) == (1, "sunita")


def test_a_bag_that_is_authorised_is_authorised_once(bedside):
    bedside.authorise(BAG)
    assert bedside.authorise(BAG) == ()


def test_a_bag_nobody_made_is_not_let_go(bedside):
    assert sentences(bedside.authorise("MSC-01-001-Z")) == ["There is no bag 'MSC-01-001-Z'."]


def test_a_bag_is_let_go_for_its_donor_alone(bedside):
    bedside.ready("01-002")
    assert sentences(bedside.authorise(BAG, "01-002")) == [
        "Bag MSC-01-001-A was made for 01-001, not for 01-002."
    ]


def test_what_is_no_bag_is_not_let_go(bedside):
    assert "MSC-01-001 is no bag" in sentences(bedside.authorise("MSC-01-001"))[0]


def test_every_reason_is_named_at_once():
    """REC-04."""
    desk = Bedside().enrolled().msc_lot()
    desk.bag("msc")
    said = sentences(desk.authorise(BAG))
    assert said[0] == "Lot MSC-01-001 is not released."
    assert "Infusion of the cells is not authorised for 01-001." in said
    assert any("platelet" in one for one in said)
    assert len(said) > 3


def test_a_rejected_lot_gives_no_bag():
    """REC-04."""
    desk = Bedside().enrolled().msc_lot().tests("msc", mycoplasma="positive")
    desk.decided("msc").release("rejected", lot="MSC-01-001", at=desk.minute, reason="growth")
    desk.bag("msc")
    assert "was rejected" in sentences(desk.authorise(BAG))[0]


def test_an_expired_lot_gives_no_bag(bedside):
    bedside.pass_time(days=31)
    assert any("MSC-01-001 expired" in one for one in sentences(bedside.authorise(BAG)))


def test_a_late_failure_blocks_the_lots_other_bags_though_nothing_was_given(bedside):
    bedside.pass_time(days=9).tested("sterility_final", "positive", at=bedside.minute)
    said = sentences(bedside.authorise(BAG))
    assert any(one.startswith("Since lot MSC-01-001 was released, Sterility") for one in said)


def test_too_few_cells_alive_after_thawing_block_the_bag(bedside):
    bedside.move(BAG, "thawed", at=bedside.minute, place="Clean room")
    assert "nobody has tested it" in sentences(bedside.authorise(BAG))[0]
    bedside.tested("viability", "61", material=BAG, at=bedside.minute)
    assert sentences(bedside.authorise(BAG)) == [
        "Bag MSC-01-001-A after thawing: Viability: 61 % does not meet the limit (≥ 80 %)."
    ]


def test_a_bag_that_was_given_is_given_once(bedside):
    bedside.given()
    assert any("ran into 01-001" in one for one in sentences(bedside.authorise(BAG, dose=1)))


def test_a_dose_beyond_the_plan_is_not_given(bedside):
    assert sentences(bedside.authorise(BAG, dose=2)) == [
        "The protocol gives 1 dose of MSC, so there is no dose 2."
    ]


def test_a_product_that_a_branch_dropped_is_not_given(bedside):
    choose = p.ChooseBranch(
        subject="01-001", branch="refusal", choice="msc_refused", reason="asked for CD34 alone"
    )
    bedside.do(choose, RAO)
    assert any("Refuses the MSC" in one for one in sentences(bedside.authorise(BAG)))


def test_a_hold_stops_every_bag(bedside):
    bedside.do(c.PlaceHold(hold="H1", reason="under review", blocks=("infusion",)), MEERA)
    assert any("on hold" in one for one in sentences(bedside.authorise(BAG)))


def test_the_gate_is_read_again_though_it_was_passed(bedside):
    bedside.answer(
        "laboratory", "infusion_day", row=2, lbdtc=f"{bedside.minute[:10]}", platelets="12", creatinine="0.9"
    )
    assert any("platelet count is below" in one for one in sentences(bedside.authorise(BAG)))


def test_screens_see_the_reasons_before_anybody_asks(bedside):
    assert against(bedside.plan, bedside.state, "01-001", BAG, 1, bedside.now) == ()
    bedside.pass_time(days=31)
    assert against(bedside.plan, bedside.state, "01-001", BAG, 1, bedside.now)


# -- The comparison -------------------------------------------------------------------------------------------------------


def test_wristband_and_bag_of_one_person_match(bedside):
    bedside.authorise(BAG)
    found = bedside.match("01-001", BAG)[0].fact
    assert (found.matched, found.second, found.donor) == (True, "Kiran", "01-001")
    assert found.sentence == "Bag MSC-01-001-A and the wristband of 01-001 match."
    assert bedside.bag_row(BAG).match
    assert bedside.item("infusion", "identity_checked") == "yes"
    assert bedside.item("infusion", "identity_second") == "Kiran"


def test_another_s_bag_is_a_near_miss_told_at_once_and_in_writing(bedside):
    bedside.ready("01-002")
    bedside.authorise(BAG)
    drafts = bedside.match("01-002", BAG)
    found = drafts[0].fact
    assert not found.matched
    assert found.sentence == "This bag was made for 01-001, the wristband says 01-002."
    alarm = next(d.fact for d in drafts if isinstance(d.fact, AlertRaised))
    assert alarm.alarm == "mismatch"
    assert "01-00" not in alarm.sentence
    letters = [row for row in bedside.letters("01-002").values() if row.notice == "mismatch"]
    assert {(row.lot, row.result) for row in letters} == {("MSC-01-001", found.sentence)}
    assert bedside.bag_row(BAG, "01-002") is None


def test_a_bag_that_is_not_authorised_does_not_match(bedside):
    assert bedside.match("01-001", BAG)[0].fact.sentence == "Bag MSC-01-001-A is not authorised."


def test_a_bag_under_hold_or_out_of_date_does_not_match(bedside):
    bedside.authorise(BAG)
    bedside.do(c.PlaceHold(hold="H1", reason="under review", blocks=("infusion",)), MEERA)
    assert "is on hold (H1): under review." in bedside.match("01-001", BAG)[0].fact.sentence
    bedside.pass_time(days=31)
    assert "expired on" in bedside.match("01-001", BAG)[0].fact.sentence


def test_a_bag_that_ran_in_does_not_match_again(bedside):
    bedside.given()
    assert "ran into 01-001" in bedside.match("01-001", BAG)[0].fact.sentence


def test_a_code_of_nothing_is_a_mismatch_and_recorded(bedside):
    found = bedside.match("01-001", "MSC-01-009-A")[0].fact
    assert (found.bag, found.donor, found.matched) == ("", "", False)
    assert found.sentence == "No bag MSC-01-009-A was made in this trial."


def test_what_is_no_bag_does_not_match(bedside):
    assert bedside.match("01-001", "MSC-01-001-P1")[0].fact.matched is False


def scanned(desk, wristband, code, who=ASHA, second=KIRAN):
    return desk.do(p.MatchBag(wristband=wristband, code=code), msgspec.structs.replace(who, witness=second))


def test_codes_in_the_wrong_order_or_torn_ask_for_another_scan(bedside):
    worn, bag = codes.symbol(codes.PERSON, "01-001"), codes.symbol(codes.MATERIAL, BAG)
    assert sentences(scanned(bedside, bag, worn)) == [
        "The bag was scanned first: scan the wristband, then the bag."
    ]
    assert sentences(scanned(bedside, worn, worn)) == ["The wristband was scanned twice: now scan the bag."]
    assert sentences(scanned(bedside, bag, bag)) == [
        "MSC-01-001-A is a bag's label: scan the wristband first."
    ]
    torn = sentences(scanned(bedside, worn[:-1], bag[:-1]))
    assert len(torn) == 2
    assert torn[0].startswith("Wristband: The code cannot be read whole")
    assert not bedside.matches()


def test_typed_codes_are_as_good_as_scanned_ones(bedside):
    bedside.authorise(BAG)
    worn = f"01-001 {codes.check_character(codes.PERSON, '01-001')}"
    bag = f"{BAG} {codes.check_character(codes.MATERIAL, BAG)}"
    assert scanned(bedside, worn, bag)[0].fact.matched


def test_a_wristband_of_nobody_is_refused(bedside):
    assert sentences(bedside.match("01-009", BAG)) == ["There is no participant '01-009'."]


def test_two_people_compare_and_both_may(bedside):
    assert sentences(bedside.match("01-001", BAG, second=None)) == [
        "Two people compare: the second must prove who they are on this page."
    ]
    assert sentences(bedside.match("01-001", BAG, second=ASHA)) == [
        "Asha cannot be both: a second person compares."
    ]
    for other in (LEENA, person("visitor", "inspector")):
        assert "may not compare wristband and bag" in sentences(bedside.match("01-001", BAG, second=other))[0]


# -- A second dose --------------------------------------------------------------------------------------------------------


def two_doses():
    """A participant under a protocol that gives MSC twice, four weeks apart, with a second bag to give."""
    study = reference()
    msc = study.product_by_id["msc"]
    dose = msc.dose.model_copy(update={"doses": 2, "interval_days": 28})
    products = tuple(
        one.model_copy(update={"dose": dose}) if one.id == "msc" else one for one in study.products
    )
    plan = Plan(Study(**{n: getattr(study, n) for n in Study.model_fields} | {"products": products}))
    desk = Bedside(plan).ready()
    desk.bag("msc", "B")
    return desk


def test_a_second_dose_waits_for_the_first_and_for_its_weeks():
    desk, second = two_doses(), "MSC-01-001-B"
    assert sentences(desk.authorise(second, dose=2)) == ["Dose 1 of MSC was not given yet."]
    desk.given(BAG)
    assert sentences(desk.authorise(second, dose=2)) == [
        "Dose 2 of MSC may be given from 30 Mar 2026: 28 days after dose 1."
    ]
    desk.pass_time(days=28)
    desk.answer("laboratory", "infusion_day", row=2, lbdtc=desk.minute[:10], platelets="90", creatinine="0.9")
    assert kinds(desk.authorise(second, dose=2)) == ["bag.authorised"]
    assert desk.bag_row(second).dose == 2
