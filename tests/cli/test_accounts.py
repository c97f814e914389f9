"""Accounts and the identity list from the command line, as the owner of the server types them."""

import zipfile
from pathlib import Path

import pytest
from tests.cli.conftest import PASSWORD, hepatica

RAO = ("KRQ", "AIG-77881239", "1968-05-02", "+91 40 5550 0199")
SUBJECT = "01-001"


@pytest.fixture(scope="module")
def known(first_build, tmp_path_factory):
    """The demo with one participant in its identity list, for the tests of this file."""
    import shutil

    folder = Path(shutil.copytree(first_build[0], tmp_path_factory.mktemp("known") / "demo"))
    done = hepatica("identity", "put", folder, SUBJECT, said="\n".join(RAO) + "\n")
    assert (done.returncode, done.stdout) == (0, f"The identity list knows {SUBJECT}.\n"), done.stderr
    return folder


def test_the_owner_lists_resets_and_unlocks_accounts_and_names_programs(trial):
    """ACC-09, ACC-06, ACC-02."""
    assert "can no longer" not in hepatica("user", "list", trial).stdout
    given = hepatica("user", "reset", trial, "asha", "--factor").stdout
    assert given.startswith("The temporary password of asha is ")
    assert PASSWORD not in given
    made = hepatica("user", "service", trial, "lab_feed", "--name", "Laboratory feed")
    assert made.returncode == 0, made.stderr
    assert hepatica("user", "unlock", trial, "asha").stdout == "asha was not locked.\n"
    assert hepatica("user", "unlock", trial, "ravi").stderr == "There is no account ravi.\n"
    assert hepatica("user", "reset", trial, "lab_feed").returncode == 1
    lines = hepatica("user", "list", trial).stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["Sign-in", "asha", "lab_feed"]
    assert "temporary password" in lines[1]
    assert "a program" in lines[2]


def test_the_identity_list_is_written_shown_and_sealed_anew(known):
    """REC-14, DP-09: in a store of its own under a key of its own."""
    old = (known / "identity.key").read_bytes()
    shown = hepatica("identity", "show", known, SUBJECT).stdout
    assert all(word in shown for word in RAO)
    assert hepatica("identity", "rotate", known).returncode == 0
    assert (known / "identity.key").read_bytes() != old
    assert hepatica("identity", "show", known, SUBJECT).stdout == shown
    assert (
        hepatica("identity", "put", known, "09-999", said="x\n").stderr == "There is no participant 09-999.\n"
    )


def test_no_export_archive_or_backup_says_who_a_participant_is(known, tmp_path):
    """DP-09, REC-14: every way out is searched for every identifier of the list, and none is found."""
    for made in (
        ("export", known, "--dataset", "ADSL", "-o", tmp_path / "adsl.csv"),
        ("archive", known, "-o", tmp_path / "archive", "--participant", SUBJECT),
        ("backup", known, "-o", tmp_path / "backup.zip"),
    ):
        done = hepatica(*made)
        assert done.returncode == 0, done.stderr
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with zipfile.ZipFile(tmp_path / "backup.zip") as backup:
        files |= {name: backup.read(name) for name in backup.namelist()}
        assert not any("identity.key" in name for name in backup.namelist())
    assert any(SUBJECT.encode() in data for data in files.values())
    found = [
        (str(path), word) for path, data in files.items() for word in (RAO[0:2] + RAO[3:]) if _in(word, data)
    ]
    assert found == []


def _in(word: str, data: bytes) -> bool:
    """Whether a word stands in a file, in either order of its bytes; three letters alone stand anywhere by chance."""
    if len(word) < 6:
        return f'"{word}"'.encode() in data
    return word.encode() in data or word.encode("utf-16-le") in data


def test_an_erased_person_is_gone_for_good_and_that_is_written_down(known):
    """DP-09."""
    assert hepatica("identity", "erase", known, SUBJECT, said="01-002\n").stderr == "Nothing was erased.\n"
    assert hepatica("identity", "erase", known, SUBJECT, said=f"{SUBJECT}\n").stdout == "Erased for good.\n"
    gone = hepatica("identity", "show", known, SUBJECT)
    assert (gone.returncode, gone.stderr) == (1, f"The identity list does not know {SUBJECT}.\n")
    assert hepatica("verify", known).returncode == 0
