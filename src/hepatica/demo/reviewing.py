"""What people did about a participant's record: asked, compared with the source, read, and judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hepatica.conduct.commands import ExplainFinding
from hepatica.conduct.review_commands import (
    AcceptFinding,
    AnswerQuery,
    AssessDeviation,
    CloseQuery,
    OpenQuery,
    ReopenQuery,
    ReturnFinding,
    ReviewForm,
)
from hepatica.demo.bedside import Patient
from hepatica.demo.mending import EXPLAINED
from hepatica.demo.step import Act, Compare, Step
from hepatica.demo.threads import THREADS, Thread
from hepatica.study.study import LOG_VISIT, Study

_BEFORE = ("screening", "baseline", "marrow", "contact", "culture", "gate", "gcsf")
_FIRST = (*_BEFORE, "infusion_day", "day_1", "week_1", "month_1")
COMPARED = {
    1: (
        (40, _FIRST, False),
        (120, ("month_3",), False),
        (186, ("biopsy_2", "month_6", LOG_VISIT), False),
    ),
    2: ((40, _FIRST, True), (94, ("month_3",), True)),
}
"""Participant → days on which the monitor came, with the visits compared, and whether their critical answers alone."""
_LAST_CALL = {5: 189}
"""Day on which the monitor compares what the plan still asks for; 200 unless named. The open demo ends before it."""
READ = {
    1: (
        (9, "infusion_day", "infusion", ""),
        (
            9,
            "day_1",
            "laboratory",
            "Creatinine follows contrast and is falling: seen with the site by telephone.",
        ),
        (109, "month_3", "laboratory", ""),
    ),
    2: (
        (61, "unscheduled", "laboratory", ""),
        (96, "month_3", "laboratory", ""),
    ),
    3: ((8, "infusion_day", "infusion", "Fever after the second product: gone after three hours."),),
}
"""Participant → days on which the medical monitor read which page, and what was noted."""
ASSESSED = {
    1: (
        112,
        "out_of_window/month_3/visit/svstdtc/0",
        "No seat on the train in the week of the window",
        "The site calls two weeks before each visit and books the journey",
        110,
    ),
    2: (
        100,
        "missed_visit/week_1/visit/svstat/0",
        "Fever in the family: she could not travel",
        "Draws are offered at the hospital nearer home",
        99,
    ),
}
"""Participant → day of the investigator's judgement, deviation, cause, action, and the day the committee was told."""
RETURNED = "The procedure is on its log: name the row, so that both can be read together"
AGAIN = "Seven litres of ascites drained on day 80: row 2 of the log of procedures"


_KINDS: Mapping[str, type[AnswerQuery | ReopenQuery | CloseQuery]] = {
    "answered": AnswerQuery,
    "reopened": ReopenQuery,
    "closed": CloseQuery,
}


def reviewed(study: Study, patient: Patient) -> Iterator[Step]:
    """Yield a participant's threads, comparisons, medical reviews and judgements; the day of the build cuts them off."""
    n = patient.who.n
    for number, thread in enumerate(THREADS.get(n, ()), start=1):
        yield from _thread(patient, number, thread)
    for day, visits, critical in COMPARED.get(n, ()):
        yield Compare(at=patient.days.at(day, "09:40"), by="monitor", visits=visits, critical=critical)
    everything = (*(visit.id for visit in study.schedule.visits), LOG_VISIT)
    last = patient.days.at(_LAST_CALL.get(n, 200), "09:40")
    yield Compare(at=last, by="monitor", visits=everything)
    for plus, (day, visit, form, note) in enumerate(READ.get(n, ())):
        read = ReviewForm(subject=patient.subject, visit=visit, form=form, note=note, seen=0)
        yield Act(at=patient.days.at(day, "18:30", 5 * plus), by="medical_monitor", command=read)
    yield from _explanations(patient)
    if n in ASSESSED:
        yield _assessed(patient)


def _thread(patient: Patient, number: int, thread: Thread) -> Iterator[Step]:
    who = patient.subject
    opened = OpenQuery(
        subject=who, visit=thread.visit, form=thread.form, item=thread.item, row=thread.row, text=thread.text,
        mends=thread.mends,
    )  # fmt: skip
    yield Act(at=patient.days.at(thread.day, thread.clock), by=thread.by, command=opened)
    for line in thread.lines:
        command = _KINDS[line.what](subject=who, query=number, text=line.text)
        yield Act(at=patient.days.at(line.day, line.clock), by=line.by or thread.by, command=command)


def _explanations(patient: Patient) -> Iterator[Step]:
    """Yield what became of each explanation: the first is accepted, the second sent back, given anew and accepted."""
    for day, _, visit, form, check, row, _ in EXPLAINED.get(patient.who.n, ()):
        at = {"subject": patient.subject, "visit": visit, "form": form, "check": check, "row": row}
        if patient.who.n == 1:
            yield Act(at=patient.days.at(day + 6, "18:50"), by="medical_monitor", command=AcceptFinding(**at))
            continue
        for plus, by, command in (
            (4, "data_manager", ReturnFinding(**at, text=RETURNED)),
            (8, "coordinator", ExplainFinding(**at, reason=AGAIN)),
            (9, "data_manager", AcceptFinding(**at)),
        ):
            yield Act(at=patient.days.at(day + plus, "11:50"), by=by, command=command)


def _assessed(patient: Patient) -> Step:
    day, deviation, cause, action, told = ASSESSED[patient.who.n]
    command = AssessDeviation(
        subject=patient.subject,
        deviation=deviation,
        grade="minor" if patient.who.n == 1 else "important",
        cause=cause,
        action=action,
        reported=patient.days.date(told),
    )
    return Act(at=patient.days.at(day, "12:20"), by="investigator", command=command)
