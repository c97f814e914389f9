import msgspec
import pytest
from tests.conduct.bedside import KIRAN, Bedside, at_the_gate
from tests.conduct.desk import begun, kinds

from hepatica.conduct.case import Case
from hepatica.conduct.filling import FILLED, disagreements, with_fills
from hepatica.ledger.events import Draft, ItemChanged, ItemEntered
from hepatica.ledger.product_facts import MaterialMade, Measured
from hepatica.product.filling import At

LOT = At("culture", "msc_release", "lot")


@pytest.fixture
def desk():
    return Bedside().enrolled()


def said(desk):
    found = disagreements(desk.plan, desk.state, "01-001")
    return {one.at: (one.laboratory.value, one.form.value if one.form else None) for one in found}


def answers(drafts):
    return {
        (draft.fact.form, draft.fact.item): draft.fact
        for draft in drafts
        if isinstance(draft.fact, ItemEntered | ItemChanged)
    }


def test_a_collection_fills_the_pages_that_ask_it(desk):
    drafts = desk.make("marrow", "BM-01-001", at=desk.minute, volume="22 mL")
    found = answers(drafts)
    assert found["marrow_aspiration", "volume"].value == "22"
    assert found["marrow_aspiration", "volume"].unit == "mL"
    assert found["msc_batch", "from_collection"].value == "BM-01-001"
    assert {fact.reason for fact in found.values()} == {FILLED}


def test_what_follows_from_an_answer_follows_from_a_fill(desk):
    """The date of the aspiration starts the participant: the study's count moves with it."""
    assert "subject.started" in kinds(desk.make("marrow", "BM-01-001", at=desk.minute, volume="22 mL"))


def test_each_passage_keeps_its_row_and_its_harvest_comes_later(desk):
    desk.make("marrow", "BM-01-001", at=desk.minute, volume="22 mL")
    desk.make("msc_passage", "MSC-01-001-P1", "BM-01-001", at=desk.minute, seeded="10 10^6")
    desk.measured("MSC-01-001-P1", at=desk.minute, harvested="80 10^6")
    desk.make("msc_passage", "MSC-01-001-P2", "MSC-01-001-P1", at=desk.minute, seeded="20 10^6")
    desk.measured("MSC-01-001-P1", at=desk.minute, viability="88 %")
    got = [
        [desk.item("msc_batch", name, row=n, visit="culture") for name in ("passage", "cells_seeded", "viability")]
        for n in (1, 2)
    ]  # fmt: skip
    assert got == [["p1", "10", "88"], ["p2", "20", None]]


def test_a_fill_mends_what_a_fill_gave(desk):
    desk.make("marrow", "BM-01-001", at=desk.minute, volume="22 mL")
    desk.correct("BM-01-001", volume="24 mL")
    assert desk.item("marrow_aspiration", "volume", visit="marrow") == "24"
    assert said(desk) == {}


def test_what_the_record_no_longer_says_there_does_not_stay():
    """A bag that ran in first and was entered last moves the minutes of all that was read."""
    desk = at_the_gate()
    first = desk.pass_time(minutes=10).minute
    desk.pass_time(minutes=45).start("CD34-01-001-A")
    desk.pass_time(minutes=15).noted("CD34-01-001-A", "vitals", values=(("pulse", "78", "/min"),))
    stood = rows_of(desk, "pulse")
    desk.pass_time(minutes=5).start("MSC-01-001-A", at=first, paper="S-1")
    assert len(rows_of(desk, "pulse")) == 1
    assert rows_of(desk, "pulse") != stood
    assert [at for at in said(desk) if at.item == "pulse"] == []


def rows_of(desk, item):
    return [n for n in range(1, 15) if desk.item("infusion", item, row=n)]


def test_what_a_person_answered_otherwise_stays_and_is_listed(desk):
    desk.answer("msc_release", "culture", lot="MSC-X")
    desk.msc_lot()
    assert desk.item("msc_release", "lot", visit="culture") == "MSC-X"
    assert said(desk) == {LOT: ("MSC-01-001", "MSC-X")}


def test_what_a_person_mended_after_a_fill_stays(desk):
    desk.make("marrow", "BM-01-001", at=desk.minute, volume="22 mL")
    desk.answer("marrow_aspiration", "marrow", volume="25", reason="read off the syringe")
    desk.correct("BM-01-001", volume="24 mL")
    assert desk.item("marrow_aspiration", "volume", visit="marrow") == "25"
    assert said(desk)[At("marrow", "marrow_aspiration", "volume")] == ("24", "25")


def test_the_same_number_written_otherwise_is_no_disagreement(desk):
    desk.answer("marrow_aspiration", "marrow", volume="22.0")
    desk.make("marrow", "BM-01-001", at=desk.minute, volume="22 mL")
    assert said(desk) == {}


def test_a_value_that_does_not_fit_leaves_the_item_empty_and_never_stops_the_fact(desk):
    """A harvest below what the study's form takes is stored; the form's own limit says why its box stays empty."""
    desk.make("marrow", "BM-01-001", at=desk.minute, volume="22 mL")
    fact = MaterialMade(
        material="MSC-01-001-P1", step="msc_passage", at=desk.minute, by="P. Naidu", witness="S. Bano",
        parents=("BM-01-001",), measures=(Measured(name="seeded", value="10", unit="bananas"),),
    )  # fmt: skip
    case = Case(desk.plan, desk.state, desk.now, KIRAN)
    drafts = with_fills(case, "01-001", (Draft(subject="01-001", fact=fact),))
    found = answers(drafts)
    assert drafts[0].fact == fact
    assert ("msc_batch", "technologist") in found
    assert ("msc_batch", "cells_seeded") not in found
    ahead = case.ahead(drafts)
    (one,) = disagreements(desk.plan, ahead, "01-001")
    assert (one.at.item, one.laboratory.unit, one.form) == ("cells_seeded", "bananas", None)


def test_what_is_not_asked_is_left_and_disagrees_with_nothing(desk):
    """Why a lot was released nevertheless is asked only under conditions: a plain release has no such words."""
    desk.msc_lot().tests("msc").decided("msc", reason="the culture grows until day 14")
    assert desk.item("msc_release", "release_note", visit="culture") == "the culture grows until day 14"
    assert said(desk) == {}


def test_a_completed_page_is_filled_all_the_same(desk):
    """After the first completion a change needs a reason: where the answer comes from is one."""
    desk.make("marrow", "BM-01-001", at=desk.minute, volume="22 mL")
    page = desk.form("marrow_aspiration", "marrow")
    desk.state.put(msgspec.structs.replace(page, complete=True, completed_seq=desk.seq))
    drafts = desk.correct("BM-01-001", volume="24 mL")
    changed = answers(drafts)["marrow_aspiration", "volume"]
    assert (changed.value, changed.was, changed.reason) == ("24", "22", FILLED)
    assert "form.reopened" in kinds(drafts)


def test_after_a_whole_course_form_and_laboratory_say_the_same():
    desk = at_the_gate().given("MSC-01-001-A").given("CD34-01-001-A")
    assert said(desk) == {}


def test_a_study_without_manufacturing_has_no_fills():
    desk = begun()
    assert disagreements(desk.plan, desk.state, "01-001") == ()
