"""A liver that grew worse is measured against the own last draw before G-CSF; what cannot be compared is in doubt."""

from decimal import Decimal

import msgspec
import pytest
from tests.datasets.record import draw, form, person, state, study

from hepatica.datasets.deterioration import derive_deterioration, limit_of, reads
from hepatica.study.stopping import Liver

WHO = "01-001"
LIMITS = Liver(
    score="MELD_UNOS_2002",
    score_rise="stop_meld_rise",
    bilirubin_times="stop_bilirubin_times",
    inr_rise="stop_inr_rise",
    encephalopathy="stop_encephalopathy",
    creatinine_times="stop_creatinine_times",
)


def infused(**changes):
    row = person(gcsf="2026-01-12", infusion="2026-01-15")
    return msgspec.structs.replace(row, infused="2026-01-15", **changes)


def worse(*draws, who=None, before=({},), more=()):
    rows = [form(WHO, "gate", "laboratory", *(draw("2026-01-10T08:00", **values) for values in before))]
    rows.append(form(WHO, "week_1", "laboratory", *draws))
    return derive_deterioration(study(), state(who or infused(), *rows, *more), WHO, LIMITS)


def test_the_limits_are_parameters_of_the_study():
    assert limit_of(study(), LIMITS.score_rise) == Decimal(5)
    assert limit_of(study(), LIMITS.inr_rise) == Decimal("0.5")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"bilirubin": "4.0"}, "bilirubin 4.0 from 2.0 mg/dL"),
        ({"inr": "2.0"}, "INR 2.0 from 1.5"),
        ({"creatinine": "2.01"}, "creatinine 2.01 from 1.0 mg/dL"),
    ],
)
def test_a_value_at_its_limit_counts_and_says_from_where_it_came(values, words):
    (one,) = worse(draw("2026-01-22T08:00", **values))
    assert words in one.words
    assert (one.address, one.doubt) == ("week_1/1", "")


@pytest.mark.parametrize(
    "values", [{"bilirubin": "3.9"}, {"inr": "1.9", "bilirubin": "1.0"}, {"creatinine": "1.1"}]
)
def test_a_value_below_its_limit_does_not_count(values):
    assert worse(draw("2026-01-22T08:00", **values)) == ()


def test_a_rise_of_the_score_by_five_points_counts_and_by_four_does_not():
    said = [worse(draw("2026-01-22T08:00", creatinine=value)) for value in ("1.4", "1.5", "1.6", "1.7")]
    rises = [one[0].words if one else "" for one in said]
    assert rises[-1] == "MELD_UNOS_2002 rose by 5"
    assert "" in rises, "a smaller rise of the same value is quiet"


def test_units_are_converted_before_they_are_compared():
    row = draw("2026-01-22T08:00", bilirubin="68.4")
    laboratory = form(WHO, "week_1", "laboratory", row, units={"bilirubin": "µmol/L"})
    base = form(WHO, "gate", "laboratory", draw("2026-01-10T08:00"))
    (one,) = derive_deterioration(study(), state(infused(), base, laboratory), WHO, LIMITS)
    assert one.words.startswith("bilirubin")


def test_a_draw_before_the_infusion_shows_no_effect_of_it():
    assert worse(draw("2026-01-14T08:00", bilirubin="9")) == ()
    assert worse(draw("2026-01-15T08:00", bilirubin="9"))


def test_without_a_baseline_nothing_can_be_told_and_it_says_so():
    (one,) = worse(draw("2026-01-22T08:00"), before=())
    assert one.doubt == "there is no complete draw before G-CSF to compare it with"


def test_nothing_is_looked_for_in_someone_who_was_not_infused():
    assert worse(draw("2026-01-22T08:00", bilirubin="9"), who=person(gcsf="2026-01-12")) == ()


def test_what_it_reads_is_known_so_that_nothing_else_asks_for_it():
    asked = reads(study())
    assert {("laboratory", "bilirubin"), ("laboratory", "inr"), ("clinical_liver", "encephalopathy")} <= asked
    assert ("laboratory", "alt") not in asked
