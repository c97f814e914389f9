"""The trail as a page: filtered, paged by number, taken away as a file or on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor
from hepatica.datasets.trail_sentences.teller import Sentence
from hepatica.jobs import trail as jobs
from hepatica.ledger.events import ItemChanged, ItemEntered
from hepatica.ledger.redaction import MARK, prose_of
from hepatica.store import read
from hepatica.store import trail as stored
from hepatica.study.form import ItemType
from hepatica.study.study import Study
from hepatica.web import addresses
from hepatica.web.doors import for_members, may
from hepatica.web.moments import local
from hepatica.web.record.asked import KINDS, Asked, read_asked, said, wanted
from hepatica.web.record.doors import knows_codes, may_take, must_take
from hepatica.web.record.giving import given
from hepatica.web.shell.parts import Mark
from hepatica.web.visit_marks import Marks, date_words

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Line:
    """One event as the page shows it."""

    seq: int
    at: str
    mark: Mark | None
    who: str
    did: str
    critical: bool
    href: str
    """The field, or the form, or the participant it is about."""
    history: str
    """The field's own history, for an answer."""
    after_lock: bool = False
    """Changed on a page whose lock had been taken back: flagged for ever."""
    redact: str = ""
    """Where its words are taken out of sight, for who may."""


@dataclass(frozen=True, kw_only=True)
class Day:
    """The lines of one day, the newest first."""

    words: str
    lines: tuple[Line, ...]


@for_members
def trail(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show a page of the trail."""
    asked, study = read_asked(request.GET), read.plan().study
    before = _number(request.GET.get("before", ""))
    context = {
        "asked": asked,
        "kinds": [(name, words) for name, (words, _kinds) in KINDS.items()],
        "people": sorted(_names().items(), key=lambda pair: pair[1]),
        "forms": [(form.id, str(form.title)) for form in study.forms],
        "items": _items(study, asked.form),
        "may_take": may_take(actor),
        "refusal": "",
        "days": (),
        "last": read.head(),
        "zone": jobs.zone().key,
        "newest": not before,
    }
    try:
        found = stored.page(wanted(asked, study, jobs.zone()), before=before, size=PAGE)
    except ValueError as error:
        return render(request, "record/trail.html", context | {"refusal": str(error)})
    told = jobs.teller(codes=knows_codes(actor)).all(found.events)
    shown = {"days": days(told, actor), "older": found.older, "looked_to": found.looked_to}
    return render(request, "record/trail.html", context | shown)


@for_members
def taken(request: HttpRequest, actor: Actor, form: str) -> HttpResponse:
    """Give everything the filter finds, as a file or on paper."""
    must_take(actor)
    asked, study = read_asked(request.GET), read.plan().study
    try:
        what = wanted(asked, study, jobs.zone())
        if form == "csv":
            data, rows = jobs.trail_csv(what, codes=knows_codes(actor))
        else:
            data, rows = jobs.trail_pdf(what, said(asked, study, _names()), codes=knows_codes(actor))
    except ValueError as error:
        raise Http404(str(error)) from error
    return given(actor, data, what=f"trail, {form.upper()}", name="trail", form=form, rows=rows)


def days(told: Iterable[Sentence], actor: Actor) -> tuple[Day, ...]:
    """Return sentences day by day, in the order given."""
    marks, texts = Marks(read.infused()), _texts() if may(actor, "text.redact") else None
    return tuple(
        Day(words=date_words(day), lines=tuple(line(one, marks, texts) for one in same))
        for day, same in groupby(told, key=lambda one: local(one.event.at).date())
    )


def line(one: Sentence, marks: Marks, texts: frozenset[tuple[str, str]] | None = None) -> Line:
    """Return one sentence as the page shows it; ``texts`` are the items answered in words, for who may redact."""
    subject = one.event.subject
    return Line(
        seq=one.event.seq,
        at=f"{local(one.event.at):%H:%M:%S}",
        mark=marks.of(subject) if subject else None,
        who=one.who,
        did=one.did,
        critical=one.critical,
        href=place(one),
        history=_history(one),
        after_lock=bool(one.after_lock),
        redact=addresses.redact(one.event.seq) if texts is not None and _has_words(one, texts) else "",
    )


def _texts() -> frozenset[tuple[str, str]]:
    forms = read.plan().study.forms
    return frozenset(
        (form.id, item.id) for form in forms for item in form.items if item.type is ItemType.TEXT
    )


def _has_words(one: Sentence, texts: frozenset[tuple[str, str]]) -> bool:
    """Whether an event about a participant holds words that a person typed: a reason, a note, an answer in words."""
    fact = one.fact
    if isinstance(fact, ItemEntered | ItemChanged) and (fact.form, fact.item) in texts and fact.value:
        return fact.value != MARK
    return bool(one.event.subject and prose_of(one.event))


def place(one: Sentence) -> str:
    """Return where what an event is about stands today: the answer, else the form, else the participant; '' for the study."""
    subject, fact = one.event.subject, one.fact
    if not subject:
        return ""
    visit, form = getattr(fact, "visit", ""), getattr(fact, "form", "")
    if isinstance(fact, ItemEntered | ItemChanged):
        return addresses.item(subject, visit, form, fact.item, fact.row)
    return addresses.form(subject, visit, form) if visit and form else addresses.participant(subject)


def _history(one: Sentence) -> str:
    fact = one.fact
    if not isinstance(fact, ItemEntered | ItemChanged):
        return ""
    return addresses.history(one.event.subject, fact.visit, fact.form, fact.item, fact.row)


def _names() -> dict[str, str]:
    names = {grant.user: grant.name for grant in read.grants()}
    return names | {"owner": _("The owner, at the command line"), "system": "Hepatica"}


def _items(study: Study, form: str) -> list[tuple[str, str]]:
    found = study.form_by_id.get(form)
    return [(item.id, str(item.label)) for group in found.groups for item in group.items] if found else []


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else 0


__all__ = ["Asked", "Day", "Line", "days", "line", "place", "taken", "trail"]
