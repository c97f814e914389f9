"""Exact intervals and counts for a study of five. Every function is pure and wraps scipy where scipy has it."""

from hepatica.stats.counts import (
    largest_rate_unseen,
    patients_to_see_one,
    probability_unseen,
    rule_of_three,
    smallest_attainable_p,
)
from hepatica.stats.intervals import Interval, clopper_pearson, jeffreys, poisson_exact, wilson

__all__ = [
    "Interval",
    "clopper_pearson",
    "jeffreys",
    "largest_rate_unseen",
    "patients_to_see_one",
    "poisson_exact",
    "probability_unseen",
    "rule_of_three",
    "smallest_attainable_p",
    "wilson",
]
