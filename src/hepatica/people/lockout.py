"""After some wrong passwords in a row an account, or an address, is locked for a while that grows.

An attempt is counted before the password is looked at, in the database that all workers share: however many are made
at once, no more than the limit reach the password. While a lock holds, an attempt reads one row and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.dispatch import Signal
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from hepatica.people.models import Attempts
from hepatica.store.access import Access
from hepatica.store.record import append_access
from hepatica.store.transactions import writing

PASSWORD, CODE = "password", "code"
LONGEST = timedelta(hours=8)
"""The longest a lock lasts: who forgot a password over night can try again in the morning."""
QUIET = timedelta(days=1)
"""Wrong passwords are forgotten after a day without another."""

locked = Signal()
"""Sent once when an account is locked: ``account`` (its name), ``minutes``."""


@dataclass(frozen=True, kw_only=True)
class Count:
    """How an account or address stands."""

    failed: int = 0
    locks: int = 0
    until: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether a lock holds."""
        return self.until is not None and now < self.until


def reserved(count: Count, now: datetime, *, most: int, first: timedelta) -> Count:
    """Return the count once one more attempt may look at a password.

    The last that is allowed locks at once, and a right password takes that back: a program killed between the two
    leaves the lock and not a free try.
    """
    failed = count.failed + 1
    if failed < most:
        return replace(count, failed=failed, until=None)
    lasting = min(first * 2 ** min(count.locks, 20), LONGEST)
    return Count(failed=0, locks=count.locks + 1, until=now + lasting)


def forgiven(count: Count, *, most: int, locked: bool) -> Count:
    """Return an address's count once an attempt from it was right: that one is taken back, the others stay.

    ``locked`` says that it was this attempt which locked.
    """
    if locked:
        return Count(failed=most - 1, locks=max(count.locks - 1, 0))
    return replace(count, failed=max(count.failed - 1, 0))


def address_of(request: HttpRequest | None) -> str:
    """Return whence a request comes; behind the site's own proxy, what that proxy says and nothing before it."""
    if request is None:
        return ""
    if settings.SITE.proxy and (said := request.META.get("HTTP_X_FORWARDED_FOR", "")):
        return str(said.rpartition(",")[2].strip())
    return str(request.META.get("REMOTE_ADDR", ""))


def until(username: str, request: HttpRequest | None, kind: str = PASSWORD) -> datetime | None:
    """Return when a locked account or address may try again; None when it may now. A name that is none locks too."""
    now = timezone.now()
    found = Attempts.objects.filter(key__in=[key for key, _most in _limits(username, request, kind)])
    ends = [one.locked_until for one in found if one.locked_until and one.locked_until > now]
    return max(ends, default=None)


@contextmanager
def attempt(username: str, request: HttpRequest | None, kind: str = PASSWORD) -> Iterator[Try]:
    """Count an attempt on an account; ``allowed`` says whether the password may be looked at at all.

    Codes of a second factor are counted apart: a right password must not clear them.

    Call ``right()`` when it was right. An attempt that is not called right, or fails in any way, stays counted.
    """
    made = Try(username, request, kind)
    made.reserve()
    try:
        yield made
    finally:
        if made.allowed and not made.was_right:
            made.tell()


class Try:
    """One attempt under way."""

    def __init__(self, username: str, request: HttpRequest | None, kind: str) -> None:
        self.username, self.address = username, address_of(request)
        self.limits = _limits(username, request, kind)
        self.allowed = self.was_right = False
        self.locking: list[int] = []

    def reserve(self) -> None:
        """Count it, unless a lock holds."""
        now = timezone.now()
        keys = [key for key, _ in self.limits]
        if Attempts.objects.filter(key__in=keys, locked_until__gt=now).exists():
            return
        with writing():
            counts = _read(keys, now)
            if any(count.holds(now) for count in counts):
                return
            first = timedelta(minutes=settings.SITE.lock_minutes)
            for n, ((key, most), count) in enumerate(zip(self.limits, counts, strict=True)):
                after = reserved(count, now, most=most, first=first)
                _write(key, after, now)
                if after.until:
                    self.locking.append(n)
        self.allowed = True

    def right(self) -> None:
        """Forget what was counted for the account, and of its address this one attempt."""
        self.was_right = True
        now = timezone.now()
        (account, _), *addresses = self.limits
        with writing():
            for key, most in addresses:
                (count,) = _read([key], now)
                _write(key, forgiven(count, most=most, locked=1 in self.locking), now)
            Attempts.objects.filter(key=account).delete()

    def tell(self) -> None:
        """Write down the refusal and the lock it brought, and let the administrators know.

        A mistyped name may be a password: only names that fit an account's are kept.
        """
        name = self.username
        actor = name if name.isidentifier() and len(name) <= 60 else "unknown"
        append_access(Access.REFUSED, actor=actor)
        if not self.locking:
            return
        minutes = [
            _minutes(Attempts.objects.filter(key=self.limits[n][0]).first()) for n in range(len(self.limits))
        ]
        if 0 in self.locking:
            known = get_user_model().objects.filter(username=self.username).exists()
            account = self.username if known else "unknown"
            words = {"account": account, "minutes": minutes[0]}
            append_access(Access.ACCOUNT_LOCKED, actor=account, body=words)
            if known:
                locked.send(Try, account=account, minutes=minutes[0])
        if 1 in self.locking:
            words = {"address": self.address, "minutes": minutes[1]}
            append_access(Access.ADDRESS_LOCKED, actor="unknown", body=words)


def unlock(username: str) -> bool:
    """Let an account try again now; say whether it was locked."""
    rows = Attempts.objects.filter(key__in=[_key(kind, username.lower()) for kind in (PASSWORD, CODE)])
    was = rows.filter(locked_until__gt=timezone.now()).exists()
    rows.delete()
    return was


def forget_old() -> None:
    """Remove what a day has made void; every sign-in does."""
    Attempts.objects.filter(last_at__lt=timezone.now() - QUIET).delete()


def _limits(username: str, request: HttpRequest | None, kind: str) -> list[tuple[str, int]]:
    """Return what an attempt counts for, each with its limit: the account first, and the address if there is one."""
    limits = [(_key(kind, username.lower()), settings.SITE.attempts)]
    if address := address_of(request):
        limits.append((_key("address", address), settings.SITE.address_attempts))
    return limits


def _key(kind: str, what: str) -> str:
    return salted_hmac("hepatica.attempts", f"{kind}:{what}", algorithm="sha256").hexdigest()


def _read(keys: list[str], now: datetime) -> list[Count]:
    """Read counts that nobody else may change until this write ends, made first where there were none."""
    Attempts.objects.bulk_create(
        [Attempts(key=key, last_at=now) for key in sorted(keys)], ignore_conflicts=True
    )
    rows = {row.key: row for row in Attempts.objects.select_for_update().filter(key__in=keys).order_by("key")}
    fresh = now - QUIET
    return [
        Count()
        if rows[key].last_at < fresh
        else Count(failed=rows[key].failed, locks=rows[key].locks, until=rows[key].locked_until)
        for key in keys
    ]


def _write(key: str, count: Count, now: datetime) -> None:
    Attempts.objects.filter(key=key).update(
        failed=count.failed, locks=count.locks, locked_until=count.until, last_at=now
    )


def _minutes(row: Attempts | None) -> str:
    if row is None or row.locked_until is None:
        return "0"
    return str(round((row.locked_until - row.last_at).total_seconds() / 60))
