"""The design that is written is the trial that is decided: one rule, one grid, one window."""

from decimal import Decimal
from pathlib import Path

import pytest

import hepatica
from hepatica.design.dose.decide import decide
from hepatica.design.dose.participants import Cells, Participant
from hepatica.design.dose.planned import dose_design
from hepatica.design.dose.rules import (
    Boin,
    BoinPairs,
    Crm,
    Keyboard,
    MtpiTwo,
    Optimum,
    ThreePlusThree,
    TiteCrm,
)
from hepatica.design.load import load

BUILT_IN = Path(hepatica.__file__).parent / "designs"


@pytest.fixture(scope="module")
def written():
    return load(BUILT_IN / "dose_finding.yaml")


def changed(written, **parts):
    return written.model_copy(update={"decision": written.decision.model_copy(update=parts)})


def test_the_built_in_design_decides_on_the_number_of_msc(written):
    found = dose_design(written)
    assert found.rule == Boin(target=0.3, safe=0.6, toxic=1.4)
    assert (found.doses, found.second, found.unit) == ((25, 50, 100), (), "10^6 msc")
    assert (found.cohort, found.most, found.window_days, found.start) == (3, 12, 28, 1)
    assert (found.route, found.infusions) == ("hepatic_artery", 1)
    treated = tuple(
        Participant(
            id=f"P{k}", cells=(Cells(planned=25, infused=25),), route="hepatic_artery", followed_days=60
        )
        for k in range(3)
    )
    assert decide(found, treated).planned == (50,)


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ({"family": "3+3"}, ThreePlusThree),
        ({"family": "keyboard", "low": Decimal("0.25"), "high": Decimal("0.35")}, Keyboard),
        ({"family": "mtpi2", "low": Decimal("0.25"), "high": Decimal("0.35")}, MtpiTwo),
        ({"family": "crm", "skeleton": (Decimal("0.1"), Decimal("0.3"), Decimal("0.5")), "prior_sd": 1}, Crm),
        (
            {
                "family": "tite_crm",
                "skeleton": (Decimal("0.1"), Decimal("0.3"), Decimal("0.5")),
                "prior_sd": 1,
            },
            TiteCrm,
        ),
        ({"family": "obd", "least_efficacy": Decimal("0.3"), "plateau": Decimal("0.1")}, Optimum),
    ],
)
def test_every_family_of_a_design_has_its_rule(written, parts, rule):
    assert isinstance(dose_design(changed(written, **parts)).rule, rule)


def test_a_grid_of_both_cell_types_is_a_trial_of_pairs(written):
    low, middle, high = written.grid
    pairs = tuple(
        level.model_copy(update={"cd34": Decimal(number), "id": f"{level.id}_{number}"})
        for number in (1, 2)
        for level in (low, middle, high)
    )
    cohorts = written.cohorts.model_copy(update={"first_level": "level_1_1"})
    found = dose_design(
        changed(written.model_copy(update={"grid": pairs, "cohorts": cohorts}), family="boin_comb")
    )
    assert isinstance(found.rule, BoinPairs)
    assert (found.doses, found.second) == ((1, 2), (25, 50, 100))


@pytest.mark.parametrize(
    ("match", "parts"),
    [
        ("decides on no dose", {"family": "none"}),
        ("needs a target", {"target": None}),
        ("does not lie evenly", {"family": "keyboard", "low": Decimal("0.2"), "high": Decimal("0.35")}),
    ],
)
def test_a_design_without_such_a_decision_is_refused(written, match, parts):
    with pytest.raises(ValueError, match=match):
        dose_design(changed(written, **parts))
