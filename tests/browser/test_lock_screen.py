"""A page that nobody uses covers itself, keeps what was typed for its own person, and shows it to nobody else."""

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import PATHS
from tests.browser.form_server import sign_in, trial  # noqa: F401
from tests.web.capture.form_site import LAB, PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(trial, serve):  # noqa: F811
    """The form page; passkeys want a name, so it is called localhost."""
    made = serve(
        HEPATICA_DIR=str(trial), DJANGO_SETTINGS_MODULE="tests.web.capture.form_served", PYTHONPATH=PATHS
    )
    made.url = made.url.replace("127.0.0.1", "localhost")
    return made


def covered(page):
    return page.locator("section.lock")


def half_an_hour(page):
    """Let the page's own clock go on, as when its person is called away."""
    page.clock.fast_forward("31:00")
    expect(covered(page)).to_be_visible()


def unlock(page, password=PASSWORD):
    covered(page).locator("input[name=password]").fill(password)
    covered(page).get_by_role("button", name="Go on").click()


def test_a_covered_page_shows_nothing_and_goes_on_with_what_was_typed(page, server, axe_serious, screens):
    """ACC-10: type, idle, lock, a wrong password, the right one."""
    page.clock.install()
    sign_in(page, server)
    one = page.locator("[data-box].value").nth(1)
    name = one.get_attribute("name")
    typed = page.locator(f'[name="{name}"]')
    typed.fill("8")
    half_an_hour(page)
    expect(typed).to_be_hidden()
    expect(page.locator("main")).to_be_hidden()
    assert page.title() == "Locked · Hepatica"
    assert axe_serious(page) == []
    screens(page, "locked")
    page.set_viewport_size({"width": 1280, "height": 900})
    unlock(page, "not-my-password")
    expect(covered(page).get_by_role("alert")).to_contain_text("not the password")
    expect(typed).to_be_hidden()
    unlock(page)
    expect(typed).to_be_visible()
    expect(typed).to_have_value("8")
    expect(typed).to_be_focused()
    typed.press("Enter")
    expect(page.locator("#counter")).to_have_text("All on the server")


def test_two_tabs_are_covered_together_and_what_was_typed_is_never_shown_to_the_next_person(page, server):
    """ACC-10: a reload shows the sign-in, and a draft is neither attributed to nor seen by who comes next."""
    page.clock.install()
    sign_in(page, server)
    name = page.locator("[data-box].value").nth(2).get_attribute("name")
    typed = page.locator(f'[name="{name}"]')
    stored = typed.input_value()
    typed.fill("7")
    second = page.context.new_page()
    second.goto(f"{server.url}{LAB}")
    half_an_hour(page)
    expect(covered(second)).to_be_visible()
    second.reload()
    second.wait_for_url("**/accounts/login/**")
    assert name not in second.content()
    second.close()
    covered(page).get_by_role("link", name="Sign in as someone else").click()
    page.wait_for_url("**/accounts/login/**")
    sign_in(page, server, "asha")
    expect(typed).to_have_value(stored)
    sign_in(page, server)
    expect(typed).to_have_value("7")


def test_a_passkey_is_made_and_signs_in_without_a_password(page, server, axe_serious, screens):
    """ACC-11: WebAuthn with a virtual authenticator; the strict policy of the site holds."""
    authenticator = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator})
    sign_in(page, server, "menon")
    page.goto(f"{server.url}/accounts/")
    page.get_by_role("link", name="Add a passkey").click()
    page.fill("input[name=password]", PASSWORD)
    page.click("main button.primary")
    page.fill("input[name=name]", "Ward tablet")
    page.click("main button.primary")
    page.wait_for_url("**/accounts/factor/codes/")
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="Back to your account").click()
    expect(page.get_by_text("Ward tablet")).to_be_visible()
    assert axe_serious(page) == []
    screens(page, "account")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.context.clear_cookies()
    page.goto(f"{server.url}/accounts/login/?next={LAB}")
    assert axe_serious(page) == []
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"**{LAB}")
