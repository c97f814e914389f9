"""Outputs in a browser: figures drawn under the strict policy, tables that scroll only inside their card."""

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import PATHS, played
from tests.browser.ward_server import sign_in

pytestmark = pytest.mark.browser
PAGES = {"outputs": "", "outputs-safety": "tables/safety/", "outputs-meld": "figures/meld/"}


@pytest.fixture(scope="module")
def house(serve, tmp_path_factory):
    """The played ward with every room of the house."""
    folder = played("tests.web.ward_folder", tmp_path_factory.mktemp("outputs") / "trial")
    return serve(
        HEPATICA_DIR=str(folder), DJANGO_SETTINGS_MODULE="tests.web.outputs.served", PYTHONPATH=PATHS
    )


def test_a_figure_is_drawn_from_its_specification_by_a_script_that_is_fetched_once(page, house):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/figures/vega-" in request.url else None)
    sign_in(page, house, "iris", to="/outputs/")
    for _visit in range(2):
        page.goto(f"{house.url}/outputs/figures/meld/")
        expect(page.locator(".chart[data-drawn]")).to_have_attribute("data-drawn", "light", timeout=20_000)
    response = page.request.get(asked[0])
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert page.locator(".chart svg").count() == 1


def test_the_twin_table_says_what_the_lines_say(page, house):
    sign_in(page, house, "iris", to="/outputs/")
    page.goto(f"{house.url}/outputs/figures/meld/")
    page.locator(".twin summary").click()
    expect(page.locator(".twin table")).to_be_visible()
    page.goto(f"{house.url}/outputs/tables/scores/")
    expect(page.locator(".report-table")).to_contain_text("Participant 1 · 01-001")


def test_points_of_decimals_stand_under_each_other(page, house):
    sign_in(page, house, "iris", to="/outputs/tables/safety/")
    edges = page.eval_on_selector_all(
        ".report-table td.upper", "cells => cells.map(cell => Math.round(cell.getBoundingClientRect().right))"
    )
    assert len(edges) > 10
    assert len(set(edges)) == 1


def test_on_a_phone_a_table_scrolls_inside_its_card_and_its_words_are_not_crushed(page, house):
    page.set_viewport_size({"width": 400, "height": 844})
    sign_in(page, house, "iris", to="/outputs/tables/safety/")
    frame = page.locator(".table-frame")
    assert frame.evaluate("frame => frame.scrollWidth > frame.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    last = page.locator(".report-table tbody tr:not(.group) td:last-child").first
    assert last.bounding_box()["width"] > 180


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_pages_have_no_serious_fault_and_can_be_pictured(page, house, axe_serious, screens, name):
    sign_in(page, house, "iris", to=f"/outputs/{PAGES[name]}")
    if name == "outputs-meld":
        expect(page.locator(".chart[data-drawn]")).to_be_visible(timeout=20_000)
    assert len(screens(page, name)) == 4
    assert axe_serious(page) == []
