"""What every dataset is derived from: the record at a cut, and one participant of it at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from hepatica.datasets.adam.frame import Events
from hepatica.datasets.bindings import Found, find
from hepatica.datasets.draws import LabDraw, derive_draws
from hepatica.datasets.efficacy import Course, derive_course
from hepatica.datasets.imputation import CountedDay, compute_day
from hepatica.datasets.participants import Participant, derive_participants
from hepatica.datasets.therapy import Drug, derive_drugs
from hepatica.datasets.visit_scores import COMPLETE, ScoredDraw, derive_scores
from hepatica.ledger.landmarks import civil
from hepatica.ledger.rows import Answer, FormRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate, days_between
from hepatica.study.schedule import ItemAddress
from hepatica.study.study import LOG_VISIT, Study

Key = tuple[str, str, int]
"""Visit, form and row: which draw it is."""


def key_of(draw: LabDraw) -> Key:
    """Return which draw it is."""
    return draw.visit, draw.form, draw.row


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """The whole record as of a cut: what a dataset is a function of, and nothing else."""

    study: Study
    state: State
    cut: date
    """Civil day of the data cut: nobody is followed after it."""

    @cached_property
    def participants(self) -> tuple[Participant, ...]:
        """Everybody who was screened, in order of infusion."""
        return derive_participants(self.study, self.state)

    @cached_property
    def items(self) -> dict[str, ItemAddress]:
        """SDTM target → the first item of the study that is sent there."""
        found: dict[str, ItemAddress] = {}
        for form in self.study.forms:
            for item in form.items:
                if item.sdtm:
                    found.setdefault(item.sdtm, ItemAddress(form=form.id, item=item.id))
        return found

    def people(self) -> Iterator[Person]:
        """Yield each participant with the record's forms at hand; one at a time, so that memory stays small."""
        return (Person(self, who) for who in self.participants)

    def count(self, when: PartialDate | None) -> CountedDay:
        """Return the day a date counts as by the study's rule for dates known in part."""
        return compute_day(when or PartialDate(), self.study.analysis.partial_dates)


class Person:
    """One participant of a cut: forms, draws, baseline and windows, each derived once."""

    def __init__(self, inputs: Inputs, who: Participant) -> None:
        self.inputs, self.study, self.state = inputs, inputs.study, inputs.state
        self.who, self.subject = who, who.subject

    @cached_property
    def row(self) -> SubjectRow:
        """The participant's row of the record."""
        found = self.state.get(SubjectRow, self.subject)
        assert found is not None, self.subject
        return found

    @cached_property
    def forms(self) -> dict[str, list[FormRow]]:
        """Form → its copies, in the order they were begun."""
        found: dict[str, list[FormRow]] = {}
        for form in self.state.of(FormRow, self.subject):
            found.setdefault(form.form, []).append(form)
        return found

    @cached_property
    def draws(self) -> tuple[LabDraw, ...]:
        """Every draw, earliest first."""
        return derive_draws(self.study, self.state, self.subject)

    @cached_property
    def drugs(self) -> tuple[Drug, ...]:
        """The drug log."""
        return derive_drugs(self.study, self.state, self.subject)

    @cached_property
    def judged(self) -> tuple[ScoredDraw, ...]:
        """Every draw with the one score that says whether it is complete: all that baseline and windows need."""
        return derive_scores(self.study, self.state, self.subject, (COMPLETE,))

    @cached_property
    def baseline(self) -> ScoredDraw | None:
        """The draw of the analysis' own baseline, for whom the windows do not matter: later draws are not scored."""
        anchor = self.who.anchor
        if anchor is None:
            return None

        def earlier(draw: LabDraw) -> bool:
            day = self.inputs.count(draw.date).day
            return day is not None and (days_between(anchor, PartialDate.of(day)) or 0) < 0

        scored = derive_scores(self.study, self.state, self.subject, (COMPLETE,), earlier)
        found = derive_course(self.study, self.who, scored).baseline
        return found.scored if found else None

    @cached_property
    def course(self) -> Course:
        """Baseline and windows by the analysis' own rule."""
        return derive_course(self.study, self.who, self.judged)

    def scores(self, names: Iterable[str], wanted: Collection[Key]) -> dict[Key, ScoredDraw]:
        """Return the named scores of the wanted draws."""
        found = derive_scores(
            self.study, self.state, self.subject, names, lambda draw: key_of(draw) in wanted
        )
        return {key_of(one.draw): one for one in found}

    def form(self, visit: str, form: str) -> FormRow | None:
        """Return a form of a visit, or None."""
        return self.state.get(FormRow, self.subject, f"{visit}/{form}")

    def log(self, form: str) -> FormRow | None:
        """Return a log, or None."""
        return self.form(LOG_VISIT, form)

    def answers(self, address: ItemAddress | None) -> Iterator[Answer]:
        """Yield every answer of an item, over visits and rows."""
        for form in self.forms.get(address.form, ()) if address else ():
            for answers in form.answers.values():
                if address and address.item in answers:
                    yield answers[address.item]

    def bound(self, name: str) -> tuple[Found, ...]:
        """Return every answer bound to a name of the datasets."""
        return find(self.study, self.state, self.subject, name)

    def said(self, sdtm: str) -> str:
        """Return the first value of the item that is sent to an SDTM variable; ''."""
        return next((a.value for a in self.answers(self.inputs.items.get(sdtm)) if a.value), "")

    def dated(self, address: ItemAddress | None, day: PartialDate | None) -> tuple[int, ...]:
        """Return the events that gave this day in an item."""
        if day is None:
            return ()
        return tuple(a.seq for a in self.answers(address) if a.value and civil(a.value) == day)

    def ended(self, how: str) -> PartialDate | None:
        """Return the day of an end (death, transplant, withdrawal, completed): unknown when undated, None without it."""
        text = self.who.ended.get(how)
        return None if text is None else PartialDate.parse(text[:10])

    @cached_property
    def events(self) -> Events:
        """Events behind what all rows of the participant share."""
        return _events(self)

    def draw_events(self, draw: LabDraw) -> tuple[int, ...]:
        """Return the event that dated a draw."""
        at = self.study.analysis.bindings.get("draw_at")
        form = self.form(draw.visit, draw.form)
        if at is None or form is None or at.form != draw.form:
            return ()
        answer = form.answer(at.item, draw.row) or form.answer(at.item)
        return (answer.seq,) if answer else ()


def _events(person: Person) -> Events:
    study, schedule = person.study, person.study.schedule
    anchors = {anchor.id: anchor.item for anchor in schedule.anchors}
    found: dict[str, tuple[int, ...]] = {
        "SUBJID": (person.row.seq,),
        "ENRLFL": (person.row.enrolled_seq,) if person.row.enrolled_seq else (),
        "TRTSDT": person.dated(anchors.get(schedule.analysis_anchor), person.who.anchor),
        "INFDT": person.dated(anchors.get(schedule.visit_anchor), person.who.infused),
        "STARTED": tuple(
            seq
            for procedure in schedule.procedures
            for seq in person.dated(procedure.start, civil(person.who.started))
        ),
        "RACE": tuple(a.seq for a in person.answers(person.inputs.items.get("DM.RACE")) if a.value),
    }
    for variable, name in (("AGE", "age"), ("SEX", "sex"), ("AETIOL", "aetiology"), ("RFICDT", "consented")):
        found[variable] = tuple(
            a.seq for a in person.answers(study.analysis.bindings.get(name)) if a.value is not None
        )
    for variable, how in ENDS:
        addresses = [end.date for end in schedule.ends if end.id == how]
        found[variable] = tuple(
            seq for address in addresses for seq in person.dated(address, person.ended(how))
        )
    return {source: events for source, events in found.items() if events}


ENDS = (("DTHDT", "death"), ("LTXDT", "transplant"), ("WDDT", "withdrawal"), ("CMPDT", "completed"))
"""Variable → the end of a course whose day it holds."""
