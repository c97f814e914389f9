"""Exposure: dose, viability and lot of each participant; a gap is a sentence."""

from tests.datasets.record import form
from tests.report.board.packs import pack, said

from hepatica.report.board.exposure import exposure_table


def test_a_dose_stands_with_viability_lot_and_whether_the_certificate_names_it():
    first = [words for title, words in said(exposure_table(pack())) if title == "Participant 1 · 01-001"]
    assert [
        "CD34⁺",
        "2\N{NO-BREAK SPACE}Mar\N{NO-BREAK SPACE}2026",
        "190.0",
        "3.2",
        "84.5",
        "C-1",
        "the same",
    ] in first
    assert [
        "MSC",
        "2\N{NO-BREAK SPACE}Mar\N{NO-BREAK SPACE}2026",
        "48.0",
        "0.8",
        "93.5",
        "M-1",
        "differs: M-2",
    ] in first


def test_who_was_not_infused_or_has_no_dose_on_record_has_a_row_that_says_so():
    found = said(exposure_table(pack()))
    assert ("Participant 2 · 01-002", ["MSC", "no dose is on record to the data cut"]) in found
    assert ("Participant 3 · 01-003", ["Cells", "not infused to the data cut"]) in found


def test_the_identity_check_at_the_bedside_is_said_where_cells_were_given():
    checked = form("01-002", "infusion", "infusion", flat={"exstdtc": "2026-03-09", "identity_checked": "no"})
    found = said(exposure_table(pack(checked)))
    assert ("Participant 1 · 01-001", ["Identity", "not entered"]) in found
    assert ("Participant 2 · 01-002", ["Identity", "not checked by two persons"]) in found
    assert not [
        words for title, words in found if title.startswith("Participant 3") and words[0] == "Identity"
    ]
