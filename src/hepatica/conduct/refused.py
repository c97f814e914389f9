"""What ``decide`` answers when it will not: every problem at once, each a sentence with its place."""

from __future__ import annotations

import msgspec

from hepatica.conduct.commands import Refusal
from hepatica.ledger.events import Draft


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing of the command was stored."""

    refusals: tuple[Refusal, ...]

    def __str__(self) -> str:
        return " ".join(refusal.sentence for refusal in self.refusals)


Decision = tuple[Draft, ...] | Refused


def refuse(
    code: str, sentence: str, *, visit: str = "", form: str = "", item: str = "", row: int = 0
) -> Refused:
    """Return a refusal with one reason."""
    return Refused(
        refusals=(Refusal(code=code, sentence=sentence, visit=visit, form=form, item=item, row=row),)
    )


def listed(words: tuple[str, ...], last: str = "or") -> str:
    """Return 'a, b or c'."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""
