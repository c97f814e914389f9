"""Django with the shell and nothing else: no database, no study, only the parts."""

SECRET_KEY = "only-for-the-gallery-of-the-tests"
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
ROOT_URLCONF = "hepatica.web.shell.urls"
INSTALLED_APPS = ["django.contrib.staticfiles", "django_htmx", "hepatica.web.shell"]
MIDDLEWARE = ["hepatica.config.csp.SecurityHeaders", "whitenoise.middleware.WhiteNoiseMiddleware"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"builtins": ["hepatica.web.shell.templatetags.hepatica"]},
    }
]
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
USE_TZ = True
TIME_ZONE = "Asia/Kolkata"
LANGUAGE_CODE = "en-gb"
