"""The pages on finding a dose show commands that run, and numbers that the commands print."""

import json
import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from hepatica.cli.design import dose

PAGES = Path(__file__).parents[3] / "docs" / "explanation" / "designs"
COMMAND = re.compile(r"^\$ hepatica design (.+)$", re.MULTILINE)
SHOWN = [
    (page, command)
    for page in ("boin.md", "crm.md", "dose-for-cells.md")
    for command in COMMAND.findall((PAGES / page).read_text(encoding="utf-8"))
]


@pytest.fixture
def printed(tmp_path, monkeypatch):
    room = typer.Typer(pretty_exceptions_enable=False)
    dose.register(room)
    page = (PAGES / "dose-for-cells.md").read_text(encoding="utf-8")
    trial = re.search(r"```json\n(.+?)```", page, re.DOTALL)
    (tmp_path / "trial.json").write_text(json.dumps(json.loads(trial[1])), encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run(command):
        result = CliRunner().invoke(room, shlex.split(command))
        assert result.exit_code == 0, result.stderr
        return result.stdout

    return run


@pytest.mark.parametrize(("page", "command"), SHOWN)
def test_every_command_shown_runs(printed, page, command):
    assert printed(command), page


def test_the_rows_of_the_pages_are_what_the_commands_print(printed):
    pages = {page: (PAGES / page).read_text(encoding="utf-8") for page, _ in SHOWN}
    table = json.loads(printed("boin --target 0.3 --n 12"))["table"]
    for treated in (3, 6, 9, 12):
        row = " | ".join(map(str, table[treated - 1].values()))
        assert f"| {row} |" in pages["boin.md"]
    for rule, name in (("3+3", "3+3"), ("boin", "BOIN"), ("keyboard", "keyboard"), ("crm", "CRM, with the")):
        odds = json.loads(printed(f"dose-odds --rule {rule} --rates .05,.1,.2,.3,.5"))["exact"]
        row = next(line for line in pages["boin.md"].splitlines() if line.startswith(f"| {name}"))
        parts = f"{odds['selected'][3]:.1%}".replace("%", " %"), f"{odds['treated'][3]:.1f}"
        assert row.endswith(f"| {parts[0]} | {parts[1]} | {odds['total_treated']:.1f} |")
    shown = next(command for _, command in SHOWN if command.startswith("crm"))
    fit = json.loads(printed(shown.removesuffix(" --table")))
    for rate in fit["rates"]:
        assert f"| {rate:.3f} |" in pages["crm.md"]


def test_flat_toxicity_makes_the_end_of_the_grid_a_tolerated_dose(printed):
    page = (PAGES / "dose-for-cells.md").read_text(encoding="utf-8")
    low, high = (
        json.loads(printed(f"dose-odds --rule boin --rates {','.join([rate] * 5)}"))["exact"]["selected"]
        for rate in (".05", ".2")
    )
    assert f"{low[4]:.1%}".replace("%", " %") in page
    assert f"{high[4]:.0%}".replace("%", " %") in page


def simulated(printed, command):
    return json.loads(printed(f"dose-odds {command}"))


def test_the_simulated_numbers_of_the_pages_are_what_the_commands_print(printed):
    pages = {page: (PAGES / page).read_text(encoding="utf-8") for page, _ in SHOWN}
    asked = "--rule tite-boin --rates .05,.1,.2,.3,.5 --window 90 --every 20 --trials 1000"
    for more in ("", " --waits"):
        found = simulated(printed, asked + more)["simulated"]
        assert f"takes {found['days']['value'] * 12 / 365.25:.1f} months" in pages["boin.md"]
        assert f"in {100 * found['selected'][3]['value']:.1f} %" in pages["boin.md"]
    control = simulated(printed, "--rule blrm --amounts 1,2,4,8,16 --rates .05,.1,.2,.3,.5")["exact"]
    assert f"in {100 * control['none_selected']:.1f} % of such trials" in pages["crm.md"]
    assert control["overdosed"] < 5e-4
    obd = "--rule obd --doses 3 --target .35 --scenario"
    enough = simulated(printed, f"{obd} procedure --n 24")["scenarios"][0]["simulated"]
    assert f"in {100 * enough['selected'][1]['value']:.0f} % of trials" in pages["dose-for-cells.md"]
    for n, said in ((24, "in {:.0f} %: eight"), (60, "down to {:.0f} %.")):
        none = simulated(printed, f"{obd} useless --n {n}")["scenarios"][0]["simulated"]["none_selected"]
        assert said.format(100 - 100 * none["value"]) in pages["dose-for-cells.md"]


def test_the_decision_of_the_page_counts_parts_of_participants(printed):
    found = json.loads(printed("decide trial.json"))
    assert found["known"]["below_level"] == [["P2", 0.5]]
    assert found["known"]["pending"] == [["P3", 0.75]]
    assert (found["action"], found["numbers"]["effective_participants"]) == ("escalate", 2.25)
