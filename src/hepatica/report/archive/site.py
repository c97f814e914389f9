"""All pages of an archive, in order: the front page first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hepatica.report.archive import people, protocol, rooms, signatures
from hepatica.report.archive.page import Frame, Page
from hepatica.report.archive.record import Record
from hepatica.report.document import Block, Heading, KeyValues, Pair, Para
from hepatica.report.text import number

MENU = (
    ("index.html", "Overview"),
    ("participants/index.html", "Participants"),
    (rooms.SAFETY, "Safety"),
    (rooms.CELLS, "Cells"),
    (rooms.CARE, "Care"),
    (rooms.TRAIL, "Trail"),
    (protocol.HOME, "Protocol"),
    (rooms.FILES, "Files"),
)


def frame_of(record: Record) -> Frame:
    """Return what every page bears."""
    return Frame(
        study=f"{record.study.protocol} · {record.study.short_title}",
        scope=record.scope.words(record.study),
        synthetic=record.synthetic,
        stamp=record.stamp,
        menu=MENU,
    )


def pages(record: Record, outputs: Mapping[str, str], named: Mapping[str, str]) -> Iterator[Page]:
    """Yield every page of the archive of a record."""
    yield Page(
        path="index.html",
        title=str(record.study.short_title),
        deck=str(record.study.title),
        blocks=tuple(_front(record, outputs)),
    )
    yield people.people_page(record)
    for person in record.participants:
        yield from people.participant_pages(record, person)
    yield from rooms.room_pages(record)
    yield from rooms.trail_pages(record)
    yield from protocol.protocol_pages(record)
    yield rooms.files_page(record, outputs, named)


def _front(record: Record, outputs: Mapping[str, str]) -> Iterator[Block]:
    stamp = record.stamp
    yield Para(
        text=f"{record.scope.words(record.study)} to event {number(stamp.seq)}, written by Hepatica {stamp.program}. Everything "
        "here can be read with a browser, and nothing here needs the program, a network or a script."
    )
    yield KeyValues(
        pairs=(
            Pair(key="Protocol", value=f"{record.study.protocol}, version {stamp.protocol}"),
            Pair(key="Sponsor", value=record.study.sponsor),
            Pair(key="Sites", value="; ".join(f"{s.name}, {s.place}" for s in record.study.sites)),
            Pair(
                key="Last event",
                value=f"{number(stamp.seq)}, {record.moment(stamp.at.isoformat())} ({record.zone.key})",
            ),
            Pair(key="Sealed", value=stamp.head),
            Pair(key="Held here", value=_held(record)),
            Pair(key="Signatures", value=_signed(record)),
        )
    )
    yield people.people_table(record)
    if "outputs/report.pdf" in outputs:
        yield Heading(text="The report", level=2)
        yield Para(text="outputs/report.pdf, and as one page outputs/report.html: see Files.")
    yield Heading(text="Is it whole, and is it the record?", level=2)
    yield Para(
        text="python3 verify.py, in this folder, reads every file and both chains, and names whatever was altered, added or is missing. It needs Python's own library and nothing else."
    )
    yield Para(
        text=f"That the archive is whole does not say that it was made from the true record: compare event {number(stamp.seq)} and "
        f"its hash {stamp.head[:12]} with a page printed at the time, a digest that was mailed, or a checkpoint kept elsewhere; or, "
        "where the record still stands, run: hepatica verify TRIAL --anchor THIS-FOLDER."
    )
    yield Para(
        text="Names, hospital numbers and telephone numbers of participants are not in here: they were never in the record.",
        note=True,
    )


def _signed(record: Record) -> str:
    who = ["", *(person.subject for person in record.participants)]
    return signatures.counted(record, who) or "none"


def _held(record: Record) -> str:
    files = len(record.files)
    said = (
        f"{number(len(record.trail))} events, {number(record.accesses)} of the access chain, "
        f"{len(record.participants)} participant{'' if len(record.participants) == 1 else 's'}, "
        f"{files} attachment{'' if files == 1 else 's'}"
    )
    if record.withheld:
        said += f"; {number(record.withheld)} events of others by number and hash alone"
    return said
