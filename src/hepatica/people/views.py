"""The pages of one's own account, the way in and out, and the covered screen."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LogoutView
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from hepatica.people import seats
from hepatica.people.accounts import is_their_password
from hepatica.people.forms import NewPassword, SignIn, locked_said
from hepatica.people.models import Standing
from hepatica.people.passwords import MUST_CHANGE
from hepatica.people.seats import LOCKED
from hepatica.people.signing import begin_anew
from hepatica.store.access import Access
from hepatica.store.record import append_access


class SignInView(LoginView):  # type: ignore[misc]
    """Name and password; then the second factor of who has one."""

    form_class = SignIn
    template_name = "people/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Give the page where to go on, and the hospital's own sign-in where there is one."""
        said: dict[str, Any] = super().get_context_data(**kwargs)
        return said | {"next": get_next_redirect_url(self.request) or "", "oidc": settings.OIDC}


sign_in = SignInView.as_view()
sign_out = LogoutView.as_view()


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show one's own account: the password, the second factors, and where one is signed in."""
    factors = list(Authenticator.objects.filter(user_id=request.user.pk))
    by_kind = {one.type: one.wrap() for one in factors if one.type != Authenticator.Type.WEBAUTHN}
    codes = by_kind.get(Authenticator.Type.RECOVERY_CODES)
    standing = Standing.objects.filter(account_id=request.user.pk).first()
    said = {
        "standing": standing,
        "totp": by_kind.get(Authenticator.Type.TOTP),
        "codes": len(codes.get_unused_codes()) if codes else None,
        "passkeys": [one.wrap() for one in factors if one.type == Authenticator.Type.WEBAUTHN],
        "seats": seats.seats_of(request),
    }
    return render(request, "people/account.html", said)


@sensitive_post_parameters()
@login_required
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; who was given one comes here first and nowhere else."""
    form = NewPassword(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not is_their_password(request, form.cleaned_data["present"]):
            wrong = _("This is not your present password.")
            form.add_error("present", locked_said(request.user.get_username(), request) or wrong)
        elif form.save():
            messages.success(
                request,
                _("Your password is changed. Wherever else you were signed in, you are not any more."),
            )
            return redirect("people:account")
    given = bool(request.session.get(MUST_CHANGE))
    return render(request, "people/password.html", {"form": form, "given": given})


@login_required
@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """End one other session of the person who asks, or all others."""
    ended = seats.end(request, request.POST.get("seat", ""))
    if ended:
        name = request.user.get_username()
        append_access(Access.SESSION_ENDED, actor=name, body={"account": name, "sessions": str(ended)})
    said = ngettext("%(n)s session was ended.", "%(n)s sessions were ended.", ended) % {"n": ended}
    messages.success(request, said)
    return redirect("people:account")


@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Close the session to everything but its own person's password; the page is covered and keeps what was typed."""
    if request.user.is_authenticated and not request.session.get(LOCKED):
        request.session[LOCKED] = True
        begin_anew(request)
        append_access(Access.SESSION_LOCKED, actor=request.user.get_username())
    return HttpResponse(status=204)


@sensitive_post_parameters()
@require_POST
def open_again(request: HttpRequest) -> JsonResponse:
    """Open a covered page for the person it belongs to, who has typed the own password: 403 with a sentence otherwise.

    A session that has ended meanwhile begins anew, unless a second factor is needed: then ``go`` says where.
    """
    name, given = request.POST.get("username", ""), request.POST.get("password", "")
    if request.user.is_authenticated and request.user.get_username() != name:
        return JsonResponse(
            {"go": "/accounts/login/", "said": _("Someone else is signed in now.")}, status=409
        )
    if request.user.is_authenticated:
        right = is_their_password(request, given)
    else:
        person = authenticate(request, username=name, password=given)
        right = person is not None
        if person is not None and is_mfa_enabled(person):
            return JsonResponse(
                {"go": "/accounts/login/", "said": _("Sign in with your second factor.")}, status=409
            )
        if person is not None:
            login(request, person)
    if not right:
        said = locked_said(name, request) or _(
            "This is not the password of the person who is signed in here."
        )
        return JsonResponse({"said": said}, status=403)
    request.session.pop(LOCKED, None)
    return JsonResponse({"csrf": get_token(request)})


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer a page whose person reads or types: 204 and whose session it is while one lives, 401 once it has ended."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    return HttpResponse(status=204, headers={"X-Hepatica-User": request.user.get_username()})
