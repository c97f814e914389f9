"""A record that cannot be reached is said on a page of its own, with 503, not as a mistake of ours."""

from collections.abc import Callable

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from hepatica.store.unavailable import StoreUnavailable, sentence_for
from hepatica.web.shell.views import unavailable


class SayUnavailable:
    """Answer 503 with the store's own sentence when the disk or the database fails."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Turn the failure into its page; a defect of ours passes on and stays a 500."""
        if isinstance(exception, StoreUnavailable):
            return unavailable(request, str(exception))
        if isinstance(exception, DatabaseError | InterfaceError):
            sentence = sentence_for(exception)
            return unavailable(request, sentence) if sentence else None
        return None
