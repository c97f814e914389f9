"""``hepatica study diff``: sentences for people, data for programs."""

import json
import shutil

from tests.studies.reference import FOLDER
from typer.testing import CliRunner

from hepatica.cli.main import app
from hepatica.cli.trial import _approval


def test_the_difference_is_said_by_kind_with_the_approvals_it_needs(tmp_path):
    """VAL-06."""
    new = tmp_path / "new"
    shutil.copytree(FOLDER, new, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    path = new / "study.yaml"
    path.write_text(path.read_text().replace("planned: 5", "planned: 8").replace('"1.4"', '"2.0"'))
    run = CliRunner().invoke
    said = run(app, ["study", "diff", "nct04243681", str(new)])
    assert said.exit_code == 0, said.output
    assert "Bears on participants: they consent again (1)" in said.output
    assert "Enrolment: The enrolment: participants planned 5 → 8." in said.output
    assert "Approvals it needs: Ethics committee" in said.output
    data = json.loads(run(app, ["study", "diff", "nct04243681", str(new), "--json"]).output)
    assert [change["kind"] for change in data["changes"]] == ["patient", "wording"]
    assert data["approvals"]["registry"] == ["patient"]
    assert "Nothing differs." in run(app, ["study", "diff", str(new), str(new)]).output


def test_an_approval_is_written_as_id_date_and_number():
    assert _approval("ethics_committee=2026-03-14:IEC/17:b") == ("ethics_committee", "2026-03-14 IEC/17:b")
    wrong = CliRunner().invoke(app, ["publish", "nowhere", "--approval", "ethics"])
    assert wrong.exit_code == 1
    assert "'ethics' is no approval" in wrong.output
