"""A form, invented: every state of a field."""

from decimal import Decimal
from typing import Any

from hepatica.web.shell.parts import (
    Action,
    Change,
    Choice,
    DateBoxes,
    Field,
    Finding,
    Grade,
    Message,
    Strip,
    Thread,
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


def fields() -> list[Field]:
    """Build a laboratory form."""
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


def answers() -> list[Field]:
    """Build choices, dates, a scale and a comment."""
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


def odd_fields() -> list[Field]:
    """Build a refused, a locked, an absent and a calculated field."""
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
