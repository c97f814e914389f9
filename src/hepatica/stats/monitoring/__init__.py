"""How likely a stopping rule is to fire, and how many are treated by then: exact, by enumeration, never simulated."""

from hepatica.stats.monitoring.beta_binomial import Prior, boundary, calibrated, exceeds, fewest
from hepatica.stats.monitoring.boundary import odds, pause_at_first, stretches
from hepatica.stats.monitoring.related import first_or_second
from hepatica.stats.monitoring.walk import Walk, walk

__all__ = [
    "Prior",
    "Walk",
    "boundary",
    "calibrated",
    "exceeds",
    "fewest",
    "first_or_second",
    "odds",
    "pause_at_first",
    "stretches",
    "walk",
]
