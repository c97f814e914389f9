"""Rows of measured values: what is told in a course, and what goes with it, drawn from the participant's seed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from hepatica.demo.cast import Participant
from hepatica.demo.courses import Seen
from hepatica.demo.found import Found
from hepatica.demo.step import Days, NotDone, Row, Value


@dataclass(frozen=True, kw_only=True)
class Patient:
    """A participant with calendar, number and seed, and what was found at the bedside."""

    who: Participant
    subject: str
    days: Days
    seed: str
    found: Found = field(default_factory=Found)

    def luck(self, *place: object) -> Random:
        """Return the numbers that belong to one place of this participant's record, whatever else is drawn."""
        return Random("/".join(map(str, (self.seed, self.who.n, *place))))  # noqa: S311 - invented values, no secret

    def lot(self, kind: str) -> str:
        """Return the identifier of a material of this participant."""
        return f"{kind}-{self.subject}"


def _near(luck: Random, middle: float, spread: float, places: int) -> str:
    return f"{luck.uniform(middle - spread, middle + spread):.{places}f}"


def draw(patient: Patient, seen: Seen, *, inr_lost: str = "") -> Row:
    """Return one draw: the tests of the course and those that go with them."""
    luck = patient.luck(seen.visit, seen.day, "draw")
    albumin = float(seen.draw["albumin"])
    row: dict[str, Value] = {
        "lbdtc": patient.days.minute(seen.day, seen.time, -20),
        **seen.draw,
        "potassium": _near(luck, 4.1, 0.3, 1),
        "alp": _near(luck, 128, 14, 0),
        "ggt": _near(luck, 74, 12, 0),
        # Albumin carries calcium: what is measured falls by 0.8 mg/dL per g/dL of it.
        "calcium": f"{9.3 - 0.8 * (4 - albumin) + luck.uniform(-0.1, 0.1):.2f}",
        "ionised_calcium": _near(luck, 1.19, 0.03, 2),
    }
    if inr_lost:
        row["inr"] = NotDone(inr_lost)
    else:
        row["pt_prolongation"] = f"{(float(seen.draw['inr']) - 1) * 5.7:.1f}"
    if seen.visit in {"screening", "month_6"}:
        row["afp"] = _near(luck, 6.5, 2.5, 1)
    return row


def pressure(luck: Random, sysbp: int) -> Row:
    """Return one reading of blood pressure and pulse whose parts agree."""
    diabp = round(sysbp * 0.6) + luck.randint(-2, 2)
    mean = diabp + (sysbp - diabp) // 3
    return {
        "sysbp": str(sysbp),
        "diabp": str(diabp),
        "meanbp": str(mean),
        "pulse": str(luck.randint(74, 90)),
    }


def vitals(patient: Patient, seen: Seen) -> Row:
    """Return the vital signs of a visit."""
    luck = patient.luck(seen.visit, "vitals")
    return {
        "vsdtc": patient.days.minute(seen.day, seen.time, 10),
        **pressure(luck, int(seen.sysbp)),
        "resp": str(luck.randint(14, 19)),
        "temp": _near(luck, 36.7, 0.2, 1),
        "spo2": str(luck.randint(96, 99)),
        "weight": seen.weight,
        "height": str(patient.who.height),
        "girth": seen.girth,
    }


def readings(
    patient: Patient, day: int, clock: str, minutes: Iterable[int], *, place: str, sysbp: int
) -> dict[int, Row]:
    """Return a series of pressures at minutes after a start, each a little below the first."""
    luck = patient.luck(place)
    return {
        n: {
            "vsdtc": patient.days.minute(day, clock, after),
            **pressure(luck, sysbp - luck.randint(0, 8)),
        }
        for n, after in enumerate(minutes, start=1)
    }


def well_being(patient: Patient, seen: Seen) -> Row:
    """Return questionnaire and elastography: better as bilirubin falls."""
    luck = patient.luck(seen.visit, "quality")
    bilirubin = float(seen.draw["bilirubin"])
    stiffness = min(24 + 2 * bilirubin, 70) + luck.uniform(-1, 1)
    return {
        "language": patient.who.language,
        "cldq": f"{max(5.2 - 0.25 * bilirubin, 1.2) + luck.uniform(-0.1, 0.1):.2f}",
        "sf36_physical": f"{max(44 - 2 * bilirubin, 9) + luck.uniform(-1, 1):.1f}",
        "sf36_mental": f"{max(46 - 1.5 * bilirubin, 9) + luck.uniform(-1, 1):.1f}",
        "stiffness": f"{stiffness:.1f}",
        "stiffness_iqr": f"{stiffness * luck.uniform(0.1, 0.2):.1f}",
    }


def imaging(patient: Patient, seen: Seen) -> Row:
    """Return an ultrasound that agrees with the bedside."""
    luck = patient.luck("imaging")
    row: dict[str, Value] = {
        "imgdtc": patient.days.date(seen.day),
        "spleen_length": _near(luck, 14.2, 1.2, 1),
        "ascites_imaging": seen.ascites,
    }
    if seen.visit == "day_1":
        row["access_site"] = "normal"
    return row


def counted(patient: Patient, which: int, read: int) -> Row:
    """Return one read of a biopsy: CD34 positive cells over nuclei, both reads close to each other."""
    luck = patient.luck("biopsy", which, read)
    positive, nuclei = patient.who.cd34_counts[which]
    off = luck.randint(-4, 4) if read == 2 else 0
    return {
        "cd34_positive": str(positive + off),
        "nuclei": str(nuclei + 20 * off),
        "sinusoidal_fraction": format(Decimal(positive * 900) / nuclei / 2, ".1f"),
    }


def blood_cd34(patient: Patient, which: int) -> str:
    """Return CD34 cells in blood in the hour of a biopsy, per µL: as in anybody who gets no G-CSF."""
    return _near(patient.luck("biopsy", which, "blood"), 3.2, 1.4, 1)
