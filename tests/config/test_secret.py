from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hepatica.config.secret import SecretError, read_or_make_secret


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    key = read_or_make_secret(tmp_path)
    assert len(key) >= 50
    assert read_or_make_secret(tmp_path) == key
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(read_or_make_secret, [tmp_path] * 16))
    assert len(keys) == 1


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    read_or_make_secret(tmp_path)
    (tmp_path / "secret.key").chmod(0o644)
    with pytest.raises(SecretError, match="chmod 600"):
        read_or_make_secret(tmp_path)


def test_a_damaged_key_is_refused(tmp_path: Path) -> None:
    read_or_make_secret(tmp_path)
    (tmp_path / "secret.key").write_text("short")
    with pytest.raises(SecretError, match="is damaged"):
        read_or_make_secret(tmp_path)
