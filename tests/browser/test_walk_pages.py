"""Every page of the served demo: no serious fault, no sideways scroll, marked as invented, under the strict policy."""

from collections import Counter

import pytest
from playwright.sync_api import expect
from tests.browser.walking import PATIENCE, Person, demo_folder, demo_url  # noqa: F401

from hepatica.config.csp import POLICY
from hepatica.demo.sign_ins import passwords_of

pytestmark = pytest.mark.browser
PAGES = {
    "today": "/",
    "matrix": "/matrix/",
    "participant": "/participants/01-001/",
    "profile": "/participants/01-001/profile/",
    "form": "/participants/01-003/visits/week_1/laboratory/",
    "series": "/participants/01-003/visits/infusion_day/infusion/",
    "safety": "/safety/",
    "outputs": "/outputs/",
    "table": "/outputs/tables/scores/",
    "figure": "/outputs/figures/meld/",
}
LOOKS = [(1280, "light"), (400, "dark")]
"""Both widths and both themes; every part of the shell is looked at in all four by tests/browser/test_gallery.py."""


@pytest.fixture(scope="module")
def investigator(chromium, demo_url, demo_folder):  # noqa: F811
    person = Person(chromium, demo_url, "menon", passwords_of(demo_folder)["menon"])
    yield person
    person.close()


def settled(page):
    """Wait until a figure, where there is one, is drawn in the colours asked for."""
    if page.locator(".chart").count():
        expect(page.locator(".chart").first).to_have_attribute("data-drawn", "light", timeout=PATIENCE)


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def look_through(page, axe_serious):
    """Return every serious fault of the open page, in each look; and how far it scrolls sideways at 360."""
    found = Counter()
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        if page.locator(".chart").count():
            expect(page.locator(".chart").first).to_have_attribute("data-drawn", scheme, timeout=PATIENCE)
        found.update(f"{width} {scheme}: {fault}" for fault in axe_serious(page))
    page.set_viewport_size({"width": 360, "height": 800})
    beside = overflow(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    return list(found), beside


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_serious_fault_and_keeps_to_the_screen(investigator, axe_serious, name):
    page = investigator.page
    answer = page.goto(f"{investigator.url}{PAGES[name]}")
    assert answer.status == 200
    assert answer.headers["content-security-policy"] == POLICY
    assert "unsafe" not in POLICY
    assert answer.headers["cache-control"] == "no-store"
    expect(page.get_by_text("Synthetic data", exact=True).first).to_be_visible()
    settled(page)
    assert look_through(page, axe_serious) == ([], 0)
    assert investigator.complaints == []


def test_the_sign_in_says_only_that_the_data_are_synthetic(page, demo_url, axe_serious):  # noqa: F811
    answer = page.goto(f"{demo_url}/accounts/login/")
    assert answer.headers["content-security-policy"] == POLICY
    assert "nct04243681" not in page.content().lower()
    assert page.get_by_text("Synthetic data").is_visible()
    assert look_through(page, axe_serious) == ([], 0)


def test_a_page_that_is_not_there_is_a_sentence_under_the_same_policy(investigator, axe_serious):
    page = investigator.page
    answer = page.goto(f"{investigator.url}/participants/01-099/")
    assert answer.status == 404
    assert answer.headers["content-security-policy"] == POLICY
    assert look_through(page, axe_serious) == ([], 0)
    investigator.complaints.clear()  # the browser itself reports the 404
