"""A file that is there whole or not at all: written beside its name, then renamed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under its name in one step; whatever interrupts it leaves what stood there before, or nothing.

    Raises OSError as the system says it: no such folder, no space, no permission. The half-written part is removed, except
    where the process itself is killed: then it bears another name (``.NAME.…part``).
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o666 & ~_umask())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _umask() -> int:
    """Return the process's mask; reading it means setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
