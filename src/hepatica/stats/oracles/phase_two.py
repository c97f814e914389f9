"""Reference numbers of single-arm boundaries by posterior and predictive probability (shape of ph2bayes)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from hepatica.stats.monitoring.beta_binomial import Prior
from hepatica.stats.monitoring.predictive import (
    Boundary,
    Direction,
    lee_liu,
    predictive_probability,
    steps,
    thall_simon,
)
from hepatica.stats.oracles.case import Beside, Case, Content, Shape

PRINTED, EXACT = 5e-5, 1e-8
POSTERIOR, PREDICTIVE = "thall_simon", "lee_liu"
NAMES = {
    "stopbound_post": ("theta", "type", "nmax", "alpha_e", "beta_e", "alpha_s", "beta_s", "delta"),
    "stopbound_pred": ("theta", "type", "nmax", "alpha_e", "beta_e", "p_s", "theta_t"),
    "predprob": ("y", "n", "nmax", "alpha_e", "beta_e", "p_s", "theta_t"),
}
# The calls on the package's help pages, which a file that only names them (f1, f2, s1) was made by.
HELP_PAGES: dict[str, dict[str, tuple[Any, ...]]] = {
    POSTERIOR: {
        "f1": (0.05, "futility", 40, 0.6, 1.4, 15, 35, 0),
        "f2": (0.05, "futility", 30, 0.4, 1.6, 10, 40, 0),
        "s1": (0.95, "superiority", 40, 0.6, 1.4, 15, 35, 0),
    },
    PREDICTIVE: {
        "f1": (0.05, "futility", 40, 0.6, 1.4, 0.3, 0.85),
        "f2": (0.05, "futility", 30, 0.4, 1.6, 0.2, 0.85),
        "s1": (0.95, "superiority", 40, 0.6, 1.4, 0.3, 0.85),
    },
}
FUNCTIONS = {POSTERIOR: "stopbound_post", PREDICTIVE: "stopbound_pred"}
Arguments = Mapping[str, Any]

_CALL = re.compile(r"(\w+)\((.*)\)\s*$", re.DOTALL)


def _matches(content: Content) -> bool:
    if not isinstance(content, Mapping):
        return False
    boundaries = any(isinstance(content.get(family), Mapping) for family in FUNCTIONS)
    return boundaries or any(_is_predictive(told) for told in content.values())


def _is_predictive(told: object) -> bool:
    return isinstance(told, Mapping) and str(told.get("call", "")).startswith("predprob(")


def _cases(content: Content, _: Beside) -> Iterator[Case]:
    assert isinstance(content, Mapping)
    for name, told in content.items():
        if _is_predictive(told):
            yield from _predictive(name, told)
        elif name in FUNCTIONS:
            for key, entry in told.items():
                yield _boundary(name, key, entry, content)


def _predictive(name: str, told: Mapping[str, Any]) -> Iterator[Case]:
    a = _arguments("predprob", told["call"])
    prior = Prior(a=a["alpha_e"], b=a["beta_e"])
    got = predictive_probability(prior, a["y"], a["n"], a["nmax"], standard=a["p_s"], target=a["theta_t"])
    for key, tolerance in (("published", PRINTED), ("value", EXACT)):
        if key in told:
            yield Case(case=f"{name}.{key}", expected=told[key], got=got, tolerance=tolerance)


def _boundary(family: str, key: str, entry: Any, content: Mapping[str, Any]) -> Case:
    rows = _rows(entry)
    expected = [[row["n"], row.get("bound")] for row in rows]
    arguments = _said(family, key, entry, content)
    if arguments is None:
        return Case(
            case=f"{family}.{key}", expected=expected, got=None, why="the file does not say the design"
        )
    found = _posterior(arguments) if family == POSTERIOR else _by_prediction(arguments)
    return Case(case=f"{family}.{key}", expected=expected, got=[list(step) for step in steps(found)])


def _rows(entry: Any) -> Sequence[Mapping[str, Any]]:
    if isinstance(entry, Mapping):
        return next(
            (value for value in entry.values() if isinstance(value, list) and value and "n" in value[0]), []
        )
    return cast("Sequence[Mapping[str, Any]]", entry)


def _said(family: str, key: str, entry: Any, content: Mapping[str, Any]) -> Arguments | None:
    """Find how a boundary was called: beside it, in a list of calls, or on the help page its name stands for."""
    if isinstance(entry, Mapping) and (told := entry.get("call", entry.get("args"))) is not None:
        return _arguments(FUNCTIONS[family], told)
    for name in ("call", "calls", "args"):
        listed: Arguments = content.get(name, {})
        there: Arguments = listed.get(family, listed)
        if key in there:
            return _arguments(FUNCTIONS[family], there[key])
    printed = HELP_PAGES[family].get(key)
    return None if printed is None else _arguments(FUNCTIONS[family], list(printed))


def _arguments(function: str, told: Any) -> Arguments:
    """Read a call's text, a list in its order, or names to values."""
    if isinstance(told, Mapping):
        return told
    if isinstance(told, str):
        written = _CALL.search(told)
        if written is None:
            raise ValueError(f"{told} is no call of {function}")
        told = [part.strip() for part in written.group(2).split(",")]
    names = iter(NAMES[function])
    found: dict[str, Any] = {}
    for part in told:
        name, given, value = part.partition("=") if isinstance(part, str) else ("", "", part)
        found[name.strip() if given else next(names)] = _value(value if given or not name else name)
    return found


def _value(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    text = text.strip().strip("\"'")
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _posterior(a: Arguments) -> Boundary:
    return thall_simon(
        cast("Direction", a["type"]),
        int(a["nmax"]),
        Prior(a=a["alpha_e"], b=a["beta_e"]),
        Prior(a=a["alpha_s"], b=a["beta_s"]),
        cutoff=a["theta"],
        increment=a.get("delta", 0.0),
    )


def _by_prediction(a: Arguments) -> Boundary:
    return lee_liu(
        cast("Direction", a["type"]),
        int(a["nmax"]),
        Prior(a=a["alpha_e"], b=a["beta_e"]),
        cutoff=a["theta"],
        standard=a["p_s"],
        target=a["theta_t"],
    )


SHAPE = Shape(
    name="single-arm boundaries by posterior and predictive probability",
    method="stats.monitoring.predictive",
    matches=_matches,
    cases=_cases,
)
