"""A disk that is full: of the files beside the record, and of a backup. A sentence is said, and nothing is left by half."""

import shutil
import subprocess
from random import Random

import pytest
from tests.attack.test_kills_of_long_work import folder, quiet  # noqa: F401
from tests.store.people import enter

from hepatica.jobs.keeping.backup import write_backup
from hepatica.jobs.keeping.reading import opened
from hepatica.store import files, read
from hepatica.store.unavailable import StoreUnavailable
from hepatica.store.verify import verify


@pytest.fixture
def small(tmp_path):
    """A disk of 64 kB, where this machine lets us mount one."""
    place = tmp_path / "small"
    place.mkdir()
    mount = shutil.which("mount")
    made = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=64k", "none", str(place)], capture_output=True, check=False
    )
    if not made or made.returncode:
        pytest.skip("No disk may be mounted here, so none was filled.")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_letter_that_no_longer_fits_is_refused_in_a_sentence_and_leaves_nothing(small, settings):
    """REC-02."""
    settings.HEPATICA_DIR = small
    kept = files.keep(b"a" * 20_000)
    for attempt in (lambda: files.keep(b"b" * 90_000), lambda: files.keep_pieces([b"c" * 30_000] * 3)):
        with pytest.raises(StoreUnavailable) as failure:
            attempt()
        assert str(failure.value) == (
            "Nothing of this entry was stored: the disk that holds the files is full. "
            "Make room on it, then send the entry again."
        )
        assert [path.name for path in (small / "files").iterdir()] == [kept]
    assert files.keep(b"d" * 20_000), "what was refused has left room for what fits"


def test_a_backup_that_does_not_fit_takes_no_name_and_the_earlier_one_stays(small, folder):  # noqa: F811
    """REC-11."""
    (folder / "files" / ("ab" * 32)).unlink()
    out, before = small / "backup.zip", read.head()
    write_backup(out, quiet)
    earlier = out.read_bytes()
    (folder / "files" / ("cd" * 32)).write_bytes(Random(1).randbytes(90_000))
    with pytest.raises(OSError, match="No space left"):
        write_backup(out, quiet)
    assert [path.name for path in small.iterdir()] == ["backup.zip"]
    assert out.read_bytes() == earlier
    with opened(out) as (manifest, _):
        assert manifest.heads.study == before
    enter("HYD-001", "121", visit="unscheduled.2")
    assert verify().sound
