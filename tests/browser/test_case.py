"""From "make serious" to a signed first report, by somebody who has never seen it; and how the page looks."""

import pytest
from playwright.sync_api import expect
from tests.browser.walking import Person, demo_folder, demo_url  # noqa: F401

from hepatica.demo.sign_ins import passwords_of

pytestmark = pytest.mark.browser
CASE = "/safety/case/01-001/4/"
MINUTES, SECONDS_A_FIELD = 4, 15
"""What the report may take, and what a field takes somebody who reads it for the first time: 16 fields."""
FOLLOWED = """asked => {
  if (document.readyState !== "complete") return false;
  const next = document.querySelector("#question input[name=question]");
  return next ? next.value !== asked : document.querySelector("input[type=password]") !== null;
}"""
"""Whether the page with the next question, or with the signature, is there as a whole."""
WORDS = {
    "description": "Creatinine rose two days after the contrast; urine output kept.",
    "treatment": "Diuretics halved, albumin 40 g over two days.",
}


@pytest.fixture(scope="module")
def investigator(chromium, demo_url, demo_folder):  # noqa: F811
    person = Person(chromium, demo_url, "menon", passwords_of(demo_folder)["menon"])
    yield person
    person.close()


def answer(form):
    """Answer the question on the page, as its kind wants; returns how many fields that took."""
    question = form.locator("input[name=question]").input_value()
    if form.locator("textarea[name=answer]").count():
        form.locator("textarea[name=answer]").fill(WORDS.get(question, "As the record says."))
    elif form.locator("input[type=radio]").count():
        form.locator("input[type=radio]").first.focus()
        form.page.keyboard.press("2")
    else:
        form.locator("input[type=checkbox]").first.check()
    form.get_by_role("button", name="Next").click()
    return question


def test_from_serious_to_a_signed_first_report_nothing_known_is_asked_again(investigator):
    page, fields, asked = investigator.page, 0, []
    investigator.go(CASE)
    known = page.locator(".known dd").count()
    assert known > 20
    page.get_by_text("It is serious after all").click()
    page.get_by_label("Stay in hospital, or a longer one").check()
    page.get_by_label("Why this changes").fill("The stay was prolonged.")
    page.get_by_role("button", name="Make it serious").click()
    fields += 2
    expect(page.locator(".case-clock")).to_contain_text("to report to")
    page.wait_for_load_state()
    while page.locator("#question").count():
        question = answer(page.locator("#question"))
        assert question not in asked, f"{question} was asked twice"
        asked.append(question)
        fields += 1
        page.wait_for_function(FOLLOWED, arg=question)
    page.get_by_label("Your password").fill(investigator.password)
    page.get_by_role("button", name="Sign", exact=True).click()
    fields += 1
    expect(page.locator("#messages")).to_contain_text("Signed. It is ready to be sent")
    assert fields * SECONDS_A_FIELD <= MINUTES * 60, (fields, asked)


def test_the_case_has_no_serious_fault_and_fits_a_thumb(investigator, axe_serious, screens):
    page = investigator.page
    investigator.go("/safety/case/01-002/3/")
    for width, scheme in ((1280, "light"), (1280, "dark"), (400, "light")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert axe_serious(page) == [], (width, scheme)
    assert len(screens(page, "case")) == 4
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
