"""A session lives as long as someone uses it, ends after the site's idle minutes, and with a role that is taken back."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from hepatica.people.passwords import MUST_CHANGE
from hepatica.people.seats import LOCKED
from hepatica.store.access import Access
from hepatica.store.record import append_access

RENEWED = "renewed_at"
ROLES = "roles"
EVERY_SECONDS = 60
_OPEN_TO_LOCKED = ("/accounts/login/", "/accounts/logout/", "/accounts/lock/", "/accounts/open/", "/static/")
_OPEN_TO_GIVEN = (*_OPEN_TO_LOCKED, "/accounts/password/", "/accounts/alive/")


class RenewSession:
    """Push a signed-in person's expiry forward, at most once a minute: reading a page must not cost a write.

    A covered screen and a password given by someone else open nothing but the way on; a session whose person has lost
    a role since it began ends.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and renew the session of someone who is here."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        if _lost_a_role(request):
            _end(request)
            return self.get_response(request)
        session = request.session
        if session.get(LOCKED) and not request.path.startswith(_OPEN_TO_LOCKED):
            return _locked(request)
        if session.get(MUST_CHANGE) and not request.path.startswith(_OPEN_TO_GIVEN):
            return _given(request)
        now = int(time.time())
        if not session.get(LOCKED) and now - int(session.get(RENEWED, 0)) >= EVERY_SECONDS:
            session[RENEWED] = now
        return self.get_response(request)


def _lost_a_role(request: HttpRequest) -> bool:
    """Whether a role that this session has known is gone; what came since is remembered."""
    now = getattr(request.user, "roles_now", None)
    if now is None:
        return False
    known = frozenset(request.session.get(ROLES, ()))
    if known != now and known <= now:
        request.session[ROLES] = sorted(now)
    return not known <= now


def _end(request: HttpRequest) -> None:
    from django.contrib.auth.models import AnonymousUser

    name = request.user.get_username()
    request.session.flush()
    request.user = AnonymousUser()
    append_access(Access.SESSION_ENDED, actor=name, body={"account": name, "sessions": "1"})


def _is_script(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") or "HX-Request" in request.headers


def _locked(request: HttpRequest) -> HttpResponse:
    if _is_script(request):
        return HttpResponse(_("The screen is locked."), status=401)
    onward = "?" + urlencode({"next": request.path}) if request.method == "GET" else ""
    return redirect(f"/accounts/login/{onward}")


def _given(request: HttpRequest) -> HttpResponse:
    if _is_script(request):
        return HttpResponse(_("First choose a password of your own."), status=403)
    return redirect("/accounts/password/")
