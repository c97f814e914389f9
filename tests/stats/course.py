"""Simulated and hand-made courses of participants over time, shared by the longitudinal tests."""

import numpy as np

from hepatica.stats.longitudinal import Measurement

WEEKS = (0, 4, 12, 24)


def rows(values, times=WEEKS):
    """One list of values per participant, numbered from 1."""
    return [
        Measurement(participant=f"{i:02}", time=float(t), value=float(y))
        for i, own in enumerate(values, start=1)
        for t, y in zip(times, own, strict=True)
    ]


def simulated(people=12, *, between=3.0, slopes=0.0, noise=1.0, seed=1, times=WEEKS):
    """MELD-like courses: 15 at the start, falling a twentieth of a point a week."""
    rng = np.random.default_rng(seed)
    own, own_slope = rng.normal(0, between, people), rng.normal(-0.05, slopes, people)
    return rows(
        [[15 + u + b * t + rng.normal(0, noise) for t in times] for u, b in zip(own, own_slope, strict=True)],
        times,
    )
