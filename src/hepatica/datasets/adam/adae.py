"""ADAE: one row for each adverse event of the log, with its grade, its relation to every component and its days."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.datasets.adam.columns import day, flag, text, whole
from hepatica.datasets.adam.common import CARRIED, INFDY, day_from, identify
from hepatica.datasets.adam.frame import Dataset, Draft, Plan, Value, build
from hepatica.datasets.adam.inputs import Inputs, Person
from hepatica.datasets.adverse_events import COMPONENTS, AdverseEvent, derive_events
from hepatica.study.study import AE_BASELINE_GRADE, AE_FORM, COURSE_EVENT, COURSE_GRADE

RELATIONS = {
    "msc": ("AERELMSC", "Causality, Mesenchymal Cells"),
    "cd34": ("AERELCD", "Causality, CD34-Positive Cells"),
    "gcsf": ("AERELGCS", "Causality, G-CSF"),
    "marrow": ("AERELMAR", "Causality, Marrow Aspiration"),
    "leukapheresis": ("AERELLEU", "Causality, Leukapheresis"),
    "catheter": ("AERELCAT", "Causality, Hepatic Artery Catheter"),
    "biopsy": ("AERELBIO", "Causality, Liver Biopsy"),
}
"""Component → its variable; every component of the trial has one."""
COLLECTED = {
    "AETERM": "ae_term",
    "AEDECOD": "ae_ctcae",
    "AECAT": "ae_category",
    "AESTDTC": "ae_start",
    "AEENDTC": "ae_end",
    "AETOXGR": "ae_grade",
    "AESER": "ae_serious",
    "AEOUT": "ae_outcome",
}
_JUDGED = tuple(name for name, _ in RELATIONS.values())
_IMPUTED = "D where the day, M where month and day were imputed by analysis.partial_dates"

PLAN = Plan(
    name="ADAE",
    label="Adverse Events Analysis Dataset",
    structure="one row for each adverse event",
    keys=("USUBJID", "AESEQ"),
    variables=(
        *CARRIED,
        whole("AESEQ", "Sequence Number", "row of the adverse-event log", origin="Assigned"),
        text("AETERM", "Reported Term for the Adverse Event", "binding ae_term", origin="Collected"),
        text("AEDECOD", "Dictionary-Derived Term", "binding ae_ctcae: the CTCAE term", origin="Collected"),
        text("AECAT", "Category for Adverse Event", "binding ae_category, as coded", origin="Collected"),
        text("AESIGNAL", "Signal That Proposed the Event", "the protocol's signal; empty where typed"),
        text("AESTDTC", "Start Date of Adverse Event", "binding ae_start, as entered", origin="Collected"),
        day("ASTDT", "Analysis Start Date", "AESTDTC; a part that is not known as ASTDTF says", "AESTDTC"),
        text("ASTDTF", "Analysis Start Date Imputation Flag", _IMPUTED, "AESTDTC"),
        whole(
            "ASTDY",
            "Analysis Start Relative Day",
            "ASTDT minus the first G-CSF dose (day 0)",
            "ASTDT",
            "TRTSDT",
        ),
        whole(INFDY.name, INFDY.label, "ASTDT minus the day of infusion, which is day 0", "ASTDT", "INFDT"),
        text("AEENDTC", "End Date of Adverse Event", "binding ae_end, as entered", origin="Collected"),
        day("AENDT", "Analysis End Date", "AEENDTC; a part that is not known as AENDTF says", "AEENDTC"),
        text("AENDTF", "Analysis End Date Imputation Flag", _IMPUTED, "AEENDTC"),
        whole("AENDY", "Analysis End Relative Day", "AENDT minus the first G-CSF dose", "AENDT", "TRTSDT"),
        flag(
            "TRTEMFL",
            "Treatment Emergent Analysis Flag",
            "Y from the protocol's treatment anchors on; N before; empty where the date does not tell",
            "AESTDTC",
            "TRTSDT",
            "INFDT",
        ),
        text("AESER", "Serious Event", "binding ae_serious: Y or N", origin="Collected"),
        text("AETOXGR", "Standard Toxicity Grade", "binding ae_grade: CTCAE", origin="Collected"),
        whole("ATOXGRN", "Analysis Toxicity Grade (N)", "worst grade it ever had", "AETOXGR", "COURSE"),
        whole("AEBASGRN", "Baseline Toxicity Grade (N)", "grade before the trial", origin="Collected"),
        *(
            text(name, label, f"binding ae_related_{component}, as coded", origin="Collected")
            for component, (name, label) in RELATIONS.items()
        ),
        flag(
            "RELFL",
            "Related to Any Component Flag",
            "Y where any relation is certain, probable or possible; empty while one is not judged",
            *_JUDGED,
        ),
        text("AEOUT", "Outcome of Adverse Event", "binding ae_outcome, as coded", origin="Collected"),
    ),
)


def derive_adae(inputs: Inputs) -> Dataset:
    """Return a row for each event with a term, in order of infusion, then of the log."""
    return build(PLAN, _drafts(inputs))


def _drafts(inputs: Inputs) -> Iterator[Draft]:
    for person in inputs.people():
        own = identify(person)
        for event in derive_events(inputs.study, inputs.state, person.subject):
            yield Draft(own | _values(person, event), _events(person, event.row), person.events)


def _values(person: Person, event: AdverseEvent) -> dict[str, Value]:
    start, end = person.inputs.count(event.start), person.inputs.count(event.end)
    anchor, infused = person.who.anchor, person.who.infused
    said = {name: _said(person, f"ae_related_{one}", event.row) for one, (name, _) in RELATIONS.items()}
    return {
        **said,
        "AESEQ": event.row,
        "AETERM": event.term,
        "AEDECOD": event.ctcae,
        "AECAT": event.category,
        "AESIGNAL": event.signal,
        "AESTDTC": event.start.iso() if event.start.known else None,
        "ASTDT": start.day,
        "ASTDTF": start.flag,
        "ASTDY": day_from(anchor, start.day),
        "INFDY": day_from(infused, start.day),
        "AEENDTC": event.end.iso() if event.end and event.end.known else None,
        "AENDT": end.day,
        "AENDTF": end.flag,
        "AENDY": day_from(anchor, end.day),
        "TRTEMFL": {True: "Y", False: "N", None: None}[event.emergent],
        "AESER": {True: "Y", False: "N", None: None}[event.serious],
        "AETOXGR": str(event.grade) if event.grade is not None else None,
        "ATOXGRN": event.worst,
        "AEBASGRN": event.baseline_grade,
        "RELFL": "Y" if event.related else ("N" if event.judged else None),
        "AEOUT": event.outcome,
    }


def _said(person: Person, name: str, row: int) -> str:
    address = person.study.analysis.bindings.get(name)
    log = person.log(address.form) if address else None
    answer = log.answer(address.item, row) if log and address else None
    return (answer.value if answer else None) or ""


def _events(person: Person, row: int) -> dict[str, tuple[int, ...]]:
    bindings = person.study.analysis.bindings
    wanted = {variable: bindings.get(name) for variable, name in COLLECTED.items()}
    wanted |= {RELATIONS[one][0]: bindings.get(f"ae_related_{one}") for one in COMPONENTS}
    found = {}
    for variable, address in wanted.items():
        log = person.log(address.form) if address else None
        answer = log.answer(address.item, row) if log and address else None
        if answer is not None:
            found[variable] = (answer.seq,)
    return found | _graded(person, row)


def _graded(person: Person, row: int) -> dict[str, tuple[int, ...]]:
    """Return the events of the grade before the trial, and of the grades an event had in its course."""
    log = person.log(AE_FORM)
    if log is None:
        return {}
    found = {}
    before = log.answer(AE_BASELINE_GRADE, row)
    if before is not None:
        found["AEBASGRN"] = (before.seq,)
    course = tuple(
        answers[COURSE_GRADE].seq
        for answers in log.answers.values()
        if COURSE_GRADE in answers and COURSE_EVENT in answers and answers[COURSE_EVENT].value == str(row)
    )
    return found | ({"COURSE": course} if course else {})
