"""The day of the infusion: leukapheresis, selection, infusion, and the night after."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.demo import bedside, cells, contact, given
from hepatica.demo.bedside import Patient
from hepatica.demo.contact import fill
from hepatica.demo.courses import Seen
from hepatica.demo.preparing import authorised_infusion
from hepatica.demo.step import Row, Rows, Step, Value

_EVERY_15 = tuple(range(0, 181, 15))
_VITALS = (0, 15, 30, 45, 60, 120, 180, 240, 300, 360, 480, 720, 960, 1200, 1440)
"""Minutes after the first cells at which vital signs are read; the first 6 hours are entered the same evening."""
_SAME_DAY = 9
_CITRATE: dict[int, Row] = {
    2: {
        "symptom": "paraesthesia",
        "citrate_action": "Flow slowed, calcium gluconate 1 g into the return line",
    },
    5: {"symptom": "taste", "citrate_action": "Flow slowed, gone within minutes"},
}
_IONISED = {2: ("1.18", "0.98", "1.14")}
_SITE_PAIN = {1: "3.0"}


def infusion_day(patient: Patient, seen: Seen, sysbp: int) -> Iterator[Step]:
    """Yield the whole of day 0."""
    yield contact.opened(patient, seen)
    yield from contact.drawn(patient, seen, hours=1)
    yield fill(patient, "infusion_day", "leukapheresis", _leukapheresis(patient, sysbp), day=0, clock="11:20")
    yield from cells.blood_line(patient)
    yield fill(patient, "infusion_day", "cd34_product", {}, day=0, clock="15:10", by="cell_lab")
    planned = {"components": "both"}
    yield fill(patient, "infusion_day", "infusion", {0: planned}, day=0, clock="15:35", complete=False)
    yield authorised_infusion(patient)
    yield from given.infusions(patient, _vitals(patient, sysbp), _reaction(patient))
    yield fill(
        patient, "infusion_day", "infusion", _given(patient, sysbp), day=0, clock="22:20", complete=False
    )
    site: dict[str, Value] = {
        "sitedtc": patient.days.minute(0, "21:30"),
        "vas": _SITE_PAIN.get(patient.who.n, "0.0"),
    }
    yield fill(patient, "infusion_day", "puncture_site", {1: site}, day=0, clock="21:40")
    night = {n: row for n, row in _vitals(patient, sysbp).items() if n > _SAME_DAY}
    yield fill(patient, "infusion_day", "infusion", night, day=1, clock="16:30")


def _leukapheresis(patient: Patient, sysbp: int) -> Rows:
    days, n = patient.days, patient.who.n
    rows: dict[int, dict[str, Value]] = {
        0: {
            "prsttim": "07:45",
            "prentim": "10:50",
            "calcium_given": "intravenous" if n in _IONISED else "oral",
        }
    }
    series = bedside.readings(patient, 0, "07:45", _EVERY_15, place="apheresis", sysbp=sysbp)
    rows |= {k: dict(row) for k, row in series.items()}
    if n == 1:  # an hour into the collection the pressure falls
        rows[5] |= {"sysbp": "84", "diabp": "55", "meanbp": "64", "pulse": "96"}
    for k, (at, value) in enumerate(
        zip((0, 95, 185), _IONISED.get(n, ("1.21", "1.15", "1.16")), strict=True), 1
    ):
        rows[k] |= {"cadtc": days.minute(0, "07:45", at), "ionised_calcium": value}
    rows[1] |= {"citdtc": days.minute(0, "08:15"), "symptom": "none"}
    if n in _CITRATE:
        rows[2] |= {"citdtc": days.minute(0, "09:20"), **_CITRATE[n]}
    return rows


def _given(patient: Patient, sysbp: int) -> Rows:
    rows: dict[int, dict[str, Value]] = {
        0: {
            "cath_start": "16:00",
            "cath_end": "17:20",
            "contrast_volume": patient.who.contrast,
        }
    }
    evening = _vitals(patient, sysbp).items()
    rows |= {n: dict(row) for n, row in evening if n <= _SAME_DAY}
    rows[1] |= _reaction(patient)
    return rows


def _reaction(patient: Patient) -> Row:
    if patient.who.n != 3:
        return {"reacdtc": patient.days.minute(0, "18:30"), "reaction": "none"}
    return {
        "reacdtc": patient.days.minute(0, "17:00"),
        "reaction": "fever",
        "reaction_during": "msc",
        "reaction_action": "Paracetamol 1 g, blood cultures taken; afebrile after three hours",
    }


def _vitals(patient: Patient, sysbp: int) -> dict[int, Row]:
    luck = patient.luck("infusion", "temperature")
    series = bedside.readings(patient, 0, "16:20", _VITALS, place="infusion", sysbp=sysbp)
    rows: dict[int, Row] = {}
    for n, row in series.items():
        warm, saturation = f"{luck.uniform(36.5, 37.0):.1f}", str(luck.randint(96, 99))
        if patient.who.n == 3 and n == 4:
            warm = "38.4"
        if patient.who.n == 2 and n == 6:
            saturation = "88"
        rows[n] = {**row, "temp": warm, "spo2": saturation}
    return rows
