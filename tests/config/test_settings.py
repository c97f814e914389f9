import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

NAMES = (
    "DEBUG", "TIME_ZONE", "USE_TZ", "LANGUAGE_CODE", "SESSION_COOKIE_AGE", "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SAMESITE", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS",
    "SECURE_CONTENT_TYPE_NOSNIFF", "SECURE_REFERRER_POLICY", "X_FRAME_OPTIONS", "PASSWORD_HASHERS", "MIDDLEWARE",
    "INSTALLED_APPS", "HEPATICA_GALLERY", "MIGRATION_DATABASE", "ALLOWED_HOSTS", "SECRET_KEY",
)  # fmt: skip
PRINT = (
    f"import json, hepatica.config.settings as s; print(json.dumps({{n: getattr(s, n) for n in {NAMES!r}}}))"
)


def run(folder: Path | None, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HEPATICA_")}
    clean.pop("DJANGO_SETTINGS_MODULE", None)
    named = {"HEPATICA_DIR": str(folder)} if folder else {}
    return subprocess.run(
        [sys.executable, "-c", PRINT],
        env=clean | named | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def settings_of(folder: Path, text: str = '[site]\nname = "A"\n', **environment: str) -> dict[str, Any]:
    (folder / "hepatica.toml").write_text(text, encoding="utf-8")
    done = run(folder, **environment)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return settings_of(tmp_path_factory.mktemp("trial"))


def test_a_plain_folder_is_closed_by_default(plain: dict[str, Any]) -> None:
    assert (plain["DEBUG"], plain["HEPATICA_GALLERY"]) == (False, False)
    assert (plain["SESSION_COOKIE_HTTPONLY"], plain["SESSION_COOKIE_SAMESITE"]) == (True, "Lax")
    assert plain["SECURE_CONTENT_TYPE_NOSNIFF"]
    assert (plain["SECURE_REFERRER_POLICY"], plain["X_FRAME_OPTIONS"]) == ("same-origin", "DENY")
    assert plain["PASSWORD_HASHERS"][0].endswith("Argon2PasswordHasher")
    assert "django.contrib.admin" not in plain["INSTALLED_APPS"]


def test_the_security_headers_wrap_everything_else(plain: dict[str, Any]) -> None:
    assert plain["MIDDLEWARE"][0] == "hepatica.config.csp.SecurityHeaders"
    assert "django.middleware.csrf.CsrfViewMiddleware" in plain["MIDDLEWARE"]


def test_times_are_the_sites_and_instants_are_aware(tmp_path: Path) -> None:
    text = '[site]\nname = "A"\nzone = "Asia/Tokyo"\nlanguage = "te"\n[session]\nidle_minutes = 7\n'
    found = settings_of(tmp_path, text)
    assert (found["TIME_ZONE"], found["USE_TZ"], found["LANGUAGE_CODE"]) == ("Asia/Tokyo", True, "te")
    assert found["SESSION_COOKIE_AGE"] == 420


def test_cookies_are_secure_as_soon_as_another_machine_can_reach_the_site(tmp_path: Path) -> None:
    assert settings_of(tmp_path)["SESSION_COOKIE_SECURE"] is False
    found = settings_of(tmp_path, '[site]\nname = "A"\n[server]\nhosts = ["trial.example", "localhost"]\n')
    assert (found["SESSION_COOKIE_SECURE"], found["CSRF_COOKIE_SECURE"]) == (True, True)
    assert found["SECURE_HSTS_SECONDS"] > 0
    assert found["ALLOWED_HOSTS"] == ["trial.example", "localhost"]


def test_the_key_stays_in_the_folder_between_starts(tmp_path: Path) -> None:
    assert settings_of(tmp_path)["SECRET_KEY"] == settings_of(tmp_path)["SECRET_KEY"]


def test_migrations_use_the_owner_where_one_is_named(tmp_path: Path) -> None:
    found = settings_of(tmp_path, HEPATICA_OWNER_URL="postgresql://owner@db.example/trial")
    assert found["MIGRATION_DATABASE"] == "owner"


@pytest.mark.parametrize(
    ("has_folder", "said"), [(False, "HEPATICA_DIR is empty"), (True, "is not a trial folder")]
)
def test_without_a_trial_folder_nothing_starts(tmp_path: Path, has_folder: bool, said: str) -> None:
    done = run(tmp_path if has_folder else None)
    assert done.returncode != 0
    assert said in done.stderr.splitlines()[-1]
