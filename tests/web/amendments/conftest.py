"""The whole house, not only some of its rooms."""

import pytest


@pytest.fixture(autouse=True)
def whole_house(ward, settings):
    settings.ROOT_URLCONF = "hepatica.config.urls"
