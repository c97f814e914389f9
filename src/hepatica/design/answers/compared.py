"""Several designs as points of one picture, and what each of them cannot show, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hepatica.design.answers.answered import ASSUMES
from hepatica.design.answers.duration import duration
from hepatica.design.answers.questions import adjusting, primary, questions
from hepatica.design.answers.stopping import boundary_of, stopping
from hepatica.design.answers.values import Limited, Point, TradeOff
from hepatica.design.document import Design
from hepatica.design.next.described import features_of
from hepatica.design.next.limits import table
from hepatica.design.written import sha256

AT = 0.30
"""The true rate at which boundaries are compared."""
CANNOT_SHOW = (
    "Which design is better: a larger trial answers more and exposes more people, and nobody weighs these for you.",
    "Powers hold if the effects and spreads supposed are true; a design that supposes more has more power on paper.",
)


def compared(designs: Sequence[Design]) -> TradeOff:
    """Return designs side by side in their order, with one point each.

    Raises ValueError for no design, one design given twice, or numbers that an engine refuses.
    """
    if not designs:
        raise ValueError("there is nothing to compare: name at least one design")
    labels = _labels(designs)
    points = tuple(_point(label, design) for label, design in zip(labels, designs, strict=True))
    limits = table({label: features_of(design) for label, design in zip(labels, designs, strict=True)})
    notes = tuple(_notes(designs))
    return TradeOff(
        points=points,
        questions=tuple(dict.fromkeys(name for point in points for name, _ in point.powers)),
        comparable=not notes,
        notes=notes,
        limits=tuple(
            Limited(name=name, sentences=tuple(of[label] for label in labels)) for name, of in limits.items()
        ),
        assumes=ASSUMES,
        cannot_show=CANNOT_SHOW,
    )


def _point(label: str, design: Design) -> Point:
    boundary = boundary_of(stopping(design))
    harmful = None if boundary is None else boundary.at(AT)
    asked = tuple(one for one in questions(design) if one.primary)
    return Point(
        label=label,
        kind=design.kind,
        per_arm=design.sample_size.per_arm,
        participants=design.participants,
        months=duration(design).months,
        exposed=design.exposed,
        powers=tuple((one.name, one.power) for one in asked),
        stops=None if harmful is None else harmful.acts,
        treated=None if harmful is None else harmful.treated,
        adjusted=tuple((one.name, one.adjusted.power) for one in asked if one.adjusted is not None),
    )


def _labels(designs: Sequence[Design]) -> tuple[str, ...]:
    """Name designs by id; by version and then by hash where that is not enough."""
    hashes = [sha256(design) for design in designs]
    if len(set(hashes)) < len(hashes):
        again = next(design for design, n in zip(designs, hashes, strict=True) if hashes.count(n) > 1)
        raise ValueError(f"'{again.id}' is named twice: a design is compared with others")
    names = [design.id for design in designs]
    for more in ([f", version {design.version}" for design in designs], [f", {one[:8]}" for one in hashes]):
        held = Counter(names)
        names = [name + extra if held[name] > 1 else name for name, extra in zip(names, more, strict=True)]
    return tuple(names)


def _notes(designs: Sequence[Design]) -> list[str]:
    """Say why powers are not comparable; nothing where they are."""
    ends = [primary(design) for design in designs]
    asked = {None if one is None else (one.type, one.variable, one.day) for one in ends}
    if len(asked) > 1:
        return [
            "Power is not comparable: the designs do not share one primary endpoint. Sizes, months and exposure are."
        ]
    supposed = {
        None
        if one is None
        else (one.delta, one.margin, one.sd, one.rate, design.sample_size.alpha, design.sample_size.sides)
        for one, design in zip(ends, designs, strict=True)
    }
    leans = (
        None if one is None else adjusting(design, one) for one, design in zip(ends, designs, strict=True)
    )
    if len(supposed) > 1 or len({one for one in leans if one}) > 1:
        supposes = "effects, spreads, errors or correlations with the baseline"
        return [
            f"Power is not comparable: the designs suppose other {supposes}. Sizes, months and exposure are."
        ]
    return []
