"""The address of a value, written in one line: what a link, a table's cell and an appendix carry."""

from __future__ import annotations

from dataclasses import dataclass

ITEM, SCORE, PARAMETER = "ITEM", "SCORE", "PARAM"
ESTIMAND, COUNT, EVIDENCE, METHOD = "ESTIMAND", "COUNT", "EVIDENCE", "METHOD"


LONGEST = 300


class Unanswerable(LookupError):  # noqa: N818 - the sentence is what matters
    """Nothing of the record stands at a reference; the message says which, and why."""


@dataclass(frozen=True, kw_only=True)
class Reference:
    """``kind:part/part``: an item, a score, a dataset's cell, an estimand's result, a count, a published row."""

    kind: str
    parts: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.kind}:{'/'.join(self.parts)}"

    def take(self, count: int) -> tuple[str, ...]:
        """Return the parts when there are so many; Unanswerable otherwise."""
        if len(self.parts) != count:
            raise Unanswerable(f"“{self}” names {len(self.parts)} places where {self.kind} has {count}.")
        return self.parts


def parse(text: str) -> Reference:
    """Read a reference; Unanswerable with a sentence for what is none."""
    kind, colon, rest = text.partition(":")
    parts = tuple(rest.split("/"))
    if not colon or not kind.isupper() or not all(parts) or len(text) > LONGEST:
        raise Unanswerable(
            f"“{text[:80]}” is not the address of a value, like SCORE:01-001/gate/laboratory/1/MELD_3_0."
        )
    return Reference(kind=kind, parts=parts)


def item_ref(subject: str, visit: str, form: str, row: int, item: str) -> str:
    """Write the address of an answer."""
    return f"{ITEM}:{subject}/{visit}/{form}/{row}/{item}"


def score_ref(subject: str, visit: str, form: str, row: int, score: str) -> str:
    """Write the address of a score at one draw."""
    return f"{SCORE}:{subject}/{visit}/{form}/{row}/{score}"


def parameter_ref(name: str) -> str:
    """Write the address of a number the protocol team set."""
    return f"{PARAMETER}:{name}"
