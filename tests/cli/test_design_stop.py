"""The rules for early phases as a statistician asks for them: JSON, a table, or one sentence and exit 2."""

import json

import pytest
import typer
from typer.testing import CliRunner

from hepatica.cli.design.stop import register

FIVE = (
    "stop",
    "--rule",
    "beta-binomial",
    "--prior",
    "0.3,1.7",
    "--p0",
    "0.15",
    "--n",
    "5",
    "--alpha",
    "0.10",
)
ROOM = typer.Typer()
register(ROOM)


def design(*arguments):
    return CliRunner().invoke(ROOM, arguments)


def told(*arguments):
    done = design(*arguments)
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_the_rule_for_five_stops_a_quarter_of_trials_at_a_true_rate_of_thirty_per_cent():
    found = told(*FIVE, "--rate", "0.30")
    assert found["boundary"] == [None, 2, 2, 3, 3]
    assert found["p_stop"] == pytest.approx(0.25569)
    assert found["expected_n"] == pytest.approx(4.478)
    assert found["false_stop"] == pytest.approx(0.0680653125)
    assert found["pause"]["p"] == pytest.approx(0.83193)


def test_several_rates_are_one_table_with_the_pause_beside_the_boundary():
    done = design(*FIVE, "--rate", "0.15", "--rate", "0.3", "--table")
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["after", "1", "2", "3", "4", "5"]
    assert lines[1].split() == ["stops", "at", "-", "2", "2", "3", "3"]
    assert ["0.150", "0.068", "4.856", "0.728", "0.556", "3.709"] in [line.split() for line in lines]
    assert "A boundary that was not reached does not show that the treatment is safe." in lines


@pytest.mark.parametrize(
    "options",
    [
        ("pocock",), ("obrien-fleming",), ("maxsprt",), ("sprt", "--p1", "0.4"), ("wang-tsiatis", "--delta", "0.25"),
        ("chen-chaloner", "--prior", "0.6,2.4", "--p1", "0.4", "--nu", "0.1"),
        ("pocock", "--looks", "10,20,30"), ("exposure-time", "--family", "maxsprt", "--tau", "180"),
        ("exposure-time", "--family", "gamma-poisson", "--prior", "0.3", "--tau", "6"),
    ],
)  # fmt: skip
def test_every_rule_answers_with_the_same_three_keys(options):
    found = told("stop", "--rule", *options, "--p0", "0.2", "--n", "30", "--rate", "0.4")
    assert len(found["boundary"]) == 30
    assert 0.5 < found["p_stop"] < 1
    assert found["expected_n"] is None if options[0] == "exposure-time" else found["expected_n"] < 30
    assert found["cannot_show"]


def test_gaps_are_compared_in_one_table():
    asked = (
        "stagger",
        "--n",
        "5",
        "--p",
        "0.3",
        "--onset",
        "uniform:1,28",
        "--gap",
        "1",
        "--gap",
        "7",
        "--gap",
        "30",
    )
    found = told(*asked)["gaps"]
    exposed = [one["expected_events"] for one in found]
    assert exposed == sorted(exposed, reverse=True)
    assert exposed[-1] == pytest.approx(1 - 0.7**5)
    assert design(*asked, "--table").stdout.splitlines()[1].split()[0] == "1"


def test_a_sentinel_may_have_a_longer_gap_and_each_onset_is_read():
    for onset in ("fixed:7", "exponential:6", "weibull:0.7,6", "observed:1,3,9"):
        (one,) = told("stagger", "--n", "4", "--p", "0.2", "--gap", "14,2,2", "--onset", onset)["gaps"]
        assert one["dosed"][0] == 1
        assert one["dosed"] == sorted(one["dosed"], reverse=True)


SEVERAL = ("thall-sung", "--n", "12", "--prior", "0.1,0.3,0.2,1.4")


def test_several_outcomes_at_once_have_a_boundary_each():
    found = told(*SEVERAL, "--outcome", "death:0.2", "--outcome", "sae:0.15", "--rate", "0.4,0.35")
    assert set(found["boundary"]) == {"death", "sae"}
    assert found["false_stop"] <= 0.1 < found["p_stop"]
    given = (
        *SEVERAL,
        "--outcome",
        "death:0.2:0.9",
        "--outcome",
        "sae:0.15:0.95",
        "--joint",
        "0.3,0,0,0.7",
        "--table",
    )
    assert "by sae" in design(*given).stdout


def test_too_many_outcomes_to_enumerate_are_simulated_with_their_error():
    outcomes = [part for name in "abcde" for part in ("--outcome", f"{name}:0.2:0.99")]
    asked = ("thall-sung", "--n", "60", "--prior", ",".join(["0.1"] * 32), *outcomes, "--simulate", "2000")
    found = told(*asked)["rates"][0]
    assert found["trials"] == 2000
    assert 0 < found["p_stop_se"] < 0.02
    assert found == told(*asked)["rates"][0], "the same seed gave other numbers"


def test_the_chance_of_ending_in_success_is_one_with_nobody_left_to_treat():
    asked = ("predictive", "--prior", "0.6,0.4", "--most", "10", "--standard", "0.3", "--target", "0.9")
    assert told(*asked, "--x", "8", "--n", "10")["predictive_probability"] == 1
    early = told(*asked, "--x", "2", "--n", "5")
    assert 0 < early["predictive_probability"] < 1
    assert len(early["boundary"]) == 10
    assert "at most" in design(*asked, "--table").stdout


SEARCH = ("stop-search", "--p0", "0.15", "--p1", "0.5", "--prior", "0.3,1.7", "--n", "5", "--n", "12")


def test_the_cheapest_rule_that_meets_the_demands_is_found_by_size():
    found = told(*SEARCH)
    assert [one["best"] is None for one in found["by_size"]] == [True, False]
    assert found["best"]["false_stop"] <= 0.1
    assert found["best"]["found"] >= 0.8
    assert len(found["boundary"]) == 12
    assert "no boundary meets the demands" in design(*SEARCH, "--table").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*FIVE, "--n", "0"), "0 participants cannot be"),
        ((*FIVE, "--n", "1000000000"), "1,000,000,000 participants are more than the 1,000"),
        ((*FIVE, "--p0", "1.15"), "an acceptable rate of 1.15 does not lie between 0 and 1"),
        ((*FIVE, "--alpha", "0"), "a chance of a false stop of 0.0"),
        ((*FIVE, "--rate", "1.3"), "a rate of 1.3"),
        ((*FIVE, "--prior", "1000,1"), "no outcome of the trial could change its mind"),
        ((*FIVE, "--prior", "0.3"), "--prior"),
        ((*FIVE, "--rule", "sprt", "--p1", "0.1"), "does not lie between the acceptable 0.15 and 1"),
        ((*FIVE, "--looks", "2,2.5,5"), "2.5 is not a number of participants"),
        ((*FIVE, "--looks", "3,2,5"), "the looks of a stopping rule must rise"),
        ((*FIVE, "--rule", "exposure-time", "--tau", "-1"), "cannot be watched"),
        ((*SEARCH, "--found", "0.9999"), "of those with so few false stops the best finds"),
        (("stagger", "--n", "3", "--p", "0.3", "--gap", "1,2,3", "--onset", "fixed:7"), "2 between 3 participants"),
        (("stagger", "--n", "3", "--p", "0.3", "--gap", "1", "--onset", "soon"), "begins with none of fixed"),
        ((*SEVERAL, "--outcome", "death"), "is not NAME:P0"),
        ((*SEVERAL, "--outcome", "a:0.2:0.9", "--outcome", "b:0.2"), "a cutoff for each outcome, or for none"),
        ((*SEVERAL, "--outcome", "a:0.2", "--outcome", "b:0.2", "--simulate", "1000000000"), "ask for fewer"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_sentence_and_exit_2(arguments, said):
    done = design(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
