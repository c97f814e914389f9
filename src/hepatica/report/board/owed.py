"""Reports that went late or are owed: what no clock may hide from the board."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from hepatica.report.board.pack import Pack
from hepatica.report.table import Column, Group, Row, Table, Text
from hepatica.safety.clocks import Obligation

_TITLES = {
    "late": "Late, and not sent",
    "sent_late": "Sent late",
    "open": "Running at the data cut",
}


def owed_table(pack: Pack) -> Table:
    """Return the obligations that are late, were sent late, or run; a limit of the protocol says that it is one."""
    groups = tuple(
        Group(title=title, rows=_rows(pack, found))
        for kind, title in _TITLES.items()
        if (found := [one for one in pack.owed if _kind(one) == kind])
    )
    none = Row(cells=(Text(text="None"),), sentence="no report is late and none is owed")
    return Table(
        id="B.12",
        title="Reports to authorities: late and owed",
        deck=_deck(pack),
        columns=(
            Column(title="Case", width=3),
            Column(title="What is owed", width=3),
            Column(title="To", width=2),
            Column(title="Due", width=2),
            Column(title="Sent", width=2),
            Column(title="", width=3),
        ),
        groups=groups or (Group(rows=(none,)),),
        footnotes=(
            "Due: the earliest limit that the known facts give; a missing fact makes a clock start early, never late.",
            "Only a recorded submission with its evidence ends an obligation.",
        ),
        listing=True,
    )


def timeliness(pack: Pack) -> tuple[int, int]:
    """Return how many legal reports that are due or sent went in time, and how many there are."""
    legal = [one for one in pack.owed if one.clock.legal and one.state in {"sent", "sent_late", "late"}]
    return sum(one.state == "sent" for one in legal), len(legal)


def late(pack: Pack) -> tuple[Obligation, ...]:
    """Return the legal obligations that are late at the cut."""
    return tuple(one for one in pack.owed if one.state == "late" and one.clock.legal)


def _deck(pack: Pack) -> str:
    done, of = timeliness(pack)
    return (
        f"Of the legal limits reached or met to the data cut, {done} of {of} went in time"
        if of
        else "No legal limit was reached"
    )


def _kind(one: Obligation) -> str:
    return "open" if one.state in {"running", "alarm"} else one.state


def _rows(pack: Pack, found: Sequence[Obligation]) -> tuple[Row, ...]:
    """Give a row per report; one that is owed to several, alike in all else, names them together."""
    shorts = {one.id: one.short.en for one in pack.study.oversight.recipients}
    told: dict[tuple[str, ...], list[str]] = {}
    for one in found:
        legal = "" if one.clock.legal else " (the protocol's own limit)"
        due = pack.minute(one.due) if one.due else "–"
        sent = pack.minute(one.submitted_at) if one.submitted_at else "not sent"
        alike = (_case(pack, one), f"{one.clock.title.en}{legal}", due, sent, _remark(one))
        told.setdefault(alike, []).append(shorts.get(one.clock.recipient, one.clock.recipient))
    return tuple(
        Row(cells=tuple(Text(text=text) for text in (case, what, ", ".join(to), due, sent, remark)))
        for (case, what, due, sent, remark), to in told.items()
    )


def _case(pack: Pack, one: Obligation) -> str:
    if not one.subject:
        return "The trial"
    term = next((case.term for case in pack.cases[one.subject] if case.row == one.row), "")
    return f"{one.subject}: {term}"


def _remark(one: Obligation) -> str:
    parts = []
    if one.left is not None and one.left < timedelta():
        parts.append(f"late by {span(-one.left)}")
    if one.submitted is not None and one.submitted.reason:
        parts.append(one.submitted.reason)
    if one.doubt:
        parts.append(f"in doubt: {one.doubt}")
    return "; ".join(parts) or "–"


def span(length: timedelta) -> str:
    """Write a length of time as people say it: '2 d 3 h', '22 h 40 min'."""
    minutes = int(length.total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    return f"{days} d {hours} h" if days else f"{hours} h {rest} min"
