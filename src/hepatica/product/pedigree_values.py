"""The values of a pedigree: lanes, nodes with their tests, and links with their hours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from hepatica.product.moments import in_words

Verdict = Literal["pass", "pending", "fail", "missing", "shown"]
Fate = Literal["made", "given", "kept", "rejected", "disposed", "failed"]
PERSON = "person"
AHEAD = "ahead"
ICONS: Mapping[str, str] = {
    "collection": "drop", "passage": "ring", "selection": "flask", "lot": "flask", "bag": "bag", "sample": "drop",
    AHEAD: "ring",
}  # fmt: skip


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A test in a node: its name and result at the left, its limit (or its day) at the right."""

    verdict: Verdict
    text: str
    value: str = ""
    right: str = ""
    said: str = ""
    """The whole sentence."""


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A material, the participant, or what went before a collection."""

    key: str
    """Its label; for the participant the participant's number."""
    kind: str
    """Kind of the material, ``person`` or ``ahead``."""
    product: str = ""
    title: str
    fate: Fate = "made"
    facts: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    at: str = ""
    """Civil minute at the site."""

    @property
    def icon(self) -> str:
        """Name of its drawing."""
        return ICONS.get(self.kind, "ring")

    @property
    def said(self) -> str:
        """Everything it says, in one sentence."""
        when = in_words(self.at) if self.at else ""
        tests = (one.said or f"{one.text} {one.value} {one.right}".strip() for one in self.lines)
        name = (
            self.title
            if self.kind in {PERSON, AHEAD} or self.key in self.title
            else f"{self.title} ({self.key})"
        )
        return ". ".join(part.rstrip(".") for part in (name, when, *self.facts, *tests) if part) + "."


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One material made of another, or a bag given to the participant."""

    source: str
    target: str
    took: str = ""
    """'2.1 h'; '' where the node says it."""
    limit: str = ""
    """'of 6 h'"""
    exceeded: bool = False
    fate: Fate = "made"
    said: str = ""


class Lane(msgspec.Struct, frozen=True, kw_only=True):
    """A product's way."""

    product: str
    title: str
    sentence: str = ""
    """Why there is nothing, or nothing further: a branch that was taken."""


class Ahead(msgspec.Struct, frozen=True, kw_only=True):
    """What went before a product's collections: the growth factor."""

    title: str
    facts: tuple[str, ...]
    at: str
    """When it ended."""


class Pedigree(msgspec.Struct, frozen=True, kw_only=True):
    """Lanes, nodes and links of one participant; the participant's own node is the last."""

    subject: str
    lanes: tuple[Lane, ...]
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    infused: str = ""
    """Civil day of the first infusion, day 0; ''."""

    @property
    def person(self) -> Node:
        """The participant's node."""
        return self.nodes[-1]
