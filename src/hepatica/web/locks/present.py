"""The page of locks: what stands, what may be locked with whom, the checklist with its lines, and what happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hepatica.conduct.authority import role_name
from hepatica.conduct.commands import Actor
from hepatica.conduct.locking import rule_for
from hepatica.conduct.locks import place_words
from hepatica.conduct.refused import listed
from hepatica.datasets.lock_checklist import Open, worded
from hepatica.datasets.lock_found import KINDS, Found, Kind
from hepatica.datasets.lock_history import AfterLock, Episode
from hepatica.ledger.review_rows import LockRow
from hepatica.study.study import Study
from hepatica.web import addresses
from hepatica.web.doors import may
from hepatica.web.moments import instant

SHOWN = 40
"""Lines of one kind shown before the rest is only counted."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One open thing with its place."""

    sentence: str
    href: str


@dataclass(frozen=True, kw_only=True)
class Check:
    """One line of the checklist: how many things stand under it, and where."""

    kind: Kind
    title: str
    count: int
    lines: tuple[Line, ...] = ()
    """The first of them; none where only the number was asked for."""
    more: int = 0
    people: tuple[tuple[str, int], ...] = ()
    """Participant → how many; '' is the trial itself."""
    opened: bool = False


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A lock or freeze in force."""

    place: str
    locked: bool
    by: str
    at: str
    value: str
    """What names it to the unlocking form."""
    needs_second: str = ""
    """Who must unlock it too; '' where one person is enough."""


@dataclass(frozen=True, kw_only=True)
class Ability:
    """What this person may do at a level, and what it asks."""

    level: str
    may_lock: bool
    may_unlock: bool
    second: str
    """Who the second person is; '' where one is enough."""
    checklist: bool


def checks(
    study: Study, found: Sequence[Found], opened: str = "", *, every: bool = False
) -> tuple[Check, ...]:
    """Return the checklist, every line of it, clear ones too; what stands under the ``opened`` line, or under each."""
    many = Counter(one.kind for one in found)
    return tuple(
        _check(study, kind, title, [one for one in found if one.kind == kind], opened=kind == opened)
        if every or kind == opened
        else Check(kind=kind, title=title, count=many[kind])
        for kind, title in KINDS
    )


def _check(study: Study, kind: Kind, title: str, own: Sequence[Found], *, opened: bool) -> Check:
    lines = [worded(study, one) for one in own[:SHOWN]]
    return Check(
        kind=kind,
        title=title,
        count=len(own),
        lines=tuple(Line(sentence=line.sentence, href=href(line)) for line in lines),
        more=max(0, len(own) - SHOWN),
        people=tuple(sorted(Counter(one.subject for one in own).items())),
        opened=opened,
    )


def href(line: Open) -> str:
    """Return where an open thing is mended."""
    if line.kind in {"proposal", "clock", "hold"}:
        return "/safety/"
    if line.subject and line.form and line.item:
        return addresses.item(line.subject, line.visit, line.form, line.item, line.row)
    if line.subject and line.form:
        return addresses.form(line.subject, line.visit, line.form)
    return addresses.visit(line.subject, line.visit) if line.visit else addresses.participant(line.subject)


def standing(study: Study, rows: Iterable[LockRow]) -> tuple[Standing, ...]:
    """Return what is locked and frozen now, the newest first."""
    return tuple(
        Standing(
            place=place_words(study, row),
            locked=row.locked,
            by=_people(row.name or row.by, row.second_name),
            at=instant(row.at),
            value=f"{row.level}|{row.subject}|{row.site}|{row.visit}|{row.form}",
            needs_second=listed(tuple(role_name(role) for role in rule_for(study, row.level).second))
            if row.locked
            else "",
        )
        for row in sorted(rows, key=lambda row: -row.seq)
    )


def _people(first: str, second: str) -> str:
    return " and ".join(filter(None, (first, second)))


def abilities(study: Study, actor: Actor) -> dict[str, Ability]:
    """Return, for each level, whether the person may lock and unlock there, and with whom."""
    found = {}
    for level in ("form", "visit", "subject", "site", "study"):
        rule = rule_for(study, level)
        found[level] = Ability(
            level=level,
            may_lock=may(actor, "record.lock") and bool(actor.roles & set(rule.lock)),
            may_unlock=may(actor, "record.unlock") and bool(actor.roles & set(rule.unlock)),
            second=listed(tuple(role_name(role) for role in rule.second)),
            checklist=rule.checklist,
        )
    return found


@dataclass(frozen=True, kw_only=True)
class Told:
    """One line of the history."""

    at: str
    words: str


def history(study: Study, episodes: Sequence[Episode]) -> tuple[Told, ...]:
    """Return freezes, locks and unlocks as sentences, the newest first."""
    found: list[tuple[int, Told]] = []
    for one in episodes:
        what = _("%(place)s was locked by %(who)s") if one.locked else _("%(place)s was frozen by %(who)s")
        said = {"place": place_words(study, one), "who": _people(one.name, one.second)}
        found.append((one.seq, Told(at=instant(one.at), words=what % said)))
        if one.lifted:
            said["who"] = _people(one.lifted_by, one.lifted_second)
            what = _("%(place)s was unlocked by %(who)s: %(why)s") % {**said, "why": one.reason}
            found.append((one.lifted, Told(at=instant(one.lifted_at), words=what)))
    unique = {(seq, told.words): told for seq, told in sorted(found, key=lambda pair: -pair[0])}
    return tuple(unique.values())


@dataclass(frozen=True, kw_only=True)
class Late:
    """A change after a lock."""

    at: str
    words: str
    href: str


def after_lock(study: Study, found: Iterable[AfterLock], name: dict[str, str]) -> tuple[Late, ...]:
    """Return what changed after a lock was taken back, the newest first."""
    told = []
    for one in sorted(found, key=lambda one: -one.seq):
        item, form = study.item(one.form, one.item), study.form_by_id.get(one.form)
        what = f"{form.title if form else one.form}: {item.label if item else one.item}"
        told.append(
            Late(
                at=instant(one.at),
                words=_("%(who)s changed %(what)s of %(subject)s")
                % {"who": name.get(one.by, one.by), "what": what, "subject": one.subject},
                href=addresses.item(one.subject, one.visit, one.form, one.item, one.row),
            )
        )
    return tuple(told)
