"""The business rules of E2B(R3), each a function of the report: what an agency would send it back for.

Rules 1 to 21 are those of the reference list (ICH conformance rules, and ours: 11, 15, 16, 20 and 21); FDA's
pre-market rules are asked for by name. A report without a stopping problem may be sent; whether it also keeps the
HL7 schema is another question (`xsd`). Source: ICH E2B(R3) core data elements; FDA rejection rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from hepatica.exchange.e2b import check_case, check_drugs, check_elements, check_fda
from hepatica.exchange.e2b.icsr import Icsr
from hepatica.exchange.e2b.problem import Problem

Rule = Callable[[Icsr], Iterable[Problem]]
RULES: tuple[Rule, ...] = (
    check_elements.rule_1,
    check_case.rule_3,
    check_case.rule_4,
    check_case.rule_5,
    check_case.rule_6,
    check_case.rule_7,
    check_elements.rule_8,
    check_elements.rule_9,
    check_case.rule_10,
    check_case.rule_11,
    check_case.rule_12,
    check_case.rule_13,
    check_drugs.rule_14,
    check_drugs.rule_15,
    check_case.rule_16,
    check_case.rule_17,
    check_drugs.rule_18,
    check_case.rule_19,
    check_drugs.rule_20,
)


def check(
    icsr: Icsr, *, now: datetime, fda: bool = False, identifiers: tuple[str, ...] = ()
) -> tuple[Problem, ...]:
    """Return every problem of a report, in the order of the rules.

    `now` is aware: no date of the report may lie after it. `fda` adds FDA's rules for pre-market reports;
    `identifiers` are words that may not stand in the narrative (a name the site knows), beside the patterns.
    """
    found = [problem for rule in RULES for problem in rule(icsr)]
    found += check_elements.rule_2(icsr, now)
    found += check_case.rule_21(icsr, identifiers)
    if fda:
        found += check_fda.rules(icsr)
    return tuple(sorted(found, key=lambda one: (not one.rule.isdigit(), one.rule.zfill(5))))


def stopping(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems that keep a report from being sent."""
    return tuple(one for one in problems if one.stops)
