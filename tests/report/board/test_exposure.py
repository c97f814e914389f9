"""Exposure: dose, viability and lot of each participant; a gap is a sentence."""

from tests.report.board.packs import pack, said

from hepatica.report.board.exposure import exposure_table


def test_a_dose_stands_with_viability_and_lot():
    first = [words for title, words in said(exposure_table(pack())) if title == "Participant 1 · 01-001"]
    assert ["CD34⁺", "2\N{NO-BREAK SPACE}Mar\N{NO-BREAK SPACE}2026", "190.0", "3.2", "84.5", "C-1"] in first
    assert ["MSC", "2\N{NO-BREAK SPACE}Mar\N{NO-BREAK SPACE}2026", "48.0", "0.8", "93.5", "M-1"] in first


def test_who_was_not_infused_or_has_no_dose_on_record_has_a_row_that_says_so():
    found = said(exposure_table(pack()))
    assert ("Participant 2 · 01-002", ["MSC", "no dose is on record to the data cut"]) in found
    assert ("Participant 3 · 01-003", ["Cells", "not infused to the data cut"]) in found
