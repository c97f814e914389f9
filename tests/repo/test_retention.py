"""Nothing purges: no command and no job removes an event, a kept file or an account, whatever the years."""

import re
from pathlib import Path

from typer.main import get_command

from hepatica.cli.main import app
from hepatica.conduct.authority import ALLOWED
from hepatica.study.monitoring import Monitoring

SOURCE = Path(__file__).parents[2] / "src" / "hepatica"
PURGES = re.compile(r"\b(purge|expire|prune|destroy|truncate|delete|wipe|clean)", re.IGNORECASE)


def test_no_command_of_the_command_line_and_no_act_of_a_role_purges():
    """REC-02."""

    def names(command, above=""):
        for name, below in getattr(command, "commands", {}).items():
            yield f"{above}{name}"
            yield from names(below, f"{above}{name} ")

    commands = set(names(get_command(app)))
    assert "archive" in commands
    acts = {str(act) for acts in ALLOWED.values() for act in acts} | set(map(str, ALLOWED))
    assert not [name for name in commands | acts if PURGES.search(name)]


def test_no_code_removes_an_event_or_a_kept_file():
    """REC-02, AUD-09. Deletions in the code are of projections, drafts and half-written files; none names a ledger."""
    for path in SOURCE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(
            r"(DELETE FROM|TRUNCATE|DROP TABLE) (study|access)_event", text, re.IGNORECASE
        ), path
        for line in text.splitlines():
            removes = re.search(r"\b(unlink|rmtree|os\.remove)\(", line)
            assert not (removes and re.search(r"path_of|\"files\"|'files'", line)), f"{path}: {line.strip()}"


def test_a_study_keeps_its_record_for_years_and_cannot_say_none():
    """REC-02."""
    assert Monitoring().retention_years >= 15
    bounds = Monitoring.model_fields["retention_years"].metadata
    assert any(getattr(bound, "ge", 0) >= 1 for bound in bounds)
