"""A filled form: every line with what it says, where that came from, and whether it must still be given."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import sha256


@dataclass(frozen=True, kw_only=True)
class Option:
    """A box to tick."""

    code: str
    label: str
    ticked: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """One field of the form as it stands."""

    number: str
    label: str
    value: str
    source: str = ""
    """Where it came from, in words: 'infusion record'; '' for what the house itself says."""
    of: str = ""
    """Which product, drug or suspect it is about; '' for the event or the person."""
    mandatory: bool = False
    """The regulator marks it."""
    needed: bool = False
    """The report is not issued without it: marked, or asked for by the house."""
    missing: bool = False
    later: bool = False
    """It is added at signing or on submission: never missing, and no part of what an issue seals."""
    question: str = ""
    """Id of the question whose answer fills it."""
    form: str = ""
    item: str = ""
    """Where in the record it was read, for a link."""
    typed: bool = False
    """Typed by hand: a person's own words."""
    new: bool = False
    """Changed since the last issued version."""
    each: str = ""
    """'' for a line that stands once."""
    width: int = 12
    options: tuple[Option, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    """A small table instead of a value."""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells a line from the others of its form."""
        return self.number, self.label, self.of

    @property
    def says(self) -> str:
        """Everything the line says, as one text."""
        ticked = ", ".join(option.label for option in self.options if option.ticked)
        table = "; ".join(" ".join(row) for row in self.rows)
        return " · ".join(part for part in (ticked, self.value, table) if part)


@dataclass(frozen=True, kw_only=True)
class Section:
    """Lines under one heading."""

    id: str
    title: str
    mandatory: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A form, filled for one case."""

    report: str
    title: str
    subtitle: str
    short: str
    version: str
    layout: str
    note: str
    subject: str
    row: int
    sections: tuple[Section, ...]

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line in the order of the form."""
        return tuple(line for section in self.sections for line in section.lines)

    @property
    def missing(self) -> tuple[Line, ...]:
        """Lines that say nothing yet and must: with one of them the form is not final."""
        return tuple(line for line in self.lines if line.needed and line.missing)

    @property
    def typed(self) -> tuple[str, ...]:
        """Numbers of the fields that a person typed."""
        return tuple(dict.fromkeys(line.number or line.label for line in self.lines if line.typed))

    @property
    def sha256(self) -> str:
        """SHA-256 of the canonical text: what an issue seals. Sources, links and marks of change are not part of it."""
        said = [[*line.key, line.says] for line in self.lines if not line.later]
        head = [self.report, self.version, self.subject, self.row]
        text = json.dumps([head, said], ensure_ascii=False, separators=(",", ":"))
        return sha256(text.encode()).hexdigest()


def changed(previous: Filled, now: Filled) -> tuple[Line, ...]:
    """Return the lines of ``now`` that say something else than in ``previous``, or were not there."""
    then = {line.key: line.says for line in previous.lines}
    return tuple(line for line in now.lines if not line.later and then.get(line.key) != line.says)


def mark_new(previous: Filled, now: Filled) -> Filled:
    """Return ``now`` with the lines marked that are new since ``previous``."""
    new = {line.key for line in changed(previous, now)}
    sections = tuple(
        replace(section, lines=tuple(replace(line, new=line.key in new) for line in section.lines))
        for section in now.sections
    )
    return replace(now, sections=sections)
