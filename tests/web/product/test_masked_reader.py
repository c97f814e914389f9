"""A masked reader opens the reading room, the sign-in and the door for readings, and no other address of the site."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import URLResolver, get_resolver

from hepatica.web.doors import READING

OPEN = ("accounts/", "static/", READING.strip("/"), "api/v1/session/", "api/v1/commands/")
"""The reading room, the sign-in, and the door through which a script sends readings, where authority decides."""
GIVEN = {"subject": "01-001", "label": "MSC-01-001", "lot": "MSC-01-001", "bag": "MSC-01-001-A", "int": "1"}


def addresses(patterns=None, before=""):
    """Every address of the site, with something that exists where it asks for a part."""
    for one in get_resolver("hepatica.config.urls").url_patterns if patterns is None else patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, route)
        else:
            yield "/" + re.sub(
                r"<(?:(\w+):)?(\w+)>", lambda part: GIVEN.get(part[2], GIVEN.get(part[1], "x")), route
            )


@pytest.fixture
def reader(enter, settings):
    """A masked reader in the whole house."""
    settings.ROOT_URLCONF = "hepatica.config.urls"
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.get(username="rhea"))
    return client


def test_no_address_of_the_site_but_the_reading_room_opens_for_a_masked_reader(reader):
    found = [one for one in addresses() if not f"{one.strip('/')}/".startswith(OPEN) and one != "/"]
    assert len(found) > 80
    for address in found:
        for answer in (reader.get(address), reader.post(address)):
            assert answer.status_code == 403, (address, answer.status_code)
            assert b"01-001" not in answer.content.replace(address.encode(), b"")


def test_the_first_page_leads_a_masked_reader_to_the_reading_room(reader):
    answer = reader.get("/")
    assert (answer.status_code, answer["Location"]) == (302, READING)


def test_everybody_else_is_not_kept_out(enter):
    assert enter("lata").get("/products/").status_code == 200
    assert enter("iris").get("/products/01-001/").status_code == 200


def test_a_visitor_is_still_sent_to_the_sign_in(enter, client):
    answer = client.get("/products/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")
