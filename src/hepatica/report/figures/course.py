"""What happens to a person in the pictures of the whole study: visits, gaps and how a course ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from hepatica.report import text as write
from hepatica.report.figure import TITLE_LIMIT

Ending = Literal["death", "transplant", "withdrawal"]
WORDS: dict[Ending, str] = {"death": "died", "transplant": "transplanted", "withdrawal": "withdrew"}
ENDINGS: tuple[Ending, ...] = ("death", "transplant", "withdrawal")


@dataclass(frozen=True, kw_only=True)
class Terminal:
    """How native follow-up ended: on which day from infusion, and in words (`died, day 118`)."""

    kind: Ending
    day: int
    words: str


@dataclass(frozen=True, kw_only=True)
class Window:
    """A protocol visit: its day from infusion, the days allowed around it and its name (`month 1`)."""

    name: str
    day: int
    low: int
    high: int


def count_endings(terminals: Iterable[Terminal | None]) -> str:
    """Write the count of each terminal event, zero included: `died 1 · transplanted 1 · withdrew 0`."""
    kinds = [terminal.kind for terminal in terminals if terminal]
    return " · ".join(f"{WORDS[kind]} {kinds.count(kind)}" for kind in ENDINGS)


def endings_said(terminals: Iterable[Terminal | None]) -> str:
    """Say who left native follow-up, in words: `one died, two transplanted`; '' where nobody did."""
    kinds = [terminal.kind for terminal in terminals if terminal]
    return ", ".join(f"{write.small(kinds.count(kind))} {WORDS[kind]}" for kind in ENDINGS if kind in kinds)


def fitting(*titles: str) -> str:
    """Return the first title that is short enough for a figure; the last, cut at a word, where none is."""
    found = next((title for title in titles if len(title) <= TITLE_LIMIT), "")
    return found or titles[-1][: TITLE_LIMIT - 1].rsplit(" ", maxsplit=1)[0] + "…"
