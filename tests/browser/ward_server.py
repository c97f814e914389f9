"""The played ward on a real server, and a person who signs in."""

import pytest
from tests.browser.conftest import PATHS, played
from tests.drawing import with_script
from tests.web.ward_folder import PASSWORD


@pytest.fixture(scope="module")
def ward(serve, tmp_path_factory):
    """The ward, copied for each file of tests."""
    folder = with_script(played("tests.web.ward_folder", tmp_path_factory.mktemp("ward") / "trial"))
    return serve(HEPATICA_DIR=str(folder), DJANGO_SETTINGS_MODULE="tests.web.served", PYTHONPATH=PATHS)


def sign_in(tab, server, user="meena", to="/"):
    tab.goto(f"{server.url}/accounts/login/?next={to}")
    tab.fill("input[name=username]", user)
    tab.fill("input[name=password]", PASSWORD)
    tab.click("main button.primary")
    tab.wait_for_url(f"{server.url}{to}")
