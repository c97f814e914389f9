"""What a monitor marks as compared with its source: whole visits, or the critical answers of each page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from hepatica.conduct.review_commands import Place, VerifyItems
from hepatica.demo.cast import BY
from hepatica.demo.played import Played
from hepatica.demo.step import Compare, Row
from hepatica.study.form import FormKind
from hepatica.study.study import Study

SOURCE = "Hospital file and laboratory sheets"
_Told = Mapping[tuple[str, str], Mapping[int, Row]]


def compared(
    study: Study, subject: str, step: Compare, told: _Told, given: frozenset[tuple[str, str]]
) -> Iterator[Played]:
    """Yield the verifications of a day, four minutes for each page or visit.

    ``told`` is what was typed so far, (visit, form) → row → item; ``given`` are items that nobody types.
    """
    actor, at = BY[step.by].actor(), step.at
    for places, items in _critical(study, step, told, given) if step.critical else _whole(study, step):
        command = VerifyItems(subject=subject, places=places, items=items, source=SOURCE, seen=0)
        yield Played(at=at, actor=actor, command=command)
        at += timedelta(minutes=4)


def _whole(study: Study, step: Compare) -> Iterator[tuple[tuple[Place, ...], tuple[str, ...]]]:
    computed = {form.id for form in study.forms if form.kind is FormKind.COMPUTED}
    for visit in step.visits:
        places = tuple(Place(visit=visit, form=f) for f in study.forms_at(visit) if f not in computed)
        if places:  # else a study without that visit
            yield places, ()


def _critical(
    study: Study, step: Compare, told: _Told, given: frozenset[tuple[str, str]]
) -> Iterator[tuple[tuple[Place, ...], tuple[str, ...]]]:
    for (visit, form), rows in told.items():
        critical = {item.id for item in study.form_by_id[form].items if item.critical}
        names = tuple(
            f"{row}/{item}"
            for row, answers in sorted(rows.items())
            for item in answers
            if item in critical and (form, item) not in given
        )
        if visit in step.visits and names:
            yield (Place(visit=visit, form=form),), names
