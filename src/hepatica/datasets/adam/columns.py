"""Variables in one line each: ``text``, ``whole``, ``number``, ``day`` and ``flag``."""

from __future__ import annotations

from hepatica.datasets.adam.frame import Origin, Variable


def text(name: str, label: str, source: str, *of: str, origin: Origin = "Derived") -> Variable:
    """Return a variable that holds words or codes."""
    return Variable(name=name, label=label, type="text", origin=origin, source=source, of=of)


def whole(name: str, label: str, source: str, *of: str, origin: Origin = "Derived") -> Variable:
    """Return a variable that holds whole numbers."""
    return Variable(name=name, label=label, type="integer", origin=origin, source=source, of=of)


def number(name: str, label: str, source: str, *of: str, origin: Origin = "Derived") -> Variable:
    """Return a variable that holds exact decimals."""
    return Variable(name=name, label=label, type="number", origin=origin, source=source, of=of)


def day(name: str, label: str, source: str, *of: str, origin: Origin = "Derived") -> Variable:
    """Return a variable that holds calendar days known in full, or counted so and flagged."""
    return Variable(name=name, label=label, type="date", origin=origin, source=source, of=of)


def flag(name: str, label: str, source: str, *of: str) -> Variable:
    """Return a variable that is Y, N or empty."""
    return Variable(name=name, label=label, type="flag", origin="Derived", source=source, of=of)
