"""The numbers of the simulation, kept as data: each with its unit, its source and whether anybody ever measured it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

Tag = Literal["published", "recomputed", "assumed"]
"""Printed by its source; computed by us from numbers that its source gives; or nobody knows, and somebody chose."""
Floats = NDArray[np.float64]

FILES = ("baseline", "course", "events", "mechanism", "worlds")


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One number, or one table of numbers, with where it comes from."""

    name: str
    value: Any
    unit: str
    source: str
    tag: Tag


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """The parameters of one file by name. Two are equal when their digests are."""

    file: str
    entries: Mapping[str, Parameter]
    digest: str

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Parameters) and other.digest == self.digest

    def __reduce__(self) -> tuple[Any, ...]:
        return _sealed, (self.file, dict(self.entries))  # so that it can be sent to another process

    def number(self, name: str) -> float:
        """Return one number. Raises ValueError for a name that the file does not have, or that holds a table."""
        value = self._entry(name).value
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"{self.file}.yaml: {name} is not one number")  # noqa: TRY004 - the reader's fault
        return float(value)

    def numbers(self, name: str) -> Floats:
        """Return a row or a table of numbers. Raises ValueError where the file has none."""
        try:
            return np.asarray(self._entry(name).value, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{self.file}.yaml: {name} is not a table of numbers") from error

    def table(self, name: str) -> Mapping[str, Any]:
        """Return a table by word. Raises ValueError where the file has none."""
        value = self._entry(name).value
        if not isinstance(value, dict):
            raise ValueError(f"{self.file}.yaml: {name} is not a table by word")  # noqa: TRY004 - the reader's fault
        return value

    def replaced(self, **values: Any) -> "Parameters":
        """Return the same parameters with some values changed, tagged as assumed; dots of a name are written ``__``.

        Raises ValueError for a name that the file does not have.
        """
        entries = dict(self.entries)
        for key, value in values.items():
            was = self._entry(key.replace("__", "."))
            entries[was.name] = Parameter(
                name=was.name, value=value, unit=was.unit, source="chosen for this run", tag="assumed"
            )
        return _sealed(self.file, entries)

    def _entry(self, name: str) -> Parameter:
        if name not in self.entries:
            raise ValueError(f"{self.file}.yaml has no parameter called {name}")
        return self.entries[name]


@cache
def load(file: str) -> Parameters:
    """Read one parameter file of the package, once. Raises ValueError for an unknown file or an entry that cannot be."""
    if file not in FILES:
        raise ValueError(f"no parameter file is called '{file}'; there are {', '.join(FILES)}")
    from ruamel.yaml import YAML

    text = files(__package__).joinpath("data", f"{file}.yaml").read_text(encoding="utf-8")
    return read(file, YAML(typ="safe").load(text))


def read(file: str, raw: Mapping[str, Mapping[str, Any]]) -> Parameters:
    """Check that every entry has value, unit, source and tag. Raises ValueError with a sentence that names the entry."""
    entries = {}
    for name, entry in raw.items():
        if missing := [key for key in ("value", "unit", "source", "tag") if key not in entry]:
            raise ValueError(f"{file}.yaml: {name} has no {' and no '.join(missing)}")
        if entry["tag"] not in get_args(Tag):
            raise ValueError(
                f"{file}.yaml: {name} is tagged '{entry['tag']}', not one of {', '.join(get_args(Tag))}"
            )
        parts = {key: entry[key] for key in ("value", "unit", "source", "tag")}
        entries[name] = Parameter(name=name, **parts)
    return _sealed(file, entries)


def _sealed(file: str, entries: Mapping[str, Parameter]) -> Parameters:
    told = json.dumps({name: [e.value, e.unit] for name, e in sorted(entries.items())}, sort_keys=True)
    return Parameters(
        file=file,
        entries=MappingProxyType(dict(entries)),
        digest=sha256(told.encode()).hexdigest()[:16],
    )
