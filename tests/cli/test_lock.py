"""``hepatica lock --check``: the checklist as lines, of the study, a site or a participant; it locks nothing."""

import pytest
import typer
from tests.store.databases import templates  # noqa: F401
from tests.web.conftest import ward, ward_template  # noqa: F401
from typer.testing import CliRunner

from hepatica.cli import lock
from hepatica.datasets.lock_checklist import checklist
from hepatica.store import read


@pytest.fixture
def run(ward, monkeypatch):  # noqa: F811
    """Run the command on the ward's record, which is open already."""
    monkeypatch.setattr(lock, "opened", lambda _folder: None)
    app = typer.Typer(pretty_exceptions_enable=False)
    app.callback()(lambda: None)
    lock.register(app)
    return lambda *options: CliRunner().invoke(app, ["lock", ".", *options])


def numbers(told):
    """What stands before the colons of the checklist's own lines."""
    lines = [line.rpartition(": ") for line in told.splitlines() if not line.startswith("  ")]
    return {title: 0 if said == "clear" else int(said) for title, _colon, said in lines if title}


def test_the_check_prints_every_line_with_its_number_and_ends_with_one_while_anything_is_open(run):
    """REC-07."""
    head = read.head().seq
    whole = run("--check")
    assert whole.exit_code == 1
    found = numbers(whole.output)
    assert found["Forms that are not complete"] > 0
    assert found["Holds in force"] == 0
    assert whole.output.count("\n  ") == sum(found.values())
    assert whole.output.rstrip().endswith(f"{sum(found.values())} open.")
    one = run("--check", "--level", "subject", "--of", read.numbers()[0])
    assert 0 < sum(numbers(one.output).values()) < sum(found.values())
    site = run("--check", "--level", "site", "--of", read.plan().study.sites[0].id)
    assert sum(numbers(site.output).values()) <= sum(found.values())
    assert read.head().seq == head, "the check writes nothing"


def test_a_clear_checklist_ends_well(run, monkeypatch):
    monkeypatch.setattr("hepatica.datasets.lock_checklist.checklist", lambda *_, **__: ())
    done = run("--check")
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "All clear.")
    assert set(numbers(done.output).values()) == {0}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "A lock needs people who prove who they are"),
        (("--check", "--level", "site"), "Say --of SITE or --of PARTICIPANT"),
        (("--check", "--of", "01"), "nothing for the study"),
        (("--check", "--level", "subject", "--of", "99-999"), "There is no participant 99-999"),
    ],
)
def test_what_cannot_be_checked_is_said(run, options, said):
    done = run(*options)
    assert done.exit_code == 1
    assert said in " ".join(done.output.split())


def test_the_checklist_that_is_printed_is_the_one_that_the_lock_reads():
    from hepatica.conduct import locking

    assert locking.checklist is checklist
