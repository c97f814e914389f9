"""The body weight that doses and criteria per kilogram use."""

from __future__ import annotations

from decimal import InvalidOperation

from hepatica.ledger.state import State
from hepatica.product.quantities import Kilograms, QuantityError, read_as
from hepatica.product.sources import Record
from hepatica.study.study import Study


def weight_of(study: Study, state: State, subject: str, minute: str) -> Kilograms | None:
    """Return the last body weight up to a civil minute, where the protocol says it stands; None when there is none."""
    found = Record(study, state, subject, {}).weight(minute[:10])
    try:
        return read_as(Kilograms, found.value, found.unit or "kg") if found else None
    except (QuantityError, InvalidOperation):
        return None
