"""What the analysis of the primary question costs or is worth: ranks of the dead, looks, strata, and what is believed of the effect."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from hepatica.design.answers.learned import assumed, percent
from hepatica.design.answers.questions import adjusting, primary, sought
from hepatica.design.answers.sought import Sought
from hepatica.design.answers.values import Fact
from hepatica.design.document import Design
from hepatica.design.engines import QUESTIONS
from hepatica.design.inference import Prior
from hepatica.design.next.course import DEATH, HORIZON, TRANSPLANT, WIDEST, Benefit, Course
from hepatica.design.next.endpoints import endpoint_table
from hepatica.design.next.strata import strata_plan
from hepatica.stats.assurance import assured
from hepatica.stats.factorial_plan import Outcome, power_curve
from hepatica.stats.mixtures import NormalMixture
from hepatica.stats.quadrature import Array

COMPARED = ("MELD change among survivors", "MELD with worst ranks")
"""Endpoints whose prices are held beside each other, as `endpoint_table` names them and in its order."""
BELIEVED = {"interaction": "interaction"}
"""Question → the kind of prior that speaks of it, where it is not the effect."""


def priced(design: Design) -> tuple[Fact, ...]:
    """Return the facts of the primary question; none for a design that compares nothing."""
    endpoint = primary(design)
    known = None if endpoint is None else sought(design, endpoint, endpoint.question)
    if endpoint is None or known is None:
        return ()
    return (*_assurance(design, known), *_strata(design, known), *_ranks(design), *_looks(design))


def _assurance(design: Design, known: Sought) -> Iterator[Fact]:
    """Yield the power averaged over each prior of the effect, for a question of a 2 × 2."""
    endpoint = primary(design)
    if endpoint is None or known.asks not in QUESTIONS:
        return
    size, question = design.sample_size, QUESTIONS[known.asks]
    outcome = Outcome(delta=known.delta, sd=known.sd, correlation=adjusting(design, endpoint))

    def power(effects: Array) -> Array:
        return power_curve(outcome, question, size.per_arm, np.asarray(effects), error=known.error)

    for prior in design.priors:
        if prior.of == BELIEVED.get(known.asks, "effect") and (mixture := _normal(prior)) is not None:
            found = assured(power, mixture, effect=known.delta, method="power averaged over a prior")
            said = (
                f"At a difference of {known.delta:g} the chance of success is {percent(found.power)}; averaged over what is "
                f"believed of it ({prior.title}: {prior.mean} ± {prior.sd}) it is {percent(found.assurance)}, and no "
                f"number of participants brings it above {percent(found.ceiling)}."
            )
            source = "O'Hagan, Stevens and Campbell 2005; the analysis as planned"
            yield Fact(name="assurance", sentence=said, number=percent(found.assurance), source=source)


def _normal(prior: Prior) -> NormalMixture | None:
    if prior.family != "normal" or prior.mean is None or prior.sd is None:
        return None
    return NormalMixture(weights=(1.0,), means=(float(prior.mean),), sds=(float(prior.sd),))


def _strata(design: Design, known: Sought) -> Iterator[Fact]:
    """Yield how large a difference of the effect between two levels must be: levels are told apart, never ranked."""
    n = design.sample_size.per_arm
    for stratum in design.strata:
        levels = tuple(level.id for level in stratum.levels)
        if known.sd <= 0 or len(levels) < 2 or n < 2 * len(levels):
            continue
        found = strata_plan(levels, (1,), per_arm=n, sd=known.sd, error=known.error, power=known.power)
        between = f"{found.between_routes:.2g}"
        said = (
            f"Of one arm against another, the difference must itself differ by {between} between two levels of "
            f"“{stratum.title}” to be seen, if each holds as many: the whole shows {found.overall:.2g}."
        )
        yield Fact(name=f"between levels of {stratum.id}", sentence=said, number=between,
                   source="normal approximation, unadjusted")  # fmt: skip


def _ranks(design: Design) -> Iterator[Fact]:
    """Yield what ranking the dead costs: a change in MELD at six months exists of the living alone."""
    one, size = primary(design), design.sample_size
    if (
        one is None
        or not (one.variable.startswith("MELD") and one.type == "continuous" and one.day == HORIZON)
        or not (one.delta and one.sd and size.power and size.alpha)
        or "composite" not in {one.death, one.transplant}
        or max(one.delta, one.sd) > WIDEST
    ):
        return
    death, transplant = (assumed(design, name) for name in ("death_180", "transplant_180"))
    living, ranked = _prices(
        Course(
            death=DEATH if death is None else float(death.value),
            transplant=TRANSPLANT if transplant is None else float(transplant.value),
            sd=float(one.sd),
        ),
        Benefit(meld=float(one.delta)),
        float(size.alpha) * (1 if size.sides == 2 else 2),
        float(size.power),
    )
    said = (
        f"A difference of {one.delta} among the living needs {living} enrolled in each of two arms; with the dead and the "
        f"transplanted ranked lowest, as the estimand says, {ranked}, unless the cells prevent some of that too."
    )
    yield Fact(
        name="price of ranks", sentence=said, number=f"{ranked}", source="exact over all pairs; Noether 1987"
    )


@lru_cache(maxsize=64)
def _prices(controls: Course, benefit: Benefit, error: float, power: float) -> tuple[int, int]:
    """Return what ``COMPARED`` cost in each of two arms; no number of participants or sites changes it."""
    found = endpoint_table(controls, benefit, error=error, power=power)
    living, ranked = ((cost.patients or 0) // 2 for cost in found.costs if cost.name in COMPARED)
    return living, ranked


def _looks(design: Design) -> Iterator[Fact]:
    looks, size = design.looks, design.sample_size
    rule = {
        "obrien_fleming": "lan-demets-obrien-fleming",
        "pocock": "lan-demets-pocock",
        "hwang_shih_decani": "hwang-shih-decani",
    }.get("" if looks is None else looks.spending)
    if looks is None or rule is None or len(looks.fractions) < 2 or size.power is None or size.alpha is None:
        return
    from hepatica.stats.sequential.boundaries import powered
    from hepatica.stats.sequential.plan import family

    made, words = family(rule, None if looks.gamma is None else float(looks.gamma))
    error = float(size.alpha) / size.sides
    found = powered(made([float(one) for one in looks.fractions], error), float(size.power))
    more = percent(found.inflation - 1)
    said = (
        f"{len(looks.fractions)} looks ({words}) need {more} more participants at most for the same power; the numbers "
        "here are those of one look."
    )
    yield Fact(
        name="price of the looks",
        sentence=said,
        number=more,
        source="Lan and DeMets 1983; Jennison and Turnbull 2000",
    )
