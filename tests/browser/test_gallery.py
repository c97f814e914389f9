"""Every part of the shell, in a real browser."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_no_part_has_a_serious_accessibility_fault(
    page: Page, gallery: Any, axe_serious: Callable[[Page], list[str]], scheme: Any, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(f"{gallery.url}/_gallery")
    assert axe_serious(page) == []


@pytest.mark.parametrize("name", ["sign-in", "400", "403", "404", "500", "503"])
def test_pages_outside_the_frame_have_no_serious_fault(
    page: Page, gallery: Any, axe_serious: Callable[[Page], list[str]], name: str
) -> None:
    page.goto(f"{gallery.url}/_gallery/{name}")
    assert axe_serious(page) == []


def test_the_gallery_can_be_pictured_and_never_scrolls_sideways(
    page: Page, gallery: Any, screens: Callable[[Page, str], list[Path]]
) -> None:
    page.goto(f"{gallery.url}/_gallery")
    assert len(screens(page, "gallery")) == 4


@pytest.mark.parametrize("width", [360, 500, 720, 900, 1024, 1440])
def test_no_width_in_use_scrolls_sideways(page: Page, gallery: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{gallery.url}/_gallery")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_slash_finds_and_question_mark_shows_the_keys(page: Page, gallery: Any) -> None:
    page.goto(f"{gallery.url}/_gallery")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_every_target_is_at_least_44_pixels_high_or_stands_in_text(page: Page, gallery: Any) -> None:
    page.set_viewport_size({"width": 400, "height": 844})
    page.goto(f"{gallery.url}/_gallery")
    small = page.evaluate(
        """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), summary")]
            .map(e => e.closest("label") ?? e)
            .filter(e => e.offsetParent && !e.closest("p") && !e.matches(".skip"))
            .filter(e => e.getBoundingClientRect().height < 43.5)
            .map(e => e.outerHTML.slice(0, 90))"""
    )
    assert small == []


def test_the_wheel_does_not_edit_a_number(page: Page, gallery: Any) -> None:
    page.goto(f"{gallery.url}/_gallery")
    box = page.get_by_label("Creatinine")
    box.focus()
    box.hover()
    page.mouse.wheel(0, 300)
    expect(box).to_have_value("1.02")
