"""Whose record somebody opened: one event of the access chain for each person, participant and hour.

It is written when the page has left already, and a page never fails because of it.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from hepatica.store import clock
from hepatica.store import trail as stored
from hepatica.store.access import Access
from hepatica.store.record import append_access
from hepatica.store.trail import Wanted

_LOG = logging.getLogger(__name__)
_SEEN: OrderedDict[tuple[str, str, str, str], None] = OrderedDict()
"""What this process wrote or found written lately: database, person, participant, hour."""
MOST = 5_000


class RememberLooks:
    """Write down who opened which participant, whatever page it was on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request; once the answer has left, remember the look."""
        response = self.get_response(request)
        subject = _subject(request)
        if subject and response.status_code == 200 and request.method == "GET":
            user = request.user.get_username()
            leave = response.close

            def close() -> None:
                leave()
                remember(user, subject)

            response.close = close  # type: ignore[method-assign]
        return response


def _subject(request: HttpRequest) -> str:
    """Return whose record an address is about; '' for none, and for who has not signed in."""
    match = request.resolver_match
    if match is None or not request.user.is_authenticated:
        return ""
    return str(match.kwargs.get("subject", ""))


def remember(user: str, subject: str) -> None:
    """Write that a person opened a participant, unless this hour it is written already; failures go to the log alone."""
    try:
        now = clock.now().at
        key = (str(connection.settings_dict["NAME"]), user, subject, f"{now:%Y-%m-%dT%H}")
        if key in _SEEN:
            return
        hour = now.replace(minute=0, second=0, microsecond=0)
        looked = Wanted(
            subject=subject, actor=user, kinds=frozenset({Access.PROFILE_VIEWED.value}), since=hour,
            until=hour + timedelta(hours=1),
        )  # fmt: skip
        if not stored.count(looked, chain="access"):
            append_access(Access.PROFILE_VIEWED, actor=user, subject=subject)
        _SEEN[key] = None
        while len(_SEEN) > MOST:
            _SEEN.popitem(last=False)
    except Exception:  # noqa: BLE001 - whatever it is, the page has been given
        _LOG.exception("A look at a participant could not be written down.")
