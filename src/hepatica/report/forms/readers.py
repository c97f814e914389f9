"""What fills a line: small functions from the facts to what the line says, by the names that definitions use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from hepatica.report.forms.definition import LineDef
from hepatica.report.forms.facts import Facts, Other
from hepatica.safety.case import Given

AT_SIGNING = "added at signing, from the site list"


@dataclass(frozen=True, kw_only=True)
class Read:
    """What a line says, and where that stands in the record."""

    value: str = ""
    source: str = ""
    form: str = ""
    item: str = ""
    ticked: frozenset[str] = frozenset()
    """Codes of the boxes that are ticked."""
    typed: bool = False
    later: bool = False
    """It belongs to the signing or the sending, not to what is reported."""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def empty(self) -> bool:
        """Whether it says nothing."""
        return not (self.value or self.ticked or self.rows or self.later)


Reader = Callable[[Facts, LineDef, "Given | Other | None"], Read]
READERS: dict[str, Reader] = {}
"""Name in a definition → reader; the modules ``read_*`` put theirs here."""
R = TypeVar("R", bound=Reader)


def reads(name: str) -> Callable[[R], R]:
    """Register a reader under the name that definitions use."""

    def register(reader: R) -> R:
        assert name not in READERS, name
        READERS[name] = reader
        return reader

    return register


def plain(
    name: str, source: str = "", form: str = "", item: str = ""
) -> Callable[..., Callable[[Facts], str]]:
    """Register a function of the facts alone that gives the words of a line."""

    def register(say: Callable[[Facts], str]) -> Callable[[Facts], str]:
        def reader(facts: Facts, _: LineDef, __: Given | Other | None) -> Read:
            value = say(facts)
            return Read(value=value, source=source if value else "", form=form, item=item)

        reads(name)(reader)
        return say

    return register


def told(facts: Facts, item: str, form: str = "sae") -> str:
    """Give an answer of the latest report of the event, in words."""
    return facts.words(item, facts.case.report.get(item, ""), form)
