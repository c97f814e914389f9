"""Runs under ``pg_virtualenv``: ``python -m tests.attack.restarting TIMES``. Its cluster is stopped at once while two save.

Notes for the tally how often it was stopped and how many saves were told stored before; ends with an error when one of them is lost.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import OperationalError, close_old_connections, connections  # noqa: E402
from tests.attack.kills import rows  # noqa: E402
from tests.attack.tally import tally  # noqa: E402
from tests.store.databases import EXAMPLE, from_url, using  # noqa: E402
from tests.store.people import enter, screened  # noqa: E402

from hepatica.store import publishing, read  # noqa: E402
from hepatica.store.unavailable import StoreUnavailable  # noqa: E402
from hepatica.store.verify import verify  # noqa: E402
from hepatica.study.load import load  # noqa: E402

WRITERS = 2


def url() -> str:
    """The database of the cluster that pg_virtualenv made."""
    at = "{PGUSER}:{PGPASSWORD}@{PGHOST}:{PGPORT}".format(**os.environ)
    return f"postgresql://{at}/postgres"


def cluster(*what: str) -> None:
    """Stop or start the cluster."""
    command = ["pg_ctlcluster", os.environ["PGVERSION"], "regress", *what]
    subprocess.run(command, check=True, capture_output=True)


def saver(subject: str, far: int) -> None:
    """Save for ever, each save again under its key until it is answered."""
    n = 0
    while True:
        close_old_connections()
        try:
            done = enter(
                subject, "120", "300", "118", visit=f"unscheduled.{n + 2}", key=f"{subject}-{n}", seen=10**9
            )
        except (StoreUnavailable, OperationalError):
            time.sleep(0.05)
            continue
        os.write(far, f"{subject}-{n} {done.seq_first} {done.seq_last}\n".encode())
        n += 1


def forked(subject: str, far: int) -> int:
    """Start a saver."""
    pid = os.fork()
    if pid == 0:
        try:
            saver(subject, far)
        finally:
            os._exit(1)
    return pid


def main(times: int) -> None:
    """Stop and start the cluster while others save; check that all they were told is there."""
    with using(from_url(url())):
        call_command("migrate", verbosity=0, interactive=False)
        publishing.publish(load(EXAMPLE))
        subjects = [screened() for _ in range(WRITERS)]
        connections.close_all()
        near, far = os.pipe()
        savers = [forked(subject, far) for subject in subjects]
        os.close(far)
        try:
            for n in range(times):
                time.sleep(0.3 + 0.037 * (n % 11))
                cluster("stop", "-m", "immediate")
                cluster("start")
            time.sleep(1)
        finally:
            for pid in savers:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
        with os.fdopen(near) as pipe:
            told = [line.split() for line in pipe if line.endswith("\n")]
        stored = {
            key: (first, last)
            for key, first, last in rows("SELECT key, seq_first, seq_last FROM idempotency")
        }
        assert len(told) > times, "too few saves between the stops"
        for key, first, last in told:
            assert stored[key] == (int(first), int(last)), f"{key} was told stored and is lost"
        assert len(stored) - len(told) <= WRITERS
        assert verify().sound, verify().sentences
        before = read.head().seq
        assert enter(subjects[0], "121").seq_first == before + 1
        tally("stopped at once and started, two processes saving", kills=times, accepted=len(told))


if __name__ == "__main__":
    main(int(sys.argv[1]))
