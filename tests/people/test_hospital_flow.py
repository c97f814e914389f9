"""The whole way through the hospital's sign-in: the button, the provider, back, the second factor. The provider is invented."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client
from django.urls import include, path

from hepatica.config.oidc import Oidc
from hepatica.people.accounts import add_account
from hepatica.people.outward import Session

pytestmark = pytest.mark.engine
AT = "https://login.hospital.example"
OIDC = Oidc(issuer=AT, client_id="trial", name="Hospital sign-in", secret="s" * 40)
urlpatterns = [
    path("accounts/", include("hepatica.people.urls")),
    path("accounts/", include("allauth.socialaccount.providers.openid_connect.urls")),
]
CONFIGURATION = {
    "issuer": AT,
    "authorization_endpoint": f"{AT}/authorize",
    "token_endpoint": f"{AT}/token",
    "userinfo_endpoint": f"{AT}/me",
    "jwks_uri": f"{AT}/keys",
}


@pytest.fixture
def provider(published, settings, monkeypatch):
    """A provider that vouches for what ``said`` holds; returns it and what it was asked."""
    settings.OIDC, settings.SOCIALACCOUNT_PROVIDERS = OIDC, OIDC.providers
    settings.ROOT_URLCONF = __name__
    said = {"sub": "1", "email": "asha@hospital.example", "email_verified": True}
    asked = []
    answers = {"/token": {"access_token": "t", "token_type": "Bearer"}, "/me": said}

    def request(self, method, url, **kwargs):
        asked.append((method, url, kwargs.get("data")))
        answer = requests.Response()
        answer.status_code, answer.url = 200, url
        answer.headers["content-type"] = "application/json"
        answer._content = json.dumps(answers.get(urlsplit(url).path, CONFIGURATION)).encode()
        return answer

    monkeypatch.setattr(Session, "request", request)
    add_account("asha", "Asha R.", "nine-lotus-kettles", email="asha@hospital.example")
    return said, asked


def there_and_back(client):
    assert "Hospital sign-in" in client.get("/accounts/login/").content.decode()
    away = client.post("/accounts/oidc/site/login/?next=/accounts/")
    asked = parse_qs(urlsplit(away["Location"]).query)
    assert away["Location"].startswith(f"{AT}/authorize?")
    assert asked["redirect_uri"] == ["http://testserver/accounts/oidc/site/login/callback/"]
    assert asked["code_challenge_method"] == ["S256"]
    return client.get("/accounts/oidc/site/login/callback/", {"code": "c", "state": asked["state"][0]})


def test_the_button_leads_there_and_back_in(provider):
    """ACC-11: a sign-in by the hospital's own provider, with its proof key."""
    client = Client()
    assert there_and_back(client)["Location"] == "/accounts/"
    assert client.get("/accounts/alive/").status_code == 204
    token = next(data for _method, url, data in provider[1] if url.endswith("/token"))
    assert token["code_verifier"]


def test_a_stranger_and_a_forged_return_are_sent_back_to_the_sign_in(provider):
    provider[0]["email"] = "stranger@hospital.example"
    client = Client()
    back = there_and_back(client)
    assert back["Location"] == "/accounts/login/"
    assert "does not vouch for an account" in client.get("/accounts/login/").content.decode()
    forged = Client().get("/accounts/oidc/site/login/callback/", {"code": "c", "state": "forged"})
    assert forged["Location"] == "/accounts/login/"
