"""The archive from a stick: opened by file://, without scripts, at a desk and on a phone, by day and by night."""

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import WIDTHS, played

pytestmark = pytest.mark.browser
PAGES = (
    "index.html", "participants/HYD-001/index.html", "participants/HYD-001/baseline.html", "trail/0001.html",
    "study/index.html", "care.html", "safety.html", "cells.html", "files.html",
)  # fmt: skip


def test_it_opens_from_a_disk_and_fits_every_screen(chromium, tmp_path):
    """REC-01, AUD-07."""
    archive = played("tests.browser.archive_folder", tmp_path / "made") / "archive"
    for width, height in WIDTHS.items():
        for scheme in ("light", "dark"):
            context = chromium.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                java_script_enabled=True,
                offline=True,
            )
            page = context.new_page()
            for path in PAGES:
                page.goto(f"file://{archive}/{path}")
                wide = page.evaluate(
                    "document.documentElement.scrollWidth > document.documentElement.clientWidth"
                )
                assert not wide, (path, width, scheme)
            context.close()


def test_a_reader_finds_a_value_its_history_and_the_trail_without_scripts(chromium, tmp_path):
    """REC-01."""
    archive = played("tests.browser.archive_folder", tmp_path / "made") / "archive"
    context = chromium.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(f"file://{archive}/index.html")
    page.get_by_role("link", name="HYD-001").click()
    page.get_by_role("link", name="Baseline").first.click()
    expect(page.get_by_role("row", name="130 mm[Hg]")).to_contain_text("changed by Asha Reddy")
    page.get_by_role("link", name="Trail").click()
    page.get_by_role("link", name="1 to").first.click()
    expect(page.locator("main")).to_contain_text("Asha Reddy (coordinator) changed")
    page.get_by_role("link", name="Files").click()
    expect(page.get_by_role("cell", name="chart.pdf")).to_be_visible()
    context.close()
