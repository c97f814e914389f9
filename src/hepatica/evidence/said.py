"""What an arm's rows say of MELD, as a sentence written from them: nothing is computed but a printed value less its baseline."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from hepatica.evidence.row import Row

MELD = re.compile(r"\bMELD\b")
ONE = Decimal(1)


def is_meld(row: Row) -> bool:
    """Whether a row is about MELD: its value, its change, a difference of changes or who improved."""
    return MELD.search(row.outcome) is not None


def say(rows: Iterable[Row]) -> str:
    """Return what the rows of one arm say of MELD, in their own numbers; ValueError when none is about MELD."""
    every = tuple(row for row in rows if is_meld(row))
    if not every:
        raise ValueError("no row of this arm is about MELD")
    parts = [
        *_values(every),
        *_changes(every),
        *_differences(every),
        *_people(every),
        *_shares(every),
        *_individuals(every),
    ]
    return f"{'; '.join(parts)}."


def number(value: Decimal) -> str:
    """Write a number as printed, with a true minus sign."""
    return str(value).replace("-", "−")


def months(value: Decimal) -> str:
    """Write a time: `at the start`, `at 1 month`, `at 12 months`."""
    if value == 0:
        return "at the start"
    return f"at {value.normalize():f} {'month' if value == ONE else 'months'}"


def _values(rows: tuple[Row, ...]) -> Iterator[str]:
    told = [row for row in rows if row.kind in {"mean", "median", "bare"} and row.value is not None]
    if not told:
        return
    words = ", ".join(
        f"{number(row.value)}{_spread(row)} {months(row.months)}" for row in told if row.value is not None
    )
    name = {"mean": "mean MELD", "median": "median MELD", "bare": "MELD"}[told[0].kind]
    baseline = [row for row in told if row.months == 0 and row.value is not None]
    later = [row for row in told if row.months > 0 and row.value is not None]
    if later and not baseline:
        yield f"{name} {words}; no baseline printed"
    elif later and baseline[0].value is not None and later[-1].value is not None:
        change = later[-1].value - baseline[0].value
        yield f"{name} {words}: {_signed(change)} by subtraction, without a spread"
    else:
        yield f"{name} {words}"


def _spread(row: Row) -> str:
    if row.kind == "mean":
        return f" (SD {row.sd})"
    if row.low is not None and row.high is not None:
        return f" (quartiles {number(row.low)} to {number(row.high)})"
    return ""


def _changes(rows: tuple[Row, ...]) -> Iterator[str]:
    told = [row for row in rows if row.kind == "change" and row.value is not None]
    if told:
        words = ", ".join(
            f"{number(row.value)}{_spread(row)} {months(row.months)}" for row in told if row.value is not None
        )
        yield f"median change {words}"


def _differences(rows: tuple[Row, ...]) -> Iterator[str]:
    for row in rows:
        if (
            row.kind == "difference"
            and row.value is not None
            and row.low is not None
            and row.high is not None
        ):
            bounds = f"95 % interval {number(row.low)} to {number(row.high)}"
            yield f"difference from control {number(row.value)} ({bounds}) {months(row.months)}; no change of either arm printed"


def _people(rows: tuple[Row, ...]) -> Iterator[str]:
    for row in rows:
        if row.kind == "events":
            what = "fell by 3 points or more" if ">=3" in row.outcome else "improved"
            printed = f", printed as {row.percent} %" if row.percent is not None else ""
            yield f"MELD {what} in {row.events} of {row.at_risk} {months(row.months)}{printed}"


def _shares(rows: tuple[Row, ...]) -> Iterator[str]:
    for row in rows:
        if row.kind == "share" and row.value is not None:
            doubt = ", the word “decrease” being inferred" if row.printed == "inferred" else ""
            yield f"MELD fell by {number(row.value)} % {months(row.months)}{doubt}; no points printed"


def _individuals(rows: tuple[Row, ...]) -> Iterator[str]:
    told = [row for row in rows if row.kind == "individual" and row.value is not None]
    if told:
        values = ", ".join(number(row.value) for row in told if row.value is not None)
        follow = "" if any(row.months > 0 for row in told) else "; no follow-up printed"
        yield f"MELD of each {values} {months(told[0].months)}{follow}"


def _signed(value: Decimal) -> str:
    return f"+{value}" if value > 0 else number(value)
