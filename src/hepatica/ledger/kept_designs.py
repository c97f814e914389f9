"""Designs of the next trial, kept in the ledger of this one: the fact, the row it folds into, and how.

A version is the event that kept it, with the text as it was written; the row says which is the latest of each design.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hepatica.ledger.fact import Fact
from hepatica.ledger.row import Row
from hepatica.ledger.stamp import Stamp
from hepatica.ledger.state import Landmarks, State


class DesignKept(Fact, frozen=True, kw_only=True):
    """Somebody kept a version of a design of the next trial."""

    kind = "design.kept"
    design: str
    """The design's id."""
    version: str
    sha256: str
    """Of the design's canonical text: what a sheet, a decision or a study names it by."""
    title: str
    plan: str
    """single_arm, dose_finding, two_arm or factorial."""
    text: str
    """The file ``design.yaml`` as it was written."""
    reason: str = ""


class DesignRow(Row, frozen=True, kw_only=True):
    """The latest version of a design; its text stands in event ``seq``."""

    table = "design"
    design: str
    version: str
    sha256: str
    title: str
    plan: str
    seq: int
    at: str
    by: str

    @property
    def key(self) -> str:
        """The design's id."""
        return self.design


def _kept(state: State, fact: DesignKept, at: Stamp, _: Landmarks) -> None:
    state.put(
        DesignRow(
            subject="",
            design=fact.design,
            version=fact.version,
            sha256=fact.sha256,
            title=fact.title,
            plan=fact.plan,
            seq=at.seq,
            at=at.at,
            by=at.actor,
        )
    )


FOLDS: dict[type[Fact], Callable[[State, Any, Stamp, Landmarks], None]] = {DesignKept: _kept}
"""Kind of fact → its fold."""
