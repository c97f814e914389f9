"""What is recorded in the laboratory: a plain form each, a sentence for what cannot be, and nothing typed is lost."""

import re

import pytest
from tests.web.conftest import PASSWORD
from tests.web.product.laboratory import minute
from tests.web.product.typed import asked, said, send

from hepatica.ledger.product_rows import BranchRow, MaterialRow, NoticeRow, ReleaseRow, TestRow
from hepatica.store import read

MAKE = "/products/01-002/make/msc_passage/"
SPLIT = "/products/01-001/split/MSC-01-001/"
DECIDE = "/products/01-001/decide/MSC-01-001/"


def row(table, key, subject="01-002"):
    return read.subject_state(subject).get(table, subject, key)


@pytest.mark.engine
def test_a_passage_is_recorded_under_the_label_the_program_proposes(enter):
    client = enter("lata")
    assert asked(client.get(MAKE))["material"] == "MSC-01-002-P2"
    done = send(client, MAKE, m__seeded="12", witness="Asha Reddy")
    assert done.status_code == 302
    made = row(MaterialRow, "MSC-01-002-P2")
    assert (made.by, made.witness, made.parents) == ("Lata Menon", "Asha Reddy", ("MSC-01-002-P1",))
    assert [(one.name, one.value) for one in made.taken] == [("MSC-01-002-P1", "12")]
    assert "MSC-01-002-P2 is recorded." in said(client.get(done["Location"]))


@pytest.mark.engine
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"m__seeded": "-3", "witness": "Asha Reddy"}, "-3 × 10⁶ cannot be"),
        ({"m__seeded": "twelve", "witness": "Asha Reddy"}, "not a number"),
        ({"m__seeded": "12", "witness": ""}, "names of two people"),
        ({"m__seeded": "12", "witness": "Lata Menon"}, "Lata Menon"),
        ({"m__seeded": "12", "witness": "Asha Reddy", "material": "BM-01-001"}, "BM-01-001"),
        ({"m__seeded": "12", "witness": "Asha Reddy", "at__day": "31", "at__month": "Feb"}, "February"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence_and_stays_in_its_box(enter, typed, sentence):
    client = enter("lata")
    before = read.head().seq
    answer = send(client, MAKE, **typed)
    assert answer.status_code == 422
    assert sentence.lower() in said(answer, 422).lower()
    kept = asked(answer)
    assert all(kept[name.replace("__", ".")] == value for name, value in typed.items())
    assert read.head().seq == before


def test_a_refusal_stands_at_its_own_box(enter):
    page = send(enter("lata"), MAKE, m__seeded="-3", witness="Asha Reddy").content.decode()
    box = page.split('name="m.seeded"')[1].split("</div>")[0]
    assert 'aria-describedby="box-m-seeded-refusal"' in box
    assert "-3 × 10⁶ cannot be" in box


def test_a_viability_above_a_hundred_is_refused_where_a_culture_is_counted(enter):
    client = enter("lata")
    address = "/products/01-002/count/MSC-01-002-P1/"
    answer = send(client, address, m__harvested="22", m__viability="120")
    assert answer.status_code == 422
    assert "at most 100 %" in said(answer, 422) or "100" in said(answer, 422)
    assert send(client, address, m__harvested="22", m__viability="88").status_code == 302
    assert {"harvested", "viability"} <= {one.name for one in row(MaterialRow, "MSC-01-002-P1").measures}


def test_a_correction_keeps_its_reason_and_needs_one(enter):
    client, address = enter("lata"), "/products/01-002/correct/BM-01-002/"
    assert "needs a reason" in said(send(client, address, m__volume="25"), 422)
    assert "Nothing was changed" in said(send(client, address, reason="misread"), 422)
    assert send(client, address, m__volume="25", reason="misread").status_code == 302
    assert {one.name: one.value for one in row(MaterialRow, "BM-01-002").measures}["volume"] == "25"


@pytest.mark.engine
def test_a_split_that_sums_to_more_than_its_lot_records_no_bag_at_all(enter):
    client = enter("lata")
    first = client.get(SPLIT)
    assert "34 million cells, 22 mL left." in said(first)
    assert (asked(first)["label.1"], asked(first)["label.2"]) == ("MSC-01-001-C", "MSC-01-001-D")
    bags = {"m__cells__1": "30", "m__volume__1": "10", "m__cells__2": "30", "m__volume__2": "10"}
    answer = send(client, SPLIT, witness="Asha Reddy", **bags)
    assert answer.status_code == 422
    assert "60 million cells · 20 mL" in said(answer, 422)
    assert row(MaterialRow, "MSC-01-001-C", "01-001") is None
    assert asked(answer)["m.cells.2"] == "30"


def test_a_split_that_fits_records_every_bag(enter):
    bags = {"m__cells__1": "20", "m__volume__1": "10", "m__cells__2": "10", "m__volume__2": "10"}
    done = send(enter("lata"), SPLIT, witness="Asha Reddy", **bags)
    assert done.status_code == 302, said(done, 422)
    assert row(MaterialRow, "MSC-01-001-C", "01-001")
    assert row(MaterialRow, "MSC-01-001-D", "01-001")


def test_one_more_bag_keeps_what_was_typed(enter):
    answer = send(enter("lata"), SPLIT, m__cells__1="12", more="1")
    assert answer.status_code == 200
    assert asked(answer)["m.cells.1"] == "12"
    assert asked(answer)["label.3"] == "MSC-01-001-E"


def test_a_hand_over_names_two_people_and_where_it_went(enter):
    client, address = enter("asha"), "/products/01-001/move/MSC-01-001-A/"
    assert "Say what happens" in said(send(client, address), 422)
    done = send(
        client, address, move="returned", place="Clean room", received_by="Lata Menon", temperature="4"
    )
    assert done.status_code == 302
    words = said(client.get(done["Location"]))
    assert "Asha Reddy to Lata Menon · Clean room · 4 °C" in words


def test_a_reading_on_the_way_is_no_result(enter):
    client, address = enter("naidu"), "/products/01-001/test/MSC-01-001/sterility_final/"
    assert "Give the result" in said(send(client, address, stage="reading"), 422)
    assert send(client, address, stage="reading", value="negative").status_code == 302
    found = row(TestRow, "MSC-01-001/sterility_final", "01-001")
    assert (found.value, found.final) == ("negative", False)
    assert "day 4 of 14" in said(client.get("/products/01-001/of/MSC-01-001/"))


@pytest.mark.engine
def test_a_lot_is_decided_on_with_the_own_password_by_who_tested_nothing(enter):
    client = enter("qamar")
    typed = {"decision": "rejected", "reason": "The incubator failed."}
    answer = send(client, DECIDE, **typed)
    assert answer.status_code == 422
    assert asked(answer)["reason"] == "The incubator failed."
    assert row(ReleaseRow, "MSC-01-001", "01-001").decision == "conditional"
    assert send(client, DECIDE, password=PASSWORD, **typed).status_code == 302
    assert row(ReleaseRow, "MSC-01-001", "01-001").decision == "rejected"
    words = said(client.get("/products/01-001/of/MSC-01-001/"))
    assert "Rejected on" in words
    assert "Letter to" in said(client.get("/products/"))


def test_who_may_not_decide_is_told_who_may(enter):
    words = said(enter("lata").get(DECIDE))
    assert "a releasing quality officer may" in words
    assert enter("lata").post(DECIDE, {"decision": "rejected", "password": PASSWORD}).status_code == 422


def test_a_second_signature_with_a_wrong_password_stores_nothing(enter):
    client = enter("qamar")
    typed = {"decision": "rejected", "reason": "x", "password": PASSWORD, "second": "meena"}
    before = read.head().seq
    answer = send(client, DECIDE, second_password="wrong", **typed)
    assert "not the password of Dr Meena Rao" in said(answer, 422)
    assert read.head().seq == before


def test_a_letter_is_sent_with_its_evidence(enter):
    client = enter("qamar")
    letter = next(one for one in read.subject_state("01-001").of(NoticeRow, "01-001") if not one.sent)
    address = f"/products/01-001/letter/{letter.seq}/"
    done = send(client, address)
    assert done.status_code in {302, 422}
    if done.status_code == 422:  # the letter's evidence is asked for
        assert "file" in said(done, 422).lower()


def test_another_way_is_taken_by_an_investigator_with_a_reason(enter):
    client, address = enter("meena"), "/products/01-002/branch/culture_failure/"
    assert "Choose how it goes on." in said(send(client, address, reason="No growth."), 422)
    choice = read.plan().study.manufacture.branches[0].choices[0].id
    assert "reason" in said(send(client, address, choice=choice), 422)
    assert send(client, address, choice=choice, reason="No growth by day 10.").status_code == 302
    assert [one.choice for one in read.subject_state("01-002").of(BranchRow, "01-002")] == [choice]
    assert "No growth by day 10." in said(client.get("/products/01-002/"))


def test_a_form_sent_twice_is_recorded_once(enter):
    client = enter("lata")
    typed = asked(client.get(MAKE)) | {"m.seeded": "12", "witness": "Asha Reddy"}
    assert client.post(MAKE, typed).status_code == 302
    after = read.head().seq
    assert client.post(MAKE, typed).status_code == 302
    assert read.head().seq == after


def test_a_bag_is_authorised_once_nothing_stands_against_it(enter):
    client, address = enter("qamar"), "/products/01-001/authorise/MSC-01-001-B/"
    assert "for 01-001 and for nobody else" in said(client.get(address))
    assert send(client, address).status_code == 302
    other = client.get("/products/01-002/authorise/MSC-01-001-B/")
    assert other.status_code == 404
    assert minute()


@pytest.mark.engine
def test_labels_and_certificate_are_printed(enter):
    client = enter("lata")
    for address in ("labels.pdf?of=01-001&of=MSC-01-001-A", "certificate/MSC-01-001.pdf", "sheet.pdf"):
        paper = client.get(f"/products/01-001/papers/{address}")
        assert paper.status_code == 200
        assert paper.content.startswith(b"%PDF")
    assert client.get("/products/01-001/papers/labels.pdf").status_code == 404


@pytest.mark.engine
def test_only_papers_that_can_be_printed_are_offered(enter):
    client = enter("lata")
    sheet = "/products/{}/papers/sheet.pdf"
    ready, growing = (client.get(f"/products/{who}/").content.decode() for who in ("01-001", "01-002"))
    assert f'href="{sheet.format("01-001")}"' in ready
    # Marrow in culture: a batch record and labels, and no bag that a sheet could be printed for.
    assert "/papers/sheet.pdf" not in growing
    assert client.get(sheet.format("01-002")).status_code == 404
    offered = re.findall(r'href="(/products/01-002/papers/[^"]+)"', growing)
    assert offered
    assert [client.get(one).status_code for one in offered] == [200] * len(offered)
    assert 'name="of" value="01-002"' in growing


@pytest.mark.engine
def test_out_of_specification_an_investigator_signs_beside_quality(enter):
    tester, quality = enter("naidu"), enter("qamar")
    retest = {"stage": "final", "value": "74", "reason": "Counted again."}
    assert send(tester, "/products/01-001/test/MSC-01-001/viability/", **retest).status_code == 302
    assert "Viability: 74 % does not meet the limit (≥ 80 %)." in said(quality.get(DECIDE))
    typed = {
        "decision": "exceptional",
        "reason": "No other cells can be made.",
        "password": PASSWORD,
        "expires__day": "31",
        "expires__month": "Dec",
        "expires__year": "2099",
        "expires__time": "20:40",
    }
    assert "needs an investigator, who signs beside quality" in said(send(quality, DECIDE, **typed), 422)
    done = send(quality, DECIDE, second="meena", second_password=PASSWORD, **typed)
    assert done.status_code == 302, said(done, 422)
    found = row(ReleaseRow, "MSC-01-001", "01-001")
    assert (found.decision, found.second) == ("exceptional", "Dr Meena Rao")
    words = said(quality.get("/products/01-001/of/MSC-01-001/"))
    assert "Released out of specification on" in words
    assert "by Dr Qamar Ali, Dr Meena Rao" in words
    assert "Ethics committee" in words
