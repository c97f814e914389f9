"""A form of a regulator as data: sections, numbered lines, marks of what must be given, and how they lie on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from hepatica import rules

FILES: Mapping[str, str] = MappingProxyType(
    {
        "table5": "table5-ndct-2019.yaml",
        "checklist": "checklist-cdsco.yaml",
        "adr": "pvpi-adr-1.4.yaml",
        "cioms": "cioms-1.yaml",
    }
)
"""Report → the rules file that holds its form; another version is another file."""
Each = Literal["", "suspects", "others", "medicines", "judged"]
"""Whether a line is asked once, or of every suspected product, other treatment, other drug, or suspect that is judged."""


@dataclass(frozen=True, kw_only=True)
class LineDef:
    """One numbered field."""

    number: str
    label: str
    read: str
    """Name of the reader that fills it."""
    each: Each = ""
    mandatory: bool = False
    """The regulator marks it."""
    needed: bool = False
    """The regulator does not mark it, and no report is issued without it all the same."""
    question: str = ""
    """What is asked of the physician while it is empty."""
    when: str = ""
    """'fatal': asked only of a death."""
    width: int = 12
    """Share of the row it takes on a printed grid: of twelve, or in a table of the others."""
    options: Mapping[str, str] = field(default_factory=dict)
    """Boxes to tick: code → its words."""
    codes: Mapping[str, str] = field(default_factory=dict)
    """The record's codes → the form's."""


@dataclass(frozen=True, kw_only=True)
class SectionDef:
    """Lines under one heading."""

    id: str
    title: str
    lines: tuple[LineDef, ...]
    mandatory: bool = False
    source: str
    """read: its text was read; recalled: to be checked against the printed form."""


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A version of a form."""

    id: str
    title: str
    subtitle: str
    short: str
    version: str
    rule: str
    effective_from: str
    layout: Literal["list", "grid"]
    dates: Literal["words", "slashes"]
    note: str
    sections: tuple[SectionDef, ...]

    @property
    def lines(self) -> tuple[LineDef, ...]:
        """Every field in the order of the form."""
        return tuple(line for section in self.sections for line in section.lines)


@cache
def definition(report: str) -> Definition:
    """Return the form of a report; raises ValueError for one that has none."""
    if report not in FILES:
        raise ValueError(f"{report!r} is no form; the forms are {', '.join(FILES)}")
    read = dict(rules.load(FILES[report]))
    sections = tuple(map(_section, read.pop("sections")))
    return Definition(sections=sections, **read)


def _section(read: Mapping[str, Any]) -> SectionDef:
    each = read.get("each", "")
    lines = tuple(LineDef(**{"each": each, **line}) for line in read["lines"])
    kept = {name: value for name, value in read.items() if name not in {"each", "lines"}}
    return SectionDef(lines=lines, **kept)
