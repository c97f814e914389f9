"""design worlds and play: named worlds, a design in each, resumable, and asked about before it takes hours."""

import json
import re

from tests.cli.conftest import hepatica

FEW = ("--trials", "3", "--world", "W0")


def test_worlds_are_printed_with_what_is_so_in_them():
    told = hepatica("design", "worlds").stdout.splitlines()
    assert told[0].split()[:2] == ["W0", "no-effect"]
    assert any(line.startswith("W6") and "survivors alone sees a benefit" in line for line in told)
    assert told[-1].split()[:2] == ["W8b", "once-enough"]


def test_a_design_is_played_kept_and_gone_on_with(tmp_path):
    first = hepatica("design", "play", "factorial", *FEW, "--keep", tmp_path / "kept", "--workers", "1")
    assert first.returncode == 0, first.stderr
    said = json.loads(first.stdout)
    world = said["worlds"]["no-effect"]
    assert said["participants"] == 336
    assert world["trials"] == 3
    assert world["label"][0] == "Simulated. No patient data. Not evidence of safety or efficacy."
    assert set(world["numbers"]["yes: both beat each alone"]) == {"value", "error"}
    kept = (tmp_path / "kept" / "no-effect.jsonl").read_text()
    again = hepatica("design", "play", "factorial", *FEW, "--keep", tmp_path / "kept", "--table")
    assert again.returncode == 0, again.stderr
    assert again.stdout.startswith("Simulated. No patient data.")
    assert "both beat each alone" in again.stdout
    assert "chosen right cells, %" in again.stdout
    assert "given cells too late" in again.stdout
    assert world["right"] == {"cells": "none"}
    assert (tmp_path / "kept" / "no-effect.jsonl").read_text() == kept
    other = hepatica("design", "play", "factorial", *FEW, "--keep", tmp_path / "kept", "--seed", "2")
    assert (other.returncode, other.stdout) == (2, "")
    assert "another design, world or seed" in other.stderr


def test_a_slip_of_the_hand_is_asked_about_and_what_cannot_be_is_a_sentence():
    slip = hepatica("design", "play", "factorial", "--trials", "1000000000")
    assert slip.returncode == 2
    # How long depends on the machine; that it is said, and asked, does not.
    assert re.search(
        r"1,000,000,000 trials in 9 worlds take about [\d,]+ (years|days|hours); add --yes", slip.stderr
    )
    assert "at least 1" in hepatica("design", "play", "factorial", "--trials", "0").stderr
    unknown = hepatica("design", "play", "factorial", "--world", "W9", "--trials", "1")
    assert "no world is called 'W9'; there are no-effect (W0)" in unknown.stderr
    assert "no arm of standard care" in hepatica("design", "play", "single_arm", *FEW).stderr


def test_a_dose_is_found_in_worlds_and_held_against_what_is_so():
    found = hepatica("design", "play", "dose_finding", *FEW, "--workers", "1")
    assert found.returncode == 0, found.stderr
    world = json.loads(found.stdout)["worlds"]["no-effect"]
    assert world["truth"]["of_use"] == "level_1"
    assert world["numbers"]["chosen too toxic"] == {"value": 0, "error": 0}
    assert list(world["truth"]["levels"]) == ["level_1", "level_2", "level_3"]


def test_a_calendar_says_how_long_and_whom_before_the_rule_can_know():
    found = hepatica("design", "calendar", "dose_finding", "--rate", "0.3", "--trials", "200")
    assert found.returncode == 0, found.stderr
    said = json.loads(found.stdout)
    (one,) = said["rates"]
    assert one["rate"] == 0.3
    assert one["exposed"]["low"] <= one["exposed"]["mean"]["value"] <= one["exposed"]["high"] == 12
    assert said["label"][0] == "Simulated. No patient data. Not evidence of safety or efficacy."
    told = hepatica("design", "calendar", "dose_finding", "--trials", "200", "--onset", "fixed:3", "--table")
    assert "months to the last visit" in told.stdout
    assert "at least 2" in hepatica("design", "calendar", "dose_finding", "--trials", "1").stderr
    assert "1.5 does not lie" in hepatica("design", "calendar", "dose_finding", "--rate", "1.5").stderr


def test_the_mechanism_says_shares_of_a_prior_and_recommends_nothing():
    said = json.loads(hepatica("design", "mechanism", "--draws", "300").stdout)
    assert round(sum(one["before"]["value"] for one in said["shares"] if one["before"]), 9) == 1
    assert said["refuses"].startswith("No world is recommended")
    assert "99 draws" in hepatica("design", "mechanism", "--draws", "99").stderr
    assert "at most 200,000" in hepatica("design", "mechanism", "--draws", "1000000000").stderr


def test_five_pairs_of_biopsies_show_nothing_and_it_is_said():
    found = hepatica("design", "biopsies", "--pairs", "5", "--table")
    assert found.returncode == 0, found.stderr
    assert any(line.split()[:2] == ["5", "0.062"] and " none " in line for line in found.stdout.splitlines())
    assert "1 to 200" in hepatica("design", "biopsies", "--pairs", "0").stderr
