"""The safety desk in a browser: judged by mouse and by a thumb, with scripts off too, and no fault a reader trips over."""

import pytest
from playwright.sync_api import expect
from tests.browser.ward_server import sign_in, ward  # noqa: F401
from tests.web.safety.test_desk import ANSWERS, PAIN
from tests.web.ward_folder import PASSWORD

pytestmark = pytest.mark.browser
SEEN = "Nothing waits for a judgement."


def answer(tab, answers):
    """Answer the confirmation as it stands on the page."""
    form = tab.locator("form.confirm")
    for name, value in answers.items():
        box = form.locator(f'[name="{name}"]')
        kind = box.first.evaluate("box => box.type")
        if kind == "radio":
            form.locator(f'[name="{name}"][value="{value}"]').check()
        elif kind == "select-one":
            box.select_option(value)
        elif kind != "hidden":
            box.fill(value)


def test_the_desk_has_no_serious_fault(page, ward, axe_serious):  # noqa: F811
    sign_in(page, ward, "meena", "/safety/")
    for path in ("/safety/", PAIN):
        page.goto(f"{ward.url}{path}")
        for summary in page.locator("main details > summary:not(.menu summary)").all():
            summary.click()
        for width, scheme in ((1280, "light"), (1280, "dark"), (400, "light")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert axe_serious(page) == [], (path, width, scheme)


def test_the_desk_can_be_pictured_and_fits_a_thumb(page, ward, screens):  # noqa: F811
    sign_in(page, ward, "meena", "/safety/")
    assert len(screens(page, "safety")) == 4
    page.goto(f"{ward.url}{PAIN}")
    assert len(screens(page, "safety-confirm")) == 4
    for button in page.locator("main .button:visible, main select:visible").all():
        assert button.bounding_box()["height"] >= 44


def test_a_proposal_is_confirmed_in_its_place_and_stands_in_the_log(page, ward):  # noqa: F811
    sign_in(page, ward, "meena", "/safety/")
    page.get_by_role("link", name="Confirm the event").click()
    expect(page.get_by_role("heading", name="The event, as it goes into the log")).to_be_in_viewport()
    answer(page, {name: value for name, value in ANSWERS.items() if name != "aetoxgr"})
    page.locator("form.confirm").get_by_role("button", name="Confirm the event").click()
    expect(page.locator("form.confirm")).to_contain_text("Grade, CTCAE 5.0 is not answered.")
    answer(page, {"aetoxgr": "2"})
    page.locator("form.confirm").get_by_role("button", name="Confirm the event").click()
    expect(page.get_by_text("Confirmed: event 1 in the log of 01-003.")).to_be_visible()
    expect(page.get_by_text(SEEN)).to_be_visible()
    page.locator(".shelf").get_by_role("link", name="Pain at the bone marrow aspiration site").click()
    expect(page.locator("#ae-aeterm-1-row")).to_be_visible()


def test_without_scripts_a_hold_is_placed_and_signed_by_one_of_two(chromium, ward):  # noqa: F811
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    sign_in(tab, ward, "meena", "/safety/")
    tab.get_by_role("link", name="Place a hold").click()
    tab.get_by_label("Name of the hold").fill("Sterility")
    tab.get_by_label("Infusion of the cells").check()
    tab.get_by_role("button", name="Place the hold").click()
    expect(tab.get_by_text("A hold needs a reason.")).to_be_visible()
    tab.locator("#place-hold textarea").fill("Day 9 turned positive")
    tab.get_by_role("button", name="Place the hold").click()
    expect(tab.get_by_role("heading", name="Dosing is on hold")).to_be_visible()
    tab.locator(".held summary").click()
    tab.get_by_label("Why may it end?").fill("Contaminant")
    tab.get_by_label("Your password, again").fill(PASSWORD)
    tab.get_by_role("button", name="Sign", exact=True).click()
    expect(tab.get_by_text("One of two signatures to lift: Dr Meena Rao.")).to_be_visible()
    context.close()
