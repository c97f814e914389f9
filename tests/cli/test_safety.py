import json

import pytest
import typer
from typer.testing import CliRunner

from hepatica.cli import safety


@pytest.fixture
def run():
    app = typer.Typer(pretty_exceptions_enable=False)
    app.callback()(lambda: None)
    safety.register(app)
    return lambda *arguments: CliRunner().invoke(app, ["safety", *map(str, arguments)])


@pytest.mark.parametrize("risk", ["1", "1.0"])
def test_an_estimate_is_printed_with_its_terms(run, risk):
    result = run("compensation", "--age", 50, "--risk", risk)
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert told["amount"] == 1232484.65
    assert told["rupees"] == "12,32,484.65"
    assert told["exact"].startswith("1232484.65331589")
    assert [(t["symbol"], t["value"]) for t in told["terms"]] == [
        ("B", "800000"),
        ("F", "153.09"),
        ("R", "1.0"),
        ("d", "99.37"),
    ]


@pytest.mark.parametrize(
    ("options", "rupees"),
    [
        (["--case", "birth-defect"], "4,00,000.00"),
        (["--case", "disability", "--age", 50, "--risk", 1, "--percent", 40], "4,43,694.48"),
        (["--case", "reversible", "--wage", 700, "--days", 9, "--basis", "care_days"], "12,600.00"),
        (["--age", 70, "--risk", 2, "--death-expected"], "2,00,000.00"),
    ],
)
def test_each_case_of_the_schedule_is_estimated(run, options, rupees):
    assert json.loads(run("compensation", *options).stdout)["rupees"] == rupees


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--age", 50], "the amount for death needs --age and --risk"),
        (["--age", 50, "--risk", 5], "risk '5' is not a level of the schedule"),
        (["--case", "reversible", "--wage", 700], "this case needs --days"),
    ],
)
def test_what_is_missing_or_cannot_be_is_a_sentence(run, options, sentence):
    result = run("compensation", *options)
    assert result.exit_code == 1
    assert result.stderr.startswith(sentence)
