"""The stamp of a page that was made from a design: its hash, what it follows, and the program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256 as hashed

from hepatica import __version__
from hepatica.design.document import Design
from hepatica.design.written import sha256
from hepatica.report.stamp import DesignStamp

NO_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
"""A file has no moment of its own; a fixed one keeps equal designs equal pages, byte for byte."""


def stamped(design: Design, at: datetime | None = None) -> DesignStamp:
    """Return the stamp of a design; ``at`` is when it was kept, none for a design that is only a file."""
    follows = design.follows
    return DesignStamp(
        design=design.id,
        version=design.version,
        head=sha256(design),
        follows="" if follows is None else f"{follows.study} {follows.version}",
        program=__version__,
        at=at or NO_MOMENT,
    )


def compared(names: Sequence[str], content: str) -> DesignStamp:
    """Return the stamp of a page on several designs, or on one that it knows by name alone: the hash is of what it shows."""
    head = hashed(content.encode()).hexdigest()
    return DesignStamp(
        design=", ".join(names),
        version="as shown",
        head=head,
        follows=None,
        program=__version__,
        at=NO_MOMENT,
    )
