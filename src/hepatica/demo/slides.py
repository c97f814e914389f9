"""A biopsy from the needle to two masked readings: core, block, slide, a random code, and the unmasking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from importlib.resources import files

from hepatica.conduct.product_commands import (
    AccessionSlide,
    MakeMaterial,
    Quantity,
    RecordReading,
    UnmaskReading,
)
from hepatica.demo import bedside
from hepatica.demo.bedside import Patient
from hepatica.demo.bench import WARD, Bench, When
from hepatica.demo.cast import BY_ROLE
from hepatica.demo.cells import PHYSICIAN
from hepatica.demo.played import Played
from hepatica.demo.step import Act, Step, minute_of

READERS = (("pillai", 2), ("verma", 5))
"""Who reads, and how many days after the biopsy."""
UNMASKED = 6
"""Days after the biopsy at which the readings are unmasked."""
UNREAD = 2
"""Which code the unread slide has."""
_AREA = "14.50"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def code(patient: Patient, which: int) -> str:
    """Return the slide's code: drawn once, it says nothing of the participant or of the time."""
    return "".join(patient.luck("accession", which).choices(_LETTERS, k=8))


def unread(patient: Patient, moment: datetime) -> Iterator[Played]:
    """Yield a second level of the first biopsy, coded this morning: it waits in the reading room, with its picture."""
    block = f"LB1-{patient.subject}-B1"
    slide, pathologist = f"{block}-S2", BY_ROLE["pathologist"]
    local = moment.astimezone(patient.days.zone)
    cut, coded = local - timedelta(hours=26), local - timedelta(hours=5)
    made = MakeMaterial(
        subject=patient.subject,
        material=slide,
        step="liver_slide",
        at=minute_of(cut),
        by=pathologist.name,
        witness=WARD,
        parents=(block,),
        place="Pathology",
        note="A second level of the block, cut for the readers",
    )
    yield Played(cut + timedelta(minutes=5), pathologist.actor(), made)
    given = AccessionSlide(
        subject=patient.subject,
        material=slide,
        accession=code(patient, UNREAD),
        file=sha256(section()).hexdigest(),
        media="image",
    )
    yield Played(coded, BY_ROLE["data_manager"].actor(), given)


def section() -> bytes:
    """Return the picture of the unread slide: painted, its nuclei and sinusoids known, no person's tissue."""
    return files("hepatica.demo").joinpath("section.png").read_bytes()


def slides(patient: Patient, day: int, *, which: int) -> Iterator[Step]:
    """Yield a biopsy's way to two readings, and what it cost to tell whose they are."""
    core = f"LB{which + 1}-{patient.subject}"
    block, slide = f"{core}-B1", f"{core}-B1-S1"
    bench, pathologist = Bench(patient, by="pathologist"), BY_ROLE["pathologist"].name
    said = {"length": "24.0", "portal_tracts": "12", "gauge": "18", "cores": "3"}
    yield bench.made(
        core,
        "liver_core",
        When(day=day, clock="12:40"),
        said,
        maker=PHYSICIAN,
        witness=WARD,
        place="Catheter laboratory",
    )
    yield bench.moved(core, "fixed", When(day=day, clock="12:55"), "Pathology", received=pathologist)
    for label, step, parent, clock in (
        (block, "liver_block", core, "10:00"),
        (slide, "liver_slide", block, "14:00"),
    ):
        when = When(day=day + 1, clock=clock)
        yield bench.made(
            label, step, when, parents=(parent,), maker=pathologist, witness=WARD, place="Pathology"
        )
    yield _accession(patient, slide, day, which)
    for read, (reader, later) in enumerate(READERS, start=1):
        yield _read(patient, reader, day + later, which, read)
    command = UnmaskReading(
        subject=patient.subject, accession=code(patient, which), reason="Both readings are accepted"
    )
    yield Act(at=patient.days.at(day + UNMASKED, "10:00"), by="data_manager", command=command)


def _accession(patient: Patient, slide: str, day: int, which: int) -> Step:
    command = AccessionSlide(subject=patient.subject, material=slide, accession=code(patient, which))
    return Act(at=patient.days.at(day + 1, "15:30"), by="data_manager", command=command)


def _read(patient: Patient, reader: str, day: int, which: int, read: int) -> Step:
    counted = bedside.counted(patient, which, read)
    command = RecordReading(
        accession=code(patient, which),
        method="ihc_single",
        at=patient.days.minute(day, "16:15"),
        positive=int(str(counted["cd34_positive"])),
        counted=int(str(counted["nuclei"])),
        measures=(
            Quantity(name="area_mm2", value=_AREA, unit="mm²"),
            Quantity(name="sinusoidal_fraction", value=str(counted["sinusoidal_fraction"]), unit="%"),
        ),
        clone="QBEnd/10",
        antibody_lot="AB-5512",
        instrument="Light microscope, 40 ×",
        controls="yes",
    )
    return Act(at=patient.days.at(day, "16:18"), by=reader, command=command)
