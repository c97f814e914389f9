"""The record in a browser: the slider moves by arrow keys, the pages fit and are usable by everybody."""

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import PATHS, played
from tests.browser.ward_server import sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def house(serve, tmp_path_factory):
    """The played ward with every room of the house."""
    folder = played("tests.web.ward_folder", tmp_path_factory.mktemp("record") / "trial")
    return serve(
        HEPATICA_DIR=str(folder), DJANGO_SETTINGS_MODULE="tests.web.outputs.served", PYTHONPATH=PATHS
    )


def test_the_slider_follows_the_arrow_keys_and_keeps_the_focus(page, house):
    sign_in(page, house, "iris", to="/record/time/?at=400")
    slider = page.locator("#slide")
    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/record/time/?at=402")
    expect(page.locator("#slide")).to_be_focused()
    expect(page.locator("[data-at]")).to_have_text("402")
    page.locator(".record-ticks a").first.click()
    page.wait_for_url("**/record/time/?at=*")
    expect(page.locator(".record-moment")).not_to_contain_text("event 402")


def test_without_scripts_the_same_form_goes_to_an_event(chromium, house):
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    sign_in(tab, house, "iris", to="/record/time/?at=400")
    tab.locator("#slide").press("ArrowLeft")
    tab.get_by_role("button", name="Go to this event").click()
    tab.wait_for_url("**/record/time/?at=399")
    context.close()


def test_the_pages_fit_and_have_no_serious_barrier(page, house, screens, axe_serious):
    """AUD-06."""
    sign_in(page, house, "iris", to="/record/")
    pages = {
        "record": "/record/",
        "record-trail": "/record/trail/",
        "record-time": "/record/time/?at=900",
        "record-inspect": "/record/inspect/",
        "record-access": "/record/access/",
        "record-reviews": "/record/reviews/",
        "protocol": "/record/protocol/",
        "protocol-next": "/record/protocol/next/",
        "protocol-deviations": "/record/protocol/deviations/",
    }
    for name, address in pages.items():
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(house.url + address)
        assert axe_serious(page) == [], name
        screens(page, name)
