"""An invented person's profile for the report's tests."""

from decimal import Decimal

from tests.report.samples import STAMP, TAG

from hepatica.report.figure import Figure
from hepatica.report.figures.profile import profile
from hepatica.report.figures.profile_values import Measured, Moment, Profile, ProfileVisit, Span, Track


def track(
    name: str,
    unit: str,
    values: dict[int, str | None],
    decimals: int,
    low: str | None = None,
    high: str | None = None,
    **more: object,
) -> Track:
    return Track(
        name=name,
        unit=unit,
        values=tuple(
            Measured(
                day=d,
                date="1 Apr 2025",
                value=Decimal(v) if v else None,
                missing="" if v else "missed",
                href=f"/v/{d}",
            )
            for d, v in values.items()
        ),
        decimals=decimals,
        low=Decimal(low) if low else None,
        high=Decimal(high) if high else None,
        baseline=Decimal(values[-37] or "0"),
        **more,  # type: ignore[arg-type]
    )


DAYS = (-52, -37, -5, -1, 1, 3, 7, 28, 91)


def over(*values: str | None) -> dict[int, str | None]:
    return dict(zip(DAYS, values, strict=True))


def profile_person() -> Profile:
    return Profile(
        digit=1,
        code="01-001",
        first_day=-60,
        last_day=195,
        today=175,
        visits=(
            *(ProfileVisit(name=f"Day {d}", day=d, state="done") for d in DAYS if d != 7),
            ProfileVisit(name="Week 1", day=7, state="missed", low=5, high=9),
            ProfileVisit(name="Month 1", day=28, state="done", low=24, high=34),
            ProfileVisit(name="Month 6", day=180, state="planned", low=166, high=194),
        ),
        meld=track(
            "MELD",
            "points, 6 to 40",
            over("15.9", "15.8", "15.4", "16.0", "16.4", "18.7", None, "14.3", "13.1"),
            0,
            threshold=Decimal(15),
            threshold_name="15: listing usually considered",
        ),
        child_pugh=track(
            "Child-Pugh", "points and class", over("10", "11", "9", "10", "9", "12", None, "8", "6"), 0
        ),
        labs=(
            track(
                "Bilirubin",
                "mg/dL",
                over("3.0", "3.1", "2.9", "3.2", "3.1", "3.4", None, "2.4", "1.9"),
                1,
                "0.3",
                "1.2",
            ),
            track(
                "INR",
                "ratio",
                over("1.6", "1.6", "1.58", "1.6", "1.63", "1.66", None, "1.5", "1.46"),
                2,
                "0.8",
                "1.2",
            ),
            track(
                "Creatinine",
                "mg/dL",
                over("0.9", "0.91", "0.88", "0.87", "1.0", "1.2", None, "0.91", "0.90"),
                2,
                "0.7",
                "1.2",
            ),
            track(
                "Sodium",
                "mmol/L",
                over("131", "131", "132", "132", "131", "130", None, "134", "136"),
                0,
                "136",
                "145",
            ),
            track(
                "Albumin",
                "g/dL",
                over("2.6", "2.6", "2.7", "2.6", "2.5", "2.5", None, "2.9", "3.1"),
                1,
                "3.5",
                "5",
            ),
        ),
        ascites=(
            Span(first=-60, last=-7, text="moderate", grade=3),
            Span(first=-7, last=60, text="mild, with diuretics", grade=2),
            Span(first=60, last=None, text="none"),
        ),
        encephalopathy=(
            Span(first=-60, last=-41, text="none"),
            Span(first=-41, last=-30, text="1", grade=1),
            Span(first=-30, last=2, text="none"),
            Span(first=2, last=9, text="grade 1", grade=1),
            Span(first=9, last=None, text="none"),
        ),
        events=(
            Span(first=-35, last=-29, text="Bone pain", detail="marrow", grade=2),
            Span(first=-2, last=2, text="Back pain", detail="G-CSF", grade=2),
            Span(first=0, last=1, text="Paraesthesia, citrate", detail="apheresis", grade=1),
            Span(first=0, last=11, text="Haematoma at groin", detail="catheter", grade=1),
            Span(first=2, last=8, text="Creatinine increased", detail="catheter", grade=1),
            Span(first=2, last=9, text="Encephalopathy", detail="disease", grade=3, serious=True),
            Span(first=118, last=124, text="Fever", detail="unrelated", grade=1),
        ),
        drugs=(
            Span(first=-60, last=-7, text="Spironolactone 50", level=0.5),
            Span(first=-7, last=60, text="Spironolactone 100 mg a day"),
            Span(first=60, last=None, text="50 mg a day", level=0.5),
            Span(first=-40, last=None, text="Lactulose 30, then 60 mL a day"),
            Span(first=-3, last=0, text="G-CSF 520 µg"),
        ),
        procedures=(
            Moment(day=-35, text="Marrow, 24 mL"),
            Moment(day=-5, text="Liver biopsy 1"),
            Moment(day=0, text="Leukapheresis"),
            Moment(day=0, text="Hepatic artery infusion"),
            Moment(day=28, text="Liver biopsy 2"),
        ),
        products=(Span(first=-35, last=-25, text="P0"), Span(first=-25, last=-1, text="P1 to P3")),
        infusions=(
            Moment(day=0, text="MSC 48 million, viable 91 %", infusion=True),
            Moment(day=0, text="CD34 2.1 million per kg, viable 84 %", infusion=True),
        ),
    )


def profile_figure() -> Figure:
    return profile(person=profile_person(), stamp=STAMP, synthetic=TAG)
