"""Settings of a real server with every room of the house, and a password hash that costs nothing."""

from hepatica.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
