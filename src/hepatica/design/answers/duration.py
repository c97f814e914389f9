"""How long a design takes: participants as they come, the first of them waiting for each other, and the last followed.

While somebody waits nobody comes after him: a day of waiting beyond the pace of those given cells is a day added. Whom an
arm of standard care would let in meanwhile is not counted, since the arm is known only when it is drawn.
"""

from __future__ import annotations

from hepatica.design.answers.values import Duration
from hepatica.design.document import Design

DAYS = 365.25 / 12
"""In a month."""
LONGEST = 1200
"""Months in which the participants of any trial have come."""
PENDING = frozenset({"none", "tite_crm", "tite_boin"})
"""Families that wait for no cohort: none decides, the others count who is still watched in part."""


def duration(design: Design, *, participants: int | None = None, per_month: float | None = None) -> Duration:
    """Return the months from the first participant to the end of the last one's follow-up, if nothing stops.

    ``participants`` and ``per_month`` may stand for the design's own. Raises ValueError for a pace at which they never come, or
    not within a hundred years.
    """
    enrolled = design.participants if participants is None else participants
    pace = float(design.accrual.per_month) if per_month is None else per_month
    if not pace > 0 or enrolled < 1:
        raise ValueError(f"{enrolled} participants at {pace:g} a month never come")
    if enrolled / pace > LONGEST:
        raise ValueError(
            f"{enrolled} participants at {pace:g} a month come in {enrolled / pace / 12:,.0f} years: no trial waits so long"
        )
    treated = max(1, round(enrolled * design.exposed / design.participants))
    between = DAYS / pace * enrolled / treated
    waits = _waits(design, treated)
    added = sum(max(0.0, wait - between) for wait in waits) / DAYS
    accrual, follow_up = enrolled / pace, design.times.follow_up_days / DAYS
    return Duration(
        months=accrual + added + follow_up,
        accrual=accrual,
        waiting=added,
        follow_up=follow_up,
        sentences=(
            f"{enrolled} participants at {pace:g} a month come in {accrual:.1f} months.",
            _said(design, added),
            f"The last is followed for {design.times.follow_up_days} days, {follow_up:.1f} months.",
        ),
    )


def gaps(design: Design, treated: int) -> tuple[float, ...]:
    """Return the days the stagger asks for between those given cells, to the last one it applies to."""
    plan = design.stagger
    last = min(plan.participants, treated)
    return tuple(float(plan.sentinel_days if k == 0 else plan.days) for k in range(last - 1))


def _decides(design: Design) -> int:
    """Return the size of a cohort that is waited for; 0 where nobody waits for a decision on the dose."""
    if design.cohorts is None or design.decision.family in PENDING:
        return 0
    return design.cohorts.size


def _waits(design: Design, treated: int) -> tuple[float, ...]:
    """Return the stagger, and the window of the last of each cohort before the dose of the next is decided."""
    staggered, cohort = gaps(design, treated), _decides(design)
    window = design.decision.window_days or design.times.window_days
    waits = []
    for k in range(1, treated):
        stagger = staggered[k - 1] if k <= len(staggered) else 0.0
        decision = float(window) if cohort and k % cohort == 0 else 0.0
        waits.append(max(stagger, decision))
    return tuple(waits)


def _said(design: Design, added: float) -> str:
    plan, window = design.stagger, design.decision.window_days or design.times.window_days
    staggered = (
        f"{plan.sentinel_days} days after the first given cells, then {plan.days} between the first {plan.participants}"
        if plan.participants > 1
        else "nobody waits for another"
    )
    decided = (
        f"; {window} days after each cohort of {_decides(design)} for the decision"
        if _decides(design)
        else ""
    )
    effect = (
        f"adds {added:.1f} months, if nobody comes meanwhile; where they come and queue, as `hepatica design calendar` "
        "plays it, the last may enter hardly later"
        if added >= 0.05
        else "adds nothing: participants come more slowly than that"
    )
    return f"Waiting ({staggered}{decided}) {effect}."
