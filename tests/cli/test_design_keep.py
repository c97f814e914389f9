"""design keep and kept: a version in the ledger in a person's name, listed, and refused in a sentence."""

import json

import pytest
from tests.cli.conftest import PASSWORD, _initialise, hepatica
from tests.once import copied


def _plan(folder):
    copied("cli-trial", _initialise, folder)
    who = ("bose", "--name", "T. Bose", "--role", "statistician", "--training", "GCP, 3 Jan 2026")
    assert hepatica("user", "add", folder, *who, said=PASSWORD + "\n").returncode == 0
    assert hepatica("design", "new", folder, "next", "--from", "single_arm").returncode == 0


@pytest.fixture
def planned(tmp_path):
    """The trial with a statistician and a design that follows its study, copied for each test."""
    return copied("cli-planned", _plan, tmp_path / "trial")


def keep(folder, *more, user="bose"):
    return hepatica("design", "keep", folder, folder / "designs" / "next.yaml", "--user", user, *more)


def test_a_design_is_kept_in_a_persons_name_listed_with_its_versions_and_the_record_verifies(planned):
    assert hepatica("design", "kept", planned, "--table").stdout == "No design is kept here.\n"
    first = keep(planned, "--reason", "two infusions")
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("Kept version 0.1 of next in event ")
    again = keep(planned)
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr.startswith("Nothing is changed: version 0.1 of 'next' is kept so already")
    path = planned / "designs" / "next.yaml"
    path.write_text(path.read_text().replace('version: "0.1"', 'version: "0.2"', 1))
    assert keep(planned).returncode == 0
    (latest,) = json.loads(hepatica("design", "kept", planned).stdout)["designs"]
    assert (latest["id"], latest["version"], latest["by"]) == ("next", "0.2", "bose")
    table = hepatica("design", "kept", planned, "--versions", "next", "--table").stdout.splitlines()
    assert [line.split()[1] for line in table] == ["version", "0.2", "0.1"]
    assert table[2].endswith("two infusions")
    assert hepatica("verify", planned).returncode == 0


def test_what_cannot_be_kept_is_a_sentence_and_keeps_nothing(planned):
    assert keep(planned, user="nobody").stderr == "There is no account nobody.\n"
    assert "may not keep a design of the next trial" in keep(planned, user="asha").stderr
    path = planned / "designs" / "next.yaml"
    path.write_text(path.read_text().replace("per_month:", "per_year:"))
    refused = keep(planned)
    assert refused.returncode == 1
    assert "next.yaml:" in refused.stderr
    assert "per_year" in refused.stderr
    path.write_bytes(b"#" * 200_001)
    assert "at most 200,000 are kept" in keep(planned).stderr
    path.unlink()
    assert "there is no such file" in keep(planned).stderr
    missing = hepatica("design", "kept", planned, "--versions", "next")
    assert (missing.returncode, missing.stderr) == (2, "No design 'next' is kept here.\n")


def test_who_is_to_work_is_named_or_refused_in_a_sentence():
    few = ("design", "play", "factorial", "--trials", "1", "--world", "W0")
    assert hepatica(*few, "--scheduler", "here").stderr.startswith("“here” is no address of a scheduler")
    assert "-2 processes cannot work" in hepatica(*few, "--workers", "-2").stderr
