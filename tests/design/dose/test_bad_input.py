"""What no dose-finding trial can be is one sentence at every door: the written design, the file of a decision, the command."""

import json

import pytest
import typer
from tests.design.conftest import built_in
from typer.testing import CliRunner

from hepatica.cli.design import dose
from hepatica.design.dose.documents import read
from hepatica.design.load import examine

PRIOR = """priors:
  - id: rate
    title: Rate of the event
    of: event_rate
    family: beta
    a: 2
    b: 98
    observed: "0.9"
    source: seed
"""
CURVE = {"kind": "blrm", "reference": 2.0}
TRIAL = {"rule": {"kind": "boin", "target": 0.3}, "doses": [1.0, 2.0], "window_days": 28}


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ("the doses do not rise: 1 follows 2", {"doses": [2.0, 1.0]}),
        ("the doses do not rise: 2 follows 2", {"doses": [2.0, 2.0]}),
        ("a target of 1.3", {"rule": {"kind": "boin", "target": 1.3}}),
        ("a target of 1.3", {"rule": {"kind": "tite_boin", "target": 1.3}}),
        ("a target of 1.3", {"rule": {"kind": "crm", "target": 1.3, "skeleton": [0.1, 0.2]}}),
        ("the skeleton does not rise: 0.1 follows 0.2", {"rule": {"kind": "crm", "target": 0.3, "skeleton": [0.2, 0.1]}}),
        ("a prior standard deviation of 0.0", {"rule": {"kind": "crm", "target": 0.3, "skeleton": [0.1, 0.2], "prior_sd": 0.0}}),
        ("is no correlation matrix", {"rule": CURVE | {"correlation": [[1.0, 0.5], [0.4, 1.0]]}}),
        ("is no correlation matrix", {"rule": CURVE | {"correlation": [[1.0, 1.5], [1.5, 1.0]]}}),
        ("is no correlation matrix", {"rule": CURVE | {"correlation": [[2.0, 0.0], [0.0, 2.0]]}}),
        ("both are above 0", {"rule": CURVE | {"sd": [2.0, 0.0]}}),
        ("rates lie between 0 and 1", {"rule": CURVE | {"proper": [0.4, 0.3]}}),
        ("most toxicity of 1.3", {"rule": {"kind": "obd", "most_toxicity": 1.3}}),
    ],
)  # fmt: skip
def test_the_file_of_a_decision_is_refused_in_a_sentence(said, changed):
    with pytest.raises(ValueError, match=r"^design") as refused:
        read({"design": TRIAL | changed, "participants": []})
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("said", "old", "new"),
    [
        ("the dose grid does not increase", "msc: 100", "msc: 40"),
        ("'target' 1.3 is not a share", 'target: "0.3"', 'target: "1.3"'),
        ("the prior has no mass where the data are", "analysis:\n  method",
         PRIOR + "analysis:\n  method"),
    ],
)  # fmt: skip
def test_a_written_design_is_refused_in_a_sentence_with_its_line(said, old, new):
    text = built_in("dose_finding")
    assert old in text
    found = examine("trial.yaml", text.replace(old, new, 1).encode()).problems
    assert [one.line > 1 for one in found if said in one.sentence] == [True]


@pytest.mark.parametrize(
    ("said", "arguments"),
    [
        ("--target: 1.3 does not lie between 0 and 1", ("dose-odds", "--rule", "tite-boin", "--every", "9", "--target", "1.3")),
        ("do not rise", ("dose-odds", "--rule", "blrm", "--amounts", "4,2,8")),
        ("no correlation matrix", ("overdose-control", "--doses", "1,2", "--reference", "1", "--data", "1N",
                                   "--correlation", "1,0.5,0.4,1")),
        ("standard deviations of 0.0 and 1.0 cannot be", ("overdose-control", "--doses", "1,2", "--reference", "1",
                                                           "--data", "1N", "--sd", "0,1")),
    ],
)  # fmt: skip
def test_a_command_is_refused_in_a_sentence(said, arguments):
    room = typer.Typer(pretty_exceptions_enable=False)
    dose.register(room)
    result = CliRunner().invoke(room, list(arguments))
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert json.dumps(result.stderr).count("\\n") == 1
