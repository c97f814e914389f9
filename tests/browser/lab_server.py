"""The played laboratory on a real server."""

import pytest
from tests.browser.conftest import PATHS, played


@pytest.fixture(scope="module")
def lab(serve, tmp_path_factory):
    """The laboratory, copied for each file of tests."""
    folder = played("tests.web.product.lab_folder", tmp_path_factory.mktemp("lab") / "trial")
    return serve(
        HEPATICA_DIR=str(folder), DJANGO_SETTINGS_MODULE="tests.web.product.served", PYTHONPATH=PATHS
    )
