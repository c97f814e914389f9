"""The program's settings on the test site, with a password hash that costs nothing and no database of its own."""

import os
from importlib.util import find_spec
from pathlib import Path

os.environ.setdefault("HEPATICA_DIR", str(Path(__file__).parent / "site"))

from hepatica.config.settings import *  # noqa: F403
from hepatica.config.settings import INSTALLED_APPS as _APPS

INSTALLED_APPS = [app for app in _APPS if not app.startswith("hepatica.") or find_spec(app)]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
