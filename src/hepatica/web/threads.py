"""A query as a screen draws it: who said what and when, what was changed between, and whom it waits for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hepatica.conduct.authority import roles_for
from hepatica.conduct.commands import Actor
from hepatica.conduct.queries import CLOSED, OPEN, answered_by, may_settle, waits_for
from hepatica.ledger.review_rows import QueryRow
from hepatica.ledger.rows import GrantRow
from hepatica.store import clock, read
from hepatica.study.study import Study
from hepatica.web.moments import instant, local


@dataclass(frozen=True, kw_only=True)
class Someone:
    """A person as a thread names them."""

    name: str
    role: str = ""

    @property
    def initials(self) -> str:
        """Two letters for the round badge."""
        words = [w for w in self.name.split() if w.rstrip(".") not in ("Dr", "Prof", "Mr", "Mrs", "Ms")]
        return "".join(w[0] for w in words[:1] + words[1:][-1:]).upper()


Cast = Callable[[str], Someone]
"""Sign-in name → the person."""


def cast(actor: Actor, grants: Iterable[GrantRow] | None = None) -> Cast:
    """Return who is who in this trial; the person who looks is 'You'."""
    people: dict[str, Someone] = {}
    for grant in read.grants() if grants is None else grants:
        people.setdefault(grant.user, Someone(name=grant.name, role=grant.role.replace("_", " ")))
    mine = people.get(actor.user, Someone(name=actor.name))
    people[actor.user] = You(name=mine.name, role="")
    return lambda user: people.get(user) or Someone(name=user)


class You(Someone):
    """The person who looks."""

    def __str__(self) -> str:
        return _("You")


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One line of a thread, or a change of the answer between its lines."""

    who: str
    role: str = ""
    initials: str = ""
    at: str
    words: str
    change: bool = False


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A query with its thread, and what this person may do about it."""

    row: QueryRow
    turns: tuple[Turn, ...]
    waits: str
    may_answer: bool
    may_settle: bool
    may_close: bool = False
    """Who settles it and did not give the answer that waits to be read."""

    @property
    def number(self) -> int:
        """Its name: the event that opened it."""
        return self.row.seq

    @property
    def closed(self) -> bool:
        """Whether it is settled."""
        return self.row.state == CLOSED

    @property
    def answered(self) -> bool:
        """Whether somebody answered and nobody decided yet whether that does."""
        return self.row.state not in (CLOSED, OPEN)


@dataclass(frozen=True, kw_only=True)
class Change:
    """The answer at a query's place was entered or changed."""

    seq: int
    at: str
    by: str
    words: str


def waits_for_me(study: Study, query: QueryRow, actor: Actor) -> bool:
    """Whether a query waits for a person: for their answer, or for their decision whether an answer does."""
    if query.state == OPEN:
        waits = waits_for(study.form_by_id[query.form], query.role)
        return bool(set(roles_for(actor, "query.answer")) & set(waits))
    own = query.lines[0].by == actor.user and bool(roles_for(actor, "query.close"))
    return own and query.state != CLOSED and answered_by(query) != actor.user


def talk(study: Study, query: QueryRow, actor: Actor, who: Cast, changes: Iterable[Change] = ()) -> Talk:
    """Return a query's thread with the changes of its answer between the lines."""
    told = [(line.seq, _line(line.what, line.text, line.by, line.at, who)) for line in query.lines]
    told += [(c.seq, _changed(c, who)) for c in changes if c.seq > query.seq]
    turns = tuple(turn for _seq, turn in sorted(told, key=lambda pair: pair[0]))
    waits = waits_for(study.form_by_id[query.form], query.role)
    settles = bool(roles_for(actor, "query.close")) and may_settle(actor.user, actor.roles, query)
    return Talk(
        row=query,
        turns=turns,
        waits=_waits(query, waits, who),
        may_answer=query.state != CLOSED and bool(set(roles_for(actor, "query.answer")) & set(waits)),
        may_settle=settles,
        may_close=settles and query.state != CLOSED and answered_by(query) != actor.user,
    )


def _line(what: str, text: str, by: str, at: str, who: Cast) -> Turn:
    someone = who(by)
    said = {
        "mended": _("The answer was changed, and with it the query closed itself."),
        "closed": f"{_('Closed')}{f': {text}' if text else '.'}",
    }.get(what, text)
    return Turn(who=_name(someone), role=someone.role, initials=someone.initials, at=when(at), words=said)


def _name(someone: Someone) -> str:
    return str(someone) if isinstance(someone, You) else someone.name


def _changed(change: Change, who: Cast) -> Turn:
    return Turn(who=_name(who(change.by)), at=when(change.at), words=change.words, change=True)


def _waits(query: QueryRow, roles: tuple[str, ...], who: Cast) -> str:
    last = query.lines[-1]
    if query.state == CLOSED:
        by = (
            _("closed itself")
            if last.what == "mended"
            else _("closed by %(who)s") % {"who": _name(who(last.by))}
        )
        return _("Query %(how)s, %(at)s") % {"how": by, "at": when(last.at)}
    if query.state == OPEN:
        first = _role(roles[0]) if len(roles) == 1 or query.role else _("an answer")
        return _("Open %(age)s · waits for %(who)s") % {"age": age(query.lines[0].at), "who": first}
    asker = who(query.lines[0].by)
    waits = _("you to close it") if isinstance(asker, You) else _("%(who)s to close it") % {"who": asker.name}
    return _("Answered %(age)s ago · waits for %(who)s") % {"age": age(last.at), "who": waits}


def _role(role: str) -> str:
    return _("the %(role)s") % {"role": role.replace("_", " ")}


def when(stamp: str) -> str:
    """Say a stored instant: 'today 10:21', '14 Mar 2026, 10:21'."""
    at = local(stamp)
    if at.date() == clock.now().today:
        return _("today %(time)s") % {"time": f"{at:%H:%M}"}
    return instant(stamp)


def days_since(stamp: str) -> int:
    """Return how many whole days have passed since a stored instant."""
    return max(0, (clock.now().at - datetime.fromisoformat(stamp)).days)


def age(stamp: str) -> str:
    """Say how long ago a stored instant was: '19 minutes', '3 hours', '5 days'."""
    minutes = max(0, int((clock.now().at - datetime.fromisoformat(stamp)).total_seconds() // 60))
    if not minutes:
        return _("less than a minute")
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)s day", "%(n)s days", minutes // 1440) % {"n": minutes // 1440}
