"""One answer of one method: a number with its interval and floor, or the sentence why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hepatica.stats.test import Test
from hepatica.study.estimand import Method


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a method says of an estimand; a p value never stands in it without its floor."""

    estimand: str
    method: Method
    label: str
    """The method as printed, with what is particular about this answer."""
    part: str = ""
    """Which of several answers of the method: a prior, a category, a participant."""
    n: int = 0
    """How many participants it rests on."""
    x: int | None = None
    """Of a proportion: how many of ``n``."""
    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    level: Decimal | None = None
    """The level that the interval attains."""
    p: Decimal | None = None
    """None wherever 0.05 is out of reach: the floor stands in its place."""
    floor: Decimal | None = None
    sentence: str = ""

    def __post_init__(self) -> None:
        """Refuse a p value that stands alone."""
        if self.p is not None and self.floor is None:
            raise ValueError(f"{self.estimand}/{self.method}: a p value needs its floor beside it")

    @property
    def ref(self) -> str:
        """Return the address that ``datasets.why`` answers."""
        return f"ESTIMAND:{self.estimand}/{self.method}" + (f"/{self.part}" if self.part else "")

    @property
    def answered(self) -> bool:
        """Whether there is a number: an estimate, a count or an interval."""
        return any(one is not None for one in (self.value, self.x, self.lower, self.floor))


def exact(value: float | None) -> Decimal | None:
    """Return a float as the decimal that it prints; None stays None."""
    return None if value is None else Decimal(repr(value))


def tested(test: Test) -> tuple[Decimal | None, Decimal | None, str]:
    """Return p, floor and sentence; where 0.05 is out of reach the floor is printed and p is not."""
    floor = exact(test.floor) if test.floor > 0 else Decimal(0)
    if test.reaches():
        return exact(test.p), floor, test.sentence()
    shown = f"{floor:.4f}".rstrip("0")
    said = f"Smallest p within reach of these {test.n}: {shown}. 0.05 is out of reach whatever the data, so no p is given."
    return None, floor, said
