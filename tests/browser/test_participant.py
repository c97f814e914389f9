"""A participant in a browser: the profile is drawn under the strict policy, and a person is enrolled."""

import pytest
from playwright.sync_api import expect
from tests.browser.ward_server import sign_in, ward  # noqa: F401

pytestmark = pytest.mark.browser
FIRST, NEW = "/participants/01-001/", "/participants/01-005/"


def drawn(page, scheme):
    expect(page.locator(".chart")).to_have_attribute("data-drawn", scheme, timeout=60_000)


def test_the_profile_is_drawn_and_follows_the_theme(page, ward):  # noqa: F811
    sign_in(page, ward, to=FIRST)
    drawn(page, "light")
    expect(page.locator(".chart svg")).to_contain_text("Child-Pugh")
    page.emulate_media(color_scheme="dark")
    drawn(page, "dark")


def test_a_mark_of_the_profile_leads_to_its_value(page, ward):  # noqa: F811
    sign_in(page, ward, to=FIRST)
    drawn(page, "light")
    page.locator(".chart svg .mark-symbol path").first.click()
    page.wait_for_url("**/participants/01-001/visits/**")


@pytest.mark.parametrize(
    ("address", "width", "scheme"),
    [(FIRST, 1280, "light"), (FIRST, 400, "dark"), (NEW, 1280, "dark"), (NEW, 400, "light")],
)
def test_the_page_has_no_serious_fault(page, ward, axe_serious, address, width, scheme):  # noqa: F811
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    sign_in(page, ward, to=address)
    drawn(page, scheme)
    assert axe_serious(page) == []


def test_the_page_can_be_pictured(page, ward, screens):  # noqa: F811
    sign_in(page, ward, to=FIRST)
    drawn(page, "light")
    assert len(screens(page, "participant")) == 4


def test_without_scripts_the_servers_picture_stands_there(chromium, ward):  # noqa: F811
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    sign_in(tab, ward, to=FIRST)
    picture = tab.locator(".chart img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.complete && image.naturalWidth > 500")
    context.close()


def test_identity_is_kept_shown_and_hidden_again(page, ward):  # noqa: F811
    sign_in(page, ward, "asha", to=NEW)
    page.get_by_role("button", name="Show who this is").click()
    page.get_by_label("Hospital number").fill("AIG 88 12")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_text("The identity list is up to date.")).to_be_visible()
    expect(page.get_by_label("Hospital number")).to_have_count(0)
    page.get_by_role("button", name="Show who this is").click()
    expect(page.get_by_label("Hospital number")).to_have_value("AIG 88 12")
