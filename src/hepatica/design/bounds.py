"""How large a design may be: a file, its lists, its words and its numbers, so that whatever passes is answered at once.

A design comes from a person, over a form or a wire. Beyond these bounds lies no trial of an early phase, only a slip of
the keyboard or somebody who would keep the machine busy; each is refused in a sentence, before anything is computed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from pydantic import BaseModel

from hepatica.design.document import Design
from hepatica.design.proceeding import StopRule
from hepatica.study.lines import Finding, Node, Path
from hepatica.study.text import Translated

VALUES = 3_000
"""Values of a file; the largest built-in design has 330."""
LONG = 100
"""Entries of a list, or keys of a part, beyond which a file is not looked at more closely."""
ENTRIES = 40
"""Entries of a list for which ``MANY`` names no other number."""
MANY = {"arms": 12, "stopping": 12, "endpoints": 20, "infusions": 30, "fractions": 20, "grid": 30}
"""Field → its entries at most."""
WORDS = 4_000
"""Characters of a text."""
SHORT = 200
"""Characters of a name or a version, and of what stands in ``TITLES``."""
TITLES = frozenset({"title", "masking", "population"})
GREAT, FINE = Decimal("1e9"), Decimal("1e-9")
"""Between them lies every number of a design, its sign left out, unless it is 0. Cells are written in millions."""
DIGITS = 20
DAYS = 36_525
"""Days of a hundred years."""
_IN_DAYS = frozenset({"days", "sentinel_days", "follow_up_days", "window_days", "day", "infusions"})
PARTICIPANTS = 2_000
"""Participants of a design that is answered: no trial of this phase comes near."""
WALKED = 2_000
"""Participants whom all boundaries of a design watch, each boundary counted for itself."""
_DEAR = {"chen_chaloner": 4}
"""Family → how many times as long its boundary takes as another's."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINERS = "\u200c\u200d"
"""Invisible and needed: Hindi and Telugu join and part their letters with them."""


def too_large(root: Node) -> str:
    """Return why a file is not looked at more closely, '' where it is: it holds more than any design."""
    found = tuple(islice(root.walk(), VALUES + 1))
    if len(found) > VALUES:
        return f"the file holds more than {VALUES:,} values: no design does"
    for node in found:
        if isinstance(node.value, dict | list) and len(node.value) > LONG:
            return f"{len(node.value):,} entries stand under one key, in line {node.line}: no design has more than {LONG}"
    return ""


def bounds(design: Design) -> Iterator[Finding]:
    """Yield every list, text and number that is larger than a design's can be; then, of a whole that is, its size."""
    each = tuple(_part(design, ()))
    yield from each
    if not each:
        yield from _whole(design)


def refuse_beyond(design: Design) -> None:
    """Raise ValueError, a sentence, for a design that is beyond its bounds, wherever it comes from."""
    for finding in bounds(design):
        raise ValueError(f"{'.'.join(map(str, finding.path))}: {finding.sentence}")


# -- Parts ----------------------------------------------------------------------------------------------------------


def _part(part: object, path: Path) -> Iterator[Finding]:
    key = next((step for step in reversed(path) if isinstance(step, str)), "")
    if isinstance(part, Translated):
        for said in (part.en, part.hi, part.te):
            yield from _text(said or "", key, path)
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from _part(getattr(part, name), (*path, name))
    elif isinstance(part, tuple):
        most = MANY.get(key, ENTRIES)
        if len(part) > most:
            yield Finding(path, f"'{key}' has {len(part):,} entries: at most {most}")
            return
        for n, entry in enumerate(part):
            yield from _part(entry, (*path, n))
    elif isinstance(part, str):
        yield from _text(part, key, path)
    elif isinstance(part, int | Decimal) and not isinstance(part, bool):
        yield from _number(Decimal(part), key, path)


def _text(text: str, key: str, path: Path) -> Iterator[Finding]:
    most = WORDS if key not in TITLES and len(path) and key not in {"id", "version", "unit"} else SHORT
    if len(text) > most:
        yield Finding(path, f"'{key}' has {len(text):,} characters: at most {most:,}")
    lines = "" if key in {"id", "version", "unit", *TITLES} else "\n"
    for sign in text:
        if unicodedata.category(sign) in _UNSEEN and sign not in lines + _JOINERS:
            said = f"'{key}' holds the sign U+{ord(sign):04X}, which nobody sees: take it out"
            yield Finding(path, said)
            return


def _number(number: Decimal, key: str, path: Path) -> Iterator[Finding]:
    size = abs(number)
    if number and not FINE <= size <= GREAT:
        said = "smaller" if size < FINE else "larger"
        yield Finding(path, f"'{key}' is {said} than a number of a design can be: {_short(number)}")
    elif len(number.as_tuple().digits) > DIGITS:
        yield Finding(
            path, f"'{key}' has {len(number.as_tuple().digits)} digits: at most {DIGITS} are written"
        )
    elif key in _IN_DAYS and number > DAYS:
        yield Finding(path, f"'{key}' {number:,} is more than the {DAYS:,} days of a hundred years")


def _short(number: Decimal) -> str:
    return f"{'-' if number < 0 else ''}about 10 to the power of {number.adjusted()}"


# -- The whole ------------------------------------------------------------------------------------------------------


def _whole(design: Design) -> Iterator[Finding]:
    """Yield a number of participants that is no early phase, and boundaries that watch too many."""
    if not 0 <= design.sample_size.dropout < 1:
        return  # what is wrong there is told as such
    if design.participants > PARTICIPANTS:
        said = (
            f"{design.participants:,} participants are more than an early phase has: at most {PARTICIPANTS:,}"
        )
        yield Finding(("sample_size", "per_arm"), said, ("arms", "cohorts"))
        return
    walked = sum(map(_cost, design.stopping)) * design.exposed
    if walked > WALKED:
        said = (
            f"the boundaries watch {walked:,} participants in all, each boundary counted for itself (one of chen_chaloner "
            f"as {_DEAR['chen_chaloner']}): at most {WALKED:,}"
        )
        yield Finding(("stopping",), said, ("arms",))


def _cost(rule: StopRule) -> int:
    return 0 if rule.layer == "pause" else _DEAR.get(rule.family, 1)
