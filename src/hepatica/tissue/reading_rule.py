"""What a pair of liver biopsies lets one say, by a rule fixed before unmasking.

A rise in CD34 cells with a parallel rise of the sinusoidal area fraction is no evidence of progenitors: vessels explain
it. Rates are compared as exact fractions; both ratios are the study's parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Verdict(StrEnum):
    """What the rule says of a pair."""

    NO_BIOPSY = "no_biopsy"
    NO_PAIR = "no_pair"
    OTHER_METHOD = "other_method"
    NONE_AFTER = "none_after"
    """No cell was counted after: the upper bound is what can be said."""
    RISE_WITH_SINUSOIDS = "rise_with_sinusoids"
    """Not evidence of progenitors."""
    RISE_ALONE = "rise_alone"
    RISE_UNREAD = "rise_unread"
    """A rise whose sinusoids were not measured cannot be read."""
    FEWER = "fewer"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, kw_only=True)
class ReadingRule:
    """The study folder's ratios: from which growth cells, and sinusoids, count as risen."""

    cells_ratio: Decimal
    sinusoid_ratio: Decimal


@dataclass(frozen=True, kw_only=True)
class Section:
    """One biopsy as the rule sees it: the share of positive cells and the sinusoidal area (any one unit each)."""

    share: Fraction
    sinusoids: Decimal | None = None


def read_change(
    before: Section | None, after: Section | None, rule: ReadingRule, *, one_method: bool = True
) -> Verdict:
    """Apply the rule to a pair; counts by different methods are not compared.

    Source: the study's parameters `cd34_rise` and `sinusoid_rise`.
    """
    if before is None or after is None:
        return Verdict.NO_BIOPSY if before is after else Verdict.NO_PAIR
    if not one_method:
        return Verdict.OTHER_METHOD
    if after.share == 0:
        return Verdict.NONE_AFTER
    if after.share > before.share and after.share >= before.share * Fraction(rule.cells_ratio):
        return _rise(before.sinusoids, after.sinusoids, rule)
    fell = before.share >= after.share * Fraction(rule.cells_ratio) and before.share > after.share
    return Verdict.FEWER if fell else Verdict.UNCHANGED


def _rise(before: Decimal | None, after: Decimal | None, rule: ReadingRule) -> Verdict:
    if before is None or after is None:
        return Verdict.RISE_UNREAD
    grown = after > before and after >= rule.sinusoid_ratio * before
    return Verdict.RISE_WITH_SINUSOIDS if grown else Verdict.RISE_ALONE
