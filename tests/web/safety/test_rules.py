"""The page of the stopping rules: all of them with their evidence, the odds of the reader's own rates, and the holds."""

import msgspec
import pytest
from tests.delegating import delegate
from tests.web.conftest import PASSWORD
from tests.web.safety.test_desk import ANSWERS, PAIN, said

from hepatica.ledger.desk_rows import ClearanceRow
from hepatica.ledger.rows import HoldRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.safety.meter import Met
from hepatica.store import read
from hepatica.web.safety.holds import under_way
from hepatica.web.safety.present_rules import evidence_of, meter_of, rules, window_words
from hepatica.web.visit_marks import Marks

AT = "2026-03-14T08:05:12.345678Z"
FATAL = ANSWERS | {
    "same": "yes",
    "aectcae": "Sepsis",
    "aetoxgr": "4",
    "aeser": "yes",
    "aesdth": "no",
    "aeslife": "yes",
    "aeshosp": "no",
    "aesdisab": "no",
    "aescong": "no",
    "aesmie": "no",
    "aerel_marrow": "probable",
}
"""The ward's proposal as a related event of grade 4."""


def rule(name):
    return next(one for one in read.plan().study.stopping if one.id == name)


def met(**changes):
    usual = {"seen": 0, "needed": 2, "fires": False, "review": False, "on": (), "doubtful": (), "words": ""}
    return Met(**(usual | changes))


def test_every_rule_of_the_protocol_is_on_its_page_and_the_seven_nearest_on_the_desk(signed_in):
    iris, study = signed_in("iris"), read.plan().study
    page = said(iris.get("/safety/rules/"))
    for one in study.stopping:
        assert one.code in page
    desk = iris.get("/safety/").content.decode()
    assert desk.count('<li class="meter') == 7
    assert f"All {len(study.stopping)}" in desk


def test_a_rule_one_away_says_so_and_doubt_is_said(ward):
    related = read.plan().study.stopping[2]
    near = meter_of(related, met(seen=1, doubtful=("01-001/event:1: its day is not known",)), in_force=False)
    assert (near.state, near.verdict) == ("near", "one away")
    assert "1 person has it." in near.words
    assert "Not all of it is certain" in near.words
    held = meter_of(related, met(seen=1, fires=True), in_force=True)
    assert (held.state, held.verdict, held.boxes) == ("met", "met, on hold", [True, True])


def test_rules_stand_by_how_near_they_are_and_else_as_the_protocol_has_them(ward):
    study = read.plan().study
    found = rules(study, (), (), (), 3, Marks([]))
    assert [one.id for one in found] == [one.id for one in study.stopping]


def test_a_window_is_said_in_days_of_the_site(ward):
    windows = [one.window for one in read.plan().study.stopping if one.window and one.window.last == 28]
    assert "day 28, counted from the infusion by civil days at the site" in window_words(windows[0])
    assert window_words(None) == "the whole course, from consent to the end of follow-up"


@pytest.mark.parametrize(
    ("address", "words", "href"),
    [
        ("event:3", "Bleeding", "/safety/case/01-002/3/"),
        ("late:3/first_sponsor", "Late report: Bleeding", "/safety/case/01-002/3/"),
        ("reading:laboratory/month_1/1", "A reading", "/participants/01-002/visits/month_1/laboratory/"),
        ("liver:day_3/1", "The liver against its own baseline", "/participants/01-002/visits/day_3/"),
        ("deviation:identity", "A deviation", "/participants/01-002/"),
    ],
)
def test_evidence_links_to_where_it_stands(address, words, href):
    assert evidence_of("01-002", address, {("01-002", 3): "Bleeding"}) == (words, href)


def test_the_reader_asks_for_the_odds_at_rates_of_their_own(signed_in):
    iris = signed_in("iris")
    page = said(iris.get("/safety/rules/?g45=0.05&g3=0.20"))
    row = page.split("Expected dosed", 1)[1].split()[:4]
    assert row == ["0.05", "0.20", "0.446", "4.23"]
    assert "among 5: exact, by enumeration" in page


@pytest.mark.parametrize("rates", ["g45=0.9&g3=0.9", "g45=many&g3=0.1", "g45=-1&g3=0.1", "g45=0.1"])
def test_rates_that_cannot_be_are_refused_in_a_sentence(signed_in, rates):
    text = said(signed_in("iris").get(f"/safety/rules/?{rates}"), status=422)
    assert "Give two rates between 0 and 1 that add up to at most 1" in text


def test_the_page_says_what_became_of_each_signal(signed_in):
    assert "Pain at the bone marrow aspiration site 5 0 0 0 5 –" in said(
        signed_in("iris").get("/safety/rules/")
    )


@pytest.mark.engine
def test_a_rule_that_is_met_holds_dosing_says_so_on_every_page_and_is_lifted_with_its_decision(signed_in):
    delegate("pavan", "Dr Pavan Iyer", "medical_monitor")
    meena, pavan = signed_in("meena"), signed_in("pavan")
    meena.post(f"{PAIN}confirm", FATAL)
    (hold,) = [one for one in read.everyones(HoldRow) if one.rule]
    banner = meena.get("/").content.decode()
    assert "Lift: 0 of 2 signatures" in banner
    assert f"/safety/rules/#rule-{hold.rule}" in banner
    page = said(meena.get("/safety/holds/"))
    assert f"Placed by the rule {hold.hold}" in page
    assert "Goes on: every visit, value and safety check" in page
    lift = {"page": "holds", "subject": "", "hold": hold.hold, "reason": "Judged", "password": PASSWORD}
    refused = meena.post("/safety/lift", lift)
    assert "decision" in said(refused, status=422)
    assert "Judged" in refused.content.decode()
    named = lift | {"decision": "Written recommendation of the safety board, 12 Feb 2026"}
    assert "Signed: one of two." in said(meena.post("/safety/lift", named, follow=True))
    assert "Lift: 1 of 2 signatures" in meena.get("/").content.decode()
    assert "the hold is lifted" in said(pavan.post("/safety/lift", named, follow=True))
    assert not [one for one in read.everyones(HoldRow) if one.rule]


def test_who_was_mobilised_before_a_hold_waits_for_the_monitors_decision_by_name():
    hold = HoldRow(subject="", hold="Look", reason="To look", blocks=("infusion",), seq=9, at=AT)
    mobilised = SubjectRow(subject="01-004", site="01", seq=1, screened_at=AT, authorised={"gcsf": 5})
    dosed = SubjectRow(subject="01-003", site="01", seq=1, screened_at=AT, infused="2026-03-01")
    before = State([hold, mobilised, dosed])
    (asked,) = under_way(before, {}, Marks([]))
    assert (asked.mark.code, asked.asked, asked.about) == ("01-004", True, "hold:Look|01-004")
    given = ClearanceRow(
        subject="01-004",
        clearance="hold:Look",
        decision="clear",
        reason="Cells in culture",
        by="pavan",
        at=AT,
        seq=10,
    )
    (told,) = under_way(State([hold, mobilised, given]), {"pavan": "Dr Pavan Iyer"}, Marks([]))
    assert (told.asked, told.decision) == (False, "Cleared")
    assert told.by.startswith("Dr Pavan Iyer, ")
    (earlier,) = under_way(State([hold, mobilised, msgspec.structs.replace(given, seq=8)]), {}, Marks([]))
    assert earlier.asked
