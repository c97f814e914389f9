"""What anchors a page to the ledger: protocol, data cut, sequence number, head and program version."""

from dataclasses import dataclass
from datetime import date, datetime

from hepatica.report import text as write


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """The point of the record a page was made from.

    `at` is the moment of the cut's last event, with its zone: the only time a page knows. `head` is the hash of
    that event in lower-case hexadecimal. Raises ValueError when `at` has no zone or `head` is no hash.
    """

    protocol: str
    cut: date
    seq: int
    head: str
    program: str
    at: datetime

    def __post_init__(self) -> None:
        """Refuse a stamp that would differ from one machine to the next."""
        if self.at.utcoffset() is None:
            raise ValueError("the stamp's moment needs a time zone, or the same cut prints different bytes")
        write.head_groups(self.head)

    @property
    def before_head(self) -> str:
        """Write the part of the stamp before the hash."""
        return f"Protocol {self.protocol} · data cut {write.civil_date(self.cut)} · ledger {write.number(self.seq)} · head"

    @property
    def anchor(self) -> str:
        """Write the point of the record for a program to read: ``hepatica-anchor 4812:9f3c…``, the hash in full."""
        return f"hepatica-anchor {self.seq}:{self.head}"

    @property
    def text(self) -> str:
        """Write the whole stamp on one line."""
        return f"{self.before_head} {write.head_groups(self.head)} · Hepatica {self.program}"
