"""design worlds and play: named worlds, a design in each, resumable, and asked about before it takes hours."""

import json

from tests.cli.conftest import hepatica

FEW = ("--trials", "3", "--world", "W0")


def test_worlds_are_printed_with_what_is_so_in_them():
    told = hepatica("design", "worlds").stdout.splitlines()
    assert told[0].split()[:2] == ["W0", "no-effect"]
    assert any(line.startswith("W6") and "survivors alone sees a benefit" in line for line in told)


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
    assert (tmp_path / "kept" / "no-effect.jsonl").read_text() == kept
    other = hepatica("design", "play", "factorial", *FEW, "--keep", tmp_path / "kept", "--seed", "2")
    assert (other.returncode, other.stdout) == (2, "")
    assert "another design, world or seed" in other.stderr


def test_a_slip_of_the_hand_is_asked_about_and_what_cannot_be_is_a_sentence():
    slip = hepatica("design", "play", "factorial", "--trials", "1000000000")
    assert slip.returncode == 2
    assert "1,000,000,000 trials in 9 worlds take about" in slip.stderr
    assert "years; add --yes" in slip.stderr
    assert "at least 1" in hepatica("design", "play", "factorial", "--trials", "0").stderr
    unknown = hepatica("design", "play", "factorial", "--world", "W9", "--trials", "1")
    assert "no world is called 'W9'; there are no-effect (W0)" in unknown.stderr
    assert "dose-odds" in hepatica("design", "play", "dose_finding", *FEW).stderr
