"""A number of participants that lacks the power it says is told with the number that has it, for each kind of endpoint."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.design.conftest import Spoil

from hepatica.design.lint_sizes import Sized, sized
from hepatica.design.load import check, content, examine
from hepatica.stats.competing_plan import hazards_of, subdistribution_plan
from hepatica.stats.ranked_plan import noether
from hepatica.stats.sequential.sample_size import two_means, two_rates

LOOKS = "looks:\n  spending: obrien_fleming"
UNADJUSTED = ("adjusts_for: [baseline, severity]", "adjusts_for: [severity]")
PLAIN = (*UNADJUSTED, LOOKS, LOOKS.replace("obrien_fleming", "none"))
MELD = "    type: continuous\n    question: difference\n    variable: MELD_I_UNROUNDED\n    day: 180\n    better: lower\n"
NUMBERS = '    delta: 2\n    sd: 4\n    correlation: "0.6"\n'
RANKS = '    delta: "{}"\n    ranks: [Death, Transplantation, Alive]\n'


def told(path: Path) -> Sized:
    """What the number of participants of a design achieves, whatever else is wrong with it."""
    design = examine(path.name, content(path)).design
    assert design is not None
    found = sized(design)
    assert found is not None
    return found


def sentences(path: Path) -> list[str]:
    return [problem.sentence for problem in check(path)]


def endpoint(kind: str, numbers: str, better: str = "lower", question: str = "difference") -> tuple[str, str]:
    """The primary endpoint of the two arms, of another kind."""
    written = MELD.replace("continuous", kind).replace("lower", better).replace("difference", question)
    return MELD + NUMBERS, written + numbers


BEFORE, AFTER = (hazards_of(p, 0.06, horizon=180) for p in (0.183, 0.083))
KINDS = {
    "t test": ((), two_means(2, 4) / 2),
    "non-inferiority": (
        endpoint("continuous", "    margin: 2\n    sd: 4\n", question="non_inferiority"),
        two_means(2, 4) / 2,
    ),
    "days alive": (endpoint("days_alive", "    delta: 25\n    sd: 50\n", "higher"), two_means(25, 50) / 2),
    "binary": (
        endpoint("binary", '    rate: "0.5"\n    delta: "0.2"\n'),
        two_rates(0.3, 0.5, error=0.025, power=0.8).first,
    ),
    "DOOR": (endpoint("door", RANKS.format("0.15"), "higher"), noether(0.65)),
    "win ratio": (endpoint("win_ratio", RANKS.format("0.1"), "higher"), noether(0.6)),
    "events": (
        endpoint("competing", '    rate: "0.183"\n    delta: "0.1"\n'),
        subdistribution_plan(BEFORE, AFTER, horizon=180).patients / 2,
    ),
}


@pytest.mark.parametrize("name", KINDS)
def test_too_few_are_seen_and_the_number_named_is_enough(name: str, spoil: Spoil) -> None:
    changed, needed = KINDS[name]
    right = told(spoil("two_arm", *changed, *PLAIN)).needed
    assert 0 <= right - needed < 1.5
    short = spoil("two_arm", *changed, *PLAIN, "per_arm: 65", f"per_arm: {right // 2}")
    said = sentences(short)
    assert len(said) == 1
    assert said[0].startswith(f"{right // 2} for each arm give a power of 0.")
    assert said[0].endswith(f"not the 0.8 it says: {right} would")
    assert sentences(spoil("two_arm", *changed, *PLAIN, "per_arm: 65", f"per_arm: {right}")) == []


def test_a_baseline_saves_what_it_explains_and_looks_cost_what_they_spend(spoil: Spoil) -> None:
    """At a correlation of 0.6 a variance of 0.64 is left; two looks by Pocock's spending cost eleven per cent."""
    by = {
        name: told(spoil("two_arm", *UNADJUSTED, LOOKS, LOOKS.replace("obrien_fleming", name)))
        for name in ("none", "obrien_fleming", "pocock", "hwang_shih_decani\n  gamma: -4")
    }
    assert [one.needed for one in by.values()] == [64, 65, 72, 65]
    assert by["none"].power == pytest.approx(0.8078, abs=5e-4)
    assert told(spoil("two_arm", *PLAIN[2:])).needed == 42


def test_an_arm_of_double_share_needs_fewer_of_a_single_share(spoil: Spoil) -> None:
    """At a share of two the other arm's half of the variance is halved: 64 × (1 + ½) / 2."""
    both = "    cells: both\n"
    found = told(spoil("two_arm", *PLAIN, both, both + "    share: 2\n", "blocks: [4, 6]", "blocks: [3, 6]"))
    assert found.needed == 48


@pytest.mark.parametrize(
    ("kind", "numbers", "said"),
    [
        ("competing", '    rate: "0.1"\n    delta: "0.2"\n', "a rate of 0.1 cannot change by 0.2: it would be -0.1"),
        ("binary", '    rate: "0.1"\n    delta: "0.2"\n', "a rate of 0.1 cannot change by 0.2: it would be -0.1"),
        ("door", RANKS.format("0.5"), "a win probability of a half and 0.5 is none: it lies below 1"),
        ("competing", '    delta: "0.2"\n', "a competing endpoint that asks for a difference needs 'rate'"),
        ("days_alive", "    delta: 20\n", "a days alive endpoint that asks for a difference needs 'sd'"),
    ],
)  # fmt: skip
def test_numbers_that_no_sample_can_show_are_one_sentence(
    kind: str, numbers: str, said: str, spoil: Spoil
) -> None:
    assert sentences(spoil("two_arm", *endpoint(kind, numbers))) == [said]


def test_a_number_that_was_not_chosen_by_power_is_not_judged_by_it(spoil: Spoil) -> None:
    design = examine("single_arm.yaml", content(spoil("single_arm"))).design
    assert design is not None
    assert sized(design) is None
