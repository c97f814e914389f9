"""The matrix without a mouse: arrows move, the visit opens below, Enter opens its form."""

import pytest
from playwright.sync_api import expect
from tests.browser.ward_server import sign_in, ward  # noqa: F401

pytestmark = pytest.mark.browser


def focused(page):
    return page.evaluate(
        "document.activeElement.closest('td') && document.activeElement.getAttribute('href')"
    )


def test_arrows_move_and_stay_inside_and_enter_opens(page, ward):  # noqa: F811
    sign_in(page, ward, to="/matrix/")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "/participants/01-003/visits/month_1/"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "/participants/01-004/visits/week_1/"
    expect(page.locator("#glance")).to_contain_text("Week 1")
    expect(page.locator(".cell.selected")).to_have_count(1)
    for _step in range(20):
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowRight")
    assert focused(page) == "/participants/01-001/visits/month_6/"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_url("**/participants/01-001/visits/month_3/**")


def test_only_one_cell_is_in_the_tab_order(page, ward):  # noqa: F811
    sign_in(page, ward, to="/matrix/")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert page.locator("td.cell a:not([tabindex='-1'])").count() == 1


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (400, "light")])
def test_the_matrix_has_no_serious_fault(page, ward, axe_serious, width, scheme):  # noqa: F811
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    sign_in(page, ward, to="/matrix/")
    assert axe_serious(page) == []


def test_the_matrix_can_be_pictured(page, ward, screens):  # noqa: F811
    sign_in(page, ward, to="/matrix/")
    assert len(screens(page, "matrix")) == 4


def test_with_scripts_off_every_visit_is_a_link(chromium, ward):  # noqa: F811
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    sign_in(tab, ward, "asha", to="/matrix/")
    tab.locator("td.cell a[href='/participants/01-003/visits/month_1/']").click()
    tab.wait_for_url("**/visits/month_1/laboratory/")
    context.close()


def test_on_a_phone_each_visit_is_a_line_with_its_name(page, ward):  # noqa: F811
    page.set_viewport_size({"width": 400, "height": 844})
    sign_in(page, ward, to="/matrix/")
    line = page.locator("td.cell a[href='/participants/01-003/visits/month_1/']")
    expect(line.locator(".title")).to_be_visible()
    box = line.bounding_box()
    assert box["height"] >= 44
    assert box["width"] > 350
