"""What cannot wait: alerts that a command's own events raise, in the same transaction as those events.

The message of an alert holds no clinical detail: it says that something needs a person, and where to look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hepatica.ledger.desk_facts import AlertRaised, RuleFired
from hepatica.ledger.events import DeviationRecorded, Draft, ItemChanged, ItemEntered, SignalProposed
from hepatica.ledger.product_facts import BagMatched
from hepatica.study.oversight import Alarm
from hepatica.study.study import AE_FORM, Study

SERIOUS, SPECIAL = "aeser", "aesi"
"""Items of the event log that say an event is serious, and of special interest."""


def alarms(study: Study, drafts: Iterable[Draft]) -> Iterator[Draft]:
    """Yield an alert for each draft that the protocol says cannot wait; what is told again is raised again."""
    drafts = tuple(drafts)
    for alarm in study.oversight.alarms:
        for subject, about, row in dict.fromkeys(found for draft in drafts for found in _heard(alarm, draft)):
            fact = AlertRaised(
                alert=f"{alarm.id}/{about}",
                alarm=alarm.id,
                sentence=str(alarm.title),
                minutes=alarm.minutes,
                row=row,
            )
            yield Draft(subject=subject, fact=fact)


def _heard(alarm: Alarm, draft: Draft) -> Iterator[tuple[str, str, int]]:
    """Yield (participant, what it is about, event row) when a draft is what the alarm listens for."""
    match draft.fact:
        case ItemEntered() | ItemChanged() as fact if fact.form == AE_FORM:
            serious = alarm.on == "serious" and (fact.item, fact.value) == (SERIOUS, "yes")
            special = alarm.on == "special" and fact.item == SPECIAL and bool(fact.value)
            if serious or special:
                yield draft.subject, f"event:{fact.row}", fact.row
        case SignalProposed() as fact if alarm.on == "signal" and fact.signal in alarm.signals:
            yield draft.subject, f"{fact.signal}:{fact.visit}:{fact.form}:{fact.row}", 0
        case RuleFired() as fact if alarm.on == "rule":
            yield draft.subject, f"{fact.rule}:{len(fact.evidence)}", 0
        case DeviationRecorded() as fact if alarm.on == "deviation" and fact.critical:
            yield draft.subject, f"{fact.rule}:{fact.visit}:{fact.form}:{fact.item}:{fact.row}", 0
        case BagMatched() as fact if alarm.on == "mismatch" and not fact.matched:
            yield draft.subject, f"mismatch:{fact.bag or fact.code}", 0
