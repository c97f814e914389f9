"""Reference numbers of proportions and rates: intervals, exact tests, the rule of three."""

import re
from collections.abc import Callable, Iterator, Mapping
from math import nan
from typing import Any

from hepatica.stats.count_tests import binomial_test, poisson_test
from hepatica.stats.intervals import (
    Interval,
    agresti_coull,
    clopper_pearson,
    jeffreys,
    likelihood_ratio,
    mid_p,
    poisson_exact,
    wilson,
)
from hepatica.stats.oracles.case import Beside, Case, Content, Shape
from hepatica.stats.rates import anscombe, compare_rates
from hepatica.stats.test import Alternative

CLOSE = 1e-9
UNIROOT = 1.22e-4
"""How near R's uniroot comes to a root unless told otherwise: the fourth root of the smallest step of a double."""
FROM_UNIROOT = (
    "R's binom.lrt stops within 1.2e-4 of the limit (uniroot's default); ours solves the equation to 1e-12"
)
Method = Callable[..., Interval]


def _unclipped(x: int, n: int, *, level: float) -> Interval:
    return agresti_coull(x, n, level=level, clipped=False)


def _as_binom_bayes(x: int, n: int, *, level: float) -> Interval:
    return jeffreys(x, n, level=level, edges="one-sided")


METHODS: Mapping[str, Method] = {
    "cp": clopper_pearson,
    "clopper_pearson": clopper_pearson,
    "exact": clopper_pearson,
    "wilson": wilson,
    "ac": _unclipped,
    "agresti_coull": _unclipped,
    "lrt": likelihood_ratio,
    "likelihood_ratio": likelihood_ratio,
    "jeffreys_eqtail": _as_binom_bayes,
    "jeffreys": _as_binom_bayes,
    "midp": mid_p,
    "mid_p": mid_p,
}
ONE_SIDED = "upper1s_cp"
RATES: Mapping[str, Method] = {"exact": poisson_exact, "garwood": poisson_exact, "anscombe": anscombe}


def _columns(content: Content) -> set[str]:
    return set() if isinstance(content, Mapping) or not content else set(content[0])


def _pairs(columns: set[str], methods: Mapping[str, Method]) -> list[str]:
    return [name for name in methods if {f"{name}_lo", f"{name}_hi"} <= columns]


def _number(text: str) -> float:
    """Read a number as R prints one; NA is no number."""
    return nan if text.strip() in {"NA", "NaN", ""} else float(text)


def _is_binomial_rows(content: Content) -> bool:
    columns = _columns(content)
    return {"x", "n"} <= columns and bool(_pairs(columns, METHODS) or ONE_SIDED in columns)


def _binomial_rows(content: Content, _: Beside) -> Iterator[Case]:
    assert not isinstance(content, Mapping)
    for row in content:
        x, n, level = int(float(row["x"])), int(float(row["n"])), float(row.get("conf") or 0.95)
        place = f"x={x} n={n} conf={level:g}"
        for name in _pairs(set(row), METHODS):
            ours = METHODS[name](x, n, level=level)
            loose = METHODS[name] is likelihood_ratio
            for end, got in (("lo", ours.lower), ("hi", ours.upper)):
                yield Case(
                    case=f"{place} {name}_{end}",
                    expected=_number(row[f"{name}_{end}"]),
                    got=got,
                    tolerance=UNIROOT if loose else CLOSE,
                    why=FROM_UNIROOT if loose else "",
                )
        if ONE_SIDED in row:
            upper = clopper_pearson(x, n, level=level, side="upper").upper
            yield Case(
                case=f"{place} {ONE_SIDED}", expected=_number(row[ONE_SIDED]), got=upper, tolerance=CLOSE
            )


def _is_binomial_cases(content: Content) -> bool:
    return isinstance(content, Mapping) and any(
        {"x", "n"} <= set(one) and set(one) & set(METHODS) for one in _listed(content)
    )


def _listed(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    cases = content.get("cases")
    return [one for one in cases if isinstance(one, Mapping)] if isinstance(cases, list) else []


def _binomial_cases(content: Content, _: Beside) -> Iterator[Case]:
    assert isinstance(content, Mapping)
    tolerance = float(content.get("tolerance", CLOSE))
    for place, one in enumerate(_listed(content)):
        if not {"x", "n"} <= set(one):
            continue
        level = float(one.get("conf", one.get("level", content.get("level", 0.95))))
        for name in METHODS:
            if name in one:
                ours = METHODS[name](int(one["x"]), int(one["n"]), level=level)
                yield Case(
                    case=f"cases[{place}].{name}",
                    expected=one[name],
                    got=(ours.lower, ours.upper),
                    tolerance=max(tolerance, UNIROOT) if METHODS[name] is likelihood_ratio else tolerance,
                )


def _is_rule_of_three(content: Content) -> bool:
    return {"n", "exact_upper95", "rule3"} <= _columns(content)


def _rule_of_three(content: Content, _: Beside) -> Iterator[Case]:
    assert not isinstance(content, Mapping)
    for row in content:
        n = int(float(row["n"]))
        exact = clopper_pearson(0, n, side="upper").upper
        yield Case(
            case=f"n={n} exact_upper95", expected=float(row["exact_upper95"]), got=exact, tolerance=1e-12
        )
        why = "3/n, which reports show from 30 on only" if n < 30 else ""
        yield Case(case=f"n={n} rule3", expected=float(row["rule3"]), got=3 / n, tolerance=1e-12, why=why)


def _is_rate_rows(content: Content) -> bool:
    columns = _columns(content)
    return {"events", "person_time"} <= columns and bool(_pairs(columns, RATES))


def _rate_rows(content: Content, _: Beside) -> Iterator[Case]:
    assert not isinstance(content, Mapping)
    for row in content:
        x, time, level = int(float(row["events"])), float(row["person_time"]), float(row.get("conf") or 0.95)
        place = f"events={x} person_time={time:g} conf={level:g}"
        if "rate" in row:
            yield Case(case=f"{place} rate", expected=_number(row["rate"]), got=x / time, tolerance=CLOSE)
        for name in _pairs(set(row), RATES):
            ours = RATES[name](x, time, level=level)
            for end, got in (("lo", ours.lower), ("hi", ours.upper)):
                expected = _number(row[f"{name}_{end}"])
                yield Case(case=f"{place} {name}_{end}", expected=expected, got=got, tolerance=CLOSE)


def _is_ratio_rows(content: Content) -> bool:
    return {"ev1", "pt1", "ev0", "pt0", "rate_ratio"} <= _columns(content)


def _ratio_rows(content: Content, _: Beside) -> Iterator[Case]:
    assert not isinstance(content, Mapping)
    for row in content:
        counts, times = (
            (int(float(row["ev1"])), int(float(row["ev0"]))),
            (float(row["pt1"]), float(row["pt0"])),
        )
        place = f"{counts[0]}/{times[0]:g} over {counts[1]}/{times[1]:g}"
        yield from _compared(
            place, {name: _number(row[name]) for name in row if name in _RATIO}, counts, times, 0.95
        )


_RATIO = ("rate_ratio", "lo95", "hi95", "lo90", "hi90", "lo99", "hi99", "p")


def _compared(
    place: str, told: Mapping[str, float], counts: tuple[int, int], times: tuple[float, float], level: float
) -> Iterator[Case]:
    for name, expected in told.items():
        at = int(name[2:]) / 100 if name[2:].isdigit() else level
        try:
            ours = compare_rates(counts[0], times[0], counts[1], times[1], level=at)
        except ValueError as refusal:
            yield Case(case=f"{place} {name}", expected=expected, got=None, why=str(refusal))
            continue
        got = {"lo": ours.lower, "hi": ours.upper, "p": ours.test.p}.get(name[:2], ours.ratio)
        near = CLOSE if got is ours.ratio else 1e-6
        yield Case(case=f"{place} {name}", expected=expected, got=got, tolerance=near)


_INTERVAL = re.compile(r"ci(\d\d)")


def _is_help_examples(content: Content) -> bool:
    return isinstance(content, Mapping) and any(True for _ in _examples(content))


def _examples(content: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, one in content.items():
        if (
            isinstance(one, Mapping)
            and "p" in one
            and ({"x", "n", "p0"} <= set(one) or {"x", "T"} <= set(one))
        ):
            yield name, one


def _help_examples(content: Content, _: Beside) -> Iterator[Case]:
    assert isinstance(content, Mapping)
    for name, one in _examples(content):
        yield from _two_rates(name, one) if isinstance(one["x"], list) else _one_count(name, one)


def _one_count(name: str, one: Mapping[str, Any]) -> Iterator[Case]:
    x, binomial = int(one["x"]), "n" in one
    if binomial:
        size = float(one["n"])
        p = binomial_test(x, int(size), float(one["p0"]), alternative=_alternative(one)).p
    else:
        size = float(one["T"])
        p = poisson_test(x, size, float(one.get("r", 1.0)), alternative=_alternative(one)).p
        if "rate" in one:
            yield Case(case=f"{name}.rate", expected=one["rate"], got=x / size, tolerance=CLOSE)
    if "estimate" in one:
        yield Case(case=f"{name}.estimate", expected=one["estimate"], got=x / size, tolerance=CLOSE)
    yield Case(case=f"{name}.p", expected=one["p"], got=p, tolerance=CLOSE)
    for key, level in _levels(one):
        made = clopper_pearson(x, int(size), level=level) if binomial else poisson_exact(x, size, level=level)
        yield Case(case=f"{name}.{key}", expected=one[key], got=(made.lower, made.upper), tolerance=CLOSE)


def _two_rates(name: str, one: Mapping[str, Any]) -> Iterator[Case]:
    (x1, x0), (t1, t0) = map(int, one["x"]), map(float, one["T"])
    for key, level in (("rr", 0.95), ("p", 0.95), *_levels(one)):
        if key in one:
            ours = compare_rates(x1, t1, x0, t0, level=level, alternative=_alternative(one))
            got = {"rr": ours.ratio, "p": ours.test.p}.get(key, (ours.lower, ours.upper))
            yield Case(case=f"{name}.{key}", expected=one[key], got=got, tolerance=CLOSE)


def _levels(one: Mapping[str, Any]) -> list[tuple[str, float]]:
    """Return the two-sided intervals that an example holds, with their levels; a one-sided test has none."""
    if _alternative(one) != "two-sided":
        return []
    return [(key, int(found[1]) / 100) for key in one if (found := _INTERVAL.fullmatch(key))]


def _alternative(one: Mapping[str, Any]) -> Alternative:
    """Read the alternative as R or anybody writes it; two-sided where none is named."""
    told = str(one.get("alternative", "two")).lower()
    return "less" if told.startswith("l") else "greater" if told.startswith("g") else "two-sided"


SHAPES: tuple[Shape, ...] = (
    Shape(
        name="binomial intervals, one row each",
        method="Clopper-Pearson, Wilson, Agresti-Coull, likelihood ratio, Jeffreys (stats.intervals)",
        matches=_is_binomial_rows,
        cases=_binomial_rows,
    ),
    Shape(
        name="binomial intervals, published",
        method="Wilson, Clopper-Pearson (stats.intervals)",
        matches=_is_binomial_cases,
        cases=_binomial_cases,
    ),
    Shape(
        name="rule of three",
        method="exact one-sided limit after no event (stats.intervals)",
        matches=_is_rule_of_three,
        cases=_rule_of_three,
    ),
    Shape(
        name="intervals of a rate",
        method="Garwood, Anscombe (stats.intervals, stats.rates)",
        matches=_is_rate_rows,
        cases=_rate_rows,
    ),
    Shape(
        name="ratios of two rates",
        method="exact conditional binomial (stats.rates)",
        matches=_is_ratio_rows,
        cases=_ratio_rows,
    ),
    Shape(
        name="exact tests of counts",
        method="exact binomial and Poisson tests with their intervals (stats.count_tests)",
        matches=_is_help_examples,
        cases=_help_examples,
    ),
)
