"""Where a person is signed in: since when, and from what browser. Read from the sessions themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hepatica.people.lockout import address_of

SEAT = "seat"
LOCKED = "locked"
"""In a session: its screen is covered, and nothing opens but the way back in."""
_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_MACHINES = (
    ("iPad", "iPad"),
    ("iPhone", "iPhone"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, kw_only=True)
class Seat:
    """One place where a person is signed in."""

    id: str
    """Names it on a page, and opens nothing."""
    since: datetime
    browser: str
    address: str
    here: bool
    """Whether this is the session that asks."""


def take(request: HttpRequest) -> None:
    """Keep in a session that has just begun when that was, and from what browser and address."""
    request.session[SEAT] = {
        "since": timezone.now().isoformat(),
        "browser": browser_of(request.META.get("HTTP_USER_AGENT", "")),
        "address": address_of(request),
    }


def browser_of(agent: str) -> str:
    """Name the browser and the machine that a user agent claims: 'Firefox on Windows'; 'Another program' otherwise."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    machine = next((name for sign, name in _MACHINES if sign in agent), "")
    return " on ".join(part for part in (browser, machine) if part) or "Another program"


def seats_of(request: HttpRequest) -> list[Seat]:
    """List where the person who asks is signed in, this session first, then the newest."""
    found = [_seat(session, request) for session in _sessions(request.user.pk)]
    return sorted(found, key=lambda seat: (not seat.here, -seat.since.timestamp()))


def end(request: HttpRequest, seat: str = "") -> int:
    """End one other session of the person who asks, or without a name all others; return how many there were."""
    mine = request.session.session_key
    keys = [
        one.session_key
        for one in _sessions(request.user.pk)
        if one.session_key != mine and seat in {"", _name(one.session_key)}
    ]
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


def _sessions(account: int | None) -> list[Session]:
    living = Session.objects.filter(expire_date__gt=timezone.now())
    return [one for one in living if one.get_decoded().get(SESSION_KEY) == str(account)]


def _seat(session: Session, request: HttpRequest) -> Seat:
    said = session.get_decoded().get(SEAT, {})
    since = datetime.fromisoformat(said["since"]) if "since" in said else datetime.now(UTC)
    return Seat(
        id=_name(session.session_key),
        since=since,
        browser=said.get("browser", browser_of("")),
        address=said.get("address", ""),
        here=session.session_key == request.session.session_key,
    )


def _name(key: str) -> str:
    return salted_hmac("hepatica.seat", key, algorithm="sha256").hexdigest()[:24]
