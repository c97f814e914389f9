"""The validation pack tells the truth: every requirement has a test that exists, and what did not run is a fault."""

import csv
import json
from hashlib import sha256
from html import escape

import pytest
from tests.validation.judge import faults, judge
from tests.validation.pack import CLAIM, write
from tests.validation.sbom import components, sbom
from tests.validation.trace import ROOT, cited, requirements

NEEDED = [one.id for one in requirements() if one.priority <= 2]


@pytest.fixture(scope="module")
def named():
    return cited()


def test_every_requirement_of_priority_one_and_two_has_a_test_that_names_it(named):
    """VAL-02."""
    assert NEEDED
    assert [one for one in NEEDED if one not in named] == []


def test_no_test_names_a_requirement_that_does_not_exist(named):
    """VAL-02."""
    assert set(named) <= {one.id for one in requirements()}


def test_risk_is_written_beside_each_requirement_and_its_procedure_exists():
    """VAL-01, VAL-10."""
    for one in requirements():
        assert one.risk, one.id
        assert (one.severity in range(1, 4), one.likelihood in range(1, 4)) == (True, True)
        assert (ROOT / "docs" / "validation" / "procedures" / f"{one.procedure}.md").is_file()


def passing(named):
    return {test: "passed" for tests in named.values() for test in tests}


@pytest.mark.parametrize("outcome", ["failed", "skipped", "not run"])
def test_evidence_that_failed_or_did_not_run_is_a_fault_by_name(named, outcome):
    """VAL-03."""
    results, asked = passing(named), [one for one in requirements() if one.id in named]
    assert faults(judge(asked, named, results)) == ()
    test = named["AUD-03"][0]
    del results[test]
    if outcome != "not run":
        results[test] = outcome
    said = faults(judge(asked, named, results))
    assert any(s.startswith("AUD-03: ") and test in s for s in said)


def test_a_test_with_parameters_passes_when_each_did(named):
    results, asked = passing(named), [one for one in requirements() if one.id in named]
    test = named["AUD-03"][0]
    del results[test]
    assert (
        faults(judge(asked, named, results | {f"{test}[sqlite]": "passed", f"{test}[pg]": "skipped"})) == ()
    )
    assert faults(judge(asked, named, results | {f"{test}[sqlite]": "passed", f"{test}[pg]": "failed"}))


def test_a_requirement_without_a_test_is_a_fault(named):
    left = {one: tests for one, tests in named.items() if one != "AUD-03"}
    assert "AUD-03: no test names it." in faults(judge(requirements(), left, passing(named)))


def test_the_pack_holds_results_with_versions_pictures_known_issues_and_components_and_claims_nothing(
    tmp_path, named
):
    """VAL-03, VAL-07, VAL-12."""
    write(tmp_path, judge(requirements(), named, passing(named)), passing(named))
    with (tmp_path / "trace.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["requirement"] for row in rows} >= set(NEEDED)
    assert all("::" in row["test"] for row in rows if row["outcome"] == "passed")
    about = json.loads((tmp_path / "environment.json").read_text())
    assert {"commit", "python", "packages", "at", "clean"} <= about.keys()
    assert list((tmp_path / "pictures").glob("*.png"))
    assert "What to do" in (tmp_path / "known-issues.md").read_text()
    page = (tmp_path / "index.html").read_text()
    assert "does not make the site" in page
    assert "compliant" not in page.replace(escape(CLAIM), "")
    for line in (tmp_path / "manifest.sha256").read_text().splitlines():
        digest, _, name = line.partition("  ")
        assert sha256((tmp_path / name).read_bytes()).hexdigest() == digest


def test_every_component_a_server_installs_is_named_with_version_hash_and_licence():
    """VAL-12."""
    found = json.loads(sbom("1"))["components"]
    assert found == components()
    assert all(one["version"] and one["hashes"] and one["licenses"] for one in found)
    undeclared = [one["name"] for one in found if one["licenses"][0]["license"]["name"] == "not declared"]
    assert undeclared == []
