"""The form in a real browser: nothing typed is lost, nothing is overwritten silently, a visit goes without a mouse."""

import time

import pytest
from playwright.sync_api import expect
from tests.browser.form_server import server, sign_in, trial  # noqa: F401
from tests.web.capture.form_site import CLINIC, LAB, PASSWORD

pytestmark = pytest.mark.browser
VITAL = LAB.replace("laboratory", "vital_signs")


@pytest.fixture
def colleague(chromium, server):  # noqa: F811
    """A second browser, where Asha is signed in."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    tab = context.new_page()
    sign_in(tab, server, "asha")
    yield tab
    context.close()


def box(tab, item, row=1, form="laboratory"):
    return tab.locator(f"#{form}-{item}-{row}")


def state(tab, item, row=1, form="laboratory"):
    return tab.locator(f"#{form}-{item}-{row}-row .save-slot")


def counter(tab):
    return tab.locator("#counter")


def test_a_value_says_typing_then_saved_here_then_on_server_and_the_score_follows(page, server):  # noqa: F811
    sign_in(page, server)
    assert page.locator("#scores .number").first.inner_text() == "16"
    box(page, "inr").fill("2.0")
    expect(state(page, "inr")).to_have_text("Typing")
    expect(counter(page)).to_have_text("All but 1 on the server")
    page.keyboard.press("Enter")
    expect(state(page, "inr")).to_have_text("On server")
    expect(counter(page)).to_have_text("All on the server")
    expect(page.locator("#scores .number").first).to_have_text("19")
    expect(box(page, "creatinine")).to_be_focused()


def test_a_refused_value_keeps_its_text_and_is_counted(page, server):  # noqa: F811
    sign_in(page, server)
    box(page, "alt").fill("banana")
    page.keyboard.press("Enter")
    expect(page.locator("#laboratory-alt-1-refusal")).to_contain_text("'banana' is not a number")
    expect(box(page, "alt")).to_have_value("banana")
    expect(counter(page)).to_have_text("All but 1 on the server")
    page.reload()
    expect(box(page, "alt")).to_have_value("banana")
    box(page, "alt").fill("44")
    page.keyboard.press("Enter")
    expect(counter(page)).to_have_text("All on the server")


def test_two_people_on_different_fields_merge(page, server, colleague):  # noqa: F811
    sign_in(page, server)
    box(colleague, "sodium").fill("131")
    colleague.keyboard.press("Enter")
    expect(state(colleague, "sodium")).to_have_text("On server")
    box(page, "potassium").fill("4.2")
    page.keyboard.press("Enter")
    expect(state(page, "potassium")).to_have_text("On server")
    expect(box(page, "sodium")).to_have_value("131")
    expect(page.locator(".clash")).to_have_count(0)


def test_two_people_on_one_field_see_both_values_and_choose(page, server, colleague):  # noqa: F811
    sign_in(page, server)
    box(colleague, "albumin").fill("3.4")
    colleague.keyboard.press("Enter")
    expect(state(colleague, "albumin")).to_have_text("On server")
    box(page, "albumin").fill("3.1")
    page.keyboard.press("Enter")
    clash = page.locator("#laboratory-albumin-1-row .clash")
    expect(clash).to_contain_text("On the server: 3.4 g/dL by Asha P.,")
    expect(clash).to_contain_text("Typed here: 3.1 g/dL")
    clash.get_by_text("Keep what I typed").click()
    expect(state(page, "albumin")).to_have_text("On server")
    expect(box(page, "albumin")).to_have_value("3.1")
    box(colleague, "albumin").fill("3.6")
    colleague.keyboard.press("Enter")
    colleague.locator("#laboratory-albumin-1-row").get_by_text("Keep theirs").click()
    expect(box(colleague, "albumin")).to_have_value("3.1")
    expect(counter(colleague)).to_have_text("All on the server")


def test_what_is_typed_while_an_answer_comes_back_stays(page, server):  # noqa: F811
    sign_in(page, server)
    page.route("**/laboratory/", lambda route: (time.sleep(0.6), route.continue_()))
    box(page, "crp").fill("11")
    page.keyboard.press("Enter")
    box(page, "crp").focus()
    page.keyboard.press("End")
    page.keyboard.type("2")
    page.wait_for_timeout(1500)
    expect(box(page, "crp")).to_have_value("112")
    expect(box(page, "crp")).to_be_focused()
    page.keyboard.press("Enter")
    expect(counter(page)).to_have_text("All on the server")
    page.reload()
    expect(box(page, "crp")).to_have_value("112")


def test_a_server_killed_while_typing_loses_nothing(page, server):  # noqa: F811
    sign_in(page, server)
    box(page, "ggt").fill("61")
    server.stop(kill=True)
    page.keyboard.press("Enter")
    expect(state(page, "ggt")).to_have_text("Saved here")
    expect(counter(page)).to_contain_text("The server does not answer: 1 kept here")
    box(page, "wbc").fill("5.2")
    page.keyboard.press("Enter")
    expect(counter(page)).to_contain_text("2 kept here")
    server.start()
    expect(counter(page)).to_have_text("All on the server", timeout=20_000)
    page.reload()
    expect(box(page, "ggt")).to_have_value("61")
    expect(box(page, "wbc")).to_have_value("5.2")


def test_the_network_off_keeps_and_a_closed_page_sends_when_opened_again(page, server):  # noqa: F811
    sign_in(page, server)
    page.context.set_offline(True)
    box(page, "calcium").fill("8.9")
    page.keyboard.press("Enter")
    expect(counter(page)).to_contain_text("1 kept here")
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(f"{server.url}{LAB}")
    expect(counter(page)).to_have_text("All on the server")
    expect(box(page, "calcium")).to_have_value("8.9")
    expect(state(page, "calcium")).to_have_text("On server")


def test_an_ended_session_keeps_the_answers_for_their_own_person(page, server):  # noqa: F811
    sign_in(page, server)
    page.context.clear_cookies()
    box(page, "afp").fill("7")
    page.keyboard.press("Enter")
    expect(counter(page)).to_contain_text("You are signed out: 1 kept here.")
    page.goto(f"{server.url}/accounts/login/?next={LAB}")
    sign_in(page, server, "asha")
    expect(box(page, "afp")).to_have_value("")
    expect(counter(page)).to_have_text("All on the server")
    page.context.clear_cookies()
    sign_in(page, server)
    expect(counter(page)).to_have_text("All on the server")
    expect(box(page, "afp")).to_have_value("7")
    page.reload()
    expect(box(page, "afp")).to_have_value("7")


def test_the_sign_in_link_brings_back_to_the_form_and_the_answer_is_sent(page, server):  # noqa: F811
    sign_in(page, server)
    page.context.clear_cookies()
    box(page, "alp").fill("120")
    page.keyboard.press("Enter")
    counter(page).get_by_role("link", name="Sign in").click()
    page.fill("input[name=username]", "lakshmi")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url(f"{server.url}{LAB}")
    expect(state(page, "alp")).to_have_text("On server")
    expect(box(page, "alp")).to_have_value("120")


def test_signing_out_leaves_nothing_behind_for_the_next_person(page, server):  # noqa: F811
    sign_in(page, server)
    page.context.set_offline(True)
    box(page, "ionised_calcium").fill("1.11")
    page.keyboard.press("Enter")
    expect(counter(page)).to_contain_text("1 kept here")
    page.context.set_offline(False)
    page.route("**/laboratory/", lambda route: route.abort("internetdisconnected"))
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator(".person summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('hepatica:'))") == []


def test_the_wheel_never_changes_a_number(page, server):  # noqa: F811
    sign_in(page, server)
    one = box(page, "creatinine")
    before = one.input_value()
    one.focus()
    one.hover()
    page.mouse.wheel(0, 400)
    expect(one).to_have_value(before)
    assert one.get_attribute("type") == "text"
    assert one.get_attribute("inputmode") == "decimal"


def test_a_whole_form_without_a_mouse_from_first_key_to_complete(page, server):  # noqa: F811
    sign_in(page, server, to=CLINIC.replace("month_1", "month_3"))
    keys = page.keyboard
    page.focus("#visit-svstdtc-0")
    for part in ("14", "Mar", "2026"):
        keys.type(part)
        keys.press("Enter")
    expect(page.locator("#clinical_liver-assessed-0")).to_be_focused()
    for part in ("14", "3", "2026"):
        keys.type(part)
        keys.press("Enter")
    keys.press("2")  # ascites: mild
    keys.press("Enter")
    keys.press("1")
    keys.press("Enter")
    keys.press("=")  # encephalopathy, as at month 1
    keys.press("Enter")
    keys.press("n")  # with drugs or not: not done
    keys.type("not asked today")
    keys.press("Enter")
    expect(page.locator("#clinical_liver-assessor-0")).to_be_focused()
    keys.type("LR")
    keys.press("Enter")
    expect(page.locator("#foot [data-act]")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#messages")).to_contain_text("The form is complete.")
    expect(page.locator("#clinical_liver-encephalopathy-0-row input:checked")).to_have_value("0")
    expect(page.locator("#clinical_liver-encephalopathy_drug-0-row .absent")).to_contain_text(
        "not asked today"
    )


def test_the_keys_for_an_unknown_part_the_map_and_the_search(page, server):  # noqa: F811
    sign_in(page, server, to=LAB.replace("month_1", "week_1"))
    box(page, "lbdtc").focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("u")
    box(page, "alt").focus()
    expect(state(page, "lbdtc")).to_have_text("On server")
    expect(page.locator("#laboratory-lbdtc-1-row .date.day")).to_have_class("date day unknown")
    expect(page.locator("#laboratory-lbdtc-1-row .echo")).to_contain_text("day unknown")
    page.keyboard.press("?")
    expect(page.locator("dialog#keys")).to_be_visible()
    page.keyboard.press("Escape")
    box(page, "alt").focus()
    page.keyboard.press("/")
    expect(page.locator(".find input")).to_be_focused()
    expect(box(page, "alt")).to_have_value("")


def test_an_item_appears_when_the_answer_before_it_asks_for_it(page, server):  # noqa: F811
    sign_in(page, server, to=LAB.replace("laboratory", "imaging"))
    hidden = page.locator("#imaging-lesion_detail-0-row")
    expect(hidden).to_be_hidden()
    page.locator("#imaging-lesion-0").check()
    expect(hidden).to_be_visible()


def test_a_change_after_completion_asks_why_before_it_is_sent(page, server):  # noqa: F811
    url = CLINIC.replace("month_1", "week_1")
    sign_in(page, server, to=url)
    page.locator("#clinical_liver-ascites_by-0").check()
    page.locator("#clinical_liver-encephalopathy_drug-0").check()
    page.fill("#clinical_liver-assessor-0", "LR")
    page.get_by_role("button", name="Complete").click()
    expect(page.locator("#messages")).to_contain_text("The form is complete.")
    page.locator("#clinical_liver-ascites-0").check()
    expect(page.locator("#clinical_liver-ascites-0-reason")).to_be_focused()
    expect(counter(page)).to_have_text("All but 1 on the server")
    page.keyboard.type("read the wrong line")
    page.keyboard.press("Enter")
    expect(counter(page)).to_have_text("All on the server")
    page.locator("#clinical_liver-ascites-0-row .more summary").click()
    page.locator("#clinical_liver-ascites-0-row [data-history]").click()
    expect(page.locator("dialog#history")).to_contain_text("to None: read the wrong line")


def test_scripts_off_the_whole_form_is_one_save(chromium, server):  # noqa: F811
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    sign_in(tab, server, to=VITAL)
    form = tab.locator("#entry")
    names = form.locator("input[type=text][inputmode=decimal]")
    first, second = names.nth(0), names.nth(1)
    name = second.get_attribute("id")
    first.fill("banana")
    second.fill("72")
    tab.locator(".save-all button").click()
    expect(tab.locator(".missing")).to_contain_text("'banana' is not a number")
    expect(tab.locator("#entry input[value=banana]")).to_have_count(1)
    tab.goto(f"{server.url}{VITAL}")
    expect(tab.locator(f"#{name}")).to_have_value("72")
    context.close()
