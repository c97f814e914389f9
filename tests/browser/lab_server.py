"""The played laboratory on a real server."""

import os
import subprocess
import sys

import pytest
from tests.browser.conftest import ROOT
from tests.browser.ward_server import PATHS


@pytest.fixture(scope="module")
def lab(serve, tmp_path_factory):
    """The laboratory, made anew for each file of tests."""
    folder = tmp_path_factory.mktemp("lab") / "trial"
    environment = {**os.environ, "PYTHONPATH": PATHS}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "tests.web.product.lab_folder", str(folder)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=120)
    return serve(
        HEPATICA_DIR=str(folder), DJANGO_SETTINGS_MODULE="tests.web.product.served", PYTHONPATH=PATHS
    )
