"""Django's own middleware for a signed-in POST, on the same database, and nothing else."""

from hepatica.config.settings import (
    DATABASES,
    DEFAULT_AUTO_FIELD,
    PASSWORD_HASHERS,
    SECRET_KEY,
    TIME_ZONE,
    USE_TZ,
)

__all__ = ["DATABASES", "DEFAULT_AUTO_FIELD", "PASSWORD_HASHERS", "SECRET_KEY", "TIME_ZONE", "USE_TZ"]

ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.bench.floor.views"
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "tests.bench.floor",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
