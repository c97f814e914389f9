"""queries: what was asked and waits, in lines and as a table that holds no formula."""

import csv

from tests.cli.conftest import hepatica


def test_queries_are_listed_and_written_as_a_table(trial, tmp_path):
    """REC-05, AUD-05."""
    done = hepatica("queries", trial)
    assert (done.returncode, done.stdout) == (0, "0 queries.\n"), done.stderr
    out = tmp_path / "queries.csv"
    done = hepatica("queries", trial, "--csv", out, "--closed")
    assert (done.returncode, done.stdout) == (0, f"Wrote {out}.\n"), done.stderr
    with out.open(encoding="utf-8", newline="") as file:
        assert next(iter(csv.reader(file)))[:3] == ["query", "participant", "visit"]
    nowhere = hepatica("queries", trial, "--csv", tmp_path / "none" / "queries.csv")
    assert nowhere.returncode == 1
    assert "not written" in nowhere.stderr
