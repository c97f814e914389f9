"""checkpoint, backup, restore, archive and move as a person types them."""

import subprocess
import sys
import zipfile

from tests.cli.conftest import hepatica


def test_a_trial_is_backed_up_restored_and_proven_by_what_was_kept_outside(trial, tmp_path):
    """REC-11, AUD-07, VAL-05."""
    point, backup, again = tmp_path / "checkpoint.json", tmp_path / "backup.zip", tmp_path / "again"
    done = hepatica("checkpoint", trial, "-o", point)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Keep it away from this machine." in done.stdout
    done = hepatica("backup", trial, "-o", backup)
    assert (done.returncode, done.stderr) == (0, "")
    assert "read again and whole" in done.stdout
    assert "hashes of their passwords" in done.stdout
    done = hepatica("restore", backup, again)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Restored {again} from backup.zip." in done.stdout
    assert "The last event is " in done.stdout
    assert "verified" in done.stdout
    done = hepatica("verify", again, "--anchor", point, "--anchor", backup)
    assert done.returncode == 0, done.stdout
    assert "This checkpoint was made from event" in done.stdout
    assert "This backup was made from event" in done.stdout
    assert (again / "checkpoint.key").stat().st_mode & 0o077 == 0
    done = hepatica("restore", backup, again)
    assert done.returncode == 1
    assert done.stderr == f"{again} is not empty. A backup is restored into a new folder.\n"
    with zipfile.ZipFile(backup, "a") as whole:
        whole.writestr("folder/added.txt", "x")
    done = hepatica("restore", backup, tmp_path / "third")
    assert done.returncode == 1
    assert "folder/added.txt is in the backup and not in its list. Nothing was restored." in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["again", "backup.zip", "checkpoint.json", "trial"]


def test_an_archive_is_written_once_and_says_how_to_check_it(trial, tmp_path):
    """AUD-07, REC-01."""
    out = tmp_path / "archive"
    done = hepatica("archive", trial, "-o", out, "--site", "nowhere")
    assert done.returncode == 1
    assert "has no participant of nowhere" in done.stderr
    assert not out.exists()
    done = hepatica("archive", trial, "-o", out)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Open {out / 'index.html'}." in done.stdout
    checked = subprocess.run(
        [sys.executable, "-I", out / "verify.py", out], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout


def test_a_move_to_where_a_record_is_says_so_and_changes_nothing(trial):
    """REC-09."""
    before = (trial / "hepatica.db").read_bytes()
    done = hepatica("move", trial, "--to", "sqlite")
    assert done.returncode == 1
    assert "is there already" in done.stderr
    done = hepatica("move", trial, "--to", "mysql://somewhere/else")
    assert done.returncode == 1
    assert (trial / "hepatica.db").read_bytes() == before
