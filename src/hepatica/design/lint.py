"""What the models of a design cannot say: its parts fit each other, and it can answer what it asks."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pydantic import BaseModel

from hepatica.design import lint_inference, lint_rules, lint_treatment
from hepatica.design.bounds import bounds
from hepatica.design.document import Design
from hepatica.study.lines import Finding, Path
from hepatica.study.lint import IDENTIFIER, names, sources

_SHARES = frozenset(
    {
        "target", "low", "high", "p0", "p1", "alpha", "power", "above", "overdose", "least_efficacy", "plateau", "rate",
        "correlation",
    }
)  # fmt: skip
"""Fields that are shares, strictly between 0 and 1, wherever they stand but among the assumptions."""
_COUNTS = {
    "replicates": "a design is played at least once",
    "per_arm": "an arm holds at least one participant",
    "size": "a cohort holds at least one participant",
    "count": "there is at least one cohort",
    "share": "an arm has a share of at least 1",
    "per_month": "nobody would ever come",
    "follow_up_days": "participants are followed at least one day",
    "window_days": "a window holds at least one day",
    "sites": "there is at least one site",
    "needs": "a review needs at least one participant",
    "least_treated": "a dose is judged by at least one participant",
    "prior_sd": "a prior has a spread",
    "reference_dose": "a curve is anchored at a number above 0",
    "sd": "a spread lies above 0",
    "delta": "a difference worth finding lies above 0; 'better' says in which direction",
    "margin": "a margin lies above 0",
    "tau_scale": "a spread lies above 0",
    "vague_sd": "a spread lies above 0",
    "months": "evidence has a time above 0",
    "planned": "a planned dose lies above 0",
}  # fmt: skip
"""Fields that must lie above 0, and why."""


def lint(design: Design) -> Iterator[Finding]:
    """Yield everything in the design that does not fit together; nothing when all is well."""
    beyond = tuple(bounds(design))
    if beyond:  # nothing is computed with what no design has
        yield from beyond
        return
    plain = tuple(_plain(design))
    yield from plain
    if not plain:  # the engines take only what makes sense, and their arithmetic is slow to load
        from hepatica.design import lint_engines

        yield from lint_engines.lint(design)


def _plain(design: Design) -> Iterator[Finding]:
    if not IDENTIFIER.fullmatch(design.id):
        said = (
            f"'{design.id}' is not an id: a small letter, then small letters, digits and single underscores"
        )
        yield Finding(("id",), said)
    yield from names(design, ())
    yield from sources(design, ())
    yield from _numbers(design, ())
    yield from lint_treatment.lint(design)
    yield from lint_rules.lint(design)
    yield from lint_inference.lint(design)
    if not design.cannot_show:
        yield Finding(("cannot_show",), "no design shows everything: say what this one cannot show")


def _numbers(part: object, path: Path) -> Iterator[Finding]:
    """Yield numbers that cannot be what their name says, wherever they stand."""
    if isinstance(part, tuple):
        for n, entry in enumerate(part):
            yield from _numbers(entry, (*path, n))
    if not isinstance(part, BaseModel) or path[:1] == ("assumptions",):
        return
    for key in type(part).model_fields:
        value = getattr(part, key)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            yield from _number(key, value, (*path, key))
        else:
            yield from _numbers(value, (*path, key))


def _number(key: str, value: int | Decimal, path: Path) -> Iterator[Finding]:
    if key in _SHARES and not 0 < value < 1:
        yield Finding(path, f"'{key}' {value} is not a share: it must lie between 0 and 1")
    if key in _COUNTS and value <= 0:
        yield Finding(path, f"'{key}' {value} cannot be: {_COUNTS[key]}")
