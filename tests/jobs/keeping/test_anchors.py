"""What was kept outside proves the record, or says that it was rewritten: typed, printed, exported, signed."""

import json
import shutil
from datetime import UTC, datetime

import pytest
from django.db import connection
from tests.attack.test_tampering import tamper
from tests.jobs.keeping.trial import SILENT
from tests.report import samples

from hepatica.jobs.keeping.anchors import NoAnchor, claim_of, proofs
from hepatica.jobs.keeping.archive import write_archive
from hepatica.jobs.keeping.backup import write_backup
from hepatica.jobs.keeping.handing import anchored, anchored_now, write_beside
from hepatica.report import typst
from hepatica.report.document import Document, Para
from hepatica.report.stamp import Stamp
from hepatica.report.standalone import document_html
from hepatica.store import checkpoint, read
from hepatica.store.access import Access
from hepatica.store.rebuild import rebuild
from hepatica.store.record import append_access
from hepatica.store.verify import verify


def proven(given):
    found = list(proofs(claim_of(str(given))))
    return all(proof.sound for proof in found), " ".join(proof.sentence for proof in found)


def page(seq=5):
    event = read.event(seq)
    at = datetime(2026, 3, 14, 8, 5, tzinfo=UTC)
    stamp = Stamp(protocol="1", cut=at.date(), seq=seq, head=event.hash, program="0.5.0", at=at)
    return Document(title="A page", number="EX-1", synthetic=True, stamp=stamp, blocks=(Para(text="words"),))


def left(data, what="study report", kind=Access.PRINTED, cut=5):
    from hashlib import sha256

    append_access(
        kind, actor="asha", body={"what": what, "cut": str(cut), "sha256": sha256(data).hexdigest()}
    )


def rewrite_whole():
    """Take the last event away, head and projections with it: what no chain can see from inside."""
    last = read.event(read.head().seq)
    before = read.event(last.seq - 1)
    tamper(
        f"DELETE FROM study_event WHERE seq = {last.seq}",
        f"UPDATE head SET seq = {before.seq}, hash = '{before.hash}', at = '{before.at}' WHERE chain = 'study'",
    )
    rebuild()
    assert verify().sound


@pytest.mark.engine
def test_a_typed_number_and_hash_are_proven_in_words(folder):
    """AUD-03."""
    event, last = read.event(5), read.head().seq
    sound, words = proven(f"5:{event.hash[:4]} {event.hash[4:8]} {event.hash[8:12]}")
    assert sound
    assert words == (
        f"This page was printed from event 5; the ledger today still holds that very event, and {last - 5} have followed."
    )
    assert proven(f"{last}:{read.head().hash}")[1].endswith("none has followed.")
    assert "was rewritten at or before event 5" in proven("5:" + "0" * 12)[1]
    assert "which is missing: the ledger today ends at" in proven("4,812:9f3ca41e77b2")[1]


@pytest.mark.parametrize("given", ["5", "5:abc", "x:9f3ca41e77b2", "no-such-file.pdf", "5:9f3ca41e77bg"])
def test_what_is_no_anchor_is_said(folder, given):
    with pytest.raises(NoAnchor, match="is no anchor"):
        claim_of(given)


def test_a_printed_page_proves_itself_and_an_altered_one_does_not(folder, tmp_path):
    """VAL-05, VAL-16."""
    pdf, html = tmp_path / "report.pdf", tmp_path / "report.html"
    pdf.write_bytes(typst.pdf(page()))
    html.write_bytes(document_html(page(), lambda _: ""))
    assert proven(html)[0]
    assert "altered after it left" in proven(pdf)[1], "nothing says that these bytes ever left"
    left(pdf.read_bytes())
    sound, words = proven(pdf)
    assert sound
    assert "This page was printed from event 5" in words
    assert "These very bytes left on 20" in words
    pdf.write_bytes(pdf.read_bytes().replace(b"/Title", b"/Titel"))
    assert not proven(pdf)[0]


def test_every_kind_of_page_carries_the_anchor_uncompressed(folder):
    """AUD-03."""
    wanted = f"hepatica-anchor 5:{read.event(5).hash}".encode()
    assert wanted in typst.pdf(page())
    assert wanted in document_html(page(), lambda _: "")
    assert samples.STAMP.anchor == f"hepatica-anchor {samples.STAMP.seq}:{samples.STAMP.head}"


def test_an_export_is_proven_by_what_stands_beside_it_by_its_name_and_by_its_bytes(folder, tmp_path):
    """REC-01, VAL-16."""
    data = b"USUBJID,AVAL\r\nHYD-001,1.0\r\n"
    file = tmp_path / "adlb.csv"
    file.write_bytes(data)
    with pytest.raises(NoAnchor, match="the access chain knows no file of these bytes"):
        claim_of(str(file))
    left(data, "dataset ADLB", Access.EXPORTED)
    assert proven(file)[0]
    write_beside(file, data, what="dataset ADLB", seq=5)
    assert proven(file)[0]
    file.write_bytes(data + b"HYD-002,2.0\r\n")
    sound, words = proven(file)
    assert not sound
    assert "The file was altered: it is not the one that adlb.csv.anchor.json was made for." in words
    named = tmp_path / anchored("adlb.csv", 5, read.event(5).hash)
    assert named.name == f"adlb-5-{read.event(5).hash[:12]}.csv"
    named.write_bytes(data)
    assert proven(named)[0]
    assert anchored_now("q.csv") == f"q-{read.head().seq}-{read.head().hash[:12]}.csv"
    (tmp_path / "adlb.csv.anchor.json").write_text("{}")
    with pytest.raises(NoAnchor, match="cannot be read as the anchor"):
        claim_of(str(file))


def test_a_mail_and_a_calendar_prove_what_they_say(folder, tmp_path):
    for name, words in (
        ("digest.eml", f"it proves the record. hepatica-anchor 5:{read.event(5).hash}"),
        ("calendar.ics", f"X-HEPATICA-ANCHOR:5:{read.event(5).hash}\r\n"),
    ):
        (tmp_path / name).write_text(words)
        assert proven(tmp_path / name)[0], name


def test_a_checkpoint_is_proven_with_both_chains_and_its_key(folder, tmp_path):
    """VAL-16, AUD-03."""
    point = checkpoint.checkpoint(checkpoint.key())
    file = tmp_path / "checkpoint.json"
    file.write_bytes(checkpoint.written(point))
    sound, words = proven(file)
    assert sound, words
    assert "This checkpoint was made from event" in words
    assert "of the access chain" in words
    assert "a key that the access chain names" in words
    for field, value in (("seq", 3), ("hash", "0" * 64), ("at", "2025"), ("study", "other")):
        file.write_bytes(checkpoint.written(point | {field: value}))
        assert "its signature does not fit" in proven(file)[1], field
    file.write_text('{"format": "hepatica checkpoint 1"}')
    with pytest.raises(NoAnchor, match="fields are not the ones"):
        claim_of(str(file))


@pytest.mark.engine
def test_a_ledger_rewritten_whole_is_found_by_each_anchor_kept_outside(folder, tmp_path):
    """VAL-05, AUD-03."""
    head = read.head()
    file = tmp_path / "checkpoint.json"
    file.write_bytes(checkpoint.written(checkpoint.checkpoint(checkpoint.key())))
    write_backup(tmp_path / "backup.zip", SILENT)
    write_archive(tmp_path / "archive", SILENT, site="DEL")
    outside = (f"{head.seq}:{head.hash[:12]}", file, tmp_path / "backup.zip", tmp_path / "archive")
    assert all(proven(anchor)[0] for anchor in outside)
    rewrite_whole()
    for anchor in outside:
        sound, words = proven(anchor)
        assert not sound
        assert "which is missing" in words, anchor


@pytest.mark.engine
def test_a_key_put_in_the_place_of_the_records_own_is_noticed(folder, tmp_path):
    """VAL-05."""
    old = checkpoint.key()
    assert checkpoint.announced() == (checkpoint.public_of(old),)
    assert (folder / checkpoint.KEY).stat().st_mode & 0o077 == 0
    (folder / checkpoint.KEY).unlink()
    with pytest.raises(checkpoint.KeyProblem, match="is gone"):
        checkpoint.key()
    checkpoint._make(folder / checkpoint.KEY)
    assert any("checkpoint.key was exchanged" in words for words in verify().sentences)
    with pytest.raises(checkpoint.KeyProblem, match="was exchanged"):
        checkpoint.key()
    forged = checkpoint.checkpoint(checkpoint._read(folder / checkpoint.KEY))
    file = tmp_path / "forged.json"
    file.write_bytes(checkpoint.written(forged))
    sound, words = proven(file)
    assert not sound
    assert "a key that the access chain does not name" in words
    checkpoint.key(anew=True)
    assert verify().sound
    assert len(checkpoint.announced()) == 2


def test_a_key_that_others_can_read_or_that_is_damaged_is_not_used(folder):
    checkpoint.key()
    path = folder / checkpoint.KEY
    path.chmod(0o644)
    with pytest.raises(checkpoint.KeyProblem, match="chmod 600"):
        checkpoint.key()
    path.chmod(0o600)
    path.write_bytes(b"c2hvcnQ=")
    with pytest.raises(checkpoint.KeyProblem, match="is damaged"):
        checkpoint.key()
    assert any("is damaged" in words for words in verify().sentences)


def test_a_rewritten_access_chain_is_found_by_a_checkpoint(folder, tmp_path):
    """AUD-03."""
    file = tmp_path / "checkpoint.json"
    file.write_bytes(checkpoint.written(checkpoint.checkpoint(checkpoint.key())))
    seq = read.head("access").seq
    with connection.cursor() as cursor:
        cursor.execute("SELECT prev FROM access_event WHERE seq = %s", [seq])
        prev = cursor.fetchone()[0]
    tamper(
        f"DELETE FROM access_event WHERE seq = {seq}",
        f"UPDATE head SET seq = {seq - 1}, hash = '{prev}' WHERE chain = 'access'",
    )
    assert "of the access chain, which is missing" in proven(file)[1]


def test_an_archive_altered_in_a_file_and_its_list_no_longer_fits_its_signature(folder, tmp_path):
    """VAL-16."""
    from hashlib import sha256

    place = tmp_path / "archive"
    place.mkdir()
    write_archive(place, SILENT, site="DEL")
    assert proven(place)[0]
    listed = json.loads((place / "manifest.json").read_bytes())
    page_ = place / "index.html"
    page_.write_bytes(page_.read_bytes().replace(b"Held here", b"Held HERE"))
    assert "In the archive index.html was altered." in proven(place)[1]
    listed["files"]["index.html"] = sha256(page_.read_bytes()).hexdigest()
    (place / "manifest.json").write_bytes(
        json.dumps(listed, sort_keys=True, indent=1, ensure_ascii=False).encode() + b"\n"
    )
    sound, words = proven(place)
    assert not sound
    assert "its files are not the ones its checkpoint was signed with" in words
    shutil.rmtree(place)
