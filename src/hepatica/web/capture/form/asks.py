"""One field of a form, ready to be drawn: its boxes, what stands beside it, what was found in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from hepatica.study.form import ItemType
from hepatica.web.capture.form.typed import CLEAR
from hepatica.web.shell.parts import Change, Choice, Strip
from hepatica.web.shell.parts.entry import Save
from hepatica.web.threads import Talk

MOST_TILES = 6


@dataclass(frozen=True, kw_only=True)
class Odd:
    """A finding at a field, with what a person may do about it."""

    check: str
    row: int
    lead: str
    explained: str = ""
    accepted: bool = False
    """Somebody read the explanation, and it does."""
    returned: str = ""
    """Why the last explanation was sent back."""
    may_explain: bool = False
    may_settle: bool = False
    """Whether the person accepts explanations or sends them back."""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """Whether an answer was compared with its source."""

    state: Literal["verified", "changed"]
    words: str
    """By whom and when; or until whose change."""


@dataclass(frozen=True, kw_only=True)
class Clash:
    """Someone else has changed the field: their value, who and when, beside the one typed here."""

    theirs: str
    mine: str
    by: str
    at: str
    seq: int


@dataclass(frozen=True, kw_only=True)
class Box:
    """One box of a date."""

    part: str
    words: str
    value: str
    size: int
    unknown: bool = False


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One item of one row."""

    name: str
    label: str
    hint: str = ""
    type: ItemType
    parts: Mapping[str, str] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    boxes: tuple[Box, ...] = ()
    words: str = ""
    """The answer as people read it, where it cannot be typed."""
    rule: str = ""
    """How a calculated item is computed."""
    sealed: bool = False
    hidden: bool = False
    """Not asked, given the other answers."""
    gates: bool = False
    """Whether its answer decides what else is asked."""
    required: bool = False
    in_table: bool = False
    seen: int = 0
    """The event that gave the answer shown."""
    was_given: bool = False
    reason_needed: bool = False
    save: Save = ""
    last: str = ""
    last_unit: str = ""
    strip: Strip | None = None
    change: Change | None = None
    lead: str = ""
    echo: str = ""
    odds: tuple[Odd, ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences that belong here: a deviation, a difference from the hospital's score."""
    refusal: str = ""
    clash: Clash | None = None
    history: str = ""
    talks: tuple[Talk, ...] = ()
    proof: Proof | None = None
    may_ask: bool = False
    may_verify: bool = False
    """Whether the person compares this answer with its source: not one they gave themselves."""
    other: str = ""
    """Who changed it since the page was opened, and when."""

    @property
    def place(self) -> str:
        """Its address in an act: 'form|item|row'."""
        return self.name.replace(".", "|")

    @property
    def id(self) -> str:
        """The id of the first box; the row around it has ``-row`` after it."""
        return self.name.replace(".", "-")

    @property
    def form(self) -> str:
        """The form that asks it."""
        return self.name.partition(".")[0]

    @property
    def kind(self) -> str:
        """How it is drawn: shown, number, area, time, date, tiles, select."""
        if self.rule:
            return "shown"
        if self.type is ItemType.CODE:
            return "select" if self.in_table or len(self.choices) > MOST_TILES else "tiles"
        return {
            ItemType.NUMBER: "number",
            ItemType.INTEGER: "number",
            ItemType.TEXT: "area",
            ItemType.TIME: "time",
        }.get(self.type, "date")

    @property
    def value(self) -> str:
        """The text of the first box."""
        return self.parts.get("", "")

    @property
    def unit(self) -> str:
        """The unit welded to the box."""
        return self.parts.get("unit") or (self.units[0] if self.units else "")

    @property
    def state(self) -> str:
        """'not_done' or 'unknown' where there is no value."""
        given = self.parts.get("state", "")
        return "" if given == CLEAR else given

    @property
    def why(self) -> str:
        """Why there is no value."""
        return self.parts.get("why", "")

    @property
    def reason(self) -> str:
        """Why it was changed, as typed."""
        return self.parts.get("reason", "")

    @property
    def is_wide(self) -> bool:
        """Whether the boxes take the columns of range and change too."""
        return self.kind not in ("number", "shown") or bool(self.state) or self.in_table

    @property
    def grouped(self) -> bool:
        """Whether the label names several boxes rather than one."""
        return self.kind in ("tiles", "date", "shown") or self.sealed or bool(self.state)

    @property
    def described_by(self) -> str:
        """Ids of the sentences that belong to the boxes."""
        ids = [f"{self.id}-hint"] if self.hint else []
        ids += [f"{self.id}-refusal"] if self.refusal else []
        ids += [f"{self.id}-odd-{n}" for n in range(1, len(self.odds) + 1)]
        return " ".join(ids)
