"""Variants of one design: the same trial with other numbers, so that what a number buys can be seen."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from hepatica.design.document import Design
from hepatica.study.text import Translated

MOST = 50
"""Variants that one picture can hold."""


def variants(
    design: Design, *, per_arm: Sequence[int] = (), per_month: Sequence[Decimal] = ()
) -> tuple[Design, ...]:
    """Return the design with each number per arm, and each pace; the design's own where nothing is asked.

    A design whose dose is decided by cohorts takes the number in all, in whole cohorts. Ids and titles say what differs.
    Raises ValueError for numbers below 1, numbers named twice, broken cohorts, or more variants than can be shown.
    """
    sizes, paces = tuple(per_arm) or (None,), tuple(per_month) or (None,)
    for values, name in ((sizes, "participants per arm"), (paces, "participants a month")):
        given = [value for value in values if value is not None]
        if any(not value > 0 for value in given) or len(set(given)) != len(given):
            raise ValueError(f"{name} are numbers above 0, each named once")
    if len(sizes) * len(paces) > MOST:
        raise ValueError(
            f"{len(sizes) * len(paces)} variants are more than one picture holds: at most {MOST}"
        )
    return tuple(_paced(_sized(design, size), pace) for size in sizes for pace in paces)


def _sized(design: Design, per_arm: int | None) -> Design:
    if per_arm is None:
        return design
    update: dict[str, object] = {
        "sample_size": design.sample_size.model_copy(update={"per_arm": per_arm}),
        **_named(design, f"{per_arm}", f"{per_arm} per arm"),
    }
    if design.cohorts is not None and design.allocation.method == "by_dose_decision":
        count, left = divmod(per_arm, design.cohorts.size)
        if left:
            raise ValueError(f"{per_arm} participants are no whole cohorts of {design.cohorts.size}")
        update["cohorts"] = design.cohorts.model_copy(update={"count": count})
        update |= _named(design, f"{per_arm}", f"{per_arm} in all")
    return design.model_copy(update=update)


def _paced(design: Design, per_month: Decimal | None) -> Design:
    if per_month is None:
        return design
    accrual = design.accrual.model_copy(update={"per_month": per_month})
    said = f"{per_month:f}"
    named = _named(design, f"pace_{said.replace('.', '_')}", f"{said} a month")
    return design.model_copy(update={"accrual": accrual, **named})


def _named(design: Design, suffix: str, words: str) -> dict[str, object]:
    return {"id": f"{design.id}_{suffix}", "title": Translated(en=f"{design.title}, {words}")}
