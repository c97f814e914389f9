"""Whose turn it is to write, on SQLite: waiting writers sleep until woken instead of polling a busy file.

SQLite's own busy handler sleeps for ever longer stretches, so under eight writers the unlucky starve. A lock on a
file beside the database queues them; it is released by the kernel when its holder dies. It only orders waiting: what
keeps writers apart is SQLite's transaction.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

try:
    import fcntl
except ImportError:  # Windows: SQLite's busy handler alone
    fcntl = None  # type: ignore[assignment]


@contextlib.contextmanager
def turn(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Hold the writers' turn for one transaction. Nothing to do on PostgreSQL, which queues by itself."""
    name = str(connection.settings_dict["NAME"])
    # Inside a transaction SQLite's lock is held already: to wait for the turn then could wait for ever.
    if (
        fcntl is None
        or connection.vendor != "sqlite"
        or connection.in_atomic_block
        or not Path(name).is_absolute()
    ):
        yield
        return
    try:
        handle = os.open(f"{name}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:  # a full disk or a read-only folder: the transaction itself will say so
        yield
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
