"""Sentences the safety desk is made of: readings, places, instants."""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import inf

from django.utils.translation import gettext as _

from hepatica.ledger.rows import GrantRow
from hepatica.ledger.state import State
from hepatica.safety.signals import BASELINE
from hepatica.study.form import Item
from hepatica.study.rules import Signal
from hepatica.study.study import Study
from hepatica.web.moments import instant, minute
from hepatica.web.shell.parts import Mark

__all__ = ["by_infusion", "instant", "minute", "names", "place", "readings", "valued"]
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_RAISED = re.compile(r"\^(\d+)")


def valued(study: Study, item: Item, value: str, unit: str | None = None) -> str:
    """Say a value as it is read: the code's label, or the number with its unit."""
    if item.codelist:
        return study.codelist_by_id[item.codelist].label(value)
    said = _RAISED.sub(lambda power: power[1].translate(_SUPERSCRIPT), unit or item.unit or "")
    return f"{value.replace('-', '−')} {said}" if said else value


def readings(study: Study, signal: Signal, values: Mapping[str, str | None]) -> str:
    """Say the values that met a signal, then those from before: 'Systolic 84 mmHg. Before: Systolic 112 mmHg.'."""
    now: list[str] = []
    before: list[str] = []
    for name, value in values.items():
        earlier = name.startswith(BASELINE)
        form = signal.baseline if earlier else signal.form
        item = study.item(form or signal.form, name.removeprefix(BASELINE))
        if item is not None and value is not None:
            unit = signal.unit if item.id == signal.at else None
            said = f"{item.label}{':' if item.codelist else ''} {valued(study, item, value, unit)}"
            (before if earlier else now).append(said)
    met = f"{', '.join(now)}."
    return f"{met} {_('Before:')} {', '.join(before)}." if before else met


def place(study: Study, visit: str, form: str) -> str:
    """Say where something stands: 'Month 1 · Laboratory'."""
    planned, page = study.visit(visit), study.form_by_id.get(form)
    return " · ".join(str(part.title) for part in (planned, page) if part)


def by_infusion(mark: Mark) -> tuple[float, str]:
    """Return what sorts participants: the order of infusion, then those not infused by number."""
    return mark.order or inf, mark.code


def names(state: State) -> dict[str, str]:
    """Return the name a person signs with, by sign-in."""
    return {grant.user: grant.name for grant in state.all(GrantRow)}
