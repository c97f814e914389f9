"""What a design cannot be is said in one sentence, at its line."""

from __future__ import annotations

import pytest
from tests.design.conftest import Spoil, built_in

from hepatica.design.load import check

SPOILT = [
    ("dose_finding", "msc: 100", "msc: 40", "the dose grid does not increase: 'level_3' is not more than 'level_2'"),
    ("dose_finding", 'target: "0.3"', 'target: "1.3"', "'target' 1.3 is not a share: it must lie between 0 and 1"),
    ("dose_finding", 'low: "0.18"', 'low: "0.35"', "'low' 0.35 is not below the target 0.3"),
    ("dose_finding", "least_treated: 3", "skeleton: [0.1]", "'skeleton' says nothing to 'boin': leave it out"),
    ("dose_finding", "family: boin\n", "family: crm\n", "'crm' needs 'skeleton'"),
    ("dose_finding", "first_level: level_1", "first_level: level_9", "there is no level 'level_9'"),
    ("dose_finding", "family: boin\n", "family: boin_comb\n", "two cell types together need two numbers or more of each"),
    ("dose_finding", "arm: both\n    cd34: 1\n    msc: 25", "arm: both\n    msc: 25", "the arm 'both' holds 'cd34': say how many"),
    ("factorial", "per_arm: 79", "per_arm: 0", "'per_arm' 0 cannot be: an arm holds at least one participant"),
    ("factorial", 'power: "0.8"', 'power: "80"', "'power' 80 is not a share: it must lie between 0 and 1"),
    ("factorial", 'alpha: "0.05"\n  sides', 'alpha: "0"\n  sides', "'alpha' 0 is not a share"),
    ("factorial", "sides: 2", "sides: 3", "a test has one side or two, not 3"),
    ("factorial", "replicates: 10000", "replicates: 0", "'replicates' 0 cannot be: a design is played at least once"),
    ("factorial", 'fractions: ["0.5", "1"]', 'fractions: ["0.7", "0.5", "1"]', "each more than the one before"),
    ("factorial", 'fractions: ["0.5", "1"]', 'fractions: ["0.5", "0.9"]', "the last look is at all the information: 1"),
    ("factorial", "what: controls", "what: safety", "safety is never borrowed"),
    ("factorial", "ess_cap: 10", "ess_cap: 90", "the prior may stand for 90 patients, more than the 79 of the concurrent"),
    ("factorial", 'robust_weight: "0.2"', 'robust_weight: "0.1"', "a vague part of 0.1 is not between 0.2 and 1"),
    ("factorial", 'observed: "0.5"', 'observed: "-9"', "the prior has no mass where the data are: -9 was observed"),
    ("factorial", "blocks: [4, 8]", "blocks: [4, 6]", "a block of 6 does not hold the shares of the arms, 4 in all"),
    ("factorial", "of: severity\n", "of: route\n    ranked: true\n", "never one ranked axis"),
    ("factorial", "cells: none\n", "cells: gcsf\n", "'beats_each' needs the four cells of the 2 × 2, and the arms lack: none"),
    ("factorial", "day: 180\n    better: lower\n    delta", "day: 365\n    better: lower\n    delta", "lies after the end of"),
    ("factorial", "    sd: 4\n", "", "a continuous endpoint that asks for a beats each needs 'sd'"),
    ("factorial", "death: composite", "death: hypothetical", "'had not died' is nothing a value can stand for"),
    ("factorial", "transplant: composite", "transplant: treatment_policy", "of the own liver exists after it"),
    ("factorial", "adjusts_for: [baseline, severity]", "adjusts_for: [route]", "there is no stratum 'route'"),
    ("factorial", "endpoint: meld\n", "endpoint: mled\n", "there is no endpoint 'mled'; did you mean 'meld'?"),
    ("factorial", "low: 3\n    high: 5", "low: 5\n    high: 6", "4 does not lie in its own range, 5 to 6"),
    ("factorial", 'dropout: "0.05"', 'dropout: "1"', "a dropout of 1 is not a share below 1"),
    ("single_arm", "question: description\n    variable: MELD", "question: difference\n    variable: MELD",
     "'difference' needs an arm under standard care alone"),
    ("single_arm", "infusions: [0, 28]", "infusions: [28, 0]", "days of infusion begin with 0 and increase"),
    ("single_arm", "route: hepatic_artery", "route: none", "cells go by a route: name it"),
    ("single_arm", 'fraction: "0.73"', "mean: 60", "more cannot be released (60) than was manufactured (50)"),
    ("single_arm", 'fraction: "0.73"', 'fraction: "1.3"', "1.3 is not a share of the quantity before"),
    ("single_arm", "method: single_arm", "method: permuted_blocks", "permuted blocks have sizes: name them"),
    ("single_arm", 'prior_a: "0.3"', 'prior_a: "-1"', "'prior_a' -1 is no prior"),
    ("single_arm", 'alpha: "0.10"\n', 'above: "0.9999999999999"\n', "it can never stop within 14 participants"),
    ("single_arm", '    alpha: "0.10"\n', "", "'beta_binomial' needs 'alpha'"),
    ("single_arm", "needs: 1\n", "needs: 15\n", "it can never pause: it needs 15 of 14 participants"),
    ("single_arm", "window_days: 28\n", "window_days: 280\n", "the window of 280 days outlasts the follow-up"),
    ("single_arm", "family: none", "family: boin", "'boin' needs 'target'"),
    ("single_arm", "id: single_arm\n", "id: Single arm\n", "'Single arm' is not an id"),
]  # fmt: skip


@pytest.mark.parametrize("name", ["factorial", "two_arm", "single_arm", "dose_finding", "optimal_dose"])
def test_a_built_in_design_has_no_problem(name: str, spoil: Spoil) -> None:
    assert check(spoil(name)) == ()


@pytest.mark.parametrize(("name", "old", "new", "said"), SPOILT, ids=[f"{n}: {o}" for n, _, o, _ in SPOILT])
def test_what_cannot_be_is_told_with_its_place(
    name: str, old: str, new: str, said: str, spoil: Spoil
) -> None:
    found = [problem for problem in check(spoil(name, old, new)) if said in problem.sentence]
    assert len(found) == 1
    assert found[0].file == f"{name}.yaml"
    assert found[0].line > 1 or said.startswith("'Single") or "sample" in said


def test_a_boundary_that_errs_more_than_allowed_even_at_the_worst_can_never_stop(spoil: Spoil) -> None:
    """With one participant 0.15 is more than an alpha of 0.10; with two, 0.0225 is less."""
    said = "it can never stop within 1 participants, whatever happens"
    assert said in [p.sentence for p in check(spoil("single_arm", "per_arm: 14", "per_arm: 1"))]
    assert said not in [p.sentence for p in check(spoil("single_arm", "per_arm: 14", "per_arm: 2"))]


def test_events_of_any_cause_need_a_window(spoil: Spoil) -> None:
    rule = "counts: related_serious\n    family: beta"
    path = spoil("single_arm", rule, rule.replace("related_", ""), "    window_days: 28\n", "")
    assert any("events of any cause come with time too" in p.sentence for p in check(path))


def test_a_design_without_a_pause_is_told_so(spoil: Spoil) -> None:
    text = built_in("single_arm")
    start, end = text.index("  - id: review\n"), text.index("  - id: serious_events\n")
    path = spoil("single_arm", text[start:end], "")
    assert any("a boundary alone protects few" in p.sentence for p in check(path))


def test_routes_are_never_levels_of_one_grid(spoil: Spoil) -> None:
    text = built_in("dose_finding")
    arm = text[text.index("  - id: both\n") : text.index("allocation:")]
    other = arm.replace("id: both", "id: by_vein").replace("hepatic_artery", "intravenous")
    path = spoil(
        "dose_finding",
        arm,
        arm + other,
        "  - id: level_3\n    arm: both",
        "  - id: level_3\n    arm: by_vein",
    )
    assert any("a route is a stratum, not a dose" in p.sentence for p in check(path))


BOIN = (
    'family: boin\n  target: "0.3"\n  low: "0.18"\n  high: "0.42"\n  overdose: "0.95"\n  least_treated: 3\n'
)
BLRM = 'family: blrm\n  reference_dose: 50\n  low: "0.16"\n  high: "0.33"\n  prior_means: [-1, 0]\n  prior_sds: [2, 1]\n'
CONTROL = [
    ("  correlation: [[1, 0], [0, 1]]\n", ()),
    ('  correlation: [["1", "0.5"], ["0.4", "1"]]\n', ("this is no correlation matrix",)),
    ('  correlation: [["1", "1.5"], ["1.5", "1"]]\n', ("this is no correlation matrix",)),
    ('  correlation: [["1", "0.5"]]\n', ("this is no correlation matrix",)),
    ("  target: 0.3\n", ("'target' says nothing to 'blrm': leave it out",)),
]


@pytest.mark.parametrize(("more", "said"), CONTROL, ids=[repr(more) for more, _ in CONTROL])
def test_overdose_control_has_its_numbers_and_a_correlation_matrix(
    more: str, said: tuple[str, ...], spoil: Spoil
) -> None:
    found = [problem.sentence for problem in check(spoil("dose_finding", BOIN, BLRM + more))]
    assert len(found) == len(said)
    assert all(part in sentence for part, sentence in zip(said, found, strict=True))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("prior_means: [-1, 0]", "prior_means: [-1]", "the curve has two unknowns, and 'prior_means' has 1"),
        ("prior_sds: [2, 1]", "prior_sds: [2, 0]", "a prior has a spread: both lie above 0"),
        ("reference_dose: 50", "reference_dose: -1", "a curve is anchored at a number above 0"),
        ('low: "0.16"', 'low: "0.4"', "'low' 0.4 is not below 'high' 0.33"),
        ("  reference_dose: 50\n", "", "'blrm' needs 'reference_dose'"),
    ],
)
def test_a_curve_that_cannot_be_is_told_with_its_place(old: str, new: str, said: str, spoil: Spoil) -> None:
    found = [problem.sentence for problem in check(spoil("dose_finding", BOIN, BLRM.replace(old, new)))]
    assert [said in sentence for sentence in found] == [True]


ENGINES = [
    ("single_arm", 'prior_b: "1.7"', 'prior_b: "1700"', "no outcome of the trial could change its mind"),
    ("dose_finding", "cd34: 1\n    msc: 100", "cd34: 2\n    msc: 100", "both cell types vary over the grid, and 'boin' finds one"),
    ("dose_finding", 'family: boin\n  target: "0.3"\n  low: "0.18"\n  high: "0.42"',
     'family: keyboard\n  target: "0.3"\n  low: "0.25"\n  high: "0.42"', "the key must reach as far below the target 0.3"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "said"), ENGINES, ids=[said for *_, said in ENGINES])
def test_what_an_engine_refuses_is_told_with_its_place(
    name: str, old: str, new: str, said: str, spoil: Spoil
) -> None:
    assert [said in problem.sentence for problem in check(spoil(name, old, new))] == [True]
