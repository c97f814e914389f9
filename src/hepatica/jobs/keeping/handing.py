"""What leaves bears its anchor: in the name of a file that a browser saves, in a small file beside one that is written.

A format decides where an anchor may stand. A page says it itself; a table, a message or a dataset keeps its own form to the
last byte, so its name, or ``NAME.anchor.json`` beside it, says from which event it was made.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from hepatica import __version__
from hepatica.jobs.keeping.anchors import SIDECAR
from hepatica.jobs.keeping.names import canonical
from hepatica.jobs.whole_file import write_whole
from hepatica.store import read


def anchored(name: str, seq: int, digest: str) -> str:
    """Return a file's name with the event it was made from and the beginning of its hash: ``adlb-4812-9f3ca41e77b2.csv``."""
    stem, _, ending = name.rpartition(".")
    return f"{stem}-{seq}-{digest[:12]}.{ending}"


def anchored_now(name: str) -> str:
    """Return the name anchored where the study's chain ends now."""
    head = read.head()
    return anchored(name, head.seq, head.hash)


def write_beside(path: Path, data: bytes, *, what: str, seq: int) -> None:
    """Write the anchor of an export beside it; OSError as the system says it."""
    event = read.event(seq)
    said = {
        "file": path.name,
        "what": what,
        "sha256": sha256(data).hexdigest(),
        "seq": seq,
        "hash": event.hash if event else "0" * 64,
        "program": __version__,
    }
    write_whole(path.with_name(path.name + SIDECAR), canonical(said) + b"\n")
