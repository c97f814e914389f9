"""Who is on call, and what became of every alert: each sending, failure, escalation and acknowledgement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hepatica.conduct.authority import ALLOWED
from hepatica.ledger import desk_facts as f
from hepatica.ledger import upcast
from hepatica.ledger.desk_rows import AlertRow
from hepatica.ledger.events import Event
from hepatica.ledger.rows import GrantRow
from hepatica.web.safety import words
from hepatica.web.shell.parts import Mark
from hepatica.web.visit_marks import Marks

KINDS = frozenset(
    fact.kind for fact in (f.AlertRaised, f.AlertSent, f.AlertFailed, f.AlertEscalated, f.AlertAcknowledged)
)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that happened to an alert."""

    when: str
    said: str
    icon: str


@dataclass(frozen=True, kw_only=True)
class Alert:
    """An alert with its whole story."""

    mark: Mark | None
    sentence: str
    is_open: bool
    state: str
    """Who has it, or that nobody has."""
    key: str
    """What an acknowledgement sends."""
    steps: tuple[Step, ...]


def able(grants: Iterable[GrantRow]) -> list[tuple[str, str]]:
    """Return (sign-in, name) of who may be on call: those whose role lets them acknowledge."""
    found = {grant.user: grant.name for grant in grants if "alert.acknowledge" in ALLOWED[grant.role]}
    return sorted(found.items(), key=lambda one: one[1])


def alerts(
    rows: Iterable[AlertRow],
    events: Mapping[str, Iterable[Event]],
    names: Mapping[str, str],
    marks: Marks,
) -> list[Alert]:
    """Return alerts, the open ones first, then the newest; ``events`` are those of each participant ('' the study)."""
    ordered = sorted(rows, key=lambda row: (not row.open, -row.raised_seq))
    return [
        Alert(
            mark=marks.of(row.subject) if row.subject else None,
            sentence=row.sentence,
            is_open=row.open,
            state=_state(row, names),
            key=f"{row.subject} {row.alert}",
            steps=tuple(_steps(row, events.get(row.subject, ()), names)),
        )
        for row in ordered
    ]


def _state(row: AlertRow, names: Mapping[str, str]) -> str:
    if row.open:
        return _("Nobody has acknowledged it.")
    who = names.get(row.acknowledged_by, row.acknowledged_by)
    return _("%(who)s has it since %(when)s.") % {"who": who, "when": words.instant(row.acknowledged_at)}


def _steps(row: AlertRow, events: Iterable[Event], names: Mapping[str, str]) -> Iterable[Step]:
    for event in events:
        if event.kind not in KINDS or event.seq < row.raised_seq:
            continue
        fact = upcast.read(event)
        if getattr(fact, "alert", None) == row.alert:
            said, icon = _said(fact, event.actor, names)
            yield Step(when=words.instant(event.at), said=said, icon=icon)


def _said(fact: object, actor: str, names: Mapping[str, str]) -> tuple[str, str]:
    match fact:
        case f.AlertSent():
            to = {"to": names.get(fact.to, fact.to), "channel": _channel(fact.channel)}
            return _("Sent to %(to)s by %(channel)s.") % to, "server"
        case f.AlertFailed():
            to = {"to": names.get(fact.to, fact.to), "channel": _channel(fact.channel), "why": fact.reason}
            return _("Not sent to %(to)s by %(channel)s: %(why)s.") % to, "late"
        case f.AlertEscalated():
            return _("Nobody acknowledged it: passed to the next on call."), "right"
        case f.AlertAcknowledged():
            return _("Acknowledged by %(who)s.") % {"who": names.get(actor, actor)}, "complete"
        case _:
            return _("Raised with the event that caused it."), "bell"


def _channel(channel: str) -> str:
    return {"mail": _("mail"), "webhook": _("the site's gateway")}.get(channel, channel)
