"""Facts that break the protocol: stored, flagged and said in a sentence; withdrawn when the fact is mended.

None of these ever refuses the fact. Each rule compares what the record now says with what was flagged before.
"""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.conduct.case import Case
from hepatica.conduct.flags import flag, places, value
from hepatica.conduct.gates import holds_against
from hepatica.conduct.missed import derive_missed
from hepatica.conduct.overrides import overridden
from hepatica.conduct.plan import Changed, PlannedGate
from hepatica.conduct.reconsent import missing
from hepatica.conduct.stagger import too_early
from hepatica.ledger.events import Draft, SubjectStarted
from hepatica.ledger.landmarks import civil
from hepatica.ledger.rows import StudyRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate, before
from hepatica.study.schedule import Procedure
from hepatica.study.study import CONSENT_ANCHOR, ENROLMENT, VISIT_DATE, VISIT_FORM

UNKNOWN = "unknown"


def derive_deviations(
    case: Case, ahead: State, subject: str, changed: tuple[Changed, ...]
) -> Iterator[Draft]:
    """Yield the deviations to record and to withdraw after a change; ``ahead`` is the state with the change in it."""
    was, now = case.state.get(SubjectRow, subject), ahead.get(SubjectRow, subject)
    if was is None or now is None:
        return
    yield from _windows(case, was, now)
    yield from _consent(case, ahead, was, now, changed)
    yield from _acts(case, ahead, subject, changed)
    yield from _start(case, ahead, now, changed)
    yield from missing(case, ahead, subject, changed)
    yield from derive_missed(case, ahead, was, now, changed)
    yield from overridden(case, ahead, now, changed)
    if was.ended.get("death") != now.ended.get("death"):
        yield from _death(case, now)


# -- Visits out of their window -------------------------------------------------------------------------------------


def _windows(case: Case, was: SubjectRow, now: SubjectRow) -> Iterator[Draft]:
    moved = was.anchors != now.anchors
    for visit in sorted({**was.visits, **now.visits}):
        if moved or was.visits.get(visit) != now.visits.get(visit):
            place = Changed(visit, VISIT_FORM, VISIT_DATE, 0)
            yield from flag(case, now.subject, "out_of_window", place, _out_of_window(case, now, visit))


def _out_of_window(case: Case, subject: SubjectRow, visit: str) -> str:
    study = case.plan.study
    planned, day = study.visit(visit), civil(subject.visits.get(visit))
    if planned is None or planned.optional or day is None or day.earliest is None or day.latest is None:
        return ""
    anchors = {
        name: d.earliest for name, text in subject.anchors.items() if (d := civil(text)) and d.complete
    }
    due = study.due(planned, anchors)
    if due is None or (day.latest >= due.first and day.earliest <= due.last):
        return ""
    late = day.earliest > due.last
    days = (day.earliest - due.last).days if late else (due.first - day.latest).days
    window = f"{PartialDate.of(due.first).words()} to {PartialDate.of(due.last).words()}"
    return (
        f"{planned.title} took place on {day.words()}, {days} {'day' if days == 1 else 'days'} "
        f"{'after' if late else 'before'} its window ({window})."
    )


# -- Procedures before consent --------------------------------------------------------------------------------------


def _consent(
    case: Case, ahead: State, was: SubjectRow, now: SubjectRow, changed: tuple[Changed, ...]
) -> Iterator[Draft]:
    if all(anchor.id != CONSENT_ANCHOR for anchor in case.plan.study.schedule.anchors):
        return
    given = now.anchors.get(CONSENT_ANCHOR)
    if was.anchors.get(CONSENT_ANCHOR) != given:
        found = {c for at in case.plan.procedures for c in places(ahead, now.subject, *at)}
    else:
        found = {c for c in changed if (c.form, c.item) in case.plan.procedures}
    for place in sorted(found):
        procedure = case.plan.procedures[place.form, place.item][0]
        said = _before_consent(procedure, civil(value(ahead, now.subject, place)), civil(given))
        answered = value(ahead, now.subject, place) is not None
        yield from flag(case, now.subject, "before_consent", place, said if answered else "", critical=True)


def _before_consent(procedure: Procedure, done: PartialDate | None, given: PartialDate | None) -> str:
    if given is None:
        return f"{procedure.title} took place, and no consent is recorded."
    if done is not None and before(done, given):
        return f"{procedure.title} took place on {done.words()}, before consent on {given.words()}."
    return ""


# -- Acts that a gate or a hold stood against -----------------------------------------------------------------------


def _acts(case: Case, ahead: State, subject: str, changed: tuple[Changed, ...]) -> Iterator[Draft]:
    for place in changed:
        for planned in case.plan.acts.get((place.form, place.item), ()):
            had, has = value(case.state, subject, place), value(ahead, subject, place)
            yield from flag(
                case,
                subject,
                "stagger",
                place,
                _too_early(case, ahead, subject, planned, place),
                critical=True,
            )
            if had is not None and has is not None:
                continue  # the date was mended: whether the gate was open then has not changed
            said = _passed_over(case, subject, planned) if has is not None else {}
            for rule in ("gate_closed", "under_hold"):
                yield from flag(case, subject, rule, place, said.get(rule, ""), critical=True)


def _too_early(case: Case, ahead: State, subject: str, planned: PlannedGate, place: Changed) -> str:
    """Say that the first of an act came before the stagger allowed."""
    days = {p: civil(value(ahead, subject, p)) for p in places(ahead, subject, place.form, place.item)}
    known = [(day.latest, p) for p, day in days.items() if day is not None and day.latest is not None]
    day = days.get(place)
    if day is None or not known or min(known)[1] != place:
        return ""
    said = too_early(case.plan.study, ahead, subject, planned.gate.id, day)
    return f"{_act(case, planned)} took place {said}." if said else ""


def _act(case: Case, planned: PlannedGate) -> str:
    procedures = case.plan.procedures.get(planned.happened)
    return str(procedures[0].title if procedures else planned.gate.title)


def _passed_over(case: Case, subject: str, planned: PlannedGate) -> dict[str, str]:
    gate, row = planned.gate, case.state.get(SubjectRow, subject)
    act = _act(case, planned)
    said: dict[str, str] = {}
    enrolled = gate.act == ENROLMENT and row is not None and row.enrolled_seq
    if row is None or not (gate.id in row.authorised or enrolled):
        said["gate_closed"] = f"{act} took place, and the gate '{gate.title}' had not been passed."
    holds = holds_against(case.state, subject, gate.id)
    if holds:
        first = min(holds, key=lambda hold: hold.seq)
        said["under_hold"] = f"{act} took place under the hold {first.hold} ({first.reason})."
    return said


# -- Who counts toward the enrolment --------------------------------------------------------------------------------


def _start(case: Case, ahead: State, now: SubjectRow, changed: tuple[Changed, ...]) -> Iterator[Draft]:
    if not any((c.form, c.item) in case.plan.procedures for c in changed):
        return
    procedure, day = _first_procedure(case, ahead, now.subject)
    if day == now.started:
        return
    yield Draft(subject=now.subject, fact=SubjectStarted(procedure=procedure, date=day))
    study = case.state.get(StudyRow) or StudyRow(subject="")
    planned, others = case.head.study.enrolment.planned, study.started - bool(now.started)
    over = day and others >= planned
    said = (
        f"{now.subject} is participant {others + 1} to start a study procedure; the protocol plans {planned}."
    )
    yield from flag(
        case, now.subject, "over_enrolment", Changed("", "", "", 0), said if over else "", critical=True
    )


def _first_procedure(case: Case, ahead: State, subject: str) -> tuple[str, str]:
    counting = set(case.plan.study.enrolment.started_by)
    starts: list[tuple[bool, str, str]] = []
    for at, procedures in case.plan.procedures.items():
        for place in places(ahead, subject, *at):
            text = value(ahead, subject, place)
            if text is None:
                continue
            day = civil(text)
            starts.extend(
                (day is None, day.iso() if day else UNKNOWN, p.id) for p in procedures if p.id in counting
            )
    _, day_text, procedure = min(starts, default=(False, "", ""))
    return procedure, day_text


def _death(case: Case, now: SubjectRow) -> Iterator[Draft]:
    day = now.ended.get("death")
    known = civil(day) if day else None
    end = next(end for end in case.plan.study.schedule.ends if end.id == "death")
    unsure = day is not None and (known is None or not known.complete)
    said = f"{now.subject} died, and the date of death is not fully known ({known.words() if known else UNKNOWN})."
    place = Changed("", end.date.form, end.date.item, 0)
    yield from flag(case, now.subject, "death_date_unknown", place, said if unsure else "", critical=False)
