"""Settings of a real server that serves the form page and the sign-in, and asks no other room."""

from hepatica.config.settings import *  # noqa: F403
from hepatica.config.settings import INSTALLED_APPS as EVERY_APP

_OTHERS = (
    "hepatica.jobs",
    "hepatica.web.today",
    "hepatica.web.safety",
    "hepatica.web.outputs",
    "django_tasks",
)
INSTALLED_APPS = [app for app in EVERY_APP if not app.startswith(_OTHERS)]
ROOT_URLCONF = "tests.web.capture.form_addresses"
HEPATICA_FRAME_FACTS = "tests.web.capture.form_site.facts"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
