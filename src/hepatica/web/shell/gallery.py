"""Invented data for the gallery: one story, five participants, 16 Mar 2026. None of it is anyone's."""

from decimal import Decimal
from typing import Any

from django.conf import settings

from hepatica.web.shell.frame import PLACES, Facts
from hepatica.web.shell.parts import (
    Action,
    Cell,
    Change,
    Chip,
    Choice,
    Clearance,
    Clock,
    DateBoxes,
    Empty,
    Field,
    Finding,
    Gate,
    Grade,
    Hold,
    Mark,
    Message,
    Meter,
    PointRow,
    Points,
    Score,
    Spark,
    Strip,
    Term,
    Thread,
    Window,
)

FOUR = Mark(code="01-004", order=4)
NEAREST = Clock(
    state="alarm",
    mark=FOUR,
    title="24-hour report",
    left="6 h 30 min left",
    used=0.73,
    href="#clocks",
)


def gallery_context() -> dict[str, Any]:
    """Everything the gallery's template draws."""
    return {
        "frame": Facts(
            study="NCT04243681",
            version="1.2",
            synthetic=True,
            clock=NEAREST,
            hold=_hold(),
            person="Lakshmi R.",
            role="Coordinator",
        ),
        "places": [(key, str(words), href) for key, words, href in PLACES],
        "place": "matrix",
        "zone": settings.TIME_ZONE,
        "marks": [Mark(code=f"01-00{n}", order=n) for n in range(1, 7)] + [Mark(code="01-007")],
        "chips": _chips(),
        "rows": _rows(),
        "visits": VISITS,
        "bands": (("Before", 4), ("Preparing cells", 3), ("Infusion", 1), ("After", 6)),
        "people": _people(),
        "fields": _fields(),
        "answers": _answers(),
        "odd_fields": _odd_fields(),
        "scores": _scores(),
        "points": _points(),
        "clocks": _clocks(),
        "obligations": _obligations(),
        "meters": _meters(),
        "gates": _gates(),
        "empty": Empty(title="Nothing is late.", words="The next window opens on 18 Mar 2026."),
    }


def _hold() -> Hold:
    return Hold(
        title="Dosing is on hold",
        since="Since 18 Mar 2026, 09:12. Sterility turned positive on day 9, lot CD34-004.",
        blocked="G-CSF, leukapheresis and infusion for 01-005",
        goes_on="every visit and safety check of 01-001 to 01-004",
        lifts="letter of the safety board, quality release",
        actions=(Action(words="See the result", href="#"), Action(words="Lift: 0 of 2 signatures", href="#")),
    )


def _chips() -> list[Chip]:
    return [
        Chip(words="Started", tone="accent", icon="started"),
        Chip(words="In window", tone="ok", icon="complete"),
        Chip(words="Worse than baseline: grade 1, now 2", tone="warn", icon="late"),
        Chip(words="Draft, serious", tone="alarm", icon="clock"),
        Chip(words="CTCAE grade 2 proposed", outlined=True),
        Chip(words="Closed"),
    ]


def _rows() -> list[dict[str, Any]]:
    def row(n: int, title: str, note: str, verb: str, look: Any, window: Window) -> dict[str, Any]:
        action = Action(words=verb, href="#", look=look)
        return {
            "mark": Mark(code=f"01-00{n}", order=n),
            "title": title,
            "note": note,
            "window": window,
            "action": action,
        }

    return [
        row(
            4,
            "Creatinine, 48 to 72 hours",
            "Day 1 visit · sample not recorded",
            "Record",
            "",
            Window(opens=2, closes=3, target=3, at=7, rest="closed 12 Mar"),
        ),
        row(
            2,
            "Month 3",
            "Done 20 Feb 2026 · reason for lateness missing",
            "Give reason",
            "",
            Window(opens=80, closes=100, target=90, at=102, state="done", rest="Day +102"),
        ),
        row(
            3,
            "Month 1",
            "Laboratory, scores · 14 of 38 entered",
            "Continue",
            "primary",
            Window(opens=23, closes=33, target=28, at=28, rest="Day +28, 5 days left"),
        ),
        row(
            5,
            "Gate and first biopsy",
            "Tue 24 Mar 2026 · needs 3 of 9 clearances",
            "Open",
            "",
            Window(
                opens=-7,
                closes=-4,
                target=-5,
                at=-6,
                state="planned",
                rest="Day −6 · window 23 to 26 Mar 2026",
            ),
        ),
    ]


VISITS = (
    ("Screening", "V1", "Day −60 to −38"),
    ("Baseline", "V2", "Day −37"),
    ("Marrow", "V3", "Day −42 to −28"),
    ("Contact", "V3a", "Marrow +7"),
    ("Culture", "", "Marrow to 0"),
    ("Gate, biopsy", "V4", "Day −7 to −4"),
    ("G-CSF", "V5–7", "Day −3 to −1"),
    ("Infusion", "V8", "Day 0"),
    ("Day 1", "V9", "Day 1"),
    ("Week 1", "V10", "Day 7 ± 2"),
    ("Month 1", "V11", "Day 28 ± 5"),
    ("Biopsy 2", "V12", "Day 28 ± 7"),
    ("Month 3", "V13", "Day 90 ± 10"),
    ("Month 6", "V14", "Day 180 ± 14"),
)
GLYPHS: dict[str, Any] = {
    "p": "planned",
    "d": "due",
    "h": "started",
    "o": "open",
    "c": "complete",
    "s": "signed",
    "l": "locked",
    "n": "notdone",
}
PEOPLE = (
    ("infused 22 Sep 2025", "Day +175", "lllllllllnsssp", ()),
    ("infused 10 Nov 2025", "Day +126", "lllllsssssssLp", (12,)),
    ("infused 16 Feb 2026", "Day +28", "sssssssssshppp", (10,)),
    ("infused 9 Mar 2026", "Day +7", "ssssscccOdpppp", ()),
    ("planned 30 Mar 2026", "Day −14", "sscchppppppppp", (2,)),
)


def _people() -> list[dict[str, Any]]:
    return [
        {
            "mark": Mark(code=f"01-00{n}", order=n),
            "infused": infused,
            "today": today,
            "cells": [_cell(n, index, code, queried) for index, code in enumerate(states)],
        }
        for n, (infused, today, states, queried) in enumerate(PEOPLE, start=1)
    ]


def _cell(person: int, index: int, code: str, queried: tuple[int, ...]) -> Cell:
    late = {"L": 2, "O": 4}.get(code, 0)
    state: Any = {"L": "complete", "O": "open"}.get(code) or GLYPHS[code]
    dot: Any = {"planned": "planned", "due": "today", "started": "today"}.get(state, "done")
    return Cell(
        state=state,
        date=f"{(person * 5 + index * 3) % 27 + 1} {('Sep', 'Oct', 'Jan', 'Mar', 'Apr')[person - 1]} 2026",
        href="#",
        label=f"01-00{person}, {VISITS[index][0]}",
        window=Window(opens=-5, closes=5, target=0, at=5 + late if late else (index % 3) - 1, state=dot),
        queries=int(index in queried),
        selected=(person, index) == (3, 10),
    )


def _lab(key: str, label: str, value: str, unit: str, low: str, high: str, last: str, **more: Any) -> Field:
    by = Decimal(value) - Decimal(last)
    return Field(
        id=key,
        name=key,
        label=label,
        kind="number",
        value=value,
        unit=unit,
        strip=Strip(
            low=Decimal(low),
            high=Decimal(high),
            now=Decimal(value),
            last=Decimal(last),
            words=f"{low} to {high}",
        ),
        change=Change(way="up" if by > 0 else "down", by=str(abs(by)), was=f"was {last} Day +7"),
        **more,
    )


def _fields() -> list[Field]:
    query = Thread(
        messages=(
            Message(
                person="K. Rao",
                role="data manager",
                initials="KR",
                at="today 10:21",
                words="The laboratory sheet reads 1.85. Which is right?",
            ),
            Message(
                person="You",
                initials="LR",
                at="today 10:33",
                words="1.58 is today. 1.85 is the sample of 13 Mar, on page 2 of the same sheet.",
            ),
        ),
        waits="Open 19 minutes · waits for K. Rao to close",
        post="#",
    )
    odd = Finding(
        lead="Up 5.1 g/dL in 21 days, with no transfusion recorded.",
        words="A decimal, another person's tube, or a transfusion that is missing. Your value is kept either way.",
        actions=(
            Action(words="Correct it"),
            Action(words="It stands, say why"),
            Action(words="Add a transfusion", look="quiet", href="#"),
        ),
    )
    grade = [Grade(number=0, words="in range"), *(Grade(number=n, words="as baseline") for n in (1, 2))]
    return [
        _lab(
            "bili",
            "Bilirubin, total",
            "3.1",
            "mg/dL",
            "0.3",
            "1.2",
            "2.6",
            save="server",
            grade=Grade(number=1, words="1.3 × baseline"),
        ),
        _lab(
            "inr",
            "INR",
            "1.58",
            "ratio",
            "0.9",
            "1.2",
            "1.52",
            hint="no anticoagulant",
            save="server",
            grade=grade[2],
            threads=(query,),
        ),
        _lab("creat", "Creatinine", "1.02", "mg/dL", "0.7", "1.2", "0.94", save="typing", grade=grade[0]),
        _lab("sodium", "Sodium", "133", "mmol/L", "136", "145", "134", save="here", grade=grade[1]),
        _lab(
            "alb",
            "Albumin",
            "2.9",
            "g/dL",
            "3.5",
            "5",
            "2.8",
            hint="none infused, 7 d",
            save="server",
            grade=grade[2],
        ),
        _lab(
            "hb",
            "Haemoglobin",
            "14.9",
            "g/dL",
            "12",
            "16",
            "9.8",
            save="server",
            grade=grade[0],
            findings=(odd,),
        ),
    ]


def _answers() -> list[Field]:
    ascites = (
        Choice(value="none", words="None", key="1"),
        Choice(value="mild", words="Mild", key="2", chosen=True),
        Choice(value="moderate", words="Moderate or worse", key="3"),
    )
    return [
        Field(
            id="ascites",
            name="ascites",
            label="Ascites",
            kind="choice",
            hint="mild, or controlled by drugs, is 2",
            choices=ascites,
            save="server",
        ),
        Field(
            id="tap",
            name="tap",
            label="Paracentesis",
            kind="date",
            hint="the last one",
            save="server",
            date=DateBoxes(
                month="Feb",
                year="2026",
                unknown=frozenset({"day"}),
                lead="Feb 2026, day unknown",
                echo="between Day −15 and Day +12",
            ),
        ),
        Field(
            id="visit_date",
            name="visit_date",
            label="Visit date",
            kind="date",
            save="server",
            date=DateBoxes(day="16", month="Mar", year="2026", lead="Day +28", echo="on target"),
        ),
        Field(
            id="vas",
            name="vas",
            label="Groin pain",
            kind="scale",
            hint="VAS, asked today",
            save="server",
            choices=tuple(Choice(value=str(n), words=str(n), key=str(n), chosen=n == 2) for n in range(11)),
            ends=("No pain · నొప్పి లేదు", "Worst pain · భరించలేని నొప్పి"),
        ),
        Field(
            id="note",
            name="note",
            label="Comment",
            kind="area",
            value="Seen with the dietitian.",
            save="here",
        ),
    ]


def _odd_fields() -> list[Field]:
    closed = Thread(
        messages=(Message(person="K. Rao", initials="KR", at="2 Mar", words="Unit?"),),
        closed="1 query closed 3 Mar 2026",
    )
    return [
        Field(
            id="wrong",
            name="wrong",
            label="Platelets",
            kind="number",
            unit="× 10⁹/L",
            value="banana",
            refusal="“banana” is not a number. Type digits, as 110 or 4.5.",
        ),
        Field(
            id="shut",
            name="shut",
            label="Weight",
            kind="number",
            value="61.5",
            unit="kg",
            state="locked",
            threads=(closed,),
        ),
        Field(
            id="absent",
            name="absent",
            label="Ammonia",
            kind="number",
            state="notdone",
            reason="sample clotted",
            save="server",
        ),
        Field(id="bmi", name="bmi", label="BMI", hint="calculated", kind="shown", value="22.9", unit="kg/m²"),
    ]


def _scores() -> list[Score]:
    return [
        Score(
            name="MELD",
            value="16",
            change="1",
            way="up",
            since="since Day +7",
            moving=True,
            opened=True,
            spark=Spark(
                days=(-38, 0, 1, 7, 28),
                values=(Decimal(14), Decimal(15), Decimal(16), Decimal(15), Decimal(17)),
                mark="triangle",
                tone=3,
                words="MELD 14, 15, 16, 15, 16",
            ),
            terms=(
                Term(name="INR", value=Decimal("5.12"), words="11.20 × ln 1.58"),
                Term(name="Bilirubin", value=Decimal("4.28"), words="3.78 × ln 3.1"),
                Term(
                    name="Creatinine",
                    value=Decimal("0.19"),
                    words="9.57 × ln 1.02 · was 0.94, counted as 1.00",
                ),
                Term(name="Constant", value=Decimal("6.43"), words="same for everyone"),
            ),
            exact="16.02",
            note="Formula: UNOS 2002, version 3. Limits: values below 1.0 count as 1.0, creatinine above 4.0 as 4.0.",
            source="#",
        ),
        Score(
            name="ALBI",
            value="−1.72",
            terms=(
                Term(name="Bilirubin", value=Decimal("1.14"), words="0.66 × log₁₀ 53 µmol/L"),
                Term(name="Albumin", value=Decimal("-2.86"), words="−0.085 × 33.6 g/L"),
            ),
        ),
        Score(name="MELD 3.0", missing="Not computable: albumin missing"),
    ]


def _points() -> Points:
    return Points(
        name="Child-Pugh",
        value="9",
        lead="Class B",
        lead_rest=", 7 to 9",
        change="1: bilirubin now above 3",
        way="up",
        why="#",
        rows=(
            PointRow(name="Bilirubin", value="3.1 mg/dL", points=3),
            PointRow(name="Albumin", value="2.9 g/dL", points=2),
            PointRow(name="INR", value="1.58", points=1),
            PointRow(name="Ascites", value="mild", points=2),
            PointRow(name="Encephalopathy", value="", points=None),
        ),
    )


def _clocks() -> dict[str, Any]:
    return {
        "first": Clock(
            state="alarm",
            mark=FOUR,
            title="Acute kidney injury, serious",
            words="Began 15 Mar 2026, 17:10. To regulator and ethics committee. Sponsor told at 00:30.",
            left="6 h 30 min",
            left_of="left of 24 hours",
            used=0.73,
            began="15 Mar, 17:10",
            now="now 10:40",
            due="due 17:10",
            action=Action(words="Finish the report: 3 answers missing", look="primary", href="#"),
        ),
        "rest": [
            Clock(
                state="calm",
                mark=FOUR,
                title="14-day analysis",
                left="13 days left",
                used=0.05,
                words="Investigator and sponsor, each their own",
                due="due 29 Mar 2026",
            ),
            Clock(
                state="calm",
                mark=FOUR,
                title="Monitor's review of kidney rule",
                left="9 h left",
                used=0.62,
                words="Dr S. Iyer, told 15 Mar 2026, 19:40",
                due="due 19:40",
            ),
        ],
    }


def _obligations() -> list[Clock]:
    lines: tuple[tuple[Any, str, str, str, float], ...] = (
        ("alarm", "24 hours", "regulator", "6 h 30 min left", 0.73),
        ("sent", "24 hours", "sponsor", "sent at 7 h 20", 0.305),
        ("late", "24 hours", "ethics committee", "2 h late, reason needed", 1.0),
        ("calm", "14 days", "investigator", "due 29 Mar 2026", 0.05),
        ("idle", "30 days", "ethics committee", "starts when it receives", 0.0),
    )
    return [
        Clock(state=s, title="", limit=limit, to=to, left=left, used=used)
        for s, limit, to, left, used in lines
    ]


def _meters() -> list[Meter]:
    return [
        Meter(name="Infused lot not sterile", words="Any positive result.", seen=1, allowed=1),
        Meter(
            name="Kidney injury, stage 2 or more",
            words="Needs 2 people within day 14. One has it. One more pauses dosing.",
            seen=1,
            allowed=2,
        ),
        Meter(name="Grade 3, related", words="Needs 3 people within day 28.", seen=1, allowed=3),
        Meter(name="Death, any cause", words="Before day 28. Stops the trial at once.", seen=0, allowed=1),
    ]


def _gates() -> list[Gate]:
    waited = Clearance(words="7 days after 01-004 was infused", done=True, who="16 Mar")
    start = Action(words="Start G-CSF", look="primary")
    return [
        Gate(
            clearances=(
                waited,
                Clearance(words="Medical monitor clears kidney review", done=False, who="Dr S. Iyer"),
                Clearance(words="Investigator signs the gate", done=False, who="Dr A. Menon"),
            ),
            action=start,
        ),
        Gate(clearances=(waited,), action=start),
    ]
