"""Exposure to the cell products: planned beside given, how it was released, how long it took; another's cells are said."""

from decimal import Decimal

import pytest
from tests.report.product import sample

from hepatica.datasets.participants import derive_participants
from hepatica.datasets.product_exposure import (
    derive_product_exposure,
    derive_strange_bags,
    derive_weight,
    manufactured,
)
from hepatica.ledger.product_rows import BagRow, ReleaseRow
from hepatica.report.study.catalogue import tables
from hepatica.report.study.cut import read_cut
from hepatica.report.study.document import study_report
from hepatica.report.study.exposure_table import exposure_table
from hepatica.report.table import Table, cell_text


def state(*more, without=()):
    return sample.cells(*more, without=without).state


def exposure(*more, without=()):
    found = state(*more, without=without)
    (who,) = derive_participants(sample.study(), found)
    return {one.product.id: one for one in derive_product_exposure(sample.study(), found, who)}


def printed(*more, without=()):
    table = exposure_table(read_cut(sample.study(), state(*more, without=without), sample.STAMP))
    return {
        row.cells[0].text or row.sentence: [*map(cell_text, row.cells[1:], table.columns[1:]), row.sentence]
        for row in table.rows
    }


def test_each_product_has_its_dose_lot_and_times():
    found = exposure()
    msc, cd34 = found["msc"], found["cd34"]
    assert (msc.dose.planned.value, msc.dose.cells.value, msc.volume) == (50, 48, 20)
    assert (msc.lots, [row.decision for row in msc.releases]) == (("MSC-01-004",), ["conditional"])
    assert msc.thaw_to_infusion == Decimal(100) / 60
    assert msc.vein_to_vein == Decimal(35 * 24 * 60 + 8 * 60 + 2) / 60
    assert (cd34.dose.planned, cd34.dose.cells.value, cd34.thaw_to_infusion) == (None, 129, None)


def test_a_product_that_was_not_given_says_so():
    assert printed(without=("CD34-01-004-A",))["CD34"] == ["not given to the data cut"]


def test_a_row_says_planned_given_lot_release_and_times():
    row = printed()["MSC"]
    assert row[1:9] == ["50", "48.0", "unknown", "20.0", "MSC-01-004", "at risk", "35 days", "1.7 h"]
    assert printed()["CD34"][1] == "all made"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            sample.result("MSC-01-004", "sterility_final", "positive", at="2026-03-14T09:00"),
            "Lot MSC-01-004: Sterility, final: positive does not meet the limit (negative).",
        ),
        (
            ReleaseRow(subject=sample.WHO, lot="MSC-01-004", decision="rejected", at="2026-03-20T10:00", user="rao", seq=9),
            "Lot MSC-01-004 was rejected on 20 Mar 2026, 10:00, after cells of it were given.",
        ),
        (
            BagRow(subject=sample.WHO, bag="MSC-01-004-A", started="2026-03-09T17:42", ended="2026-03-09T18:00", volume="9", stopped_for="chills", cells="21", authorised=7),
            "MSC-01-004-A ran in part: chills.",
        ),
        (
            BagRow(subject=sample.WHO, bag="MSC-01-004-A", started="2026-03-09T17:42", ended="2026-03-09T18:00", volume="20", complete=True, cells="48", reason="The network was down"),
            "MSC-01-004-A was given without authorisation: The network was down.",
        ),
        (
            BagRow(subject=sample.WHO, bag="MSC-01-003-A", started="2026-03-09T17:42", donor="01-003"),
            "MSC-01-003-A, of 01-003, ran in on 9 Mar 2026, 17:42: not this participant's cells.",
        ),
    ],
)  # fmt: skip
def test_what_did_not_go_as_planned_is_a_sentence_below(row, sentence):
    assert sentence not in {line[-1] for line in printed().values()}
    assert sentence in {line[-1] for line in printed(row).values()}


def test_another_participants_bag_is_no_dose_of_this_one():
    stray = BagRow(subject=sample.WHO, bag="MSC-01-003-A", started="2026-03-09T17:42", donor="01-003")
    found = state(stray, without=("MSC-01-004-A",))
    assert [bag.bag for bag in derive_strange_bags(sample.study(), found, sample.WHO)] == ["MSC-01-003-A"]
    assert exposure(stray, without=("MSC-01-004-A",))["msc"].bags == ()


def test_a_second_dose_is_a_line_of_its_own():
    second = BagRow(subject=sample.WHO, bag="MSC-01-004-B", dose=2, started="2026-06-08T10:00", ended="2026-06-08T10:20", volume="20", complete=True, cells="48", authorised=9)  # fmt: skip
    assert {"MSC", "MSC, dose 2"} <= set(printed(second))


def test_no_weight_in_the_record_is_no_weight():
    assert derive_weight(sample.study(), state(), sample.WHO, "2026-03-09") is None


def test_a_record_without_cells_prints_no_table_of_them():
    bare = state(without=("BM", "LP", "MSC", "CD34"))
    assert not manufactured(sample.study(), bare)
    cut = read_cut(sample.study(), bare, sample.STAMP)
    assert "products" not in tables(cut)
    assert exposure_table(cut).rows[0].sentence == "The record holds no cell product."
    assert "14.1.2" not in [one.id for one in study_report(cut).blocks if isinstance(one, Table)]
    full = read_cut(sample.study(), state(), sample.STAMP)
    assert "products" in tables(full)
    assert "14.1.2" in [one.id for one in study_report(full).blocks if isinstance(one, Table)]
