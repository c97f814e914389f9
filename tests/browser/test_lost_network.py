"""A network that is gone for an hour, an answer that never came back, a tab closed in mid-word, two servers of one trial."""

import json
import sqlite3

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import PATHS
from tests.browser.form_server import server, sign_in, trial  # noqa: F401
from tests.browser.test_form import box, counter, state
from tests.web.capture.form_site import LAB

pytestmark = pytest.mark.browser
HOUR = (
    ("sodium", "131"),
    ("potassium", "4.1"),
    ("albumin", "2.8"),
    ("calcium", "8.8"),
    ("alp", "121"),
    ("ast", "61"),
)


def stored(folder, item):
    """The values that the record was ever given for an item."""
    with sqlite3.connect(f"file:{folder / 'hepatica.db'}?mode=ro", uri=True) as session:
        rows = session.execute(
            "SELECT body FROM study_event WHERE kind IN ('item.entered', 'item.changed') AND body LIKE ? ORDER BY seq",
            [f'%"item":"{item}"%'],
        ).fetchall()
    session.close()
    return [json.loads(body)["value"] for (body,) in rows]


def test_an_hour_without_a_network_is_kept_and_sent_once_when_it_returns(page, server, trial):  # noqa: F811
    """REC-02: one value every ten minutes of the page's own clock; each is stored once."""
    page.clock.install()
    sign_in(page, server)
    before = {item: len(stored(trial, item)) for item, _ in HOUR}
    page.context.set_offline(True)
    for n, (item, value) in enumerate(HOUR, 1):
        box(page, item).fill(value)
        page.keyboard.press("Enter")
        page.clock.fast_forward("10:00")
        page.mouse.move(10 * n, 10)
        expect(counter(page)).to_contain_text(f"{n} kept here")
    assert {item: len(stored(trial, item)) for item, _ in HOUR} == before
    page.context.set_offline(False)
    page.clock.fast_forward("00:30")
    expect(counter(page)).to_have_text("All on the server")
    for item, value in HOUR:
        assert stored(trial, item)[before[item] :] == [value]
    page.reload()
    for item, value in HOUR:
        expect(box(page, item)).to_have_value(value)


def test_an_answer_that_never_came_back_is_asked_for_again_and_stored_once(page, server, trial):  # noqa: F811
    """REC-02: the request arrived, and the network was gone before its answer."""
    sign_in(page, server)
    before, lost = len(stored(trial, "ggt")), []

    def swallow(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/laboratory/**", swallow)
    box(page, "ggt").fill("73")
    page.keyboard.press("Enter")
    expect(counter(page)).to_have_text("All on the server")
    assert lost == [200]
    assert stored(trial, "ggt")[before:] == ["73"]


def test_a_tab_closed_in_mid_word_has_its_letters_when_it_is_opened_again(page, server, trial):  # noqa: F811
    """REC-02: nothing that was not finished is stored, and nothing of it is lost."""
    sign_in(page, server)
    before = len(stored(trial, "wbc"))
    box(page, "wbc").focus()
    page.keyboard.type("5.")
    expect(state(page, "wbc")).to_have_text("Typing")
    other = page.context.new_page()
    page.close()
    assert len(stored(trial, "wbc")) == before
    other.goto(f"{server.url}{LAB}")
    expect(box(other, "wbc")).to_have_value("5.")
    box(other, "wbc").focus()
    other.keyboard.press("End")
    other.keyboard.type("4")
    other.keyboard.press("Enter")
    expect(counter(other)).to_have_text("All on the server")
    assert stored(trial, "wbc")[before:] == ["5.4"]


@pytest.fixture
def another(serve, trial):  # noqa: F811
    """A second server of the same trial."""
    return serve(
        HEPATICA_DIR=str(trial), DJANGO_SETTINGS_MODULE="tests.web.capture.form_served", PYTHONPATH=PATHS
    )


def test_two_servers_merge_fields_and_show_both_values_of_one(page, server, another, trial, chromium):  # noqa: F811
    """AUD-02: two workers, two people, one form."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    other = context.new_page()
    sign_in(page, server)
    sign_in(other, another, "asha")
    for tab, item, value in ((other, "calcium", "8.7"), (page, "crp", "12")):
        box(tab, item).fill(value)
        tab.keyboard.press("Enter")
        expect(counter(tab)).to_have_text("All on the server")
    box(other, "crp").fill("14")
    other.keyboard.press("Enter")
    clash = other.locator("#laboratory-crp-1-row .clash")
    expect(clash).to_contain_text("On the server: 12")
    expect(clash).to_contain_text("Typed here: 14")
    assert stored(trial, "crp")[-1] == "12"
    assert stored(trial, "calcium")[-1] == "8.7"
    context.close()
