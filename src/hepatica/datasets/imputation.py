"""The day counted for a date of which a part is not known: by the study's rule, and never without saying so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from hepatica.study.dates import PartialDate

Rule = Literal["none", "earliest", "latest"]


@dataclass(frozen=True, kw_only=True)
class CountedDay:
    """A calendar day, and what of it was imputed."""

    day: date | None
    """None where the date is unknown, or known in part and the study imputes nothing."""
    flag: str = ""
    """CDISC date imputation flag: ``D`` the day, ``M`` month and day; '' where nothing was imputed."""


def compute_day(when: PartialDate, rule: Rule = "none") -> CountedDay:
    """Return the day a date is counted as: itself when complete, else the first or last day it can mean, flagged.

    A date of which even the year is unknown is never imputed.
    """
    if when.complete:
        return CountedDay(day=when.earliest)
    if rule == "none" or not when.known:
        return CountedDay(day=None)
    day = when.earliest if rule == "earliest" else when.latest
    return CountedDay(day=day, flag="D" if when.month else "M")
