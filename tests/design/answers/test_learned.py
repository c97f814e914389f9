"""What so many can teach: exact numbers, each with its source."""

from decimal import Decimal

import pytest
from tests.design.answers.cast import built_in, two_arm

from hepatica.design.answers import variants
from hepatica.design.answers.learned import assumed, learned, percent


def facts(design):
    return {one.name: one for one in learned(design)}


def test_five_participants_in_the_reference_s_numbers():
    found = facts(variants(built_in("single_arm"), per_arm=[5])[0])
    assert found["none seen"].number == "52.2 %"
    assert found["one seen"].number == "0.51 to 71.6 %"
    assert found["unseen at 10 %"].number == "59 %"
    assert found["unseen at 20 %"].number == "32.8 %"
    assert found["a death of the disease"].number == "63.6 %"
    assert "64 %" in f"{float(found['a death of the disease'].number[:-2]):.0f} %"
    assert found["smallest p"].number == "0.0625"
    assert all(one.number in one.sentence and one.source for one in found.values())


def test_the_disease_is_that_of_the_design():
    design = built_in("single_arm")
    more = tuple(one.model_copy(update={"value": Decimal("0.25")}) for one in design.assumptions)
    found = facts(design.model_copy(update={"assumptions": more}))["deaths of the disease"]
    assert found.number == "3.5"
    none = design.model_copy(update={"assumptions": ()})
    assert facts(none)["deaths of the disease"].number == "2.6"
    assert assumed(none, "death_180") is None


def test_a_randomised_design_is_told_by_arm_and_has_no_test_of_pairs():
    found = facts(built_in("factorial"))
    assert found["none seen in an arm"].number == "4.3 %"
    assert "smallest p" not in found
    for alone in (built_in("single_arm"), two_arm()):  # whoever is given cells is in one arm
        assert "none seen in an arm" not in facts(alone)


def test_who_is_given_cells_before_an_event_is_known():
    found = facts(built_in("factorial"))["given cells before an event is known"]
    # 1 + 0.7 + 0.7 (1 - 0.3 × 7/28) + 0.7 (1 - 0.3 × 7/28) (1 - 0.3 × 14/28), since waiting is by 28, 7 and 7 days
    assert found.number == f"{1 + 0.7 + 0.7 * 0.925 + 0.7 * 0.925 * 0.85:.1f}"
    design = built_in("factorial")
    nobody = design.stagger.model_copy(update={"participants": 1})
    assert "given cells before an event is known" not in facts(design.model_copy(update={"stagger": nobody}))


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.5218, "52.2 %"), (0.00373, "0.37 %"), (1e-9, "below 0.05 %"), (0.0, "0 %"), (1.0, "above 99.9 %")],
)
def test_a_share_that_is_not_quite_all_or_nothing_never_reads_as_such(share, said):
    assert percent(share) == said
