"""The questions of a design in plain words, each with its power as planned and what the power asked for would cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_CEILING, Decimal

from hepatica.design.answers.sought import MEANS, RANKS, Sought, unanswered
from hepatica.design.answers.values import Adjusted, Question
from hepatica.design.document import Design
from hepatica.design.engines import QUESTIONS
from hepatica.design.inference import COMPARES, Endpoint
from hepatica.stats.factorial_cells import Four

NAMES = {
    "main_effects": "Do CD34 cells help whatever else is given, and do MSC?",
    "beats_each": "Are both together better than CD34 cells alone and better than MSC alone?",
    "interaction": "Do both together do more than the sum of the two?",
    "difference": "Is it better than standard care?",
    "non_inferiority": "Is it not worse than standard care?",
}
"""Question of an endpoint → in plain words."""
POWER, ALPHA = Decimal("0.8"), Decimal("0.05")
"""Asked for where the design says nothing."""
RATES = frozenset({"binary", "competing"})
NOTHING_SOUGHT = "The design seeks no effect of a stated size here."


def questions(design: Design) -> tuple[Question, ...]:
    """Return every question that compares, those of the sized endpoint first; none for a design that only describes.

    A 2 × 2 has all three of its questions for the endpoint it is sized for.
    """
    return tuple(_question(design, endpoint, asks) for endpoint, asks in _asked(design))


def primary(design: Design) -> Endpoint | None:
    """Return the endpoint that the number of participants was chosen for; None where it names none."""
    return next((one for one in design.endpoints if one.id == design.sample_size.endpoint), None)


def sought(design: Design, endpoint: Endpoint, asks: str) -> Sought | None:
    """Return a question with the design's numbers, unadjusted; None where there is no closed form, or no effect is sought."""
    delta = endpoint.margin if asks == "non_inferiority" else endpoint.delta
    if delta is None or note(endpoint, asks):
        return None
    if (endpoint.type in MEANS and endpoint.sd is None) or (endpoint.type in RATES and endpoint.rate is None):
        return None
    size, control = design.sample_size, design.control
    others = [arm.share for arm in design.arms if arm is not control]
    return Sought(
        asks=asks,
        type=endpoint.type,
        delta=float(delta),
        sd=float(endpoint.sd or 0),
        rate=float(endpoint.rate or 0),
        falls=endpoint.better == "lower",
        error=float(size.alpha or ALPHA) * (1 if size.sides == 2 else 2),
        power=float(size.power or POWER),
        shares=(float(min(others, default=1)), float(control.share if control is not None else 1)),
        cells=_cells(design),
    )


def _cells(design: Design) -> Four:
    """Return the shares of a 2 × 2: standard care, CD34, MSC, both; arms that differ in route or repeats count together."""
    none, first, second, both = (
        float(sum(arm.share for arm in design.arms if arm.cells == name) or 1)
        for name in ("none", "cd34", "msc", "both")
    )
    return none, first, second, both


def adjusting(design: Design, endpoint: Endpoint) -> float:
    """Return the correlation with the baseline that the analysis takes off; 0 where it adjusts for none."""
    if "baseline" not in design.analysis.adjusts_for or endpoint.type not in MEANS:
        return 0.0
    return float(endpoint.correlation or 0)


def enrolled(design: Design, per_arm: int, *, dropout: Decimal | None = None) -> int:
    """Return all who are enrolled for ``per_arm`` with a value in an arm of share 1."""
    kept = 1 - (design.sample_size.dropout if dropout is None else dropout)
    each = (Decimal(per_arm * arm.share) / kept for arm in design.arms)
    return sum(int(one.to_integral_value(ROUND_CEILING)) for one in each)


def note(endpoint: Endpoint, asks: str) -> str:
    """Return why a question has no closed form; '' where it has one."""
    return unanswered(asks, endpoint.type)


def _asked(design: Design) -> Iterator[tuple[Endpoint, str]]:
    sized = primary(design)
    for endpoint in sorted(design.endpoints, key=lambda one: (one is not sized, one.role != "primary")):
        if endpoint is sized and endpoint.question in QUESTIONS:
            yield from ((endpoint, asks) for asks in QUESTIONS)
        elif endpoint.question in COMPARES:
            yield endpoint, endpoint.question


def _question(design: Design, endpoint: Endpoint, asks: str) -> Question:
    """Return one question; numbers that no sample can show leave it without a power, and are said in its note."""
    bare = Question(
        name=NAMES[asks],
        asks=asks,
        endpoint=str(endpoint.title),
        primary=endpoint is primary(design),
        effect=effect(endpoint, asks),
        asked=float(design.sample_size.power or POWER),
        power=None,
        per_arm=None,
        participants=None,
        against_main=None,
        note=note(endpoint, asks),
    )
    known = sought(design, endpoint, asks)
    if known is None:
        return replace(bare, note=bare.note or NOTHING_SOUGHT)
    try:
        return _answered(design, endpoint, known, bare)
    except ValueError as refusal:
        return replace(bare, note=f"Nothing can be said: {refusal}.")


def _answered(design: Design, endpoint: Endpoint, known: Sought, bare: Question) -> Question:
    n = known.per_arm
    main = replace(known, asks="main_effects").exact if known.asks in QUESTIONS else None
    return replace(
        bare,
        power=known.power_at(design.sample_size.per_arm),
        per_arm=n,
        participants=enrolled(design, n),
        against_main=None if main is None else known.exact / main,
        adjusted=_adjusted(design, endpoint, known),
        note=known.by,
    )


def _adjusted(design: Design, endpoint: Endpoint, known: Sought) -> Adjusted | None:
    correlation = adjusting(design, endpoint)
    if not correlation:
        return None
    with_it = replace(known, correlation=correlation)
    n = with_it.per_arm
    return Adjusted(
        power=with_it.power_at(design.sample_size.per_arm), per_arm=n, participants=enrolled(design, n)
    )


def effect(endpoint: Endpoint, asks: str) -> str:
    """Return the effect sought in words: 'a difference of 2 beside an SD of 4'."""
    if asks == "non_inferiority":
        return f"no more than {endpoint.margin} worse"
    if endpoint.delta is None:
        return ""
    if endpoint.type in RANKS:
        return (
            f"a better outcome in {100 * (Decimal('0.5') + endpoint.delta):.0f} of 100 pairs rather than 50"
        )
    if endpoint.type in RATES and endpoint.rate is not None:
        after = endpoint.rate + (endpoint.delta if endpoint.better == "higher" else -endpoint.delta)
        return f"a rate of {endpoint.rate} becomes {after}"
    beside = "" if endpoint.sd is None else f" beside an SD of {endpoint.sd}"
    return f"a difference of {endpoint.delta}{beside}"
