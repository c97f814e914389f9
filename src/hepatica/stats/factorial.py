"""A two-by-two factorial outcome by logistic regression: two main effects, and whether they act on each other.

Interaction is judged on the log-odds scale; on the scale of risk differences the same table may answer otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from warnings import catch_warnings, simplefilter

import scipy

from hepatica.stats.refusal import Refused

METHOD = "logistic regression, maximum likelihood"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One of the four arms: ``events`` among ``n``, with or without the first and the second treatment."""

    first: bool
    second: bool
    events: int
    n: int

    def __post_init__(self) -> None:
        """Refuse counts that cannot be."""
        if self.n < 1 or not 0 <= self.events <= self.n:
            raise ValueError(f"{self.events} of {self.n} is not a proportion")


@dataclass(frozen=True, kw_only=True)
class Effect:
    """A log odds ratio with its standard error."""

    log_odds: float
    error: float


@dataclass(frozen=True, kw_only=True)
class Factorial:
    """Main effects without interaction, the interaction beside them, and both treatments against neither."""

    intercept: Effect
    first: Effect
    second: Effect
    interaction: Effect
    chi_squared: float
    """Likelihood ratio of the model with interaction against the one without, one degree of freedom."""
    p: float
    both_against_neither: float
    """The sum of both main effects: a log odds ratio under no interaction."""
    method: str = METHOD


def fit_factorial(cells: Sequence[Cell]) -> Factorial | Refused:
    """Fit the four arms of a two-by-two design with and without interaction.

    An arm without an event, or with nothing else, has no finite log odds: that gives `Refused`, never a number. Raises
    ValueError unless each of the four arms is there once. Source: Stampfer 1985; Montgomery, Peters and Little 2003.
    """
    if len(cells) != 4 or len({(cell.first, cell.second) for cell in cells}) != 4:
        raise ValueError("a two-by-two design has four arms: neither, one, the other and both, each once")
    flat = [cell for cell in cells if cell.events in {0, cell.n}]
    if flat:
        return Refused(
            method=METHOD,
            kind="not_estimable",
            reason=f"an arm with {flat[0].events} events of {flat[0].n} has no finite log odds",
        )
    fitted = _fit(cells)
    if fitted is None:
        return Refused(method=METHOD, kind="not_converged", reason="the logistic model did not converge")
    (intercept, first, second), gained = fitted
    return Factorial(
        intercept=intercept,
        first=first,
        second=second,
        interaction=_interaction(cells),
        chi_squared=gained,
        p=float(scipy.stats.chi2.sf(gained, 1)),
        both_against_neither=first.log_odds + second.log_odds,
    )


def _interaction(cells: Sequence[Cell]) -> Effect:
    """Return the ratio of odds ratios: with an interaction the model fits the four arms without rest."""
    odds = [
        (1 if cell.first == cell.second else -1) * log(cell.events / (cell.n - cell.events)) for cell in cells
    ]
    return Effect(
        log_odds=sum(odds), error=sqrt(sum(1 / cell.events + 1 / (cell.n - cell.events) for cell in cells))
    )


def _fit(cells: Sequence[Cell]) -> tuple[list[Effect], float] | None:
    """Return intercept and main effects with the deviance they leave; None where the fit did not converge."""
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    counts = [(cell.events, cell.n - cell.events) for cell in cells]
    design = [(1.0, float(cell.first), float(cell.second)) for cell in cells]
    with catch_warnings():
        # It warns of a model without rest; arms that would run away to infinity are refused before.
        simplefilter("ignore", PerfectSeparationWarning)
        fitted = GLM(counts, design, family=Binomial()).fit(tol=1e-12, maxiter=50)
    if not fitted.converged:
        return None
    pairs = zip(fitted.params, fitted.bse, strict=True)
    return [Effect(log_odds=float(b), error=float(s)) for b, s in pairs], max(0.0, float(fitted.deviance))
