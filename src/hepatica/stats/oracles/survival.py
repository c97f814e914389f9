"""Reference numbers of survival: competing risks of one data set, and a fitted Cox model with means and a test."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import log
from typing import Any

from hepatica.stats.competing import (
    CumulativeIncidence,
    GrayTest,
    cumulative_incidence,
    gray_test,
    naive_incidence,
)
from hepatica.stats.cox import CoxModel, cox
from hepatica.stats.oracles.case import Beside, Case, Content, Rows, Shape
from hepatica.stats.oracles.lookup import ABSENT, column, data, uncomputed
from hepatica.stats.refusal import Refused
from hepatica.stats.survival import log_rank, restricted_mean

CLOSE = 1e-8
"""Competing risks."""
NEAR = 1e-5
"""Survival."""
DAYS_PER_YEAR = 365.25
NAIVE, GRAY, LOG_RANK = "naive_1_minus_KM_", "gray_", "logrank_"
MEAN = re.compile(r"rmst_(\d+(?:\.\d+)?)(y|m|d)?_?(.*)")
TERM = re.compile(r"log\((\w+)\)|(\w+)")
UNIT = {"y": DAYS_PER_YEAR, "m": DAYS_PER_YEAR / 12, "d": 1.0, None: 1.0}
_PACKAGE_DATA = re.compile(r"::(\w+)")


def _named(content: Mapping[str, Any], *more: str) -> tuple[str, ...]:
    """File names a reference file may mean: what it says, the package's data set it names, and the usual ones."""
    said = [str(content["data"]).split()[0]] if content.get("data") else []
    packaged = [f"{name}.csv" for name in _PACKAGE_DATA.findall(str(content.get("source", "")))]
    return (*said, *packaged, *more)


def _is_competing(content: Content) -> bool:
    return isinstance(content, Mapping) and isinstance(content.get("cif"), Mapping) and "times" in content


def _competing(content: Content, beside: Beside) -> Iterator[Case]:
    assert isinstance(content, Mapping)
    rows = data(beside, *_named(content, "transplant_waitlist.csv"))
    when = rows and column(rows, "futime", "time", "days")
    what = rows and column(rows, "event", "status", "cause")
    if not rows or not when or not what:
        numbers = {k: v for k, v in content.items() if k not in {"times", "KM_times"}}
        yield from uncomputed("", numbers, "the data of these numbers do not lie beside the file")
        return
    codes = {str(code): str(name) for code, name in content.get("event_codes", {}).items()}
    followed = [row for row in rows if row[when] not in ABSENT]
    times = [float(row[when]) for row in followed]
    causes = [_cause(row[what], codes) for row in followed]
    named = [name for code, name in codes.items() if code != "0"] or sorted({c for c in causes if c})
    if "n" in content:
        yield Case(case="n", expected=content["n"], got=len(times))
    for part, held in (("incidence", "cif"), ("variance", "var")):
        for cause, expected in content.get(held, {}).items():
            curve = cumulative_incidence(times, causes, cause)
            yield from _curve(f"{held}.{cause}", content["times"], expected, curve, part)
    for key, expected in content.items():
        if key.startswith(NAIVE):
            curve = naive_incidence(times, causes, key.removeprefix(NAIVE))
            yield from _curve(key, content.get("KM_times", ()), expected, curve, "incidence")
        if key.startswith(GRAY):
            yield from _gray(key, expected, followed, times, causes, named)


def _cause(said: str, codes: Mapping[str, str]) -> str | None:
    name = codes.get(said, said)
    return None if name in {"censored", "0", codes.get("0")} else name


def _curve(
    place: str, at: Sequence[float], expected: Sequence[float], curve: CumulativeIncidence, part: str
) -> Iterator[Case]:
    for i, value in enumerate(expected):
        step = curve.at(float(at[i])) if i < len(at) else None
        why = "" if step else "no time stands beside it, or nobody was followed so long"
        got = getattr(step, part) if step else None
        yield Case(case=f"{place}[{i}]", expected=value, got=got, tolerance=CLOSE, why=why)


def _gray(
    key: str,
    expected: Any,
    rows: Rows,
    times: Sequence[float],
    causes: Sequence[str | None],
    named: Sequence[str],
) -> Iterator[Case]:
    by = column(rows, key.removeprefix(GRAY))
    if by is None:
        yield from uncomputed(key, expected, f"the data have no column {key.removeprefix(GRAY)}")
        return
    known = [i for i, row in enumerate(rows) if row[by] not in ABSENT]
    chosen = ([times[i] for i in known], [causes[i] for i in known], [rows[i][by] for i in known])
    listed = expected.items() if isinstance(expected, Mapping) else zip(named, expected, strict=False)
    for cause, numbers in listed:
        test = gray_test(*chosen, str(cause))
        got = (test.statistic, test.p, test.df) if isinstance(test, GrayTest) else (None,) * 3
        why = test.reason if isinstance(test, Refused) else ""
        for part, value, ours in zip(("statistic", "p", "df"), numbers, got, strict=False):
            tolerance = 0.0 if part == "df" else CLOSE
            yield Case(case=f"{key}.{cause}.{part}", expected=value, got=ours, tolerance=tolerance, why=why)


def _is_survival(content: Content) -> bool:
    return isinstance(content, Mapping) and any(
        MEAN.fullmatch(key) or key.startswith(LOG_RANK) or _is_cox(value) for key, value in content.items()
    )


def _is_cox(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and {"coef", "se"} <= set(value)
        and isinstance(value["coef"], Mapping)
        and bool({"concordance", "loglik"} & set(value))
    )


def _survival(content: Content, beside: Beside) -> Iterator[Case]:
    assert isinstance(content, Mapping)
    names = _named(content, "pbc.csv")
    rows = data(beside, *names)
    for key, value in content.items():
        if not isinstance(value, Mapping):
            continue
        if rows is None:
            why = f"the data ({names[0]}) do not lie beside the file"
            yield from uncomputed(key, value, why)
        elif MEAN.fullmatch(key):
            yield from _means(key, value, rows)
        elif key.startswith(LOG_RANK):
            yield from _log_rank(key, value, rows)
        elif _is_cox(value):
            yield from _cox(key, value, rows)


def _followed(
    rows: Rows, counts: Callable[[float], bool], needed: Sequence[str]
) -> tuple[Rows, list[float], list[bool]]:
    """Rows with nothing missing that is needed, their times and whether the event counts."""
    when, what = column(rows, "time", "futime") or "time", column(rows, "status", "event") or "status"
    whole = [row for row in rows if all(row.get(name, "") not in ABSENT for name in (when, what, *needed))]
    return whole, [float(row[when]) for row in whole], [counts(float(row[what])) for row in whole]


def _statuses(rows: Rows) -> list[float]:
    what = column(rows, "status", "event") or "status"
    return sorted({float(row[what]) for row in rows if row[what] not in ABSENT})


def _any_event(rows: Rows) -> Callable[[float], bool]:
    """Return whether a status is above the least one, which is censored: death or transplant."""
    known = _statuses(rows)
    return lambda status: status > known[0] or len(known) == 1


def _worst_event(rows: Rows) -> Callable[[float], bool]:
    """Return whether a status is the highest there is: death, where transplant has a code of its own."""
    known = _statuses(rows)
    return lambda status: status == known[-1]


def _means(key: str, value: Mapping[str, Any], rows: Rows) -> Iterator[Case]:
    found = MEAN.fullmatch(key)
    assert found is not None
    horizon = float(found[1]) * UNIT[found[2]]
    counts = (_any_event if "free" in found[3] else _worst_event)(rows)
    for group, numbers in value.items():
        by, which = re.sub(r"\d+$", "", group), (re.findall(r"\d+$", group) or [""])[0]
        whole, times, events = _followed(rows, counts, (by,))
        mine = [i for i, row in enumerate(whole) if float(row[by]) == float(which or 0)]
        mean = restricted_mean([times[i] for i in mine], [events[i] for i in mine], horizon=horizon)
        got = {} if isinstance(mean, Refused) else {"rmst": mean.value, "se": mean.se}
        why = mean.reason if isinstance(mean, Refused) else ""
        for part, expected in numbers.items():
            yield Case(
                case=f"{key}.{group}.{part}", expected=expected, got=got.get(part), tolerance=NEAR, why=why
            )


def _log_rank(key: str, value: Mapping[str, Any], rows: Rows) -> Iterator[Case]:
    by = key.removeprefix(LOG_RANK)
    whole, times, events = _followed(rows, _any_event(rows), (by,))
    test = log_rank(times, events, [row[by] for row in whole])
    got = {} if isinstance(test, Refused) else {"chisq": test.statistic, "p": test.p, "df": test.df}
    why = test.reason if isinstance(test, Refused) else ""
    for part, expected in value.items():
        yield Case(case=f"{key}.{part}", expected=expected, got=got.get(part), tolerance=NEAR, why=why)


def _cox(key: str, value: Mapping[str, Any], rows: Rows) -> Iterator[Case]:
    terms = {name: TERM.fullmatch(name) for name in value["coef"]}
    needed = [match[1] or match[2] for match in terms.values() if match]
    if len(needed) < len(terms) or any(column(rows, name) != name for name in needed):
        yield from uncomputed(key, value, "a term of this model is not a column or its logarithm")
        return
    whole, times, events = _followed(rows, _worst_event(rows), needed)
    columns = {
        name: [log(float(row[match[1]])) if match[1] else float(row[match[2]]) for row in whole]
        for name, match in terms.items()
        if match
    }
    model = cox(times, events, columns, events_per_term=1)
    if isinstance(model, Refused):
        yield from uncomputed(key, value, model.reason)
        return
    for place, expected in _leaves(value):
        tolerance = 0.0 if place in {"n", "events"} else NEAR
        yield Case(case=f"{key}.{place}", expected=expected, got=_of(model, place), tolerance=tolerance)


def _leaves(value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for part, inner in value.items():
        if isinstance(inner, Mapping):
            yield from ((f"{part}.{name}", number) for name, number in inner.items())
        else:
            yield part, inner


def _of(model: CoxModel, place: str) -> object:
    part, _, name = place.partition(".")
    term = next((term for term in model.terms if term.name == name), None)
    if term is not None:
        return {"coef": term.coefficient, "se": term.se}.get(part)
    return {
        "n": model.n,
        "events": model.events,
        "loglik": [model.log_likelihood_null, model.log_likelihood],
        "concordance": model.concordance,
    }.get(part)


SHAPES: tuple[Shape, ...] = (
    Shape(
        name="competing risks",
        method="stats.competing: cumulative_incidence, gray_test, naive_incidence",
        matches=_is_competing,
        cases=_competing,
    ),
    Shape(
        name="survival",
        method="stats.survival: restricted_mean, log_rank; stats.cox",
        matches=_is_survival,
        cases=_survival,
    ),
)
