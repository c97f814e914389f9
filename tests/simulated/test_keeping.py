"""A simulated trial is a trial: with a design kept in it, it is exported, backed up, restored, moved, archived, inspected."""

import shutil
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.test import Client, override_settings
from tests.demo.built import database, opened
from tests.jobs.keeping.trial import SILENT
from tests.once import once
from tests.simulated.conftest import _empty

from hepatica.conduct.forms import state_sha256
from hepatica.demo.planning import DESIGN, planned
from hepatica.demo.play import play
from hepatica.jobs.datasets import dataset_csv
from hepatica.jobs.keeping.archive import write_archive
from hepatica.jobs.keeping.backup import write_backup
from hepatica.jobs.keeping.move import move_to
from hepatica.jobs.keeping.reading import opened as reading
from hepatica.jobs.keeping.restore import take_backup
from hepatica.ledger.kept_designs import DesignRow
from hepatica.store import read
from hepatica.store.verify import verify

LATER = datetime(2030, 1, 7, 9, tzinfo=UTC)


def rows(seq: int) -> dict:
    """Every row at an event, by its address."""
    return {f"{row.table}/{row.subject}/{row.key}": repr(row) for row in read.state_at(seq).rows()}


@pytest.fixture
def folder(tmp_path, few):
    """A copy of the smallest simulated trial, in which the statistician keeps a design years later."""
    folder = shutil.copytree(few, tmp_path / "trial")
    with opened(folder), override_settings(HEPATICA_DIR=folder):
        play([planned(read.plan().study, LATER)])
        yield folder


def empty(folder):
    """A folder with an empty database of this version."""
    folder.mkdir(exist_ok=True)
    shutil.copy(once("simulated-empty", _empty) / "hepatica.db", folder)
    return folder


def test_what_is_exported_backed_up_restored_and_moved_is_the_very_same_state(folder, tmp_path, few):
    head = read.head()
    whole, before = rows(head.seq), rows(head.seq - 1)
    assert [row.design for row in read.state_at(head.seq).all(DesignRow)] == [DESIGN]
    assert list(read.state_at(head.seq - 1).all(DesignRow)) == [], "the slider goes to before it was kept"
    assert whole.keys() - before.keys() == {f"{DesignRow.table}//{DESIGN}"}
    assert len(dataset_csv("ADSL", head.seq, define=False).splitlines()) == 1 + 3
    write_backup(tmp_path / "backup.zip", SILENT)
    with reading(tmp_path / "backup.zip") as (manifest, member):
        again = tmp_path / "again"
        again.mkdir()
        member.unpack(manifest, again)
        with opened(empty(again)), override_settings(HEPATICA_DIR=again):
            take_backup(manifest, member, "0" * 64, SILENT)
            assert read.head() == head
            assert state_sha256(rows(head.seq)) == state_sha256(whole)
            assert verify().sound
    assert (again / "truth.json").read_bytes() == (few / "truth.json").read_bytes()
    assert not (again / "demo-sign-ins.txt").exists(), "passwords that can be read are in no backup"
    moved = database(empty(tmp_path / "moved"))
    assert move_to(moved, SILENT).agrees
    with opened(tmp_path / "moved"):
        assert state_sha256(rows(head.seq)) == state_sha256(whole)


def test_one_persons_archive_is_whole_and_says_on_every_page_that_it_is_synthetic(folder, tmp_path):
    place = tmp_path / "archive"
    place.mkdir()
    write_archive(place, SILENT, participant="01-001")
    checked = subprocess.run(
        [sys.executable, place / "verify.py", place], capture_output=True, text=True, check=False
    )
    assert checked.stdout.strip().endswith("Whole."), checked.stdout + checked.stderr
    pages = list(place.rglob("*.html"))
    assert pages
    assert [page.name for page in pages if "ynthetic" not in page.read_text(encoding="utf-8")] == []


@override_settings(ROOT_URLCONF="hepatica.config.urls")
def test_the_inspector_and_the_statistician_find_the_design_where_it_is_looked_for(folder):
    inspector, statistician = Client(), Client()
    inspector.force_login(get_user_model().objects.get(username="kulkarni"))
    statistician.force_login(get_user_model().objects.get(username="bose"))
    for who, address, words in (
        (inspector, "/record/inspect/", f"{read.head().seq} events"),
        (inspector, "/record/trail/", DESIGN),
        (inspector, f"/record/time/?at={read.head().seq - 1}", "Synthetic data"),
        (statistician, f"/design/kept/{DESIGN}/", "Synthetic data"),
    ):
        answer = who.get(address)
        assert answer.status_code == 200, address
        page = answer.content.decode()
        assert "Synthetic data" in page, address
        assert words in page, address
