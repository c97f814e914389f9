"""How much each edit check asks of people, and how often they overrule it: the trust a check has earned.

A check that fires and is explained away nine times of ten costs more than it finds. One firing is one raising of the
finding; it ends when the value is mended, or when another value raises it anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hepatica.ledger import upcast
from hepatica.ledger.events import Event, FindingCleared, FindingExplained, FindingRaised
from hepatica.ledger.review_facts import FindingAccepted, FindingReturned

KINDS = tuple(
    fact.kind for fact in (FindingRaised, FindingCleared, FindingExplained, FindingAccepted, FindingReturned)
)


@dataclass(kw_only=True)
class Burden:
    """What became of the firings of one check."""

    check: str
    form: str
    fired: int = 0
    overruled: int = 0
    """Firings that people explained: the value stands."""
    accepted: int = 0
    """Of those, explanations that somebody else accepted."""
    returned: int = 0
    """How often an explanation was sent back."""
    mended: int = 0
    """Firings after which the value was changed, and that nobody had explained."""

    @property
    def waiting(self) -> int:
        """Firings that nobody has answered yet."""
        return self.fired - self.overruled - self.mended


Key = tuple[str, str, str, str, int]
"""(subject, check, visit, form, row)"""


def derive_burden(events: Iterable[Event]) -> tuple[Burden, ...]:
    """Return what became of each check's firings, the most overruled first; ``events`` are those of ``KINDS`` in order."""
    found: dict[tuple[str, str], Burden] = {}
    standing: dict[Key, set[str]] = {}
    for event in events:
        fact = upcast.read(event)
        assert isinstance(
            fact, FindingRaised | FindingCleared | FindingExplained | FindingAccepted | FindingReturned
        )
        one = found.setdefault((fact.check, fact.form), Burden(check=fact.check, form=fact.form))
        key = (event.subject, fact.check, fact.visit, fact.form, fact.row)
        _count(one, fact, standing, key)
    return tuple(sorted(found.values(), key=lambda one: (-one.overruled, -one.fired, one.check, one.form)))


def _count(
    one: Burden,
    fact: FindingRaised | FindingCleared | FindingExplained | FindingAccepted | FindingReturned,
    standing: dict[Key, set[str]],
    key: Key,
) -> None:
    said = standing.get(key)
    match fact:
        case FindingRaised():
            if said is not None and "explained" not in said:
                one.mended += 1  # another value in its place raised it anew
            one.fired += 1
            standing[key] = set()
        case FindingCleared():
            if said is not None and "explained" not in said:
                one.mended += 1
            standing.pop(key, None)
        case FindingExplained():
            if said is not None and "explained" not in said:
                one.overruled += 1
                said.add("explained")
        case FindingAccepted():
            one.accepted += 1
        case FindingReturned():
            one.returned += 1
            if said is not None and "explained" in said:
                one.overruled -= 1  # the check asks again: the firing is not settled
                said.discard("explained")
