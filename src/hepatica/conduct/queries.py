"""Queries: a thread at the field, opened, answered and closed by people; findings of checks accepted or sent back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hepatica.conduct.case import Case
from hepatica.conduct.need import Need
from hepatica.conduct.refused import Decision

DECIDERS: dict[type[Any], Callable[[Case, Any], Decision]] = {}
"""Command → its decision."""

NEEDS: dict[type[Any], Callable[[Any], Need]] = {}
"""Command → the rows it needs."""
