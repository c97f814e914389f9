"""The door of every screen: signed in, and with a role in this trial."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hepatica.conduct import delegation
from hepatica.conduct.authority import roles_for
from hepatica.conduct.commands import Actor
from hepatica.people.accounts import actor_of
from hepatica.people.sites import protocol, sites_of
from hepatica.store import clock, read, sight

P = ParamSpec("P")
READING = "/tissue/read/"
"""Where masked readers work: codes only."""
_FOR_READERS = (READING, "/accounts/", "/static/", "/api/v1/session", "/api/v1/commands")
"""The only addresses that open for a masked reader: nothing else here is free of participants."""
KNOWS_CODES = frozenset(
    {"pathologist", "cell_lab", "data_manager", "investigator", "monitor", "medical_monitor", "inspector"}
)
"""Roles that see which accession code is whose: the key of the masking."""
Screen = Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase]


def for_members(screen: Screen[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Give a screen the person who asks; without a sign-in they are sent there, without a role refused (403)."""

    @login_required
    @wraps(screen)
    def enter(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        return screen(request, member(request), *args, **kwargs)

    return enter


def member(request: HttpRequest) -> Actor:
    """Return the person signed in, with the roles in force; PermissionDenied with a sentence when none is."""
    assert request.user.is_authenticated
    granted, plan, now = actor_of(request.user), protocol(), clock.now()
    actor = delegation.in_force(plan, now, granted)
    if actor.roles:
        return actor
    if granted.roles:
        raise PermissionDenied(" ".join(delegation.lapsed(plan, now, granted)))
    said = _("%(name)s has an account and no role in this trial. The administrator grants roles.")
    raise PermissionDenied(said % {"name": granted.name})


class SeeOwnSites:
    """Let every request see the participants of its person's sites, and nobody's before they have signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request under that sight."""
        known = request.user.is_authenticated
        with sight.seeing(sites_of(request.user.get_username()) if known else sight.NOBODY):
            return self.get_response(request)


def may(actor: Actor, kind: str) -> bool:
    """Whether a role of the person allows a kind of command: screens hide what they may not do."""
    return bool(roles_for(actor, kind))


def is_masked(user: str) -> bool:
    """Whether a person reads masked slides, and so must see nothing of any participant."""
    return any(grant.role == "reader" for grant in read.grants_of(user))


class KeepReadersMasked:
    """Shut every address of the site to masked readers but their reading room: a new page is shut until it is named."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        """Refuse a masked reader (403) before the view is called; the first page leads to the reading room."""
        if not request.user.is_authenticated or request.path.startswith(_FOR_READERS):
            return None
        if not is_masked(request.user.get_username()):
            return None
        if request.path == "/":
            return redirect(READING)
        raise PermissionDenied(_("A masked reader sees codes only. Everything else of the trial is closed."))
