"""How the study's counts follow each participant's row, and how a row is read off a whole record again."""

from __future__ import annotations

import msgspec

from hepatica.ledger.landmarks import follow
from hepatica.ledger.rows import StudyRow, SubjectRow
from hepatica.ledger.state import Landmarks, State


def counted(state: State, before: SubjectRow, after: SubjectRow) -> None:
    """Replace a participant's row and keep the study's counts in step; an unchanged study row is not touched."""
    state.put(after)
    study = state.get(StudyRow) or StudyRow(subject="")
    now = msgspec.structs.replace(
        study,
        enrolled=study.enrolled + bool(after.enrolled_seq) - bool(before.enrolled_seq),
        started=study.started + bool(after.started) - bool(before.started),
        taken=study.taken + after.takes_place - before.takes_place,
    )
    if now != study:
        state.put(now)


def reread(state: State, subject: SubjectRow, marks: Landmarks) -> SubjectRow:
    """Return the row with every landmark of a version read off the participant's forms.

    A version may count days from an item that held answers before it: its anchor is known at once.
    """
    for form, item in (*marks.anchors, *marks.planned):
        subject = follow(state, subject, marks, visit="", form=form, items=frozenset({item}))
    for form, ends in marks.ends.items():
        items = frozenset(name for end in ends for name in (end.date.item, end.item) if name)
        subject = follow(state, subject, marks, visit="", form=form, items=items)
    return subject
