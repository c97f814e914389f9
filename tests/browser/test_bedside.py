"""The bedside on a phone: two scans and a second reader, green or red, the start, and a server that is gone."""

import pytest
from playwright.sync_api import expect
from tests.browser.lab_server import lab  # noqa: F401
from tests.browser.ward_server import sign_in
from tests.web.ward_folder import PASSWORD

from hepatica.product import codes

pytestmark = pytest.mark.browser
PHONE = {"width": 400, "height": 844}


def scan(tab, kind, name, then):
    """Type as a scanner does: into what has the focus, with Enter at the end."""
    tab.wait_for_function("document.activeElement.id === 'scan'")
    tab.keyboard.type(codes.symbol(kind, name))
    tab.keyboard.press("Enter")
    expect(tab.get_by_text(then)).to_be_visible()


def compare(tab, server, person, bag):
    tab.goto(f"{server.url}/bedside/")
    scan(tab, codes.PERSON, person, "2 · Scan the bag")
    scan(tab, codes.MATERIAL, bag, "3 · The second reader")
    tab.get_by_label("Name").select_option(label="Lata Menon")
    tab.get_by_label("That person's own password").fill(PASSWORD)
    tab.get_by_role("button", name="Compare").click()


def test_another_persons_bag_is_red_then_the_right_one_is_green_and_runs(page, lab, axe_serious):  # noqa: F811
    page.set_viewport_size(PHONE)
    sign_in(page, lab, "asha", "/bedside/")
    compare(page, lab, "01-002", "MSC-01-001-A")
    expect(page.get_by_role("alert")).to_contain_text("Do not give")
    expect(page.get_by_text("This bag was made for 01-001, the wristband says 01-002")).to_be_visible()
    expect(page.get_by_role("link", name="6612")).to_be_visible()
    assert axe_serious(page) == []
    page.get_by_role("link", name="Scan another bag").click()
    expect(page.get_by_text("2 · Scan the bag")).to_be_visible()  # the wristband stays

    compare(page, lab, "01-001", "MSC-01-001-A")
    expect(page.get_by_role("heading", name="Match")).to_be_visible()
    assert axe_serious(page) == []
    box = page.get_by_role("button", name="Start infusion").bounding_box()
    assert box["height"] >= 56
    assert box["y"] + box["height"] <= PHONE["height"], "the button is below the fold of a phone"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    page.get_by_role("button", name="Start infusion").click()
    expect(page.get_by_text("0 min")).to_be_visible()
    page.locator("summary", has_text="Vital signs").click()
    page.get_by_label("Systolic").fill("112")
    page.get_by_label("Pulse").fill("78")
    page.get_by_role("button", name="Record vital signs").click()
    expect(page.get_by_text("Systolic 112 mmHg")).to_be_visible()
    page.locator("summary", has_text="End").click()
    page.get_by_text("The whole bag ran in").click()
    page.get_by_role("button", name="Record the end").click()
    expect(page.get_by_text("20 mL, whole bag")).to_be_visible()
    assert axe_serious(page) == []


def test_a_server_that_is_gone_is_said_and_nothing_is_lost(page, lab):  # noqa: F811
    page.set_viewport_size(PHONE)
    sign_in(page, lab, "asha", "/bedside/")
    scan(page, codes.PERSON, "01-002", "2 · Scan the bag")
    page.context.set_offline(True)
    page.locator("#scan").fill("MSC-01-002-A")
    page.keyboard.press("Enter")
    expect(page.locator("#no-network")).to_contain_text("Use the two-person sheet")
    expect(page.locator("#scan")).to_have_value("MSC-01-002-A")
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    expect(page.locator("#scan-refusal")).to_be_visible()


def test_the_bedside_can_be_pictured(page, lab, screens):  # noqa: F811
    sign_in(page, lab, "asha", "/bedside/")
    assert len(screens(page, "bedside-scan")) == 4
