"""The first signing of a continuous session takes name and password, those that follow the password."""

from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.test import RequestFactory

from hepatica.people.accounts import AccountError, add_account, close_account
from hepatica.people.signing import begin_anew, has_signed_in_full, signing_components
from hepatica.store import read
from hepatica.store.access import Access

pytestmark = pytest.mark.engine
GOOD = "nine-lotus-kettles"


@pytest.fixture
def here(published):
    add_account("asha", "Asha R.", GOOD)
    request = RequestFactory().post("/")
    request.user = get_user_model().objects.get(username="asha")
    request.session = {}
    return request


def test_both_components_first_and_the_password_alone_after_that(here):
    """SIG-03."""
    assert not signing_components(here)
    assert not has_signed_in_full(here, GOOD)
    assert not has_signed_in_full(here, GOOD, "ravi")
    assert not has_signed_in_full(here, "wrong-password-1", "asha")
    assert not signing_components(here)
    assert has_signed_in_full(here, GOOD, "asha")
    assert signing_components(here)
    assert has_signed_in_full(here, GOOD)
    assert not has_signed_in_full(here, "")


def test_a_session_that_begins_anew_asks_for_both_again(here):
    """SIG-03: after a lock of the screen, a new sign-in or a change of password."""
    assert has_signed_in_full(here, GOOD, "asha")
    begin_anew(here)
    assert not has_signed_in_full(here, GOOD)


def test_a_wrong_component_is_written_down_and_counts(here):
    """SIG-07."""
    for _ in range(5):
        assert not has_signed_in_full(here, GOOD, "ravi")
    assert [event.actor for event in read.accesses(Access.REFUSED)] == ["asha"] * 5
    assert not has_signed_in_full(here, GOOD, "asha")


def test_nobody_signs_with_the_password_of_another(here):
    """SIG-04: an administrator's own password signs nothing in another's name."""
    add_account("shetty", "V. Shetty", GOOD + "-2")
    assert not has_signed_in_full(here, GOOD + "-2", "asha")
    assert not has_signed_in_full(SimpleNamespace(user=here.user, session={}, META={}), GOOD + "-2", "asha")


def test_a_name_is_one_persons_for_ever_and_no_name_is_everybodys(published):
    """ACC-01, ACC-02: closed, another case, or shared from the start."""
    add_account("asha", "Asha R.", GOOD)
    close_account("asha", by="shetty")
    for name in ("asha", "Asha", "ASHA"):
        with pytest.raises(AccountError, match="belongs to one person"):
            add_account(name, "Another A.", GOOD)
    for name in ("admin", "system", "owner", "guest", "shared"):
        with pytest.raises(AccountError, match="names nobody"):
            add_account(name, "Anyone", GOOD)
    assert read.accesses(Access.ACCOUNT_CLOSED)[0].actor == "shetty"
