"""The Design screens in a browser: from the record's trial to a kept 2 × 2 with its sheet, and nothing typed is lost."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import PATHS, played
from tests.browser.ward_server import sign_in
from tests.drawing import with_script

pytestmark = pytest.mark.browser
PAGES = {
    "design": "",
    "design-one": "start/two_arm/",
    "design-change": "start/two_arm/change/",
    "design-compare": "compare/?of=start/two_arm&sizes=40,63,80",
}
TERMS = (
    "--name",
    "Lata M.",
    "--training",
    "ICH E6(R3), 2 Jan 2026",
    "--identity",
    "Staff card, seen by V. Shetty",
)


@pytest.fixture(scope="module")
def house(serve, tmp_path_factory):
    """The played ward with every room of the house, and somebody who plans the next trial."""
    folder = with_script(played("tests.web.ward_folder", tmp_path_factory.mktemp("design") / "trial"))
    hepatica = Path(sys.executable).with_name("hepatica")
    subprocess.run(
        [hepatica, "user", "delegate", folder, "lata", "--role", "statistician", *TERMS], check=True
    )
    return serve(
        HEPATICA_DIR=str(folder), DJANGO_SETTINGS_MODULE="tests.web.outputs.served", PYTHONPATH=PATHS
    )


def test_from_the_record_to_a_kept_two_by_two_with_its_sheet(page, house, axe_serious):
    sign_in(page, house, "lata", to="/design/")
    page.get_by_role("link", name="a 2 × 2 trial").click()
    expect(page.locator(".first")).to_contain_text("79")
    expect(page.locator(".chart[data-drawn=light]")).to_have_count(3)
    page.get_by_role("link", name="Begin from this").click()

    number, answers = page.get_by_label("Participants for each arm"), page.locator("#answers")
    number.fill("8o")
    refusal = page.locator("#box-sample-size-per-arm-refusal")
    expect(refusal).to_contain_text("“Participants for each arm” must be a whole number")
    expect(number).to_have_value("8o")
    number.fill("84")
    expect(answers).to_contain_text("One change")
    expect(answers.locator(".tiles-of-facts")).to_contain_text("356")
    expect(refusal).to_be_empty()

    page.locator(".whole-file summary").click()
    text = page.get_by_label("The design as YAML")
    whole = text.input_value()
    assert "per_arm: 84" in whole
    text.fill(f"{whole}colour: blue\n")
    expect(page.locator("#problems")).to_contain_text("unknown key 'colour'")
    text.fill(whole.replace("per_month: 6", "per_month: 8"))
    expect(page.get_by_label("Participants a month")).to_have_value("8")
    expect(answers).to_contain_text("2 changes")

    page.get_by_label("Why it is so").fill("84 each: one in twenty drops out")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("#messages")).to_contain_text("Kept:")
    page.wait_for_url(f"{house.url}/design/kept/next_trial/")
    sheet = page.request.get(f"{page.url}sheet.pdf")
    assert sheet.headers["content-type"] == "application/pdf"
    page.get_by_role("link", name="Versions").click()
    expect(page.locator(".versions")).to_contain_text("84 each: one in twenty drops out")
    assert axe_serious(page) == []
    page.goto(f"{house.url}/design/kept/next_trial/play/")
    expect(page.locator("#takes")).to_contain_text("A worker is timing one block")
    assert axe_serious(page) == []


def test_without_scripts_the_same_form_answers_at_a_press(chromium, house):
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    sign_in(tab, house, "lata", to="/design/start/two_arm/change/")
    tab.get_by_label("Participants for each arm").fill("80")
    tab.get_by_role("button", name="Answer").click()
    assert "per_arm: 80" in tab.get_by_label("The design as YAML").input_value()
    assert "One change" in tab.locator("#answers").inner_text()
    context.close()


@pytest.mark.parametrize("name", sorted(PAGES))
def test_the_pages_have_no_serious_fault_and_can_be_pictured(page, house, axe_serious, screens, name):
    sign_in(page, house, "iris", to="/design/")
    page.goto(f"{house.url}/design/{PAGES[name]}")
    assert len(screens(page, name)) == 4
    assert axe_serious(page) == []
