"""What a check of the installation says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How grave a finding is."""

    OK = "ok"
    WARN = "warn"
    """The trial runs; somebody should look."""
    FAIL = "fail"
    """Data, privacy or the record's worth are at risk."""


@dataclass(frozen=True, kw_only=True)
class Found:
    """One line of the doctor's answer."""

    what: str
    """versions, folder, disk, clock, database, transport, mail, jobs, backup."""
    level: Level
    sentence: str


def ok(what: str, sentence: str) -> Found:
    """Return a finding that needs nobody."""
    return Found(what=what, level=Level.OK, sentence=sentence)


def warn(what: str, sentence: str) -> Found:
    """Return a finding that somebody should look at."""
    return Found(what=what, level=Level.WARN, sentence=sentence)


def fail(what: str, sentence: str) -> Found:
    """Return a finding that must be mended before data are entered."""
    return Found(what=what, level=Level.FAIL, sentence=sentence)
