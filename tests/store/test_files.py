"""Evidence files: kept once under their own hash, and found by nothing else."""

from hashlib import sha256

import pytest

from hepatica.store import files

LETTER = b"%PDF-1.7 received 16 Mar 2026"


@pytest.fixture
def folder(settings, tmp_path):
    """A trial folder of its own."""
    settings.HEPATICA_DIR = tmp_path
    return tmp_path


def test_a_file_is_kept_under_its_hash_and_only_once(folder):
    digest = files.keep(LETTER)
    assert digest == files.keep(LETTER) == sha256(LETTER).hexdigest()
    assert [path.name for path in (folder / "files").iterdir()] == [digest]
    assert files.path_of(digest).read_bytes() == LETTER


@pytest.mark.parametrize("name", ["", "../secret", "A" * 64, "0" * 63])
def test_what_is_no_hash_leads_nowhere(folder, name):
    with pytest.raises(ValueError, match="not a SHA-256"):
        files.path_of(name)
