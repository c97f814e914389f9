"""The design that is written is the trial that is decided: one rule, one grid, one window."""

from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

import hepatica
from hepatica.design.dose.decide import decide
from hepatica.design.dose.participants import Cells, Participant
from hepatica.design.dose.planned import dose_design
from hepatica.design.dose.rules import (
    KINDS,
    Boin,
    BoinPairs,
    Crm,
    Keyboard,
    MtpiTwo,
    Optimum,
    OverdoseControl,
    ThreePlusThree,
    TiteBoin,
    TiteCrm,
)
from hepatica.design.load import load
from hepatica.design.proceeding import Decisions
from hepatica.design.written import dump

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


GUESSED = (Decimal("0.1"), Decimal("0.2"), Decimal("0.3"))
KEY = {"low": Decimal("0.25"), "high": Decimal("0.35")}
CURVE = {
    "reference_dose": Decimal(50), "low": Decimal("0.16"), "high": Decimal("0.33"),
    "prior_means": (Decimal(-1), Decimal(0)), "prior_sds": (Decimal(2), Decimal(1)),
}  # fmt: skip
RELATED = ((Decimal(1), Decimal("-0.3")), (Decimal("-0.3"), Decimal(1)))


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ({"family": "3+3"}, ThreePlusThree()),
        ({"family": "boin", "least_treated": 6}, Boin(target=0.3, safe=0.6, toxic=1.4, least=6)),
        ({"family": "tite_boin", "window_days": 90}, TiteBoin(target=0.3, safe=0.6, toxic=1.4)),
        ({"family": "keyboard", **KEY}, Keyboard(target=0.3, half_width=0.05)),
        ({"family": "mtpi2", **KEY}, MtpiTwo(target=0.3, half_width=0.05)),
        ({"family": "crm", "skeleton": GUESSED, "prior_sd": 1, "overdose": None},
         Crm(target=0.3, skeleton=(0.1, 0.2, 0.3), prior_sd=1)),
        ({"family": "tite_crm", "skeleton": GUESSED, "prior_sd": 1},
         TiteCrm(target=0.3, skeleton=(0.1, 0.2, 0.3), prior_sd=1, cutoff=0.95)),
        ({"family": "blrm", "overdose": None, **CURVE}, OverdoseControl(reference=50, mean=(-1, 0))),
        ({"family": "blrm", "overdose": Decimal("0.3"), "correlation": RELATED, **CURVE},
         OverdoseControl(reference=50, mean=(-1, 0), most=0.3, correlation=((1, -0.3), (-0.3, 1)))),
        ({"family": "obd", "least_efficacy": Decimal("0.3"), "plateau": Decimal("0.1")},
         Optimum(most_toxicity=0.3, least_efficacy=0.3, margin=0.1)),
    ],
)  # fmt: skip
def test_every_family_of_a_design_has_its_rule_and_decides(written, parts, rule):
    found = dose_design(changed(written, **{"least_treated": None} | parts))
    assert found.rule == rule
    assert found.window_days == parts.get("window_days", 28)
    three = tuple(
        Participant(
            id=f"P{k}",
            cells=(Cells(planned=25, infused=25),),
            route="hepatic_artery",
            followed_days=99,
            response=True,
        )
        for k in range(3)
    )
    assert decide(found, three).action in {"escalate", "stay"}


def test_every_family_that_a_design_may_name_is_tried_here_or_decides_on_pairs():
    assert set(get_args(Decisions)) == {"none", *KINDS}


def test_a_new_family_leaves_the_text_of_an_older_design_as_it_was(written):
    assert "reference_dose" not in dump(written)
    assert "prior_means" not in dump(written)


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
    assert found.unit == "10^6/kg cd34 + 10^6 msc"


def test_a_trial_begins_where_its_first_level_says(written):
    cohorts = written.cohorts.model_copy(update={"first_level": "level_2"})
    assert dose_design(written.model_copy(update={"cohorts": cohorts})).start == 2


@pytest.mark.parametrize(
    ("match", "parts"),
    [
        ("decides on no dose", {"family": "none"}),
        ("needs a target", {"target": None}),
        ("as far below the target", {"family": "keyboard", "low": Decimal("0.2"), "high": Decimal("0.35")}),
        ("'prior_means' needs two numbers", {"family": "blrm", **CURVE, "prior_means": GUESSED}),
        ("'prior_sds' needs two numbers", {"family": "blrm", **CURVE, "prior_sds": None}),
        ("has two rows, not 1", {"family": "blrm", **CURVE, "correlation": RELATED[:1]}),
        ("no correlation matrix", {"family": "blrm", **CURVE, "correlation": ((1, 2), (2, 1))}),
        ("reference dose of 0", {"family": "blrm", **CURVE, "reference_dose": None}),
    ],
)
def test_a_design_without_such_a_decision_is_refused(written, match, parts):
    with pytest.raises(ValueError, match=match):
        dose_design(changed(written, **parts))
