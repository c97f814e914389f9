"""Who a participant number is: shown on demand to those who care for the person, and each look is written down."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hepatica.conduct.commands import Actor
from hepatica.people.identity import Identity, IdentityError, IdentityList
from hepatica.store.access import Access
from hepatica.store.record import append_access
from hepatica.web import addresses
from hepatica.web.capture.participant.page import Shown, may_see, page, state_of
from hepatica.web.doors import for_members

FIELDS = ("initials", "hospital_number", "birth_date", "telephone")
LONGEST = 80


def _allowed(actor: Actor, subject: str) -> IdentityList:
    if not may_see(actor):
        raise PermissionDenied(_("Coordinators and investigators may see who a participant is."))
    state_of(subject)
    return IdentityList(settings.HEPATICA_DIR)


@require_POST
@for_members
def show(request: HttpRequest, actor: Actor, subject: str) -> HttpResponse:
    """Show who the participant is; written to the access chain before anything is shown."""
    people = _allowed(actor, subject)
    append_access(Access.IDENTITY_VIEWED, actor=actor.user, subject=subject)
    try:
        person = people.of(subject)
    except IdentityError as error:
        messages.error(request, str(error))
        return page(request, actor, subject)
    shown = Shown(person=person or Identity(), known=person is not None)
    return page(request, actor, subject, shown)


@require_POST
@for_members
def keep(request: HttpRequest, actor: Actor, subject: str) -> HttpResponseBase:
    """Write down who the participant is, in the site's own encrypted list and nowhere else."""
    people = _allowed(actor, subject)
    typed = {name: request.POST.get(name, "").strip() for name in FIELDS}
    if long := [name for name, value in typed.items() if len(value) > LONGEST]:
        messages.error(request, _("%(what)s is too long: at most 80 characters.") % {"what": long[0]})
        return redirect(addresses.participant(subject))
    append_access(Access.IDENTITY_WRITTEN, actor=actor.user, subject=subject)
    try:
        people.put(subject, Identity(**typed))
    except IdentityError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The identity list is up to date."))
    return redirect(addresses.participant(subject))


@require_POST
@for_members
def erase(request: HttpRequest, actor: Actor, subject: str) -> HttpResponseBase:
    """Erase who the participant is, for good, when the number was typed to confirm it."""
    people = _allowed(actor, subject)
    if request.POST.get("confirm", "").strip() != subject:
        messages.error(request, _("Type %(number)s to erase. Nothing was erased.") % {"number": subject})
        return redirect(addresses.participant(subject))
    append_access(Access.IDENTITY_ERASED, actor=actor.user, subject=subject)
    try:
        gone = people.erase(subject)
    except IdentityError as error:
        messages.error(request, str(error))
        return redirect(addresses.participant(subject))
    messages.success(request, _("Erased for good.") if gone else _("The list knew nobody under this number."))
    return redirect(addresses.participant(subject))
