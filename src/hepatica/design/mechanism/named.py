"""Which of the named worlds the mechanism's priors lie in: a hypothesis told in the worlds' words, and never which is ours.

Each set of rates drawn from the priors makes a difference by CD34 cells alone, by MSC alone, and by both
beyond their sum, in points of MELD. By those it lies in a world. The shares say what somebody supposed; the published arms
move them by as much as is said beside them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hepatica.design.label import Label
from hepatica.design.mechanism.calibration import weigh
from hepatica.design.mechanism.model import Infusion, meld_change, run
from hepatica.design.mechanism.priors import Draws, draw_priors
from hepatica.design.parameters import Parameters, load
from hepatica.design.replicates import Mean
from hepatica.design.worlds.world import worlds

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEAST = 0.5
"""Points of MELD below which a difference is called none."""
_DAY = 180.0
REFUSES = "No world is recommended and none is ours: these are shares of a prior, and a design must hold in all of them."
CANNOT_SHOW = (
    "Whether cells help: every prior supposes that they help or do nothing, and unmasked arms are taken at their word.",
    "Which world is ours: the shares come from priors that somebody chose, and published arms say nothing of the combination.",
    "Harm, and what G-CSF does by itself: the mechanism has neither.",
    "How large: only which effects there are is read, from half a point on; whoever halves that limit moves every share.",
)


@dataclass(frozen=True, kw_only=True)
class Share:
    """One named world."""

    world: str
    code: str
    sentence: str
    before: Mean | None
    """Share of the prior that lies in it, with its Monte-Carlo error; None for a world the mechanism cannot make."""
    after: Mean | None
    """The same once the published arms have weighted the draws."""


@dataclass(frozen=True, kw_only=True)
class Supposed:
    """The shares of all named worlds, and the refusal that goes with them."""

    label: Label
    draws: int
    effective: float
    limit: float
    shares: tuple[Share, ...]
    refuses: str = REFUSES
    cannot_show: tuple[str, ...] = CANNOT_SHOW


def supposed_worlds(n: int = 10_000, *, seed: int = 1, parameters: Parameters | None = None) -> Supposed:
    """Return which share of the priors lies in each named world, before and after the published arms.

    One infusion of each kind by the hepatic artery at the reference numbers, read on day 180. Raises ValueError for fewer
    than 100 draws.
    """
    if n < 100:
        raise ValueError(f"{n} draws say nothing of a share: at least 100")
    chosen = parameters or load("mechanism")
    draws = draw_priors(n, seed, chosen)
    weights = weigh(draws, chosen)
    lying = lies_in(draws, chosen)
    effective = float(1 / (weights**2).sum())
    return Supposed(
        label=Label(world="of the mechanism's priors", seed=seed, parameters=chosen.digest),
        draws=n,
        effective=effective,
        limit=LEAST,
        shares=tuple(
            Share(
                world=world.name,
                code=world.code,
                sentence=world.sentence,
                before=_share(float(there.mean()), n) if there is not None else None,
                after=_share(float(weights[there].sum()), effective) if there is not None else None,
            )
            for world in worlds()
            for there in (lying.get(world.name),)
        ),
    )


def lies_in(draws: Draws, parameters: Parameters | None = None) -> Mapping[str, Flags]:
    """Tell of each draw in which world it lies: every draw in exactly one.

    Both help or neither: an interaction of half a point names the world. Without one, what each kind does alone names it.
    """
    chosen = parameters or load("mechanism")
    number = chosen.number
    cd34, msc = (
        Infusion(day=0, cd34=number("reference.cd34")),
        Infusion(day=0, msc=number("reference.msc")),
    )

    def change(*infusions: Infusion) -> Floats:
        paths = run(draws, infusions, (_DAY,), parameters=chosen)
        return np.asarray(meld_change(paths, draws)[0])

    care = change()
    first, second = change(cd34) - care, change(msc) - care
    more = change(cd34, msc) - care - first - second
    helps = first <= -LEAST, second <= -LEAST
    synergy, antagonism = more <= -LEAST, more >= LEAST
    plain = ~(synergy | antagonism)
    return {
        "no-effect": plain & ~helps[0] & ~helps[1],
        "cd34-only": plain & helps[0] & ~helps[1],
        "msc-only": plain & ~helps[0] & helps[1],
        "additive": plain & helps[0] & helps[1],
        "synergy": synergy,
        "antagonism": antagonism,
    }


def _share(value: float, size: float) -> Mean:
    bounded = min(1.0, max(0.0, value))
    return Mean(value=bounded, error=float((bounded * (1 - bounded) / size) ** 0.5))
