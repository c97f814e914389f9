"""One page: a value, how it was made, from what, by whom."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor
from hepatica.datasets.why.reference import EVIDENCE, METHOD, PARAMETER, Unanswerable, parse
from hepatica.jobs import outputs
from hepatica.report.study.why import why as ask
from hepatica.store import sight
from hepatica.web.doors import KNOWS_CODES, for_members
from hepatica.web.why.present import Reader, node

DIGITS = 15
_PUBLISHED = frozenset({PARAMETER, EVIDENCE, METHOD})
"""Kinds of reference that hold no participant."""


@for_members
def why(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show where a value of a cut comes from; what is no value of the record is a sentence (404)."""
    asked, seq = request.GET.get("of", "").strip(), request.GET.get("cut", "").strip()
    if seq and not (seq.isascii() and seq.isdigit() and len(seq) <= DIGITS):
        raise Http404(_("A cut is the number of an event, like 4812."))
    codes = bool(actor.roles & KNOWS_CODES)
    with _reach(asked):
        try:
            cut = outputs.cut_at(int(seq) if seq else None)
            found = ask(cut, asked)
        except (Unanswerable, outputs.NoSuchCut) as error:
            raise Http404(str(error)) from error
        return render(
            request, "why/why.html", {"node": node(found, Reader(cut, codes=codes)), "stamp": cut.stamp}
        )


def _reach(asked: str) -> AbstractContextManager[None]:
    """Return the sight for a reference: a participant who is seen, and what is published, may be asked by anybody.

    A number of the whole study is made from everybody: sites' people are refused (403), as they are its tables.
    """
    try:
        of = parse(asked)
    except Unanswerable as error:
        raise Http404(str(error)) from error
    if of.kind in _PUBLISHED or sight.sees(of.parts[0]):
        return sight.everything()
    sight.whole()
    return nullcontext()
