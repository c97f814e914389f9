"""A slide and a cytometry file go from upload to an accepted percentage, in a browser and for a reader who knows nobody."""

import re

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import PATHS, ROOT, played
from tests.browser.ward_server import sign_in
from tests.web.tissue import files
from tests.web.tissue.bench import CELLS, HER, SECOND, SLIDE

pytestmark = pytest.mark.browser
FCS = ROOT.parent / "shared" / "data" / "fcs" / "facs_diva_test.fcs"


@pytest.fixture(scope="module")
def house(serve, tmp_path_factory):
    """A trial with one biopsy, cut and dissociated."""
    folder = played("tests.web.tissue.tissue_folder", tmp_path_factory.mktemp("tissue") / "trial")
    return serve(HEPATICA_DIR=str(folder), DJANGO_SETTINGS_MODULE="tests.web.tissue.served", PYTHONPATH=PATHS)


def out(page):
    """Leave, so that the next person can sign in at the same screen."""
    page.context.clear_cookies()


def code_for(page, house, material, name, data):
    """Upload a file for a specimen and return the code that was drawn."""
    page.goto(f"{house.url}/tissue/{HER}/code/{material}/")
    page.set_input_files(
        "input[type=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    )
    page.click("main button.primary")
    page.wait_for_url(re.compile(r"/tissue/(#.*)?$"))
    return re.search(r"under the code (\w{8})", page.locator(".messages").inner_text())[1]


def width_of(picture):
    """Return how many pixels wide a picture is, once it has come."""
    return picture.evaluate("image => image.decode().then(() => image.naturalWidth)")


def opened(page, code):
    """Open the reading of a file, and wait until its page is there as a whole."""
    page.click(f"a.button:has-text('{code}')")
    expect(page.locator("form.reading")).to_be_visible()
    page.wait_for_load_state()


def accept(page):
    """Fill in what a reading needs and accept it."""
    for name, said in {
        "clone": "QBEnd/10",
        "antibody_lot": "AB-5512",
        "instrument": "Scanner 2",
        "batch": "R-1",
    }.items():
        page.fill(f"input[name={name}]", said)
    page.check("input[name=controls][value=yes]")
    page.click("form.acting button.primary")
    page.wait_for_url(re.compile(r"/tissue/read/$"))


def test_a_section_goes_from_upload_to_an_accepted_percentage(page, house, axe_serious, screens):
    sign_in(page, house, "devika", to="/tissue/")
    code = code_for(page, house, SLIDE, "Devi Lakshmi.tif", files.tiff())
    screens(page, "tissue")
    assert axe_serious(page) == []
    out(page)
    sign_in(page, house, "rhea", to="/tissue/read/")
    screens(page, "reading-room")
    assert axe_serious(page) == []
    opened(page, code)
    page.click("[data-reason=fold]")
    at = page.locator("[data-section] img").bounding_box()
    for x, y in ((0.1, 0.1), (0.3, 0.1), (0.3, 0.3)):
        page.mouse.click(at["x"] + x * at["width"], at["y"] + y * at["height"])
    page.click("[data-close-outline]")
    expect(page.locator("#outlines")).to_have_value(re.compile(r"^fold: 3[5-7],\d+ 10[7-9],\d+ 10[7-9],\d+$"))
    screens(page, "reading-section")
    assert axe_serious(page) == []
    page.click("form.reading button.primary")
    expect(page.locator(".result-card h2")).to_have_text("CD34+ (endothelial + haematopoietic)")
    expect(page.locator(".result-card")).to_contain_text("fold")
    expect(page.locator(".companion-line")).to_contain_text("Sinusoidal CD34 area")
    assert width_of(page.locator("img.overlay")) == 360
    screens(page, "reading-measured")
    assert axe_serious(page) == []
    accept(page)
    expect(page.locator(".code-row")).to_contain_text("read by you")


def test_a_cytometry_file_goes_from_upload_to_an_accepted_percentage(page, house, axe_serious, screens):
    public = FCS.is_file()
    sign_in(page, house, "devika", to="/tissue/")
    code = code_for(page, house, CELLS, "Devi.fcs", FCS.read_bytes() if public else files.cytometry())
    out(page)
    sign_in(page, house, "ravi", to="/tissue/read/")
    opened(page, code)
    if not public:
        own = {"name": "t.json", "mimeType": "application/json", "buffer": files.TEMPLATE}
        page.set_input_files("#template", own)
    screens(page, "reading-flow")
    assert axe_serious(page) == []
    page.click("form.reading button.primary")
    counts = "13,765 of 73,219 events" if public else "6 of 7 events"
    expect(page.locator(".result-line")).to_contain_text(re.compile(counts.replace(",", ".?")))
    expect(page.locator(".result-card")).to_contain_text("quantifiable")
    assert width_of(page.locator(".plots img")) > 400
    screens(page, "reading-gated")
    assert axe_serious(page) == []
    accept(page)
    expect(page.locator(".code-row", has_text=code)).to_contain_text("read by you")


def test_the_reading_room_works_without_scripts(chromium, house):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    sign_in(page, house, "ravi", to="/tissue/read/")
    page.locator("a.button", has_text="Read").first.click()
    page.fill("#outlines", "vessel: 10,10 60,10 60,60")
    page.click("form.reading button.primary")
    expect(page.locator(".result-card")).to_contain_text("vessel")
    context.close()


def test_a_file_that_is_too_large_is_told_before_it_is_sent(page, house):
    sign_in(page, house, "devika", to="/tissue/")
    page.goto(f"{house.url}/tissue/{HER}/code/{SECOND}/")
    page.evaluate("document.querySelector('form[data-most]').dataset.most = '10'")
    file = {"name": "slide.svs", "mimeType": "image/tiff", "buffer": files.tiff()}
    page.set_input_files("input[type=file]", file)
    page.click("main button.primary")
    expect(page.locator("[data-too-large]")).to_contain_text("larger than the 512 MB this site takes")
    assert page.url.endswith(f"/code/{SECOND}/")
