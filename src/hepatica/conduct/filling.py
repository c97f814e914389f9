"""Forms that the laboratory's record fills, in the same transaction as the fact: nobody types it twice."""

from __future__ import annotations

from hepatica.conduct.case import Case
from hepatica.conduct.entry import with_consequences
from hepatica.conduct.refused import Refused
from hepatica.ledger.events import Draft


def with_fills(case: Case, subject: str, drafts: tuple[Draft, ...]) -> tuple[Draft, ...] | Refused:
    """Return drafts of the laboratory's facts with the answers they give, and with all that follows from those."""
    return with_consequences(case, subject, drafts)
