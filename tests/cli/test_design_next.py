"""The commands for the successor print the reference numbers, and one sentence where nothing can be printed."""

import json

import pytest
import typer
from typer.testing import CliRunner

from hepatica.cli.design import successor


@pytest.fixture
def run():
    room = typer.Typer(pretty_exceptions_enable=False)
    successor.register(room)
    return lambda *arguments: CliRunner().invoke(room, list(map(str, arguments)))


@pytest.fixture
def told(run):
    def read(*arguments):
        result = run(*arguments)
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)

    return read


def test_the_three_questions_cost_32_79_and_126_per_cell(told):
    costs = told("factorial", "--sd", 4, "--delta", 2)["costs"]
    assert [cost["per_cell"] for cost in costs] == [32, 79, 126]
    assert costs[2]["patients"] == 504
    assert "sum of its parts" in costs[2]["asks"]


def test_a_baseline_dropout_and_a_size_are_told_in_sentences_and_powers(told):
    found = told("factorial", "--correlation", 0.6, "--dropout", 0.24, "--each", 20)
    assert any("504 participants for the interaction become 323" in s for s in found["sentences"])
    assert found["costs"][2]["enrolled_per_cell"] == 107
    assert found["reach"][0]["power"] == pytest.approx(0.668, abs=5e-4)
    assert any("G-CSF" in s for s in found["cannot_show"])


def test_events_are_asked_on_the_log_odds_scale(told):
    found = told("factorial", "--risk", 0.24, "--ratios", "0.6,0.6,0.7")
    assert found["per_cell"] == {"main effect": 156, "better than each alone": 280, "interaction": 2164}
    without = told("factorial", "--risk", 0.24, "--ratios", "0.6,0.6,1")
    assert "interaction" not in without["per_cell"]


def test_looks_cost_what_the_peers_print(told):
    found = told("sequential", "--sd", 5, "--delta", 2, "--looks", "0.5,1")
    assert (found["fixed"], found["largest"]) == pytest.approx((198.16, 198.90), abs=5e-3)
    assert found["odds"][2]["expected"] == pytest.approx(182.58, abs=5e-3)
    assert found["odds"][0]["power"] == pytest.approx(0.025)


def test_two_stages_are_simons(told):
    found = told("two-stage", "--low", 0.05, "--high", 0.2, "--alpha", 0.1, "--power", 0.9)
    assert [(d["r1"], d["n1"], d["r"], d["n"]) for d in found["two_stage"]][::3] == [
        (0, 18, 3, 32),
        (0, 12, 3, 37),
    ]
    assert found["single_stage"]["n"] <= 40


def test_a_drift_curve_stands_with_and_without(told):
    found = told("drift", "--prior=-0.5,1", "--drifts=-1,0,1")
    assert [point["drift"] for point in found["points"]["alone"]] == [-1, 0, 1]
    assert found["worst_type_one"] == pytest.approx(0.0414, abs=5e-4)
    rates = told("drift", "--events", "20,60", "--delta", 0.2, "--controls", 60)
    assert rates["size"] < 60


def test_without_a_prior_the_published_controls_are_borrowed(told):
    assert 0 < told("drift")["size"] < 40


def test_assurance_is_far_below_the_power(told):
    found = told("assurance", "--each", 50, "--prior", "1,1.5", "--target", 0.5)
    assert found["power"] == pytest.approx(0.705, abs=5e-4)
    assert found["assurance"] == pytest.approx(0.37, abs=5e-3)
    assert found["needed"] == 123
    half = told("assurance", "--prior", "0.5:1,1.5", "--prior", "0.5:0,1", "--question", "interaction")
    assert half["assurance"] < found["assurance"]


def test_a_belief_from_the_evidence_says_which_doors_were_opened(run, told):
    assert run("assurance").exit_code == 2
    assert "Nothing is pooled" in run("assurance").stderr
    found = told("assurance", "--approximate", "--include-failed", "--question", "each")
    assert len(found["belief"]["opened"]) == 2


def test_endpoints_are_priced_side_by_side(told):
    found = told("endpoints", "--death-ratio", 0.7, "--each", 50)
    names = [cost["name"] for cost in found["costs"]]
    assert {"Win ratio", "DOOR", "Days alive without transplant", "Death, transplant competing"} <= set(names)


def test_five_participants_in_numbers(told):
    found = told("context", "--n", 5)
    assert found["expected"][0]["at_least_one"] == pytest.approx(0.64, abs=5e-3)
    assert found["detections"][4]["boundary_stops"] == pytest.approx(0.26, abs=5e-3)


def test_strata_stand_side_by_side(told):
    assert len(told("strata", "--each", 50)["strata"]) == 4


@pytest.mark.parametrize(
    ("arguments", "seen"),
    [
        (["factorial", "--each", "20", "--correlation", "0.6"], "better than each alone"),
        (["factorial", "--risk", "0.3", "--ratios", "0.5,0.5,1"], "main effect"),
        (["sequential", "--futility", "-2"], "futility not binding"),
        (["two-stage"], "In one stage: reject above 11 of 35."),
        (["drift", "--prior", "0,1"], "the vague part weighs 0.2"),
        (["assurance", "--prior", "1,1.5", "--target", "0.9"], "out of reach"),
        (
            ["assurance", "--approximate", "--include-failed"],
            "On request, rows that contradict their source.",
        ),
        (["endpoints"], "not an estimand"),
        (["context"], "64 %"),
        (["strata"], "peripheral vein"),
    ],
)
def test_a_table_is_for_reading(run, arguments, seen):
    result = run(*arguments, "--table")
    assert result.exit_code == 0, result.stderr
    assert seen in result.stdout
    assert not any(line.endswith(" ") for line in result.stdout.splitlines())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["factorial", "--sd", "0"], "a standard deviation of 0.0 is not above 0"),
        (["factorial", "--delta", "0"], "an effect of 0.0 is none"),
        (["factorial", "--correlation", "1.2"], "a correlation of 1.2 does not lie"),
        (["factorial", "--risk", "0.3"], "--ratios: “” are not numbers"),
        (["factorial", "--risk", "0.3", "--ratios", "0,1,1"], "events need --risk"),
        (
            ["factorial", "--sd", "1e300", "--delta", "1e-300"],
            "an effect of 1e-300 beside an SD of 1e+300 is no effect",
        ),
        (["assurance", "--prior", "1,1e200"], "These numbers are so large or so small"),
        (["sequential", "--sd", "1e200"], "an effect of 2 beside an SD of 1e+200 needs more participants"),
        (["sequential", "--looks", "0.5,0.3,1"], "shares of information rise"),
        (["sequential", "--looks", ",".join(f"{k / 30}" for k in range(1, 31))], "30 looks are no plan"),
        (["two-stage", "--low", "0.4", "--high", "0.2"], "the uninteresting response must lie below"),
        (["sequential", "--rule", "haybittle"], "'haybittle' is no family"),
        (
            ["drift", "--prior", "0,1", "--weight", "0.1"],
            "a vague part of weight 0.1 is refused: at least 0.2",
        ),
        (["drift", "--prior", "0"], "--prior: “0” must be 2 numbers"),
        (["drift", "--prior", "0,0.1", "--controls", "5"], "the prior is worth"),
        (["drift", "--events", "2,8", "--delta", "0.2", "--controls", "1001"], "every pair of counts"),
        (["assurance", "--prior", "1,0"], "N(1.0, 0.0) is not a prior"),
        (["assurance", "--prior", "1,1", "--prior", "0,1"], "several priors need a weight each"),
        (["assurance", "--prior", "0.2:1,1", "--prior", "0.2:0,1"], "the weights of a mixture add up to"),
        (["endpoints", "--sd", "1e9"], "is none in MELD"),
        (["context", "--n", "0"], "0 participants cannot be"),
        (["strata", "--infusions", "1.5"], "are not whole numbers"),
        (["limits", "/nowhere/design.yaml"], "/nowhere/design.yaml:1: there is no such file"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_exit_two(run, arguments, sentence):
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith(sentence) or sentence in result.stderr
    assert result.stderr.count("\n") == 1
