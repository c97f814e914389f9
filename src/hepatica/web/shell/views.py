"""Pages that belong to no slice: the sentences for what went wrong, and the gallery of parts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from hepatica.web.shell.gallery import gallery_context


def _problem(request: HttpRequest, code: int, glyph: str, title: str, words: str, kept: str = "") -> HttpResponse:
    # Without the request: a page about a failure must not ask the database for its frame.
    values = {"code": code, "glyph": glyph, "title": title, "words": words, "kept": kept}
    return HttpResponse(render_to_string("shell/problem.html", values), status=code)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the browser sent what the server cannot read."""
    return _problem(
        request,
        400,
        "late",
        _("This request cannot be read"),
        _("The page sent something the server does not understand. Open the page again and repeat the step."),
        _("Nothing was changed."),
    )


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: signed in, without the authority."""
    said = str(exception)
    return _problem(
        request,
        403,
        "locked",
        _("Your role does not allow this"),
        said or _("The delegation log does not give you this task. The principal investigator can change it."),
        _("Nothing was changed."),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the page was open longer than its sign-in."""
    return _problem(
        request,
        403,
        "clock",
        _("This page is too old"),
        _("You signed in again, or signed out, since it was opened. Open it again and repeat the last step."),
        _("Values shown as “On server” are kept."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: no such page."""
    return _problem(
        request,
        404,
        "find",
        _("There is no such page"),
        _("The address may be mistyped, or it belongs to a participant of another site."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500: our mistake."""
    return _problem(
        request,
        500,
        "stop",
        _("Hepatica made a mistake"),
        _("The step was not carried out. It has been written to the server's log with the time."),
        _("Values shown as “On server” are kept."),
    )


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: the record cannot be reached."""
    return _problem(
        request,
        503,
        "pause",
        _("The record cannot be reached"),
        _("The database does not answer. Keep this page open and try again in a minute."),
        _("Values shown as “On server” are kept."),
    )


def gallery(request: HttpRequest) -> HttpResponse:
    """Every part in every state, with invented data; for developers only."""
    return render(request, "shell/gallery.html", gallery_context())


def gallery_problem(request: HttpRequest, code: int) -> HttpResponse:
    """One of the problem pages, to look at."""
    pages = {400: bad_request, 403: not_allowed, 404: not_found}
    if code in pages:
        return pages[code](request, Exception())
    return unavailable(request) if code == 503 else broken(request)
