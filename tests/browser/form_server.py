"""The form page on a real server with a trial folder of its own, and a person who signs in."""

import pytest
from tests.browser.conftest import PATHS, played
from tests.web.capture.form_site import LAB, PASSWORD


@pytest.fixture(scope="module")
def trial(tmp_path_factory):
    """A trial folder, made once and copied; tests use fields of their own."""
    return played("tests.web.capture.form_site", tmp_path_factory.mktemp("form") / "trial")


@pytest.fixture(scope="module")
def server(trial, serve):
    """The form page alone, on a real server that a test may kill."""
    return serve(
        HEPATICA_DIR=str(trial),
        DJANGO_SETTINGS_MODULE="tests.web.capture.form_served",
        PYTHONPATH=PATHS,
    )


def sign_in(tab, server, user="lakshmi", to=LAB):
    tab.goto(f"{server.url}/accounts/login/?next={to}")
    tab.fill("input[name=username]", user)
    tab.fill("input[name=password]", PASSWORD)
    tab.click("main button.primary")
    tab.wait_for_url(f"{server.url}{to}")  # whole: the address of the sign-in ends with the same path
