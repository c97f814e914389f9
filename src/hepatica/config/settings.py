"""Django's settings, all read from one trial folder and four environment variables.

HEPATICA_DIR is the folder (hepatica.toml, hepatica.db, study/, files/, secret.key); HEPATICA_DATABASE_URL is the
app role and HEPATICA_OWNER_URL the role that migrates; HEPATICA_DEBUG=1 and HEPATICA_GALLERY=1 are for developers.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from hepatica.config.databases import databases
from hepatica.config.messages import read_messages
from hepatica.config.oidc import read_oidc
from hepatica.config.secret import SecretError, read_or_make_secret
from hepatica.config.site import SiteError, read_site

if not os.environ.get("HEPATICA_DIR"):
    raise ImproperlyConfigured(
        "HEPATICA_DIR is empty: it names the trial folder, the one with hepatica.toml."
    )

HEPATICA_DIR = Path(os.environ["HEPATICA_DIR"]).resolve()
try:
    SITE = read_site(HEPATICA_DIR)
    MESSAGES = read_messages(HEPATICA_DIR)
    OIDC = read_oidc(HEPATICA_DIR, SITE, os.environ)
    SECRET_KEY = read_or_make_secret(HEPATICA_DIR)
except (SiteError, SecretError) as error:
    raise ImproperlyConfigured(str(error)) from error

DEBUG = os.environ.get("HEPATICA_DEBUG") == "1"
HEPATICA_GALLERY = DEBUG or os.environ.get("HEPATICA_GALLERY") == "1"
# Dotted path of `(request) -> shell.frame.Facts`: what the frame shows of the trial (clock, hold, version).
HEPATICA_FRAME_FACTS = "hepatica.web.today.frame.facts"

ALLOWED_HOSTS = list(SITE.hosts)
ROOT_URLCONF = "hepatica.config.urls"
WSGI_APPLICATION = "hepatica.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "hepatica.people",
    "hepatica.store",
    "hepatica.jobs",
    "hepatica.web.shell",
    "hepatica.web.today",
    "hepatica.web.capture",
    "hepatica.web.safety",
    "hepatica.web.outputs",
    "hepatica.web.evidence",
    "hepatica.web.design",
    "hepatica.web.why",
    "hepatica.web.queries",
    "hepatica.web.inbox",
    "hepatica.web.locks",
    "hepatica.web.amendments",
    "hepatica.web.people",
    "hepatica.web.record",
    "hepatica.web.alerts",
    "hepatica.web.product",
    "hepatica.web.tissue",
    # Last, so that a template of ours stands before one of theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "hepatica.config.csp.SecurityHeaders",
    "hepatica.config.nulls.RefuseNulls",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hepatica.config.idle.RenewSession",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hepatica.web.shell.unavailable.SayUnavailable",
    "hepatica.web.doors.KeepReadersMasked",
    "hepatica.web.looking.RememberLooks",
    "hepatica.web.doors.SeeOwnSites",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hepatica.web.shell.frame.frame",
            ],
            "builtins": ["hepatica.web.shell.templatetags.hepatica"],
        },
    }
]

DATABASES = databases(HEPATICA_DIR, os.environ)
MIGRATION_DATABASE = "owner" if "owner" in DATABASES else "default"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTHENTICATION_BACKENDS = ["hepatica.people.sessions.Backend"]
SESSION_ENGINE = "hepatica.people.sessions"
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = LOGIN_URL
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

ACCOUNT_ADAPTER = "hepatica.people.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False  # counted in the database by people.lockout, for all workers together
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False
MFA_ADAPTER = "hepatica.people.adapters.Factors"
MFA_FORMS = {
    "authenticate": "hepatica.people.forms.Code",
    "reauthenticate": "hepatica.people.forms.CodeAgain",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = False
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = f"Hepatica, {SITE.name}"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE.is_local
SOCIALACCOUNT_ADAPTER = "hepatica.people.adapters.Hospital"
SOCIALACCOUNT_PROVIDERS = OIDC.providers if OIDC else {}

# A page covers itself after this long without a key or a touch; the session ends at the server after as long.
HEPATICA_IDLE_SECONDS = SITE.idle_minutes * 60
SESSION_COOKIE_AGE = HEPATICA_IDLE_SECONDS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not SITE.is_local
SECURE_HSTS_SECONDS = 0 if SITE.is_local else 31_536_000
SECURE_SSL_REDIRECT = SITE.proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SITE.proxy else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "hepatica.web.shell.views.csrf_failed"

DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "hepatica.web.uploads.Limit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
HEPATICA_UPLOAD_MOST = 512 * 2**20  # bytes of one request: a section at full resolution, not a whole slide

EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER = MESSAGES.host, MESSAGES.port, MESSAGES.user
EMAIL_HOST_PASSWORD = os.environ.get("HEPATICA_MAIL_PASSWORD", "")
EMAIL_USE_TLS, EMAIL_TIMEOUT = MESSAGES.tls, 10
DEFAULT_FROM_EMAIL = MESSAGES.sender or "hepatica@localhost"

USE_TZ = True
TIME_ZONE = SITE.zone
USE_I18N = True
LANGUAGE_CODE = "en-gb" if SITE.language == "en" else SITE.language
LANGUAGES = [("en-gb", _("English")), ("hi", _("Hindi")), ("te", _("Telugu"))]
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # the wheel is the only copy: nothing to collect, nothing to forget

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
