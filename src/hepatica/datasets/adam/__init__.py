"""Analysis datasets in the shape of CDISC ADaM: each a function of the record at a cut, each value with its events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hepatica.datasets.adam import adae, adeff, adex, adlb, adsl, adti, adtte
from hepatica.datasets.adam.frame import Dataset, Plan
from hepatica.datasets.adam.inputs import Inputs


class NoSuchDataset(LookupError):  # noqa: N818 - the sentence is what matters
    """There is no dataset of that name."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A dataset's plan, and what derives its rows."""

    plan: Plan
    derive: Callable[[Inputs], Dataset]


_ALL = (
    Source(plan=adsl.PLAN, derive=adsl.derive_adsl),
    Source(plan=adae.PLAN, derive=adae.derive_adae),
    Source(plan=adlb.PLAN, derive=adlb.derive_adlb),
    Source(plan=adeff.PLAN, derive=adeff.derive_adeff),
    Source(plan=adeff.SENSITIVITY, derive=adeff.derive_adeffb),
    Source(plan=adex.PLAN, derive=adex.derive_adex),
    Source(plan=adtte.PLAN, derive=adtte.derive_adtte),
    Source(plan=adti.PLAN, derive=adti.derive_adti),
)
DATASETS: Mapping[str, Source] = MappingProxyType({one.plan.name: one for one in _ALL})
"""Every dataset by name, in the order they are listed."""


def find_dataset(name: str) -> Source:
    """Return the dataset of a name, in any case of letters; NoSuchDataset, a sentence with the names, where there is none."""
    found = DATASETS.get(name.strip().upper())
    if found is None:
        raise NoSuchDataset(f"There is no dataset '{name}'. The datasets are: {', '.join(DATASETS)}.")
    return found
