"""At the bedside two codes are compared before two people; what happened is stored, what must not happen is red."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from tests.web.conftest import PASSWORD
from tests.web.product.laboratory import minute, scan
from tests.web.product.typed import asked, said

from hepatica.ledger.product_rows import BagRow, MatchRow
from hepatica.ledger.rows import DeviationRow
from hepatica.product import codes
from hepatica.store import clock, read
from hepatica.store.unavailable import StoreUnavailable
from hepatica.web.product.bedside import scanning

BAG = "MSC-01-001-A"
HERE = f"/bedside/01-001/{BAG}/"


def symbol(name):
    kind = codes.PERSON if name[0].isdigit() else codes.MATERIAL
    return scan(kind, name)


def compare(client, person, bag, second="lata", password=PASSWORD):
    """Scan a wristband, then a bag, then let the second reader type; return the answer."""
    address = f"/bedside/?wristband={quote(symbol(person))}&bag={quote(symbol(bag))}"
    return client.post(
        "/bedside/", asked(client.get(address)) | {"second": second, "second_password": password}
    )


def bag_row(subject="01-001", bag=BAG):
    return read.subject_state(subject).get(BagRow, subject, bag)


@pytest.mark.engine
def test_a_torn_label_is_a_sentence_and_stays_to_be_read(enter):
    answer = enter("asha").get(f"/bedside/?wristband={quote('HP.P.01-001.X')}")
    assert "torn, wet or folded" in said(answer)
    assert asked(answer)["wristband"] == "HP.P.01-001.X"


@pytest.mark.parametrize(
    ("wristband", "bag", "sentence"),
    [
        (symbol(BAG), "", "a bag's label. Scan the wristband first"),
        (symbol("01-099"), "", "There is no participant 01-099"),
        ("hello", "", "no code of this trial"),
        (symbol("01-001"), symbol("01-001"), "This is the wristband again"),
        (symbol("01-001"), "MSC-01-010-A A", "mistyped"),
    ],
)
def test_what_is_scanned_out_of_order_is_told_at_once_and_stores_nothing(enter, wristband, bag, sentence):
    before = read.head().seq
    answer = enter("asha").get(f"/bedside/?wristband={quote(wristband)}&bag={quote(bag)}")
    assert sentence in said(answer)
    assert read.head().seq == before


def test_a_phone_that_dies_between_two_scans_leaves_nothing(enter):
    client, before = enter("asha"), read.head().seq
    assert "Scan the bag" in said(client.get(f"/bedside/?wristband={quote(symbol('01-001'))}"))
    assert read.head().seq == before
    assert "Scan the wristband" in said(client.get("/bedside/"))


def test_a_typed_code_works_as_a_scanned_one(enter):
    typed = f"01-001 {codes.check_character(codes.PERSON, '01-001')}"
    assert "2 · Scan the bag" in said(enter("asha").get(f"/bedside/?wristband={quote(typed)}"))


@pytest.mark.engine
def test_a_match_is_green_with_both_names_and_what_was_checked(enter):
    client = enter("asha")
    answer = compare(client, "01-001", BAG)
    assert answer.status_code == 302
    words = said(client.get(answer["Location"]))
    for part in (
        "Match",
        "This bag was made for 01-001",
        "Released at risk by quality",
        "Gate signed, no hold",
    ):
        assert part in words
    assert "First reader Asha Reddy" in words
    assert "Second reader Lata Menon" in words
    assert "Start infusion," in words


@pytest.mark.engine
def test_another_persons_bag_is_red_and_is_recorded_with_both_names(enter):
    client = enter("asha")
    words = said(client.get(compare(client, "01-002", BAG)["Location"]))
    assert "Do not give" in words
    assert "This bag was made for 01-001, the wristband says 01-002" in words
    assert "Call the cell laboratory: 6612." in words
    assert "Start infusion" not in words
    found = read.subject_state("01-002").of(MatchRow, "01-002")
    assert [(one.matched, one.user, one.second) for one in found] == [(False, "asha", "Lata Menon")]
    assert "Do not give, at the bedside" in said(client.get("/products/"))


def test_a_bag_nobody_authorised_is_red(enter):
    client = enter("asha")
    words = said(client.get(compare(client, "01-001", "MSC-01-001-B")["Location"]))
    assert "Do not give" in words
    assert "MSC-01-001-B is not authorised" in words


@pytest.mark.engine
@pytest.mark.parametrize(
    ("second", "password"), [("lata", "wrong"), ("asha", PASSWORD), ("", ""), ("iris", PASSWORD)]
)
def test_one_person_alone_compares_nothing(enter, second, password):
    before = read.head().seq
    answer = compare(enter("asha"), "01-001", BAG, second, password)
    assert answer.status_code == 422
    assert read.head().seq == before


def test_who_may_not_stand_at_the_bedside_is_told_so(enter):
    assert "may not compare wristband and bag" in said(enter("iris").get("/bedside/"))


def started(client):
    """Match and start bag A; return the page of the infusion."""
    verdict = client.get(compare(client, "01-001", BAG)["Location"])
    answer = client.post(f"{HERE}start/", asked(verdict))
    assert answer.status_code == 302
    return client.get(answer["Location"])


@pytest.mark.engine
def test_an_infusion_is_started_once_however_often_it_is_sent(enter):
    client = enter("asha")
    verdict = client.get(compare(client, "01-001", BAG)["Location"])
    typed = asked(verdict)
    assert client.post(f"{HERE}start/", typed).status_code == 302
    after = read.head().seq
    for minutes in (0, 1, 4):  # the phone sends it again when the network is back
        with clock.virtual(clock.now().at + timedelta(minutes=minutes)):
            assert client.post(f"{HERE}start/", typed).status_code == 302
    assert read.head().seq == after
    row = bag_row()
    assert (row.first, row.second, bool(row.started)) == ("Asha Reddy", "Lata Menon", True)
    assert not [one for one in read.subject_state("01-001").of(DeviationRow, "01-001") if one.item == BAG]


@pytest.mark.engine
def test_an_infusion_is_written_down_by_the_minute_and_ends(enter):
    client = enter("asha")
    page = started(client)
    assert "0 min runs" in said(page)

    def note(what, **typed):
        return client.post(f"{HERE}note/", {"what": what, "key": f"k-{what}", "time": ""} | typed)

    assert note("rate", **{"v.rate": "2"}).status_code == 302
    assert note("vitals", **{"v.sysbp": "112", "v.pulse": "78"}).status_code == 302
    assert note("pause", note="cough").status_code == 302
    assert "Resume" in said(client.get(HERE))
    assert note("resume").status_code == 302
    assert "Vital signs: nothing was typed" in said(note("vitals"), 422)
    words = said(client.get(HERE))
    assert "Systolic 112 mmHg" in words
    assert "Pause cough" in words
    whole = {"complete": "yes", "volume": "20", "time": "", "key": "end"}
    assert client.post(f"{HERE}end/", whole).status_code == 302
    assert (bag_row().volume, bag_row().complete) == ("20", True)
    assert "1 bag given" in said(client.get("/products/"))


def test_more_than_the_bag_held_cannot_have_run_in(enter):
    client = enter("asha")
    started(client)
    answer = client.post(f"{HERE}end/", {"complete": "yes", "volume": "40", "time": ""})
    assert "An infusion cannot be longer than its bag" in said(answer, 422)
    assert asked(answer, "/end/")["volume"] == "40"


@pytest.mark.engine
def test_a_paper_sheet_is_entered_late_and_what_stood_against_it_is_a_critical_deviation(enter):
    client, address = enter("asha"), "/bedside/01-001/late/"
    day, _t, time = minute(20).partition("T")
    year, month, number = day.split("-")
    typed = asked(client.get(address)) | {
        "bag": "MSC-01-001-B",
        "first": "Asha Reddy",
        "second": "Dr Meena Rao",
        "at.day": number,
        "at.month": month,
        "at.year": year,
        "at.time": time,
        "reason": "The network was down.",
    }
    assert "number that stands on the sheet" in said(client.post(address, typed), 422)
    done = client.post(address, typed | {"paper": "S-17"})
    assert done.status_code == 302, said(done, 422)
    words = said(client.get(done["Location"]))
    assert "Critical deviation." in words
    assert "nobody had authorised it" in words
    assert "from paper sheet S-17" in words
    found = read.subject_state("01-001").of(DeviationRow, "01-001")
    assert any(one.critical and one.item == "MSC-01-001-B" for one in found)


def test_the_bedside_says_how_to_go_on_without_the_record(enter, monkeypatch):
    def broken(*_args):
        raise StoreUnavailable("The database does not answer.")

    monkeypatch.setattr(scanning, "scanned", broken)
    answer = enter("asha").get("/bedside/")
    assert answer.status_code == 503
    assert "use the printed two-person sheet" in answer.content.decode()
