"""Labels: what they say, what they must not say, and that the code on the printed sheet is read back."""

import io
import re
import shutil
import subprocess
from dataclasses import replace

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from tests.report.product import sample

from hepatica.ledger.product_rows import ReleaseRow
from hepatica.product import codes
from hepatica.report.product.cells import AUTOLOGOUS, NoSuchPaper
from hepatica.report.product.labels import SIZES, contents, labels_of, labels_pdf

SLIDE, CODE = "LB1-01-004-B1-S1", "QX7RTM2K"
ALL = [sample.WHO, "MSC-01-004-A", "CD34-01-004-A", "MSC-01-004-R1", "MSC-01-004-P2", "BM-01-004"]


def words(made: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split())


def test_a_bag_says_whose_what_how_much_until_when_and_for_whom_alone():
    (label,) = labels_of(replace(sample.cells(), now="2026-03-05T16:00"), ["MSC-01-004-A"])
    assert (label.kind, label.heading, label.name) == ("bag", "MSC", "MSC-01-004-A")
    assert label.check == codes.check_character(codes.MATERIAL, "MSC-01-004-A")
    for part in (
        "Participant 01-004",
        "Lot MSC-01-004",
        "Use before 9 Mar 2026, 20:40",
        "Released with results pending",
        AUTOLOGOUS,
    ):
        assert part in label.lines
    assert any(line.startswith("48\u00a0million") and line.endswith("in 20\u00a0mL") for line in label.lines)
    assert label.warning == ""


def test_a_bag_that_is_not_released_or_rejected_says_so_in_its_frame():
    rows = [row for row in sample.cells().state.rows() if row.table != "release"]
    bare = replace(sample.cells(), state=type(sample.cells().state)(rows))
    (label,) = labels_of(bare, ["MSC-01-004-B"])
    assert label.warning == "Not released: do not give"
    assert not any("Use before" in line for line in label.lines)
    refused = ReleaseRow(subject=sample.WHO, lot="MSC-01-004", decision="rejected", at="2026-03-05T15:30", user="rao", seq=5)  # fmt: skip
    (label,) = labels_of(sample.cells(refused), ["MSC-01-004-B"])
    assert label.warning == "Rejected: do not give"


@pytest.mark.parametrize(
    ("row", "now", "warning"),
    [
        (sample.result("MSC-01-004", "sterility_final", "positive", at="2026-03-08T09:00"), "2026-03-08T10:00", "A late result failed: do not give"),
        (None, "2026-03-09T20:41", "Expired: do not give"),
        (sample.result("MSC-01-004-B", "viability", "61", at="2026-03-08T09:00", unit="%"), "2026-03-08T10:00", "Do not give: ask the laboratory"),
        (None, "2026-03-09T20:39", ""),
    ],
)  # fmt: skip
def test_a_bag_that_was_released_says_what_stands_against_it_since(row, now, warning):
    cells = replace(sample.cells(*([row] if row else [])), now=now)
    (label,) = labels_of(cells, ["MSC-01-004-B"])
    assert label.warning == warning


def test_a_release_that_was_no_full_one_is_named_and_a_name_of_cells_keeps_its_letters():
    row = ReleaseRow(subject=sample.WHO, lot="CD34-01-004", decision="exceptional", at="2026-03-09T16:30", user="rao", seq=5)  # fmt: skip
    (label,) = labels_of(sample.cells(row), ["CD34-01-004-A"])
    assert "Released out of specification" in label.lines
    bag = sample.material("CD34-01-004-A", "cd34_bag", "2026-03-09T15:50", measures=sample.measured(cd34_cells="129", volume="50"))  # fmt: skip
    assert contents(bag, sample.study().steps["cd34_bag"][1]) == "129\u00a0million CD34 cells in 50\u00a0mL"


def test_the_participants_own_number_gives_a_wristband():
    (label,) = labels_of(sample.cells(), [sample.WHO])
    assert label.kind == "wristband"
    typed = codes.read(f"{label.name} {label.check}")
    assert (typed.kind, typed.name) == (codes.PERSON, sample.WHO)


def test_a_sheet_states_its_sizes_says_synthetic_and_gives_the_same_bytes():
    cells = sample.cells()
    made = labels_pdf(labels_of(cells, ALL), cells)
    assert made == labels_pdf(labels_of(cells, ALL), cells)
    said = words(made)
    for kind in ("wristband", "bag", "material"):
        assert f"{SIZES[kind][0]} × {SIZES[kind][1]} mm" in said
    assert said.count("Synthetic") == len(ALL)
    real = replace(cells, synthetic=False)
    assert "Synthetic" not in words(labels_pdf(labels_of(real, ALL), real))


def test_a_slides_sheet_tells_a_code_and_nothing_of_the_person_or_the_time():
    cells = sample.cells()
    made = labels_pdf(labels_of(cells, [SLIDE]), cells)
    said = words(made)
    assert CODE in said
    meta = PdfReader(io.BytesIO(made)).metadata
    everything = f"{said} {meta} {PdfReader(io.BytesIO(made)).xmp_metadata.stream.get_data().decode()}"
    for hidden in (
        sample.WHO,
        "LB1",
        "B1-S1",
        "Mar 2026, 09",
        "participant",
        "Participant",
        "core",
        "before",
        "after",
    ):
        assert hidden not in everything.replace("head 9f3c", "")


def test_a_slide_is_never_printed_beside_what_tells_whose_it_is():
    with pytest.raises(NoSuchPaper, match="sheet of their own"):
        labels_of(sample.cells(), [SLIDE, "MSC-01-004-A"])


def test_a_slide_without_a_code_and_what_is_not_there_have_no_label():
    rows = [row for row in sample.cells().state.rows() if row.table != "accession"]
    bare = replace(sample.cells(), state=type(sample.cells().state)(rows))
    with pytest.raises(NoSuchPaper, match="has no code yet"):
        labels_of(bare, [SLIDE])
    with pytest.raises(NoSuchPaper, match="has no material 'X'"):
        labels_of(sample.cells(), ["X"])
    with pytest.raises(NoSuchPaper, match="Choose what"):
        labels_of(sample.cells(), [])


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="pdftoppm renders the printed sheet")
@pytest.mark.parametrize("names", [ALL, [SLIDE]])
def test_every_code_on_a_printed_sheet_is_read_back(names, tmp_path):
    cells = sample.cells()
    labels = labels_of(cells, names)
    (tmp_path / "sheet.pdf").write_bytes(labels_pdf(labels, cells))
    subprocess.run(
        ["pdftoppm", "-r", "300", "-gray", "-png", "sheet.pdf", "page"], cwd=tmp_path, check=True, timeout=60
    )
    found = set()
    for page in sorted(tmp_path.glob("page*.png")):
        found |= {one.text for one in zxingcpp.read_barcodes(np.array(Image.open(page)))}
    expected = {re.search(r"Data Matrix code of ([^<]+)<", one.symbol)[1] for one in labels}
    assert found == expected
    assert all(not codes.read(text).problem for text in found)
