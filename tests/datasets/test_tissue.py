"""Readings row by row, the change of a pair, and a missing biopsy with the record's own reason."""

from decimal import Decimal

import pytest
from tests.datasets.record import form, person, state, study

from hepatica.datasets.bindings import NAMES
from hepatica.datasets.tissue import derive_pair
from hepatica.datasets.tissue_change import derive_missing, derive_rule, derive_tissue_change
from hepatica.datasets.tissue_readings import derive_core, derive_readings
from hepatica.ledger.rows import Answer, FormRow
from hepatica.study.schedule import ItemAddress
from hepatica.study.tissue import Adequacy, Flags, Method, Tissue
from hepatica.tissue.counts import SINGLE_STAIN, Precision
from hepatica.tissue.reading_rule import Verdict

WHO = "01-001"
BOUND = {
    "biopsy_length": "length",
    "biopsy_tracts": "portal_tracts",
    "biopsy_gcsf_days": "gcsf_days",
    "biopsy_blood_cd34": "blood_cd34",
    "cd34_reader": "reader",
    "cd34_read_on": "read_date",
    "cd34_stain": "stain",
    "cd34_clone": "clone",
    "cd34_lot": "antibody_lot",
    "cd34_area": "roi_area",
    "cd34_area_positive": "area_positive",
    "cd34_area_total": "area_total",
    "cd34_masked": "masked",
    "cd34_controls": "control_ok",
}
TISSUE = Tissue(
    methods=(
        Method(
            id="ihc_duplex",
            title="Double stain",
            numerator="CD34+ERG- cells",
            denominator="nuclei",
            label="CD34+ERG−",
            source="proposal",
            reference="test",
        ),
    ),
    adequacy=Adequacy(
        length_mm=20, portal_tracts=11, area_mm2=10, nuclei=2000, source="literature", reference="test"
    ),
    flags=Flags(imprecise=20, quantifiable=100, source="literature", reference="test"),
)


def described():
    """The reference study with every reading bound and its measurement described."""
    plain = study()
    bound = plain.analysis.bindings | {n: ItemAddress(form="biopsy", item=i) for n, i in BOUND.items()}
    analysis = plain.analysis.model_copy(update={"bindings": bound})
    return plain.model_copy(update={"analysis": analysis, "tissue": TISSUE})


def undescribed():
    """The study as an earlier version held it: neither the new bindings nor a described measurement."""
    plain = study()
    bound = {name: address for name, address in plain.analysis.bindings.items() if name not in BOUND}
    analysis = plain.analysis.model_copy(update={"bindings": bound})
    return plain.model_copy(update={"analysis": analysis, "tissue": Tissue()})


def biopsy(visit, time, date, *reads, **flat):
    return form(WHO, visit, "biopsy", *reads, flat={"midtc": date, "timepoint": time} | flat)


def reading(positive, nuclei, method="ihc_single", **more):
    return {"method": method, "cd34_positive": positive, "nuclei": nuclei} | more


FULL = reading(
    "12",
    "5000",
    reader="N. Rao",
    read_date="2026-03-01",
    stain="dab",
    clone="QBEnd/10",
    antibody_lot="AB-1",
    roi_area="12.50",
    sinusoidal_fraction="6.2",
    masked="yes",
    control_ok="yes",
)
BEFORE = biopsy(
    "gate",
    "before",
    "2026-02-25",
    FULL,
    FULL | {"reader": "S. Iyer", "cd34_positive": "14"},
    length="24.0",
    portal_tracts="12",
    gcsf_days="40",
    blood_cd34="3.1",
)
AFTER = biopsy(
    "biopsy_2",
    "after",
    "2026-08-25",
    FULL | {"cd34_positive": "40", "sinusoidal_fraction": "6.4"},
    FULL | {"reader": "S. Iyer", "cd34_positive": "44"},
    length="12.0",
    portal_tracts="6",
)


def test_every_name_this_reads_is_a_known_binding():
    assert set(BOUND) | {"cd34_instrument", "cd34_denominator"} <= set(NAMES)


def test_a_reading_is_a_row_with_all_that_was_recorded():
    first, second = derive_readings(described(), state(person(), BEFORE), WHO)
    assert (first.reader, first.number, first.stain, first.clone, first.lot) == (
        "N. Rao",
        1,
        "dab",
        "QBEnd/10",
        "AB-1",
    )
    assert (first.positive, first.counted, first.area_mm2) == (12, 5000, Decimal("12.50"))
    assert (first.sinusoids, first.masked, first.controls_ok, first.read_on) == (
        Decimal("6.2"),
        "yes",
        "yes",
        "2026-03-01",
    )
    assert (first.subject, first.visit, first.time, first.taken.iso()) == (
        WHO,
        "gate",
        "before",
        "2026-02-25",
    )
    assert first.count.per_mm2 == Decimal("0.96")
    assert (second.reader, second.number, second.positive) == ("S. Iyer", 2, 14)
    assert first.remarks == second.remarks == ()


def test_a_study_of_an_earlier_version_has_its_counts_and_nothing_more():
    first, _ = derive_readings(undescribed(), state(person(), BEFORE), WHO)
    assert (first.positive, first.counted, first.sinusoids) == (12, 5000, Decimal("6.2"))
    assert (first.reader, first.area_mm2, first.masked) == ("", None, "")
    found = derive_tissue_change(undescribed(), state(person(), BEFORE, AFTER), WHO)
    assert found.before.precision is found.before.adequacy is None
    assert found.before.label == SINGLE_STAIN
    assert found.change.cells.ratio > 1


@pytest.mark.parametrize(
    ("wrong", "remark"),
    [
        ({"masked": "no"}, "not masked"),
        ({"control_ok": "no"}, "controls not as they must be"),
        ({"nuclei": ""}, "not counted"),
        ({"cd34_positive": "5001"}, "more positive than counted, or none counted"),
        ({"nuclei": "0", "cd34_positive": "0"}, "more positive than counted, or none counted"),
    ],
)
def test_what_weakens_a_reading_is_named(wrong, remark):
    record = state(person(), biopsy("gate", "before", "2026-02-25", FULL | wrong))
    (found,) = derive_readings(described(), record, WHO)
    assert remark in found.remarks


def test_a_reading_with_more_positive_than_counted_enters_no_sum():
    record = state(
        person(), biopsy("gate", "before", "2026-02-25", reading("60", "50"), reading("3", "4000"))
    )
    pair = derive_pair(study(), record, WHO)
    assert (pair.before.positive, pair.before.counted) == (3, 4000)
    side = derive_tissue_change(described(), record, WHO).before
    assert (side.value.count.positive, side.value.count.counted) == (3, 4000)


def test_the_sinusoids_are_those_of_their_areas_where_no_fraction_is_stated():
    areas = {"area_positive": "620", "area_total": "9000", "sinusoidal_fraction": ""}
    record = state(person(), biopsy("gate", "before", "2026-02-25", FULL | areas))
    (found,) = derive_readings(described(), record, WHO)
    assert found.sinusoids == Decimal(62000) / 9000
    assert Decimal(derive_pair(described(), record, WHO).before.sinusoids) == found.sinusoids
    impossible = biopsy("gate", "before", "2026-02-25", FULL | areas | {"area_positive": "9001"})
    (wrong,) = derive_readings(described(), state(person(), impossible), WHO)
    assert wrong.sinusoids is None


@pytest.mark.parametrize(("stated", "strays"), [("6.9", False), ("6.8", True)])
def test_a_stated_fraction_that_is_not_that_of_its_areas_is_named(stated, strays):
    areas = {"area_positive": "620", "area_total": "9000", "sinusoidal_fraction": stated}
    (found,) = derive_readings(
        described(), state(person(), biopsy("gate", "before", "2026-02-25", FULL | areas)), WHO
    )
    assert ("sinusoidal fraction is not that of its areas" in found.remarks) is strays
    assert found.sinusoids == Decimal(stated)


def test_the_core_is_held_against_the_studys_limits():
    record = state(person(), BEFORE, AFTER)
    found = derive_tissue_change(described(), record, WHO)
    assert found.before.adequacy.adequate
    assert found.after.adequacy.failing == ("length 12.0 mm, below 20 mm", "portal tracts 6, below 11")
    assert (found.before.core.gcsf_days, found.before.core.blood_cd34) == ("40", "3.1")
    assert derive_core(described(), record, WHO, "baseline") is None


def test_the_change_agrees_with_the_pair_that_is_summed():
    record = state(person(), BEFORE, AFTER)
    pair, found = derive_pair(described(), record, WHO), derive_tissue_change(described(), record, WHO)
    for biopsy_, side in ((pair.before, found.before), (pair.after, found.after)):
        count = side.value.count
        assert (count.positive, count.counted, count.readings) == (
            biopsy_.positive,
            biopsy_.counted,
            biopsy_.readings,
        )
    assert found.change.verdict is Verdict.RISE_ALONE
    assert (found.before.precision, found.after.precision) == (
        Precision.NOT_QUANTIFIABLE,
        Precision.IMPRECISE,
    )
    assert found.missing == ()


def test_only_the_readings_of_the_first_method_make_the_value():
    mixed = biopsy(
        "gate",
        "before",
        "2026-02-25",
        reading("10", "5000", method="ihc_duplex"),
        reading("90", "5000", method="flow"),
    )
    found = derive_tissue_change(described(), state(person(), mixed), WHO)
    assert (found.before.value.method, found.before.value.count.positive) == ("ihc_duplex", 10)
    assert found.before.label == "CD34+ERG−"
    assert len(found.before.readings) == 2


def test_a_missing_biopsy_says_why_in_the_records_words():
    trial = described()
    declined = Answer(value=None, state="not_done", reason="declined", seq=9)
    asked = FormRow(subject=WHO, visit="biopsy_2", form="biopsy", answers={"0": {"midtc": declined}})
    assert derive_missing(trial, state(person(), BEFORE, asked), WHO, "after") == (
        "second biopsy not done: declined"
    )
    visit = form(WHO, "biopsy_2", "visit", flat={"svstat": "not_done", "svreas": "travelling"})
    absent = state(person(visits={"biopsy_2": "not_done"}), BEFORE, visit)
    assert derive_missing(trial, absent, WHO, "after") == "second biopsy not done: travelling"
    unsaid = state(person(visits={"biopsy_2": "not_done"}), BEFORE)
    assert derive_missing(trial, unsaid, WHO, "after") == "second biopsy not done, nor its visit"
    dead = state(person(ended={"death": "2026-06-01"}), BEFORE)
    assert derive_missing(trial, dead, WHO, "after") == "no second biopsy: died on 1 Jun 2026"
    uncounted = state(person(), BEFORE, biopsy("biopsy_2", "after", "2026-08-25"))
    assert derive_missing(trial, uncounted, WHO, "after") == "second biopsy taken, not counted"
    assert derive_missing(trial, state(person()), WHO, "before") == "no first biopsy to the data cut"


def test_a_missing_biopsy_is_never_filled_in():
    found = derive_tissue_change(described(), state(person(), BEFORE), WHO)
    assert found.after is None
    assert found.change.cells is None
    assert found.missing == (("after", "no second biopsy to the data cut"),)
    assert found.change.verdict is Verdict.NO_PAIR


def test_a_study_that_states_no_ratio_reads_no_pair_and_one_without_biopsies_has_none():
    mute = described().model_copy(update={"parameters": ()})
    found = derive_tissue_change(mute, state(person(), BEFORE, AFTER), WHO)
    assert derive_rule(mute) is None
    assert found.change.verdict is None
    assert found.change.cells.ratio > 1
    bare = study().model_copy(update={"analysis": study().analysis.model_copy(update={"bindings": {}})})
    nothing = derive_tissue_change(bare, state(person(), BEFORE), WHO)
    assert not nothing.started
    assert nothing.missing[0] == ("before", "the study records no biopsy")
