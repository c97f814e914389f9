"""What is supposed about the mechanism before anything is seen: a prior for each rate, with its source."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import scipy
from numpy.typing import NDArray

from hepatica.design.parameters import Parameters, load
from hepatica.design.streams import stream

Floats = NDArray[np.float64]

_PREFIX = "prior."
LOGARITHMIC = "lognormal"


@dataclass(frozen=True, kw_only=True)
class Draws:
    """Rates by name, each (n,): one place is one possible world's typical patient."""

    values: Mapping[str, Floats]
    families: Mapping[str, str]

    def __getitem__(self, name: str) -> Floats:
        return self.values[name]

    def __len__(self) -> int:
        return len(next(iter(self.values.values())))

    def rate(self, what: str) -> Floats:
        """Return ln 2 over the half-life of cells or effect: a day."""
        return np.asarray(np.log(2) / self.values[f"half_{what}"])

    def fixed(self, **chosen: float) -> "Draws":
        """Return the same draws with some rates set: a world that is chosen and named. Raises ValueError for an unknown name."""
        if unknown := [name for name in chosen if name not in self.values]:
            raise ValueError(f"the mechanism has no {unknown[0]}; it has {', '.join(self.values)}")
        values = {**self.values, **{name: np.full(len(self), value) for name, value in chosen.items()}}
        return Draws(values=MappingProxyType(values), families=self.families)

    def patients(self, n: int, seed: int, parameters: Parameters | None = None) -> "Draws":
        """Return n patients around the typical one of the first draw: half-lives and gains vary by the between-patient SD."""
        spread = (parameters or load("mechanism")).number("between.sd")
        z = stream(seed, "mechanism", "patients").standard_normal((n, len(self.values))).T
        values = {
            name: value[0] * np.exp(spread * z[k] * _varies(name))
            for k, (name, value) in enumerate(self.values.items())
        }
        return Draws(values=MappingProxyType(values), families=self.families)


def draw_priors(n: int, seed: int, parameters: Parameters | None = None) -> Draws:
    """Draw n sets of rates, each rate from a stream of its own.

    Raises ValueError for fewer than two draws, and for a prior of an unknown family. Source: ``data/mechanism.yaml``.
    """
    if n < 2:
        raise ValueError(f"{n} draws say nothing: at least two")
    chosen = parameters or load("mechanism")
    values, families = {}, {}
    for entry in chosen.entries.values():
        if entry.name.startswith(_PREFIX):
            name = entry.name.removeprefix(_PREFIX)
            z = stream(seed, "mechanism", name).standard_normal(n)
            values[name], families[name] = _carried(z, entry.value, name), entry.value["family"]
    return Draws(values=MappingProxyType(values), families=MappingProxyType(families))


def _carried(z: Floats, prior: Mapping[str, Any], name: str) -> Floats:
    match prior:
        case {"family": "beta", "a": a, "b": b}:
            return np.asarray(scipy.special.betaincinv(a, b, scipy.special.ndtr(z)))
        case {"family": "lognormal", "median": median, "log_sd": sd}:
            return np.asarray(median * np.exp(sd * z))
        case {"family": "halfnormal", "scale": scale}:
            return np.asarray(scale * np.abs(z))
    raise ValueError(
        f"mechanism.yaml: the prior of {name} is none of beta, lognormal, halfnormal with its numbers"
    )


def _varies(name: str) -> bool:
    return name.startswith(("half_", "r_", "k_"))
