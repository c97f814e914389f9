"""Inputs held within a score's published bounds before they enter a logarithm, and the line that says so."""

from dataclasses import dataclass
from decimal import Decimal

from hepatica.scores.arithmetic import as_reported, ln, show
from hepatica.scores.inputs import Measured
from hepatica.scores.score import Term


@dataclass(frozen=True, kw_only=True)
class Bounded:
    """A value after its floor and cap, with what it was before."""

    value: Decimal
    note: str = ""


def bound(
    measured: Measured, unit: str, *, low: Decimal | None = None, high: Decimal | None = None
) -> Bounded:
    """Hold a quantity between `low` and `high` in `unit`; the note tells a conversion and a changed value."""
    exact = measured.to(unit)
    value = exact
    if low is not None:
        value = max(value, low)
    if high is not None:
        value = min(value, high)
    was = f"{show(measured.reported)} {measured.unit}"
    notes = [] if measured.unit == unit else [f"{was} = {brief(exact)} {unit}"]
    if value != exact:
        notes.append(f"was {brief(exact)}, counted as {as_reported(value)}")
    return Bounded(value=value, note="; ".join(notes))


def log_term(label: str, coefficient: Decimal, argument: Bounded) -> Term:
    """Write the line `coefficient × ln argument`."""
    return Term(
        label=label,
        expression=f"{_signed(coefficient)} × ln {brief(argument.value)}",
        value=coefficient * ln(argument.value),
        note=argument.note,
    )


def product(label: str, coefficient: Decimal, factor: Decimal, shown: str, note: str = "") -> Term:
    """Write the line `coefficient × shown`, where `shown` prints `factor`."""
    return Term(
        label=label, expression=f"{_signed(coefficient)} × {shown}", value=coefficient * factor + 0, note=note
    )


def constant(value: Decimal, label: str = "Constant") -> Term:
    """Write the line of a constant."""
    return Term(label=label, expression=_signed(value), value=value)


def total(terms: tuple[Term, ...]) -> Decimal:
    """Add up the lines."""
    return sum((term.value for term in terms), Decimal(0))


def brief(value: Decimal) -> str:
    """Print a value as typed if it is short, else with two decimals."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -3:
        return as_reported(value)
    return show(value, 2)


def _signed(coefficient: Decimal) -> str:
    return str(coefficient).replace("-", "−")
