"""A null character is refused at the door: no keyboard types one, and PostgreSQL's text holds none."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

SENTENCE = "What was sent holds a null character, which no text of the record can hold. Nothing was stored."
_ESCAPED = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""The character in JSON, and not a backslash with letters behind it."""


class RefuseNulls:
    """Answer 404 for an address with a null character, 422 (API) or 400 for a query, cookie, form or JSON with one.

    What is uploaded as a file may hold any byte: a form in parts is left to the fields that read it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass on what holds none."""
        if "\0" in request.path_info:
            return _said(request, 404)
        if _holds(request):
            return _said(request, 422 if request.path_info.startswith("/api/") else 400)
        return self.get_response(request)


def _holds(request: HttpRequest) -> bool:
    if "%00" in request.META.get("QUERY_STRING", "") or any(
        "\0" in value for value in request.COOKIES.values()
    ):
        return True
    if request.content_type == "application/x-www-form-urlencoded":
        return b"%00" in request.body or b"\0" in request.body
    return request.content_type == "application/json" and bool(_ESCAPED.search(request.body))


def _said(request: HttpRequest, status: int) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return JsonResponse({"problems": [{"code": "malformed", "sentence": SENTENCE}]}, status=status)
    return HttpResponse(SENTENCE, status=status, content_type="text/plain; charset=utf-8")
