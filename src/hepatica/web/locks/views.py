"""Freeze, lock and unlock: the checklist first, then one form with the second person beside it."""

from __future__ import annotations

from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hepatica.conduct.commands import Actor, FreezeRecord, LockRecord, UnlockRecord
from hepatica.datasets.lock_checklist import place
from hepatica.datasets.lock_history import changed_after, derive_episodes
from hepatica.ledger.review_rows import LockRow
from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.seals import CHANGES
from hepatica.people.accounts import witness_of
from hepatica.store import queries, read, signed
from hepatica.study.study import Study
from hepatica.web.acting import fresh_key, key_of, proven, tried
from hepatica.web.doors import for_members
from hepatica.web.locks import gathering, present

COMMANDS: dict[str, type[FreezeRecord | LockRecord | UnlockRecord]] = {
    "freeze": FreezeRecord,
    "lock": LockRecord,
    "unlock": UnlockRecord,
}


@require_http_methods(["GET", "POST"])
@for_members
def locks(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Show the checklist of the study, a site or a participant and what stands locked; or lock, freeze, unlock."""
    refused: tuple[str, ...] = ()
    if request.method == "POST":
        refused = _act(request, actor)
        if not refused:
            return redirect(request.get_full_path())
    return _draw(request, actor, refused)


def _act(request: HttpRequest, actor: Actor) -> tuple[str, ...]:
    """Do what was asked; returns why it was refused, nothing when it is done."""
    act = request.POST.get("act", "")
    level, subject, site, visit, form = (*request.POST.get("place", "").split("|"), "", "", "", "", "")[:5]
    kind = COMMANDS.get(act)
    if kind is None or not level:
        return (_("Say what is to be locked."),)
    who = proven(request, actor, f"record.{act}") if request.POST.get("password") else actor
    if second := request.POST.get("second", "").strip():
        witness = witness_of(request, second[:150], request.POST.get("second_password", ""))
        if witness is None:
            return (_("The second person's name or password is wrong, or is your own: nothing was done."),)
        who = msgspec.structs.replace(who, witness=witness)

    def command() -> FreezeRecord | LockRecord | UnlockRecord:
        at: dict[str, Any] = {"level": level, "subject": subject, "site": site, "visit": visit, "form": form}
        if kind is UnlockRecord:
            at["reason"] = request.POST.get("reason", "")[:4000]
        return kind(**at)

    done = tried(command, who, key_of(request))
    if refusals := getattr(done, "refusals", ()):
        return tuple(one.sentence for one in refusals)
    said = {"freeze": _("Frozen."), "lock": _("Locked."), "unlock": _("Unlocked.")}[act]
    messages.success(request, said)
    return ()


def _draw(request: HttpRequest, actor: Actor, refused: tuple[str, ...]) -> HttpResponse:
    study, people = read.plan().study, read.subjects()
    subject, site = request.GET.get("participant", "")[:120], request.GET.get("site", "")[:120]
    own = [row for row in people if subject in {"", row.subject} and site in {"", row.site}]
    one = own[0].subject if subject and own else ""
    found = gathering.of_participant(study, people, one) if one else ()
    if one:
        where, level, title = f"subject|{one}", "subject", _("Participant %(who)s") % {"who": one}
    elif site:
        where, level, title = f"site||{site}", "site", _("Site %(site)s") % {"site": site}
    else:
        where, level, title = "study", "study", _("The whole study")
    if not one:
        found = gathering.of_many(study, people, own, study_too=not subject and not site)
    able, numbers = present.abilities(study, actor), {row.subject for row in own}
    rows = [row for row in read.everyones(LockRow) if not row.subject or row.subject in numbers]
    stands = present.standing(study, rows)
    context = {
        "title": title,
        "where": where,
        "able": able[level],
        "may_any": any(one.may_lock or one.may_unlock for one in able.values()),
        "checks": present.checks(study, found, request.GET.get("line", ""), every=bool(one)),
        "open": len(found),
        "standing": stands,
        "here": next((each for each in stands if each.value.rstrip("|") == where), None),
        "people": people,
        "sites": [one.id for one in study.sites],
        "subject": subject,
        "site": site,
        "pages": _pages(study, one) if one else (),
        "refused": refused,
        "typed": request.POST,
        "key": fresh_key(),
    }
    return render(
        request, "locks/locks.html", context | _past(study, own, subject), status=422 if refused else 200
    )


def _past(study: Study, own: list[SubjectRow], subject: str) -> dict[str, object]:
    """Return what was locked and unlocked, and what changed after a lock was taken back."""
    sites = {row.subject: row.site for row in own}
    episodes = derive_episodes(signed.lock_events())
    first = min((one.lifted for one in episodes if one.locked and one.lifted), default=0)
    changes = queries.told(sorted(CHANGES), subject=subject, after=first) if first else ()
    names = {grant.user: grant.name for grant in read.grants()} if first else {}
    after = changed_after(episodes, (event for event in changes if event.subject in sites), sites)
    shown = [one for one in episodes if not one.subject or one.subject in sites]
    return {"history": present.history(study, shown), "after": present.after_lock(study, after, names)}


def _pages(study: Study, subject: str) -> tuple[tuple[str, str], ...]:
    """Return the visits and pages of a participant that can be locked by themselves, with their words."""
    rows = sorted(read.forms_light([subject]), key=lambda row: (row.visit, row.form))
    visits = list(dict.fromkeys(row.visit for row in rows))
    order = {one.id: n for n, one in enumerate(study.schedule.visits)}
    visits.sort(key=lambda visit: (order.get(visit.partition(".")[0], 999), visit))
    found = []
    for visit in visits:
        found.append((f"visit|{subject}||{visit}", place(study, visit)))
        found += [
            (f"form|{subject}||{visit}|{row.form}", place(study, visit, row.form))
            for row in rows
            if row.visit == visit
        ]
    return tuple(found)
