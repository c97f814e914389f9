"""Which laboratory values tell of an event: those that became worse than before it.

In advanced liver disease nearly every value lies outside its range from the start; what tells is the CTCAE grade above
the grade before the event, or, of a test that no number grades, leaving a range it had kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from hepatica.safety.case import Test, When
from hepatica.scores.ctcae import UNGRADED, VERSIONS, baseline_grade, emergent, grade_value, graders_of
from hepatica.study.dates import before


def telling(tests: Sequence[Test], onset: When, version: str = VERSIONS[0]) -> tuple[str, ...]:
    """Return the analytes that tell, in the order of the tests."""
    return tuple(
        analyte
        for analyte in dict.fromkeys(test.analyte for test in tests)
        if _tells([test for test in tests if test.analyte == analyte], onset, version)
    )


def since(tests: Sequence[Test], onset: When) -> tuple[Test, ...]:
    """Return the values that were not drawn before the onset for certain."""
    return tuple(test for test in tests if before(test.day.day, onset.day) is not True)


def _tells(series: list[Test], onset: When, version: str) -> bool:
    later = since(series, onset)
    earlier = [test for test in series if test not in later]
    own = earlier[-1] if earlier else None
    return any(_worse(test, own, version) for test in later)


def _worse(test: Test, own: Test | None, version: str) -> bool:
    graders = [name for name in graders_of(test.analyte) if name not in UNGRADED]
    grades = [grade for name in graders if (grade := _grades(name, test, own, version)) is not None]
    if grades:
        return any(grade > 0 and emergent(grade, base) for grade, base in grades)
    return outside(test) and (own is None or not outside(own))


def _grades(name: str, test: Test, own: Test | None, version: str) -> tuple[int, int] | None:
    """Return the grade of a value and of the one before the event; None where the number cannot be graded."""
    value, base = decimal(test.value), decimal(own.value) if own and own.unit == test.unit else None
    if value is None:
        return None
    low, high = decimal(test.low), decimal(test.high)
    try:
        graded = grade_value(name, version, value, test.unit, lln=low, uln=high, baseline=base)
        before_it = (
            baseline_grade(name, version, base, test.unit, lln=low, uln=high) if base is not None else None
        )
    except ValueError:  # a number that cannot be
        return None
    if graded.grade is None:
        return None
    return graded.grade, (before_it.grade or 0) if before_it else 0


def outside(test: Test) -> bool:
    """Whether a value lies outside the laboratory's range; '<0.5' and values without a range do not say."""
    value, low, high = decimal(test.value), decimal(test.low), decimal(test.high)
    return value is not None and ((low is not None and value < low) or (high is not None and value > high))


def decimal(text: str) -> Decimal | None:
    """Read a value as a number; None for '', '<0.5' and whatever else is none."""
    try:
        number = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def unit_words(unit: str) -> str:
    """Write a unit as people read it: '10^9/L' is 10⁹/L."""
    head, _, tail = unit.partition("^")
    digits = tail[: len(tail) - len(tail.lstrip("0123456789"))]
    return head + digits.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")) + tail[len(digits) :]
