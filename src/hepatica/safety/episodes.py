"""Episodes: proposals of one term that overlap or lie close together, with the event they belong to; and what became of each signal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from hepatica.ledger.rows import ProposalRow
from hepatica.study.dates import PartialDate, days_span

STATES = ("proposed", "confirmed", "dismissed", "withdrawn")


@dataclass(frozen=True, kw_only=True)
class Raised:
    """A proposal with its term and when its reading was taken."""

    proposal: ProposalRow
    term: str
    """CTCAE's term, or the signal's own where CTCAE has none."""
    at: str
    """ISO day, or day with its minute; '' when nobody knows."""

    @property
    def day(self) -> PartialDate:
        """The civil day of the reading."""
        return PartialDate.parse(self.at[:10])


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An event of the log: what an episode may belong to."""

    row: int
    term: str
    start: PartialDate
    end: PartialDate | None
    """None while it goes on."""


@dataclass(frozen=True, kw_only=True)
class Episode:
    """Proposals that are one clinical happening."""

    term: str
    proposals: tuple[ProposalRow, ...]
    """In the order of time."""
    event: int
    """Row of the event that stands for it, or 0."""
    first: str
    last: str

    @property
    def waiting(self) -> tuple[ProposalRow, ...]:
        """Proposals nobody has judged."""
        return tuple(p for p in self.proposals if p.state == "proposed")


@dataclass(frozen=True, kw_only=True)
class Rate:
    """What became of the proposals of one signal."""

    signal: str
    fired: int
    by_state: dict[str, int] = field(default_factory=dict)

    @property
    def dismissal(self) -> str:
        """Dismissed among those judged: '2 of 5', or '' while none is."""
        judged = self.by_state["confirmed"] + self.by_state["dismissed"]
        return f"{self.by_state['dismissed']} of {judged}" if judged else ""


def episodes(raised: Iterable[Raised], events: Iterable[Standing], gap: int) -> tuple[Episode, ...]:
    """Gather proposals into episodes: the same term, and no more than ``gap`` days between one reading and the next.

    A withdrawn proposal belongs to none. An episode that overlaps an event of its term, or lies within the gap of it,
    belongs to that event; proposals confirmed into different events are different episodes. What has no date stands
    alone, because nothing says that it belongs together.
    """
    standing = [one for one in raised if one.proposal.state != "withdrawn"]
    found: list[list[Raised]] = []
    for one in sorted(standing, key=lambda r: (r.term, r.at or "~", r.proposal.key)):
        if found and _continues(found[-1], one, gap):
            found[-1].append(one)
        else:
            found.append([one])
    known = tuple(events)
    return tuple(sorted((_episode(group, known, gap) for group in found), key=lambda e: (e.first, e.term)))


def _continues(group: list[Raised], one: Raised, gap: int) -> bool:
    last = group[-1]
    rows = {r.proposal.ae_row for r in (*group, one) if r.proposal.ae_row}
    return last.term == one.term and len(rows) <= 1 and _near(last.day, one.day, gap)


def _near(earlier: PartialDate, later: PartialDate, gap: int) -> bool:
    span = days_span(earlier, later)
    return span is not None and span[0] <= gap


def _episode(group: Sequence[Raised], events: Iterable[Standing], gap: int) -> Episode:
    confirmed = next((r.proposal.ae_row for r in group if r.proposal.ae_row), 0)
    near = (e.row for e in events if e.term == group[0].term and _overlaps(e, group, gap))
    return Episode(
        term=group[0].term,
        proposals=tuple(r.proposal for r in group),
        event=confirmed or next(near, 0),
        first=group[0].at,
        last=group[-1].at,
    )


def _overlaps(event: Standing, group: Sequence[Raised], gap: int) -> bool:
    after_start = days_span(event.start, group[-1].day)
    if after_start is None or after_start[1] < -gap:
        return False
    if event.end is None:
        return True
    return _near(event.end, group[0].day, gap)


def rates(proposals: Iterable[ProposalRow]) -> tuple[Rate, ...]:
    """Return for each signal how often it fired, and how many were confirmed, dismissed, withdrawn or wait."""
    counted: dict[str, Counter[str]] = {}
    for one in proposals:
        counted.setdefault(one.signal, Counter())[one.state] += 1
    return tuple(
        Rate(signal=signal, fired=sum(states.values()), by_state={state: states[state] for state in STATES})
        for signal, states in sorted(counted.items())
    )
