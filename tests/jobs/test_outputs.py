"""A report says what is being done to it and of how many rows, and ends as one whole file."""

from tests.report.samples_endings import story

from hepatica.cli.trial import telling
from hepatica.jobs import outputs
from hepatica.report.kinds import Kind
from hepatica.report.study.dossier import Dossier


def test_a_report_tells_each_step_and_its_rows(monkeypatch):
    monkeypatch.setattr(outputs, "dossier_at", lambda _: Dossier(cut=story("one")))
    told = []
    made = outputs.report(
        Kind.SAFETY_UPDATE, form=outputs.HTML, tell=lambda step, rows: told.append((step, rows))
    )
    assert made.startswith(b"<!doctype html>")
    assert [step for step, _ in told] == ["Reading the ledger", "Writing", "Setting the pages"]
    assert told[-1][1] > 10


def test_on_a_terminal_the_step_and_its_rows_are_shown(monkeypatch, capsys):
    monkeypatch.setenv("FORCE_COLOR", "1")
    with telling() as tell:
        tell("Setting the pages", 10_000)
    assert "Setting the pages, 10,000 rows" in capsys.readouterr().err


def test_in_a_pipe_nothing_is_shown(monkeypatch, capsys):
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    with telling() as tell:
        tell("Setting the pages", 10_000)
    assert capsys.readouterr() == ("", "")
