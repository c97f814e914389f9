"""A fork server of kills: a child that has everything imported works, and dies of SIGKILL at a named step or at any instant.

The test's own process is the server: it closes its connections, forks, reads what the child was told is stored over a pipe,
and then looks at what the dead child left behind.
"""

from __future__ import annotations

import itertools
import os
import signal
import time
import traceback
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db import connection, connections

from hepatica.store import append, bulk, projections, record

Tell = Callable[[str], None]
Work = Callable[[Tell], None]
Arm = Callable[[], None]


class Left(NamedTuple):
    """What a child said before its end, and whether it was killed: else it came to the end of its work."""

    told: list[str]
    killed: bool


def fork(work: Work, *, arm: Arm | None = None, after: int = 0, delay: float = 0.0) -> Left:
    """Run ``work`` in a child to its death: where ``arm`` laid it, or so many seconds after so many lines were told.

    AssertionError with the child's traceback when it failed by itself.
    """
    connections.close_all()
    near, far = os.pipe()
    pid = os.fork()
    if pid == 0:
        _child(work, arm, far)
    os.close(far)
    with os.fdopen(near) as pipe:
        told = list[str]()
        if arm is None:
            told = list(itertools.islice(pipe, after))
            time.sleep(delay)
            os.kill(pid, signal.SIGKILL)
        told += list(pipe)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "".join(told)
    return Left([line.rstrip("\n") for line in told if line.endswith("\n")], os.WIFSIGNALED(status))


def _child(work: Work, arm: Arm | None, far: int) -> None:
    """Work, and never return: what runs after it is the parent's."""
    status = 1
    try:
        if arm:
            arm()
        work(lambda line: _say(far, line))
        status = 0
    except BaseException:  # noqa: BLE001 - the parent says it
        _say(far, traceback.format_exc())
    finally:
        os._exit(status)


def _say(far: int, line: str) -> None:
    os.write(far, f"{line}\n".encode())


# -- Steps ----------------------------------------------------------------------------------------------------------


def _dying(nth: int) -> Callable[[], None]:
    passed = itertools.count(1)

    def die() -> None:
        if next(passed) == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    return die


def after(place: Any, name: str, nth: int = 1) -> None:
    """Let this process die when a function returns for the nth time."""
    die, original = _dying(nth), getattr(place, name)

    def patched(*args: Any, **kwargs: Any) -> Any:
        done = original(*args, **kwargs)
        die()
        return done

    setattr(place, name, patched)


def before(place: Any, name: str, nth: int = 1) -> None:
    """Let this process die when a function is called for the nth time."""
    die, original = _dying(nth), getattr(place, name)

    def patched(*args: Any, **kwargs: Any) -> Any:
        die()
        return original(*args, **kwargs)

    setattr(place, name, patched)


def _within_insert(prefix: str, nth: int, *, half: bool) -> None:
    """Let this process die when rows of a table are inserted: half of them, or all."""
    die, original = _dying(nth), bulk.insert

    def patched(cursor: Any, table: str, columns: Any, rows: Any) -> None:
        if not table.startswith(prefix):
            original(cursor, table, columns, rows)
            return
        part = len(rows) // 2 if half else len(rows)
        for some in (rows[:part], rows[part:]):
            if some:
                original(cursor, table, columns, some)
            if some is not rows[part:]:
                die()

    bulk.insert = patched


STEPS: dict[str, Callable[[int], None]] = {
    "the chain is locked": lambda n: after(append, "locked", n),
    "the slice is read": lambda n: after(projections, "load", n),
    "it is decided": lambda n: after(record, "decide", n),
    "half of the events are inserted": lambda n: _within_insert("study_event", n, half=True),
    "the events are inserted": lambda n: _within_insert("study_event", n, half=False),
    "the head is moved": lambda n: after(append, "append", n),
    "half of the rows are inserted": lambda n: _within_insert("projected_", n, half=True),
    "the rows are stored": lambda n: after(projections, "write", n),
    "before the commit": lambda n: before(connection, "_commit", n),
    "after the commit": lambda n: after(connection, "_commit", n),
}
"""Each step of a save, in order, with what makes a process die the nth time it gets there."""


def laid(step: str, nth: int = 1) -> Arm:
    """Return what a child calls first to die at a step."""
    return lambda: STEPS[step](nth)


def rows(sql: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
    """Read rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall())
