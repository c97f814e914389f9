"""Invented records that stress the figures: a death, a transplant, a poor mobiliser, a missed visit, and the odd cases.

Each `Person` is written down as the ledger's rows would fold it, so that the figures are drawn from a whole cut.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from tests.datasets.record import draw, form, person, state, study
from tests.report.samples import STAMP

from hepatica.ledger.rows import StudyRow
from hepatica.report.study.cut import Cut, read_cut

UNITS = {
    "bilirubin": "mg/dL", "creatinine": "mg/dL", "sodium": "mmol/L", "albumin": "g/dL", "inr": "ratio",
    "alt": "U/L", "platelets": "10^9/L",
}  # fmt: skip
VISITS = {"day_1": 1, "week_1": 7, "month_1": 28, "month_3": 90, "month_6": 180}
BEFORE = {
    "screening": -49, "baseline": -37, "marrow": -35, "contact": -28, "culture": -4, "gate": -5, "gcsf": -3,
    "infusion_day": 0,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Event:
    """An adverse event: days from the infusion, `last` None while it goes on."""

    term: str
    grade: int
    first: int
    last: int | None
    category: str
    related: str = ""
    """What it was judged to come from; '' where it was not judged related."""
    serious: bool = False


@dataclass(frozen=True, kw_only=True)
class Biopsy:
    """A biopsy: day, cells, nuclei and the sinusoidal area each reader found."""

    day: int
    cells: int
    nuclei: int
    sinusoids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Person:
    """One participant's story; `labs` is day → 'bilirubin INR creatinine sodium albumin platelets ALT'."""

    subject: str
    infused: str
    sex: str
    age: str
    weight: str
    cd34: str
    msc: str
    labs: dict[int, str]
    ascites: dict[int, str]
    events: tuple[Event, ...] = ()
    biopsies: tuple[Biopsy, ...] = ()
    missed: tuple[str, ...] = ()
    ended: tuple[tuple[str, int], ...] = ()


FIVE = (
    Person(
        subject="01-001", infused="2025-03-03", sex="female", age="52", weight="58", cd34="121.8", msc="58",
        labs={
            -5: "4.4 1.68 1.0 133 2.7 88 40", 1: "4.6 1.70 1.0 133 2.7 80 66", 3: "4.0 - 1.0 134 2.7 78 60",
            7: "4.0 1.60 1.0 134 2.8 90 44", 28: "3.6 1.52 1.0 135 2.9 94 40", 90: "3.1 1.45 1.0 136 3.0 96 38",
            179: "2.9 1.39 1.0 137 3.1 99 35",
        },
        ascites={-5: "mild", 7: "mild", 28: "mild", 90: "mild", 179: "none"},
        events=(
            Event(term="Aspiration pain, VAS 7", grade=2, first=-35, last=-33, category="marrow", related="marrow"),
            Event(term="Hypocalcaemia", grade=1, first=0, last=0, category="leukapheresis", related="leukapheresis"),
            Event(term="Access-site pain", grade=1, first=0, last=2, category="catheter", related="catheter"),
            Event(term="Respiratory infection", grade=1, first=64, last=70, category="outside"),
        ),
        biopsies=(Biopsy(day=-5, cells=3, nuclei=4120, sinusoids=("6.2", "6.6")), Biopsy(day=28, cells=9, nuclei=3870, sinusoids=("6.5", "6.1"))),
    ),
    Person(
        subject="01-002", infused="2025-04-14", sex="male", age="46", weight="64", cd34="217.6", msc="64",
        labs={
            -5: "2.8 1.50 1.0 135 3.0 70 62", 1: "3.1 1.52 1.0 135 3.0 66 150", 3: "2.9 - 1.0 135 3.0 64 70",
            8: "2.9 1.50 1.0 135 3.0 72 55", 27: "2.6 1.47 1.0 136 3.1 75 51", 88: "2.3 1.40 1.0 136 3.2 79 47",
            183: "2.1 1.37 1.0 138 3.4 83 44",
        },
        ascites={-5: "mild", 8: "mild", 27: "mild", 88: "mild", 183: "none"},
        events=(
            Event(term="Hypotension", grade=2, first=0, last=0, category="leukapheresis", related="leukapheresis"),
            Event(term="Fever and chills", grade=2, first=0, last=1, category="infusion", related="cd34"),
            Event(term="Oedema", grade=2, first=100, last=130, category="outside"),
        ),
        biopsies=(Biopsy(day=-5, cells=5, nuclei=3550, sinusoids=("4.8",)), Biopsy(day=27, cells=6, nuclei=4010, sinusoids=("4.6",))),
    ),
    Person(
        subject="01-003", infused="2025-05-12", sex="male", age="57", weight="71", cd34="85.2", msc="63.9",
        labs={
            -5: "6.1 1.90 1.1 130 2.4 52 55", 1: "6.5 1.90 1.3 130 2.4 48 120", 3: "8.0 - 1.6 129 2.3 44 214",
            7: "6.5 1.90 1.9 128 2.3 50 160", 28: "6.4 1.90 1.3 130 2.4 51 70", 91: "7.8 1.95 1.25 129 2.3 47 66",
            150: "1.1 1.10 1.0 139 3.6 160 30",
        },
        ascites={-5: "moderate_severe", 7: "moderate_severe", 28: "moderate_severe", 91: "moderate_severe"},
        events=(
            Event(term="Aspiration-site bleeding", grade=1, first=-35, last=-34, category="marrow", related="marrow"),
            Event(term="Hypocalcaemia", grade=2, first=0, last=0, category="leukapheresis", related="leukapheresis"),
            Event(term="Access-site haematoma", grade=2, first=0, last=6, category="catheter", related="catheter"),
            Event(term="Acute kidney injury (contrast)", grade=3, first=2, last=13, category="outside", related="catheter", serious=True),
            Event(term="Ascites worsening", grade=3, first=88, last=131, category="outside", serious=True),
        ),
        biopsies=(Biopsy(day=-5, cells=2, nuclei=2890, sinusoids=("9.1", "8.5")), Biopsy(day=28, cells=8, nuclei=3120, sinusoids=("13.4", "12.6"))),
        ended=(("transplant", 131),),
    ),
    Person(
        subject="01-004", infused="2025-06-09", sex="female", age="61", weight="55", cd34="154", msc="55",
        labs={
            -5: "4.9 1.75 1.0 131 2.5 61 41", 1: "5.0 1.78 1.0 131 2.5 58 58", 6: "5.2 1.80 1.0 131 2.5 60 52",
            30: "4.5 1.70 1.0 132 2.6 63 46", 93: "7.0 1.90 1.2 127 2.2 55 58",
        },
        ascites={-5: "moderate_severe", 6: "moderate_severe", 30: "moderate_severe", 93: "moderate_severe"},
        events=(
            Event(term="Bone pain (G-CSF)", grade=2, first=-3, last=0, category="outside", related="gcsf"),
            Event(term="Nausea", grade=1, first=0, last=0, category="infusion"),
            Event(term="Access-site pain", grade=1, first=0, last=0, category="catheter", related="catheter"),
            Event(term="Encephalopathy", grade=3, first=70, last=76, category="outside", serious=True),
            Event(term="Peritonitis, sepsis", grade=5, first=109, last=118, category="outside", serious=True),
        ),
        biopsies=(Biopsy(day=-5, cells=4, nuclei=3300, sinusoids=("7.4",)), Biopsy(day=30, cells=0, nuclei=2640, sinusoids=("7.9",))),
        ended=(("death", 118),),
    ),
    Person(
        subject="01-005", infused="2025-07-21", sex="male", age="49", weight="68", cd34="129.2", msc="74.8",
        labs={
            -5: "3.3 1.60 1.0 134 2.9 75 38", 1: "3.4 1.60 1.0 134 2.9 72 60", 7: "3.4 1.58 1.0 134 2.9 76 45",
            31: "3.6 1.58 1.0 135 2.9 77 43", 181: "3.7 1.60 1.0 135 2.9 78 41",
        },
        ascites={-5: "mild", 7: "mild", 31: "mild", 181: "mild"},
        events=(
            Event(term="Hypocalcaemia", grade=1, first=0, last=0, category="leukapheresis"),
            Event(term="Urinary infection", grade=2, first=41, last=48, category="outside"),
        ),
        biopsies=(Biopsy(day=-5, cells=6, nuclei=4480, sinusoids=("5.5",)),),
        missed=("month_3", "biopsy_2"),
    ),
)  # fmt: skip
"""The design's five: one transplanted on day 131, one dead on day 118, one poor mobiliser, one missed visit."""


def cut(*people: Person, synthetic: bool = True) -> Cut:
    """Read the cut of these people's records."""
    rows = [row for one in people for row in _rows(one)]
    rows.append(StudyRow(subject="", synthetic=synthetic))
    return read_cut(study(), state(*rows), STAMP)


@cache
def story(name: str) -> Cut:
    """Read one of the named records, once."""
    return cut(*STORIES[name])


def quiet(one: Person) -> Person:
    """Give the same person without any adverse event."""
    return replace(one, events=())


def _rows(one: Person):
    day0 = date.fromisoformat(one.infused)

    def at(day: int) -> str:
        return (day0 + timedelta(days=day)).isoformat()

    ends = {kind: at(day) for kind, day in one.ended}
    stop = min((day for kind, day in one.ended if kind != "transplant"), default=999)
    seen = {v: next((d for d in one.labs if _belongs(d) == v), VISITS.get(v)) for v in VISITS}
    done = {v: at(BEFORE[v]) for v in BEFORE} | {
        v: at(d) for v, d in seen.items() if d is not None and d <= stop
    }
    done |= dict.fromkeys(one.missed, "not_done")
    if len(one.biopsies) > 1:
        done["biopsy_2"] = at(one.biopsies[1].day)
    yield replace_row(
        person(one.subject, infusion=at(0), gcsf=at(-3), started=at(-35), visits=done, ended=ends),
        anchors={"infusion": at(0), "first_gcsf": at(-3), "aspiration": at(-35), "consent": at(-52)},
    )
    yield form(one.subject, "screening", "consent", flat={"rficdtc": at(-52)})
    yield form(
        one.subject,
        "screening",
        "demographics",
        flat={"sex": one.sex, "age": one.age, "aetiology": "alcohol"},
    )
    yield form(one.subject, "marrow", "marrow_aspiration", flat={"prstdtc": at(-35)})
    yield form(one.subject, "gcsf", "gcsf", {"ecstdtc": f"{at(-3)}T08:00"})
    yield form(one.subject, "infusion_day", "leukapheresis", flat={"prstdtc": at(0)})
    given = {"exstdtc": at(0), "dose_weight": one.weight, "dose_cd34": one.cd34, "dose_msc": one.msc}
    yield form(one.subject, "infusion_day", "infusion", flat=given)
    yield from _draws(one, at)
    yield form(one.subject, "log", "ae", *(_event(e, at) for e in one.events))
    for n, biopsy in enumerate(one.biopsies):
        yield _biopsy(one, biopsy, at, second=n > 0)


def replace_row(row, **more):
    """Give a ledger row with other fields."""
    return type(row)(**{name: getattr(row, name) for name in row.__struct_fields__} | more)


def _belongs(day: int) -> str:
    return min(VISITS, key=lambda v: abs(VISITS[v] - day)) if day >= 0 else "gate"


def _draws(one: Person, at):
    names = ("bilirubin", "inr", "creatinine", "sodium", "albumin", "platelets", "alt")
    by_visit: dict[str, list[dict[str, str]]] = {}
    for day, said in one.labs.items():
        values = {n: v for n, v in zip(names, said.split(), strict=True) if v != "-"}
        values.setdefault("inr", None)
        by_visit.setdefault(_belongs(day), []).append(draw(at(day), **values))
    for visit, rows in by_visit.items():
        yield form(one.subject, visit, "laboratory", *rows, units=UNITS)
    for day, found in one.ascites.items():
        judged = {"assessed": at(day), "ascites": found, "encephalopathy": "1" if day == 93 else "0"}
        yield form(one.subject, _belongs(day), "clinical_liver", flat=judged)


def _event(event: Event, at) -> dict[str, str]:
    names = ("msc", "cd34", "gcsf", "marrow", "leukapheresis", "catheter", "biopsy")
    judged = {f"aerel_{n}": "probable" if n == event.related else "unlikely" for n in names}
    said = {
        "aeterm": event.term, "aectcae": event.term.split(",")[0].split(" (")[0], "aecat": event.category,
        "aestdtc": at(event.first), "aetoxgr": str(event.grade), "aeser": "yes" if event.serious else "no",
    }  # fmt: skip
    return said | judged | ({"aeendtc": at(event.last)} if event.last is not None else {})


def _biopsy(one: Person, biopsy: Biopsy, at, *, second: bool):
    flat = {"midtc": at(biopsy.day), "timepoint": "after" if second else "before"}
    rows = [
        {
            "method": "ihc_multiplex", "reader": f"R{n}", "cd34_positive": str(biopsy.cells),
            "nuclei": str(biopsy.nuclei), "sinusoidal_fraction": area,
        }
        for n, area in enumerate(biopsy.sinusoids, 1)
    ]  # fmt: skip
    return form(one.subject, "biopsy_2" if second else "gate", "biopsy", *rows, flat=flat)


ONE = FIVE[:1]
ALL_DEAD = tuple(
    replace(
        one,
        labs={d: v for d, v in one.labs.items() if d < 60},
        ascites={d: v for d, v in one.ascites.items() if d < 60},
        ended=(("death", 61 + 20 * n),),
        missed=(),
    )
    for n, one in enumerate(FIVE)
)
STORIES: dict[str, tuple[Person, ...]] = {
    "five": FIVE,
    "nobody": (),
    "one": ONE,
    "no events": tuple(map(quiet, FIVE[:2])),
    "all dead": ALL_DEAD,
    "no baseline": (replace(FIVE[0], labs={d: v for d, v in FIVE[0].labs.items() if d > 0}), FIVE[1]),
    "withdrawn": (replace(FIVE[0], ended=(("withdrawal", 95),), labs={d: v for d, v in FIVE[0].labs.items() if d < 95}),),
    "reversed biopsies": (
        replace(FIVE[0], biopsies=(replace(FIVE[0].biopsies[0], day=40), replace(FIVE[0].biopsies[1], day=-5))),
        FIVE[1],
    ),
    "Telugu": (
        replace(FIVE[0], events=(replace(FIVE[0].events[0], term="నొప్పి, ఎముక మజ్జ"), *FIVE[0].events[1:])),
        FIVE[1],
    ),
    "many events": (
        replace(
            FIVE[2],
            events=tuple(
                replace(e, first=e.first + 2 * n, last=(e.last or e.first) + 2 * n, term=f"{e.term} {n + 1}")
                for n in range(4)
                for e in FIVE[2].events[1:]
            ),
        ),
        FIVE[3],
    ),
}  # fmt: skip
