"""A small trial for the form page: the reference study, one participant 28 days after infusion, and the people.

Run as a program it makes a trial folder for a real server: ``python -m tests.web.capture.form_site FOLDER``.
"""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[3]
STUDY = ROOT / "src" / "hepatica" / "studies" / "nct04243681"
PASSWORD = "between-two-patients-7"
PEOPLE = {
    "lakshmi": ("Lakshmi R.", "coordinator"),
    "asha": ("Asha P.", "coordinator"),
    "menon": ("Dr A. Menon", "investigator"),
    "farah": ("Farah Q.", "monitor"),
    "iris": ("Iris Paul", "inspector"),
    "noone": ("N. Oone", ""),
}
SUBJECT = "01-001"
LAB = f"/participants/{SUBJECT}/visits/month_1/laboratory/"
CLINIC = f"/participants/{SUBJECT}/visits/month_1/clinical_liver/"
VISIT = f"/participants/{SUBJECT}/visits/month_1/visit/"

WEB = {
    "ALLOWED_HOSTS": ["testserver", "127.0.0.1", "localhost"],
    "ROOT_URLCONF": "tests.web.capture.form_addresses",
    "INSTALLED_APPS": [
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
        "django_htmx",
        "hepatica.people",
        "hepatica.store",
        "hepatica.web.shell",
        "hepatica.web.capture",
    ],
    "MIDDLEWARE": [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django_htmx.middleware.HtmxMiddleware",
    ],
    "TEMPLATES": [
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
    ],
    "SESSION_ENGINE": "django.contrib.sessions.backends.signed_cookies",
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "LOGIN_URL": "/accounts/login/",
    "LANGUAGE_CODE": "en-gb",
    "STATIC_URL": "/static/",
    "TIME_ZONE": "Asia/Kolkata",
    "USE_TZ": True,
    "HEPATICA_FRAME_FACTS": "tests.web.capture.form_site.facts",
}


def facts(request):
    """What the frame is told: who is here, and that all is invented."""
    from hepatica.web.shell.frame import Facts

    return Facts(version="1.0", synthetic=True, person=getattr(request.user, "first_name", ""))


@cache
def _study():
    from hepatica.study.load import load

    return load(STUDY)


def build():
    """Publish the reference study, give the people their roles, and play one participant to month 1."""
    from tests.delegating import delegate

    from hepatica.people.accounts import add_account
    from hepatica.store import clock, publishing

    publishing.mark_synthetic("form")
    publishing.publish(_study())
    for user, (name, role) in PEOPLE.items():
        add_account(user, name, PASSWORD, checked=False)
        if role:
            delegate(user, name, role)
    _participant(clock.now().today - timedelta(days=28))


def _participant(zero):
    from hepatica.conduct.commands import ScreenSubject

    def day(n):
        return (zero + timedelta(days=n)).isoformat()

    assert do(ScreenSubject(site=_study().sites[0].id)).subject == SUBJECT
    enter("screening", "consent", rficdtc=day(-52), rfictim="10:00")
    enter("screening", "demographics", sex="female", age="52", birth_year="1974", aetiology="alcohol")
    draw = {"laboratory": "aig", "specimen": "serum", "draw_reason": "planned", "dialysis": "no"}
    for visit, n, values in (
        ("baseline", -37, "2.4 1.45 0.90 135 2.7 9.9"),
        ("week_1", 7, "2.6 1.52 0.94 134 2.8 9.8"),
        ("month_1", 28, "3.1 1.58 1.02 133 2.9 10.1"),
    ):
        names = ("bilirubin", "inr", "creatinine", "sodium", "albumin", "haemoglobin")
        if visit == "week_1":
            enter("infusion_day", "infusion", exstdtc=day(0))
            enter("gcsf", "gcsf", row=1, ecstdtc=f"{day(-3)}T09:00")
        enter(visit, "visit", svstdtc=day(n))
        enter(
            visit,
            "laboratory",
            row=1,
            lbdtc=f"{day(n)}T00:01",
            **draw,
            **dict(zip(names, values.split(), strict=True)),
        )
        enter(visit, "clinical_liver", assessed=day(n), ascites="mild", encephalopathy="0")


def actor(user="lakshmi"):
    """A person of the cast, as a command names them."""
    from hepatica.conduct.commands import Actor

    name, role = PEOPLE[user]
    return Actor(user=user, name=name, roles=frozenset({role}))


def do(command, user="lakshmi"):
    """Record a command, or fail with why not."""
    from hepatica.store.record import Recorded, record

    outcome = record(command, actor=actor(user))
    assert isinstance(outcome, Recorded), outcome
    return outcome


def enter(visit, form, *, row=0, by="lakshmi", **values):
    """Answer items of one form."""
    from hepatica.conduct.commands import EnterItems, Entry

    entries = tuple(Entry(item=item, row=row, value=value) for item, value in values.items())
    return do(EnterItems(subject=SUBJECT, visit=visit, form=form, entries=entries, seen=10**9), by)


def answer(item, *, visit="month_1", form="laboratory", row=1):
    """The present answer of an item, or None."""
    from hepatica.store import read

    found = read.form_row(SUBJECT, visit, form)
    return found.answer(item, row) if found else None


def value(item, **place):
    """The present value of an item, or None."""
    found = answer(item, **place)
    return found.value if found else None


@contextmanager
def _opened(templates, blocker):
    from django.test import override_settings
    from tests.store.databases import copied

    with (
        blocker.unblock(),
        override_settings(**WEB),
        copied(templates, templates.played("form", build), blocker),
    ):
        yield


@pytest.fixture
def site(templates, django_db_blocker):
    """The trial in a database of this test's own; `site.client(user)` is a browser where that person signed in."""
    with _opened(templates, django_db_blocker):
        yield SimpleNamespace(client=_client)


def _client(user="lakshmi"):
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client()
    client.force_login(get_user_model().objects.get(username=user))
    return client


def save(client, url, name, text="", *, user="lakshmi", seen=10**9, key="", **parts):
    """Send one field as the script does; ``parts`` are its other boxes."""
    body = {name: text} | {f"{name}.{part}": one for part, one in parts.items()}
    headers = {"HX-Request": "true", "X-Hepatica-User": user}
    return client.post(url, body | {"seen": seen, "key": key, "since": 10**9}, headers=headers)


if __name__ == "__main__":
    from hepatica import trial
    from hepatica.config.site import Site

    folder = Path(sys.argv[1])
    trial.make_folder(folder, STUDY, site=Site(name="A hospital, Hyderabad"))
    os.environ |= {"HEPATICA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tests.web.capture.form_served"}
    import django

    django.setup()
    trial.migrate()
    build()
