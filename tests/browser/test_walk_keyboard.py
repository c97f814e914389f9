"""One whole visit with the keyboard alone: found, opened, filled form by form, completed; no mouse, no script's help."""

import pytest
from playwright.sync_api import expect
from tests.browser.walking import PATIENCE, demo_folder, demo_url  # noqa: F401
from tests.demo.built import NOW, study

from hepatica.demo.courses import course
from hepatica.demo.sign_ins import passwords_of
from hepatica.demo.usual import usual
from hepatica.study.form import ItemType

pytestmark = pytest.mark.browser
WHO, VISIT = "01-003", "month_1"
SEEN = next(seen for seen in course(3) if seen.visit == VISIT)
TOLD = {
    **SEEN.draw,
    "ascites": SEEN.ascites,
    "encephalopathy": SEEN.encephalopathy,
    "weight": SEEN.weight,
    "girth": SEEN.girth,
    "sysbp": SEEN.sysbp,
    "diabp": "72",
    "meanbp": "88",
    "ascites_imaging": SEEN.ascites,
    "height": "165",
}
"""What the course tells of the visit; the rest is usual."""

WHERE = """() => {
  const at = document.activeElement, row = at.closest("[data-field]");
  return {
    field: at.hasAttribute("data-box") && row ? row.dataset.field : "",
    kind: row?.dataset.kind ?? "", part: at.dataset.part ?? "", type: at.type ?? "", value: at.value ?? "",
    act: at.getAttribute("formaction") ?? "",
    keys: row ? Object.fromEntries([...row.querySelectorAll("[data-key]")].map((one) => [one.value, one.dataset.key])) : {},
  };
}"""


def tab_to(page, selector, *, most=400):
    """Press Tab until the focus stands on what is looked for."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab never reaches {selector}")


def answer_to(form, item):
    """Return what is typed into an item: what was told, or what is usual."""
    wanted = study().item(form, item)
    if form == "visit":
        return usual(study(), form, wanted, NOW) if item == "svstdtc" else None
    if item in TOLD:
        return TOLD[item]
    if item == "lbdtc":
        return f"{NOW:%Y-%m-%d}T00:01"
    if wanted.type in {ItemType.DATETIME, ItemType.TIME} and wanted.required:
        return f"{NOW:%Y-%m-%d}T00:01" if wanted.type is ItemType.DATETIME else "00:01"
    return usual(study(), form, wanted, NOW)


def type_form(page):
    """Answer each field the focus comes to, Enter after each, until the focus stands on Complete."""
    told = 0
    for _ in range(300):
        at = page.evaluate(WHERE)
        if at["act"].endswith("/complete"):
            return told
        assert at["field"], f"the focus is on {at}"
        form, item, _row = at["field"].split(".")
        value = answer_to(form, item)
        if (value is not None and not at["value"]) or at["type"] in {"radio", "select-one"}:
            told += type_answer(page, at, value)
        page.keyboard.press("Enter")
        moved(page, at)
    pytest.fail("the form has no end")


def moved(page, at):
    """Wait until Enter has moved the focus: where an answer decides what is asked next, the server is asked first."""
    page.wait_for_function(
        """([field, part]) => { const now = document.activeElement, row = now.closest("[data-field]");
           if (now === document.body) return false;  // between two places, while the page is made anew
           return !row || !now.hasAttribute("data-box") || row.dataset.field !== field || (now.dataset.part ?? "") !== part; }""",
        arg=[at["field"], at["part"]],
        timeout=PATIENCE,
    )


def type_answer(page, at, value):
    if value is None:
        return 0
    if at["kind"] == "date":
        page.keyboard.type(date_part(value, at["part"]))
    elif at["type"] in {"radio", "select-one"}:
        page.keyboard.press(at["keys"][value])
    else:
        page.keyboard.type(value)
    return 1


def date_part(value, part):
    day, _t, clock = value.partition("T")
    year, month, number = day.split("-")
    return {"day": number, "month": month, "year": year, "time": clock}[part]


def test_a_whole_visit_goes_without_a_mouse(page, demo_url, demo_folder):  # noqa: F811
    keys = page.keyboard
    page.set_default_timeout(PATIENCE)
    page.goto(f"{demo_url}/accounts/login/")
    if not page.evaluate("document.activeElement.matches('input[name=username]')"):
        tab_to(page, "input[name=username]")
    keys.type("lakshmi")
    tab_to(page, "input[name=password]")
    keys.type(passwords_of(demo_folder)["lakshmi"])
    keys.press("Enter")
    page.wait_for_url(f"{demo_url}/")
    keys.press("/")
    keys.type("3 month 1")
    keys.press("Enter")
    page.wait_for_url(f"**/participants/{WHO}/visits/{VISIT}/*/")
    done = []
    while True:
        form = page.url.rstrip("/").rpartition("/")[2]
        if page.locator("#counter").count():
            tab_to(page, "[data-box]:not([data-part=state])")
            assert type_form(page) > 1
            keys.press("Enter")
            expect(page.locator("#messages")).to_contain_text("The form is complete.", timeout=PATIENCE)
            page.wait_for_load_state()  # the message stands at the top, the way onward at the foot
            done.append(form)
        following = page.locator("nav.onward a:not(.quiet)")
        if not following.count():
            break
        tab_to(page, "nav.onward a:not(.quiet)")
        keys.press("Enter")
        page.wait_for_url(lambda url, form=form: not url.partition("#")[0].endswith(f"/{form}/"))
    asked = [f for f in study().forms_at(VISIT) if f not in {"visit", "meld", "child_pugh"}]
    assert sorted(done) == sorted(asked)
