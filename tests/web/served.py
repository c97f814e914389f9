"""Settings of a real server that serves today, capture and the sign-in, whatever other rooms the house has."""

from importlib.util import find_spec

from hepatica.config.settings import *  # noqa: F403
from hepatica.config.settings import INSTALLED_APPS as _APPS

INSTALLED_APPS = [app for app in _APPS if not app.startswith("hepatica.") or find_spec(app)]
ROOT_URLCONF = "tests.web.rooms"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
