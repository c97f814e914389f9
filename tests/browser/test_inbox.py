"""The story of a signature in real browsers: signed, corrected, changed since, signed again, locked, and refused."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import PATHS, played
from tests.web.inbox.signing_folder import WHO
from tests.web.ward_folder import PASSWORD

pytestmark = pytest.mark.browser
CONSENT = f"/participants/{WHO}/visits/screening/consent/"
LOCKS = f"/record/locks/?participant={WHO}"


@pytest.fixture(scope="module")
def server(tmp_path_factory, serve):
    """The whole house, with a visit that waits for its signatures."""
    folder = played("tests.web.inbox.signing_folder", tmp_path_factory.mktemp("signing") / "trial")
    return serve(
        HEPATICA_DIR=str(folder), DJANGO_SETTINGS_MODULE="hepatica.config.settings", PYTHONPATH=PATHS
    )


@contextmanager
def person(chromium, server, user, to="/"):
    """A browser of their own, where a person is signed in."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    tab = context.new_page()
    tab.goto(f"{server.url}/accounts/login/?next={to}")
    tab.fill("input[name=username], input[name=login]", user)
    tab.fill("input[name=password]", PASSWORD)
    tab.click("main button.primary")
    tab.wait_for_url(f"{server.url}{to}")
    yield tab
    context.close()


@pytest.fixture
def looked(axe_serious, screens):
    """Look at a page on every screen, and ask for what would shut somebody out."""

    def look(tab, name):
        screens(tab, name)
        tab.set_viewport_size({"width": 400, "height": 844})
        tab.emulate_media(color_scheme="dark", reduced_motion="reduce")
        assert axe_serious(tab) == [], name
        tab.set_viewport_size({"width": 1280, "height": 900})
        tab.emulate_media(color_scheme="light")
        assert axe_serious(tab) == [], name

    return look


def sign(tab, *, first):
    """Sign what is ticked: with both components at the first signature of a session, then the password alone."""
    if first:
        tab.fill("[name=username]", "meena")
    else:
        expect(tab.locator("[name=username]")).to_have_count(0)
    tab.select_option("[name=meaning]", "responsibility")
    tab.fill("[name=password]", PASSWORD)
    tab.get_by_role("button", name="Sign", exact=True).click()


def test_a_signature_says_what_changed_since_is_given_again_and_the_visit_is_locked(chromium, server, looked):
    """SIG-02, SIG-03, SIG-08, REC-06, REC-07."""
    with (
        person(chromium, server, "meena", "/inbox/") as meena,
        person(chromium, server, "asha", CONSENT) as asha,
        person(chromium, server, "kiran", LOCKS) as kiran,
    ):
        expect(meena.locator(".lead")).to_contain_text("2 pages can be signed.")
        meena.locator("h1").click()
        meena.keyboard.press("a")
        expect(meena.locator("[data-count]")).to_have_text("2")
        sign(meena, first=True)
        expect(meena.locator(".outcome")).to_contain_text("2 pages signed")

        change(asha, "2.0", "2.1", "misread")
        expect(asha.locator("#counter")).to_have_text("All on the server")
        kiran.reload()
        line = kiran.locator("#line-changed")
        line.locator("summary").click()
        expect(line).to_contain_text("Informed consent of 01-001 has changed since Dr Meena Rao signed it")
        looked(kiran, "locks-open")

        meena.goto(f"{server.url}/inbox/")
        difference = re.compile(r"2\.0 → 2\.1 by Asha Reddy, .*: misread")
        expect(meena.locator(".to-sign")).to_have_count(1)
        expect(meena.locator(".to-sign")).to_contain_text("changed since Dr Meena Rao signed")
        expect(meena.locator(".changes")).to_contain_text(difference)
        looked(meena, "inbox-changed")
        meena.goto(f"{server.url}{CONSENT}")
        expect(meena.locator(".signatures")).to_contain_text("changed since")
        expect(meena.locator(".signatures .changes")).to_contain_text(difference)
        looked(meena, "form-changed")
        meena.goto(f"{server.url}/inbox/")
        meena.keyboard.press("a")
        sign(meena, first=False)
        expect(meena.locator(".outcome")).to_contain_text("1 page signed")

        lock(kiran)
        expect(kiran.locator(".standing")).to_contain_text("Screening of 01-001")
        refused(asha, server)
        looked(asha, "form-locked")


def change(asha, was, value, why):
    """Type another version of the consent form into the page, and the reason that it asks for."""
    box = asha.locator("#consent-icf_version-0")
    expect(box).to_have_value(was)
    box.fill(value)
    box.press("Tab")
    reason = asha.locator("#consent-icf_version-0-reason")
    reason.fill(why)
    reason.press("Enter")


def lock(kiran):
    """Work the checklist down: what was signed again is clear; then lock the visit."""
    kiran.reload()
    expect(kiran.locator("#line-changed")).to_contain_text("clear")
    expect(kiran.locator("#line-unsigned")).to_contain_text("clear")
    kiran.select_option("#lock-place", label="Screening")
    kiran.fill("#lock-password", PASSWORD)
    kiran.get_by_role("button", name="Lock", exact=True).click()


def refused(asha, server):
    """Type into the page that was open all the while: nothing is stored, and the sentence says who locked it."""
    change(asha, "2.1", "3.0", "misread again")
    said = re.compile(r"Screening of 01-001 was locked by Kiran Bose on .*until it is unlocked\.")
    expect(asha.get_by_text(said).first).to_be_visible()
    asha.goto(f"{server.url}{CONSENT}")
    expect(asha.get_by_text(said).first).to_be_visible()
    expect(asha.locator("main")).to_contain_text("2.1")
    expect(asha.locator("#consent-icf_version-0.box:not([readonly]):not([disabled])")).to_have_count(0)
