"""Two arms judged by a posterior probability: which results succeed, and how often at given true rates. Exact."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

from hepatica.stats.borrowing import SideBySide
from hepatica.stats.mixtures import BetaMixture
from hepatica.stats.quadrature import Array, over_log_odds

NEVER = -1


@dataclass(frozen=True, kw_only=True)
class TwoArms:
    """Success when P(rate of the treated > rate of the controls) exceeds ``threshold``, each arm with its own prior.

    Raises ValueError for arms without participants or a threshold outside 0 to 1.
    """

    controls: BetaMixture
    treated: BetaMixture
    n_controls: int
    n_treated: int
    threshold: float = 0.95

    def __post_init__(self) -> None:
        """Refuse what is no trial."""
        if self.n_controls < 1 or self.n_treated < 1:
            raise ValueError(
                f"arms of {self.n_treated} and {self.n_controls} participants cannot be compared"
            )
        if not 0 < self.threshold < 1:
            raise ValueError(f"a threshold of {self.threshold} does not lie between 0 and 1")


def success_probabilities(design: TwoArms) -> Array:
    """Give P(treated > controls) for every result: rows are events of the treated, columns of the controls."""
    theta, width = over_log_odds(801)
    p = scipy.special.expit(theta)
    above = _every(design.controls, design.n_controls, lambda a, b: scipy.special.betainc(a, b, p))
    log_p, log_q = scipy.special.log_expit(theta), scipy.special.log_expit(-theta)
    masses = _every(
        design.treated,
        design.n_treated,
        lambda a, b: np.exp(a * log_p + b * log_q - scipy.special.betaln(a, b)) * width,
    )
    found: Array = masses @ above.T
    return found


def boundary(design: TwoArms) -> tuple[int, ...]:
    """Give, for 0 to n events of the treated, the most events of the controls that still succeed; -1 for never."""
    succeeds = _succeeds(design)
    return tuple(int(row.sum()) - 1 if row.any() else NEVER for row in succeeds)


def success_chance(design: TwoArms, controls: Sequence[float], treated: Sequence[float]) -> tuple[float, ...]:
    """Give the chance of success at pairs of true rates: the type I error where both are equal.

    Raises ValueError for a rate outside 0 to 1 or lists of unequal length.
    """
    if any(not 0 <= rate <= 1 for rate in (*controls, *treated)):
        raise ValueError("a true rate does not lie between 0 and 1")
    succeeds = _succeeds(design)
    return tuple(
        float(
            scipy.stats.binom.pmf(np.arange(design.n_treated + 1), design.n_treated, q)
            @ succeeds
            @ scipy.stats.binom.pmf(np.arange(design.n_controls + 1), design.n_controls, p)
        )
        for p, q in zip(controls, treated, strict=True)
    )


def type_one_error(
    design: TwoArms, alone: BetaMixture, rates: Sequence[float]
) -> SideBySide[tuple[float, ...]]:
    """Give the chance of a false success at each common rate, with the design's prior for the controls and ``alone``.

    The rates are the drift: where they leave the prior's middle, borrowing inflates the error.
    """
    without = TwoArms(
        controls=alone,
        treated=design.treated,
        n_controls=design.n_controls,
        n_treated=design.n_treated,
        threshold=design.threshold,
    )
    return SideBySide(borrowed=design, alone=without).map(lambda d: success_chance(d, rates, rates))


def _succeeds(design: TwoArms) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = success_probabilities(design) > design.threshold
    return found


def _every(prior: BetaMixture, n: int, curve: Callable[[float, float], Array]) -> Array:
    """Give a curve of each posterior's parts, weighted: one row per number of events."""
    rows = []
    for r in range(n + 1):
        after = prior.posterior(r, n)
        rows.append(sum(w * curve(a, b) for w, a, b in zip(after.weights, after.a, after.b, strict=True)))
    return np.array(rows)
