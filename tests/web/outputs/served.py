"""Settings of a real server with every room of the house, for sign-ins of the played ward."""

from tests.web.served import *  # noqa: F403

ROOT_URLCONF = "hepatica.config.urls"
