"""A backup holds the whole trial, restores to the very same heads, and is refused when one byte of it is not its own."""

import json
import threading
import time
import zipfile
from hashlib import sha256

import pytest
from django.contrib.auth import get_user_model
from django.db import connections
from tests.jobs.keeping.trial import SILENT, recorded
from tests.store.databases import copied
from tests.store.people import enter

from hepatica.jobs.keeping import members
from hepatica.jobs.keeping.backup import write_backup
from hepatica.jobs.keeping.members import NotTaken
from hepatica.jobs.keeping.names import canonical
from hepatica.jobs.keeping.reading import MANIFEST, BadBackup, opened
from hepatica.jobs.keeping.restore import point_of, take_backup
from hepatica.jobs.keeping.staging import NotEmpty, staged
from hepatica.ledger.events import Draft, SubjectEnrolled
from hepatica.store import read
from hepatica.store.verify import verify


@pytest.fixture
def backup(folder, tmp_path):
    path = tmp_path / "backup.zip"
    write_backup(path, SILENT)
    return path


@pytest.mark.engine
def test_a_restore_drill_ends_at_the_very_heads_and_loses_nothing(
    folder, backup, tmp_path, templates, django_db_blocker, settings, record_property
):
    """REC-11, AUD-07. What was accepted up to the backup is all there (RPO); how long it took is written down (RTO)."""
    heads, state = (read.head(), read.head("access")), list(map(repr, read.state_at(read.head().seq).rows()))
    begun = time.monotonic()
    with copied(templates, "tables", django_db_blocker), opened(backup) as (manifest, member):
        with staged(tmp_path / "again") as place:
            member.unpack(manifest, place)
        settings.HEPATICA_DIR = tmp_path / "again"
        taken = take_backup(manifest, member, "0" * 64, SILENT)
        assert read.head() == heads[0]
        assert read.head("access").seq == heads[1].seq + 1, (
            "that it was restored is itself on the access chain"
        )
        assert list(map(repr, read.state_at(heads[0].seq).rows())) == state
        assert verify().sound
        assert (taken.events, taken.accesses) == (heads[0].seq, heads[1].seq)
        assert get_user_model().objects.get(username="asha").password == "argon2$secret"
        assert heads[0].hash in point_of(manifest, "Asia/Kolkata")
        assert "14 Mar 2026, 13:35" in point_of(manifest, "Asia/Kolkata")
        assert enter("HYD-001", "120", "300", key="twice", seen=0).repeated, (
            "a request sent again after the restore"
        )
        with pytest.raises(NotTaken, match="holds a record already"):
            take_backup(manifest, member, "0" * 64, SILENT)
    record_property("restore_seconds", round(time.monotonic() - begun, 2))
    kept = {
        p.relative_to(tmp_path / "again").as_posix() for p in (tmp_path / "again").rglob("*") if p.is_file()
    }
    assert "identity.enc" in kept
    assert not {"identity.key", "cache/picture.png", "hepatica.db"} & kept
    scan = next(name for name in kept if name.startswith("files/"))
    assert sha256((tmp_path / "again" / scan).read_bytes()).hexdigest() == scan.removeprefix("files/")


@pytest.mark.engine
def test_it_is_of_one_instant_while_others_go_on_writing(folder, tmp_path, monkeypatch):
    """REC-11. A write between two members is in the next backup, whole, and not half in this one."""
    before = read.head()
    real = members.carry.chain_out

    def write():
        recorded(Draft(subject="HYD-002", fact=SubjectEnrolled()))
        connections.close_all()

    def meanwhile(cursor, chain, last):
        if chain == "access":
            writer = threading.Thread(target=write)
            writer.start()
            writer.join()
        return real(cursor, chain, last)

    monkeypatch.setattr(members.carry, "chain_out", meanwhile)
    made = write_backup(tmp_path / "b.zip", SILENT)
    assert made.heads.study == before
    assert read.head().seq == before.seq + 1


def test_the_key_of_the_identity_list_comes_along_only_when_asked_for(folder, tmp_path):
    assert "folder/identity.key" not in write_backup(tmp_path / "a.zip", SILENT).members
    assert "folder/identity.key" in write_backup(tmp_path / "b.zip", SILENT, identity_key=True).members
    assert (tmp_path / "a.zip").stat().st_mode & 0o077 == 0


def test_a_failing_disk_leaves_what_stood_there(folder, tmp_path, monkeypatch):
    out = tmp_path / "backup.zip"
    out.write_bytes(b"the one of yesterday")

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hepatica.jobs.keeping.backup.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_backup(out, SILENT)
    assert out.read_bytes() == b"the one of yesterday"
    assert [p.name for p in tmp_path.iterdir() if "backup" in p.name] == ["backup.zip"]


# -- What is refused ----------------------------------------------------------------------------------------------


def rewritten(path, change, *, compress=zipfile.ZIP_DEFLATED):
    """Write a backup again with ``change(members, manifest)`` made to it, the manifest canonical as ever."""
    with zipfile.ZipFile(path) as whole:
        found = {name: whole.read(name) for name in whole.namelist()}
    manifest = json.loads(found.pop(MANIFEST))
    change(found, manifest)
    with zipfile.ZipFile(path, "w", compress) as whole:
        for name, data in found.items():
            whole.writestr(name, data)
        whole.writestr(MANIFEST, canonical(manifest))
    return path


def relisted(found, manifest, name, data):
    found[name] = data
    manifest["members"][name] = {"sha256": sha256(data).hexdigest(), "size": len(data)}


def refused(path):
    with pytest.raises(BadBackup) as error, opened(path):
        pass
    return str(error.value)


MEMBERS = [
    "ledger/study.jsonl",
    "ledger/access.jsonl",
    "ledger/requests.jsonl",
    "accounts.jsonl",
    "folder/hepatica.toml",
]


def test_an_altered_or_missing_member_is_named(backup):
    """VAL-05, AUD-03."""
    data = backup.read_bytes()
    for name in MEMBERS:
        altered = rewritten(
            backup, lambda found, _, name=name: found.update({name: found[name][:-2] + b"x\n"})
        )
        assert name in refused(altered)
        gone = rewritten(altered, lambda found, _, name=name: found.pop(name))
        assert f"{name} is missing" in refused(gone)
        backup.write_bytes(data)


def test_a_flipped_byte_of_any_member_is_found(backup):
    """VAL-05."""
    with zipfile.ZipFile(backup) as whole:
        places = {info.filename: info.header_offset for info in whole.infolist()}
    data = backup.read_bytes()
    for name, at in places.items():
        spoilt = bytearray(data)
        spoilt[at + 30 + len(name) + 24] ^= 0x20  # past the header and its extra field: in the packed bytes
        backup.write_bytes(spoilt)
        assert name in refused(backup)


def test_a_cut_off_file_is_refused(backup):
    backup.write_bytes(backup.read_bytes()[:-300])
    assert "is no backup, or is damaged" in refused(backup)


def test_an_event_altered_together_with_the_list_breaks_its_chain(backup):
    """AUD-03."""

    def change(found, manifest):
        data = found["ledger/study.jsonl"].replace(b'\\"120\\"', b'\\"118\\"')
        relisted(found, manifest, "ledger/study.jsonl", data)

    assert "was altered after it was written" in refused(rewritten(backup, change))


def test_a_cut_off_tail_does_not_end_where_the_list_says(backup):
    def change(found, manifest):
        lines = found["ledger/study.jsonl"].splitlines(keepends=True)
        relisted(found, manifest, "ledger/study.jsonl", b"".join(lines[:-1]))

    assert "ledger/study.jsonl ends at event" in refused(rewritten(backup, change))


def test_a_name_that_leads_out_of_the_folder_is_refused(backup):
    data = backup.read_bytes()
    for name in ("../out.txt", "folder/../../out.txt", "/etc/x", "folder\\..\\x", "folder/c:x", "elsewhere"):
        bad = rewritten(backup, lambda found, listed, name=name: relisted(found, listed, name, b"x"))
        assert "would lead out of the folder" in refused(bad), name
        backup.write_bytes(data)


def test_what_is_not_listed_or_stands_twice_is_refused(backup):
    with zipfile.ZipFile(backup, "a") as whole:
        whole.writestr("folder/added.txt", b"x")
    assert "is in the backup and not in its list" in refused(backup)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(backup, "a") as whole:
        whole.writestr("folder/added.txt", b"y")
    assert "stands in the backup twice" in refused(backup)


def test_a_bomb_is_refused_unread(backup):
    bad = rewritten(backup, lambda found, m: relisted(found, m, "folder/files/zeros", bytes(70 * 2**20)))
    assert "would swell to" in refused(bad)


def test_more_than_the_disk_holds_is_refused(backup, monkeypatch):
    monkeypatch.setattr(
        "hepatica.jobs.keeping.reading.shutil.disk_usage", lambda _: type("U", (), {"free": 10})
    )
    assert "more than the disk here has free" in refused(backup)


@pytest.mark.parametrize("change", [{"format": 2}, {"program": "99.0.0"}])
def test_a_newer_programs_backup_is_refused(backup, change):
    bad = rewritten(backup, lambda _, manifest: manifest.update(change))
    assert "newer than this one" in refused(bad)


def test_what_is_no_backup_at_all_is_refused(tmp_path):
    other = tmp_path / "letter.zip"
    assert "There is no file" in refused(other)
    other.write_bytes(b"PK but not really")
    assert "is no backup" in refused(other)
    with zipfile.ZipFile(other, "w") as whole:
        whole.writestr("letter.txt", b"dear")
    assert "is missing or damaged" in refused(other)


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(NotEmpty, match="is not empty"), staged(tmp_path / "mine"):
        pass
    with pytest.raises(FileNotFoundError), staged(tmp_path / "new") as place:
        (place / "no folder" / "half").write_text("half")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine"]
