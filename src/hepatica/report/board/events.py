"""Adverse events listed twice: by the phase in which they began, and by what they are judged to be caused by."""

from __future__ import annotations

from collections.abc import Iterable

from hepatica.datasets.case_facts import suspects_of
from hepatica.report import text as write
from hepatica.report.board.pack import Pack
from hepatica.report.table import Cell, Column, Group, Missing, Number, Row, Table, Text
from hepatica.safety.case import Case, Causality
from hepatica.study.oversight import Suspect

_SERIOUS = {True: "yes", False: "no", None: "not judged"}


def phase_listing(pack: Pack) -> Table:
    """Return every event under the phase of treatment in which it began; each phase names who had none."""
    ids = [phase.id for phase in pack.study.oversight.phases]
    ids += sorted({case.phase for case in pack.all_cases} - set(ids))
    return Table(
        id="B.4",
        title="Adverse events by phase of treatment",
        deck="Every event to the data cut, in order of infusion within its phase; day counted from the infusion",
        columns=(
            Column(title="Participant"),
            Column(title="Event", width=4),
            Column(title="Began"),
            Column(title="Day", align="right", signed=True),
            Column(title="Grade", unit="from baseline", align="centre"),
            Column(title="Serious"),
            Column(title="Judged caused by", width=3),
            Column(title="Outcome", width=2),
        ),
        groups=tuple(_phase(pack, phase) for phase in ids)
        or (Group(rows=(Row(cells=(Text(text="–"),), sentence="No event is on record to the data cut."),)),),
        footnotes=(
            "Grade: worst by CTCAE, after the grade before treatment where one was recorded. A grade is not seriousness.",
            "Judged caused by: certain, probable or possible on the WHO-UMC scale, by investigator or sponsor.",
        ),
        listing=True,
    )


def component_listing(pack: Pack) -> Table:
    """Return for every component the events judged related to it, or still open; one that has none says so."""
    return Table(
        id="B.5",
        title="Adverse events by component",
        deck="What each thing the trial gives or does is judged to have caused; events left open stand with the related",
        columns=(
            Column(title="Participant"),
            Column(title="Event", width=4),
            Column(title="Day", align="right", signed=True),
            Column(title="Grade", align="centre"),
            Column(title="Serious"),
            Column(title="Investigator", width=2),
            Column(title="Sponsor", width=2),
        ),
        groups=tuple(_component(pack, suspect) for suspect in suspects_of(pack.study)),
        footnotes=(
            "An event may stand under several components: cells of two kinds in one session cannot be told apart.",
            "The sponsor never downgrades the investigator's judgement.",
        ),
        listing=True,
    )


def day_cell(pack: Pack, case: Case) -> Cell:
    """Return the day of onset from the infusion, or a dash where either date is not fully known."""
    day = pack.who(case.subject).day(case.onset.day)
    return Text(text="–") if day is None else Number(value=day)


def who_cell(pack: Pack, case: Case) -> Text:
    """Return the participant's number in their hue."""
    ordinal = pack.who(case.subject).ordinal
    return Text(text=case.subject, participant=ordinal if ordinal <= 5 else None)


def serious_cell(case: Case) -> Text:
    """Return whether it is serious: yes, no, or not judged."""
    return Text(text=_SERIOUS[case.serious])


def _grade(case: Case) -> str:
    if case.grade is None:
        return "–"
    known = case.baseline_grade is not None
    return f"{case.baseline_grade} {write.ARROW} {case.grade}" if known else str(case.grade)


def _phase(pack: Pack, phase: str) -> Group:
    mine = [case for case in pack.all_cases if case.phase == phase]
    rows = [
        Row(
            cells=(
                who_cell(pack, case),
                Text(text=case.term),
                Text(text=write.partial_date(case.onset.day.iso()))
                if case.onset.known
                else Missing(reason="unknown"),
                day_cell(pack, case),
                Text(text=_grade(case)),
                serious_cell(case),
                Text(text=_causes(pack, case)),
                Text(text=pack.label("aeout", case.outcome) or "not entered"),
            ),
            indent=False,
        )
        for case in mine
    ]
    without = [p.subject for p in pack.people if p.subject not in {case.subject for case in mine}]
    if without:
        rows.append(Row(cells=(Text(text="No event"),), sentence=", ".join(without), muted=True))
    return Group(title=pack.label("aephase", phase) or "Phase not entered", rows=tuple(rows))


def _causes(pack: Pack, case: Case) -> str:
    titles = {suspect.id: str(suspect.title) for suspect in suspects_of(pack.study)}
    related = [titles.get(c.suspect, c.suspect) for c in case.causality if c.related]
    still = "not judged throughout" if case.left_open else ""
    return "; ".join(part for part in (", ".join(related), still) if part) or "none of them"


def _component(pack: Pack, suspect: Suspect) -> Group:
    judged = [(case, _of(case.causality, suspect.id)) for case in pack.all_cases]
    listed = [(case, c) for case, c in judged if c is not None and (c.related or c.open)]
    rows = [
        Row(
            cells=(
                who_cell(pack, case),
                Text(text=case.term),
                day_cell(pack, case),
                Text(text="–") if case.grade is None else Number(value=case.grade),
                serious_cell(case),
                Text(text=pack.label(suspect.investigator.item, c.investigator) or "not judged yet"),
                Text(text=pack.label(suspect.investigator.item, c.sponsor) or "–"),
            )
        )
        for case, c in listed
    ]
    others = len(judged) - len(listed)
    if not listed:
        said = f"none of {others} judged related" if others else "no event on record"
        rows = [Row(cells=(Text(text="–"),), sentence=said, muted=True)]
    elif others:
        rows.append(Row(cells=(Text(text="–"),), sentence=f"{others} more judged unrelated", muted=True))
    return Group(title=str(suspect.title), rows=tuple(rows))


def _of(judgements: Iterable[Causality], suspect: str) -> Causality | None:
    return next((one for one in judgements if one.suspect == suspect), None)
