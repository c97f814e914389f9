"""What a check finds in a report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One broken rule: which, where, and a sentence for the person who can mend it."""

    rule: str
    """'1' to '21', 'version', or an FDA rule such as 'R0024'."""
    element: str
    """'G.k.8 (drug 1)'."""
    sentence: str
    stops: bool = True
    """False for a question to be answered; the message may go."""
