"""Pages that belong to no slice: the sentences for what went wrong, and the gallery of parts.

Django passes the request and the exception by name; a page about a failure asks neither of them nor the database.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from hepatica.web.missing import Missing
from hepatica.web.shell.gallery import GallerySignIn, gallery_context


def _problem(code: int, glyph: str, title: str, words: str, kept: str = "") -> HttpResponse:
    values = {"code": code, "glyph": glyph, "title": title, "words": words, "kept": kept}
    return HttpResponse(render_to_string("shell/problem.html", values), status=code)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """400: the browser sent what the server cannot read."""
    return _problem(
        400,
        "late",
        _("This request cannot be read"),
        _("The page sent something the server does not understand. Open the page again and repeat the step."),
        _("Nothing was changed."),
    )


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """403: signed in, without the authority."""
    said = str(exception)
    return _problem(
        403,
        "locked",
        _("Your role does not allow this"),
        said
        or _("The delegation log does not give you this task. The principal investigator can change it."),
        _("Nothing was changed."),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403: the page was open longer than its sign-in."""
    return _problem(
        403,
        "clock",
        _("This page is too old"),
        _("You signed in again, or signed out, since it was opened. Open it again and repeat the last step."),
        _("Values shown as “On server” are kept."),
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404: no such page, and why where its reader may know."""
    said = str(exception) if isinstance(exception, Missing) else ""
    return _problem(
        404,
        "find",
        _("There is no such page"),
        said or _("The address may be mistyped, or it belongs to a participant of another site."),
    )


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """500: our mistake."""
    return _problem(
        500,
        "stop",
        _("Hepatica made a mistake"),
        _("The step was not carried out. It has been written to the server's log with the time."),
        _("Values shown as “On server” are kept."),
    )


def unavailable(request: HttpRequest, said: str = "") -> HttpResponse:
    """503: the record cannot be reached; the store's sentence says why where it knows, the bedside goes on by paper."""
    by_paper = _("At the bedside use the printed two-person sheet, and enter it here afterwards.")
    return _problem(
        503,
        "pause",
        _("The record cannot be reached"),
        said or _("The database does not answer. Keep this page open and try again in a minute."),
        by_paper if request.path.startswith("/bedside/") else _("Values shown as “On server” are kept."),
    )


def gallery(request: HttpRequest) -> HttpResponse:
    """Every part in every state, with invented data; for developers only."""
    return render(request, "shell/gallery.html", gallery_context())


def gallery_sign_in(request: HttpRequest) -> HttpResponse:
    """Show the sign-in page, once with an answer missing."""
    form = GallerySignIn({"username": "lakshmi"})
    return render(request, "shell/sign_in.html", {"form": form, "hospital": "Liver unit, Hyderabad"})


def gallery_problem(request: HttpRequest, code: int) -> HttpResponse:
    """One of the problem pages, to look at."""
    pages = {400: bad_request, 403: not_allowed, 404: not_found}
    if code in pages:
        return pages[code](request, Exception())
    return unavailable(request) if code == 503 else broken(request)
