"""What the people pages show: a line of the delegation log, an entry of a register with its clocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hepatica.conduct.authority import role_name
from hepatica.conduct.books import Book, Due, dues
from hepatica.datasets.delegations import Delegation
from hepatica.ledger.review_rows import RegisterRow
from hepatica.study.dates import PartialDate
from hepatica.study.monitoring import Delegation as Asked
from hepatica.web.moments import instant, minute


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One line of the log in words."""

    key: str
    user: str
    name: str
    role: str
    sites: str
    since: str
    until: str
    training: str
    identity: str
    by: str
    stands: bool
    wants: str
    """What it lacks to hold today; '' when it holds."""
    ended: str


def shown(
    one: Delegation, zone: ZoneInfo, names: Mapping[str, str], *, today: str = "", rule: Asked | None = None
) -> Shown:
    """Return a line of the log as the page shows it."""
    said = (
        _("taken back by %(who)s, %(when)s: %(why)s") if one.reason else _("other terms by %(who)s, %(when)s")
    )
    ended = {"who": names.get(one.ended_by, one.ended_by), "why": one.reason}
    return Shown(
        key=f"{one.user}/{one.role}",
        user=one.user,
        name=one.name,
        role=role_name(one.role).partition(" ")[2].rstrip(","),
        sites=", ".join(one.sites) or _("all"),
        since=_day(one.since) or date_words(datetime.fromisoformat(one.at).astimezone(zone).date()),
        until=_day(one.until),
        training=one.training,
        identity=one.identity,
        by=names.get(one.by, _("the owner of the folder") if one.by == "owner" else one.by),
        stands=one.stands,
        wants=_wants(one, today, rule) if one.stands and today else "",
        ended=said % (ended | {"when": instant(one.ended_at)}) if one.ended_at else "",
    )


def _wants(one: Delegation, today: str, rule: Asked | None) -> str:
    if one.until and today > one.until:
        return _("past its last day")
    if one.since and today < one.since:
        return _("not yet begun")
    if rule and rule.training and not one.training:
        return _("waits for training")
    return ""


def _day(day: str) -> str:
    return PartialDate.parse(day).words() if day else ""


def date_words(day: date) -> str:
    """Say a civil date: '14 Mar 2026'."""
    return date_format(day, "j M Y")


@dataclass(frozen=True, kw_only=True)
class Clock:
    """One report of an entry, with its clock."""

    id: str
    title: str
    rule: str
    words: str
    state: str
    look: str
    """Of the chip: ok, warn, danger or ''."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry of a register."""

    seq: int
    subject: str
    title: str
    aware: str
    severity: str
    scope: str
    is_open: bool
    decision: str
    clocks: tuple[Clock, ...]
    lines: tuple[tuple[str, str, str], ...]
    """(who, when, what)."""

    @property
    def seq_text(self) -> str:
        """Its number, as text."""
        return str(self.seq)


_LOOKS = {"told": "ok", "told_late": "warn", "running": "accent", "overdue": "danger", "open": ""}


def entry(row: RegisterRow, zone: ZoneInfo, now: datetime, names: Mapping[str, str]) -> Entry:
    """Return an entry with its thread and its clocks at a moment (aware)."""
    return Entry(
        seq=row.seq,
        subject=row.subject,
        title=row.title,
        aware=minute(row.aware),
        severity=row.severity,
        scope=row.scope,
        is_open=row.state == "open",
        decision=row.decision,
        clocks=tuple(_clock(due, now) for due in dues(row, zone, now)),
        lines=tuple((names.get(line.by, line.by), instant(line.at), line.text) for line in row.lines),
    )


def _clock(due: Due, now: datetime) -> Clock:
    tell = due.tell
    return Clock(
        id=tell.id, title=tell.title, rule=tell.rule, words=_left(due, now), state=due.state, look=_LOOKS[due.state]
    )  # fmt: skip


def _left(due: Due, now: datetime) -> str:
    if due.told:
        late = _(", late") if due.state == "told_late" else ""
        return _("told %(when)s%(late)s") % {"when": minute(due.told), "late": late}
    if due.due is None:
        return _("if it applies") if due.tell.optional else _("not told yet")
    hours = int((due.due - now).total_seconds() // 3600)
    by = date_format(due.due, "j M Y, H:i")
    if hours < 0:
        return _("overdue since %(by)s") % {"by": by}
    left = ngettext("%(n)s hour left", "%(n)s hours left", hours) % {"n": hours}
    return _("%(left)s, by %(by)s") % {"left": left, "by": by}


def book_title(book: Book) -> str:
    """Return a register's name in the language of the page."""
    return _(book.title)
