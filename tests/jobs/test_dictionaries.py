"""Licensed dictionaries in the trial folder, by files made up for the test: no term or code of a licensor stands here."""

import json
import stat

import pytest

from hepatica import rules
from hepatica.exchange.dictionary import DictionaryError, read_meddra, read_whodrug
from hepatica.jobs import dictionaries
from hepatica.store import read
from hepatica.store.access import Access

PT = b"90000001$Vessel trouble$$90000100$$$$$$$$\n"
LLT = b"90000011$Vessel trouble$90000001$$$$$$$Y$$\n90000012$Vessel trouble of the liver$90000001$$$$$$$Y$$\n"


def release(version):
    return read_meddra(LLT, PT, version)


def test_without_a_file_there_is_none(ward):
    assert dictionaries.meddra() is None
    assert dictionaries.whodrug() is None


def test_what_was_imported_is_found_again_and_the_next_release_takes_its_place(ward):
    dictionaries.keep(release("28.0"), actor="owner")
    assert dictionaries.meddra() == release("28.0")
    assert dictionaries.meddra() is dictionaries.meddra(), "read once, not at every look-up"
    dictionaries.keep(release("28.1"), actor="owner")
    assert dictionaries.meddra().version == "28.1"


def test_only_the_owner_reads_it_and_nothing_else_is_left_behind(ward):
    path = dictionaries.keep(release("28.0"), actor="owner")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["meddra.txt"]


def test_the_import_is_on_the_access_chain_with_its_hash_and_rows(ward):
    dictionaries.keep(release("28.0"), actor="owner")
    (event,) = read.accesses(Access.IMPORTED, limit=1)
    said = json.loads(event.body)
    assert (event.actor, said["file"], said["rows"]) == ("owner", "meddra 28.0", "2")
    assert len(said["sha256"]) == 64


def test_a_disk_that_fails_leaves_the_release_before(ward, monkeypatch):
    dictionaries.keep(release("28.0"), actor="owner")

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(dictionaries.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        dictionaries.keep(release("28.1"), actor="owner")
    assert dictionaries.meddra().version == "28.0"
    assert [one.name for one in dictionaries.path_of("meddra").parent.iterdir()] == ["meddra.txt"]


def test_a_spoilt_file_is_a_sentence(ward):
    path = dictionaries.keep(release("28.0"), actor="owner")
    path.write_text("something else", encoding="utf-8")
    with pytest.raises(DictionaryError, match="line 1 is not the head of a dictionary"):
        dictionaries.meddra()


def test_whodrug_stands_beside_meddra(ward):
    columns = {"record": "900001", "seq1": "01", "seq2": "001"}
    name = "INVENTED DRUG"
    layout = rules.load("whodrug.yaml")["layouts"]["b3"]
    line = [" "] * 200
    for part, text in (*columns.items(), ("name", name)):
        first, length = layout[part]
        line[first - 1 : first - 1 + length] = text.ljust(length)
    dictionaries.keep(read_whodrug("".join(line).encode(), "Invented 2026", "b3"), actor="owner")
    (entry,) = dictionaries.whodrug().entries
    assert (entry.code, entry.name) == ("900001 01 001", name)
    assert dictionaries.meddra() is None
