"""A liver that grew worse after the infusion, against the participant's own last values before G-CSF (STP-07)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from hepatica.checks.values import NotEvaluable, read_number
from hepatica.datasets.bindings import find
from hepatica.datasets.draws import LabDraw, derive_draws
from hepatica.datasets.participants import Participant, participant
from hepatica.datasets.visit_scores import COMPLETE, ScoredDraw, derive_scores
from hepatica.ledger.landmarks import civil
from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.state import State
from hepatica.scores.units import UnitError, convert
from hepatica.study.dates import PartialDate, before, days_span
from hepatica.study.stopping import Liver
from hepatica.study.study import Study

UNITS = {"bilirubin": "mg/dL", "creatinine": "mg/dL", "inr": ""}
"""The unit in which each is compared; INR has none."""


@dataclass(frozen=True, kw_only=True)
class Worse:
    """A draw or an assessment that shows deterioration, or may."""

    address: str
    """'visit/row' of the draw, 'visit/encephalopathy' of an assessment."""
    day: PartialDate
    words: str
    doubt: str = ""


def derive_deterioration(
    study: Study, state: State, subject: str, limits: Liver, *, last: int | None = None
) -> tuple[Worse, ...]:
    """Return the draws and assessments from the infusion on that reach a limit, earliest first.

    Draws certainly more than ``last`` days after the infusion are not scored: they lie outside the rule's window.

    What was measured where the baseline has nothing to compare it with is in doubt. Days before the infusion show no
    effect of it and are left out; the rule's window says how long after it they count.
    """
    row = state.get(SubjectRow, subject)
    infused = civil(row.infused) if row else None
    who = participant(study, state, subject)
    if infused is None or who is None:
        return ()
    names = (limits.score, COMPLETE)
    scored = derive_scores(study, state, subject, names, lambda draw: _counts(draw.date, infused, last))
    base = _baseline(study, state, who, names)
    draws = (one for draw in scored if (one := _draw(study, draw, base, limits)))
    found = (*draws, *_assessed(study, state, subject, limits))
    return tuple(one for one in found if before(one.day, infused) is not True)


def _counts(day: PartialDate, infused: PartialDate, last: int | None) -> bool:
    """Whether a draw may lie between the infusion and the end of the window: the others are not worth a score."""
    span = days_span(infused, day)
    beyond = last is not None and span is not None and span[0] > last
    return not beyond and before(day, infused) is not True


def _baseline(study: Study, state: State, who: Participant, names: tuple[str, str]) -> ScoredDraw | None:
    """Return the last complete draw before the analysis anchor, as ``derive_course`` chooses it, scoring no more than needed."""
    days = ((who.analysis_day(draw.date), draw) for draw in derive_draws(study, state, who.subject))
    earlier = [(day, draw) for day, draw in days if day is not None and day < 0]
    for _, draw in sorted(earlier, key=lambda pair: (pair[0], pair[1].at), reverse=True):
        (scored,) = derive_scores(study, state, who.subject, names, draw.__eq__)
        if scored.complete:
            return scored
    return None


def limit_of(study: Study, parameter: str) -> Decimal:
    """Return a limit of the study by its parameter; raises ``KeyError`` or ``NotEvaluable`` when it is no number."""
    return read_number(next(p.value for p in study.parameters if p.id == parameter))


def _draw(study: Study, draw: ScoredDraw, base: ScoredDraw | None, limits: Liver) -> Worse | None:
    lab = draw.draw
    at = f"{lab.visit}/{lab.row}"
    if base is None:
        measured = any((lab.answers.get(a) is not None and lab.answers[a].value) for a in UNITS)
        doubt = "there is no complete draw before G-CSF to compare it with"
        return Worse(address=at, day=lab.date, words="not comparable", doubt=doubt) if measured else None
    if base.draw == lab:
        return None
    said = tuple(_reached(study, draw, base, limits))
    return Worse(address=at, day=lab.date, words="; ".join(said)) if said else None


def _reached(study: Study, now: ScoredDraw, then: ScoredDraw, limits: Liver) -> Iterator[str]:
    score, was = now.value(limits.score), then.value(limits.score)
    if score is not None and was is not None and score - was >= limit_of(study, limits.score_rise):
        yield f"{limits.score} rose by {score - was}"
    bilirubin = _pair(now.draw, then.draw, "bilirubin")
    if bilirubin and bilirubin[0] >= bilirubin[1] * limit_of(study, limits.bilirubin_times):
        yield f"bilirubin {bilirubin[0]} from {bilirubin[1]} mg/dL"
    inr = _pair(now.draw, then.draw, "inr")
    if inr and inr[0] - inr[1] >= limit_of(study, limits.inr_rise):
        yield f"INR {inr[0]} from {inr[1]}"
    creatinine = _pair(now.draw, then.draw, "creatinine")
    if creatinine and creatinine[0] > creatinine[1] * limit_of(study, limits.creatinine_times):
        yield f"creatinine {creatinine[0]} from {creatinine[1]} mg/dL"


def _pair(now: LabDraw, then: LabDraw, analyte: str) -> tuple[Decimal, Decimal] | None:
    one, other = _value(now, analyte), _value(then, analyte)
    return None if one is None or other is None else (one, other)


def _value(draw: LabDraw, analyte: str) -> Decimal | None:
    given = draw.answers.get(analyte)
    if given is None or given.value is None:
        return None
    try:
        number = read_number(given.value.removeprefix(">"))
        unit = UNITS[analyte]
        return convert(number, analyte, given.unit, unit) if unit and given.unit else number
    except (NotEvaluable, UnitError):
        return None


def _assessed(study: Study, state: State, subject: str, limits: Liver) -> Iterator[Worse]:
    """Yield assessments of encephalopathy at the limit or above, in someone who was below it before."""
    row = state.get(SubjectRow, subject)
    anchor = civil(row.anchors.get(study.schedule.analysis_anchor)) if row else None
    dates = {(f.visit, f.row): civil(f.value) for f in find(study, state, subject, "assessed")}
    visits = row.visits if row else {}
    limit = limit_of(study, limits.encephalopathy)
    grades = [
        (
            dates.get((f.visit, f.row)) or civil(visits.get(f.visit)) or PartialDate(),
            f.visit,
            Decimal(f.value),
        )
        for f in find(study, state, subject, "encephalopathy")
        if f.value.isdecimal()
    ]
    earlier = [(day.iso(), grade) for day, _, grade in grades if anchor and before(day, anchor) is True]
    if earlier and max(earlier)[1] >= limit:
        return  # not new
    for day, visit, grade in grades:
        if grade >= limit:
            words = f"encephalopathy of grade {grade}"
            yield Worse(address=f"{visit}/encephalopathy", day=day, words=words)


def reads(study: Study) -> frozenset[tuple[str, str]]:
    """Return the items whose change may change what ``derive_deterioration`` finds."""
    bindings = study.analysis.bindings
    wanted = ("draw_at", "dialysis", "assessed", "encephalopathy", "ascites", "sex", "age", "aetiology")
    bound = {(at.form, at.item) for name in wanted if (at := bindings.get(name))}
    analytes = {
        (form.id, item.id)
        for form in study.forms
        for item in form.items
        if item.analyte in {*UNITS, "sodium", "albumin"}
    }
    return frozenset(bound | analytes)
