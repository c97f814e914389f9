"""What published arms can teach the mechanism, and what they cannot: importance weights, and how far each prior narrowed.

Every set of rates drawn from the priors is run through the published arms and weighted by how well it gives their results. A
rate whose spread does not shrink was not informed: what the model says of it is what somebody supposed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hepatica.design.label import Label
from hepatica.design.mechanism.model import Infusion, meld_change, run
from hepatica.design.mechanism.priors import LOGARITHMIC, Draws, draw_priors
from hepatica.design.parameters import Parameters, load

Floats = NDArray[np.float64]
Quantiles = tuple[float, float, float]

_LEVELS = (0.05, 0.5, 0.95)
_LONG_STEP, _STEP = 5.0, 1.0
"""Days a step: without MSC nothing moves quickly, and the long arms have none."""
_HORIZON, _REPEAT = 180, 30

ASSUMES = (
    "The structure of the model, every prior, and the cells infused in the published trial of CD34 cells.",
    "A published arm is one typical patient with an error; deaths before a visit are not modelled.",
)
CANNOT_SHOW = (
    "Whether the combination beats either kind of cells alone: no trial in people compared them.",
    "Which route, number or repetition of MSC is best: no published arm moves those rates.",
    "What would happen to a patient.",
)


@dataclass(frozen=True, kw_only=True)
class Learned:
    """One quantity: its quantiles (5, 50, 95 %) before and after the published arms, and what of its spread is gone."""

    quantity: str
    prior: Quantiles
    posterior: Quantiles
    contraction: float
    """1 - SD after / SD before; of the logarithm where the prior is lognormal."""
    contraction_error: float
    """Its Monte-Carlo error, as of a normal curve's SD."""
    standard_error: float
    """Monte-Carlo error of the mean after, on the scale of the contraction."""


@dataclass(frozen=True, kw_only=True)
class Hypothesis:
    """What the mechanism supposes, never what to do: there is no recommendation in it."""

    label: Label
    draws: int
    effective: float
    """Effective number of draws after weighting."""
    rates: tuple[Learned, ...]
    predictions: tuple[Learned, ...]
    synergy: tuple[float, float]
    """Probability that both kinds together gain half a point of MELD beyond the sum, before and after."""
    interaction_sd: float
    """SD of that interaction after, in points."""
    assumes: tuple[str, ...] = ASSUMES
    cannot_show: tuple[str, ...] = CANNOT_SHOW

    def find(self, quantity: str) -> Learned:
        """Return one row. Raises ValueError for a quantity that the table does not have."""
        rows = (*self.rates, *self.predictions)
        for row in rows:
            if row.quantity == quantity:
                return row
        raise ValueError(
            f"no quantity is called '{quantity}'; there are {', '.join(r.quantity for r in rows)}"
        )


def calibrate(n: int = 40_000, *, seed: int = 1, parameters: Parameters | None = None) -> Hypothesis:
    """Draw n sets of rates, weight them by the published arms, and tell how far each narrowed.

    Raises ValueError for fewer than 100 draws, or when next to none of them can give the published results.
    """
    if n < 100:
        raise ValueError(f"{n} draws cannot be weighted: at least 100")
    chosen = parameters or load("mechanism")
    draws = draw_priors(n, seed, chosen)
    weights = weigh(draws, chosen)
    effective = float(1 / (weights**2).sum())
    if effective < 50:
        raise ValueError(
            f"{effective:.0f} of {n} draws carry all the weight: the priors have no mass where the data are"
        )
    rates = tuple(
        _learned(name, value, weights, logarithmic=draws.families[name] == LOGARITHMIC)
        for name, value in draws.values.items()
    )
    found = predict(draws, chosen)
    interaction = found["interaction at 180 days"]
    return Hypothesis(
        label=Label(world="published arms, importance weights", seed=seed, parameters=chosen.digest),
        draws=n,
        effective=effective,
        rates=rates,
        predictions=tuple(_learned(name, value, weights) for name, value in found.items()),
        synergy=(float((interaction < -0.5).mean()), float(weights[interaction < -0.5].sum())),
        interaction_sd=_spread(interaction, weights)[1],
    )


def weigh(draws: Draws, parameters: Parameters | None = None) -> Floats:
    """Give each draw's weight, summing to one: normal errors of the arm-level results around the draw's own."""
    chosen = parameters or load("mechanism")
    distance = np.zeros(len(draws))
    done: dict[str, Floats] = {}
    for entry in chosen.entries.values():
        if not entry.name.startswith("target."):
            continue
        target = entry.value
        if not target["se"] > 0:
            raise ValueError(f"{entry.name}: a standard error of {target['se']} cannot be")
        if "change" in target:
            found, wanted = _alone(draws, (), target["day"], chosen), target["change"]
        else:
            found, wanted = _against_care(draws, target, chosen, done), target["difference"]
        distance += ((found - wanted) / target["se"]) ** 2 / 2
    weights = np.exp(distance.min() - distance)
    return np.asarray(weights / weights.sum())


def predict(draws: Draws, parameters: Parameters | None = None) -> Mapping[str, Floats]:
    """Give, draw by draw in points of MELD, what no published arm shows: the combination and the second dose."""
    chosen = parameters or load("mechanism")
    cd34, msc = chosen.number("reference.cd34"), chosen.number("reference.msc")

    def change(day: float, *infusions: Infusion) -> Floats:
        return _alone(draws, infusions, day, chosen)

    only_cd34, only_msc = Infusion(day=0, cd34=cd34), Infusion(day=0, msc=msc)
    care, one = change(_HORIZON), change(_HORIZON, only_msc)
    both = change(_HORIZON, only_cd34, only_msc)
    return {
        "CD34 cells by artery at 90 days": change(90, only_cd34) - change(90),
        "second MSC dose at 180 days": change(_HORIZON, only_msc, Infusion(day=_REPEAT, msc=msc)) - one,
        "interaction at 180 days": both - change(_HORIZON, only_cd34) - one + care,
    }


def value_of_trial(interaction_sd: float, per_cell: int, *, sd: float = 2.4) -> float:
    """Give the share by which a 2 x 2 with so many patients a cell would narrow the interaction on MELD, in normal curves.

    ``sd`` is that of a patient's change, in points, after the baseline is accounted for; the standard error of the interaction is then
    2 sd / √(per cell). Raises ValueError for an SD that is not above 0 or fewer than one patient.
    """
    if not (interaction_sd > 0 and sd > 0):
        raise ValueError(f"standard deviations of {interaction_sd} and {sd} cannot be")
    if per_cell < 1:
        raise ValueError(f"{per_cell} patients a cell cannot be: at least one")
    return float(1 - 1 / np.sqrt(1 + interaction_sd**2 * per_cell / (4 * sd**2)))


def _against_care(
    draws: Draws, target: Mapping[str, Any], parameters: Parameters, done: dict[str, Floats]
) -> Floats:
    """Give the difference to standard care on the target's day, each arm run once for all its days."""
    key = str([target[name] for name in ("cd34", "msc", "route", "days")])
    if key not in done:
        arm = [
            Infusion(day=day, cd34=target["cd34"], msc=target["msc"], route=target["route"])
            for day in target["days"]
        ]
        days = sorted(
            {
                entry.value["day"]
                for entry in parameters.entries.values()
                if entry.name.startswith("target.")
                and "change" not in entry.value
                and str([entry.value[name] for name in ("cd34", "msc", "route", "days")]) == key
            }
        )
        step = _STEP if target["msc"] else _LONG_STEP
        found = meld_change(run(draws, arm, days, step=step, parameters=parameters), draws)
        for row, day in zip(found, days, strict=True):
            done[f"{key} {day}"] = row
        done[key] = found
    return done[f"{key} {target['day']}"] - _alone(draws, (), target["day"], parameters)


def _alone(draws: Draws, infusions: tuple[Infusion, ...], day: float, parameters: Parameters) -> Floats:
    step = _STEP if any(infusion.msc for infusion in infusions) else _LONG_STEP
    return np.asarray(meld_change(run(draws, infusions, (day,), step=step, parameters=parameters), draws)[0])


def _learned(name: str, value: Floats, weights: Floats, *, logarithmic: bool = False) -> Learned:
    scale = np.log(value) if logarithmic else value
    before = float(scale.std())
    _, after = _spread(scale, weights)
    order = np.argsort(value)
    level = np.cumsum(weights[order])
    prior, posterior = (
        np.quantile(value, _LEVELS),
        value[order][np.searchsorted(level, _LEVELS).clip(max=len(value) - 1)],
    )
    return Learned(
        quantity=name,
        prior=(float(prior[0]), float(prior[1]), float(prior[2])),
        posterior=(float(posterior[0]), float(posterior[1]), float(posterior[2])),
        contraction=1 - after / before,
        contraction_error=after / before * float(np.sqrt((weights**2).sum() / 2)),
        standard_error=after * float(np.sqrt((weights**2).sum())),
    )


def _spread(value: Floats, weights: Floats) -> tuple[float, float]:
    mean = float(weights @ value)
    return mean, float(np.sqrt(weights @ (value - mean) ** 2))
