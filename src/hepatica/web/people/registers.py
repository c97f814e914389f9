"""The registers beside the trial: entered, noted and settled here, with the clocks that run for each entry."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hepatica.conduct.books import Book, books
from hepatica.conduct.commands import Actor, CloseRegister, NoteRegister, OpenRegister
from hepatica.ledger.review_rows import RegisterRow
from hepatica.store import clock, read
from hepatica.web import boxes
from hepatica.web.acting import attempt, fresh_key, key_of
from hepatica.web.doors import for_members, may
from hepatica.web.people import present


@for_members
def page(request: HttpRequest, actor: Actor, book: str = "incident") -> HttpResponse:
    """Show the entries of a register, the open ones first."""
    return _draw(request, actor, _book(book))


@require_POST
@for_members
def enter(request: HttpRequest, actor: Actor, book: str) -> HttpResponse:
    """Enter something in a register."""
    typed = request.POST.dict()

    def command() -> OpenRegister:
        return OpenRegister(
            book=_book(book).id,
            subject=boxes.line(typed, "subject"),
            title=boxes.line(typed, "title"),
            aware=boxes.moment(typed, "aware"),
            text=boxes.prose(typed, "text"),
            severity=boxes.line(typed, "severity"),
            scope=boxes.line(typed, "scope"),
        )

    if refused := attempt(command, actor, key_of(request)):
        return _draw(request, actor, _book(book), refused=refused, where="open")
    messages.success(request, _("It stands in the register."))
    return redirect("people_screens:register", book=book)


@require_POST
@for_members
def note(request: HttpRequest, actor: Actor, book: str) -> HttpResponse:
    """Add to an entry: what was found or done, and whom it was reported to."""
    typed = request.POST.dict()

    def command() -> NoteRegister:
        told = boxes.line(typed, "told")
        return NoteRegister(
            subject=boxes.line(typed, "subject"),
            entry=boxes.number(typed.get("entry", "")),
            text=boxes.prose(typed, "text"),
            told=told,
            at=boxes.moment(typed, "at") if told else "",
        )

    if refused := attempt(command, actor, key_of(request)):
        return _draw(request, actor, _book(book), refused=refused, where=f"note-{typed.get('entry')}")
    return redirect("people_screens:register", book=book)


@require_POST
@for_members
def close(request: HttpRequest, actor: Actor, book: str) -> HttpResponse:
    """Settle an entry."""
    typed = request.POST.dict()

    def command() -> CloseRegister:
        return CloseRegister(
            subject=boxes.line(typed, "subject"),
            entry=boxes.number(typed.get("entry", "")),
            decision=boxes.line(typed, "decision"),
            reason=boxes.prose(typed, "reason"),
        )

    if refused := attempt(command, actor, key_of(request)):
        return _draw(request, actor, _book(book), refused=refused, where=f"close-{typed.get('entry')}")
    return redirect("people_screens:register", book=book)


def _book(name: str) -> Book:
    found = books().get(name)
    if found is None:
        raise Http404(_("There is no such register."))
    return found


def _draw(
    request: HttpRequest, actor: Actor, book: Book, *, refused: tuple[str, ...] = (), where: str = ""
) -> HttpResponse:
    if not may(actor, "register.open") and "inspector" not in actor.roles:
        raise PermissionDenied(_("The registers are read by those who keep them, and by inspectors."))
    zone, now = ZoneInfo(settings.TIME_ZONE), clock.now().at
    names = {grant.user: grant.name for grant in read.grants()}
    rows = [row for row in read.everyones(RegisterRow) if row.register == book.id]
    rows.sort(key=lambda row: (row.state != "open", -row.seq))
    typed = request.POST.dict() if where else {}
    everything = read.everyones(RegisterRow)
    context = {
        "page": "registers",
        "book": book,
        "books": [
            (
                one,
                present.book_title(one),
                sum(r.register == one.id and r.state == "open" for r in everything),
            )
            for one in books().values()
        ],
        "entries": [present.entry(row, zone, now, names) for row in rows],
        "may_open": may(actor, "register.open"),
        "may_close": may(actor, "register.close"),
        "people": read.numbers() if book.scopes or book.id == "breach" else (),
        "typed": typed,
        "aware": boxes.dates(typed, "aware"),
        "aware_time": typed.get("aware.time", ""),
        "blank": boxes.dates({}, "at"),
        "refused": refused,
        "where": where,
        "key": fresh_key(),
    }
    return render(request, "people_screens/registers.html", context, status=422 if refused else 200)
