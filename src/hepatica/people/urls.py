"""Sign in, sign out, one's own account, and the accounts of everybody for who keeps them.

django-allauth finds its pages by names without a room (``account_login``, ``mfa_index``); ours are ``people:…``.
Of its own addresses only those of the second factor and of the hospital's sign-in are here: no sign-up, no reset by
mail.
"""

from __future__ import annotations

from allauth.account.views import reauthenticate
from allauth.mfa.base.views import authenticate
from allauth.mfa.base.views import reauthenticate as reauthenticate_by_code
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from hepatica.people import keeping, views

_ours = [
    path("login/", views.sign_in, name="login"),
    path("logout/", views.sign_out, name="logout"),
    path("", views.account, name="account"),
    path("password/", views.password, name="password"),
    path("sessions/end/", views.end_sessions, name="end_sessions"),
    path("lock/", views.lock, name="lock"),
    path("open/", views.open_again, name="open"),
    path("alive/", views.alive, name="alive"),
    path("people/", keeping.accounts, name="accounts"),
    path("people/<str:username>/", keeping.act, name="act"),
]
_factors = [
    path("", views.account, name="mfa_index"),
    path("code/", authenticate, name="mfa_authenticate"),
    path("again/", reauthenticate_by_code, name="mfa_reauthenticate"),
    path("authenticator/", totp.activate_totp, name="mfa_activate_totp"),
    path("authenticator/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("passkeys/", views.account, name="mfa_list_webauthn"),
    path("passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/again/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((_ours, "people"))),
    path("login/", views.sign_in, name="account_login"),
    path("logout/", views.sign_out, name="account_logout"),
    path("again/", reauthenticate, name="account_reauthenticate"),
    path("factor/", include(_factors)),
]
if getattr(settings, "OIDC", None):
    urlpatterns.append(path("", include("allauth.socialaccount.providers.openid_connect.urls")))
