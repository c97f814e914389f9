"""Outcomes put in order so that nobody who died vanishes: death, transplant, decompensation, then change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from hepatica.stats.intervals import Interval, clopper_pearson
from hepatica.stats.pairs import Level, Seen, compare_pairs
from hepatica.stats.sign_test import sign_test
from hepatica.stats.test import Test

Rung = Literal["death", "transplant", "decompensation", "change"]
RUNGS: tuple[Rung, ...] = ("death", "transplant", "decompensation", "change")
Verdict = Literal["better", "worse", "tie", "undecided"]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One participant to a horizon: days of events from the anchor, and the change where it was measured."""

    participant: str
    last_day: float
    """The last day on which the participant was known to be alive; of death where they died."""
    death: float | None = None
    transplant: float | None = None
    decompensation: float | None = None
    change: float | None = None


@dataclass(frozen=True, kw_only=True)
class Placed:
    """One participant's place: wins, losses and undecided pairs against each of the others."""

    participant: str
    rank: float
    """1 is the worst; those with the same wins minus losses share the mean of their places."""
    by: str
    """What decides: death, transplant, decompensation, change, or not measured."""
    wins: int
    losses: int
    ties: int


@dataclass(frozen=True, kw_only=True)
class Ordering:
    """Everybody, worst first."""

    each: tuple[Placed, ...]
    ranks: tuple[Rung, ...]
    method: str = "Ranked by pairwise comparison"


@dataclass(frozen=True, kw_only=True)
class AgainstReference:
    """One participant beside the reference."""

    participant: str
    verdict: Verdict
    by: str


@dataclass(frozen=True, kw_only=True)
class RankedAgainst:
    """Each participant beside somebody alive, untransplanted and changed by the reference amount."""

    each: tuple[AgainstReference, ...]
    reference: float
    threshold: float
    better: int
    worse: int
    ties: int
    undecided: int
    share_better: Interval
    """Of everybody: whoever is tied or undecided is not better."""
    net_benefit: float
    """Share better minus share worse, of everybody."""
    test: Test | None
    """The exact sign test of better against worse; None where fewer than two are decided."""
    method: str = "Each participant ranked against a reference change"


def rank_outcomes(
    outcomes: Sequence[Outcome],
    *,
    horizon: float,
    ranks: Sequence[Rung] = RUNGS,
    threshold: float = 0.0,
    better: Literal["higher", "lower"] = "lower",
) -> Ordering:
    """Order participants, worst first: by the earlier death, else transplant, else decompensation, else the change.

    Events after ``horizon`` do not count. A pair whose follow-up leaves it open passes to the next rung (Gehan).
    ``threshold`` is the least change that tells two apart. Raises ValueError for nobody or an order that cannot be.
    """
    people = _seen(outcomes, ranks, horizon)
    levels = _levels(ranks, threshold, better)
    scores = compare_pairs(people, people, levels).scores
    net = [int(row.sum()) for row in scores]
    placed = [
        Placed(
            participant=outcome.participant,
            rank=sum(other < mine for other in net) + (net.count(mine) + 1) / 2,
            by=_decided_by(outcome, ranks, horizon),
            wins=int((row > 0).sum()),
            losses=int((row < 0).sum()),
            ties=int((row == 0).sum()) - 1,  # the participant against themselves
        )
        for outcome, row, mine in zip(outcomes, scores, net, strict=True)
    ]
    return Ordering(each=tuple(sorted(placed, key=lambda one: one.rank)), ranks=tuple(ranks))


def rank_against(
    outcomes: Sequence[Outcome],
    *,
    horizon: float,
    reference: float = 0.0,
    ranks: Sequence[Rung] = RUNGS,
    threshold: float = 0.0,
    better: Literal["higher", "lower"] = "lower",
) -> RankedAgainst:
    """Set each participant against "no change" (or a published change): whoever died or was transplanted is worse.

    Better or worse by change needs ``threshold`` beyond the reference. Whoever was lost before the horizon without a
    change is undecided and named, not left out. The sign test carries its smallest attainable p. One arm only: says
    nothing about cause. Raises ValueError for nobody or an order that cannot be.
    """
    people = _seen(outcomes, ranks, horizon)
    nobody = tuple(
        Seen(value=reference) if rung == "change" else Seen(value=horizon, event=False) for rung in ranks
    )
    scores = compare_pairs(people, [nobody], _levels(ranks, threshold, better)).scores[:, 0]
    each = tuple(
        AgainstReference(
            participant=outcome.participant,
            verdict=_verdict(int(score), outcome, ranks, horizon),
            by=_decided_by(outcome, ranks, horizon),
        )
        for outcome, score in zip(outcomes, scores, strict=True)
    )
    count = {
        verdict: sum(one.verdict == verdict for one in each)
        for verdict in ("better", "worse", "tie", "undecided")
    }
    signs = [int(score) for score in scores if score]
    return RankedAgainst(
        each=each,
        reference=reference,
        threshold=threshold,
        better=count["better"],
        worse=count["worse"],
        ties=count["tie"],
        undecided=count["undecided"],
        share_better=clopper_pearson(count["better"], len(each)),
        net_benefit=(count["better"] - count["worse"]) / len(each),
        test=sign_test(signs) if len(signs) > 1 else None,
    )


def _levels(ranks: Sequence[Rung], threshold: float, better: Literal["higher", "lower"]) -> tuple[Level, ...]:
    if not ranks or len(set(ranks)) != len(ranks):
        raise ValueError(f"an order of {list(ranks)} cannot be: name each rung once, the worst first")
    return tuple(
        Level(name=rung, better=better, threshold=threshold)
        if rung == "change"
        else Level(name=rung, kind="time")
        for rung in ranks
    )


def _seen(outcomes: Sequence[Outcome], ranks: Sequence[Rung], horizon: float) -> tuple[tuple[Seen, ...], ...]:
    if not outcomes:
        raise ValueError("nobody has an outcome: there is nothing to rank")
    if not horizon > 0:
        raise ValueError(f"a horizon of {horizon} days cannot be")
    return tuple(tuple(_rung(outcome, rung, horizon) for rung in ranks) for outcome in outcomes)


def _rung(outcome: Outcome, rung: Rung, horizon: float) -> Seen:
    """Return what one participant shows at one rung by the horizon."""
    if rung == "change":
        return Seen(value=outcome.change)
    day: float | None = getattr(outcome, rung)
    if day is not None and day <= horizon:
        return Seen(value=day)
    return Seen(value=min(horizon, outcome.last_day), event=False)


def _decided_by(outcome: Outcome, ranks: Sequence[Rung], horizon: float) -> str:
    for rung in ranks:
        day = None if rung == "change" else getattr(outcome, rung)
        if rung == "change" and outcome.change is not None:
            return rung
        if day is not None and day <= horizon:
            return rung
    return "not measured" if "change" in ranks else "no event"


def _verdict(score: int, outcome: Outcome, ranks: Sequence[Rung], horizon: float) -> Verdict:
    if score:
        return "better" if score > 0 else "worse"
    known = outcome.change is not None if "change" in ranks else outcome.last_day >= horizon
    return "tie" if known else "undecided"
