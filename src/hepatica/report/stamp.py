"""What anchors a page: a point of the ledger with protocol and data cut, or the design of a trial not yet begun."""

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
    def after_head(self) -> str:
        """Write the part of the stamp after the hash."""
        return f"· Hepatica {self.program}"

    @property
    def anchor(self) -> str:
        """Write the point of the record for a program to read: ``hepatica-anchor 4812:9f3c…``, the hash in full."""
        return f"hepatica-anchor {self.seq}:{self.head}"

    @property
    def text(self) -> str:
        """Write the whole stamp on one line."""
        return f"{self.before_head} {write.head_groups(self.head)} {self.after_head}"


@dataclass(frozen=True, kw_only=True)
class DesignStamp:
    """The written design a page was made from: no record exists yet, so it is named by the hash of its text.

    `follows` names the study it was derived from with its version, is empty, or None where several designs stand together. `at` is the only time such a page knows,
    with its zone: when the design was kept. Raises ValueError when `at` has no zone or `head` is no hash.
    """

    design: str
    version: str
    head: str
    follows: str | None
    program: str
    at: datetime

    def __post_init__(self) -> None:
        """Refuse a stamp that would differ from one machine to the next."""
        if self.at.utcoffset() is None:
            raise ValueError(
                "the stamp's moment needs a time zone, or the same design prints different bytes"
            )
        write.head_groups(self.head)

    @property
    def before_head(self) -> str:
        """Write the part of the stamp before the hash."""
        return f"Design {self.design} {self.version} · sha256"

    @property
    def after_head(self) -> str:
        """Write the part of the stamp after the hash."""
        follows = () if self.follows is None else (f"follows {self.follows or 'no study'}",)
        return f"· {' · '.join((*follows, f'Hepatica {self.program}'))}"

    @property
    def anchor(self) -> str:
        """Write the design for a program to read: ``hepatica-design factorial:9f3c…``, the hash in full."""
        return f"hepatica-design {self.design}:{self.head}"

    @property
    def text(self) -> str:
        """Write the whole stamp on one line."""
        return f"{self.before_head} {write.head_groups(self.head)} {self.after_head}"


Anchored = Stamp | DesignStamp
"""What a page may be anchored to: a point of the record, or a design before there is one."""
