"""At the bedside on day 0: bags let go, codes compared by two people, and both infusions by the minute."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hepatica.conduct.product_commands import (
    AuthoriseBag,
    EndInfusion,
    MatchBag,
    NoteInfusion,
    Quantities,
    Quantity,
    StartInfusion,
)
from hepatica.demo.bedside import Patient
from hepatica.demo.bench import LAB, WARD, Bench, When
from hepatica.demo.cells import PHYSICIAN, SECOND
from hepatica.demo.step import Act, Row, Step
from hepatica.product import codes

FIRST = "16:20"
"""When the first cells run in."""
CD34, MSC = (0, 20, "20.0", "1.0"), (28, 22, "22.0", "1.0")
"""Minutes from the first cells, minutes it takes, mL and mL/min of each bag."""
_PLACE = "Catheter laboratory"
_VITAL_UNITS = {
    "sysbp": "mmHg",
    "diabp": "mmHg",
    "meanbp": "mmHg",
    "pulse": "/min",
    "temp": "°C",
    "spo2": "%",
}


def infusions(patient: Patient, vitals: Mapping[int, Row], reaction: Row) -> Iterator[Step]:
    """Yield both infusions; ``vitals`` are the rows of the infusion page, those of the first 45 minutes are noted."""
    cd34, msc = patient.lot("CD34") + "-A", patient.lot("MSC") + "-A"
    bags = {cd34: CD34, msc: MSC} if patient.who.cd34_passes else {msc: MSC}
    yield from _brought(patient, msc, tuple(bags))
    for bag, (start, minutes, volume, rate) in bags.items():
        yield _match(patient, bag, start - 4)
        yield _start(patient, bag, start)
        yield _note(patient, bag, start, "rate", _measures({"rate": rate}, {"rate": "mL/min"}))
        if bag == next(iter(bags)):
            yield _note(
                patient,
                bag,
                start,
                "contrast",
                _measures({"contrast": patient.who.contrast}, {"contrast": "mL"}),
            )
        for minute, row in _within(vitals, start, minutes):
            yield _note(patient, bag, minute, "vitals", _measures(row, _VITAL_UNITS))
        yield _end(patient, bag, start + minutes, volume)
    if reaction.get("reaction") not in {None, "none"}:
        said = Quantity(name="reaction", value=str(reaction["reaction"]))
        yield _note(patient, msc, 40, "reaction", (said,), note=str(reaction["reaction_action"]))


def _brought(patient: Patient, msc: str, bags: tuple[str, ...]) -> Iterator[Step]:
    bench = Bench(patient)
    yield bench.moved(
        msc,
        "retrieved",
        When(day=0, clock="15:00"),
        "Clean room",
        given=SECOND,
        received=LAB,
        temperature="-160",
    )
    yield bench.moved(msc, "thawed", When(day=0, clock="15:20"), "Clean room", given=LAB, received=SECOND)
    yield bench.tested(msc, "viability", When(day=0, clock="15:32"), "91.0", "%")
    for n, bag in enumerate(bags):
        at = patient.days.at(0, "15:50", n)
        yield Act(at=at, by="cell_lab", command=AuthoriseBag(subject=patient.subject, bag=bag))
        when = When(day=0, clock="15:58", plus=n)
        yield bench.moved(
            bag,
            "bedside",
            when,
            _PLACE,
            given=SECOND if bag == msc else LAB,
            received=WARD,
            temperature="20.5",
        )


def _within(vitals: Mapping[int, Row], start: int, minutes: int) -> Iterator[tuple[int, Row]]:
    for minute, row in ((0, vitals[1]), (15, vitals[2]), (30, vitals[3]), (45, vitals[4])):
        if start <= minute <= start + minutes:
            yield minute, {name: value for name, value in row.items() if name in _VITAL_UNITS}


def _measures(values: Mapping[str, object], units: Mapping[str, str]) -> Quantities:
    return tuple(Quantity(name=name, value=str(value), unit=units[name]) for name, value in values.items())


def _match(patient: Patient, bag: str, minute: int) -> Step:
    command = MatchBag(
        wristband=codes.symbol(codes.PERSON, patient.subject),
        code=codes.symbol(codes.MATERIAL, bag),
        place=_PLACE,
    )
    at = patient.days.at(0, FIRST, minute)
    return Act(at=at, by="coordinator", command=command, witness="investigator")


def _start(patient: Patient, bag: str, minute: int) -> Step:
    command = StartInfusion(
        subject=patient.subject,
        bag=bag,
        at=patient.days.minute(0, FIRST, minute),
        first=WARD,
        second=PHYSICIAN,
        position="proper",
    )
    return _seconds(patient, minute, 20, command)


def _note(patient: Patient, bag: str, minute: int, what: str, values: Quantities, note: str = "") -> Step:
    command = NoteInfusion(
        subject=patient.subject,
        bag=bag,
        at=patient.days.minute(0, FIRST, minute),
        what=what,
        values=values,
        note=note,
    )
    return _seconds(patient, minute, 35, command)


def _end(patient: Patient, bag: str, minute: int, volume: str) -> Step:
    command = EndInfusion(
        subject=patient.subject,
        bag=bag,
        at=patient.days.minute(0, FIRST, minute),
        volume=volume,
        complete=True,
    )
    return _seconds(patient, minute, 50, command)


def _seconds(
    patient: Patient, minute: int, seconds: int, command: StartInfusion | NoteInfusion | EndInfusion
) -> Step:
    at = patient.days.at(0, FIRST, minute).replace(second=seconds)
    return Act(at=at, by="coordinator", command=command)
