"""kill -9 in the middle of what takes long: a laboratory file, a new protocol, a rebuild, a backup, a restore, a move, a migration.

Each is there whole, row by row where it is stored row by row, or not at all; sent again, it comes to its end.
"""

import os
import zipfile
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tests.attack.kills import after, before, fork, rows
from tests.attack.saving import settled
from tests.corpus.frozen import events, expected
from tests.store.databases import EXAMPLE, URL, using
from tests.store.people import ASHA, enter, screened

from hepatica import trial
from hepatica.config.databases import databases
from hepatica.exchange.lab_map import LabMap
from hepatica.jobs.keeping import members
from hepatica.jobs.keeping.backup import write_backup
from hepatica.jobs.keeping.move import move_to
from hepatica.jobs.keeping.reading import opened
from hepatica.jobs.keeping.restore import take_backup
from hepatica.jobs.keeping.staging import staged
from hepatica.jobs.lab_import import import_labs
from hepatica.store import append, bulk, publishing, read, versions
from hepatica.store.access import Access
from hepatica.store.rebuild import rebuild
from hepatica.store.record import append_access
from hepatica.store.transactions import writing
from hepatica.store.verify import verify
from hepatica.study.load import load

pytestmark = pytest.mark.engine
PEOPLE = 12


def quiet(_what, _many):
    """Tell nobody how far it is."""


def stands():
    """Where both chains end."""
    return read.head(), read.head("access")


# -- A laboratory file ------------------------------------------------------------------------------------------------

LAB_MAP = LabMap.model_validate(
    {
        "participant": {"column": "id", "pattern": "{}"},
        "visit": "baseline",
        "columns": {
            "sys": {"form": "vital_signs", "item": "sysbp"},
            "dia": {"form": "vital_signs", "item": "diabp"},
        },
    }
)


def lab_file(subjects):
    return "".join(["id,sys,dia\n", *(f"{s},{110 + n},{70 + n}\n" for n, s in enumerate(subjects))]).encode()


def answered(subjects):
    found = {s: read.form_row(s, "baseline", "vital_signs") for s in subjects}
    return [
        row and {item: a.value for n in row.answers.values() for item, a in n.items()}
        for row in found.values()
    ]


def killed_import(nth, how):
    subjects = [screened() for _ in range(6)]
    file, begun = lab_file(subjects), read.head().seq

    def work(tell):
        for row in import_labs(file, LAB_MAP, actor=ASHA, dry=False).rows:
            tell(f"{row.participant} {row.stored} {row.problems}")

    left = fork(work, arm=lambda: how(connection, "_commit", nth))
    settled()
    assert left.killed
    due = [{"sysbp": str(110 + n), "diabp": str(70 + n)} for n in range(len(subjects))]
    kept = nth if how is after else nth - 1
    assert answered(subjects) == [*due[:kept], *[None] * (len(subjects) - kept)]
    assert verify().sound
    again = import_labs(file, LAB_MAP, actor=ASHA, dry=False)
    assert [row.stored for row in again.rows] == [0] * kept + [2] * (len(subjects) - kept)
    assert answered(subjects) == due
    assert read.head().seq >= begun + 2 * len(subjects)
    assert verify().sound


@pytest.mark.parametrize("how", [before, after])
def test_an_import_killed_on_its_way_keeps_whole_rows_and_goes_on_when_it_is_run_again(published, how):
    """REC-09."""
    killed_import(3, how)


# -- A new version of the protocol ------------------------------------------------------------------------------------


def second_version():
    study = load(EXAMPLE)
    return study.model_copy(update={"version": f"{study.version}.1"})


def brought_into_force():
    """Publish as the command does: the version, then each record read anew under it; return how many were."""
    publishing.publish(second_version())
    done, refused = versions.settle(publishing.OWNER)
    assert not refused
    return done


@pytest.mark.parametrize(
    ("how", "name", "nth", "anew"),
    [(after, "insert", 1, PEOPLE), (before, "_commit", 1, PEOPLE), (after, "_commit", 1, PEOPLE)]
    + [(how, "_commit", 4, PEOPLE - kept) for how, kept in ((before, 2), (after, 3))],
)
def test_a_version_killed_while_it_comes_into_force_goes_on_where_it_was(published, how, name, nth, anew):
    """VAL-06."""
    for subject in (people := [screened() for _ in range(PEOPLE)]):
        enter(subject, "120")
    was = stands(), read.plan().study.version
    arm = (lambda: how(bulk, name, nth)) if name == "insert" else (lambda: how(connection, name, nth))
    left = fork(lambda tell: tell(str(brought_into_force())), arm=arm)
    settled()
    assert left.killed
    if (nth, how) == (1, before) or name == "insert":
        assert (stands(), read.plan().study.version) == was
    else:
        assert read.plan().study.version == second_version().version
    assert verify().sound
    assert brought_into_force() == anew
    assert read.plan().study.version == second_version().version
    enter(people[0], "121", visit="unscheduled.2")
    assert verify().sound


# -- A rebuild --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nth", [1, 9])
def test_a_rebuild_killed_on_its_way_changed_nothing(published, nth):
    """REC-02."""
    enter(screened(), "120", "300")
    was = stands()
    left = fork(lambda tell: tell(rebuild()), arm=lambda: after(bulk, "insert", nth))
    settled()
    assert left.killed
    assert stands() == was
    assert verify().sound
    assert "anew" in rebuild()
    assert verify().sound


# -- A backup and a restore -------------------------------------------------------------------------------------------


@pytest.fixture
def folder(published, tmp_path, settings):
    """A trial folder whose database is the published example with one participant and a kept file."""
    place = tmp_path / "trial"
    (place / "files").mkdir(parents=True)
    (place / "hepatica.toml").write_text('[site]\nname = "Example, Hyderabad"\n', encoding="utf-8")
    (place / "files" / ("ab" * 32)).write_bytes(b"a letter" * 10_000)
    settings.HEPATICA_DIR = place
    enter(screened(), "120", "300")
    append_access(Access.SIGNED_IN, actor="asha")
    return place


@pytest.mark.parametrize(
    ("place", "name"),
    [(zipfile.ZipFile, "open"), (zipfile.ZipFile, "writestr"), (os, "fsync"), (Path, "replace")],
)
def test_a_backup_killed_on_its_way_takes_no_name_and_the_earlier_one_stays(folder, tmp_path, place, name):
    """REC-11."""
    out = tmp_path / "backup.zip"
    write_backup(out, quiet)
    earlier, was = out.read_bytes(), stands()
    left = fork(lambda tell: tell(str(write_backup(out, quiet))), arm=lambda: before(place, name))
    assert left.killed
    assert out.read_bytes() == earlier
    assert stands() == was
    enter("HYD-001", "121", visit="unscheduled.2")
    write_backup(out, quiet)
    with opened(out) as (manifest, _):
        assert manifest.heads.study == read.head()


def restore(file, place, database):
    """Restore as the command does, into a folder and an empty database."""
    with staged(place) as stage, opened(file) as (manifest, member):
        member.unpack(manifest, stage)
        with using(database):
            take_backup(manifest, member, "0" * 64, quiet)


@pytest.mark.parametrize(
    ("at", "name", "nth"),
    [(bulk, "insert", 1), (bulk, "insert", 4), (members, "verify", 1), (Path, "rename", 1)],
)
def test_a_restore_killed_on_its_way_leaves_no_folder_and_can_be_run_again(
    folder, tmp_path, templates, at, name, nth
):
    """REC-11."""
    out, place = tmp_path / "backup.zip", tmp_path / "restored"
    heads = write_backup(out, quiet).heads
    database = templates.copy("tables")
    try:
        left = fork(lambda _tell: restore(out, place, database), arm=lambda: before(at, name, nth))
        assert left.killed
        assert not place.exists()
        if name == "rename":  # the database is filled: into a filled one nothing is restored
            templates.drop(database)
            database = templates.copy("tables")
        restore(out, place, database)
        assert (place / "files" / ("ab" * 32)).read_bytes() == b"a letter" * 10_000
        with using(database):
            assert read.head() == heads.study
            assert verify().sound
    finally:
        templates.drop(database)


@pytest.mark.parametrize(("name", "nth"), [("insert", 2), ("insert", 5)])
def test_a_move_killed_on_its_way_fills_nothing_and_changes_nothing(folder, templates, name, nth):
    """REC-09."""
    was, database = stands(), templates.copy("tables")
    try:
        left = fork(lambda _tell: move_to(database, quiet), arm=lambda: before(bulk, name, nth))
        assert left.killed
        settled()
        assert stands() == was
        assert verify().sound
        with using(database):
            assert read.head().seq == read.head("access").seq == 0
        assert move_to(database, quiet).agrees
        with using(database):
            assert read.head() == was[0]
            assert verify().sound
    finally:
        templates.drop(database)


# -- A migration ------------------------------------------------------------------------------------------------------

OLD = ("0004_product", "0.1.0")
"""The tables as an earlier program made them, and the ledger it wrote there."""


def store_as_of_old():
    """Make the tables of an earlier program hold the ledger of an earlier program."""
    tables, version = OLD
    call_command("migrate", "store", tables, verbosity=0, interactive=False)
    with writing() as cursor:
        append.append(cursor, "study", append.locked(cursor, "study"), events(version))


def behind():
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@pytest.mark.parametrize(
    ("at", "name", "nth"),
    [
        (MigrationExecutor, "apply_migration", 1),
        (MigrationExecutor, "record_migration", 2),
        (None, "_commit", 1),
    ],
)
def test_an_old_folder_killed_while_it_is_brought_up_to_date_is_the_old_one_still(ledger, at, name, nth):
    """VAL-06."""
    store_as_of_old()
    was, steps = stands(), behind()
    assert was[0].seq == expected(OLD[1])["events"]
    left = fork(lambda _tell: trial.migrate(), arm=lambda: before(at or connection, name, nth))
    assert left.killed
    assert (stands(), behind()) == (was, steps)
    trial.migrate()
    assert behind() == 0
    rebuild()
    assert stands() == was
    assert verify().sound


def test_a_new_database_gets_its_tables_in_one_step_and_checks_foreign_keys_afterwards(
    templates, django_db_blocker, tmp_path
):
    """VAL-06."""
    database = templates.blank() if URL else databases(tmp_path, {})["default"]
    with django_db_blocker.unblock(), using(database):
        left = fork(
            lambda _tell: trial.migrate(), arm=lambda: before(MigrationExecutor, "record_migration", 9)
        )
        assert left.killed
        assert connection.introspection.table_names() == []
        trial.migrate()
        assert behind() == 0
        if connection.vendor == "sqlite":
            assert rows("PRAGMA foreign_keys") == [(1,)]
        assert verify().sound
    templates.drop(database)
