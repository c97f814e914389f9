"""The reference study, loaded once for each file of tests."""

import pytest
from tests.studies.reference import FOLDER

from hepatica.conduct import lint
from hepatica.study.study import Study


@pytest.fixture(scope="module")
def study() -> Study:
    return lint.load(FOLDER)
