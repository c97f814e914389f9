"""Reference numbers of stopping boundaries (shapes of stoppingrule, clinfun and ph2bayes)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from hepatica.stats.monitoring.calibration import calibrated_rule
from hepatica.stats.monitoring.exposure import (
    ExposureFamily,
    ExposureMaxSprt,
    ExposureOBrienFleming,
    ExposurePocock,
    ExposurePower,
    ExposureSprt,
    GammaPoisson,
    Plan,
)
from hepatica.stats.monitoring.exposure_rule import ExposureOperating, calibrated_exposure_rule
from hepatica.stats.monitoring.families import (
    BetaBinomial,
    ChenChaloner,
    Family,
    MaxSprt,
    OBrienFleming,
    Pocock,
    Sprt,
    WangTsiatis,
)
from hepatica.stats.monitoring.significance import Level, RepeatedTest, bracketed
from hepatica.stats.oracles import phase_two
from hepatica.stats.oracles.case import Beside, Case, Content, Shape

EXACT_OC, EXPOSURE, CLOSE = 1e-9, 1e-6, 1e-6
Made = TypeVar("Made")
CRITICAL = "only the whole numbers are determined: any critical value that gives them is as good"

_FAMILIES: dict[str, Callable[[Sequence[float]], Family]] = {
    "Pocock": lambda _: Pocock(),
    "OBF": lambda _: OBrienFleming(),
    "WT": lambda q: WangTsiatis(delta=q[0]),
    "BB": lambda q: BetaBinomial(a=q[0], b=q[1]),
    "CC": lambda q: ChenChaloner(a=q[0], b=q[1], p1=q[2], nu=q[3]),
    "SPRT": lambda q: Sprt(p1=q[0]),
    "MaxSPRT": lambda _: MaxSprt(),
}
_EXPOSURE_FAMILIES: dict[str, Callable[[Sequence[float]], ExposureFamily]] = {
    "Pocock": lambda _: ExposurePocock(),
    "OBF": lambda _: ExposureOBrienFleming(),
    "WT": lambda q: ExposurePower(delta=q[0]),
    "GP": lambda q: GammaPoisson(shape=q[0], rate=q[1] if len(q) > 1 else None),
    "Bayesian": lambda q: GammaPoisson(shape=q[0], rate=q[1] if len(q) > 1 else None),
    "SPRT": lambda q: ExposureSprt(p1=q[0]),
    "MaxSPRT": lambda _: ExposureMaxSprt(),
}


def _cases_with(content: Content, keys: set[str]) -> dict[str, Mapping[str, Any]]:
    cases = content.get("cases") if isinstance(content, Mapping) else None
    if not isinstance(cases, Mapping):
        return {}
    return {name: told for name, told in cases.items() if isinstance(told, Mapping) and keys <= set(told)}


def _listed(value: Any) -> tuple[float, ...]:
    """Read what R writes: a list, a number alone, nothing, names to numbers, or 2:30 for a run of whole numbers."""
    if isinstance(value, Mapping):
        return tuple(value.values())
    if isinstance(value, str) and ":" in value:
        first, last = (int(end) for end in value.split(":"))
        return tuple(range(first, last + 1))
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (value,)


def _whole(value: Any) -> tuple[int, ...]:
    return tuple(int(one) for one in _listed(value))


def _each(
    content: Content, keys: set[str], result: str, cases: Callable[[str, Mapping[str, Any]], Iterator[Case]]
) -> Iterator[Case]:
    """Yield the cases of every entry with those keys; one that is refused says why and stops none of the others."""
    for name, told in _cases_with(content, keys).items():
        try:
            yield from cases(name, told)
        except ValueError as refused:
            yield Case(case=name, expected=told[result], got=None, why=str(refused))


def _known(families: Mapping[str, Callable[[Sequence[float]], Made]], told: Mapping[str, Any]) -> Made:
    if told["type"] not in families:
        raise ValueError(f"{told['type']} is no family of boundaries that is known")
    return families[told["type"]](_listed(told.get("param")))


def _binary(content: Content, _: Beside) -> Iterator[Case]:
    yield from _each(content, _BINARY, "boundary", _binary_cases)


def _binary_cases(name: str, told: Mapping[str, Any]) -> Iterator[Case]:
    rule = calibrated_rule(_known(_FAMILIES, told), _whole(told["ns"]), told["p0"], told["alpha"])
    yield Case(case=f"{name}.boundary", expected=list(_whole(told["boundary"])), got=rule.limits)
    if "cval" in told:
        yield Case(case=f"{name}.cval", expected=told["cval"], got=None, compared=False, why=CRITICAL)
    rows = told.get("oc", [])
    for k, (row, found) in enumerate(zip(rows, rule.operating([row["p"] for row in rows]), strict=True)):
        where = f"{name}.oc[{k}]"
        ours = {
            "reject": found.p_stop,
            "e_events": found.expected_events,
            "e_n": found.expected_evaluated,
            "e_eval": found.expected_evaluated,
        }
        yield from _row(where, {key: row[key] for key in row if key != "p"}, ours, EXACT_OC)


def _row(where: str, told: Mapping[str, Any], ours: Mapping[str, float], tolerance: float) -> Iterator[Case]:
    for key, expected in told.items():
        got = ours.get(key)
        why = "" if got is not None else "no such number is computed"
        yield Case(case=f"{where}.{key}", expected=expected, got=got, tolerance=tolerance, why=why)


def _exposure(content: Content, _: Beside) -> Iterator[Case]:
    yield from _each(content, _EXPOSURE, "rule", _exposure_cases)


def _exposure_cases(name: str, told: Mapping[str, Any]) -> Iterator[Case]:
    plan = Plan(n=told["n"], tau=told["tau"], p0=told["p0"], information=told.get("maxInf", "expected"))
    rule = calibrated_exposure_rule(_known(_EXPOSURE_FAMILIES, told), plan, told["alpha"])
    yield Case(
        case=f"{name}.rule.events",
        expected=[int(d) for _, d in told["rule"]],
        got=[d for _, d in rule.stages],
    )
    yield Case(
        case=f"{name}.rule.exposure",
        expected=[u for u, _ in told["rule"]],
        got=[u for u, _ in rule.stages],
        tolerance=EXPOSURE,
    )
    if "cval" in told:
        yield Case(case=f"{name}.cval", expected=told["cval"], got=None, compared=False, why=CRITICAL)
    yield from _exposure_odds(name, told, rule.operating)


def _exposure_odds(
    name: str, told: Mapping[str, Any], odds: Callable[[Sequence[float]], tuple[ExposureOperating, ...]]
) -> Iterator[Case]:
    columns = told.get("oc_cols", ["p", "Reject Prob", "E(Events)"])
    rows = [dict(zip(columns, row, strict=True)) for row in told.get("oc", [])]
    for k, (row, found) in enumerate(zip(rows, odds([row["p"] for row in rows]), strict=True)):
        ours = {
            "Reject Prob": found.p_stop,
            "E(Events)": found.expected_events,
            "E(Follow up)": found.expected_exposure,
        }
        yield from _row(f"{name}.oc[{k}]", {key: row[key] for key in row if key != "p"}, ours, EXPOSURE)


def _significance(content: Content, _: Beside) -> Iterator[Case]:
    yield from _each(content, _SIGNIFICANCE, "out", _significance_cases)


def _significance_cases(name: str, told: Mapping[str, Any]) -> Iterator[Case]:
    args, out = told["args"], told["out"]
    found = bracketed(
        RepeatedTest(
            acceptable=args["pLo"],
            unacceptable=args["pHi"],
            looks=_whole(args["n"]),
            crossing_low=args.get("cP0", 0.1),
            crossing_high=args.get("cP1", 0.9),
            grid=args.get("ngrid", 6),
            rounds=args.get("niter", 10),
            shape=args.get("delta", 0.0),
            priority=args.get("priority", "null"),
        )
    )
    whole = {"looks": found.looks, "lo.bdry": found.low.limits, "hi.bdry": found.high.limits}
    for key, ours in whole.items():
        if key in out:
            yield Case(case=f"{name}.{key}", expected=list(_whole(out[key])), got=ours)
    for k, row in enumerate(out.get("bdry.oc", [])):
        got = (found.rates[k], *_odds(found.low, k), *_odds(found.high, k))
        yield Case(case=f"{name}.bdry.oc[{k}]", expected=row, got=got, tolerance=CLOSE)
    if "bdry.alpha" in out:
        levels = (found.low.level, found.high.level)
        yield Case(case=f"{name}.bdry.alpha", expected=out["bdry.alpha"], got=levels, tolerance=CLOSE)
    if "delta" in out:
        yield Case(case=f"{name}.delta", expected=out["delta"], got=args.get("delta", 0.0), tolerance=CLOSE)


def _odds(level: Level, k: int) -> tuple[float, float, float]:
    found = level.operating[k]
    return found.p_stop, found.p_early, found.expected_evaluated


_BINARY = {"ns", "p0", "alpha", "type", "boundary"}
_EXPOSURE = {"n", "tau", "p0", "alpha", "type", "rule"}
_SIGNIFICANCE = {"args", "out"}


def _is_significance(content: Content) -> bool:
    found = _cases_with(content, _SIGNIFICANCE)
    return any(
        {"pLo", "pHi", "n"} <= set(told["args"]) and "lo.bdry" in told["out"] for told in found.values()
    )


SHAPES: tuple[Shape, ...] = (
    Shape(
        name="stopping boundaries for a binary event",
        method="stats.monitoring.families, stats.monitoring.calibration, stats.monitoring.sweep",
        matches=lambda content: bool(_cases_with(content, _BINARY)),
        cases=_binary,
    ),
    Shape(
        name="stopping boundaries over exposure time",
        method="stats.monitoring.exposure, stats.monitoring.exposure_rule",
        matches=lambda content: bool(_cases_with(content, _EXPOSURE)),
        cases=_exposure,
    ),
    Shape(
        name="toxicity boundaries by repeated tests",
        method="stats.monitoring.significance",
        matches=_is_significance,
        cases=_significance,
    ),
    phase_two.SHAPE,
)
