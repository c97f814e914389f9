"""One line of a table as typed cells: every fault is a sentence with its line, and the next cell is read all the same."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

NUMBER_CHARACTERS = frozenset("0123456789.-")


class Cells:
    """The cells of one line; ``problems`` grows as they are read, ``unread`` names cells that hold no number."""

    def __init__(self, line: int, cells: Mapping[str, str], file: str) -> None:
        self.line = line
        self.file = file
        self.problems: list[str] = []
        self.unread: set[str] = set()
        self._cells = {name: (value or "").strip() for name, value in cells.items() if name}

    def wrong(self, said: str) -> None:
        """Note a fault of this line."""
        self.problems.append(f"{self.file}:{self.line}: {said}")

    def text(self, name: str) -> str:
        """Return the words of a cell, '' where it is empty."""
        return self._cells.get(name, "")

    def known(self, name: str, words: Collection[str], what: str) -> str:
        """Return a word of a list, and note one that is not in it."""
        word = self.text(name)
        if word not in words:
            self.wrong(f"{what} {word!r} is not known; it is in no list of vocabulary.py")
        return word

    def decimal(self, name: str) -> Decimal | None:
        """Return a number as typed; None where the cell is empty or no number."""
        word = self.text(name)
        if not word:
            return None
        # `1e5`, `NaN` and digits of other scripts are numbers to Decimal, but nothing a table prints.
        with suppress(InvalidOperation):
            if set(word) <= NUMBER_CHARACTERS:
                return Decimal(word)
        self.unread.add(name)
        self.wrong(f"{name} {word!r} is not a number")
        return None

    def count(self, name: str) -> int | None:
        """Return a whole number of 0 or more; None where the cell is empty or not one."""
        word = self.text(name)
        if not word:
            return None
        if not (word.isascii() and word.isdigit()):
            self.unread.add(name)
            self.wrong(f"{name} {word!r} is not a whole number")
            return None
        return int(word)

    def address(self, name: str) -> str:
        """Return a web address: where anyone can look the number up."""
        word = self.text(name)
        parts = urlsplit(word)
        if not word:
            self.wrong(f"{name} is empty: a number without its source is not evidence")
        elif parts.scheme not in {"http", "https"} or "." not in parts.netloc:
            self.wrong(f"{name} {word!r} is not a web address")
        return word
