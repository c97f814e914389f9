"""A deviation at its address: recorded, said anew, or withdrawn, and where in the record it is looked for."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.conduct.case import Case
from hepatica.conduct.plan import Changed
from hepatica.ledger.events import DeviationRecorded, DeviationWithdrawn, Draft
from hepatica.ledger.rows import DeviationRow, FormRow
from hepatica.ledger.state import State


def flag(
    case: Case, subject: str, rule: str, place: Changed, said: str, *, critical: bool = False
) -> Iterator[Draft]:
    """Record what ``said`` says of a place, or withdraw what stands there when it says nothing."""
    key = f"{rule}/{place.visit}/{place.form}/{place.item}/{place.row}"
    standing = case.state.get(DeviationRow, subject, key)
    at = {"visit": place.visit, "form": place.form, "item": place.item, "row": place.row}
    if said and (standing is None or standing.sentence != said):
        recorded = DeviationRecorded(rule=rule, sentence=said, critical=critical, **at)  # type: ignore[arg-type]
        yield Draft(subject=subject, fact=recorded)
    elif standing and not said:
        withdrawn = DeviationWithdrawn(rule=rule, **at)  # type: ignore[arg-type]
        yield Draft(subject=subject, fact=withdrawn)


def places(state: State, subject: str, form: str, item: str) -> Iterator[Changed]:
    """Yield every visit and row of a participant where an item is answered."""
    for row in state.of(FormRow, subject):
        if row.form == form:
            yield from (
                Changed(row.visit, form, item, int(n)) for n, items in row.answers.items() if item in items
            )


def value(state: State, subject: str, place: Changed) -> str | None:
    """Return the present value at a place, or None."""
    row = state.get(FormRow, subject, f"{place.visit}/{place.form}")
    answer = row.answer(place.item, place.row) if row else None
    return answer.value if answer else None
