"""Who had access: sign-ins and their refusals, looks at participants, exports and prints with their rows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hepatica.conduct.commands import Actor
from hepatica.jobs import trail as jobs
from hepatica.ledger.events import Event
from hepatica.report.record.trail import iso
from hepatica.report.spreadsheet import lines
from hepatica.store import read
from hepatica.store import trail as stored
from hepatica.store.access import Access
from hepatica.store.trail import Wanted
from hepatica.web.doors import for_members
from hepatica.web.moments import local
from hepatica.web.record.asked import Asked, read_asked, wanted
from hepatica.web.record.doors import may_take, must_oversee, must_take
from hepatica.web.record.giving import given
from hepatica.web.shell.parts import Mark
from hepatica.web.visit_marks import Marks, date_words

PAGE = 60
HEAD = (
    "event",
    "at",
    "zone",
    "person",
    "sign_in",
    "participant",
    "kind",
    "sentence",
    "rows",
    "hash",
    "access_head",
)
WORDS = {
    Access.SIGNED_IN: gettext_lazy("signed in"),
    Access.SIGNED_OUT: gettext_lazy("signed out"),
    Access.REFUSED: gettext_lazy("was refused at the sign-in"),
    Access.REAUTHENTICATED: gettext_lazy("proved again who they are"),
    Access.ACCOUNT_MADE: gettext_lazy("made the account %(account)s"),
    Access.ACCOUNT_CLOSED: gettext_lazy("closed the account %(account)s"),
    Access.PASSWORD_CHANGED: gettext_lazy("changed the own password"),
    Access.PASSWORD_RESET: gettext_lazy("gave %(account)s a temporary password"),
    Access.ACCOUNT_LOCKED: gettext_lazy("the account %(account)s was locked for %(minutes)s minutes"),
    Access.ACCOUNT_UNLOCKED: gettext_lazy("unlocked the account %(account)s"),
    Access.ADDRESS_LOCKED: gettext_lazy("the address %(address)s was locked out for %(minutes)s minutes"),
    Access.FACTOR_ADDED: gettext_lazy("added a second factor to %(account)s: %(factor)s"),
    Access.FACTOR_REMOVED: gettext_lazy("removed a second factor from %(account)s: %(factor)s"),
    Access.SESSION_LOCKED: gettext_lazy("was locked out after a time without work"),
    Access.SESSION_ENDED: gettext_lazy("ended %(sessions)s sessions of %(account)s"),
    Access.IDENTITY_VIEWED: gettext_lazy("looked at who the participant is"),
    Access.IDENTITY_WRITTEN: gettext_lazy("wrote down who the participant is"),
    Access.IDENTITY_ERASED: gettext_lazy("erased who the participant is"),
    Access.IDENTITY_REKEYED: gettext_lazy("gave the identity list a new key"),
    Access.PROFILE_VIEWED: gettext_lazy("opened the participant's record"),
    Access.EXPORTED: gettext_lazy("took away: %(what)s"),
    Access.PRINTED: gettext_lazy("printed: %(what)s"),
    Access.IMPORTED: gettext_lazy("imported %(file)s, %(rows)s rows"),
    Access.DIGEST_SENT: gettext_lazy("the daily digest went to %(to)s"),
    Access.DIGEST_FAILED: gettext_lazy("the daily digest to %(to)s failed: %(reason)s"),
    Access.KEY_MADE: gettext_lazy("made a key for signed checkpoints"),
    Access.CHECKPOINT_MADE: gettext_lazy("made a signed checkpoint of event %(cut)s"),
    Access.BACKUP_MADE: gettext_lazy("made a backup to event %(cut)s"),
    Access.BACKUP_RESTORED: gettext_lazy("restored a backup to event %(cut)s"),
    Access.ARCHIVE_MADE: gettext_lazy("made an archive to event %(cut)s"),
    Access.RECORD_MOVED: gettext_lazy("moved the record from %(from)s to %(to)s"),
    Access.RECORD_VERIFIED: gettext_lazy("verified the record to event %(cut)s: %(said)s"),
}
"""Every kind of the access chain, told."""
FAMILIES = {
    "sign-ins": (
        gettext_lazy("Sign-ins and sign-outs"),
        (Access.SIGNED_IN, Access.SIGNED_OUT, Access.REAUTHENTICATED, Access.SESSION_LOCKED, Access.SESSION_ENDED),
    ),
    "refused": (
        gettext_lazy("Sign-ins refused, lock-outs"),
        (Access.REFUSED, Access.ACCOUNT_LOCKED, Access.ADDRESS_LOCKED),
    ),
    "looks": (gettext_lazy("Participants opened"), (Access.PROFILE_VIEWED,)),
    "identity": (
        gettext_lazy("Identities"),
        (Access.IDENTITY_VIEWED, Access.IDENTITY_WRITTEN, Access.IDENTITY_ERASED, Access.IDENTITY_REKEYED),
    ),
    "exports": (gettext_lazy("Exports and prints"), (Access.EXPORTED, Access.PRINTED, Access.ARCHIVE_MADE)),
    "imports": (gettext_lazy("Imports"), (Access.IMPORTED,)),
    "accounts": (
        gettext_lazy("Accounts, passwords, second factors"),
        (
            Access.ACCOUNT_MADE, Access.ACCOUNT_CLOSED, Access.ACCOUNT_UNLOCKED, Access.PASSWORD_CHANGED,
            Access.PASSWORD_RESET, Access.FACTOR_ADDED, Access.FACTOR_REMOVED,
        ),
    ),
    "upkeep": (
        gettext_lazy("Verification, backups, checkpoints, digests"),
        (
            Access.RECORD_VERIFIED, Access.BACKUP_MADE, Access.BACKUP_RESTORED, Access.KEY_MADE,
            Access.CHECKPOINT_MADE, Access.RECORD_MOVED, Access.DIGEST_SENT, Access.DIGEST_FAILED,
        ),
    ),
}  # fmt: skip
"""Choice → its words, and the kinds it stands for; together they are the whole grammar."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One event of the access chain as the page shows it."""

    seq: int
    at: str
    who: str
    did: str
    rows: str
    mark: Mark | None


@dataclass(frozen=True, kw_only=True)
class Day:
    """The lines of one day."""

    words: str
    lines: tuple[Line, ...]


@for_members
def access(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show a page of the access chain."""
    must_oversee(actor)
    asked = read_asked(request.GET)
    before = request.GET.get("before", "")
    context = {
        "asked": asked,
        "families": [(name, words) for name, (words, _kinds) in FAMILIES.items()],
        "people": sorted(_names().items(), key=lambda pair: pair[1]),
        "may_take": may_take(actor),
        "refusal": "",
        "zone": jobs.zone().key,
        "newest": not before,
        "days": (),
    }
    try:
        number = int(before) if before.isascii() and before.isdigit() and len(before) <= 15 else 0
        found = stored.page(_wanted(asked), before=number, size=PAGE, chain="access")
    except ValueError as error:
        return render(request, "record/access.html", context | {"refusal": str(error)})
    shown = {"days": _days(found.events), "older": found.older, "looked_to": found.looked_to}
    return render(request, "record/access.html", context | shown)


@for_members
def taken(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Give the access chain, as far as it was asked for, as a file."""
    must_oversee(actor)
    must_take(actor)
    found = tuple(stored.each(_wanted(read_asked(request.GET)), chain="access"))
    end, names, zone = read.head("access"), _names(), jobs.zone()
    rows = (
        (
            str(event.seq),
            iso(event.at, zone),
            zone.key,
            names.get(event.actor, event.actor),
            event.actor,
            event.subject,
            event.kind,
            told(event, names),
            json.loads(event.body).get("rows", ""),
            event.hash,
            f"{end.seq}:{end.hash}",
        )
        for event in found
    )
    data = "".join(lines(HEAD, rows)).encode()
    return given(actor, data, what="access, CSV", name="access", form="csv", rows=len(found))


def told(event: Event, names: dict[str, str]) -> str:
    """Return what somebody did, without who: 'took away: dataset ADLB, 1204 rows, to event 4666'."""
    body = json.loads(event.body)
    body |= {key: names.get(body[key], body[key]) for key in ("account", "to") if key in body}
    said: str = str(WORDS[Access(event.kind)]) % body
    if event.kind in {Access.EXPORTED, Access.PRINTED} and body.get("cut"):
        said += _(", to event %(cut)s") % body
    return said


def line(event: Event, names: dict[str, str], marks: Marks) -> Line:
    """Return an event of the access chain as a page shows it."""
    return Line(
        seq=event.seq,
        at=f"{local(event.at):%H:%M:%S}",
        who=names.get(event.actor, event.actor),
        did=told(event, names),
        rows=json.loads(event.body).get("rows", ""),
        mark=marks.of(event.subject) if event.subject else None,
    )


def exports(limit: int = 0) -> tuple[Event, ...]:
    """Return what left the house, the newest first."""
    found = tuple(stored.each(Wanted(kinds=frozenset(FAMILIES["exports"][1])), chain="access"))[::-1]
    return found[: limit or None]


def _wanted(asked: Asked) -> Wanted:
    kinds = (
        frozenset(kind.value for kind in FAMILIES[asked.kind][1]) if asked.kind in FAMILIES else frozenset()
    )
    found = wanted(Asked(subject=asked.subject, person=asked.person, since=asked.since, until=asked.until),
                   read.plan().study, jobs.zone())  # fmt: skip
    return Wanted(subject=found.subject, actor=found.actor, kinds=kinds, since=found.since, until=found.until)


def _days(events: tuple[Event, ...]) -> tuple[Day, ...]:
    names, marks = _names(), Marks(read.infused())
    return tuple(
        Day(words=date_words(day), lines=tuple(line(one, names, marks) for one in same))
        for day, same in groupby(events, key=lambda one: local(one.at).date())
    )


def _names() -> dict[str, str]:
    names = {grant.user: grant.name for grant in read.grants()}
    return names | {
        "owner": _("The owner, at the command line"),
        "system": "Hepatica",
        "unknown": _("Somebody"),
    }
