"""The terms of CTCAE and their grades in words, for each version a study can be pinned to."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from hepatica import rules

VERSIONS = ("5.0", "6.0")


@dataclass(frozen=True, kw_only=True)
class CtcaeTerm:
    """One term of one version: where it stands, what it means, and its grades in CTCAE's words."""

    name: str
    version: str
    soc: str
    definition: str
    note: str
    grades: Mapping[int, str]  # only those that are available


@cache
def terms(version: str) -> Mapping[str, CtcaeTerm]:
    """Give every term of the table by name; raises ValueError for a version that is not one of VERSIONS."""
    if version not in VERSIONS:
        raise ValueError(f"CTCAE {version} is not known; the versions are {' and '.join(VERSIONS)}")
    read = rules.load(f"ctcae-{version}.json")["terms"]
    return MappingProxyType(
        {
            name: CtcaeTerm(
                name=name,
                version=version,
                soc=one["soc"],
                definition=one["definition"],
                note=one.get("note", ""),
                grades=MappingProxyType({int(grade): words for grade, words in one["grades"].items()}),
            )
            for name, one in read.items()
        }
    )


def term(name: str, version: str) -> CtcaeTerm:
    """Give one term; raises ValueError, which says where the name is known instead, if the version has none."""
    known = terms(version)
    if name in known:
        return known[name]
    others = [other for other in VERSIONS if other != version and name in terms(other)]
    hint = f"; it is a term of CTCAE {' and '.join(others)}" if others else ""
    raise ValueError(f"'{name}' is not in the table of CTCAE {version}{hint}")


def grades_defined(name: str, version: str) -> tuple[int, ...]:
    """List the grades CTCAE defines for a term, mildest first."""
    return tuple(sorted(term(name, version).grades))


def text(name: str, version: str, grade: int) -> str:
    """Give a grade in CTCAE's words; raises ValueError if the term has no such grade."""
    found = term(name, version)
    if grade not in found.grades:
        defined = ", ".join(map(str, grades_defined(name, version)))
        raise ValueError(f"CTCAE {version} defines no grade {grade} for {name}; it defines {defined}")
    return found.grades[grade]


def allowed(name: str, version: str, grade: int) -> bool:
    """Answer whether an event of this name can have this grade: any of 1 to 5 if the table has no such term."""
    known = terms(version).get(name)
    return grade in (known.grades if known else range(1, 6))
