"""What a serious event is followed by for months: a death analysed, the opinion of experts, the authority's order and what it ordered."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.demo.adverse import Event
from hepatica.demo.bedside import Patient
from hepatica.demo.desk import sent
from hepatica.demo.step import Step

DEATH = tuple(
    f"death_{duty}_{whom}" for duty in ("investigator", "sponsor") for whom in ("authority", "head")
)
_ANALYSED, _OPINION, _ORDER, _PAID, _DETAILS = 9, 45, 80, 95, 101
"""Days from the judgement, each within its limit: 14, 60 and 90 days, then 30 days and 30 working days from the order."""


def followed(patient: Patient, n: int, event: Event) -> Iterator[Step]:
    """Yield what reaches whom after the first reports of an event, the n-th of the log; nothing for one that is not serious.

    An event that is called related to something given or done is compensated; of another the order says that nothing is owed.
    """
    if not event.admitted:
        return
    diary = f"SUGAM-SYN-{n + 50:04d}"
    if event.fatal:
        yield sent(patient, n, event, DEATH, 30, diary, _ANALYSED)
        yield sent(patient, n, event, ("expert_opinion",), 30, f"{diary}, opinion", _OPINION)
    owed = set(event.caused_by) - {"disease"}
    said = "compensation as ordered" if owed else "no compensation is owed"
    for clock, days in (("order", _ORDER), ("payment", _PAID), ("payment_details", _DETAILS)):
        yield sent(patient, n, event, (clock,), 40, f"{diary}, order: {said}", days)
