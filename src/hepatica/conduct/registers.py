"""Registers beside the trial: incidents, breaches of personal data, participants' requests, users' problems."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hepatica.conduct import commands as c
from hepatica.conduct import statements
from hepatica.conduct.case import Case
from hepatica.conduct.need import Need
from hepatica.conduct.refused import Decision

DECIDERS: dict[type[Any], Callable[[Case, Any], Decision]] = {c.AcceptStatement: statements.accept}
"""Command → its decision."""

NEEDS: dict[type[Any], Callable[[Any], Need]] = {c.AcceptStatement: lambda _: Need(study=False)}
"""Command → the rows it needs."""
