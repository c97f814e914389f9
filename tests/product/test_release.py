from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.conduct.cells import MSC, limit
from tests.product.laboratory import LINE, ME, RESULTS, decision, material, move, result, state

from hepatica.product.lineage import Breach
from hepatica.product.quantities import Kilograms
from hepatica.product.release import against, against_bag, late_failures, limit_words, meets, verdict

LOT, BAG = "MSC-01-001", "MSC-01-001-A"
NOW = "2026-03-14T20:00"


def judged(*rows, now=NOW, product=MSC, weight=None, line=LINE):
    return verdict(product, state(*rows, line=line), ME, LOT, now, weight)


def by_id(specification):
    return {one.id: one for one in specification.criteria}


def test_each_criterion_has_its_verdict_value_limit_and_source():
    found = by_id(judged(*RESULTS))
    assert {name: one.verdict for name, one in found.items()} == {
        "viability": "pass",
        "endotoxin": "pass",
        "mycoplasma": "pass",
        "cells": "pass",
        "passage": "pass",
        "sterility": "pending",
        "karyotype": "shown",
    }
    assert (found["viability"].result, found["viability"].limit) == ("92 %", "≥ 80 %")
    assert found["viability"].asked.reference
    assert (found["sterility"].day, found["sterility"].of) == (9, 14)
    assert found["sterility"].sentence == "Sterility, final: pending, day 9 of 14."


def test_passages_and_living_cells_are_computed_not_typed():
    found = by_id(judged(*RESULTS))
    assert (found["passage"].value, found["passage"].computed) == ("2", True)
    assert (found["cells"].value, found["cells"].unit) == ("134.32", "10^6")


def test_living_cells_wait_for_the_viability():
    assert by_id(judged())["cells"].verdict == "missing"


def test_a_fifth_passage_fails():
    rows = [material("BM-01-001", "marrow")]
    rows += [material(f"P{n}", "passage", f"P{n - 1}" if n > 1 else "BM-01-001", seq=n) for n in range(1, 6)]
    rows.append(material(LOT, "lot", "P5", cells="100 10^6"))
    found = by_id(judged(line=rows))["passage"]
    assert (found.verdict, found.sentence) == ("fail", "Passages: 5 does not meet the limit (≤ 4).")


def test_what_nobody_tested_is_missing_and_what_only_informs_decides_nothing():
    found = by_id(judged())
    assert found["mycoplasma"].verdict == "missing"
    assert found["mycoplasma"].sentence == "Mycoplasma: nobody has tested it."
    assert found["karyotype"].verdict == "shown"
    assert not found["karyotype"].decides
    bad = by_id(judged(*RESULTS, result("karyotype", "abnormal")))["karyotype"]
    assert bad.verdict == "shown"


@pytest.mark.parametrize(
    ("comparison", "bound", "value", "met"),
    [
        ("at_least", "80", "80", True),
        ("at_least", "80", "80.0", True),
        ("at_least", "80", "79.999", False),
        ("at_most", "5", "5", True),
        ("at_most", "5", "5.0001", False),
        ("at_most", "5", "<0.5", True),
        ("at_most", "5", ">4", False),
        ("at_least", "80", ">95", True),
        ("at_least", "80", "<95", False),
        ("at_least", "80", "", False),
        ("at_least", "80", "NaN", False),
        ("at_least", "80", "high", False),
        ("equals", "negative", "negative", True),
        ("equals", "negative", "positive", False),
        ("equals", "negative", "", False),
        ("equals", "negative", "Negative", False),
    ],
)
def test_a_value_meets_its_limit_or_it_does_not(comparison, bound, value, met):
    assert meets(limit("x", "X", comparison, bound), value) is met


def test_values_in_other_units_are_converted_and_foreign_ones_meet_nothing():
    cells = limit("cells", "Cells", "at_least", "50", "10^6")
    assert meets(cells, "500", "10^5")
    assert not meets(cells, "50", "mL")
    assert limit_words(cells) == "≥ 50 10^6"


def test_growth_on_the_way_is_growth_and_no_growth_yet_is_pending():
    growth = result("sterility", "positive", final=False)
    assert by_id(judged(growth))["sterility"].verdict == "fail"
    quiet = result("sterility", "negative", final=False, at="2026-03-12T15:00", started="2026-03-05T15:00")
    assert by_id(judged(quiet))["sterility"].verdict == "pending"
    assert by_id(judged(quiet))["sterility"].sentence.endswith("day 9 of 14, negative so far.")


def test_no_growth_that_came_too_early_is_not_final():
    early = result("sterility", "negative", at="2026-03-10T15:00", started="2026-03-05T15:00")
    assert by_id(judged(early))["sterility"].verdict == "pending"
    due = result("sterility", "negative", at="2026-03-19T15:00", started="2026-03-05T15:00")
    assert by_id(judged(due, now="2026-03-20T10:00"))["sterility"].verdict == "pass"


def test_a_number_on_the_way_is_not_the_result():
    assert by_id(judged(result("viability", "92", unit="%", final=False)))["viability"].verdict == "pending"


def test_which_decisions_are_open():
    assert judged(*RESULTS).possible == ("conditional", "rejected")
    done = result("sterility", "negative", at="2026-03-12T15:00", started="2026-02-20T15:00")
    assert judged(*RESULTS[:3], done).possible == ("released", "rejected")
    assert judged(*RESULTS[1:]).possible == ("exceptional", "rejected")
    assert judged(*RESULTS[:3]).possible == ("exceptional", "rejected"), "a late test that was never set up"
    assert judged(*RESULTS[:3]).unmet == ("sterility",)
    low = judged(result("viability", "78", unit="%"), *RESULTS[1:])
    assert (low.possible, low.unmet, low.late) == (
        ("exceptional", "rejected"),
        ("viability",),
        ("sterility",),
    )


def test_a_dose_per_kilogram_needs_the_weight():
    product = MSC.model_copy(update={"release": (limit("dose", "Dose", "at_least", "2", "10^6/kg"),)})
    living = result("viability", "92", unit="%")
    assert by_id(judged(living, product=product))["dose"].verdict == "missing"
    heavy = by_id(judged(living, product=product, weight=Kilograms(Decimal(68))))["dose"]
    assert heavy.verdict == "fail"
    light = by_id(judged(living, product=product, weight=Kilograms(Decimal(64))))["dose"]
    assert (light.verdict, light.value) == ("pass", "2.09875")


def test_there_is_no_verdict_on_a_lot_that_is_not_there():
    with pytest.raises(Breach):
        verdict(MSC, state(), ME, "MSC-9", NOW)


# -- What stands against giving it ------------------------------------------------------------------------------------


def test_nothing_of_an_undecided_or_rejected_lot_is_given():
    assert against(judged(*RESULTS)) == ("Lot MSC-01-001 is not released.",)
    rejected = decision("rejected", expires="", reason="Too few alive.")
    assert against(judged(*RESULTS, rejected)) == (
        "Lot MSC-01-001 was rejected on 6 Mar 2026, 10:00: Too few alive.",
    )


@pytest.mark.parametrize("kind", ["released", "conditional", "exceptional"])
def test_a_lot_that_was_released_and_is_in_date_may_be_given(kind):
    assert against(judged(*RESULTS, decision(kind))) == ()


def test_an_expired_lot_is_not_given_from_the_minute_on():
    released = decision("released", expires="2026-03-14T20:00")
    assert against(judged(*RESULTS, released, now="2026-03-14T19:59")) == ()
    assert against(judged(*RESULTS, released, now="2026-03-14T20:00")) == (
        "Lot MSC-01-001 expired on 14 Mar 2026, 20:00.",
    )


def test_a_late_failure_stands_against_the_lot():
    grown = result("sterility", "positive", at="2026-03-14T09:00", started="2026-03-05T15:00", seq=80)
    found = judged(*RESULTS[:3], grown, decision("conditional", pending=("sterility",)))
    assert [one.id for one in late_failures(found)] == ["sterility"]
    assert against(found) == (
        "Since lot MSC-01-001 was released, Sterility, final: positive does not meet the limit (negative).",
    )


def test_what_was_weighed_when_the_lot_was_released_is_no_late_failure():
    low = result("viability", "78", unit="%")
    weighed = decision("exceptional", unmet=("viability",))
    assert late_failures(judged(low, *RESULTS[1:], weighed)) == ()
    again = result("viability", "60", unit="%", seq=90)
    assert [one.id for one in late_failures(judged(again, *RESULTS[1:], weighed))] == ["viability"]
    assert late_failures(judged(low, *RESULTS[1:])) == ()


def test_a_count_mended_after_it_was_weighed_is_weighed_again():
    few = decision("exceptional", unmet=("cells",))
    assert late_failures(judged(*RESULTS, few, line=lot_of("40 10^6"))) == ()
    found = late_failures(judged(*RESULTS, few, line=lot_of("4 10^6", measured=80)))
    assert [one.id for one in found] == ["cells"]
    fewer_alive = result("viability", "85", unit="%", seq=90)
    found = late_failures(judged(fewer_alive, *RESULTS[1:], few, line=lot_of("40 10^6")))
    assert [one.id for one in found] == ["cells"]


def lot_of(cells, measured=0):
    row = replace(material(LOT, "lot", "MSC-01-001-P2", cells=cells, seq=4), measured=measured)
    return tuple(row if one.material == LOT else one for one in LINE)


def bag_against(*rows, line=LINE, bag=BAG):
    return against_bag(MSC, state(*RESULTS, *rows, line=line), ME, bag, NOW)


def moved(*moves):
    return tuple(
        material(BAG, "bag", LOT, cells="48 10^6", moves=moves) if row.material == BAG else row
        for row in LINE
    )


def test_a_bag_of_a_released_lot_may_be_given():
    assert bag_against(decision("conditional")) == ()
    assert bag_against() == ("Lot MSC-01-001 is not released.",)


def test_a_bag_of_two_lots_waits_for_both():
    second = material("MSC-01-001-2", "lot", "MSC-01-001-P1", cells="90 10^6")
    both = material("MSC-01-001-Z", "bag", "MSC-01-001", "MSC-01-001-2", volume="20 mL")
    line = (*LINE, second, both)
    assert bag_against(decision("released"), line=line, bag="MSC-01-001-Z") == (
        "Lot MSC-01-001-2 is not released.",
    )


def test_a_bag_below_the_limit_after_thawing_may_not_be_given():
    low = result("viability", "74", on=BAG, unit="%")
    assert bag_against(decision("conditional"), low) == (
        "Bag MSC-01-001-A after thawing: Viability: 74 % does not meet the limit (≥ 80 %).",
    )
    assert bag_against(decision("conditional"), result("viability", "91", on=BAG, unit="%")) == ()


def test_a_thawed_bag_whose_cells_nobody_counted_may_not_be_given():
    assert bag_against(decision("conditional"), line=moved(move("thawed"))) == (
        "Bag MSC-01-001-A after thawing: Viability: nobody has tested it.",
    )


def test_a_bag_that_is_gone_or_is_none_may_not_be_given():
    assert bag_against(decision("conditional"), line=moved(move("disposed"))) == (
        "MSC-01-001-A was disposed of on 5 Mar 2026, 12:00.",
    )
    for other in (LOT, "MSC-9"):
        assert bag_against(bag=other) == (f"{other} is no bag of Mesenchymal cells.",)
    unreleased = (material("BM-01-001", "marrow"), material("X", "bag", "BM-01-001"))
    assert bag_against(line=unreleased, bag="X") == ("X was filled from no lot, so nothing released it.",)


def test_a_bag_whose_donor_cannot_be_shown_may_not_be_given():
    released = decision("conditional")
    orphan = (material(LOT, "lot"), material(BAG, "bag", LOT))
    assert bag_against(released, line=orphan) == (
        "MSC-01-001-A traces to MSC-01-001, which was not collected from anybody.",
    )
    assert bag_against(released, line=LINE[1:]) == ("There is no material 'BM-01-001'.",)
    mixed = tuple(
        material("MSC-01-001-P1", "passage", "BM-01-001", "BM-2") if row.material == "MSC-01-001-P1" else row
        for row in (*LINE, material("BM-2", "marrow"))
    )
    assert bag_against(released, line=mixed) == (
        "MSC-01-001-A traces to more than one collection: BM-01-001, BM-2.",
    )


# -- For every lot ----------------------------------------------------------------------------------------------------

VALUES = {
    "viability": st.sampled_from(["", "79.9", "80", "99"]),
    "endotoxin": st.sampled_from(["", "<0.1", "5", "5.1"]),
    "mycoplasma": st.sampled_from(["", "negative", "positive"]),
    "sterility": st.sampled_from(["", "negative", "positive"]),
    "karyotype": st.sampled_from(["", "normal", "abnormal"]),
}
GOOD = {
    "viability": {"80", "99"},
    "endotoxin": {"<0.1", "5"},
    "mycoplasma": {"negative"},
    "sterility": {"negative"},
}


@given(st.fixed_dictionaries({}, optional=VALUES))
def test_a_lot_is_released_exactly_when_everything_that_decides_is_good(values):
    rows = [
        result(test, value, started="2026-02-10T09:00", seq=60 + n)
        for n, (test, value) in enumerate(values.items())
    ]
    found = judged(*rows)
    good = {test for test, wanted in GOOD.items() if values.get(test) in wanted}
    assert ("released" in found.possible) == (good == set(GOOD))
    waits = good == set(GOOD) - {"sterility"} and values.get("sterility") == ""
    assert ("conditional" in found.possible) == waits
    assert found.possible[1] == "rejected"
    assert bool(found.unmet) == ("exceptional" in found.possible)
