"""How a design lets its participants in: the pace, the gaps between those who are treated, reviews, the boundary's days."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from hepatica.design.document import Design
from hepatica.design.tried.watched import watched

MONTH = 365.25 / 12
"""Days of a month."""
REPORT, REVIEW = 1.0, 14.0
"""Days from an event until everybody knows, and from then until a review lets dosing go on: assumed where nobody says."""


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """What holds participants back. Days throughout. Raises ValueError, a sentence, for what cannot be."""

    per_month: float
    """Participants who come a month, over all sites."""
    sites: int = 1
    spread: float = 0.0
    """Coefficient of variation of one site's pace around what is planned; sites differ independently."""
    gaps: tuple[float, ...] = ()
    """Days from the k-th treated participant to the next; none beyond the last named."""
    window: float = 0.0
    """Days in which an event counts."""
    report: float = REPORT
    review: float = REVIEW
    needs: int | None = None
    """Known events from which each calls for a review, while which nobody enters; None for no review."""
    limits: tuple[int, ...] = ()
    """After k treated whose outcome is known, the fewest with the event that stop; () for no boundary."""
    follow_up: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not (self.per_month > 0 and isfinite(self.per_month)):
            raise ValueError(f"a pace of {self.per_month:g} participants a month cannot be: it is above 0")
        if self.sites < 1:
            raise ValueError(f"{self.sites} sites enrol nobody: at least 1")
        for name, value in (
            ("a window", self.window),
            ("a report", self.report),
            ("a review", self.review),
            ("a follow-up", self.follow_up),
            ("a spread of pace", self.spread),
            *(("a gap", gap) for gap in self.gaps),
        ):
            if not 0 <= value < 36_500:
                raise ValueError(f"{name} of {value:g} cannot be")


def schedule(
    design: Design, *, report: float = REPORT, review: float = REVIEW, spread: float = 0.0
) -> Schedule:
    """Return how a design lets participants in.

    Between cohorts of a dose decision nobody is treated until the last of a cohort was watched for the whole window and
    the decision is known; a rule that weighs pending participants does not wait. Raises ValueError for what cannot be.
    """
    bound = watched(design)
    pause = next(
        (
            rule
            for rule in design.stopping
            if rule.layer == "pause" and rule.counts == "related_serious" and rule.needs
        ),
        None,
    )
    return Schedule(
        per_month=float(design.accrual.per_month),
        sites=design.accrual.sites,
        spread=spread,
        gaps=_gaps(design, report),
        window=float(bound.window_days if bound else design.times.window_days),
        report=report,
        review=review,
        needs=pause.needs if pause else None,
        limits=bound.limits if bound else (),
        follow_up=float(design.times.follow_up_days),
    )


def _gaps(design: Design, report: float) -> tuple[float, ...]:
    """Return the days between the treated: the sentinel's, the stagger's, and between cohorts the whole window."""
    told, cohorts = design.stagger, design.cohorts
    gaps = [
        float(told.sentinel_days if k == 0 else told.days)
        for k in range(min(told.participants, design.exposed) - 1)
    ]
    if design.decision.family in {"none", "tite_crm", "tite_boin"} or cohorts is None:
        return tuple(gaps)
    gaps += [0.0] * (design.participants - 1 - len(gaps))
    wait = float(design.decision.window_days or design.times.window_days) + report
    for first in range(cohorts.size, design.participants, cohorts.size):
        gaps[first - 1] = max(gaps[first - 1], wait)
    return tuple(gaps)
