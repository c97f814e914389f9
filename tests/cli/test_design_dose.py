"""The commands that find a dose print the published tables and exact odds, and one sentence where nothing can be printed."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

import hepatica
from hepatica.cli.design import dose

ODDS = ("dose-odds", "--rates", ".05,.1,.2,.3,.5")
TRIAL = {
    "design": {
        "rule": {"kind": "boin", "target": 0.3},
        "doses": [1e6, 2e6],
        "window_days": 28,
        "cohort": 1,
        "most": 6,
    },
    "participants": [
        {
            "id": "P1",
            "cells": {"planned": 1e6, "infused": 1e6},
            "route": "hepatic artery",
            "followed_days": 30,
        }
    ],
}


@pytest.fixture
def run():
    room = typer.Typer(pretty_exceptions_enable=False)
    dose.register(room)
    return lambda *arguments: CliRunner().invoke(room, list(map(str, arguments)))


@pytest.fixture
def told(run):
    def read(*arguments):
        result = run(*arguments)
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)

    return read


def test_boin_prints_its_limits_and_its_table(told):
    found = told("boin", "--target", 0.3, "--n", 12)
    assert (found["target"], found["n"], len(found["table"])) == (0.3, 12, 12)
    assert found["lambda_e"] == pytest.approx(0.236490685, abs=1e-9)
    assert found["lambda_d"] == pytest.approx(0.358519465, abs=1e-9)
    assert found["table"][2] == {
        "treated": 3,
        "escalate_if_at_most": 0,
        "deescalate_if_at_least": 2,
        "eliminate_if_at_least": 3,
    }
    assert found["table"][0]["eliminate_if_at_least"] is None


def test_the_other_tables_differ_where_they_are_known_to(told):
    keys, masses = (
        told(name, "--target", 0.3, "--n", 21)["table"][20]["escalate_if_at_most"]
        for name in ("keyboard", "mtpi2")
    )
    assert (keys, told("boin", "--target", 0.3, "--n", 21)["table"][20]["escalate_if_at_most"]) == (5, 4)
    assert masses in {4, 5}


def test_the_models_name_the_next_dose(told):
    fit = told("crm", "--skeleton", ".05,.1,.2,.35", "--target", 0.2, "--data", "1NNN 2NNT")
    assert fit["next_dose"] <= 3
    assert len(fit["rates"]) == 4
    time = told(
        "tite-crm", "--skeleton", ".05,.1,.2", "--target", 0.2, "--window", 180, "--data", "1N180 1T20 2N45"
    )
    assert time["weights"] == [1, 1, 0.25]
    barred = told("overdose-control", "--doses", "1,2,4", "--reference", 2, "--data", "1NNN 2NNT")
    assert barred["allowed"] == [over < 0.25 for over in barred["over"]]


def test_two_cell_types_move_to_a_neighbour_and_the_optimum_is_the_lowest_on_the_plateau(told):
    pair = told("boin-comb", "--target", 0.3, "--doses", "3,4", "--data", "1.1NNN")
    assert (pair["decision"], pair["next"], pair["as_good"]) == ("up", [2, 1], [[1, 2]])
    stopped = told("boin-comb", "--target", 0.3, "--doses", "2,2", "--data", "1.1TTT")
    assert (stopped["decision"], stopped["next"]) == ("stop", None)
    best = told("obd", "--doses", 3, "--data", "1NEN 2NEE 3EEB")
    assert best["on_plateau"] == [False, False, True]
    assert told("obd", "--doses", 3, "--data", "1NEE 2EEN 3EEB", "--margin", 0.5)["dose"] == 1


def test_odds_are_exact_and_simulated_ones_beside_them_carry_their_error(told):
    found = told(*ODDS, "--rule", "boin", "--target", 0.3, "--trials", 10_000, "--seed", 1)
    exact, drawn = found["exact"], found["simulated"]
    assert sum(exact["selected"]) + exact["none_selected"] == pytest.approx(1)
    assert (drawn["seed"], drawn["trials"]) == (1, 10_000)
    for sure, guess in zip(exact["selected"], drawn["selected"], strict=True):
        assert abs(sure - guess["value"]) < 4.5 * guess["error"]
    assert found == told(*ODDS, "--rule", "boin", "--target", 0.3, "--trials", 10_000, "--seed", 1)


@pytest.mark.parametrize("rule", ["boin", "keyboard", "mtpi2", "3+3", "crm"])
def test_every_family_has_odds_and_chooses_the_right_dose_more_often_than_by_lot(told, rule):
    found = told(*ODDS, "--rule", rule, "--n", 18)["exact"]
    assert found["right_dose"] == 4
    assert found["selected"][3] > 0.2
    assert found["total_treated"] <= 30


def test_overdose_control_has_exact_odds_in_named_scenarios(told):
    found = told("dose-odds", "--rule", "blrm", "--amounts", "1,2,4", "--n", 9)
    by_name = {one["name"]: one for one in found["scenarios"]}
    assert list(by_name) == ["procedure", "rising", "lowest", "highest", "too_toxic"]
    assert by_name["too_toxic"]["exact"]["none_selected"] > 0.9
    assert by_name["highest"]["exact"]["selected"][1] > by_name["lowest"]["exact"]["selected"][1]
    assert "simulated" not in by_name["rising"]


@pytest.mark.parametrize("rule", ["tite-boin", "tite-crm"])
def test_rules_for_pending_outcomes_are_simulated_on_a_calendar_and_save_time(told, rule):
    asked = ("dose-odds", "--rule", rule, "--rates", ".1,.3,.5", "--n", 12, "--every", 10, "--trials", 150)
    found, waited = told(*asked), told(*asked, "--waits")
    assert "exact" not in found
    assert found["simulated"]["days"]["error"] > 0
    assert found["simulated"]["days"]["value"] < waited["simulated"]["days"]["value"]
    assert found == told(*asked)


def test_the_optimal_dose_is_simulated_at_rates_of_events_and_responses(told):
    asked = (
        "dose-odds",
        "--rule",
        "obd",
        "--rates",
        ".05,.05,.05",
        "--responses",
        ".1,.6,.6",
        "--trials",
        500,
    )
    found = told(*asked)["simulated"]
    assert found["right_dose"] == 2
    assert found["selected"][1]["value"] > 0.5
    assert found["responses"][1]["value"] > found["events"][1]["value"]
    useless = told("dose-odds", "--rule", "obd", "--scenario", "useless", "--trials", 200)["scenarios"]
    assert [one["simulated"]["right_dose"] for one in useless] == [None]


def test_a_written_design_has_odds_at_its_own_pace(run, told):
    folder = Path(hepatica.__file__).parent / "designs"
    found = told("dose-odds", "--design", folder / "dose_finding.yaml")
    assert (found["rule"], found["n"], len(found["scenarios"])) == ("boin", 12, 5)
    shown = run("dose-odds", "--design", folder / "optimal_dose.yaml", "--trials", 100, "--table").stdout
    assert "useless: harm is the procedure's, and no dose works." in shown
    assert "± is one standard error" in shown


def test_a_decision_is_printed_with_what_was_known(told, tmp_path):
    file = tmp_path / "trial.json"
    file.write_text(json.dumps(TRIAL), encoding="utf-8")
    found = told("decide", file)
    assert (found["action"], found["level"], found["known"]["complete"]) == ("escalate", [2], ["P1"])
    assert len(found["inputs"]) == 64


def test_a_written_design_decides_about_participants_of_a_file(run, told, tmp_path):
    design = Path(hepatica.__file__).parent / "designs" / "dose_finding.yaml"
    one = {
        "id": "P1",
        "cells": {"planned": 25, "infused": 25},
        "route": "hepatic_artery",
        "followed_days": 60,
    }
    file = tmp_path / "participants.json"
    file.write_text(json.dumps({"participants": [one]}), encoding="utf-8")
    found = told("decide", file, "--design", design)
    assert (found["action"], found["planned"], found["cohort"], found["rule"]) == ("stay", [25], 2, "boin")
    assert run("decide", file, "--design", tmp_path / "none.yaml").exit_code == 2
    assert "design is missing" in run("decide", file).stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("boin", "--target", 0.3), "Up at or below 0.2365"),
        (("keyboard", "--target", 0.3), "Key of the target"),
        (("crm", "--skeleton", ".1,.3", "--target", 0.3, "--data", "1NNT"), "next dose"),
        (("obd", "--doses", 2, "--data", "1NEE"), "Lowest dose on the plateau"),
        (("boin-comb", "--target", 0.3, "--doses", "2,2", "--data", "1.1NNN"), "next pair"),
        (("overdose-control", "--doses", "1,2", "--reference", 1, "--data", "1NNN"), "allowed"),
        ((*ODDS, "--rule", "boin", "--trials", 1000), "± is one standard error"),
        (("dose-odds", "--rule", "3+3", "--doses", 3), "procedure: harm is the procedure's"),
        (
            ("dose-odds", "--rule", "tite-boin", "--rates", ".1,.3", "--every", 9, "--n", 6, "--trials", 50),
            "Months from",
        ),
    ],
)
def test_a_table_is_there_for_people(run, arguments, says):
    result = run(*arguments, "--table")
    assert result.exit_code == 0, result.stderr
    assert says in result.stdout


@pytest.mark.parametrize(
    ("said", "arguments"),
    [
        ("target of 1.3", ("boin", "--target", 1.3)),
        ("--n: 0 participants", ("boin", "--target", 0.3, "--n", 0)),
        ("--cutoff: 1.0", ("boin", "--target", 0.3, "--cutoff", 1)),
        ("leaves the range", ("keyboard", "--target", 0.03)),
        ("rising list", ("crm", "--skeleton", ".2,.1", "--target", 0.2, "--data", "1NN")),
        ("no dose 3, only 1 to 2", ("crm", "--skeleton", ".1,.2", "--target", 0.2, "--data", "3NN")),
        ("“1XX” is no group", ("crm", "--skeleton", ".1,.2", "--target", 0.2, "--data", "1XX")),
        ("“.1;.2” are not numbers", ("crm", "--skeleton", ".1;.2", "--target", 0.2, "--data", "1N")),
        ("“2X” is no participant", ("tite-crm", "--skeleton", ".1,.2", "--target", 0.2, "--window", 9, "--data", "2X")),
        ("no correlation matrix", ("overdose-control", "--doses", "1,2", "--reference", 1, "--data", "1N", "--correlation", "1,2,2,1")),
        ("do not rise", ("overdose-control", "--doses", "2,1", "--reference", 1, "--data", "1N")),
        ("names 1 doses where 2", ("boin-comb", "--target", 0.3, "--doses", "2,2", "--data", "1NN")),
        ("--doses: 2.5 doses", ("boin-comb", "--target", 0.3, "--doses", "2.5,2", "--data", "1.1NN")),
        ("do not rise with the dose", ("dose-odds", "--rule", "boin", "--rates", ".3,.1")),
        ("a rate of 1.5", ("dose-odds", "--rule", "boin", "--rates", ".3,1.5")),
        ("must fill one or more cohorts", (*ODDS, "--rule", "boin", "--cohort", 0)),
        ("must fill one or more cohorts", (*ODDS, "--rule", "boin", "--n", 10)),
        ("at least 1", (*ODDS, "--rule", "boin", "--trials", 0)),
        ("1,000,000,000 trials take about 3 minutes; add --yes", (*ODDS, "--rule", "boin", "--trials", 10**9)),
        ("boin has none", (*ODDS, "--rule", "boin", "--skeleton", ".1,.2")),
        ("2 guesses for 5 doses", (*ODDS, "--rule", "crm", "--skeleton", ".1,.2")),
        ("of three, not of 1", (*ODDS, "--rule", "3+3", "--cohort", 1)),
        ("starting dose 9", (*ODDS, "--rule", "boin", "--start", 9)),
        ("no such file", ("decide", "nowhere.json")),
        ("name a family, or a written design", ("dose-odds",)),
        ("there is no 'nice': all, procedure, rising", ("dose-odds", "--rule", "boin", "--scenario", "nice")),
        ("say how many days lie between arrivals", ("dose-odds", "--rule", "tite-boin")),
        ("mean interval between arrivals of -1", ("dose-odds", "--rule", "tite-boin", "--every", -1)),
        ("30,000 trials take about 2 minutes", ("dose-odds", "--rule", "tite-crm", "--every", 9, "--trials", 30_000, "--scenario", "rising")),
        ("only obd decides on a response", (*ODDS, "--rule", "boin", "--responses", ".1")),
        ("say its true rates too", (*ODDS, "--rule", "obd")),
        ("boin waits for each outcome anyway", (*ODDS, "--rule", "boin", "--waits")),
        ("must be 5 numbers", (*ODDS, "--rule", "blrm", "--amounts", "1,2")),
        ("do not rise", ("dose-odds", "--rule", "blrm", "--amounts", "2,1")),
        ("--doses: 0 doses", ("dose-odds", "--rule", "boin", "--doses", 0)),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_sentence_and_exit_two(run, said, arguments):
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("content", ["{", '{"design": NaN}', "[]"])
def test_a_file_that_cannot_be_read_is_refused(run, tmp_path, content):
    file = tmp_path / "trial.json"
    file.write_text(content, encoding="utf-8")
    assert run("decide", file).exit_code == 2
