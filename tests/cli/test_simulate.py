"""simulate: what it refuses, in a sentence, before it begins."""

import json

import pytest
from tests.cli.conftest import hepatica

from hepatica.design.worlds.world import find_world
from hepatica.simulated.folder import Asked


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


def begun(folder, **more) -> None:
    """Leave in a folder what a simulation notes before it plays."""
    asked = Asked(n=2, seed=1, world=find_world("no-effect"))
    folder.mkdir()
    said = {"complete": False, "changed": "", **asked.said(), **more}
    (folder / "simulation.json").write_text(json.dumps(said))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            {"seed": 4},
            "cut short, begun with --seed 4. It is gone on with by the arguments with which it was begun",
        ),
        ({"world": "additive", "go_on": True}, "begun with --world additive, --go-on yes."),
        ({"label": ["another model"]}, "begun with other numbers of the model."),
        ({}, "begun with another study."),
        ({"complete": True}, "holds a simulation that came to its end. A new one needs a new folder."),
    ],
)
def test_a_simulation_that_was_cut_short_is_gone_on_with_by_its_own_arguments_alone(tmp_path, more, said):
    begun(tmp_path / "cut", **more)
    done = hepatica("simulate", tmp_path / "cut", "-n", "2")
    assert done.returncode == 1
    assert said in done.stderr
    assert [one.name for one in (tmp_path / "cut").iterdir()] == ["simulation.json"]
