"""The played ward on a real server, and a person who signs in."""

import os
import subprocess
import sys

import pytest
from tests.browser.conftest import ROOT
from tests.web.ward_folder import PASSWORD

PATHS = f"{ROOT}:{ROOT / 'src'}"


@pytest.fixture(scope="module")
def ward(serve, tmp_path_factory):
    """The ward, made anew for each file of tests."""
    folder = tmp_path_factory.mktemp("ward") / "trial"
    environment = {**os.environ, "PYTHONPATH": PATHS}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "tests.web.ward_folder", str(folder)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=120)
    return serve(HEPATICA_DIR=str(folder), DJANGO_SETTINGS_MODULE="tests.web.served", PYTHONPATH=PATHS)


def sign_in(tab, server, user="meena", to="/"):
    tab.goto(f"{server.url}/accounts/login/?next={to}")
    tab.fill("input[name=username]", user)
    tab.fill("input[name=password]", PASSWORD)
    tab.click("main button.primary")
    tab.wait_for_url(f"{server.url}{to}")
