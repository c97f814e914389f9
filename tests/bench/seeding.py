"""Many participants at once, through the same links and the same fold as every save."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hepatica.ledger.events import Fact, ItemEntered, SubjectEnrolled, SubjectScreened, SubjectStarted, encode
from hepatica.ledger.rows import StudyRow
from hepatica.ledger.state import State
from hepatica.store import append, projections, read
from hepatica.store.append import Line
from hepatica.store.fold import folded
from hepatica.store.transactions import writing

AT = "2026-03-14T08:05:12.345678Z"
_CHUNK = 200


def seed(upto: int, facts: Callable[[str], Sequence[Fact]]) -> None:
    """Screen participants up to a number, each with the facts that are said of it."""
    site = read.plan().study.sites[0].id
    number = read.plan().study.numbering.format
    with writing() as cursor:
        study, marks = read.study_row(), read.plan().landmarks
        for start in range(study.screened + 1, upto + 1, _CHUNK):
            end, lines = append.locked(cursor, "study"), list[Line]()
            for n in range(start, min(start + _CHUNK, upto + 1)):
                subject = number(site=site, n=n)
                said = (SubjectScreened(site=site), *facts(subject))
                lines += [Line(subject, fact.kind, encode(fact)) for fact in said]
            state = State([study])
            events = append.linked(end, lines, at=max(AT, end.at), actor="seed")
            append.append(cursor, "study", end, events)
            projections.write(cursor, state, folded(events, state, marks), {("study", "", "")})
            study = state.get(StudyRow) or study


def infused(_subject: str) -> tuple[Fact, ...]:
    """Say of a participant of the example study that the infusion took place."""
    return (
        SubjectEnrolled(),
        ItemEntered(visit="infusion_day", form="infusion", item="prstdtc", value="2026-02-05"),
        SubjectStarted(procedure="infusion", date="2026-02-05"),
    )
