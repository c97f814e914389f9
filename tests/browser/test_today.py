"""Today in a browser: no fault a reader would trip over, and every row leads where it says."""

import pytest
from playwright.sync_api import expect
from tests.browser.ward_server import sign_in, ward  # noqa: F401

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (400, "light")])
def test_today_has_no_serious_fault(page, ward, axe_serious, width, scheme):  # noqa: F811
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    sign_in(page, ward)
    assert axe_serious(page) == []


def test_today_can_be_pictured(page, ward, screens):  # noqa: F811
    sign_in(page, ward)
    assert len(screens(page, "today")) == 4


def test_the_one_action_of_a_row_opens_the_visit(page, ward):  # noqa: F811
    sign_in(page, ward, "asha")
    page.get_by_role("link", name="Start: 01-003, Month 1").click()
    page.wait_for_url(f"{ward.url}/participants/01-003/visits/month_1/laboratory/")


def test_the_slash_key_finds_a_visit_without_a_mouse(page, ward):  # noqa: F811
    sign_in(page, ward)
    page.keyboard.press("/")
    page.keyboard.type("3 month 1")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{ward.url}/participants/01-003/visits/month_1/laboratory/")


def test_every_target_is_large_enough_for_a_thumb(page, ward):  # noqa: F811
    page.set_viewport_size({"width": 400, "height": 844})
    sign_in(page, ward)
    for button in page.locator("main .button:visible").all():
        assert button.bounding_box()["height"] >= 44
    expect(page.get_by_role("heading", level=1)).to_be_visible()
