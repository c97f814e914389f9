"""The trail as a table, and as the rows of a file: an event a line, with its instant, its person and its own hash."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from hepatica.datasets.trail_sentences.teller import Sentence
from hepatica.ledger.events import Fact
from hepatica.report import text as write
from hepatica.report.table import Column, Group, Row, Table, Text

Linked = Callable[[Sentence], str]
"""Where a line of the trail leads; '' for nowhere."""
HEAD = (
    "event", "at", "zone", "person", "sign_in", "participant", "visit", "form", "item", "row", "kind", "critical",
    "sentence", "was", "now", "reason", "hash", "ledger_head",
)  # fmt: skip
"""Columns of the file; ``at`` is ISO 8601 with its offset, ``ledger_head`` the number and hash the file was taken at."""


def nowhere(_sentence: Sentence) -> str:
    """Lead nowhere: on paper."""
    return ""


def instant(at: str, zone: ZoneInfo) -> str:
    """Return a stored instant on the site's clock: '16 Mar 2026, 10:40:07'."""
    moment = datetime.fromisoformat(at).astimezone(zone)
    return f"{write.civil_date(moment.date())}, {moment:%H:%M:%S}"


def iso(at: str, zone: ZoneInfo) -> str:
    """Return a stored instant as ISO 8601 with the offset of the site's zone."""
    return datetime.fromisoformat(at).astimezone(zone).isoformat(timespec="milliseconds")


def rows(sentences: Iterable[Sentence], zone: ZoneInfo, head: str) -> Iterator[tuple[str, ...]]:
    """Yield the lines of the file."""
    for one in sentences:
        event, fact = one.event, one.fact
        yield (
            str(event.seq),
            iso(event.at, zone),
            zone.key,
            one.who.rstrip(","),
            event.actor,
            event.subject,
            _said(fact, "visit"),
            _said(fact, "form"),
            _said(fact, "item"),
            _said(fact, "row"),
            event.kind,
            "yes" if one.critical else "",
            one.text,
            _said(fact, "was") or _said(fact, "was_state"),
            _said(fact, "value") or _said(fact, "state"),
            _said(fact, "reason"),
            event.hash,
            head,
        )


def table(
    sentences: Iterable[Sentence], zone: ZoneInfo, *, name: str, title: str, deck: str, link: Linked = nowhere
) -> Table:
    """Return sentences as a listing: event, when, participant, who did what."""
    found = tuple(_row(one, zone, link) for one in sentences)
    none = Row(cells=(Text(text="None"),), sentence="nothing of the record is of this kind")
    return Table(
        id=name,
        title=title,
        deck=deck,
        columns=(
            Column(title="Event", align="right"),
            Column(title=f"When ({zone.key})", width=2),
            Column(title="Participant"),
            Column(title="What", width=7),
        ),
        groups=(Group(rows=found or (none,)),),
        listing=True,
    )


def _row(one: Sentence, zone: ZoneInfo, link: Linked) -> Row:
    where = link(one)
    return Row(
        cells=(
            Text(text=str(one.event.seq), href=f"/record/time/?at={one.event.seq}" if where else ""),
            Text(text=instant(one.event.at, zone)),
            Text(text=one.event.subject or "study"),
            Text(text=one.text, href=where),
        )
    )


def _said(fact: Fact, name: str) -> str:
    value = getattr(fact, name, None)
    return str(value) if isinstance(value, str | int) and value != 0 else ""
