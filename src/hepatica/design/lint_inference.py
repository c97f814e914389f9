"""A design can answer what it asks: controls, cells of the factorial, estimands, looks, priors and what is borrowed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from hepatica.design.document import Design
from hepatica.design.inference import COMPARES, FOUR_CELLS, Endpoint, Prior
from hepatica.study.lines import Finding, Path
from hepatica.study.references import reference

LEAST_ROBUST = Decimal("0.2")
LEAST_MASS = 0.001
"""A prior whose mass as far out as a published value is below this has none where the data are."""
_SCORED = frozenset({"continuous", "binary", "ordinal"})
_NEEDS = {
    "continuous": ("sd",),
    "days_alive": ("sd",),
    "binary": ("rate",),
    "competing": ("rate",),
    "door": ("ranks",),
    "win_ratio": ("ranks",),
}
_RANKED = frozenset({"ordinal", "door", "win_ratio"})
_PRIORS = {"normal": ("mean", "sd"), "half_normal": ("sd",), "beta": ("a", "b")}


def lint(design: Design) -> Iterator[Finding]:
    """Yield what is wrong with the endpoints, the numbers, the looks, the priors, the borrowing and the analysis."""
    for n, endpoint in enumerate(design.endpoints):
        yield from _endpoint(design, endpoint, ("endpoints", n))
        if endpoint.type in _RANKED and endpoint.delta is not None and endpoint.delta >= Decimal("0.5"):
            said = f"a win probability of a half and {endpoint.delta} is none: it lies below 1"
            yield Finding(("endpoints", n, "delta"), said)
    if not any(endpoint.role == "primary" for endpoint in design.endpoints):
        yield Finding(("endpoints",), "the design has no primary endpoint")
    yield from _size(design)
    yield from _looks(design)
    for n, prior in enumerate(design.priors):
        yield from _prior(prior, ("priors", n))
    yield from _borrowing(design)
    known = ("baseline", *(stratum.id for stratum in design.strata))
    for n, name in enumerate(design.analysis.adjusts_for):
        yield from reference("stratum", name, known, ("analysis", "adjusts_for", n), "strata")
    for n, one in enumerate(design.assumptions):
        if not one.low <= one.value <= one.high:
            said = f"{one.value} does not lie in its own range, {one.low} to {one.high}"
            yield Finding(("assumptions", n, "value"), said)


def _endpoint(design: Design, one: Endpoint, path: Path) -> Iterator[Finding]:
    cells = {arm.cells for arm in design.arms}
    if one.question in FOUR_CELLS and not {"none", "cd34", "msc", "both"} <= cells:
        missing = ", ".join(sorted({"none", "cd34", "msc", "both"} - cells))
        said = f"'{one.question}' needs the four cells of the 2 × 2, and the arms lack: {missing}"
        yield Finding((*path, "question"), said, ("arms",))
    elif one.question in COMPARES and not ("none" in cells and len(design.arms) > 1):
        said = f"'{one.question}' needs an arm under standard care alone: without a control no effect is told from recovery"
        yield Finding((*path, "question"), said, ("arms",))
    compares = one.question in COMPARES
    margin = one.question == "non_inferiority"
    if (one.margin is not None) != margin:
        yield Finding((*path, "margin" if one.margin is not None else "question"),
                      "non-inferiority, and nothing else, has a margin")  # fmt: skip
    for key in (*_NEEDS.get(one.type, ()), *(("delta",) if compares and not margin else ())):
        if compares and getattr(one, key) in (None, ()):
            said = f"a {one.type} endpoint that asks for a {one.question} needs '{key}'".replace("_", " ")
            yield Finding((*path, "type" if key != "delta" else "question"), said)
    if one.day > design.times.follow_up_days:
        said = f"day {one.day} lies after the end of follow-up, day {design.times.follow_up_days}"
        yield Finding((*path, "day"), said, ("times",))
    if one.death == "hypothetical":
        yield Finding(
            (*path, "death"), "'had not died' is nothing a value can stand for: composite or while_alive"
        )
    for key in ("death", "transplant"):
        if (
            one.type in _SCORED
            and getattr(one, key) == "treatment_policy"
            and one.variable != "ADVERSE_EVENTS"
        ):
            said = f"no '{one.variable}' of the own liver exists after it: use composite or while_alive"
            yield Finding((*path, key), said)


def _size(design: Design) -> Iterator[Finding]:
    size, path = design.sample_size, ("sample_size",)
    known = tuple(endpoint.id for endpoint in design.endpoints)
    yield from reference("endpoint", size.endpoint, known, (*path, "endpoint"), "endpoints")
    if size.sides not in {1, 2}:
        yield Finding((*path, "sides"), f"a test has one side or two, not {size.sides}")
    if not 0 <= size.dropout < 1:
        yield Finding((*path, "dropout"), f"a dropout of {size.dropout} is not a share below 1")
    endpoint = next((e for e in design.endpoints if e.id == size.endpoint), None)
    if endpoint is not None and endpoint.question in COMPARES:
        for key in ("power", "alpha"):
            if getattr(size, key) is None:
                yield Finding((*path, "per_arm"), f"a comparison is sized by its errors: say '{key}'")


def _looks(design: Design) -> Iterator[Finding]:
    looks = design.looks
    if looks is None:
        return
    path: Path = ("looks", "fractions")
    if any(b <= a for a, b in pairwise(looks.fractions)) or any(not 0 < f <= 1 for f in looks.fractions):
        yield Finding(path, "looks are shares of the information above 0, each more than the one before")
    if not looks.fractions or looks.fractions[-1] != 1:
        yield Finding(path, "the last look is at all the information: 1")
    if (looks.gamma is not None) != (looks.spending == "hwang_shih_decani"):
        said = "the spending function of Hwang, Shih and DeCani, and no other, has a 'gamma'"
        yield Finding(("looks", "gamma" if looks.gamma is not None else "spending"), said)


# -- Priors -------------------------------------------------------------------------------------------------------------


def _prior(prior: Prior, path: Path) -> Iterator[Finding]:
    needed = _PRIORS[prior.family]
    for key in ("mean", "sd", "a", "b"):
        value = getattr(prior, key)
        if (value is not None) != (key in needed):
            said = f"a {prior.family.replace('_', '-')} prior has {' and '.join(needed)}, and nothing else"
            yield Finding((*path, key if value is not None else "family"), said)
        elif value is not None and key in {"a", "b"} and value <= 0:
            yield Finding((*path, key), f"'{key}' {value} is no prior: both parameters of a Beta lie above 0")
    if prior.observed is not None and all(
        (v := getattr(prior, key)) is not None and (key == "mean" or v > 0) for key in needed
    ):
        mass = mass_beyond(prior)
        if mass < LEAST_MASS:
            said = f"the prior has no mass where the data are: {prior.observed} was observed, and {mass:.1g} lies as far out"
            yield Finding((*path, "observed"), said)


def mass_beyond(prior: Prior) -> float:
    """Return the prior probability of a value as far out as the observed one, both tails counted.

    Twice the smaller tail for a normal or Beta prior, the upper tail for a half-normal one; 0 outside its range.
    """
    import scipy

    seen = float(prior.observed or 0)
    if prior.family == "half_normal":
        return float(scipy.stats.halfnorm.sf(seen, scale=float(prior.sd or 1)))
    law = (
        scipy.stats.norm(float(prior.mean or 0), float(prior.sd or 1))
        if prior.family == "normal"
        else scipy.stats.beta(float(prior.a or 1), float(prior.b or 1))
    )
    return min(1.0, 2 * min(float(law.cdf(seen)), float(law.sf(seen))))


def _borrowing(design: Design) -> Iterator[Finding]:
    borrowed, path = design.borrowing, ("borrowing",)
    if borrowed is None:
        return
    if borrowed.what == "safety":
        yield Finding(
            (*path, "what"),
            "safety is never borrowed: what happened to others frees nobody from being watched",
        )
    if not LEAST_ROBUST <= borrowed.robust_weight <= 1:
        said = f"a vague part of {borrowed.robust_weight} is not between {LEAST_ROBUST} and 1"
        yield Finding((*path, "robust_weight"), said)
    control = design.control
    most = design.sample_size.per_arm * control.share if control is not None else 0
    if control is None:
        yield Finding(
            (*path, "what"),
            "controls are borrowed beside a concurrent control, never instead: there is none",
            ("arms",),
        )
    elif borrowed.ess_cap > most:
        said = f"the prior may stand for {borrowed.ess_cap} patients, more than the {most} of the concurrent control"
        yield Finding((*path, "ess_cap"), said)
    if borrowed.ess_cap <= 0:
        yield Finding(
            (*path, "ess_cap"),
            f"an effective size of {borrowed.ess_cap} borrows nothing: leave 'borrowing' out",
        )
