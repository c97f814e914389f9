"""Coordinator and monitor in two browsers: a question at the field, its answer, verification, all by keyboard."""

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import PATHS
from tests.browser.form_server import trial  # noqa: F401
from tests.web.capture.form_site import LAB, PASSWORD

pytestmark = pytest.mark.browser
QUESTION = "The sheet reads 1.85. Which is right? <b>Please</b>"


@pytest.fixture(scope="module")
def server(trial, serve):  # noqa: F811
    """The form page and the worklist, on a real server."""
    return serve(
        HEPATICA_DIR=str(trial),
        DJANGO_SETTINGS_MODULE="tests.web.queries.served",
        PYTHONPATH=PATHS,
    )


def sign_in(tab, server, user, to=LAB):
    tab.goto(f"{server.url}/accounts/login/?next={to}")
    tab.fill("input[name=username], input[name=login]", user)
    tab.fill("input[name=password]", PASSWORD)
    tab.click("main button.primary")
    tab.wait_for_url(f"{server.url}{to}")


@pytest.fixture
def monitor(chromium, server):
    """A second browser, where the monitor is signed in."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    tab = context.new_page()
    sign_in(tab, server, "farah")
    yield tab
    context.close()


def row(tab, item):
    return tab.locator(f"#laboratory-{item}-1-row")


def test_a_question_goes_to_and_fro_at_the_field_and_the_answer_is_verified_without_a_mouse(
    page, monitor, server
):
    """REC-05, ACC-04."""
    row(monitor, "inr").locator("[data-verify]").focus()
    monitor.keyboard.press("q")
    monitor.keyboard.type(QUESTION)
    monitor.keyboard.press("Enter")
    expect(row(monitor, "inr").locator(".turn")).to_have_text(QUESTION)

    sign_in(page, server, "lakshmi")
    page.focus("#laboratory-inr-1")
    page.keyboard.press("q")
    page.keyboard.type("1.58 is today.")
    page.keyboard.press("Enter")
    expect(row(page, "inr").locator(".waits")).to_contain_text("waits for Farah Q. to close it")
    expect(page.locator("#laboratory-inr-1")).to_be_focused()

    page.fill("#laboratory-inr-1", "1.61")
    page.keyboard.press("Enter")
    expect(row(page, "inr").locator(".between")).to_contain_text("changed")
    monitor.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(row(monitor, "inr").locator(".other")).to_contain_text("changed by Lakshmi R.")

    row(monitor, "inr").locator("[data-verify]").focus()
    monitor.keyboard.press("v")
    expect(row(monitor, "inr").locator(".proof")).to_contain_text("Verified")
    row(monitor, "inr").get_by_role("button", name="Close").click()
    expect(row(monitor, "inr").locator("details.thread")).to_contain_text("closed by You")
    monitor.keyboard.press("Escape")
    monitor.locator("h1").first.click()
    monitor.keyboard.press("Shift+V")
    expect(
        monitor.locator(".messages, [role=status]").filter(has_text="The rest of the page is verified.")
    ).to_be_visible()
    assert monitor.locator("#laboratory-inr-1-row .proof").count() == 1


PAGES = (
    "/queries/?state=all",
    "/queries/verification/",
    "/queries/listings/missing/",
    "/queries/checks/",
    LAB,
)


def test_the_pages_have_no_serious_fault_on_any_screen(monitor, server, axe_serious):
    for place in PAGES:
        monitor.goto(f"{server.url}{place}")
        for scheme, width in (("light", 1280), ("dark", 400)):
            monitor.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            monitor.set_viewport_size({"width": width, "height": 900})
            assert axe_serious(monitor) == [], place
            assert monitor.evaluate("document.documentElement.scrollWidth <= innerWidth"), (place, width)


def test_the_worklist_is_answered_by_keyboard_and_leaves_nothing_waiting(monitor, server):
    row_ = row(monitor, "sodium")
    row_.locator("[data-verify], .more summary").first.focus()
    monitor.keyboard.press("q")
    monitor.keyboard.type("Fasting?")
    monitor.keyboard.press("Enter")
    expect(row_.locator(".thread")).to_be_visible()
    monitor.goto(f"{server.url}/queries/?by=farah")
    monitor.keyboard.press("ArrowDown")
    monitor.keyboard.press("Enter")
    monitor.keyboard.press("q")
    monitor.keyboard.type("Asked in error.")
    monitor.keyboard.press("Enter")
    expect(monitor.locator(".empty")).to_contain_text("Nothing waits.")
