"""ADEX and ADTI: doses as given, biopsies as dated; a pair in reverse order is flagged and never swapped."""

from decimal import Decimal

import pytest
from tests.datasets.adam.trial import answers_of, background, inputs, on, treated, value_of
from tests.datasets.record import form

from hepatica.datasets.adam import DATASETS, NoSuchDataset, find_dataset
from hepatica.datasets.adam.adex import derive_adex
from hepatica.datasets.adam.adti import derive_adti

WHO = "01-001"


def biopsy(visit, day, time, *reads):
    rows = [
        {"reader": f"R{n}", "method": method, "nuclei": nuclei, "cd34_positive": positive}
        for n, (method, positive, nuclei) in enumerate(reads, 1)
    ]
    return form(WHO, visit, "biopsy", *rows, flat={"midtc": on(day), "timepoint": time})


def tissue(*rows):
    return derive_adti(inputs(treated(), *background(), *rows))


def test_a_biopsy_is_its_readings_added_up_with_an_interval_and_each_reading_beside():
    found = tissue(biopsy("gate", -3, "before", ("ihc_single", "90", "8000"), ("ihc_single", "110", "8000")))
    whole = found.find(PARAMCD="CD34PCT", ANL01FL="Y")
    row = dict(zip(found.plan.place, whole.values, strict=True))
    assert (row["CD34POS"], row["CD34CNT"], row["AVAL"], row["READINGS"]) == (200, 16000, Decimal("1.25"), 2)
    assert row["AVALLO"] < Decimal("1.25") < row["AVALHI"]
    assert row["CIMETHOD"] == "Wilson"
    assert [r["READER"] for r in found.records() if r["PARAMCD"] == "CD34PCT"] == [None, "R1", "R2"]


def test_biopsies_in_reverse_order_are_flagged_and_not_swapped():
    found = tissue(
        biopsy("gate", 30, "before", ("ihc_single", "90", "8000")),
        biopsy("biopsy_2", -3, "after", ("ihc_single", "160", "8000")),
    )
    assert value_of(found, "REVERSFL", PARAMCD="CD34PCT", AVISIT="After", ANL01FL="Y") == "Y"
    assert value_of(found, "ADY", PARAMCD="CD34PCT", AVISIT="Before", ANL01FL="Y") == 30
    assert value_of(found, "BASE", PARAMCD="CD34PCT", AVISIT="After", ANL01FL="Y") == Decimal("1.125")
    assert value_of(found, "CHG", PARAMCD="CD34PCT", AVISIT="After", ANL01FL="Y") == Decimal("0.875")


def test_counts_of_two_methods_have_no_change_and_a_biopsy_not_counted_its_reason():
    found = tissue(
        biopsy("gate", -3, "before", ("ihc_single", "90", "8000")),
        biopsy("biopsy_2", 93, "after", ("flow", "160", "8000")),
    )
    assert value_of(found, "CHG", PARAMCD="CD34PCT", AVISIT="After", ANL01FL="Y") is None
    empty = tissue(biopsy("gate", -3, "before", ("ihc_single", "", "")))
    assert value_of(empty, "NOVALRSN", PARAMCD="CD34PCT") == "biopsy taken, not counted"
    assert len(tissue()) == 0


def test_a_count_knows_the_answers_of_both_biopsies():
    rows = (
        treated(),
        *background(),
        biopsy("gate", -3, "before", ("ihc_single", "90", "8000")),
        biopsy("biopsy_2", 93, "after", ("ihc_single", "160", "8100")),
    )
    given = inputs(*rows)
    found, answers = derive_adti(given), answers_of(given.state)
    row = found.find(PARAMCD="CD34PCT", AVISIT="After", ANL01FL="Y")
    assert {answers[n].value for n in found.events(row, "AVAL")} == {"160", "8100", "ihc_single"}
    assert {"90", "8000", "160", "8100"} <= {answers[n].value for n in found.events(row, "CHG")}


def test_doses_are_those_given_with_their_day_and_their_events():
    page = form(
        WHO, "infusion_day", "infusion", flat={"exstdtc": on(3), "dose_cd34": "12.5", "dose_weight": "50"}
    )
    gcsf = form(
        WHO, "gcsf", "gcsf", {"ecstdtc": on(0) + "T10:30", "ecdose": "520"}, {"ecstdtc": on(1) + "T10:30"}
    )
    given = inputs(treated(), *background()[:3], gcsf, page)
    found, answers = derive_adex(given), answers_of(given.state)
    said = [(r["EXTRT"], r["PARAMCD"], r["AVAL"], r["ADY"]) for r in found.records()]
    assert said == [
        ("G-CSF", "GCSFDOSE", 520, 0),
        ("G-CSF", "GCSFDOSE", None, 1),
        ("CD34", "CELLS", Decimal("12.5"), 3),
        ("CD34", "CELLSKG", Decimal("0.25"), 3),
    ]
    events = found.events(found.find(PARAMCD="CELLS"), "AVAL")
    assert [answers[n].value for n in events] == ["12.5"]


def test_every_dataset_is_found_by_name_and_another_name_is_a_sentence():
    assert find_dataset(" adlb").plan.name == "ADLB"
    with pytest.raises(NoSuchDataset) as refused:
        find_dataset("ADXX")
    assert str(refused.value) == f"There is no dataset 'ADXX'. The datasets are: {', '.join(DATASETS)}."


def test_every_dataset_of_an_empty_record_is_built_and_empty():
    assert {name: len(one.derive(inputs())) for name, one in DATASETS.items()} == dict.fromkeys(DATASETS, 0)
