"""The pages about the successor show commands that run and numbers that they print."""

import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from hepatica.cli.design import successor

PAGES = Path(__file__).parents[3] / "docs" / "explanation" / "designs"
NAMES = ("factorial", "group-sequential", "borrowing", "assurance", "ranked-endpoints", "what-it-cannot-show")
SHOWN = [
    (name, command)
    for name in NAMES
    for command in re.findall(
        r"^\$ hepatica design (.+)$", (PAGES / f"{name}.md").read_text("utf-8"), re.MULTILINE
    )
]
PRINTED = {
    "factorial": ("32", "79", "126"),
    "group-sequential": ("198.2", "198.9", "182.6"),
    "borrowing": ("0.0827", "0.0186"),
    "assurance": ("0.705", "0.369", "0.748"),
    "what-it-cannot-show": ("64 %", "26 %", "83 %", "0.0625", "3.96"),
    "ranked-endpoints": ("160", "190", "232", "306", "1844", "1424", "1634", "218"),
}


@pytest.mark.parametrize(("page", "command"), SHOWN)
def test_a_command_that_is_shown_runs(page, command):
    room = typer.Typer(pretty_exceptions_enable=False)
    successor.register(room)
    result = CliRunner().invoke(room, shlex.split(command))
    assert result.exit_code == 0, result.stderr
    if "--table" in command:
        assert any(number in result.stdout for number in PRINTED[page])


@pytest.mark.parametrize("page", NAMES)
def test_the_numbers_of_a_page_are_those_its_commands_print(page):
    room = typer.Typer(pretty_exceptions_enable=False)
    successor.register(room)
    shown = [shlex.split(command) for name, command in SHOWN if name == page and "--table" in command]
    printed = " ".join(CliRunner().invoke(room, command).stdout for command in shown)
    assert [number for number in PRINTED[page] if number not in printed] == []


def test_every_page_shows_a_command():
    assert {page for page, _ in SHOWN} == set(NAMES)
