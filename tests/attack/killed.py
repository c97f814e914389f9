"""A fork server that backs up and restores a trial and kills itself at it: ``python killed.py FOLDER ROUNDS SEED``.

It starts once; each round is a fork that is killed (SIGKILL) after a random part of the time that the work takes. It prints
``half`` and where for everything that is there and not whole, and last how many rounds were killed and how many ended.
"""

import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

folder, rounds, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
os.environ["HEPATICA_DIR"] = str(folder)
os.environ["DJANGO_SETTINGS_MODULE"] = "hepatica.config.settings"

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connections  # noqa: E402
from tests.jobs.keeping.trial import SILENT  # noqa: E402
from tests.store.databases import from_url, using  # noqa: E402

from hepatica.jobs.keeping.backup import write_backup  # noqa: E402
from hepatica.jobs.keeping.reading import BadBackup, opened  # noqa: E402
from hepatica.jobs.keeping.restore import take_backup  # noqa: E402
from hepatica.jobs.keeping.staging import staged  # noqa: E402
from hepatica.store import read  # noqa: E402
from hepatica.store.verify import verify  # noqa: E402

place = folder.parent
good, blank = place / "good.zip", place / "blank.db"
write_backup(good, SILENT)
HEAD = read.head()


def back_up():
    write_backup(place / "backup.zip", SILENT)


def restore():
    with staged(place / "again") as stage, opened(good) as (manifest, member):
        member.unpack(manifest, stage)
        shutil.copy(blank, stage / "hepatica.db")
        settings.HEPATICA_DIR = stage
        with using(from_url(f"sqlite:///{stage}/hepatica.db")):
            take_backup(manifest, member, "0" * 64, SILENT)


def whole_backup():
    if not (place / "backup.zip").exists():
        return True
    try:
        with opened(place / "backup.zip") as (manifest, _):
            return manifest.heads.study == HEAD
    except BadBackup:
        return False


def whole_restore():
    if not (place / "again").exists():
        return True
    settings.HEPATICA_DIR = place / "again"
    with using(from_url(f"sqlite:///{place}/again/hepatica.db")):
        return read.head() == HEAD and verify().sound


def forked(work):
    connections.close_all()
    if pid := os.fork():
        return pid
    try:
        work()
    finally:
        os._exit(0)


def clear():
    settings.HEPATICA_DIR = folder
    (place / "backup.zip").unlink(missing_ok=True)
    shutil.rmtree(place / "again", ignore_errors=True)
    for left in place.glob(".*.part"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()


chance = random.Random(seed)
killed = ended = 0
for work, whole in ((back_up, whole_backup), (restore, whole_restore)):
    begun = time.monotonic()
    os.waitpid(forked(work), 0)
    length = time.monotonic() - begun
    assert whole(), work
    for _ in range(rounds):
        clear()
        pid = forked(work)
        time.sleep(chance.uniform(0, length))
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        killed, ended = killed + os.WIFSIGNALED(status), ended + os.WIFEXITED(status)
        if not whole():
            print("half", work.__name__, flush=True)
    clear()
print("killed", killed, "ended", ended, flush=True)
