"""simulate: what it refuses, in a sentence, before it begins."""

import json

import pytest
from tests.cli.conftest import hepatica


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("-n", "0"), "a trial of 0 people cannot be played; at least 1"),
        (("-n", "20000"), "20,000 people take about 22 hours; add --yes if that many are meant"),
        (("--seed", "-1"), "--seed: -1 is below 0"),
        (("--world", "heaven"), "no world is called 'heaven'; there are no-effect (W0)"),
    ],
)
def test_what_cannot_be_simulated_is_refused_before_a_folder_is_made(tmp_path, options, said):
    done = hepatica("simulate", tmp_path / "new", *options)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "new").exists()


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path):
    (tmp_path / "letters.txt").write_text("mine")
    done = hepatica("simulate", tmp_path, "-n", "2")
    assert done.returncode == 1
    assert "is not empty" in done.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["letters.txt"]


def test_a_simulation_that_was_cut_short_is_not_gone_on_with(tmp_path):
    (tmp_path / "simulation.json").write_text(json.dumps({"complete": False}))
    done = hepatica("simulate", tmp_path, "-n", "2")
    assert done.returncode == 1
    assert (
        "was cut short: a sound beginning of a trial, and no more. Start again in a new folder."
        in done.stderr
    )
