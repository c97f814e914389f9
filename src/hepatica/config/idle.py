"""A session lives as long as someone uses it, and ends after the site's idle minutes."""

import time
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

RENEWED = "renewed_at"
EVERY_SECONDS = 60


class RenewSession:
    """Push a signed-in person's expiry forward, at most once a minute: reading a page must not cost a write."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and renew the session of someone who is here."""
        if request.user.is_authenticated:
            now = int(time.time())
            if now - int(request.session.get(RENEWED, 0)) >= EVERY_SECONDS:
                request.session[RENEWED] = now
        return self.get_response(request)
