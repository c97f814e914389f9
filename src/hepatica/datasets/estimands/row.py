"""A participant's row of an estimand: the value, the outcome that takes its place, or the sentence why there is neither."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hepatica.datasets.participants import Participant
from hepatica.datasets.visit_scores import ScoredDraw

WORDS = {"death": "died", "transplant": "transplanted", "decompensation": "decompensated"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One participant of an estimand; nobody of the population is without one."""

    who: Participant
    baseline: Decimal | None = None
    at: Decimal | None = None
    """The variable in the window, or after the second biopsy."""
    value: Decimal | None = None
    """The change, the days or the count; None where an outcome takes its place or nothing is known."""
    least: Decimal | None = None
    """Lower bound of a value that is not known yet: days followed so far."""
    took: str = ""
    """death, transplant or decompensation, where that takes the place of a value."""
    responded: bool | None = None
    """``responder``: None while not known."""
    day: int | None = None
    """Of the draw or of the event, from the analysis anchor."""
    sentence: str = ""
    """Why there is no value, or what stands beside it."""
    beside: tuple[str, ...] = ()
    """Intercurrent events near the value that the treatment-policy strategy leaves in."""
    before: ScoredDraw | None = None
    after: ScoredDraw | None = None
    events: tuple[int, ...] = ()
    """Ledger events behind the row."""

    @property
    def known(self) -> bool:
        """Whether the participant has an outcome: a value, or what takes its place."""
        return self.value is not None or bool(self.took)

    @property
    def outcome(self) -> str:
        """Say the outcome in a word: ``died``, ``no value``; '' where there is a value."""
        return WORDS.get(self.took, "" if self.value is not None else "no value")
