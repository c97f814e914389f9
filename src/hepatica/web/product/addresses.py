"""Where the laboratory's and the bedside's pages are."""

from __future__ import annotations

from urllib.parse import quote


def _quoted(text: str) -> str:
    return quote(text, safe="")


def person(subject: str) -> str:
    """Return the page of a participant's products."""
    return f"/products/{_quoted(subject)}/"


def material(subject: str, label: str) -> str:
    """Return the page of a material."""
    return f"{person(subject)}of/{_quoted(label)}/"


def act(subject: str, name: str, thing: str) -> str:
    """Return the form of an act."""
    return f"{person(subject)}{name}/{quote(thing, safe='/')}/"


def infusion(subject: str, bag: str) -> str:
    """Return the page of a bag's infusion."""
    return f"/bedside/{_quoted(subject)}/{_quoted(bag)}/"


def match(seq: int) -> str:
    """Return the page of a comparison."""
    return f"/bedside/match/{seq}/"
