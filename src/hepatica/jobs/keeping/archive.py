"""Writing an archive: one folder with pages, events, datasets, files and the report, each file in its manifest.

The same cut (of both chains), the same program and the same key give the same bytes. No identifier goes in: the identity list
is no part of the record. Words taken out of sight stay out of sight, in every page and every line.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import msgspec
from django.conf import settings

from hepatica.datasets.adam import DATASETS
from hepatica.datasets.adam.inputs import Inputs
from hepatica.datasets.adam.text import define_csv, to_csv
from hepatica.jobs import cuts, outputs
from hepatica.jobs.keeping import gathering, names
from hepatica.jobs.keeping.gathering import Gathered
from hepatica.report import typst
from hepatica.report.archive import people, signatures
from hepatica.report.archive import site as pages_of
from hepatica.report.archive.page import STYLE, page_html, style
from hepatica.report.archive.protocol import design_file, version_file
from hepatica.report.archive.record import Scope
from hepatica.report.archive.rooms import attachment
from hepatica.report.document import Document
from hepatica.report.kinds import Kind
from hepatica.store import checkpoint, read
from hepatica.store.transactions import snapshot

MANIFEST, POINT, SCRIPT = "manifest.json", "checkpoint.json", "verify.py"
Tell = Callable[[str, int], None]


class NoSuchPart(LookupError):  # noqa: N818 - the sentence is what matters
    """The record has no such site or participant."""


class Written(NamedTuple):
    """What was written."""

    what: str
    cut: int
    files: int
    sha256: str
    """Of the manifest."""


def write_archive(
    folder: Path,
    tell: Tell,
    *,
    cut: int | None = None,
    access: int | None = None,
    site: str = "",
    participant: str = "",
) -> Written:
    """Write an archive into an empty folder; of a site, or of a participant, the rest stands there by its hashes.

    ``cut`` and ``access`` are the last events of the two chains, by default where they end. Raises NoSuchCut and
    NoSuchPart with a sentence.
    """
    private = checkpoint.key()  # at first use it is announced on the access chain: before the chain is read
    event = cuts.event_at(cut)
    study = cuts.study_at(event)
    scope = Scope(site=site, participant=participant)
    book, state = _Book(folder), cuts.state_at(event)
    with snapshot() as cursor:
        last = access if access is not None else read.head("access").seq
        tell("Reading the ledger", event.seq)
        gathered = gathering.gather(cursor, event, study, state, scope, access=last, keep=book.append)
    if not gathered.record.participants and not scope.whole:
        book.close()
        raise NoSuchPart(f"The record to event {event.seq} has no participant of {site or participant}.")
    _fill(book, gathered, tell)
    tell("Sealing", 0)
    heads = (read.Head(event.seq, event.hash), gathered.access)
    listed = book.close()
    digest = sha256(names.canonical(listed)).hexdigest()
    point = checkpoint.checkpoint(private, *heads, at=event.at, files=digest)
    listed[POINT] = book.whole(POINT, checkpoint.written(point))
    said = {"files": listed} | {
        chain: {"seq": head.seq, "hash": head.hash}
        for chain, head in zip(("study", "access"), heads, strict=True)
    }
    text = json.dumps(said, sort_keys=True, indent=1, ensure_ascii=False).encode() + b"\n"
    return Written(
        what="archive" + (f" of {site or participant}" if site or participant else ""),
        cut=event.seq,
        files=len(listed) + 1,
        sha256=book.whole(MANIFEST, text),
    )


class _Book:
    """Writes files of one folder and remembers the hash of each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._growing: dict[str, tuple[BinaryIO, Any]] = {}
        self.listed: dict[str, str] = {}

    def whole(self, name: str, data: bytes) -> str:
        """Write a file at once and return its hash."""
        return self.pieces(name, [data])

    def pieces(self, name: str, data: Iterable[bytes]) -> str:
        """Write a file piece by piece and return its hash."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        digest = sha256()
        with path.open("xb") as file:
            for piece in data:
                digest.update(piece)
                file.write(piece)
        self.listed[name] = digest.hexdigest()
        return self.listed[name]

    def append(self, name: str, line: bytes) -> None:
        """Add a line to a file that grows while something else is read."""
        path = self.folder / name
        if name not in self._growing:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._growing[name] = (path.open("xb"), sha256())
        file, digest = self._growing[name]
        file.write(line)
        digest.update(line)

    def close(self) -> dict[str, str]:
        """End the growing files; return every file's hash."""
        for name, (file, digest) in self._growing.items():
            file.close()
            self.listed[name] = digest.hexdigest()
        self._growing.clear()
        return dict(sorted(self.listed.items()))


def _fill(book: _Book, gathered: Gathered, tell: Tell) -> None:
    record = gathered.record
    said: dict[str, str] = {
        "events/study.jsonl": "Every event of the study, one a line, as it was sealed",
        "events/access.jsonl": "Every event of the access chain: sign-ins, exports, prints, archives",
    }
    everyone = ["", *(person.subject for person in record.participants)]
    book.whole(signatures.FILE, signatures.lines(record, everyone))
    said[signatures.FILE] = "Every signature, one a line, with whether it still holds and what changed since"
    said |= _outputs(book, gathered, tell)
    said |= _datasets(book, gathered, tell)
    for version in record.versions:
        book.whole(version_file(version.version, version.seq), version.text.encode())
    for one in record.designs:
        book.whole(design_file(one.design, one.seq), one.text.encode())
    for sha in record.files:
        book.pieces(attachment(sha), _kept(sha))
    tell("Writing pages", len(record.trail))
    frame = pages_of.frame_of(record)
    for page in pages_of.pages(record, said, gathered.named):
        book.whole(page.path, page_html(page, frame))
    book.whole(STYLE, style())
    book.whole(SCRIPT, (files("hepatica.report.archive") / SCRIPT).read_bytes())


def _outputs(book: _Book, gathered: Gathered, tell: Tell) -> dict[str, str]:
    """Write the report of a whole record; of a part, the casebook of each participant as PDF and JSON."""
    record, seq = gathered.record, gathered.record.stamp.seq
    if record.scope.whole:
        book.whole("outputs/report.pdf", outputs.report(Kind.FINAL, seq, tell=tell))
        book.whole("outputs/report.html", outputs.report(Kind.FINAL, seq, form="html", tell=tell))
        return {
            "outputs/report.pdf": "The report, as PDF/A",
            "outputs/report.html": "The report, as one page",
        }
    said = {}
    for person in record.participants:
        tell(f"Printing {person.subject}", 0)
        document = Document(
            kind="Copy of one participant's record",
            title=f"Participant {person.subject}",
            subtitle=people.counts(record, person.subject),
            number=record.study.protocol,
            synthetic=record.synthetic,
            blocks=tuple(people.casebook(record, person)),
            stamp=record.stamp,
        )
        name = f"outputs/{person.subject}"
        book.whole(f"{name}.pdf", typst.pdf(document))
        book.whole(f"{name}.json", _json(gathered, person.subject))
        said[f"{name}.pdf"] = f"The record of {person.subject} on paper, as PDF/A"
        said[f"{name}.json"] = (
            f"The record of {person.subject} for a program: rows, events and how many there are"
        )
    return said


def _json(gathered: Gathered, subject: str) -> bytes:
    """Return a participant's rows by table, with counts, and the events they were folded from."""
    record = gathered.record
    rows: dict[str, list[object]] = {}
    for row in record.state.rows():
        if row.subject == subject:
            rows.setdefault(row.table, []).append(msgspec.to_builtins(row))
    events = [msgspec.to_builtins(event) for event in gathered.events if event.subject == subject]
    said = {
        "participant": subject,
        "anchor": {"seq": record.stamp.seq, "hash": record.stamp.head},
        "counts": {"events": len(events), **{table: len(some) for table, some in rows.items()}},
        "rows": rows,
        "signatures": [signatures.plain(record, one) for one in signatures.judged(record, (subject,))],
        "events": events,
    }
    return json.dumps(said, sort_keys=True, indent=1, ensure_ascii=False).encode() + b"\n"


def _datasets(book: _Book, gathered: Gathered, tell: Tell) -> dict[str, str]:
    record = gathered.record
    inputs = Inputs(study=record.study, state=record.state, cut=record.stamp.cut)
    said = {}
    for name, source in DATASETS.items():
        tell(f"Writing {name}", 0)
        dataset = source.derive(inputs)
        path = f"datasets/{name.lower()}"
        book.whole(f"{path}.csv", to_csv(dataset).encode())
        book.whole(f"{path}-define.csv", define_csv(source.plan, dataset).encode())
        said[f"{path}.csv"] = f"{name}: {source.plan.label}"
        said[f"{path}-define.csv"] = f"The variables of {name}"
    return said


def _kept(sha: str) -> Iterator[bytes]:
    with (Path(settings.HEPATICA_DIR) / "files" / sha).open("rb") as file:
        while piece := file.read(2**20):
            yield piece
