"""The daily digest: one mail a day with everything that can wait, to those who act on it."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model

from hepatica.datasets.open_events import derive_open_events
from hepatica.jobs import messages
from hepatica.jobs.obligations import owed
from hepatica.safety.digest import digest_lines
from hepatica.store import clock, read
from hepatica.store.access import Access
from hepatica.store.record import append_access

READERS = frozenset({"coordinator", "investigator", "medical_monitor"})
"""Roles that get it."""


def send_due() -> int:
    """Send today's digest to everybody who has not had it, once its hour has come; return how many left.

    A mail server that is down is asked again at the next sweep; the failure of the day is kept once for each reader.
    """
    here = clock.now().at.astimezone(ZoneInfo(settings.TIME_ZONE))
    if not settings.MESSAGES.host or here.strftime("%H:%M") < settings.MESSAGES.digest:
        return 0
    day, sent = here.date().isoformat(), 0
    had, failed = _said(Access.DIGEST_SENT, day), _said(Access.DIGEST_FAILED, day)
    for user in readers():
        if user in had:
            continue
        try:
            messages.mail(user, "Hepatica: today", text())
        except messages.NotSent as error:
            if user not in failed:
                body = {"to": user, "day": day, "reason": str(error)}
                append_access(Access.DIGEST_FAILED, actor="system", body=body)
            continue
        append_access(Access.DIGEST_SENT, actor="system", body={"to": user, "day": day})
        sent += 1
    return sent


def readers() -> tuple[str, ...]:
    """Return the accounts with an address whose role gets the digest, by name."""
    people = {grant.user for grant in read.grants() if grant.role in READERS}
    found = get_user_model().objects.filter(username__in=people, is_active=True).exclude(email="")
    return tuple(found.order_by("username").values_list("username", flat=True))


def text() -> str:
    """Return the digest as text, without clinical detail."""
    study, now = read.plan().study, clock.now()
    followed = sum(
        len(derive_open_events(study, read.subject_state(subject), subject, now.today))
        for subject in read.numbers()
    )
    lines = digest_lines(study, owed(), read.alerts(), now, open_events=followed)
    head = read.head()
    kept = f"Keep this mail: it proves the record. hepatica-anchor {head.seq}:{head.hash}"
    return "\n".join((*lines, "", kept, "", f"{settings.MESSAGES.address.rstrip('/')}/safety/"))


def _said(kind: Access, day: str) -> set[str]:
    found = read.accesses(kind, containing=f'"day":"{day}"', limit=500)
    return {json.loads(event.body)["to"] for event in found}
