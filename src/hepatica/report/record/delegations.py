"""The delegation log on paper: every line ever made, those that ended with their end, and the day it was printed for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from hepatica.datasets.delegations import Delegation
from hepatica.report.document import Document, Para
from hepatica.report.stamp import Stamp
from hepatica.report.table import Cell, Column, Group, Missing, Row, Table, Text
from hepatica.study.dates import PartialDate
from hepatica.study.study import Study

_COLUMNS = (
    Column(title="Who"),
    Column(title="Role"),
    Column(title="Sites"),
    Column(title="From"),
    Column(title="To"),
    Column(title="Training", width=2),
    Column(title="Identity", width=2),
    Column(title="Delegated by"),
)


def delegation_document(
    lines: Iterable[Delegation],
    study: Study,
    stamp: Stamp,
    zone: ZoneInfo,
    *,
    names: Mapping[str, str],
    synthetic: bool,
) -> Document:
    """Return the log as a document; ``names`` are the printed names by account."""
    rows = tuple(_row(one, zone, names) for one in lines)
    table = Table(
        id="delegation-log",
        title="Delegation log",
        columns=_COLUMNS,
        groups=(Group(rows=rows or (Row(sentence="Nobody has been delegated anything yet."),)),),
        footnotes=("Lines in grey were taken back, or replaced by other terms.",),
        listing=True,
    )
    said = "Each line is an event of the ledger; what a role may do stands in the authority table of the program."
    return Document(
        title="Delegation log",
        number=study.protocol,
        kind="Delegation log",
        synthetic=synthetic,
        stamp=stamp,
        title_page=False,
        blocks=(Para(text=said), table),
    )


def _row(one: Delegation, zone: ZoneInfo, names: Mapping[str, str]) -> Row:
    made = _day(one.at, zone)
    ended = _day(one.ended_at, zone) if one.ended_at else ""
    cells: tuple[Cell, ...] = (
        Text(text=one.name, strong=one.stands),
        Text(text=one.role.replace("_", " ")),
        Text(text=", ".join(one.sites) or "all"),
        Text(text=_words(one.since) or made),
        Text(
            text=" ".join(
                filter(None, (ended or _words(one.until) or "open", f"({one.reason})" if one.reason else ""))
            )
        ),
        Text(text=one.training) if one.training else Missing(reason="not recorded"),
        Text(text=one.identity) if one.identity else Missing(reason="not recorded"),
        Text(text=names.get(one.by, one.by)),
    )
    return Row(cells=cells, muted=not one.stands)


def _words(day: str) -> str:
    return PartialDate.parse(day).words() if day else ""


def _day(instant: str, zone: ZoneInfo) -> str:
    return PartialDate.of(datetime.fromisoformat(instant).astimezone(zone).date()).words()
