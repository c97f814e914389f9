"""Cox regression: how the hazard changes with what was known at the start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from warnings import catch_warnings, simplefilter

import numpy as np

from hepatica.stats.effects import two_sided_p, z_of
from hepatica.stats.refusal import RefusalKind, Refused
from hepatica.stats.risk_table import Flags, Floats, checked_times

STEEPEST = 10.0  # log hazard per standard deviation; beyond it the likelihood has no maximum


@dataclass(frozen=True, kw_only=True)
class CoxTerm:
    """One covariate: log hazard ratio per unit, with its interval as a hazard ratio."""

    name: str
    coefficient: float
    se: float
    hazard_ratio: float
    lower: float
    upper: float
    p: float
    floor: float = 0.0  # none: the p leans on a distribution, not on counting


@dataclass(frozen=True, kw_only=True)
class CoxModel:
    """A fitted Cox regression."""

    n: int
    events: int
    terms: tuple[CoxTerm, ...]
    log_likelihood_null: float
    log_likelihood: float
    concordance: float
    level: float
    method: str = "Cox regression, Efron ties"


def cox(
    times: Sequence[float],
    events: Sequence[bool],
    covariates: Mapping[str, Sequence[float]],
    *,
    level: float = 0.95,
    events_per_term: int = 10,
) -> CoxModel | Refused:
    """Fit by Efron's partial likelihood; refused below ``events_per_term`` events per covariate or without a maximum.

    Covariates are columns by name, one value per participant. Raises ValueError for columns that do not match.
    Sources: Cox 1972; Efron 1977; Peduzzi 1995 for ten events per term.
    """
    followed, happened = checked_times(times, len(events)), np.asarray(events, dtype=bool)
    if not covariates:
        raise ValueError("a Cox regression without a covariate estimates nothing: ask for Kaplan–Meier")
    for name, column in covariates.items():
        if len(column) != len(times):
            raise ValueError(f"{len(times)} follow-up times stand beside {len(column)} values of {name}")
    design = np.column_stack([np.asarray(column, dtype=float) for column in covariates.values()])
    if not np.isfinite(design).all():
        raise ValueError("a covariate of the Cox regression is missing: leave the participant out and say so")
    refusal = _refusal(int(happened.sum()), len(covariates), events_per_term, design)
    return refusal or _fit(followed, happened, design, tuple(covariates), level)


def concordance(times: Floats, events: Flags, risk: Floats) -> float | None:
    """Return the share of comparable pairs in which the higher risk had the earlier event, ties in risk counting half.

    A pair is comparable when the earlier time is an event; None where no pair is. Source: Harrell 1982.
    """
    earlier = events[:, None] & (
        (times[:, None] < times[None, :]) | ((times[:, None] == times[None, :]) & ~events[None, :])
    )
    pairs = int(earlier.sum())
    if not pairs:
        return None
    difference = risk[:, None] - risk[None, :]
    return float(((difference > 0) & earlier).sum() + 0.5 * ((difference == 0) & earlier).sum()) / pairs


def _refusal(events: int, terms: int, events_per_term: int, design: Floats) -> Refused | None:
    if events == 0:
        return _refused("no_events", "nobody had the event: a hazard ratio cannot be estimated")
    if events < events_per_term * terms:
        needed = events_per_term * terms
        return _refused("too_few", f"{events} events do not carry {terms} covariates: {needed} are asked for")
    if np.linalg.matrix_rank(design - design.mean(axis=0)) < terms:
        return _refused("not_estimable", "a covariate is the same for everybody or follows from the others")
    return None


def _refused(kind: RefusalKind, reason: str) -> Refused:
    return Refused(method=CoxModel.method, kind=kind, reason=reason)


def _fit(
    times: Floats, events: Flags, design: Floats, names: tuple[str, ...], level: float
) -> CoxModel | Refused:
    from statsmodels.duration.hazard_regression import PHReg
    from statsmodels.tools.sm_exceptions import ConvergenceWarning, HessianInversionWarning

    centre = design.mean(axis=0)
    model = PHReg(times, design - centre, status=events.astype(int), ties="efron")
    with catch_warnings():
        for category in (ConvergenceWarning, HessianInversionWarning, RuntimeWarning):
            simplefilter("error", category)
        try:
            fit = model.fit()
        except (ConvergenceWarning, HessianInversionWarning, RuntimeWarning, np.linalg.LinAlgError):
            return _refused("not_converged", "the likelihood was not maximised: the numbers are not shown")
    coefficients, errors = np.asarray(fit.params), np.asarray(fit.bse)
    steepest = float(np.max(np.abs(coefficients) * design.std(axis=0)))
    if not np.isfinite(errors).all() or steepest > STEEPEST:
        return _refused(
            "not_converged", "a covariate separates who had the event: the likelihood has no maximum"
        )
    z = z_of(level)
    return CoxModel(
        n=len(times),
        events=int(events.sum()),
        terms=tuple(
            CoxTerm(
                name=name,
                coefficient=float(b),
                se=float(s),
                hazard_ratio=exp(b),
                lower=exp(b - z * s),
                upper=exp(b + z * s),
                p=two_sided_p(float(b), float(s)),
            )
            for name, b, s in zip(names, coefficients, errors, strict=True)
        ),
        log_likelihood_null=float(model.loglike(np.zeros(len(names)))),
        log_likelihood=float(fit.llf),
        concordance=concordance(times, events, (design - centre) @ coefficients) or 0.5,
        level=level,
    )
