"""Linear mixed models of a value over time, by REML: printed where the data carry them, refused where not."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import Literal

import numpy as np
import scipy

from hepatica.stats.longitudinal import Longitudinal, Measurement, longitudinal
from hepatica.stats.refusal import RefusalKind, Refused
from hepatica.stats.reml import RemlFit, fit_reml
from hepatica.stats.risk_table import Floats

Random = Literal["intercept", "slope"]
ENOUGH_PARTICIPANTS = 10
BOUNDARY = 1e-4
"""Least variance between participants, as a share of the noise of what one participant shows, that is not nil."""


@dataclass(frozen=True, kw_only=True)
class FixedTerm:
    """A coefficient common to everybody, with a t interval on participants − 1 degrees of freedom."""

    name: str
    value: float
    se: float
    lower: float
    upper: float


@dataclass(frozen=True, kw_only=True)
class MixedModel:
    """A converged fit with a spread between participants that is not nil. Units are those of value and time."""

    participants: int
    observations: int
    intercept: FixedTerm
    slope: FixedTerm
    sd_intercept: float
    sd_slope: float | None
    correlation: float | None
    sd_residual: float
    reml: float  # −2 times the restricted log-likelihood, constants included, as lme4 prints it
    level: float
    note: str
    method: str


def mixed_model(
    measurements: Sequence[Measurement],
    *,
    random: Random = "intercept",
    minimum_participants: int = ENOUGH_PARTICIPANTS,
    show_anyway: bool = False,
    level: float = 0.95,
) -> MixedModel | Refused:
    """Fit value = b0 + b1 time + what is the participant's own (intercept, or intercept and slope) + noise, by REML.

    Refused with the reason below ``minimum_participants`` unless ``show_anyway``; always where the fit does not
    converge or the spread between participants is nil (the boundary), so that such numbers are never printed.
    Raises ValueError for values that are not numbers. Sources: Laird and Ware 1982; Bates 2015.
    """
    if not 0 < level < 1:
        raise ValueError(f"a confidence level of {level} does not lie between 0 and 1")
    data = longitudinal(measurements)
    people = len(data.participants)
    refusal = _too_little(data, random)
    if refusal is None and people < minimum_participants and not show_anyway:
        refusal = _refused(
            random, "too_few", f"{_few(people)}; {minimum_participants} participants are asked for"
        )
    if refusal is not None:
        return refusal
    fit = _fit(data, random)
    if isinstance(fit, Refused):
        return fit
    note = f"{_few(people)}: shown because it was asked for" if people < minimum_participants else ""
    return _result(data, fit, random, level, note)


def _method(random: Random) -> str:
    own = "intercept" if random == "intercept" else "intercept and slope"
    return f"Linear mixed model, random {own} (REML)"


def _few(people: int) -> str:
    return f"{people} participants leave {people - 1} degrees of freedom for the spread between them"


def _refused(random: Random, kind: RefusalKind, reason: str) -> Refused:
    return Refused(method=_method(random), kind=kind, reason=reason)


def _too_little(data: Longitudinal, random: Random) -> Refused | None:
    people, observations = len(data.participants), len(data.values)
    if people < 2:
        return _refused(
            random, "too_few", "one participant says nothing about the spread between participants"
        )
    if np.ptp(data.times) == 0:
        return _refused(random, "not_estimable", "everything was measured at one time: there is no slope")
    effects = people * (1 if random == "intercept" else 2)
    if observations <= effects:
        own = "intercepts" if random == "intercept" else "intercepts and slopes"
        reason = f"{observations} measurements do not separate the {own} of {people} participants from noise"
        return _refused(random, "too_few", reason)
    members = np.column_stack([data.member == i for i in range(people)]).astype(float)
    design = np.column_stack([members, members * data.times[:, None]]) if random == "slope" else members
    full = np.column_stack([design, data.times])
    left = data.values - full @ np.linalg.lstsq(full, data.values, rcond=None)[0]
    if float(left @ left) <= 1e-18 * float(data.values @ data.values):
        reason = "every participant's values lie on a line of their own: there is no noise to estimate"
        return _refused(random, "boundary", reason)
    return None


def _fit(data: Longitudinal, random: Random) -> RemlFit | Refused:
    """Fit on values and times of unit size, where a search is at home, and carry the answer back."""
    effects = 1 if random == "intercept" else 2
    unit, stretch = float(data.values.std()), float(np.abs(data.times).max())
    scale = np.array([1.0, 1.0 / stretch])
    design = np.column_stack([np.ones_like(data.times), data.times]) * scale
    found = fit_reml(data.values / unit, design, design[:, :effects], data.member)
    if not found.converged:
        reason = "the restricted likelihood was not maximised: the fit did not converge, and its numbers are not shown"
        return _refused(random, "not_converged", reason)
    if _share(data, design[:, :effects], found.relative) < BOUNDARY:
        own = "intercepts" if random == "intercept" else "intercepts or slopes, or of a mixture of both,"
        reason = f"the spread of participants' {own} is estimated as nil (on the boundary): the data do not carry it"
        return _refused(random, "boundary", reason)
    back = unit * scale
    return RemlFit(
        fixed=found.fixed * back,
        errors=found.errors * back,
        relative=found.relative * np.outer(scale, scale)[:effects, :effects],
        noise=found.noise * unit**2,
        # The density of values in other units, and the determinant of the design in other units.
        criterion=found.criterion + 2 * (len(data.values) - 2) * log(unit) + 2 * log(stretch),
        converged=True,
    )


def _share(data: Longitudinal, own: Floats, relative: Floats) -> float:
    """Return the least spread between participants in any direction, beside the noise of a typical participant."""
    typical = own.T @ own / len(data.participants)
    root = np.linalg.cholesky(typical + 1e-12 * np.eye(len(typical)))
    return float(np.linalg.eigvalsh(root.T @ relative @ root)[0])


def _result(data: Longitudinal, fit: RemlFit, random: Random, level: float, note: str) -> MixedModel:
    people = len(data.participants)
    half = float(scipy.stats.t.ppf((1 + level) / 2, people - 1))
    intercept, slope = (
        FixedTerm(
            name=name, value=float(b), se=float(s), lower=float(b - half * s), upper=float(b + half * s)
        )
        for name, b, s in zip(("intercept", "slope"), fit.fixed, fit.errors, strict=True)
    )
    between = fit.relative * fit.noise
    sds = [sqrt(float(variance)) for variance in np.diag(between)]
    return MixedModel(
        participants=people,
        observations=len(data.values),
        intercept=intercept,
        slope=slope,
        sd_intercept=sds[0],
        sd_slope=sds[1] if random == "slope" else None,
        correlation=float(between[0, 1]) / (sds[0] * sds[1]) if random == "slope" else None,
        sd_residual=sqrt(fit.noise),
        reml=fit.criterion,
        level=level,
        note=note,
        method=_method(random),
    )
