"""Reference numbers of what a mixture prior is worth and does: size, posterior, two-arm design (shape of RBesT)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import scipy

from hepatica.stats.borrowing import probability_greater
from hepatica.stats.effective_size import Kind, effective_size
from hepatica.stats.mixtures import BetaMixture
from hepatica.stats.oracles.case import Beside, Case, Content, Shape
from hepatica.stats.two_arms import TwoArms, boundary, success_chance

EXACT, SIZE, ROUNDED_SIZE, THREE_DIGITS = 1e-6, 0.1, 0.5, 5e-4
KINDS: tuple[Kind, ...] = ("elir", "moment", "morita")

# What the vignette uses and its printed results leave unsaid; a file that says otherwise is followed.
ROBUST_WEIGHT, VAGUE, TREATED, POWER = 0.2, (1.0, 1.0), (0.5, 1.0), 0.8
ARMS = (24, 6)

_SEEN = re.compile(r"r(\d+)n(\d+)$")


def _is_deterministic(content: Content) -> bool:
    told = content.get("map") if isinstance(content, Mapping) else None
    return isinstance(told, Mapping) and {"w", "a", "b"} <= set(told)


def _mixture(told: Mapping[str, Any]) -> BetaMixture:
    def listed(value: Any) -> tuple[float, ...]:
        return tuple(value) if isinstance(value, list) else (value,)

    return BetaMixture(weights=listed(told["w"]), a=listed(told["a"]), b=listed(told["b"]))


def _deterministic(content: Content, _: Beside) -> Iterator[Case]:
    assert isinstance(content, Mapping)
    prior = _mixture(content["map"])
    robust = prior.robust(content.get("robust_weight", ROBUST_WEIGHT), VAGUE)
    posteriors = dict(_posteriors(content, robust))
    yield from _sizes(content.get("ess", {}), prior, robust)
    for key, found in posteriors.items():
        ours = {"w": found.weights, "a": found.a, "b": found.b}
        for part, expected in content[key].items():
            got = ours[part] if isinstance(expected, list) else ours[part][0]
            yield Case(case=f"{key}.{part}", expected=expected, got=got, tolerance=EXACT)
    yield from _difference(content, posteriors)
    designs = _Designs(prior, robust, _arms(posteriors))
    yield from _designed(content, designs)
    for key in (key for key in content if key.startswith("preddist_map_n")):
        n = int(key.removeprefix("preddist_map_n"))
        ahead = prior.predictive(n)
        for span, expected in content[key].items():
            first, last = (int(end) for end in span.removeprefix("d").split("_"))
            yield Case(case=f"{key}.{span}", expected=expected, got=ahead[first : last + 1], tolerance=EXACT)


def _posteriors(content: Mapping[str, Any], robust: BetaMixture) -> Iterator[tuple[str, BetaMixture]]:
    for key in content:
        if key.startswith("post_") and (seen := _SEEN.search(key)):
            before = robust if "robust" in key else BetaMixture.single(*content.get("treat_prior", TREATED))
            yield key, before.posterior(int(seen.group(1)), int(seen.group(2)))


def _arms(posteriors: Mapping[str, BetaMixture]) -> tuple[int, int]:
    """Participants of the treated and of the controls, as the posteriors' names say."""
    treated, controls = ARMS
    for key in posteriors:
        seen = _SEEN.search(key)
        assert seen
        if "robust" in key:
            controls = int(seen.group(2))
        else:
            treated = int(seen.group(2))
    return treated, controls


def _sizes(told: Mapping[str, Any], prior: BetaMixture, robust: BetaMixture) -> Iterator[Case]:
    ours: dict[str, float] = {kind: effective_size(prior, kind).participants for kind in KINDS}
    ours |= {f"robust_{kind}": effective_size(robust, kind).participants for kind in KINDS}
    ours["robust"] = ours["robust_elir"]
    for name, expected in told.items():
        if name == "vignette":
            for kind, rounded in expected.items():
                yield _size(f"ess.vignette.{kind}", rounded, ours.get(kind), ROUNDED_SIZE)
        else:
            yield _size(f"ess.{name}", expected, ours.get(name), SIZE)


def _size(where: str, expected: float, got: float | None, tolerance: float) -> Case:
    why = "" if got is not None else "no effective size of this name is computed"
    return Case(case=where, expected=expected, got=got, tolerance=tolerance, why=why)


def _difference(content: Mapping[str, Any], posteriors: Mapping[str, BetaMixture]) -> Iterator[Case]:
    treated = next((found for key, found in posteriors.items() if "treat" in key), None)
    controls = next((found for key, found in posteriors.items() if "robust" in key), None)
    got = probability_greater(treated, controls) if treated and controls else None
    for key in ("prob_diff_gt0", "vignette_prob_diff"):
        if key in content:
            why = "" if got is not None else "the file does not say both posteriors"
            yield Case(case=key, expected=content[key], got=got, tolerance=EXACT, why=why)


class _Designs:
    """The designs a file names: ``robust``, ``nonrobust``, and ``uniform_24_6`` with its own arms."""

    def __init__(self, prior: BetaMixture, robust: BetaMixture, arms: tuple[int, int]) -> None:
        self._priors = {"robust": robust, "nonrobust": prior}
        self._arms = arms

    def named(self, name: str) -> TwoArms | None:
        sizes = [int(size) for size in re.findall(r"\d+", name)]
        treated, controls = sizes if len(sizes) == 2 else self._arms
        kind = name.partition("_")[0].rstrip("0123456789")
        if kind == "uniform":
            vague = BetaMixture.single(*VAGUE)
            return TwoArms(controls=vague, treated=vague, n_controls=controls, n_treated=treated)
        if kind not in self._priors:
            return None
        return TwoArms(
            controls=self._priors[kind],
            treated=BetaMixture.single(*TREATED),
            n_controls=controls,
            n_treated=treated,
        )

    @property
    def mean(self) -> float:
        return self._priors["nonrobust"].mean


def _designed(content: Mapping[str, Any], designs: _Designs) -> Iterator[Case]:
    for k, row in enumerate(content.get("typeI", [])):
        for name, expected in row.items():
            if name != "theta":
                design = designs.named(name)
                got = success_chance(design, [row["theta"]], [row["theta"]])[0] if design else None
                yield _of_design(f"typeI[{k}].{name}", expected, got, EXACT)
    for name, expected in content.get("vignette_delta80", {}).items():
        design = designs.named(name)
        got = _delta(design, designs.mean) if design else None
        yield _of_design(f"vignette_delta80.{name}", expected, got, THREE_DIGITS)
    limits = content.get("boundary", {})
    for name, expected in limits.items():
        if name != "y2":
            design = designs.named(name)
            every = boundary(design) if design else ()
            reached = tuple(every[y] for y in limits["y2"]) if design else None
            yield _of_design(f"boundary.{name}", expected, reached, 0.0)


def _of_design(where: str, expected: object, got: object | None, tolerance: float) -> Case:
    why = "" if got is not None else "the file does not say this design"
    return Case(case=where, expected=expected, got=got, tolerance=tolerance, why=why)


def _delta(design: TwoArms, controls: float) -> float:
    """Find the gain over the prior's mean rate that succeeds four times in five."""
    return float(
        scipy.optimize.brentq(
            lambda gain: success_chance(design, [controls], [controls + gain])[0] - POWER, 0, 0.999 - controls
        )
    )


SHAPE = Shape(
    name="mixture priors: size, posterior, two-arm design",
    method="stats.mixtures, stats.effective_size, stats.borrowing, stats.two_arms",
    matches=_is_deterministic,
    cases=_deterministic,
)
