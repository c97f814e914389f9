import sqlite3
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from hepatica.config.databases import SQLITE_OPTIONS, databases

APP = "postgresql://app:a%40b@db.example:5432/trial"
OWNER = "postgresql://owner:x@db.example:5432/trial"


def test_without_an_address_the_trial_is_a_file_in_its_folder(tmp_path: Path) -> None:
    found = databases(tmp_path, {})
    assert list(found) == ["default"]
    assert found["default"]["NAME"] == str(tmp_path / "hepatica.db")
    assert found["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["default"]["OPTIONS"]["timeout"] == 30


def test_every_commit_reaches_the_disk(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "x.db")
    connection.executescript(str(SQLITE_OPTIONS["init_command"]))
    pragmas = [
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "foreign_keys")
    ]
    connection.close()
    assert pragmas == ["wal", 2, 1]


def test_a_sqlite_address_gets_the_same_options(tmp_path: Path) -> None:
    found = databases(tmp_path, {"HEPATICA_DATABASE_URL": f"sqlite:///{tmp_path}/other.db"})
    assert found["default"]["NAME"] == f"{tmp_path}/other.db"
    assert found["default"]["OPTIONS"] == SQLITE_OPTIONS


def test_the_owner_exists_only_where_it_is_named(tmp_path: Path) -> None:
    found = databases(tmp_path, {"HEPATICA_DATABASE_URL": APP, "HEPATICA_OWNER_URL": OWNER})
    assert (found["default"]["USER"], found["default"]["PASSWORD"]) == ("app", "a@b")
    assert found["owner"]["USER"] == "owner"
    assert list(databases(tmp_path, {"HEPATICA_DATABASE_URL": APP})) == ["default"]


@pytest.mark.parametrize(
    ("url", "said"), [("banana", "not a database address"), ("mysql://a@b/c", "without our triggers")]
)
def test_a_wrong_address_is_refused_by_name(tmp_path: Path, url: str, said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=said) as refused:
        databases(tmp_path, {"HEPATICA_DATABASE_URL": url})
    assert "HEPATICA_DATABASE_URL" in str(refused.value)
