"""The coded term of an event: looked up in the site's own MedDRA release, chosen by a person, never made up."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hepatica.conduct.base import Entry
from hepatica.conduct.commands import Actor, EnterItems
from hepatica.exchange.dictionary import Dictionary, DictionaryError
from hepatica.exchange.dictionary import Entry as Term
from hepatica.jobs import dictionaries
from hepatica.safety.case import Case
from hepatica.store import read
from hepatica.study.study import AE_FORM, LOG_VISIT
from hepatica.web import boxes
from hepatica.web.acting import attempt
from hepatica.web.doors import for_members
from hepatica.web.safety.case.opened import Opened, opened
from hepatica.web.safety.case.present import head
from hepatica.web.visit_marks import Marks

CODE, RELEASE = "aellt", "aelltv"


@dataclass(frozen=True, kw_only=True)
class Coded:
    """What the card says of an event's code."""

    code: str
    release: str
    name: str
    """Of the lowest level term, where the imported release knows it."""
    imported: str
    """The release in the trial folder; '' while there is none."""
    lacking: str
    """What is missing, in a sentence; '' when a term can be looked up."""


def coded(case: Case) -> Coded:
    """Return what the card of a case says."""
    found, lacking = _dictionary()
    entry = found.by_code.get(case.coded) if found and found.version == case.coded_version else None
    return Coded(
        code=case.coded,
        release=case.coded_version,
        name=entry.name if entry else "",
        imported=found.version if found else "",
        lacking=lacking,
    )


@require_http_methods(["GET", "POST"])
@for_members
def page(request: HttpRequest, actor: Actor, subject: str, row: int) -> HttpResponse:
    """Look a term up in the dictionary; the one that is chosen is stored with the release it is of."""
    found = opened(subject, row)
    if request.method == "GET":
        return _draw(request, actor, found)
    typed = request.POST.dict()
    if refused := attempt(lambda: _command(found, typed), actor):
        return _draw(request, actor, found, refused=refused, status=422)
    messages.success(request, _("The event is coded."))
    return redirect("safety:case", subject, row)


def _command(found: Opened, typed: boxes.Boxes) -> EnterItems:
    """Return the command that codes the event; ValueError for a code the imported release does not hold."""
    dictionary, lacking = _dictionary()
    if dictionary is None:
        raise ValueError(lacking)
    code = boxes.line(typed, "code")
    term = dictionary.by_code.get(code)
    said = {"code": code, "release": dictionary.version}
    if term is None:
        raise ValueError(
            _("%(code)s is no lowest level term of MedDRA %(release)s, the imported release.") % said
        )
    if not term.current:
        raise ValueError(
            _("MedDRA %(release)s keeps %(code)s for old data only: choose a current term.") % said
        )
    values, reason = {CODE: code, RELEASE: dictionary.version}, boxes.prose(typed, "reason").strip()
    return EnterItems(
        subject=found.case.subject,
        visit=LOG_VISIT,
        form=AE_FORM,
        entries=tuple(
            Entry(item=item, row=found.case.row, value=value, reason=reason) for item, value in values.items()
        ),
        seen=boxes.number(typed.get("seen", "")),
    )


def _draw(
    request: HttpRequest, actor: Actor, found: Opened, *, refused: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    dictionary, _lacking = _dictionary()
    # The words of the log are the first search: often they are the term itself.
    wanted = boxes.line({"term": _asked(request) or found.case.term}, "term")
    terms: tuple[Term, ...] = dictionary.search(wanted) if dictionary else ()
    form = found.study.form_by_id.get(AE_FORM)
    context = {
        "case": found.case,
        "head": head(found, Marks(read.infused())),
        "coded": coded(found.case),
        "wanted": wanted,
        "terms": terms,
        "seen": found.seen,
        "refused": refused,
        "typed": request.POST,
        "may_answer": bool(form and actor.roles & set(form.roles)),
        "page": "case",
    }
    return render(request, "safety/coding.html", context, status=status)


def _asked(request: HttpRequest) -> str:
    return request.POST.get("term") or request.GET.get("term") or ""


def _dictionary() -> tuple[Dictionary | None, str]:
    try:
        found = dictionaries.meddra()
    except DictionaryError as error:
        return None, _("dictionaries/meddra.txt cannot be read: %(why)s Import it again.") % {"why": error}
    return found, "" if found else dictionaries.NONE
