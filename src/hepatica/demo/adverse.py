"""Adverse events of the five: what a signal proposed and what became of it, and what no rule could see."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """Where a signal fired: signal, visit, form and row."""

    signal: str
    visit: str
    form: str
    row: int


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
    also: tuple[Place, ...] = ()
    """Other proposals of the same episode, confirmed with it."""
    joined: tuple[Place, ...] = ()
    """Proposals that were found later to belong to it."""
    before: str = ""
    """Of a laboratory value: its grade at the participant's own baseline."""
    course: tuple[tuple[int, str, str], ...] = ()
    """Day, time and grade of each change of severity."""
    naranjo: tuple[str, str] | None = None
    """Suspect, and the questions of the Naranjo scale answered yes; the rest is not known."""
    term: str = ""
    category: str = ""
    caused_by: dict[str, str] = field(default_factory=dict)
    treated: str = ""
    special: str = ""
    admitted: bool = False
    """Serious, because it needed admission."""
    fatal: bool = False
    """Serious, because it was the death."""
    action: str = "none"
    account: str = ""


@dataclass(frozen=True)
class Dismissed:
    """A proposal that was no event."""

    day: int
    clock: str
    place: Place
    reason: str


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
            before="0",
            also=(Place("contrast_kidney", "day_1", "laboratory", 2),),
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
            before="0",
            account="Ionised 0.98 mmol/L with tingling lips; 1.14 at the end of the collection.",
        ),
        Event(
            place=Place("encephalopathy_new", "unscheduled", "clinical_liver", 0),
            term="Hepatic encephalopathy, grade 3",
            course=((52, "07:00", "3"), (55, "08:30", "2")),
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
            special="anaphylaxis",
            naranjo=("msc", "1 2 10"),
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
        Event(
            place=Place("platelets_grade", "day_1", "laboratory", 2),
            also=(Place("platelets_fall", "day_1", "laboratory", 2),),
            judged=(10, "10:20"),
            began=(3, "07:40"),
            ended=7,
            grade="3",
            before="2",
            phase="follow_up",
            ctcae="Platelet count decreased",
            caused_by={"leukapheresis": "probable", "disease": "possible"},
            special="platelets",
            account="48 on day 3, from 69 before. No bleeding. Back to 63 on day 7.",
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
            joined=(Place("ascites_worse", "unscheduled", "clinical_liver", 0),),
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
