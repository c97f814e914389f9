"""A technologist's way in the browser: from the collection to a bag that may leave the laboratory."""

import pytest
from playwright.sync_api import expect
from tests.browser.lab_server import lab  # noqa: F401
from tests.browser.ward_server import sign_in
from tests.web.ward_folder import PASSWORD

pytestmark = pytest.mark.browser
PERSON = "/products/01-001/"


def fill(tab, **typed):
    for name, value in typed.items():
        tab.locator(f'[name="{name.replace("__", ".")}"]').fill(value)


def record(tab, button="Record it"):
    tab.get_by_role("button", name=button).click()
    expect(tab.locator(".note.success")).to_be_visible()


def made(tab, server, step, **typed):
    tab.goto(f"{server.url}{PERSON}make/{step}/")
    fill(tab, witness="Asha Reddy", **typed)
    record(tab)


def assay(tab, server, test, value):
    tab.goto(f"{server.url}{PERSON}test/CD34-01-001/{test}/")
    if value in {"negative", "positive"}:
        tab.get_by_text(value, exact=True).click()
    else:
        fill(tab, value=value)
    record(tab)


def other(chromium, server, user, to):
    """Somebody else at a machine of their own."""
    tab = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    sign_in(tab, server, user, to)
    return tab


def test_from_the_collection_to_a_bag_that_may_leave(page, chromium, lab):  # noqa: F811
    sign_in(page, lab, "lata", PERSON)
    page.get_by_role("link", name="Leukapheresis").first.click()
    expect(page.locator('[name="material"]')).to_have_value("LP-01-001")
    fill(page, witness="Asha Reddy", m__volume="212", m__cd34_cells="61.5")
    record(page)
    made(page, lab, "cd34_selection", m__cells_before="61.5", m__cd34_cells="38.2")
    made(page, lab, "cd34_lot", m__cd34_cells="38.2", m__volume="20")
    page.goto(f"{lab.url}{PERSON}split/CD34-01-001/")
    fill(page, witness="Asha Reddy", m__cd34_cells__1="30", m__volume__1="20", m__cd34_cells__2="30")
    expect(page.locator('[data-sum="cd34_cells"]')).to_have_text("60")
    page.get_by_role("button", name="Record the bags").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.locator('[name="m.cd34_cells.2"]')).to_have_value("30")
    fill(page, m__cd34_cells__1="38.2", m__cd34_cells__2="")
    record(page, "Record the bags")

    bench = other(chromium, lab, "naidu", PERSON)
    for name, value in {
        "viability": "84.5",
        "purity": "88",
        "events": "1240",
        "sterility": "negative",
    }.items():
        assay(bench, lab, name, value)
    bench.goto(f"{lab.url}{PERSON}test/CD34-01-001/sterility_final/")
    record(bench)

    quality = other(chromium, lab, "qamar", f"{PERSON}decide/CD34-01-001/")
    quality.get_by_text("Release it at risk, results pending").click()
    fill(quality, expires__day="31", expires__month="Dec", expires__year="2099", expires__time="20:40")
    fill(quality, reason="The culture takes longer than the cells can wait.", password=PASSWORD)
    quality.get_by_role("button", name="Sign the decision").click()
    expect(quality.get_by_text("Released at risk, results pending on")).to_be_visible()
    quality.goto(f"{lab.url}{PERSON}authorise/CD34-01-001-A/")
    record(quality, "Authorise it")
    expect(quality.get_by_text("may leave the laboratory")).to_be_visible()


def test_no_page_of_the_laboratory_has_a_serious_fault(page, lab, axe_serious, screens):  # noqa: F811
    sign_in(page, lab, "lata", "/products/")
    for path in ("", "01-001/", "01-001/of/MSC-01-001/", "01-001/make/msc_passage/"):
        page.goto(f"{lab.url}/products/{path}")
        for width, scheme in ((1280, "light"), (400, "dark")) if path == "01-001/" else ((400, "dark"),):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            assert axe_serious(page) == [], (path, width, scheme)
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert overflow <= 0, f"{path} scrolls sideways by {overflow} px at {width} px."
    for target in page.locator("main .button:visible, main .control:visible, main select:visible").all():
        assert target.bounding_box()["height"] >= 44
    page.goto(f"{lab.url}/products/01-001/")
    assert len(screens(page, "products-person")) == 4
