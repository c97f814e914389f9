"""The three languages of a site: what nobody has translated yet is said in English, on a whole page."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext, ngettext
from tests.store.databases import ledger, templates  # noqa: F401

SAID = ("Redact", "after the lock", "Certified copies", "That is not your password: nothing was stored.")


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_words_that_nobody_translated_are_said_in_english(language):
    with translation.override(language):
        assert [gettext(words) for words in SAID] == list(SAID)
        assert (
            ngettext("%(n)s session was ended.", "%(n)s sessions were ended.", 2)
            == "%(n)s sessions were ended."
        )


def test_a_page_is_whole_whatever_the_browser_asks_for(ledger, settings):  # noqa: F811
    settings.ROOT_URLCONF = "hepatica.config.urls"
    for language in ("hi", "te", "xx", "te,hi;q=0.8"):
        page = Client().get("/accounts/login/", headers={"Accept-Language": language})
        assert page.status_code == 200
        said = re.sub(r"<[^>]+>", " ", page.content.decode())
        assert "Sign in" in said, language
        assert "{%" not in said
