"""The investigator's inbox: tick, one re-authentication, a signature for each page; the whole result is told."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hepatica.conduct.authority import not_allowed
from hepatica.conduct.commands import Actor, SignForm
from hepatica.conduct.meanings import MEANS
from hepatica.store import read
from hepatica.store.record import Refused
from hepatica.web import addresses
from hepatica.web.acting import fresh_key, key_of, tried
from hepatica.web.doors import for_members
from hepatica.web.inbox.gathering import groups, visit_words
from hepatica.web.signing import signer, signing_box

MOST = 500


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one ticked page."""

    title: str
    href: str
    said: str
    """Why it was refused; '' when it is signed."""


@require_http_methods(["GET", "POST"])
@for_members
def inbox(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what waits for a signature, or sign what was ticked."""
    if refused := not_allowed(actor, "form.sign"):
        raise PermissionDenied(str(refused))
    outcomes: tuple[Outcome, ...] = ()
    said = ""
    if request.method == "POST":
        said, outcomes = _sign(request)
    subject, visit = request.GET.get("participant", "")[:120], request.GET.get("visit", "")[:120]
    found = groups(subject, visit)
    pages = [page for group in found for page in group.pages]
    signed = tuple(one for one in outcomes if not one.said)
    context = {
        "groups": found,
        "ready": sum(page.complete for page in pages),
        "changed": sum(bool(page.before) for page in pages),
        "subject": subject,
        "visit": visit_words(read.plan().study, visit) if visit else "",
        "signing": signing_box(request, actor),
        "signing_meaning": request.POST.get("meaning", "responsibility"),
        "said": said,
        "signed": signed,
        "refused": tuple(one for one in outcomes if one.said),
        "ticked": set(request.POST.getlist("page")) if said else set(),
        "key": fresh_key(),
    }
    return render(request, "inbox/inbox.html", context, status=422 if said else 200)


def _sign(request: HttpRequest) -> tuple[str, tuple[Outcome, ...]]:
    """Sign each ticked page by itself; return why nothing could be tried, or what became of each."""
    ticked, meaning = request.POST.getlist("page")[:MOST], request.POST.get("meaning", "")
    if not ticked:
        return _("Tick the pages that you sign."), ()
    if meaning not in MEANS:
        return _("Say what your signature means."), ()
    person = signer(request)
    if isinstance(person, str):
        return person, ()
    key = key_of(request) or fresh_key()
    return "", tuple(_one(page, meaning, person, key) for page in dict.fromkeys(ticked))


def _one(page: str, meaning: str, person: Actor, key: str) -> Outcome:
    subject, visit, form, seen = (*page.split("|"), "", "", "", "")[:4]
    study = read.plan().study
    asked = study.form_by_id.get(form)
    title = f"{subject} · {visit_words(study, visit)} · {asked.title if asked else form}"

    def command() -> SignForm:
        number = int(seen) if seen.isdecimal() and len(seen) < 16 else 0
        if not number:
            raise ValueError(_("This tick names no page."))
        return SignForm(subject=subject, visit=visit, form=form, meaning=meaning, seen=number)

    done = tried(command, person, f"{key}.{subject}.{visit}.{form}")
    return Outcome(
        title=title,
        href=addresses.form(subject, visit, form) if asked else "",
        said=str(done) if isinstance(done, Refused) else "",
    )
