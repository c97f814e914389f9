"""The hospital's own sign-in vouches for an account that exists, and makes none."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth import get_user_model
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.test import RequestFactory

from hepatica.config.oidc import Oidc
from hepatica.people.accounts import add_account, close_account
from hepatica.people.adapters import Hospital, vouched
from hepatica.people.outward import Session
from hepatica.store import read
from hepatica.store.access import Access

pytestmark = pytest.mark.engine
GOOD = "nine-lotus-kettles"
SAID = {"email": "asha@hospital.example", "email_verified": True, "preferred_username": "asha"}


@pytest.fixture
def asha(published):
    add_account("asha", "Asha R.", GOOD, email="asha@hospital.example")
    return get_user_model().objects.get(username="asha")


@dataclass
class Login:
    claims: dict

    @property
    def account(self):
        return SimpleNamespace(extra_data={"userinfo": self.claims})

    def get_redirect_url(self, _request):
        return "/accounts/"


def arrive(settings, claims):
    settings.OIDC = Oidc(issuer="https://login.example", client_id="trial", name="Hospital sign-in")
    request = RequestFactory().get("/accounts/oidc/site/login/callback/")
    SessionMiddleware(lambda _r: None).process_request(request)
    MessageMiddleware(lambda _r: None).process_request(request)
    request.user = SimpleNamespace(is_authenticated=False)
    with pytest.raises(ImmediateHttpResponse) as answer:
        Hospital().pre_social_login(request, Login(claims))
    return answer.value.response["Location"], request


def test_a_verified_address_signs_in_the_account_that_has_it(asha, settings):
    where, request = arrive(settings, SAID | {"email": "Asha@Hospital.example"})
    assert (where, request.user) == ("/accounts/", asha)
    assert read.accesses(Access.SIGNED_IN)[0].actor == "asha"


@pytest.mark.parametrize(
    "claims",
    [SAID | {"email_verified": False}, SAID | {"email_verified": "true"}, {"email": SAID["email"]},
     SAID | {"email": "stranger@hospital.example"}, SAID | {"email": ""}, SAID | {"email": ["asha@hospital.example"]}, {}],
)  # fmt: skip
def test_whoever_is_not_vouched_for_is_sent_back_and_no_account_is_made(asha, settings, claims):
    where, request = arrive(settings, claims)
    assert (where, request.user.is_authenticated) == ("/accounts/login/", False)
    assert list(get_user_model().objects.values_list("username", flat=True)) == ["asha"]
    assert read.accesses(Access.REFUSED)


def test_an_address_of_two_accounts_of_a_closed_one_or_of_a_program_names_nobody(asha):
    """ACC-02."""
    assert vouched(SAID, "email") == asha
    assert vouched(SAID, "preferred_username") == asha
    add_account("feed", "A feed", "", service=True, email="feed@hospital.example")
    assert vouched(SAID | {"email": "feed@hospital.example"}, "email") is None
    add_account("ravi", "Ravi K.", GOOD, email="asha@hospital.example")
    assert vouched(SAID, "email") is None
    close_account("ravi")
    close_account("asha")
    assert vouched(SAID, "email") is None


def test_the_provider_is_asked_by_the_checked_way_out_only():
    assert isinstance(Hospital().get_requests_session(), Session)
    assert not Hospital().is_open_for_signup(None, None)
