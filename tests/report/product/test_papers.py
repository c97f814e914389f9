"""Papers of the cell laboratory: same bytes for the same cut, every fact on the page, nothing that a reader must not see."""

import io
import re
from dataclasses import replace
from decimal import Decimal

import msgspec
import pytest
from pypdf import PdfReader
from tests.report.product import sample

from hepatica.ledger.product_rows import AccessionRow, BagRow, NoticeRow
from hepatica.product.codes import MATERIAL, PERSON, check_character, symbol
from hepatica.product.quantities import Kilograms
from hepatica.report import typst
from hepatica.report.product.batch import batch_document
from hepatica.report.product.cells import AUTOLOGOUS, TAG, NoSuchPaper
from hepatica.report.product.certificate import certificate_document
from hepatica.report.product.letter import letter_document
from hepatica.report.product.pictures import batch_pictures, pedigree_figure, pedigree_of, strip_of
from hepatica.report.product.sheet import sheet_number, sheet_pdf, waiting

LOT = "MSC-01-004"
LATE = ("late_positive", "Ethics committee")


def words(made: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split())


def archival(made: bytes) -> bool:
    return (
        "<pdfaid:part>2</pdfaid:part>" in PdfReader(io.BytesIO(made)).xmp_metadata.stream.get_data().decode()
    )


# -- Certificate -------------------------------------------------------------------------------------------------------


def certificate(*more: object) -> str:
    return words(typst.pdf(certificate_document(sample.cells(*more), LOT)))


def test_a_certificate_names_lot_lineage_every_criterion_and_the_decision():
    said = certificate()
    product = sample.study().product_by_id["msc"]
    assert all(str(one.title) in said for one in product.release)
    assert {row.material for row in sample.materials()[:5]} <= set(said.split())
    for part in (
        "Released at risk, with results pending",
        "Dr V. Rao",
        "5 Mar 2026, 15:30",
        "0.3 EU/mL",
        AUTOLOGOUS,
        TAG,
    ):
        assert part in said
    assert "pending, day 11 of 14" in said
    assert "ISCT: Dominici 2006" in said


def test_what_nobody_tested_and_what_fails_are_plain_on_the_certificate():
    bare = sample.cells(without=("MSC-01-004/",))
    rows = [row for row in bare.state.rows() if row.table not in {"test", "release"}]
    empty = replace(bare, state=type(bare.state)(rows))
    said = words(typst.pdf(certificate_document(empty, LOT)))
    assert "Not released: may not be given" in said
    assert said.count("not tested: nobody has recorded it") >= 5
    late = sample.result(LOT, "sterility_final", "positive", at="2026-03-14T09:00")
    positive = certificate(late)
    assert "Since the decision: Sterility, final: positive does not meet the limit (negative)." in positive
    assert "Nothing more of this lot may be given." in positive


def test_only_a_lot_has_a_certificate():
    with pytest.raises(NoSuchPaper, match="MSC-01-004-A is no lot"):
        certificate_document(sample.cells(), "MSC-01-004-A")
    with pytest.raises(NoSuchPaper, match="has no material 'MSC-01-009'"):
        certificate_document(sample.cells(), "MSC-01-009")


# -- Letters -----------------------------------------------------------------------------------------------------------


def test_a_letter_is_the_protocols_words_with_the_records_facts():
    document = letter_document(sample.cells(), LOT, *LATE)
    said = words(typst.pdf(document))
    asked = next(one for one in sample.study().manufacture.notices if one.id == "late_positive")
    facts = {
        "lot": LOT,
        "participant": sample.WHO,
        "result": "Sterility, final: positive on day 11",
        "infused": "bag MSC-01-004-A on 9 Mar 2026, 17:42, 20 mL",
    }
    assert document.title == str(asked.subject).format(**facts)
    assert str(asked.text).format(**facts) in said
    assert "{" not in said
    for part in ("Ethics committee", "17 Mar 2026, 10:40", "not yet", "6612", "ledger 4811"):
        assert part in said


def test_a_letter_about_a_lot_of_which_nothing_ran_says_so_and_one_that_went_out_says_when():
    row = next(one for one in sample.rows() if isinstance(one, NoticeRow))
    sent = msgspec.structs.replace(
        row, sent="2026-03-16T12:00", sent_by="rao", reason="The office was closed."
    )
    cells = sample.cells(sent, without=("CD34-01-004-A", "MSC-01-004-A"))
    said = words(typst.pdf(letter_document(cells, LOT, *LATE)))
    assert "Infused: nothing of it." in said
    assert "16 Mar 2026, 12:00, said by Dr V. Rao; late because: The office was closed." in said


def test_cells_that_ran_into_somebody_else_stand_in_the_letter_and_in_the_batch_record():
    strayed = BagRow(subject="01-003", bag="MSC-01-004-B", started="2026-03-09T17:50", ended="2026-03-09T18:00", volume="20", complete=True, cells="48", donor=sample.WHO, first="P. Naidu", second="S. Bano")  # fmt: skip
    cells = sample.cells(strayed)
    said = words(typst.pdf(letter_document(cells, LOT, *LATE)))
    assert "bag MSC-01-004-B on 9 Mar 2026, 17:50, 20 mL, into 01-003, whose cells they are not" in said
    assert [row.material for row in waiting(cells)] == ["MSC-01-004-C"]
    record = words(typst.pdf(batch_document(cells, "msc", [pedigree_figure(cells)])))
    assert "Infusion of MSC-01-004-B" in record
    assert "01-003, whose cells they are not" in record
    assert "ran into 01-003" in record
    assert not any(link.source == "MSC-01-004-B" for link in pedigree_of(cells).links)


def test_limits_per_kilogram_are_read_by_the_weight_of_the_record(monkeypatch):
    monkeypatch.setattr("hepatica.report.product.cells.derive_weight", lambda *_: Kilograms(Decimal(62)))
    seen = []
    monkeypatch.setattr("hepatica.report.product.cells.verdict", lambda *given: seen.append(given[-1]))
    sample.cells().stands(sample.study().product_by_id["msc"], LOT)
    assert seen == [Kilograms(Decimal(62))]


def test_a_second_dose_is_a_session_of_its_own():
    later = BagRow(subject=sample.WHO, bag="MSC-01-004-B", dose=2, started="2026-06-08T10:00", ended="2026-06-08T10:20", volume="20", complete=True, cells="48", first="P. Naidu", second="S. Bano")  # fmt: skip
    cells = sample.cells(later)
    strips = [figure for figure in batch_pictures(cells, "cd34") if figure.id.startswith("infusion")]
    assert [figure.id for figure in strips] == ["infusion", "infusion-2"]
    assert "two bags" in strips[0].title
    assert "one bag" in strips[1].title
    last = strip_of(cells.study, cells.state, sample.WHO, digit=4, now=cells.now)
    assert [(run.start, run.end) for run in last.runs] == [(0, 20)]


def test_an_end_that_nobody_recorded_is_not_drawn_out_for_weeks():
    open_end = BagRow(subject=sample.WHO, bag="CD34-01-004-A", started="2026-03-09T17:10", first="P. Naidu", second="S. Bano")  # fmt: skip
    cells = sample.cells(open_end, without=("MSC-01-004-A",))
    assert strip_of(cells.study, cells.state, sample.WHO, digit=4, now="2026-03-09T17:40").runs[0].end == 30
    assert strip_of(cells.study, cells.state, sample.WHO, digit=4, now="2026-04-09T17:40").runs[0].end == 0


def test_no_letter_tells_of_nothing():
    with pytest.raises(NoSuchPaper, match="is owed to Sponsor"):
        letter_document(sample.cells(), LOT, "late_positive", "Sponsor")


# -- The bedside sheet -------------------------------------------------------------------------------------------------


def test_the_sheet_lists_bags_that_wait_with_what_stands_against_them():
    cells = sample.cells()
    assert [row.material for row in waiting(cells)] == ["MSC-01-004-B", "MSC-01-004-C"]
    said = words(sheet_pdf(cells))
    for part in (
        "Bag MSC-01-004-B",
        "Not authorised when this was printed",
        "expired on 9 Mar 2026, 20:40",
        "6612",
        "; what changed since is not here",
    ):
        assert part in said
    assert said.count(sheet_number(cells)) >= 2
    assert "When the network is back" in said
    assert "SpO₂" in said or "SpO2" in said


def test_the_sheet_bears_no_check_character_and_no_code_to_scan():
    made = sheet_pdf(sample.cells())
    said = words(made)
    for kind, name in ((MATERIAL, "MSC-01-004-B"), (PERSON, "01-004")):
        assert symbol(kind, name) not in said
        assert not re.search(rf"{name} {re.escape(check_character(kind, name))}(?![A-Za-z])", said)
    images = sum(len(page.images) for page in PdfReader(io.BytesIO(made)).pages)
    assert images == 0


def test_without_a_bag_that_waits_there_is_no_sheet():
    with pytest.raises(NoSuchPaper, match="no bag that waits"):
        sheet_pdf(sample.cells(without=("MSC-01-004-B", "MSC-01-004-C")))


# -- Batch record ------------------------------------------------------------------------------------------------------


def test_the_batch_record_holds_steps_hand_overs_times_tests_bedside_and_what_is_left():
    cells = sample.cells()
    made = typst.pdf(batch_document(cells, "msc", [pedigree_figure(cells)]))
    said = words(made)
    for part in (
        "Liquid nitrogen tank", "−190 to −171", "Marrow to first seeding", "2.1 h", "Released at risk", "Identity matched",
        "Infusion of MSC-01-004-A", "Chills", "pause", "Unused cells", "P. Naidu → S. Bano", "Bag C, rejected",
    ):  # fmt: skip
        assert part in said
    assert archival(made)


def test_a_product_of_which_nothing_was_made_has_no_batch_record():
    with pytest.raises(NoSuchPaper, match="Nothing of MSC was made"):
        batch_document(sample.cells(without=("MSC", "BM")), "msc")
    with pytest.raises(NoSuchPaper, match="no product 'other'"):
        batch_document(sample.cells(), "other")


def test_the_same_cut_gives_the_same_bytes_and_real_data_bear_no_tag():
    def papers(cells):
        yield typst.pdf(certificate_document(cells, LOT))
        yield typst.pdf(letter_document(cells, LOT, *LATE))
        yield sheet_pdf(cells)
        yield typst.pdf(batch_document(cells, "cd34"))

    first, again = list(papers(sample.cells())), list(papers(sample.cells()))
    assert first == again
    assert all(map(archival, first))
    assert all("ynthetic" in words(made) for made in first)
    assert not any("ynthetic" in words(made) for made in papers(replace(sample.cells(), synthetic=False)))


def test_a_slides_code_is_not_on_any_of_the_participants_papers():
    accession = next(one for one in sample.rows() if isinstance(one, AccessionRow)).accession
    cells = sample.cells()
    for made in (typst.pdf(batch_document(cells, "msc")), sheet_pdf(cells)):
        assert accession not in words(made)
