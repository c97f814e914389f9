"""The Design pages of the ward, and somebody who plans the next trial."""

import pytest
from tests.delegating import delegate


@pytest.fixture(autouse=True)
def _addresses(ward, settings):
    settings.ROOT_URLCONF = "hepatica.config.urls"


@pytest.fixture
def planner(signed_in):
    """Somebody who plans the next trial."""
    delegate("nobody", "Nisha Obi", "statistician")
    return signed_in("nobody")
