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
_IONISED = ("1.21", "1.15", "1.16")
"""Ionised calcium where nothing ran in by vein, mmol/L."""


def infusion_day(patient: Patient, seen: Seen, sysbp: int) -> Iterator[Step]:
    """Yield the whole of day 0."""
    yield contact.opened(patient, seen)
    yield from contact.drawn(patient, seen, hours=1)
    yield fill(patient, "infusion_day", "leukapheresis", _leukapheresis(patient, sysbp), day=0, clock="11:20")
    yield from cells.blood_line(patient)
    yield fill(patient, "infusion_day", "cd34_product", {}, day=0, clock="15:10", by="cell_lab")
    planned = {"components": "both" if patient.who.cd34_passes else "msc_only"}
    yield fill(patient, "infusion_day", "infusion", {0: planned}, day=0, clock="15:35", complete=False)
    yield authorised_infusion(patient)
    yield from given.infusions(patient, _vitals(patient, sysbp), _reaction(patient))
    yield fill(
        patient, "infusion_day", "infusion", _given(patient, sysbp), day=0, clock="22:20", complete=False
    )
    site: dict[str, Value] = {
        "sitedtc": patient.days.minute(0, "21:30"),
        "vas": patient.found.site_pain,
    }
    yield fill(patient, "infusion_day", "puncture_site", {1: site}, day=0, clock="21:40")
    night = {n: row for n, row in _vitals(patient, sysbp).items() if n > _SAME_DAY}
    yield fill(patient, "infusion_day", "infusion", night, day=1, clock="16:30")


def _leukapheresis(patient: Patient, sysbp: int) -> Rows:
    days, found = patient.days, patient.found
    rows: dict[int, dict[str, Value]] = {
        0: {
            "prsttim": "07:45",
            "prentim": "10:50",
            "calcium_given": "intravenous" if found.ionised else "oral",
        }
    }
    series = bedside.readings(patient, 0, "07:45", _EVERY_15, place="apheresis", sysbp=sysbp)
    rows |= {k: dict(row) for k, row in series.items()}
    if found.fell:  # an hour into the collection the pressure falls
        rows[5] |= {"sysbp": "84", "diabp": "55", "meanbp": "64", "pulse": "96"}
    for k, (at, value) in enumerate(zip((0, 95, 185), found.ionised or _IONISED, strict=True), 1):
        rows[k] |= {"cadtc": days.minute(0, "07:45", at), "ionised_calcium": value}
    rows[1] |= {"citdtc": days.minute(0, "08:15"), "symptom": "none"}
    for k, symptom in found.citrate.items():
        rows[k] |= {"citdtc": days.minute(0, "09:20"), **symptom}
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
    clock, said = patient.found.reaction or ("18:30", {"reaction": "none"})
    return {"reacdtc": patient.days.minute(0, clock), **said}


def _vitals(patient: Patient, sysbp: int) -> dict[int, Row]:
    luck = patient.luck("infusion", "temperature")
    series = bedside.readings(patient, 0, "16:20", _VITALS, place="infusion", sysbp=sysbp)
    rows: dict[int, Row] = {}
    for n, row in series.items():
        warm, saturation = f"{luck.uniform(36.5, 37.0):.1f}", str(luck.randint(96, 99))
        rows[n] = {
            **row,
            "temp": patient.found.warm.get(n, warm),
            "spo2": patient.found.saturation.get(n, saturation),
        }
    return rows
