"""Reference numbers of model-based dose-finding: CRM, TITE-CRM, their posteriors, EffTox."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from hepatica.stats.dosing.crm import Fit, crm, skeleton, tite_crm
from hepatica.stats.dosing.crm_posterior import posterior
from hepatica.stats.dosing.efftox import Contour, Limits, contour, efftox
from hepatica.stats.oracles.case import Beside, Case, Shape

FIT, MAXIMUM = 1e-6, 1e-4
DRAWS, VIGNETTE, SHARES = 0.006, 0.02, 0.02
"""Tolerances against Monte-Carlo peers: posterior means, printed vignettes, probabilities of a dose."""
DRAWN = 4 * 0.5 / 4_000**0.5
"""Four standard errors of a probability among the vignette's 4,000 draws."""


def _holds(*keys: str) -> Any:
    return lambda content: isinstance(content, Mapping) and all(key in content for key in keys)


def _crm(content: Any, _beside: Beside) -> Iterator[Case]:
    told = content.get("crm")
    for number, fit in enumerate(told["fits"] if told else ()):
        ours = crm(
            told["prior"],
            told["target"],
            told["level"],
            told["y"],
            curve=fit["model"],
            method=fit["method"],
        )
        yield from _fit(f"crm.fits[{number}]", fit, ours)
    if "titecrm" in content:
        yield from _tite(content["titecrm"])
    yield from _skeletons(content.get("getprior", {}))
    if "trialr_case" in content:
        case = content["trialr_case"]
        levels, events = _cohorts(case["outcomes"])
        ours = crm(case["skeleton"], case["target"], levels, events, prior_sd=case["scale"])
        yield Case(
            case="trialr_case.plugin_ptox", expected=case["plugin_ptox"], got=list(ours.rates), tolerance=FIT
        )
        yield Case(case="trialr_case.mtd", expected=case["mtd"], got=ours.dose)


def _fit(place: str, told: Mapping[str, Any], ours: Fit) -> Iterator[Case]:
    close = FIT if told["method"] == "bayes" else MAXIMUM  # the peer's own optimiser stops at 1e-4
    unknown = told["method"] == "mle" and told["model"] == "logistic"
    why = "the peer documents no variance for a logistic maximum; ours is the likelihood's second moment"
    got: dict[str, Any] = {
        "estimate": ours.estimate,
        "ptox": list(ours.rates),
        "mtd": ours.dose,
        "ptoxL": list(ours.lower),
        "ptoxU": list(ours.upper),
        "post.var": ours.variance,
    }
    for name, value in got.items():
        if name in told:
            hidden = unknown and name in {"ptoxL", "ptoxU", "post.var"}
            yield Case(
                case=f"{place}.{name}",
                expected=told[name],
                got=value,
                tolerance=0 if name == "mtd" else close,
                compared=not hidden,
                why=why if hidden else "",
            )


def _tite(told: Mapping[str, Any]) -> Iterator[Case]:
    for scheme in ("linear", "adaptive"):
        if scheme not in told:
            continue
        ours, weight = tite_crm(
            told["prior"],
            told["target"],
            told["level"],
            told["y"],
            told["followup"],
            told["obswin"],
            adaptive=scheme == "adaptive",
        )
        want = told[scheme]
        yield Case(
            case=f"titecrm.{scheme}.weights", expected=want["weights"], got=weight.tolist(), tolerance=FIT
        )
        yield Case(case=f"titecrm.{scheme}.ptox", expected=want["ptox"], got=list(ours.rates), tolerance=FIT)
        yield Case(
            case=f"titecrm.{scheme}.estimate",
            expected=want["estimate"],
            got=ours.estimate,
            tolerance=FIT,
        )
        yield Case(case=f"titecrm.{scheme}.mtd", expected=want["mtd"], got=ours.dose)


def _skeletons(told: Mapping[str, Any]) -> Iterator[Case]:
    """Yield the peer's help example (0.1 around 0.25 at dose 3) by both curves; other cases carry their design in the name."""
    for name, want in told.items():
        named = re.fullmatch(r"d(\d+)_t(\d+)_n(\d+)_k(\d+)", name)
        if named:
            half, target, at, doses = (int(part) for part in named.groups())
            got = skeleton(half / 100, target / 100, at, doses, curve="empiric")
        elif name in {"help_example", "empiric"}:
            got = skeleton(0.1, 0.25, 3, len(want), curve="empiric" if name == "empiric" else "logistic")
        else:
            yield Case(case=f"getprior.{name}", expected=want, got=None, why="its design is not in the file")
            continue
        yield Case(case=f"getprior.{name}", expected=want, got=list(got), tolerance=FIT)


def _cohorts(text: str) -> tuple[list[int], list[int]]:
    """Read outcomes like ``2NN 3NT``: the dose and the outcome of each participant."""
    each = [(int(part[0]), letter == "T") for part in text.split() for letter in part[1:]]
    return [dose for dose, _ in each], [int(event) for _, event in each]


def _counts(text: str, doses: int) -> tuple[list[int], list[int]]:
    levels, events = _cohorts(text)
    n, y = [0] * doses, [0] * doses
    for dose, event in zip(levels, events, strict=True):
        n[dose - 1] += 1
        y[dose - 1] += event
    return n, y


_PRIORS: dict[str, tuple[float, ...]] = {
    "empiric": (0.0, 1.34**0.5),
    "logistic": (0.0, 1.34**0.5),
    "logistic_gamma": (1.0, 1.0),
    "logistic2": (0.0, 1.0, 0.0, 1.0),
}
TRIALR = {"outcomes": "2NN 3NN 4TT", "skeleton": (0.05, 0.15, 0.25, 0.40, 0.60), "target": 0.25}
"""The peer's help example, which its runs are called with."""


def _posteriors(content: Any, _beside: Beside) -> Iterator[Case]:
    n, y = _counts(str(TRIALR["outcomes"]), 5)
    for model, told in content.get("crm_local_40000_draws", {}).items():
        ours = posterior(TRIALR["skeleton"], TRIALR["target"], n, y, model=model, prior=_PRIORS[model])  # type: ignore[arg-type]
        place = f"crm_local_40000_draws.{model}"
        for name, got, close in (
            ("prob_tox", list(ours.mean), DRAWS),
            ("median_prob_tox", list(ours.median), 2 * DRAWS),
            ("prob_mtd", list(ours.closest), SHARES),
            ("recommended", ours.dose, 0.0),
        ):
            yield Case(case=f"{place}.{name}", expected=told[name], got=got, tolerance=close)
    for model, told in content.get("crm_vignette", {}).items():
        if isinstance(told, Mapping):
            ours = posterior(TRIALR["skeleton"], TRIALR["target"], n, y, model=model, prior=_PRIORS[model])  # type: ignore[arg-type]
            for name, found, close in (
                ("prob_tox", ours.mean, VIGNETTE),
                ("median", ours.median, VIGNETTE),
                ("prob_mtd", ours.closest, DRAWN),
                ("p_gt_target", ours.above, DRAWN),
            ):
                if name in told:
                    place = f"crm_vignette.{model}.{name}"
                    yield Case(case=place, expected=told[name], got=list(found), tolerance=close)
    yield from _levy(content.get("levy"))
    if "efftox" in content:
        yield from _efftox(content["efftox"])


def _levy(told: Mapping[str, Any] | None) -> Iterator[Case]:
    for number, step in enumerate(told["steps"] if told else ()):
        assert told is not None
        n, y = _counts(step["out"], len(told["skeleton"]))
        ours = posterior(
            told["skeleton"], told["target"], n, y, model="logistic_gamma", intercept=1.0, prior=(1.0, 1.0)
        )
        place = f"levy.steps[{number}]"
        yield Case(case=f"{place}.trialr", expected=step["trialr"], got=list(ours.mean), tolerance=VIGNETTE)
        yield Case(case=f"{place}.median", expected=step["median"], got=list(ours.median), tolerance=VIGNETTE)
        why = "estimates of the published trial by another plug-in, beside which the peer prints its own"
        yield Case(case=f"{place}.published", expected=step["published"], got=None, why=why)


def _efftox(told: Mapping[str, Any]) -> Iterator[Case]:
    given = told["params"]
    shape: Contour = contour(given["eff0"], given["tox1"], through=(given["eff_star"], given["tox_star"]))
    yield Case(case="efftox.p_exponent", expected=told["p_exponent"], got=shape.exponent, tolerance=1e-4)
    for number, point in enumerate(told.get("utility_points", ())):
        worth = shape.worth(point["pe"], point["pt"])
        yield Case(case=f"efftox.utility_points[{number}]", expected=point["u"], got=worth, tolerance=1e-4)
    outcomes = [(int(part[0]), letter) for part in told["outcomes"].split() for letter in part[1:]]
    names = ("alpha", "beta", "gamma", "zeta", "eta", "psi")
    ours = efftox(
        given["real_doses"],
        outcomes,
        {name: (given[name][0], given[name][1]) for name in names},
        Limits(
            efficacy=given["eff_hurdle"],
            toxicity=given["tox_hurdle"],
            efficacy_odds=given["p_e"],
            toxicity_odds=given["p_t"],
        ),
        shape,
    )
    got = {
        "prob_tox": list(ours.toxicity),
        "prob_eff": list(ours.efficacy),
        "prob_acc_tox": list(ours.tolerable),
        "prob_acc_eff": list(ours.effective),
        "utility": list(ours.worth),
        "acceptable": list(ours.acceptable),
        "recommended": ours.dose,
    }
    for part, close in (("vignette", VIGNETTE), ("local_40000_draws", 2 * DRAWS)):
        for name, want in told.get(part, {}).items():
            exact = name in {"acceptable", "recommended"}
            yield Case(
                case=f"efftox.{part}.{name}", expected=want, got=got[name], tolerance=0 if exact else close
            )


SHAPES: tuple[Shape, ...] = (
    Shape(name="CRM", method="stats.dosing.crm", matches=_holds("crm", "titecrm"), cases=_crm),
    Shape(
        name="CRM posteriors and EffTox",
        method="stats.dosing.crm_posterior, efftox",
        matches=_holds("crm_local_40000_draws"),
        cases=_posteriors,
    ),
)
