"""Anchors: what stands outside the record, and what it proves of the record today.

An anchor is a number and a hash: typed from a page (``4812:9f3ca41e77b2``), or read from a file we made: a page as PDF or
HTML, an export beside its ``.anchor.json`` or named by its event, a signed checkpoint, a backup, an archive.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from hepatica.jobs.keeping.names import canonical
from hepatica.ledger.events import Event
from hepatica.report.archive.verify import faults
from hepatica.store import checkpoint, read
from hepatica.store.access import Access
from hepatica.store.transactions import snapshot

SIDECAR = ".anchor.json"
"""What is added to an export's name for the file that says where it was taken."""
_TYPED = re.compile(r"(\d{1,15}):([0-9a-f]{12,64})")
_MARK = re.compile(rb"hepatica-anchor[^0-9]{1,12}(\d{1,15}):([0-9a-f]{12,64})", re.IGNORECASE)
_NAMED = re.compile(r"-(\d{1,15})-([0-9a-f]{12})(?=[.-])")
_PRINTED = re.compile(r"ledger ([\d\u202f,]{1,20}) · head ([0-9a-f]{4} [0-9a-f]{4} [0-9a-f]{4})")
_MOST = 2**30
_LEAST = 12
_TOLD = 20
"""Faults of an archive that are told; more would say nothing more."""


class NoAnchor(ValueError):  # noqa: N818 - the sentence is what matters
    """Nothing in what was given says where in the record it was made."""


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What stands outside says: event ``seq`` of the study's chain had a hash that begins so."""

    what: str
    """How it is called in a sentence: 'This page'."""
    seq: int
    hash: str
    access: read.Head | None = None
    """Where the access chain ended, where it says so too."""
    sha256: str = ""
    """Of the file's own bytes, where they were written down when it left."""
    problems: tuple[str, ...] = ()
    """What is wrong with it by itself."""
    public_key: str = ""


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What an anchor says of the record as it stands."""

    sound: bool
    sentence: str


def claim_of(given: str) -> Claim:
    """Return what an anchor claims: typed text, or the path of a file or an archive; NoAnchor with a sentence."""
    typed = _TYPED.fullmatch(re.sub(r"[ ,\u202f]", "", given).lower())
    if typed:
        return Claim(what="This page", seq=int(typed[1]), hash=typed[2])
    path = Path(given)
    if not path.exists():
        raise NoAnchor(
            f"'{given}' is no anchor: give the number and the hash from a printed page, as 4812:9f3ca41e77b2, or a file."
        )
    if path.is_dir():
        return _archive(path)
    if path.stat().st_size > _MOST:
        return _backup(path)
    data = path.read_bytes()
    if data.startswith(b"PK\x03\x04"):
        return _backup(path)
    if path.suffix == ".json" and b'"hepatica checkpoint' in data[:4000]:
        return _sealed(path, "This checkpoint")
    return _file(path, data)


def _sealed(path: Path, what: str) -> Claim:
    try:
        point: Any = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise NoAnchor(f"{path}: no checkpoint can be read there.") from error
    if not isinstance(point, dict):
        raise NoAnchor(f"{path}: no checkpoint can be read there.")
    problems = checkpoint.faults(point)
    try:
        head = read.Head(int(point["access"]["seq"]), str(point["access"]["hash"]))
        claim = Claim(
            what=what, seq=int(point["seq"]), hash=_hash(point["hash"]), access=head, problems=problems,
            public_key=str(point["public_key"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise NoAnchor(f"{path}: {' '.join(problems) or 'no checkpoint can be read there.'}") from error
    return claim


def _archive(path: Path) -> Claim:
    """Read an archive: its own files and chains first, and that its checkpoint was signed together with them."""
    claim = _sealed(path / "checkpoint.json", "This archive")
    try:
        problems = list(islice(faults(path), _TOLD))
        listed = json.loads((path / "manifest.json").read_bytes())["files"]
        signed = json.loads((path / "checkpoint.json").read_bytes())["files"]
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise NoAnchor(f"{path}: its manifest cannot be read.") from error
    others = {name: digest for name, digest in sorted(listed.items()) if name != "checkpoint.json"}
    if sha256(canonical(others)).hexdigest() != signed:
        problems.append("its files are not the ones its checkpoint was signed with")
    told = tuple(f"In the archive {words}." for words in problems)
    return msgspec.structs.replace(claim, problems=(*claim.problems, *told))


def _backup(path: Path) -> Claim:
    try:
        with zipfile.ZipFile(path) as whole, whole.open("manifest.json") as file:
            said = json.loads(file.read(2**26))
        study, access = said["study"], said["access"]
        head = read.Head(int(access["seq"]), _hash(access["hash"]))
        return Claim(what="This backup", seq=int(study["seq"]), hash=_hash(study["hash"]), access=head)
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise NoAnchor(
            f"{path}: it is neither a page we printed, nor an export, a checkpoint or a backup."
        ) from error


def _file(path: Path, data: bytes) -> Claim:
    """Read an export or a page: what is said beside it, in it, in its name, or of its very bytes on the access chain."""
    digest = sha256(data).hexdigest()
    what = "This page" if path.suffix.lower() in {".pdf", ".html"} else "This file"
    beside = path.with_name(path.name + SIDECAR)
    if beside.is_file():
        return _beside(beside, what, digest)
    if found := _MARK.search(data):
        # Mails, calendars and pages of an archive are not written down one by one.
        known = digest if path.suffix.lower() in {".pdf", ".csv", ".xml"} else ""
        return Claim(what=what, seq=int(found[1]), hash=found[2].decode().lower(), sha256=known)
    if named := _NAMED.search(path.name):
        return Claim(what=what, seq=int(named[1]), hash=named[2], sha256=digest)
    if path.suffix.lower() == ".html" and (stamped := _PRINTED.search(data.decode("utf-8", "replace"))):
        number = re.sub(r"\D", "", stamped[1])
        return Claim(what=what, seq=int(number), hash=stamped[2].replace(" ", ""), sha256=digest)
    left = left_as(digest)
    if left is None:
        raise NoAnchor(
            f"{path}: nothing in it, beside it or in its name says from which event it was made, and the access "
            "chain knows no file of these bytes."
        )
    cut = json.loads(left.body).get("cut", "")
    at = read.event(int(cut)) if str(cut).isdigit() and int(cut) else None
    if at is None:
        raise NoAnchor(f"{path}: {_left(left)} It was made from no event of the record.")
    return Claim(what=what, seq=at.seq, hash=at.hash, sha256=digest)


def _beside(path: Path, what: str, digest: str) -> Claim:
    try:
        said = json.loads(path.read_bytes())
        altered = said["sha256"] != digest
        return Claim(
            what=what,
            seq=int(said["seq"]),
            hash=_hash(said["hash"]),
            sha256=digest,
            problems=(f"The file was altered: it is not the one that {path.name} was made for.",)
            if altered
            else (),
        )
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise NoAnchor(f"{path}: it cannot be read as the anchor of an export.") from error


def _hash(text: Any) -> str:
    if not isinstance(text, str) or len(text) < _LEAST or set(text) - set("0123456789abcdef"):
        raise ValueError("not a hash")
    return text


# -- What it proves -------------------------------------------------------------------------------------------------


def proofs(claim: Claim) -> Iterator[Proof]:
    """Yield what a claim proves of the record today, in sentences; one that is not sound says what is wrong."""
    for words in claim.problems:
        yield Proof(sound=False, sentence=words)
    yield _held(claim.what, "study", read.Head(claim.seq, claim.hash))
    if claim.access is not None:
        yield _held(claim.what, "access", claim.access)
    if claim.public_key:
        yield _key(claim)
    if claim.sha256:
        left = left_as(claim.sha256)
        yield Proof(
            sound=left is not None,
            sentence=_left(left)
            if left
            else "The access chain knows no file of these very bytes: it was altered after it left, or did not leave here.",
        )


def _held(what: str, chain: str, outside: read.Head) -> Proof:
    made = "was printed" if what == "This page" else "was made"
    of = "" if chain == "study" else " of the access chain"
    last = read.head(chain).seq
    if outside.seq == 0:
        return Proof(sound=True, sentence=f"{what} {made} before the first event{of}.")
    held = _event(chain, outside.seq)
    if held is None:
        return Proof(
            sound=False,
            sentence=f"{what} {made} from event {outside.seq:,}{of}, which is missing: the ledger today ends at {last:,}.",
        )
    if not held.hash.startswith(outside.hash):
        return Proof(
            sound=False,
            sentence=f"The ledger was rewritten at or before event {outside.seq:,}{of}: its hash today is "
            f"{held.hash[:12]}, and {what.lower()} {made} when it was {outside.hash[:12]}.",
        )
    after = last - outside.seq
    more = "none has followed" if not after else f"{after:,} {'has' if after == 1 else 'have'} followed"
    return Proof(
        sound=True,
        sentence=f"{what} {made} from event {outside.seq:,}{of}; the ledger today still holds that very event, and {more}.",
    )


def _event(chain: str, seq: int) -> Event | None:
    with snapshot() as cursor:
        return next(read.stream(cursor, chain=chain, after=seq - 1, last=seq), None)


def _key(claim: Claim) -> Proof:
    if claim.public_key in checkpoint.announced():
        return Proof(
            sound=True, sentence="It is signed with a key that the access chain names as this record's."
        )
    return Proof(
        sound=False,
        sentence="It is signed with a key that the access chain does not name: not this record's, or a key put in its place.",
    )


def left_as(digest: str) -> Event | None:
    """Return the last event of the access chain that says a file of this hash left; None where none does."""
    wanted = f'"sha256":"{digest}"'
    found = [
        e
        for kind in (Access.EXPORTED, Access.PRINTED)
        for e in read.accesses(kind, containing=wanted, limit=1)
    ]
    return max(found, key=lambda event: event.seq, default=None)


def _left(event: Event) -> str:
    said = json.loads(event.body)
    return f"These very bytes left on {event.at[:16].replace('T', ' at ')} UTC, taken by {event.actor}: {said['what']}."
