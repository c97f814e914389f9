"""The command that checks a published table: sentences and 1 for faults, counts and reasons for a sound one."""

from tests.evidence.rows import CARE, SOUND, STUDY, text
from typer.testing import CliRunner

from hepatica.cli.main import app
from hepatica.evidence.row import COLUMNS, STUDY_COLUMNS


def written(folder, *rows):
    (folder / "table.csv").write_text(text(COLUMNS, *rows), encoding="utf-8")
    (folder / "studies.csv").write_text(text(STUDY_COLUMNS, STUDY), encoding="utf-8")
    return CliRunner().invoke(app, ["evidence", "check", str(folder)])


def test_the_shipped_table_is_counted_with_what_is_left_out():
    done = CliRunner().invoke(app, ["evidence", "check"])
    assert done.exit_code == 0
    assert "451 rows, 29 studies, 15 rows left out." in done.output
    assert "E326 18 of 30 is 60.0 %, but the source prints 53 %." in done.output


def test_a_sound_folder_passes_and_a_bad_one_says_everything(tmp_path):
    assert "2 rows, 1 studies, 0 rows left out." in written(tmp_path, SOUND, CARE).output
    bad = written(tmp_path, SOUND | {"sd": "0"}, CARE | {"unit": "stone"})
    assert bad.exit_code == 1
    assert "table.csv:2: an SD of 0 says that people do not differ" in bad.output
    assert "table.csv:3: unit 'stone' is not known" in bad.output


def test_a_folder_without_its_files_is_a_sentence(tmp_path):
    done = CliRunner().invoke(app, ["evidence", "check", str(tmp_path)])
    assert done.exit_code == 1
    assert "it needs table.csv and studies.csv in UTF-8" in done.output
