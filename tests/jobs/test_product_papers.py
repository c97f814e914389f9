"""Papers of cells, read from the store: the same bytes at a cut for ever, and a print is on the access chain."""

import io
import json
from hashlib import sha256

import pytest
from pypdf import PdfReader
from tests.web.play import LATA
from tests.web.product.conftest import laboratory, laboratory_template  # noqa: F401

from hepatica.conduct.product_commands import MoveMaterial
from hepatica.jobs.product_papers import NoSuchPaper, batch_record, cells, certificate, labels, letter, sheet
from hepatica.ledger.product_rows import NoticeRow
from hepatica.store import read
from hepatica.store.access import Access
from hepatica.store.record import Recorded, record

WHO, LOT = "01-001", "MSC-01-001"
pytestmark = pytest.mark.usefixtures("laboratory")


def words(made: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split())


def papers(seq: int | None = None) -> list[tuple[bytes, str]]:
    return [
        labels(WHO, [WHO, f"{LOT}-A", f"{LOT}-B"], seq=seq),
        certificate(WHO, LOT, seq=seq),
        sheet(WHO, seq=seq),
        batch_record(WHO, "msc", seq=seq),
    ]


def test_every_paper_of_a_cut_has_the_same_bytes_after_what_was_recorded_since():
    seq = read.head().seq
    first = papers()
    here = cells(WHO)
    moved = MoveMaterial(
        subject=WHO, material=f"{LOT}-B", move="disposed", at=here.now, place="Clean room",
        given_by=LATA.name, received_by="Asha Reddy",
    )  # fmt: skip
    assert isinstance(record(moved, actor=LATA), Recorded)
    assert papers(seq) == first
    assert batch_record(WHO, "msc") != first[3]
    assert [made.name for made in first] == [
        f"labels-{WHO}-{seq}.pdf",
        f"certificate-{LOT}-{seq}.pdf",
        f"bedside-{WHO}-{seq}.pdf",
        f"batch-msc-{WHO}-{seq}.pdf",
    ]


def test_names_stand_on_the_papers_not_accounts_and_the_cut_is_their_only_time():
    said = words(certificate(WHO, LOT).content)
    assert "Dr Qamar Ali" in said
    assert "qamar" not in said
    assert "Released at risk, with results pending" in said
    assert cells(WHO).synthetic
    assert "Synthetic data" in said


def test_a_print_is_said_on_the_access_chain_with_what_of_which_cut_and_its_hash():
    made = certificate(WHO, LOT, actor="lata")
    (event,) = read.accesses(Access.PRINTED, limit=1)
    body = json.loads(event.body)
    assert event.actor == "lata"
    assert body == {
        "what": f"certificate-{LOT}",
        "cut": str(read.head().seq),
        "sha256": sha256(made.content).hexdigest(),
    }
    certificate(WHO, LOT)
    assert len(read.accesses(Access.PRINTED)) == 1


def test_a_letter_is_printed_for_whom_it_is_owed():
    owed = cells(WHO).state.of(NoticeRow, WHO)
    assert owed
    for row in owed:
        made = letter(WHO, row.lot, row.notice, row.to)
        assert row.to in words(made.content)
        assert made.name.startswith(f"letter-{LOT}-{row.notice}-")


def test_the_place_in_the_order_of_infusion_is_known_without_an_infusion():
    assert cells("01-002").ordinal > 0
    assert cells("01-002").lineage.rows


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda: certificate("01-999", LOT), "no participant '01-999'"),
        (lambda: certificate("01-002", LOT), "01-002 has no material 'MSC-01-001'"),
        (lambda: certificate(WHO, LOT, seq=10**9), "there is no event 1000000000"),
        (lambda: sheet("01-002"), "no bag that waits"),
        (lambda: letter(WHO, LOT, "late_positive", "Sponsor"), "is owed to Sponsor"),
        (lambda: labels("01-002", [f"{LOT}-A"]), "01-002 has no material"),
    ],
)
def test_what_cannot_be_printed_is_a_sentence(ask, sentence):
    with pytest.raises(NoSuchPaper, match=sentence):
        ask()
