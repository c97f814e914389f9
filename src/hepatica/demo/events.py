"""Adverse events: those a signal proposed and the investigator judged, and those nobody's rule could see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from hepatica.conduct.commands import ConfirmSignal, DismissSignal, EnterItems, Entry
from hepatica.demo.bedside import Patient
from hepatica.demo.contact import fill
from hepatica.demo.step import Act, Row, Step, Value
from hepatica.study.study import AE_FORM, LOG_VISIT


@dataclass(frozen=True)
class Place:
    """Where a signal fired: signal, visit, form and row."""

    signal: str
    visit: str
    form: str
    row: int

    def named(self) -> dict[str, str | int]:
        """Return the place as a command names it."""
        return {"signal": self.signal, "visit": self.visit, "form": self.form, "row": self.row}


@dataclass(frozen=True, kw_only=True)
class Event:
    """One adverse event as the investigator wrote it down."""

    judged: tuple[int, str]
    """Day and time of the judgement."""
    began: tuple[int, str]
    ended: int | None
    grade: str
    phase: str
    ctcae: str
    place: Place | None = None
    """None: entered by hand."""
    term: str = ""
    category: str = ""
    caused_by: dict[str, str] = field(default_factory=dict)
    treated: str = ""
    special: str = ""
    admitted: bool = False
    """Serious, because it needed admission."""
    action: str = "none"
    account: str = ""


@dataclass(frozen=True)
class Dismissed:
    """A proposal that was no event."""

    day: int
    clock: str
    place: Place
    reason: str


_SUSPECTS = ("msc", "cd34", "gcsf", "marrow", "leukapheresis", "catheter", "biopsy", "disease")

EVENTS: dict[int, tuple[Event, ...]] = {
    1: (
        Event(
            place=Place("marrow_pain", "marrow", "marrow_aspiration", 2),
            judged=(-35, "16:20"),
            began=(-35, "11:40"),
            ended=-35,
            grade="2",
            phase="marrow",
            ctcae="Pain",
            caused_by={"marrow": "certain"},
            treated="Paracetamol 1 g, tramadol 50 mg",
            account="Seven of ten a quarter of an hour after the needle, one of ten after an hour.",
        ),
        Event(
            place=Place("apheresis_hypotension", "infusion_day", "leukapheresis", 5),
            judged=(0, "12:10"),
            began=(0, "08:45"),
            ended=0,
            grade="2",
            phase="leukapheresis",
            ctcae="Hypotension",
            caused_by={"leukapheresis": "probable"},
            treated="Flow slowed, 250 mL saline",
        ),
        Event(
            place=Place("site_pain", "infusion_day", "puncture_site", 1),
            judged=(1, "09:10"),
            began=(0, "19:00"),
            ended=2,
            grade="1",
            phase="catheter",
            ctcae="Pain",
            caused_by={"catheter": "certain"},
        ),
        Event(
            place=Place("kidney_injury", "day_1", "laboratory", 2),
            judged=(3, "14:00"),
            began=(3, "07:40"),
            ended=7,
            grade="2",
            phase="follow_up",
            ctcae="Creatinine increased",
            caused_by={"catheter": "probable", "disease": "possible"},
            treated="Diuretics halved, albumin 40 g over two days",
            special="kidney",
            account="Two days after 42 mL of contrast. Urine output kept. Back to 1.12 mg/dL on day 7.",
        ),
    ),
    2: (
        Event(
            place=Place("citrate_symptoms", "infusion_day", "leukapheresis", 2),
            judged=(0, "12:00"),
            began=(0, "09:15"),
            ended=0,
            grade="2",
            phase="leukapheresis",
            ctcae="Hypocalcemia",
            caused_by={"leukapheresis": "certain"},
            treated="Calcium gluconate 1 g, flow slowed",
            special="citrate",
        ),
        Event(
            place=Place("apheresis_hypocalcaemia", "infusion_day", "leukapheresis", 2),
            judged=(0, "12:06"),
            began=(0, "09:20"),
            ended=0,
            grade="2",
            phase="leukapheresis",
            ctcae="Hypocalcemia",
            caused_by={"leukapheresis": "certain"},
            treated="Calcium gluconate 1 g",
            special="citrate",
            account="Ionised 0.98 mmol/L with tingling lips; 1.14 at the end of the collection.",
        ),
        Event(
            term="Hepatic encephalopathy, grade 3",
            category="outside",
            judged=(52, "16:30"),
            began=(52, "07:00"),
            ended=57,
            grade="3",
            phase="follow_up",
            ctcae="Encephalopathy",
            caused_by={"disease": "certain", "msc": "unlikely", "cd34": "unlikely"},
            treated="Lactulose by tube, potassium replaced",
            special="decompensation",
            admitted=True,
            action="not_applicable",
            account="Constipated for four days. Brought in drowsy; awake on the third day.",
        ),
    ),
    3: (
        Event(
            place=Place("infusion_reaction", "infusion_day", "infusion", 1),
            judged=(1, "17:00"),
            began=(0, "17:00"),
            ended=0,
            grade="1",
            phase="infusion",
            ctcae="Infusion related reaction",
            caused_by={"msc": "probable", "cd34": "possible"},
            treated="Paracetamol 1 g",
            account="38.4 °C during the MSC bag, afebrile after three hours, cultures stayed negative.",
        ),
        Event(
            place=Place("site_bleeding", "week_1", "puncture_site", 1),
            judged=(10, "10:00"),
            began=(6, "12:00"),
            ended=16,
            grade="1",
            phase="catheter",
            ctcae="Hematoma",
            caused_by={"catheter": "certain"},
        ),
    ),
    4: (
        Event(
            place=Place("marrow_bleeding", "marrow", "marrow_aspiration", 1),
            judged=(-35, "16:30"),
            began=(-35, "11:25"),
            ended=-35,
            grade="1",
            phase="marrow",
            ctcae="Postoperative hemorrhage",
            caused_by={"marrow": "certain"},
            treated="Pressure for 10 minutes",
        ),
    ),
    5: (
        Event(
            place=Place("citrate_symptoms", "infusion_day", "leukapheresis", 2),
            judged=(0, "12:15"),
            began=(0, "09:20"),
            ended=0,
            grade="1",
            phase="leukapheresis",
            ctcae="Hypocalcemia",
            caused_by={"leukapheresis": "certain"},
            special="citrate",
        ),
        Event(
            term="Spontaneous bacterial peritonitis",
            category="outside",
            judged=(41, "17:20"),
            began=(40, "21:00"),
            ended=49,
            grade="3",
            phase="follow_up",
            ctcae="Peritoneal infection",
            caused_by={"disease": "probable"},
            treated="Cefotaxime 2 g three times daily, albumin",
            special="decompensation",
            admitted=True,
            action="not_applicable",
            account="Fever and belly pain; 640 neutrophils per µL in ascites.",
        ),
    ),
}

DISMISSED: dict[int, tuple[Dismissed, ...]] = {
    2: (
        Dismissed(
            1,
            "17:00",
            Place("infusion_hypoxia", "infusion_day", "infusion", 6),
            "The probe had slipped off a cold finger; 97 % on the other hand at once",
        ),
    ),
    3: (
        Dismissed(
            1,
            "17:08",
            Place("infusion_fever", "infusion_day", "infusion", 4),
            "The same fever as event 1, judged there",
        ),
    ),
}


def judged(patient: Patient) -> Iterator[Step]:
    """Yield what the investigator made of every proposal, the events entered by hand, and their reports."""
    for n, event in enumerate(EVENTS[patient.who.n], start=1):
        answers = _answers(patient, event)
        day, clock = event.judged
        if event.place is None:
            yield _by_hand(patient, n, event, answers)
        else:
            entries = tuple(Entry(item=item, value=str(value)) for item, value in answers.items())
            command = ConfirmSignal(subject=patient.subject, entries=entries, **event.place.named())  # type: ignore[arg-type]
            yield Act(at=patient.days.at(day, clock), by="investigator", command=command)
        if event.admitted:
            yield _reported(patient, n, event)
    for no in DISMISSED.get(patient.who.n, ()):
        command = DismissSignal(subject=patient.subject, reason=no.reason, **no.place.named())  # type: ignore[arg-type]
        yield Act(at=patient.days.at(no.day, no.clock), by="investigator", command=command)


def _by_hand(patient: Patient, n: int, event: Event, answers: dict[str, str]) -> Step:
    said = {"aeterm": event.term, "aecat": event.category, **answers}
    command = EnterItems(
        subject=patient.subject,
        visit=LOG_VISIT,
        form=AE_FORM,
        entries=tuple(Entry(item=item, row=n, value=value) for item, value in said.items()),
        seen=0,
    )
    return Act(at=patient.days.at(*event.judged), by="investigator", command=command)


def _answers(patient: Patient, event: Event) -> dict[str, str]:
    days = patient.days
    answers = {
        "aephase": event.phase,
        "aectcae": event.ctcae,
        "aestdtc": days.date(event.began[0]),
        "aesttim": event.began[1],
        "aeongo": "no",
        "aeendtc": days.date(event.ended if event.ended is not None else event.judged[0]),
        "aetoxgr": event.grade,
        "aeser": "yes" if event.admitted else "no",
        **{f"aerel_{suspect}": event.caused_by.get(suspect, "unrelated") for suspect in _SUSPECTS},
        "aeout": "recovered",
        "aeacn": event.action,
        "aecontrt": "yes" if event.treated else "no",
        "aeaware": days.minute(*event.judged, -25),
    }
    if event.ended is None or event.ended > event.judged[0]:
        answers |= {"aeongo": "yes", "aeout": "recovering"}
        del answers["aeendtc"]
    if event.admitted:
        answers |= {f"aes{why}": "no" for why in ("dth", "life", "disab", "cong", "mie")} | {"aeshosp": "yes"}
    if event.treated:
        answers["aetrt"] = event.treated
    if event.special:
        answers["aesi"] = event.special
    if event.account:
        answers["aenarr"] = event.account
    return answers


def recovered(patient: Patient) -> Iterator[Step]:
    """Yield the end of events that were still going on when they were judged."""
    for n, event in enumerate(EVENTS[patient.who.n], start=1):
        if event.ended is not None and event.ended > event.judged[0]:
            row: dict[int, Row] = {
                n: {"aeongo": "no", "aeendtc": patient.days.date(event.ended), "aeout": "recovered"}
            }
            yield fill(
                patient, LOG_VISIT, AE_FORM, row, day=event.ended, clock="12:30", by="investigator", complete=False
            )


def _reported(patient: Patient, n: int, event: Event) -> Step:
    day, clock = event.judged
    days = patient.days
    row: dict[str, Value] = {
        "sae_event": str(n),
        "sae_kind": "initial",
        "sae_occurred": days.minute(*event.began),
        "sae_aware": days.minute(day, clock, -25),
        "sae_regulator": days.minute(day, clock, 100),
        "sae_sponsor": days.minute(day, clock, 104),
        "sae_ethics": days.minute(day, clock, 110),
        "sae_setting": "home",
        "sae_description": f"{event.term}. {event.account} Serious because admission was needed.",
        "sae_suspect": "both",
        "sae_dechallenge": "not_applicable",
        "sae_rechallenge": "not_applicable",
        "sae_tests": event.treated,
        "sae_injury": "no",
    }
    return fill(
        patient, LOG_VISIT, "sae", {1: row}, day=day, clock=clock, plus=115, by="investigator"
    )
