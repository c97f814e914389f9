"""The change between a participant's two biopsies, or why a biopsy is missing: what profile, outcomes and report show."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from hepatica.datasets.bindings import beside, forms_of
from hepatica.datasets.tissue import AFTER, BEFORE, Biopsy, BiopsyPair, derive_pair
from hepatica.datasets.tissue_readings import Core, Reading, derive_core, derive_readings
from hepatica.ledger.rows import FormRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate
from hepatica.study.study import NOT_DONE, VISIT_FORM, Study
from hepatica.study.tissue import Method
from hepatica.tissue.adequacy import Judgement, judge_specimen
from hepatica.tissue.counts import Precision, flag_events, label_of
from hepatica.tissue.paired import BiopsyValue, PairedChange, ReaderCount, compute_paired_change
from hepatica.tissue.reading_rule import ReadingRule

VISIT_REASON = "svreas"
RULE_PARAMETERS = ("cd34_rise", "sinusoid_rise")
ENDINGS = {
    "death": "died",
    "transplant": "transplanted",
    "withdrawal": "withdrew",
    "completed": "completed the study",
}
REVERSED = "the biopsy called second does not follow the first: no change is read"
NAMES = {BEFORE: "first", AFTER: "second"}


@dataclass(frozen=True, kw_only=True)
class BiopsySide:
    """One side of a pair with everything that stands beside its number."""

    taken: PartialDate
    visit: str
    value: BiopsyValue | None
    """None where the biopsy was taken and not counted."""
    readings: tuple[Reading, ...]
    core: Core | None
    precision: Precision | None
    """None where the study states no event limits, or nothing was counted."""
    adequacy: Judgement | None
    """None where the study states no limits."""
    label: str
    """What the count may be called."""


@dataclass(frozen=True, kw_only=True)
class TissueChange:
    """A participant's pair of biopsies, compared."""

    subject: str
    before: BiopsySide | None
    after: BiopsySide | None
    change: PairedChange
    missing: tuple[tuple[str, str], ...]
    """(before or after, the reason) of each biopsy that gives no number."""

    @property
    def started(self) -> bool:
        """Whether there is any biopsy to show."""
        return self.before is not None or self.after is not None


def derive_tissue_change(study: Study, state: State, subject: str) -> TissueChange:
    """Compare the participant's first biopsy of each time by the study's rule; a missing one keeps its reason."""
    pair = derive_pair(study, state, subject)
    readings = derive_readings(study, state, subject)
    before = _side(study, state, pair.before, readings)
    after = _side(study, state, pair.after, readings)
    missing = tuple(
        (time, derive_missing(study, state, subject, time))
        for time, side in ((BEFORE, before), (AFTER, after))
        if side is None or side.value is None
    )
    change = compute_paired_change(
        before.value if before else None,
        after.value if after and not pair.reversed else None,
        rule=derive_rule(study),
        missing="; ".join(reason for _, reason in missing) or REVERSED,
    )
    return TissueChange(subject=subject, before=before, after=after, change=change, missing=missing)


def derive_rule(study: Study) -> ReadingRule | None:
    """Return the study's ratios; None where it does not state both."""
    stated = {p.id: p.value for p in study.parameters}
    if any(name not in stated for name in RULE_PARAMETERS):
        return None
    cells, sinusoids = (Decimal(stated[name]) for name in RULE_PARAMETERS)
    return ReadingRule(cells_ratio=cells, sinusoid_ratio=sinusoids)


def label_for(study: Study, pair: BiopsyPair) -> str:
    """Say what a pair's counts may be called: two methods with two names give both."""
    methods = [b.method for b in (pair.before, pair.after) if b and b.counted]
    return " / ".join(dict.fromkeys(label_of(_method(study, method)) for method in methods or [""]))


def derive_missing(study: Study, state: State, subject: str, time: str) -> str:
    """Say why the biopsy before or after gives no number, in the record's own words where it has any.

    In this order: taken and not counted; biopsy not done with its reason; visit not done with its reason; the course
    ended; not taken yet.
    """
    name = NAMES[time]
    address = study.analysis.bindings.get("biopsy_date")
    if address is None:
        return "the study records no biopsy"
    bound = study.analysis.bindings.get("biopsy_time")
    forms = list(forms_of(state, subject, address.form))
    if any(beside(form, 0, bound) == time and beside(form, 0, address) for form in forms):
        return f"{name} biopsy taken, not counted"
    visits = [v.id for v in study.schedule.visits if address.form in v.forms and not v.optional]
    visit = (visits[0] if time == BEFORE else visits[-1]) if visits else ""
    here = next((form for form in forms if form.visit == visit), None)
    answer = here.answer(address.item) if here else None
    if answer and answer.state:
        words = answer.state.replace("_", " ")
        return f"{name} biopsy {words}: {answer.reason}" if answer.reason else f"{name} biopsy {words}"
    person = state.get(SubjectRow, subject)
    if person and person.visits.get(visit) == NOT_DONE:
        why = _visit_reason(state, subject, visit)
        return f"{name} biopsy not done: {why}" if why else f"{name} biopsy not done, nor its visit"
    if person and person.ended:
        how, day = min(person.ended.items(), key=lambda ending: ending[1])
        return f"no {name} biopsy: {ENDINGS.get(how, how)} on {PartialDate.parse(day[:10]).words()}"
    return f"no {name} biopsy to the data cut"


def _visit_reason(state: State, subject: str, visit: str) -> str:
    found = next((f for f in state.of(FormRow, subject) if f.form == VISIT_FORM and f.visit == visit), None)
    answer = found.answer(VISIT_REASON) if found else None
    return (answer.value if answer else None) or ""


def _side(
    study: Study, state: State, biopsy: Biopsy | None, readings: tuple[Reading, ...]
) -> BiopsySide | None:
    if biopsy is None:
        return None
    own = tuple(r for r in readings if r.visit == biopsy.visit and r.time == biopsy.time)
    value = _value(own)
    core = derive_core(study, state, biopsy.subject, biopsy.visit)
    flags, limits = study.tissue.flags, study.tissue.adequacy
    return BiopsySide(
        taken=biopsy.date,
        visit=biopsy.visit,
        value=value,
        readings=own,
        core=core,
        precision=flag_events(value.count.events, flags) if value and flags else None,
        adequacy=judge_specimen(core.specimen(own), limits) if core and limits else None,
        label=label_of(_method(study, biopsy.method)),
    )


def _value(readings: tuple[Reading, ...]) -> BiopsyValue | None:
    """Return the readings of the method that was read first."""
    counted = [(reading, count) for reading in readings if (count := reading.count)]
    if not counted:
        return None
    method = counted[0][0].method
    same = tuple(
        ReaderCount(reader=r.reader, number=r.number, count=count, sinusoids=r.sinusoids)
        for r, count in counted
        if r.method == method
    )
    first = next((r.sinusoids for r in readings if r.sinusoids is not None), None)
    return BiopsyValue(method=method, readings=same, sinusoids=first)


def _method(study: Study, method: str) -> Method | None:
    return next((m for m in study.tissue.methods if m.id == method), None)
