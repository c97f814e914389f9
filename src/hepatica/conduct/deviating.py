"""How a deviation that a rule saw is judged: how grave, why, and what is done about it; and what was missed, confirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from hepatica.conduct import missed
from hepatica.conduct.case import Case, known_subject
from hepatica.conduct.need import Need
from hepatica.conduct.refused import Decision, Refused, refuse
from hepatica.conduct.review_commands import AssessDeviation
from hepatica.ledger.events import Draft
from hepatica.ledger.review_facts import DeviationAssessed
from hepatica.ledger.review_rows import AssessmentRow
from hepatica.ledger.rows import DeviationRow
from hepatica.ledger.state import State
from hepatica.study.dates import NotADate, PartialDate
from hepatica.study.study import Study

MINOR, IMPORTANT = "minor", "important"


class Flagged(msgspec.Struct, frozen=True, kw_only=True):
    """A deviation of a rule with the judgement on it."""

    row: DeviationRow
    assessment: AssessmentRow | None
    proposed: str
    """The grade the protocol proposes for its rule: minor or important."""
    stale: bool
    """Whether the deviation was said anew after it was judged."""

    @property
    def waits(self) -> bool:
        """Whether somebody still has to judge it."""
        return self.assessment is None or self.stale


def proposed_grade(study: Study, row: DeviationRow) -> str:
    """Return the grade proposed for a deviation: what the protocol says of its rule, else important when critical."""
    said = next((one.grade for one in study.monitoring.deviations if one.rule == row.rule), "")
    return said or (IMPORTANT if row.critical else MINOR)


def flagged(study: Study, state: State, subject: str) -> Iterator[Flagged]:
    """Yield a participant's deviations, in the order of their events."""
    for row in sorted(state.of(DeviationRow, subject), key=lambda row: row.seq):
        judged = state.get(AssessmentRow, subject, row.key)
        yield Flagged(
            row=row,
            assessment=judged,
            proposed=proposed_grade(study, row),
            stale=judged is not None and judged.seq < row.seq,
        )


def assess(case: Case, command: AssessDeviation) -> Decision:
    """Judge a deviation: its grade, its cause, what is done, and when the committee was told; the same again is nothing."""
    subject = known_subject(case, command.subject)
    if isinstance(subject, Refused):
        return subject
    row = case.state.get(DeviationRow, command.subject, command.deviation)
    if row is None:
        return refuse(
            "no_such", "There is no such deviation: what it was about may have been mended meanwhile."
        )
    for words, what in ((command.cause, "its cause"), (command.action, "what is done about it")):
        if not words.strip():
            return refuse("reason_missing", f"A deviation is judged with {what}: write it down.")
    reported = _reported(case, command.reported)
    if isinstance(reported, Refused):
        return reported
    fact = DeviationAssessed(
        deviation=row.key,
        grade=command.grade,
        cause=command.cause.strip(),
        action=command.action.strip(),
        reported=reported,
    )
    standing = case.state.get(AssessmentRow, command.subject, row.key)
    names = ("grade", "cause", "action", "reported")
    if (
        standing is not None
        and standing.seq > row.seq
        and all(getattr(standing, n) == getattr(fact, n) for n in names)
    ):
        return ()
    return (Draft(subject=command.subject, fact=fact),)


def _reported(case: Case, text: str) -> str | Refused:
    if not text.strip():
        return ""
    try:
        day = PartialDate.parse(text.strip())
    except NotADate as error:
        return refuse("impossible_date", f"Day on which the committee was told: {error}.")
    if not day.complete or day.earliest is None:
        return refuse("impossible_date", "The day on which the committee was told must be known.")
    if day.earliest > case.now.today:
        return refuse(
            "future_date", f"The committee cannot have been told on {day.words()}: that is to come."
        )
    return day.iso()


DECIDERS: dict[type[Any], Callable[[Case, Any], Decision]] = {AssessDeviation: assess, **missed.DECIDERS}
"""Command → its decision."""

NEEDS: dict[type[Any], Callable[[Any], Need]] = {
    AssessDeviation: lambda command: Need(subject=command.subject, review=True),
    **missed.NEEDS,
}
"""Command → the rows it needs."""
