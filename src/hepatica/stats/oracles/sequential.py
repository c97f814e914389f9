"""Reference numbers of group-sequential and two-stage designs, as gsDesign, rpact, clinfun and East print them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import scipy

from hepatica.stats.oracles.case import Beside, Case, Content, Shape
from hepatica.stats.sequential.boundaries import Boundaries, Design, equally_spaced, powered, shaped, spent_by
from hepatica.stats.sequential.sample_size import casagrande, fisher_size, two_means, two_rates
from hepatica.stats.sequential.spending import (
    Spending,
    hwang_shih_decani,
    obrien_fleming_like,
    pocock_like,
)
from hepatica.stats.sequential.two_stage import admissible, looks, simon, single_stage

CONSTANT, EXACT = 1e-4, 1e-6
TABLE = 5e-4
"""Half a unit of the third decimal, as tables print."""
SHAPE = {"OF": 0.0, "P": 0.5, "Pocock": 0.5}
DEFAULTS = {"alpha": 0.025, "beta": 0.1, "sfupar": -4.0, "sflpar": -2.0}
"""What gsDesign assumes where a call names nothing."""
_PRINTED = {"alpha05": 0.05, "alpha01": 0.01, "alpha10": 0.10}


def _cases(content: Any, _beside: Beside) -> Iterator[Case]:
    named: dict[str, Callable[[str, Any], Iterator[Case]]] = {
        "pocock_published": _pocock,
        "rpact_char": _characteristics,
        "rpact_ss_means": _means,
        "fixed_t": _fixed,
        "east_gsBinomialExact": _exact,
        "farrington_manning": _rates,
        "east_snapshot_k5": _snapshot,
    }
    for name, told in content.items():
        if name in named:
            yield from named[name](name, told)
        elif isinstance(told, Mapping) and "n.I" in told:
            yield from _gs_design(name, told)
        else:
            for number, one in enumerate(told if isinstance(told, list) else [told]):
                if isinstance(one, Mapping) and "crit" in one:
                    yield from _rpact(f"{name}[{number}]", one)


def _fixed(name: str, told: Mapping[str, Any]) -> Iterator[Case]:
    yield Case(case=name, expected=told["n"], got=two_means(2.0, 5.0), tolerance=1e-3)


def _pocock(_name: str, told: Mapping[str, Any]) -> Iterator[Case]:
    for name, printed in told.items():
        error = _PRINTED.get(name)
        if error is None:
            yield Case(
                case=f"pocock_published.{name}", expected=printed, got=None, why="its error is not named"
            )
            continue
        got = [shaped(equally_spaced(k), error / 2, delta=0.5).upper[0] for k in range(1, len(printed) + 1)]
        yield Case(case=f"pocock_published.{name}", expected=printed, got=got, tolerance=TABLE)


def _gs_design(name: str, told: Mapping[str, Any]) -> Iterator[Case]:
    args = {**DEFAULTS, **(told["args"] if isinstance(told["args"], Mapping) else {})}
    shares = tuple(float(t) for t in told["timing"])
    shares = equally_spaced(len(shares)) if "timing" not in args else shares
    upper = _upper(args, shares, told)
    futility = hwang_shih_decani(args["sflpar"]) if told.get("lower") else None
    design = powered(upper, 1 - args["beta"], futility=futility)
    none, all_ = design.at(0), design.at(1)
    got: dict[str, Any] = {
        "n.I": list(design.information),
        "upper": list(upper.upper),
        "uspend": list(upper.spent),
        "upper_prob": [list(pair) for pair in zip(none.upper, all_.upper, strict=True)],
        "en": [design.expected(0), design.expected(1)],
        "theta": [0, design.drift],
    }
    if futility is not None:
        got["lower"] = list(design.boundaries.lower or ())
        got["lspend"] = list(all_.lower)
        got["lower_prob"] = [list(pair) for pair in zip(none.lower, all_.lower, strict=True)]
    for key, value in got.items():
        if told.get(key):
            yield Case(case=f"{name}.{key}", expected=told[key], got=value, tolerance=CONSTANT)


def _upper(args: Mapping[str, Any], shares: tuple[float, ...], told: Mapping[str, Any]) -> Boundaries:
    error, kind = args["alpha"], args.get("sfu")
    if kind in {"OF", "Pocock"}:
        return shaped(shares, error, delta=SHAPE[kind])
    if kind == "WT":
        return shaped(shares, error, delta=args["sfupar"])
    return spent_by(shares, error, _spending(args, shares, error, told))


def _spending(
    args: Mapping[str, Any], shares: tuple[float, ...], error: float, told: Mapping[str, Any]
) -> Spending:
    """Return the spending function: a file writes every one of them as ``fn``, so the first amount spent tells which."""
    known = (hwang_shih_decani(args["sfupar"]), obrien_fleming_like, pocock_like)
    first = float(told["uspend"][0])
    return min(known, key=lambda spend: abs(spend(error, shares[0]) - first))


def _rpact(name: str, told: Mapping[str, Any]) -> Iterator[Case]:
    args = told["args"]
    shares = tuple(args.get("informationRates") or told.get("infoRates") or equally_spaced(args["kMax"]))
    if "informationRates" not in args:
        shares = equally_spaced(len(shares))
    kind, error = args["typeOfDesign"], args["alpha"] / args.get("sided", 1)
    if kind in SHAPE:
        made = shaped(shares, error, delta=SHAPE[kind])
    elif kind == "WT":
        made = shaped(shares, error, delta=args["deltaWT"])
    elif kind in {"asOF", "asP"}:
        made = spent_by(shares, error, obrien_fleming_like if kind == "asOF" else pocock_like)
    elif kind == "asHSD":
        made = spent_by(shares, error, hwang_shih_decani(args["gammaA"]))
    else:
        yield Case(case=name, expected=told["crit"], got=None, why=f"designs of type {kind} are not computed")
        return
    spent = made.spent
    total = [sum(spent[: at + 1]) for at in range(len(spent))]
    yield Case(case=f"{name}.crit", expected=told["crit"], got=list(made.upper), tolerance=CONSTANT)
    if told.get("stageLevels"):
        beyond = [float(scipy.stats.norm.sf(z)) for z in made.upper]
        yield Case(case=f"{name}.stageLevels", expected=told["stageLevels"], got=beyond, tolerance=CONSTANT)
    yield Case(case=f"{name}.alphaSpent", expected=told["alphaSpent"], got=total, tolerance=CONSTANT)


def _characteristics(name: str, told: Mapping[str, Any]) -> Iterator[Case]:
    for kind, numbers in told.items():
        letters, looks_ = kind.rstrip("0123456789"), int(kind.lstrip("OFPWT") or 3)
        design = powered(shaped(equally_spaced(looks_), 0.025, delta=SHAPE[letters]), 0.8)
        got = {
            "shift": design.drift**2 * design.inflation,
            "inflation": design.inflation,
            "asn1": design.expected(1),
            "asn01": design.expected(0.5),
            "asn0": design.expected(0),
        }
        for key, value in got.items():
            if key in numbers:
                yield Case(case=f"{name}.{kind}.{key}", expected=numbers[key], got=value, tolerance=CONSTANT)


def _means(name: str, told: Mapping[str, Any]) -> Iterator[Case]:
    args = told["args"]
    spending = obrien_fleming_like if args["type"] == "asOF" else pocock_like
    design: Design = powered(spent_by(equally_spaced(args["kMax"]), 0.025, spending), 1 - args["beta"])
    one = two_means(args["alternative"], args["stDev"], power=1 - args["beta"])
    yield Case(
        case=f"{name}.n_stage",
        expected=told["n_stage"],
        got=[one * i for i in design.information],
        tolerance=1e-3,
    )
    yield Case(case=f"{name}.maxN", expected=told["maxN"], got=one * design.inflation, tolerance=1e-3)
    yield Case(case=f"{name}.en_H1", expected=told["en_H1"], got=one * design.expected(1), tolerance=1e-3)


def _exact(name: str, told: Mapping[str, Any]) -> Iterator[Case]:
    for number, case in enumerate(told["cases"]):
        stops = [looks(case["n"], case["a"], case["b"], rate) for rate in case["theta"]]
        place = f"{name}.cases[{number}]"
        yield Case(case=f"{place}.en", expected=case["en"], got=[s.expected for s in stops], tolerance=1e-5)
        for side in ("lower", "upper"):
            if side in case:
                got = [list(look) for look in zip(*(getattr(s, side) for s in stops), strict=True)]
                yield Case(case=f"{place}.{side}", expected=case[side], got=got, tolerance=EXACT)


def _rates(name: str, told: Mapping[str, Any]) -> Iterator[Case]:
    for number, case in enumerate(told["cases"]):
        found = two_rates(
            case["p1"],
            case["p2"],
            margin=case.get("delta0", 0.0),
            ratio=case.get("ratio", 1.0),
            error=case["alpha"],
            power=1 - case["beta"],
        )
        each = isinstance(case["n"], Sequence)
        decimals = len(str(case["n"][0] if each else case["n"]).partition(".")[2])
        yield Case(
            case=f"{name}.cases[{number}].n",
            expected=case["n"],
            got=[found.first, found.second] if each else found.total,
            tolerance=0.51 * 10.0**-decimals,
        )


def _snapshot(name: str, told: Mapping[str, Any]) -> Iterator[Case]:
    """Compare a printed design: as many looks as values, spending by Hwang-Shih-DeCani −4, power 0.9."""
    design = powered(spent_by(equally_spaced(len(told["Z"])), 0.025, hwang_shih_decani(-4)), 0.9)
    yield Case(case=f"{name}.Z", expected=told["Z"], got=list(design.boundaries.upper), tolerance=0.0051)
    yield Case(
        case=f"{name}.spend", expected=told["spend"], got=list(design.boundaries.spent), tolerance=5.1e-5
    )
    beyond = [float(scipy.stats.norm.sf(z)) for z in design.boundaries.upper]
    yield Case(case=f"{name}.p", expected=told["p"], got=beyond, tolerance=5.1e-5)
    got = [design.expected(0), design.expected(1)]
    yield Case(case=f"{name}.EN", expected=told["EN"], got=got, tolerance=CONSTANT)


def _two_stage(content: Any, _beside: Beside) -> Iterator[Case]:
    for number, case in enumerate(content.get("cases", ())):
        yield from _simon(f"cases[{number}]", case)
    for number, case in enumerate(content.get("ph2single", ())):
        one = single_stage(case["pu"], case["pa"], case["ep1"], case["ep2"])
        place = f"ph2single[{number}]"
        got = {"n": one.n, "r": one.r, "alpha": one.error, "beta": one.missed}
        for key, value in got.items():
            if key in case:
                exact = key in {"n", "r"}
                yield Case(
                    case=f"{place}.{key}", expected=case[key], got=value, tolerance=0 if exact else EXACT
                )
    if "fisher_ss" in content:
        told = content["fisher_ss"]
        each, power = fisher_size(told["p1"], told["p2"], power=told["power"])
        about = casagrande(told["p1"], told["p2"], power=told["power"])
        yield Case(case="fisher_ss.exact_n_per_group", expected=told["exact_n_per_group"], got=each)
        yield Case(case="fisher_ss.exact_power", expected=told["exact_power"], got=power, tolerance=EXACT)
        yield Case(case="fisher_ss.CPS", expected=told["CPS"], got=about)


def _simon(place: str, case: Mapping[str, Any]) -> Iterator[Case]:
    designs = simon(case["pu"], case["pa"], case["ep1"], case["ep2"])
    hull = admissible(designs)
    for name, ours in (("minimax", hull[0]), ("optimal", hull[-1])):
        if name in case:
            got = {"r1": ours.r1, "n1": ours.n1, "r": ours.r, "n": ours.n}
            for key, value in got.items():
                yield Case(case=f"{place}.{name}.{key}", expected=case[name][key], got=value)
            yield Case(
                case=f"{place}.{name}.EN", expected=case[name]["EN"], got=ours.expected, tolerance=1e-3
            )
            yield Case(
                case=f"{place}.{name}.PET", expected=case[name]["PET"], got=ours.stops, tolerance=EXACT
            )
    between = [[d.r1, d.n1, d.r, d.n] for d in hull[1:-1]]
    for number, told in enumerate(case.get("admissible", ())):
        found = between[number] if number < len(between) else []
        want = [told[key] for key in ("r1", "n1", "r", "n")]
        yield Case(case=f"{place}.admissible[{number}]", expected=want, got=found)


def _adaptive(content: Any, _beside: Beside) -> Iterator[Case]:
    why = "response-adaptive randomisation is not computed: with few participants it gains little and drifts"
    for line in content["performance"]:
        yield Case(case=f"performance.{line['metric']}", expected=line["est"], got=None, why=why)


def _holds(*keys: str) -> Any:
    return lambda content: isinstance(content, Mapping) and all(key in content for key in keys)


def _is_sequential(content: Content) -> bool:
    if not isinstance(content, Mapping):
        return False
    return any(
        key.startswith(("gs_", "gsDesign", "rpact_", "pocock_")) or key == "east_gsBinomialExact"
        for key in content
    )


def _is_two_stage(content: Content) -> bool:
    if not isinstance(content, Mapping):
        return False
    cases = content.get("cases")
    first = cases[0] if isinstance(cases, list) and cases else {}
    return "minimax" in first or "ph2single" in content or "fisher_ss" in content


SHAPES: tuple[Shape, ...] = (
    Shape(name="group-sequential designs", method="stats.sequential", matches=_is_sequential, cases=_cases),
    Shape(
        name="two-stage and exact designs",
        method="stats.sequential.two_stage, sample_size",
        matches=_is_two_stage,
        cases=_two_stage,
    ),
    Shape(
        name="response-adaptive randomisation",
        method="none",
        matches=_holds("performance", "setup"),
        cases=_adaptive,
    ),
)
