"""A file is there whole or not at all: an exception, a full disk and a kill leave what stood under its name before."""

import errno
import os
import signal
import subprocess
import sys

import pytest

from hepatica.jobs import whole_file
from hepatica.jobs.whole_file import write_whole

SLOW = """
import sys, time
from pathlib import Path
from hepatica.jobs import whole_file
real = whole_file.os.fsync
def fsync(handle):
    real(handle)
    print("half", flush=True)
    time.sleep(60)
whole_file.os.fsync = fsync
whole_file.write_whole(Path(sys.argv[1]), b"new" * 10_000)
"""


def left(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_and_replaced_whole(tmp_path):
    out = tmp_path / "report.pdf"
    write_whole(out, b"first")
    write_whole(out, b"second")
    assert out.read_bytes() == b"second"
    assert left(tmp_path) == ["report.pdf"]
    assert out.stat().st_mode & 0o777 == 0o666 & ~whole_file._umask()


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt(), MemoryError()]
)
@pytest.mark.parametrize("before", [None, b"the report of yesterday"])
def test_what_goes_wrong_half_way_leaves_what_was_there(tmp_path, monkeypatch, error, before):
    out = tmp_path / "report.pdf"
    if before is not None:
        out.write_bytes(before)

    def fail(_handle):
        raise error

    monkeypatch.setattr(whole_file.os, "fsync", fail)
    with pytest.raises(type(error)):
        write_whole(out, b"new")
    assert left(tmp_path) == ([] if before is None else ["report.pdf"])
    assert before is None or out.read_bytes() == before


def test_a_process_that_is_killed_half_way_leaves_no_half_file_under_the_name(tmp_path):
    out = tmp_path / "report.pdf"
    out.write_bytes(b"old")
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, str(out)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "half\n"
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert out.read_bytes() == b"old"
    assert all(name == "report.pdf" or name.endswith(".part") for name in left(tmp_path))


def test_a_folder_that_is_not_there_is_said_by_the_system(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "no" / "x.pdf", b"")
