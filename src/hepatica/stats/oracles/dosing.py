"""Reference numbers of dose-finding: tables, paths, fits and odds as R packages print them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from hepatica.stats.dosing.boin import DoseTable, boin, eliminated
from hepatica.stats.dosing.courses import courses
from hepatica.stats.dosing.dose_odds import exact_odds
from hepatica.stats.dosing.isotonic import select_dose
from hepatica.stats.dosing.keyboard import keyboard, next_dose
from hepatica.stats.dosing.pairs import boin_pairs
from hepatica.stats.dosing.rules import by_table, closest
from hepatica.stats.dosing.three_plus_three import odds, three_plus_three
from hepatica.stats.oracles.case import Beside, Case, Content, Shape

EXACT = 1e-9
SEED = 20260101
TARGET, DOSES = 0.3, 5
"""The reference runs of 3+3 and mTPI name neither: they are the peer's own defaults."""
_MANY = "Number of patients treated"


def _holds(*keys: str) -> Any:
    return lambda content: isinstance(content, Mapping) and all(key in content for key in keys)


def _first(content: Content) -> Mapping[str, Any]:
    cases = content.get("cases") if isinstance(content, Mapping) else None
    return cases[0] if isinstance(cases, Sequence) and cases and isinstance(cases[0], Mapping) else {}


def _has(*keys: str) -> Any:
    return lambda content: all(key in _first(content) for key in keys)


def _stream(case: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(key=SEED + case))


def _rows(table: DoseTable, at: Sequence[int]) -> tuple[list[int | None], list[int], list[int | None]]:
    return (
        [table.escalate[n - 1] for n in at],
        [table.deescalate[n - 1] for n in at],
        [table.eliminate[n - 1] for n in at],
    )


def _tables(content: Any, _beside: Beside) -> Iterator[Case]:
    """BOIN and keyboard: rows of both tables, printed by cohort and by participant."""
    for number, case in enumerate(content["cases"]):
        most = int(max(case["full"][_MANY]))
        made = boin(case["target"], most) if "lambda_e" in case else keyboard(case["target"], most)
        for limit in ("lambda_e", "lambda_d"):
            if limit in case:
                yield Case(
                    case=f"cases[{number}].{limit}",
                    expected=case[limit],
                    got=getattr(made, limit),
                    tolerance=EXACT,
                )
        for part in ("table", "full"):
            printed = [list(row) for name, row in case.get(part, {}).items() if name != _MANY]
            at = [int(n) for n in case[part][_MANY]] if printed else []
            for name, told, got in zip(
                ("escalate", "deescalate", "eliminate"), printed, _rows(made, at) if at else (), strict=False
            ):
                yield Case(case=f"cases[{number}].{part}.{name}", expected=told, got=got)


def _select(content: Any, _beside: Beside) -> Iterator[Case]:
    for number, case in enumerate(content["cases"]):
        found = select_dose(case["npts"], case["ntox"], case["target"])
        yield Case(case=f"cases[{number}].MTD", expected=case["MTD"], got=found.dose or 99)
        for at, line in enumerate(case.get("p_est", ())):
            estimate, interval = found.estimates[at], found.intervals[at]
            words = "----" if estimate is None else f"{estimate:.2f}"
            span = "(----,----)" if interval is None else f"({interval[0]:.2f},{interval[1]:.2f})"
            yield Case(case=f"cases[{number}].p_est[{at}].phat", expected=line["phat"], got=words)
            yield Case(case=f"cases[{number}].p_est[{at}].CI", expected=line["CI"], got=span)


def _odds(content: Any, _beside: Beside) -> Iterator[Case]:
    """BOIN's simulations against our exact odds: four of the peer's standard errors, of a percentage and of a count."""
    for number, case in enumerate(content["cases"]):
        rates, target = case["p.true"], case["target"]
        size, cohorts, trials = case["cohortsize"], case["ncohort"], int(case["ntrial"])
        rule = by_table(boin(target, cohorts * size))
        made = courses(len(rates), size, cohorts, rule, closest(target))
        ours = exact_odds(made, rates, target)
        most = cohorts * size
        wide = 4 * 50 / trials**0.5
        for name, got, close in (
            ("selpercent", [100 * one.value for one in ours.selected], wide),
            ("percentstop", 100 * ours.none.value, wide),
            ("npatients", [one.value for one in ours.treated], wide * most / 100),
            ("ntox", [one.value for one in ours.events], wide * most / 100),
            ("totaltox", sum(one.value for one in ours.events), wide * most / 100),
            ("totaln", ours.total.value, wide * most / 100),
        ):
            if name in case:
                yield Case(case=f"cases[{number}].{name}", expected=case[name], got=got, tolerance=close)


def _pairs(content: Any, _beside: Beside) -> Iterator[Case]:
    ours = boin_pairs(
        content["p.true"],
        content["target"],
        cohorts=content["ncohort"],
        size=content["cohortsize"],
        trials=1000,
        stream=_stream(0),
        enough=content.get("n.earlystop", 100),
    )
    for name, got, close in (
        ("selpercent", list(ours.selected), 6.0),
        ("npatients", list(ours.treated), 1.0),
        ("totaltox", sum(ours.events), 1.0),
        ("totaln", sum(ours.treated), 2.5),
    ):
        if name in content:
            told = content[name]
            flat = [value for row in told for value in row] if isinstance(told, Sequence) else told
            yield Case(case=name, expected=flat, got=got, tolerance=close)


def _escalation(content: Any, _beside: Beside) -> Iterator[Case]:
    target = TARGET

    def three(n: list[int], y: list[int], at: int) -> int | None:
        stands = three_plus_three(n, y, at)
        return stands.next_dose or stands.recommended or None

    for name, first, rule in (
        ("three_plus_three", 1, three),
        ("mtpi_paths", 2, lambda n, y, at: next_dose(n, y, at, target)),
    ):
        for number, case in enumerate(content.get(name, ())):
            got = _replay(case["path"], first, rule, DOSES)
            yield Case(
                case=f"{name}[{number}] {case['path']}".strip(),
                expected=case["next_dose"] or "stop",
                got=got or "stop",
            )
    for name, finer in (("mtpi_decision_at_dose2", False), ("mtpi2_decision_at_dose2", True)):
        for number, case in enumerate(content.get(name, ())):
            n, y = [0, case["n"], 0, 0, 0], [0, case["tox"], 0, 0, 0]
            got = next_dose(n, y, 2, target, finer=finer)
            yield Case(case=f"{name}[{number}].next_dose", expected=case["next_dose"], got=got or "stop")
            gone = eliminated(case["n"], target, 0.95, least=1)
            fit = gone is None or case["tox"] < gone
            yield Case(case=f"{name}[{number}].admissible2", expected=case["admissible2"], got=fit)
    if "sim_3plus3" in content:
        told = content["sim_3plus3"]
        exact, error = odds(told["true"]), 4 * (0.25 / told["n"]) ** 0.5
        yield Case(
            case="sim_3plus3.prob_recommend",
            expected=told["prob_recommend"],
            got=list(exact.recommended),
            tolerance=error,
        )
        yield Case(
            case="sim_3plus3.mean_n",
            expected=told["mean_n"],
            got=exact.expected_treated,
            tolerance=4 * 6 / told["n"] ** 0.5,
        )


def _replay(path: str, first: int, rule: Any, doses: int) -> int | None:
    n, y, at = [0] * doses, [0] * doses, first
    for cohort in filter(None, path.split("|")):
        n[at - 1] += len(cohort)
        y[at - 1] += cohort.count("T")
        found = rule(n, y, at)
        if found is None:
            return None
        at = found
    return at


SHAPES: tuple[Shape, ...] = (
    Shape(
        name="dose tables",
        method="stats.dosing.boin, keyboard",
        matches=_has("target", "full"),
        cases=_tables,
    ),
    Shape(name="dose selected", method="stats.dosing.isotonic", matches=_has("npts", "ntox"), cases=_select),
    Shape(
        name="BOIN odds", method="stats.dosing.dose_odds", matches=_has("p.true", "selpercent"), cases=_odds
    ),
    Shape(
        name="BOIN odds, two agents",
        method="stats.dosing.pairs",
        matches=_holds("p.true", "selpercent"),
        cases=_pairs,
    ),
    Shape(
        name="3+3 and mTPI",
        method="stats.dosing.three_plus_three, keyboard",
        matches=_holds("three_plus_three"),
        cases=_escalation,
    ),
)
