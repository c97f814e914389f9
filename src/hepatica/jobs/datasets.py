"""Datasets of the record at a cut: as values for screens, and as text for a file; the same cut gives the same bytes."""

from __future__ import annotations

from functools import lru_cache

from hepatica.datasets.adam import DATASETS, find_dataset
from hepatica.datasets.adam.frame import Dataset, Plan
from hepatica.datasets.adam.inputs import Inputs
from hepatica.datasets.adam.text import define_csv, to_csv
from hepatica.jobs.cuts import event_at, stamp_at, state_at, study_at
from hepatica.ledger.events import Event
from hepatica.ledger.review_rows import RedactionRow
from hepatica.store import read, sight


def plans() -> tuple[Plan, ...]:
    """Return what every dataset holds, in the order they are listed."""
    return tuple(one.plan for one in DATASETS.values())


def inputs_at(seq: int | None = None) -> Inputs:
    """Return what datasets are derived from as of an event, by default the last; NoSuchCut with a sentence."""
    sight.whole()
    return _inputs(event_at(seq), read.redactions())


@lru_cache(maxsize=2)
def _inputs(event: Event, _struck: tuple[RedactionRow, ...]) -> Inputs:
    study = study_at(event)
    return Inputs(study=study, state=state_at(event), cut=stamp_at(event, study).cut)


def dataset_at(name: str, seq: int | None = None) -> Dataset:
    """Return a dataset as of an event; NoSuchDataset and NoSuchCut with a sentence."""
    return find_dataset(name).derive(inputs_at(seq))


def dataset_csv(name: str, seq: int | None = None, *, define: bool = False) -> bytes:
    """Return a dataset as comma-separated values, or with ``define`` the table of its variables; UTF-8."""
    source = find_dataset(name)
    dataset = dataset_at(name, seq)
    text = define_csv(source.plan, dataset) if define else to_csv(dataset)
    return text.encode()
