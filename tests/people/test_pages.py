"""The account pages: in and out, the covered screen, one's own password, and the accounts for who keeps them."""

import re
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.utils import timezone

from hepatica.conduct.commands import RevokeRole
from hepatica.config.messages import Messages
from hepatica.people.accounts import AccountError, add_account, close_account
from hepatica.people.models import Standing
from hepatica.people.passwords import give
from hepatica.store import read
from hepatica.store.access import Access
from hepatica.store.publishing import OWNER, grant
from hepatica.store.record import Recorded, record

pytestmark = pytest.mark.engine
GOOD, NEXT = "nine-lotus-kettles", "seven-brass-ladders"
IN, OUT = "/accounts/login/", "/accounts/logout/"


@pytest.fixture
def asha(published):
    add_account("asha", "Asha R.", GOOD, email="asha@hospital.example")
    grant("asha", "Asha R.", "investigator")
    return get_user_model().objects.get(username="asha")


@pytest.fixture
def keeper(asha):
    """A browser where the administrator is signed in."""
    add_account("shetty", "V. Shetty", GOOD)
    grant("shetty", "V. Shetty", "administrator")
    return signed_in("shetty")


def sign_in(client, name="asha", password=GOOD, **more):
    return client.post(IN, {"username": name, "password": password} | more)


def signed_in(name="asha", password=GOOD, agent=""):
    client = Client(headers={"user-agent": agent})
    assert sign_in(client, name, password).status_code == 302
    return client


def is_in(client):
    return client.get("/accounts/alive/").status_code == 204


def kinds(count):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT kind FROM access_event ORDER BY seq DESC LIMIT %s", [count])
        return [row[0] for row in cursor.fetchall()][::-1]


def test_who_signs_in_gets_a_new_session_and_goes_on_where_they_wanted(asha):
    """ACC-01: a session that somebody planted is not taken over by who signs in."""
    client = Client()
    session = client.session
    session["planted"] = "by someone"
    session.save()
    planted = session.session_key
    answer = sign_in(client, next="/accounts/")
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/")
    assert client.cookies["sessionid"].value != planted
    assert kinds(1) == [Access.SIGNED_IN]


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_led_away_from_the_site_by_the_address_of_the_sign_in(asha, away):
    assert sign_in(Client(), next=away)["Location"] == "/"
    assert "evil.example" not in Client().get(IN, {"next": away}).content.decode()


def test_a_wrong_name_and_a_wrong_password_get_the_same_sentence(asha):
    pages = [sign_in(Client(), name, "wrong-password-1").content.decode() for name in ("asha", "ravi")]
    said = [re.search(r'role="alert">.*?<span>(.*?)</span>', page, re.DOTALL)[1] for page in pages]
    assert said == ["This name and password do not belong together."] * 2


def test_a_locked_account_is_told_until_when_and_so_is_a_name_that_is_none(asha):
    for name in ("asha", "ravi"):
        for _ in range(5):
            sign_in(Client(), name, "wrong-password-1")
        page = sign_in(Client(), name, GOOD)
        assert "Too many wrong attempts. Try again at " in page.content.decode()


def test_a_forged_form_is_refused_with_a_sentence(asha):
    client = Client(enforce_csrf_checks=True)
    client.force_login(asha)
    answer = client.post("/accounts/password/", {"present": GOOD, "new": NEXT, "again": NEXT})
    assert answer.status_code == 403
    assert "This page is too old" in answer.content.decode()
    assert get_user_model().objects.get(pk=asha.pk).check_password(GOOD)


def test_a_closed_account_and_a_role_taken_back_end_the_session_at_the_next_request(asha):
    """ACC-07: revoke, and the session that exists is dead on the next request."""
    grant("asha", "Asha R.", "coordinator")
    first = signed_in()
    assert is_in(first)
    gone = record(RevokeRole(user="asha", role="coordinator", reason="left the ward"), actor=OWNER)
    assert isinstance(gone, Recorded), gone
    assert not is_in(first)
    assert kinds(1) == [Access.SESSION_ENDED]
    second = signed_in()
    grant("asha", "Asha R.", "coordinator")
    assert is_in(second)
    close_account("asha")
    assert not is_in(second)


def test_a_covered_screen_opens_nothing_until_its_own_person_types_their_password(asha):
    """ACC-10: while the screen is locked the session reads and writes nothing."""
    client = signed_in()
    assert client.post("/accounts/lock/").status_code == 204
    assert kinds(1) == [Access.SESSION_LOCKED]
    page = client.get("/accounts/")
    assert page["Location"] == "/accounts/login/?next=%2Faccounts%2F"
    assert client.get("/accounts/", headers={"HX-Request": "true"}).status_code == 401
    assert client.get("/api/v1/head").status_code == 401
    wrong = client.post("/accounts/open/", {"username": "asha", "password": "wrong-password-1"})
    assert (wrong.status_code, "not the password" in wrong.json()["said"]) == (403, True)
    add_account("ravi", "Ravi K.", GOOD + "-2")
    other = client.post("/accounts/open/", {"username": "ravi", "password": GOOD + "-2"})
    assert (other.status_code, other.json()["go"]) == (409, "/accounts/login/")
    assert client.get("/accounts/").status_code == 302
    assert client.post("/accounts/open/", {"username": "asha", "password": GOOD}).json()["csrf"]
    assert client.get("/accounts/").status_code == 200


def test_a_page_asks_whether_its_session_lives_and_whose_it_is(asha):
    """ACC-10: a page from the browser's memory is shown to nobody but its person."""
    assert Client().get("/accounts/alive/").status_code == 401
    assert signed_in().get("/accounts/alive/")["X-Hepatica-User"] == "asha"


def test_a_session_that_ended_behind_a_covered_screen_begins_anew(asha):
    client = Client()
    right = {"username": "asha", "password": GOOD}
    assert client.post("/accounts/open/", right | {"password": "wrong-password-1"}).status_code == 403
    assert client.post("/accounts/open/", right).status_code == 200
    assert is_in(client)


def test_the_server_ends_a_session_after_the_idle_minutes_without_any_script(asha):
    """ACC-10, TIM-02: by the server's clock."""
    client = signed_in()
    from django.contrib.sessions.models import Session

    assert Session.objects.get().expire_date <= timezone.now() + timedelta(minutes=30)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/accounts/")["Location"].startswith(IN)


def test_a_password_is_changed_by_its_person_and_every_other_session_ends(asha):
    """ACC-08: revision of a password."""
    here, there = signed_in(), signed_in()
    key = here.cookies["sessionid"].value
    new = {"present": GOOD, "new": NEXT, "again": NEXT}
    wrong = here.post("/accounts/password/", new | {"present": "wrong-password-1"})
    assert "not your present password" in wrong.content.decode()
    assert "not what you typed" in here.post("/accounts/password/", new | {"again": "x"}).content.decode()
    for poor, said in (
        (GOOD, "choose another one"),
        ("short", "too short"),
        ("asha@hospital.example", "too similar"),
    ):
        page = here.post("/accounts/password/", new | {"new": poor, "again": poor})
        assert said in page.content.decode()
    assert here.post("/accounts/password/", new).status_code == 302
    assert kinds(1) == [Access.PASSWORD_CHANGED]
    assert (is_in(here), is_in(there)) == (True, False)
    assert here.cookies["sessionid"].value != key


def test_a_temporary_password_opens_one_page_where_another_is_chosen(asha):
    """ACC-09: invalidated, issued under control, and changed at first use; each step stands on the access chain."""
    before = signed_in()
    given = give("asha", by="owner", halved=False)
    assert "given" not in repr(given).lower().replace("given(…)", "")
    assert not is_in(before)
    assert sign_in(Client()).status_code == 200
    client = signed_in(password=given.shown)
    assert client.get("/")["Location"] == "/accounts/password/"
    assert client.get("/api/v1/head").status_code == 403
    client.post("/accounts/password/", {"present": given.shown, "new": NEXT, "again": NEXT})
    assert client.get("/accounts/").status_code == 200
    assert Access.PASSWORD_RESET in kinds(8)
    assert kinds(1) == [Access.PASSWORD_CHANGED]
    assert sign_in(Client(), password=given.shown).status_code == 200


def test_a_temporary_password_opens_nothing_after_three_days(asha):
    """ACC-09."""
    given = give("asha", by="owner", halved=False)
    Standing.objects.update(set_at=timezone.now() - timedelta(days=3, minutes=1))
    assert sign_in(Client(), password=given.shown).status_code == 200


def test_a_password_older_than_the_site_allows_is_changed_first(asha, settings):
    """ACC-08: ageing."""
    Standing.objects.update(set_at=timezone.now() - timedelta(days=91))
    assert signed_in().get("/accounts/").status_code == 200
    settings.SITE = replace(settings.SITE, password_days=90)
    assert signed_in().get("/accounts/")["Location"] == "/accounts/password/"


def test_no_one_hand_holds_a_temporary_password(asha, keeper, settings):
    """SIG-04: an administrator who gives a password cannot sign in with what they see."""
    act = {"act": "reset", "password": GOOD}
    page = keeper.post("/accounts/people/asha/", act, follow=True).content.decode()
    assert "must not lie in one hand" in page
    assert sign_in(Client()).status_code == 302
    settings.MESSAGES = Messages(host="mail.example", sender="trial@hospital.example")
    page = keeper.post("/accounts/people/asha/", act, follow=True).content.decode()
    first = re.search(r"first half: ([a-z0-9-]+)\.", page)[1]
    second = re.search(r"is:\s+([a-z0-9-]+)", mail.outbox[-1].body)[1]
    assert mail.outbox[-1].to == ["asha@hospital.example"]
    assert first not in mail.outbox[-1].body
    for half in (first, second):
        assert sign_in(Client(), password=half).status_code == 200
    assert sign_in(Client(), password=f"{first}-{second}").status_code == 302
    with pytest.raises(AccountError, match="no mail address"):
        give("shetty", by="owner", halved=True)


def test_only_the_administrator_keeps_accounts_and_types_the_own_password_for_each_act(asha, keeper):
    """ACC-06, ACC-04."""
    assert signed_in().get("/accounts/people/").status_code == 403
    assert signed_in().post("/accounts/people/shetty/", {"act": "close", "password": GOOD}).status_code == 403
    page = keeper.get("/accounts/people/").content.decode()
    assert "Asha R." in page
    assert "investigator" in page
    url = "/accounts/people/asha/"
    assert (
        "Nothing was changed"
        in keeper.post(url, {"act": "close", "password": "x"}, follow=True).content.decode()
    )
    for _ in range(5):
        sign_in(Client(), password="wrong-password-1")
    assert "locked until" in keeper.get("/accounts/people/").content.decode()
    assert (
        "may try again" in keeper.post(url, {"act": "unlock", "password": GOOD}, follow=True).content.decode()
    )
    assert sign_in(Client()).status_code == 302
    assert (
        "signed out everywhere"
        in keeper.post(url, {"act": "close", "password": GOOD}, follow=True).content.decode()
    )
    assert sign_in(Client()).status_code == 200
    own = keeper.post("/accounts/people/shetty/", {"act": "close", "password": GOOD}, follow=True)
    assert "another administrator" in own.content.decode()


def test_a_person_sees_where_they_are_signed_in_and_ends_one_or_all_others(asha):
    here = signed_in(agent="Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0")
    tablet = signed_in(agent="Mozilla/5.0 (iPad; CPU OS 18_0) Version/18 Safari/604.1")
    phone = signed_in(agent="curl/8")
    page = here.get("/accounts/").content.decode()
    assert all(name in page for name in ("Firefox on Windows", "Safari on iPad", "Another program"))
    assert tablet.cookies["sessionid"].value not in page
    seat = re.search(
        r'name="seat" value="(\w+)"><button class="button" aria-label="End Safari on iPad"', page
    )[1]
    here.post("/accounts/sessions/end/", {"seat": seat})
    assert (is_in(here), is_in(tablet), is_in(phone)) == (True, False, True)
    here.post("/accounts/sessions/end/")
    assert (is_in(here), is_in(phone)) == (True, False)
    assert read.accesses(Access.SESSION_ENDED)[0].body == '{"account":"asha","sessions":"1"}'


@pytest.fixture
def secret(asha, rf):
    """Asha's authenticator, as the page would have set it up."""
    from allauth.core import context

    with context.request_context(rf.get("/")):
        made = totp.generate_totp_secret()
        totp.TOTP.activate(asha, made)
        RecoveryCodes.activate(asha)
    return made


def code_of(secret):
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def test_an_account_with_a_second_factor_refuses_the_password_alone(asha, secret):
    """ACC-11: on the page and in the API; a code is good for one sign-in."""
    client = Client()
    assert sign_in(client, next="/accounts/")["Location"] == "/accounts/factor/code/"
    assert not is_in(client)
    code = code_of(secret)
    assert client.post("/accounts/factor/code/", {"code": code})["Location"] == "/accounts/"
    assert is_in(client)
    again = Client()
    sign_in(again)
    assert not is_in(again)
    again.post("/accounts/factor/code/", {"code": code})
    assert not is_in(again)
    body = {"username": "asha", "password": GOOD}
    api = Client().post("/api/v1/session", body, content_type="application/json")
    assert (api.status_code, "second factor" in api.content.decode()) == (403, True)


def test_wrong_codes_lock_like_wrong_passwords_and_a_right_password_does_not_clear_them(asha, secret):
    """ACC-11, ACC-08."""
    for _ in range(5):
        client = Client()
        sign_in(client)
        client.post("/accounts/factor/code/", {"code": "000000"})
    client = Client()
    sign_in(client)
    page = client.post("/accounts/factor/code/", {"code": code_of(secret)})
    assert "Too many wrong attempts" in page.content.decode()
    assert not is_in(client)


def test_a_lost_phone_is_replaced_by_a_recovery_code_once(asha, secret):
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    client = Client()
    sign_in(client)
    client.post("/accounts/factor/code/", {"code": codes[0]})
    assert is_in(client)
    client = Client()
    sign_in(client)
    client.post("/accounts/factor/code/", {"code": codes[0]})
    assert not is_in(client)


def test_the_secret_of_a_second_factor_is_sealed_in_the_database(asha, secret):
    assert all(secret not in str(one.data) for one in Authenticator.objects.all())


def test_a_second_factor_is_set_up_after_the_password_once_more(asha):
    client = signed_in()
    assert client.get("/accounts/factor/authenticator/")["Location"].startswith("/accounts/again/?next=")
    client.post("/accounts/again/?next=/accounts/factor/authenticator/", {"password": GOOD})
    page = client.get("/accounts/factor/authenticator/").content.decode()
    made = re.search(r'class="secret">(\w+)<', page)[1]
    answer = client.post("/accounts/factor/authenticator/", {"code": code_of(made)})
    assert answer["Location"] == "/accounts/factor/codes/"
    assert client.get("/accounts/factor/codes/").content.decode().count("<li>") == 10
    assert client.get("/accounts/factor/codes/").content.decode().count("<li>") == 0
    assert "A six-digit code is asked for" in client.get("/accounts/").content.decode()
    assert [event.body for event in read.accesses(Access.FACTOR_ADDED)]


def test_no_page_makes_an_account_or_a_password_by_mail(published):
    for gone in ("signup/", "password/reset/", "email/", "social/signup/", "3rdparty/"):
        assert Client().get(f"/accounts/{gone}").status_code == 404
