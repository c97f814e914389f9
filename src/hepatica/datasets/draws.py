"""Laboratory draws: what was measured in one sample, with where each value came from (ADLB)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from hepatica.datasets.bindings import beside, forms_of
from hepatica.ledger.rows import Answer, FormRow
from hepatica.ledger.state import State
from hepatica.scores.draw import Draw
from hepatica.study.dates import PartialDate, parse_cached
from hepatica.study.form import Form, Group
from hepatica.study.study import Study


@dataclass(frozen=True, kw_only=True)
class LabDraw:
    """One sample of one participant."""

    subject: str
    visit: str
    form: str
    row: int
    at: str
    """ISO date, or date and minute, as the site wrote it; '' when not entered."""
    laboratory: str
    answers: dict[str, Answer]
    """analyte → answer."""

    @cached_property
    def date(self) -> PartialDate:
        """The civil date of the draw; unknown when not entered."""
        return parse_cached(self.at[:10])

    @cached_property
    def draw(self) -> Draw:
        """The draw as the scores take it."""
        values = {a: (v.value, v.unit) for a, v in self.answers.items() if v.value is not None}
        return Draw(at=self.at, values=values)


def derive_draws(study: Study, state: State, subject: str) -> tuple[LabDraw, ...]:
    """Return the participant's draws, earliest first; undated ones last."""
    found = [
        draw for form in study.forms if _measures(form) for draw in _of_form(study, state, subject, form)
    ]
    return tuple(sorted(found, key=lambda d: (d.at or "9999", d.visit, d.row)))


def _measures(form: Form) -> bool:
    return any(item.analyte for item in form.items)


def _of_form(study: Study, state: State, subject: str, form: Form) -> list[LabDraw]:
    group = next(g for g in form.groups if any(item.analyte for item in g.items))
    return [
        draw
        for row in forms_of(state, subject, form.id)
        for number in sorted(int(n) for n in row.answers)
        if (draw := _draw(study, row, number, group)) is not None
    ]


def _draw(study: Study, form: FormRow, row: int, group: Group) -> LabDraw | None:
    answers = {
        item.analyte: answer
        for item in group.items
        if item.analyte and (answer := form.answer(item.id, row)) is not None
    }
    at = beside(form, row, study.analysis.bindings.get("draw_at"))
    if not answers and not at:
        return None
    return LabDraw(
        subject=form.subject,
        visit=form.visit,
        form=form.form,
        row=row,
        at="" if at == "unknown" else at,
        laboratory=beside(form, row, study.analysis.bindings.get("draw_laboratory")),
        answers=answers,
    )
