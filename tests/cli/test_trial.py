"""init, user, publish, verify, rebuild: what they say, and how they end."""

import re
import shutil
import sqlite3

import pytest
from tests.cli.conftest import PASSWORD, STUDY, hepatica


def add(folder, *, user="rao", name="K. Rao", role="data_manager", password=PASSWORD):
    return hepatica("user", "add", folder, user, "--name", name, "--role", role, said=f"{password}\n")


def test_init_makes_a_folder_in_force_and_says_what_comes_next(tmp_path):
    folder = tmp_path / "trial"
    done = hepatica("init", folder, "--study", STUDY)
    assert done.returncode == 0
    assert "of nct04243681 as event 1." in done.stdout
    assert f"Next: hepatica user add {folder}" in done.stdout
    assert {path.name for path in folder.iterdir()} >= {"study", "files", "hepatica.toml", "hepatica.db"}
    assert hepatica("verify", folder).returncode == 0


def test_init_leaves_a_folder_that_holds_something_alone(tmp_path):
    (tmp_path / "letters.txt").write_text("mine")
    done = hepatica("init", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"{tmp_path} is not empty. A new trial needs a new folder.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


def test_init_of_a_study_nobody_knows_names_those_that_are_built_in(tmp_path):
    done = hepatica("init", tmp_path / "trial", "--study", "nct00000000")
    assert done.returncode == 1
    assert "There is no folder nct00000000" in done.stderr
    assert "nct04243681" in done.stderr
    assert not (tmp_path / "trial").exists()


def test_init_of_a_study_with_mistakes_names_each_by_file_and_line(tmp_path):
    study = shutil.copytree(STUDY, tmp_path / "study")
    page = study / "study.yaml"
    page.write_text(page.read_text().replace("  planned: 5", "  planned: five"))
    schedule = study / "schedule.yaml"
    schedule.write_text(schedule.read_text().replace("- vital_signs", "- vital_sings", 1))
    done = hepatica("init", tmp_path / "trial", "--study", study)
    assert done.returncode == 1
    places = [line.split(": ", 1)[0] for line in done.stderr.splitlines()]
    assert any(place.startswith("study.yaml:") for place in places), done.stderr
    assert any(place.startswith("schedule.yaml:") for place in places), done.stderr
    again = hepatica("init", tmp_path / "trial")
    assert again.returncode == 0, "what did not begin must not stand in the way: " + again.stderr


@pytest.mark.parametrize(
    "arguments",
    [("verify",), ("rebuild",), ("publish",), ("report",), ("serve",), ("user", "close")],
    ids=" ".join,
)
def test_a_folder_that_is_no_trial_is_a_sentence(tmp_path, arguments):
    done = hepatica(*arguments, tmp_path / "nowhere", *(["asha"] if arguments[0] == "user" else []))
    assert done.returncode == 1
    assert done.stderr.startswith(f"{tmp_path / 'nowhere'} is not a trial folder")
    assert "hepatica init" in done.stderr


def test_a_person_is_added_with_a_password_from_standard_input(trial):
    done = add(trial)
    assert (done.returncode, done.stdout) == (0, "K. Rao can sign in as rao (data_manager).\n")
    assert PASSWORD.encode() not in (trial / "hepatica.db").read_bytes()


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"role": "boss"}, "There is no role 'boss'. The roles are: administrator,"),
        ({"password": "12345"}, "This password is too short."),
        ({"user": "asha"}, "The sign-in name asha has been used; each belongs to one person for ever."),
        ({"user": "k rao"}, "'k rao' cannot be a sign-in name"),
    ],
)
def test_a_person_who_cannot_be_added_is_a_sentence(trial, more, sentence):
    done = add(trial, **more)
    assert done.returncode == 1
    assert sentence in done.stderr
    with sqlite3.connect(trial / "hepatica.db") as record:
        kept = record.execute("SELECT count(*) FROM study_event WHERE kind = 'role.granted'").fetchone()
    assert kept == (1,), "nothing of the refused account stands in the ledger"


def test_a_closed_account_is_known_and_never_given_again(trial):
    assert hepatica("user", "close", trial, "asha").stdout == "asha can no longer sign in.\n"
    assert hepatica("user", "close", trial, "nobody").stderr == "There is no account nobody.\n"
    assert "has been used" in add(trial, user="asha").stderr


def test_publish_says_what_is_in_force_and_a_changed_study_needs_a_new_number(trial):
    done = hepatica("publish", trial)
    assert (done.returncode, "is in force already." in done.stdout) == (0, True)
    page = trial / "study" / "study.yaml"
    text = page.read_text()
    changed = text.replace("approved by the ethics committee", "approved by the committee")
    assert changed != text
    page.write_text(changed)
    same = hepatica("publish", trial)
    assert (same.returncode, same.stdout) == (1, "")
    assert "version" in same.stderr.lower()
    page.write_text(re.sub(r"(?m)^version: .*$", 'version: "9.0"', changed))
    assert hepatica("publish", trial).stdout.startswith("Published version 9.0 of nct04243681 as event ")
    assert hepatica("verify", trial).returncode == 0


def test_verify_counts_what_it_checked_and_takes_an_anchor_from_paper(trial):
    done = hepatica("verify", trial)
    assert done.returncode == 0
    digest = done.stdout.split("sealed ")[1].split(".")[0]
    last = done.stdout.split()[0]
    assert hepatica("verify", trial, "--anchor", f"{last}:{digest[:12]}").returncode == 0
    spaced = f"{last}:{digest[:4]} {digest[4:8]} {digest[8:12]}"
    assert hepatica("verify", trial, "--anchor", spaced).returncode == 0
    other = hepatica("verify", trial, "--anchor", f"{last}:{'0' * 12}")
    assert other.returncode == 1
    assert f"rewritten at or before event {last}" in other.stdout
    gone = hepatica("verify", trial, "--anchor", f"9999:{digest[:12]}")
    assert "printed from event 9,999, which is missing: the ledger today ends at" in gone.stdout
    wrong = hepatica("verify", trial, "--anchor", "banana")
    assert (wrong.returncode, "'banana' is no anchor" in wrong.stderr) == (1, True)


def test_an_altered_projection_is_named_and_rebuild_mends_it(trial):
    with sqlite3.connect(trial / "hepatica.db") as record:
        record.execute("UPDATE projected_grant SET seq = seq + 1")
    done = hepatica("verify", trial)
    assert done.returncode == 1
    assert "differs from the ledger" in done.stdout
    assert "Run: hepatica rebuild" in done.stdout
    made = hepatica("rebuild", trial)
    assert (made.returncode, made.stdout.startswith("Made ")) == (0, True)
    assert hepatica("verify", trial).returncode == 0


def test_a_file_that_is_no_database_is_a_sentence(trial):
    (trial / "hepatica.db").write_bytes(b"banana" * 2000)
    for name in ("hepatica.db-wal", "hepatica.db-shm"):
        (trial / name).unlink(missing_ok=True)
    done = hepatica("verify", trial)
    assert done.returncode == 1
    assert "The database cannot be read" in done.stdout
