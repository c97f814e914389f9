"""Reference numbers of meta-analytic-predictive priors (shape of RBesT), and of their use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from typing import Any

from hepatica.stats.map import Estimate, Events, Hyperprior, MapPrior, map_binomial, map_normal
from hepatica.stats.marginal import Marginal
from hepatica.stats.oracles import prior_use
from hepatica.stats.oracles.case import Beside, Case, Content, Shape

SIMULATED_MEAN, SIMULATED_SD = 0.003, 0.005
"""How closely simulation of a probability or its log-odds can be met."""
SIMULATED_NORMAL = 1.0
"""The same for outcomes on a scale of tens."""
STANDARD_ERRORS = 4.0
VIGNETTE_DRAWS = 1000
"""Effective draws behind a vignette's printed summary; a local run states its own."""

_NUMBER = r"([-+\d.eE]+)"
_TAU = re.compile(rf"tau\s*~\s*H[A-Za-z-]*\(\s*(?:0\s*,\s*)?{_NUMBER}\s*\)")
_BETA = re.compile(rf"beta\s*~\s*N\(\s*{_NUMBER}\s*,\s*{_NUMBER}\s*\)")
_SIGMA = re.compile(rf"sigma\s*=?\s*{_NUMBER}")
_LIKE = re.compile(r"\bas (\w+)")


def _summaries(content: Content) -> dict[str, Mapping[str, Any]]:
    if not isinstance(content, Mapping):
        return {}
    return {
        name: told
        for name, told in content.items()
        if isinstance(told, Mapping) and "tau~" in str(told.get("model", "")).replace(" ", "")
    }


def _maps(content: Content, _: Beside) -> Iterator[Case]:
    assert isinstance(content, Mapping)
    told = _summaries(content)
    ours = {name: _prior(name, told) for name in told}
    for name, summary in told.items():
        draws = float(summary.get("n_eff_pred", VIGNETTE_DRAWS))
        for part in ("beta", "tau", "map"):
            if part in summary:
                yield from _summary(f"{name}.{part}", summary[part], ours[name], part, draws)
    for vignette in (key for key in content if key.startswith("vignette")):
        for key, numbers in content[vignette].items():
            name, _under, part = key.rpartition("_")
            if name in ours:
                yield from _printed(f"{vignette}.{key}", numbers, ours[name], part)
            else:
                yield Case(
                    case=f"{vignette}.{key}",
                    expected=numbers,
                    got=None,
                    why="its studies are not in the file",
                )


def _prior(name: str, told: Mapping[str, Mapping[str, Any]], model: str = "") -> MapPrior:
    """Recompute one prior; what its model leaves unsaid ("as AS") is read where it points."""
    summary = told[name]
    model = f"{model} {summary['model']}"
    while "data" not in summary or not _BETA.search(model):
        pointed = _LIKE.search(model)
        other = pointed.group(1) if pointed and pointed.group(1) in told else next(iter(told))
        if told[other] is summary:
            raise ValueError(f"{name} does not say its studies or its prior")
        summary = {**told[other], **summary}
        model += f" {told[other]['model']}"
        if pointed:
            model = model.replace(pointed.group(0), "")
    tau, beta = _TAU.search(model), _BETA.search(model)
    assert tau is not None
    assert beta is not None
    hyperprior = Hyperprior(tau_scale=float(tau.group(1)), mean=float(beta.group(1)), sd=float(beta.group(2)))
    rows = summary["data"]
    if all("r" in row for row in rows):
        return map_binomial([Events(study=str(s["study"]), r=s["r"], n=s["n"]) for s in rows], hyperprior)
    sigma = _SIGMA.search(model)
    return map_normal([_estimate(row, float(sigma.group(1)) if sigma else None) for row in rows], hyperprior)


def _estimate(row: Mapping[str, Any], sigma: float | None) -> Estimate:
    se = row.get("y.se", row.get("se"))
    if se is None and sigma is not None:
        se = sigma / float(row["n"]) ** 0.5
    return Estimate(study=str(row["study"]), y=row["y"], se=se)


def _marginal(prior: MapPrior, part: str) -> Marginal:
    return {"beta": prior.beta, "tau": prior.tau, "map": prior.new}[part]


def _summary(where: str, told: Mapping[str, Any], prior: MapPrior, part: str, draws: float) -> Iterator[Case]:
    found = _marginal(prior, part)
    for name, got in (("mean", found.mean), ("sd", found.sd)):
        yield Case(
            case=f"{where}.{name}", expected=told[name], got=got, tolerance=_near(prior, found, name, draws)
        )
    for key, expected in told.get("q", {}).items():
        share = float(key.removeprefix("q")) / 100
        yield _quantile(f"{where}.q.{key}", expected, prior, found, share, draws)


def _printed(where: str, numbers: Sequence[float], prior: MapPrior, part: str) -> Iterator[Case]:
    """Mean, sd and the 2.5, 50 and 97.5 % quantiles, as the vignette prints them."""
    found = _marginal(prior, part)
    told = dict(zip(("mean", "sd", "q2.5", "q50", "q97.5"), numbers, strict=False))
    for name, got in (("mean", found.mean), ("sd", found.sd)):
        near = _near(prior, found, name, None if part == "map" else VIGNETTE_DRAWS)
        yield Case(case=f"{where}.{name}", expected=told[name], got=got, tolerance=near)
    for name, share in (("q2.5", 0.025), ("q50", 0.5), ("q97.5", 0.975)):
        if name in told:
            yield _quantile(f"{where}.{name}", told[name], prior, found, share, VIGNETTE_DRAWS)


def _near(prior: MapPrior, found: Marginal, name: str, draws: float | None) -> float:
    """Give the stated tolerance, or four simulation errors where the file's own draws leave more."""
    stated = SIMULATED_MEAN if name == "mean" else SIMULATED_SD
    if prior.outcome == "normal":
        stated = SIMULATED_NORMAL
    if draws is None:
        return stated
    return max(stated, STANDARD_ERRORS * found.sd / sqrt(draws if name == "mean" else 2 * draws))


def _quantile(
    where: str, expected: float, prior: MapPrior, found: Marginal, share: float, draws: float
) -> Case:
    got = found.quantile(share)
    error = (share * (1 - share) / draws) ** 0.5 / found.density_at(got)
    stated = SIMULATED_NORMAL if prior.outcome == "normal" else SIMULATED_SD
    return Case(case=where, expected=expected, got=got, tolerance=max(stated, STANDARD_ERRORS * error))


SHAPES: tuple[Shape, ...] = (
    Shape(
        name="meta-analytic-predictive priors",
        method="stats.map",
        matches=lambda content: bool(_summaries(content)),
        cases=_maps,
    ),
    prior_use.SHAPE,
)
