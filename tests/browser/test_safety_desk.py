"""The desk's rooms in a browser: a serious event reported with scripts off, by thumb, and no fault a reader trips over."""

import pytest
from playwright.sync_api import expect
from tests.browser.ward_server import sign_in, ward  # noqa: F401

pytestmark = pytest.mark.browser
ROOMS = ("", "rules/", "holds/", "approvals/", "open/", "oncall/", "board/", "send/own/")
WIDE = ("", "rules/", "send/own/")
"""Rooms whose wide page is another one than the narrow; the others only stack."""


def test_no_room_of_the_desk_has_a_serious_fault(page, ward, axe_serious):  # noqa: F811
    sign_in(page, ward, "meena", "/safety/")
    for room in ROOMS:
        page.goto(f"{ward.url}/safety/{room}")
        for width, scheme in ((1280, "light"), (400, "dark")) if room in WIDE else ((400, "dark"),):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert axe_serious(page) == [], (room, width, scheme)
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert overflow <= 0, f"{room} scrolls sideways by {overflow} px at {width} px."


def test_the_rooms_of_the_desk_can_be_pictured_and_fit_a_thumb(page, ward, screens):  # noqa: F811
    sign_in(page, ward, "meena", "/safety/approvals/")
    assert len(screens(page, "safety-approvals")) == 4
    for target in page.locator("main .button:visible, main select:visible, .desk-places a").all():
        assert target.bounding_box()["height"] >= 44


def test_without_scripts_an_approval_is_recorded_with_its_letter_and_a_mistake_keeps_what_was_typed(
    chromium,
    ward,  # noqa: F811
):
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    sign_in(tab, ward, "meena", "/safety/approvals/")
    tab.get_by_label("Which").select_option(label="Insurance for trial-related injury")
    tab.get_by_label("Number of the letter").fill("POL-2")
    for box, typed in (("from.day", "31"), ("from.month", "Feb"), ("from.year", "2026")):
        tab.locator(f'[name="{box}"]').fill(typed)
    letter = {"name": "policy.pdf", "mimeType": "application/pdf", "buffer": b"%PDF policy"}
    tab.locator("#record input[type=file]").set_input_files(letter)
    tab.get_by_role("button", name="Record the approval").click()
    expect(tab.locator("#record [role=alert]")).to_contain_text("February 2026 has 28 days")
    expect(tab.get_by_label("Number of the letter")).to_have_value("POL-2")
    for box, typed in (("from.day", "1"), ("to.day", "31"), ("to.month", "Dec"), ("to.year", "2030")):
        tab.locator(f'[name="{box}"]').fill(typed)
    tab.locator("#record textarea").fill("Renewed")
    tab.locator("#record input[type=file]").set_input_files(letter)
    tab.get_by_role("button", name="Record the approval").click()
    expect(tab.get_by_text("POL-2 · 1 Feb 2026 to 31 Dec 2030")).to_be_visible()
    with tab.expect_download() as download:
        tab.get_by_role("link", name="policy.pdf").click()
    assert download.value.suggested_filename == "policy.pdf"
    context.close()


def test_the_desk_leads_from_a_rule_to_what_so_few_can_show(page, ward):  # noqa: F811
    sign_in(page, ward, "meena", "/safety/")
    page.get_by_role("link", name="Why?").click()
    expect(page.get_by_role("heading", name="What so few people can show")).to_be_in_viewport()
    page.get_by_label("True rate of grade 4 or 5").fill("0.05")
    page.get_by_label("True rate of grade 3").fill("0.20")
    page.get_by_role("button", name="Show the odds").click()
    expect(page.locator("#odds tbody tr").first).to_have_text("0.050.200.4464.23")
