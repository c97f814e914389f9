"""How the form looks: no serious violation, no sideways scroll, pictures at both widths in light and dark."""

import re

import pytest
from tests.browser.form_server import server, sign_in, trial  # noqa: F401
from tests.web.capture.form_site import SUBJECT

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    "form", ["month_1/laboratory", "marrow/marrow_aspiration", "month_1/child_pugh", "log/ae/?rows.event=1"]
)
def test_the_page_has_no_serious_violation_and_never_scrolls_sideways(
    page,
    server,  # noqa: F811
    axe_serious,
    screens,
    form,
):
    sign_in(page, server)
    place = form if "?" in form else f"{form}/"
    page.goto(f"{server.url}/participants/{SUBJECT}/visits/{place}")
    assert axe_serious(page) == []
    screens(page, f"form-{re.sub('[^a-z]+', '-', form)}")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
