"""What each data element may hold: the table, code lists and object identifiers of `rules/e2b-r3.yaml`, typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from hepatica import rules

FILE = "e2b-r3.yaml"


@dataclass(frozen=True, kw_only=True)
class Element:
    """What one data element may hold; a rule that is not stated does not apply."""

    id: str
    required: bool = False
    length: int | None = None
    number: int | None = None
    """A decimal number of at most so many characters."""
    whole: int | None = None
    """A whole number of at most so many digits."""
    least: str = ""
    """The least precise part a date may have."""
    says: tuple[bool, ...] = ()
    list: str = ""
    country: bool = False
    language: bool = False
    meddra: bool = False
    """A MedDRA code of eight digits."""
    release: bool = False
    """A MedDRA release, such as 28.1."""
    units: str = ""
    """Which UCUM units: time, interval or any."""
    nulls: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CodeList:
    """An ICH or regional code list."""

    name: str
    number: int | None
    codes: Mapping[str, str]

    def words(self) -> str:
        """Say the list as a sentence does: '1 regulator, 2 other'."""
        return ", ".join(f"{code} {meaning}" for code, meaning in self.codes.items())


@cache
def data() -> Mapping[str, Any]:
    """Return the rules file."""
    return rules.load(FILE)


@cache
def elements() -> Mapping[str, Element]:
    """Return what each data element may hold, by its id."""
    rows: dict[str, dict[str, Any]] = data()["elements"]
    return {name: _element(name, row) for name, row in rows.items()}


def _element(name: str, row: dict[str, Any]) -> Element:
    stated: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    return Element(id=name, **stated)


@cache
def code_list(name: str) -> CodeList:
    """Return one code list by the name the rules file gives it."""
    row = data()["lists"][name]
    return CodeList(name=name, number=row.get("number"), codes=row["codes"])


def codes_of(element: str) -> CodeList:
    """Return the code list of a data element."""
    return code_list(elements()[element].list)


def oid(name: str) -> str:
    """Return an object identifier by its name."""
    return str(data()["oids"][name])


def identifier(number: int) -> str:
    """Return the namespace of an ICH identifier: `identifier(1)` is that of C.1.1."""
    return f"{oid('identifiers')}.{number}"


def list_oid(number: int) -> str:
    """Return the object identifier of an ICH code list."""
    return f"{oid('lists')}.{number}"


def list_version(number: int) -> str:
    """Return the version printed beside a code of an ICH list."""
    versions = data()["list_versions"]
    return str(versions.get(str(number), versions["default"]))


@cache
def countries() -> frozenset[str]:
    """Return the two-letter country codes, EU included."""
    return frozenset(data()["countries"].split())


def units(kind: str) -> tuple[str, ...]:
    """Return the UCUM units of a kind, time or interval."""
    return tuple(data()["units"][kind])
