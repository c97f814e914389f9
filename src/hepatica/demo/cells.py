"""The cell laboratory: marrow into mesenchymal cells, blood into CD34 cells, tested and released."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from hepatica.conduct.product_commands import ReleaseLot
from hepatica.demo.bedside import Patient
from hepatica.demo.bench import LAB, WARD, Bench, When
from hepatica.demo.cast import BY_ROLE
from hepatica.demo.step import Act, Step

PHYSICIAN = BY_ROLE["investigator"].name
SECOND = "M. Reddy"
"""The second technologist: sees what the first one does; quality, who decides on lots, has no hand in them."""
_ALIVE = {"msc": Decimal("0.935")}
BAG_A = (Decimal("54.95"), "22.0", "91.0")
"""Cells (10^6), volume (mL) and viability (%) of the bag of MSC that is given: 50 million alive."""
_SAMPLE = Decimal("0.50")
_PASSAGES = (
    (-35, "16:00", -24, "182.00", "4.10", "Two flasks of 175 cm²"),
    (-24, "11:00", -16, "4.00", "17.60", "Cell factory, one layer"),
    (-16, "11:00", -5, "12.00", "", "Cell factory, four layers"),
)
"""Day and time of seeding, day of harvest, 10^6 seeded and harvested, vessel; the last harvest is the participant's own."""
LATE_POSITIVE = 2
"""In whose final culture something grew, nine days after the infusion."""
LATE_DAY = 9
_KEPT_LONGEST, _DISPOSED_LATE = 3, 12
"""Whose second bag is disposed of late, and on which day."""


def harvest(patient: Patient) -> Decimal:
    """Return all cells of the last harvest, 10^6: as many as give the participant's living ones."""
    return (Decimal(patient.who.msc) / _ALIVE["msc"]).quantize(Decimal("0.01"), ROUND_HALF_UP)


def marrow_line(patient: Patient) -> Iterator[Step]:
    """Yield the mesenchymal line: marrow, three passages, the lot, its tests, its release and two bags."""
    bench, marrow = Bench(patient), patient.lot("BM")
    yield bench.made(
        marrow,
        "marrow",
        When(day=-35, clock="11:25"),
        {"volume": "25.0"},
        maker=PHYSICIAN,
        witness=WARD,
        place="Ward",
    )
    yield bench.moved(marrow, "received", When(day=-35, clock="12:40"), "Clean room", temperature="18.5")
    yield from _culture(patient, bench, marrow)
    yield from _lot(patient, bench)
    yield from _bags(patient, bench)
    yield from _late(patient, bench)
    yield disposed(patient)


def _culture(patient: Patient, bench: Bench, marrow: str) -> Iterator[Step]:
    parent, volume = marrow, ("24.5", "mL")
    for n, (seeded, clock, harvested, cells, grown, vessel) in enumerate(_PASSAGES, start=1):
        label = patient.lot("MSC") + f"-P{n}"
        taken = {parent: volume if n == 1 else (cells, "10^6")}
        yield bench.made(
            label,
            "msc_passage",
            When(day=seeded, clock=clock),
            {"seeded": cells},
            parents=(parent,),
            taken=taken,
            witness=SECOND,
            place="Incubator",
            vessel=vessel,
        )
        counts = {"harvested": grown or str(harvest(patient)), "viability": "94.0", "confluence": "80"}
        yield bench.measured(label, When(day=harvested, clock="10:10"), counts)
        parent = label


def _lot(patient: Patient, bench: Bench) -> Iterator[Step]:
    lot, cells = patient.lot("MSC"), harvest(patient)
    yield bench.made(
        lot,
        "msc_lot",
        When(day=-5, clock="11:00"),
        {"cells": str(cells), "viability": "93.5", "viable_cells": patient.who.msc, "volume": "30.0"},
        parents=(f"{lot}-P3",),
        taken={f"{lot}-P3": (str(cells), "10^6")},
        witness=SECOND,
    )
    yield bench.made(
        f"{lot}-R1",
        "msc_sample",
        When(day=-5, clock="11:20"),
        {"cells": str(_SAMPLE), "volume": "0.2"},
        parents=(lot,),
        taken={lot: (str(_SAMPLE), "10^6")},
        witness=SECOND,
        place="Liquid nitrogen tank",
    )
    for test in ("sterility", "sterility_final", "mycoplasma", "differentiation"):
        yield bench.tested(lot, test, When(day=-5, clock="11:40"))
    for n, (test, value, unit) in enumerate(_RESULTS):
        yield bench.tested(lot, test, When(day=-5, clock="15:00", plus=3 * n), value, unit)
    for test in ("sterility", "mycoplasma"):
        yield bench.tested(lot, test, When(day=-4, clock="08:30"), "negative")
    yield released(
        patient,
        lot,
        When(day=-4, clock="10:30"),
        reason="The final culture and the differentiation take longer than the cells can wait",
        expires=When(day=1, clock="18:00"),
    )


_RESULTS = (
    ("viability", "93.5", "%"),
    ("cd73", "98.2", "%"),
    ("cd90", "98.9", "%"),
    ("cd105", "97.1", "%"),
    ("negative_markers", "1.1", "%"),
    ("endotoxin", "0.25", "EU/mL"),
    ("karyotype", "normal", ""),
)


def _bags(patient: Patient, bench: Bench) -> Iterator[Step]:
    lot = patient.lot("MSC")
    cells, volume, alive = BAG_A
    rest = harvest(patient) - cells - _SAMPLE
    for letter, much, fluid in (("A", cells, volume), ("B", rest, "6.0")):
        bag = f"{lot}-{letter}"
        yield bench.made(
            bag,
            "msc_bag",
            When(day=-4, clock="14:00"),
            {"cells": str(much), "volume": fluid, "viability": alive},
            parents=(lot,),
            taken={lot: (str(much), "10^6")},
            witness=SECOND,
        )
        yield bench.moved(
            bag,
            "stored",
            When(day=-4, clock="14:45"),
            "Liquid nitrogen tank",
            given=LAB,
            received=SECOND,
            temperature="-165",
        )


def _late(patient: Patient, bench: Bench) -> Iterator[Step]:
    """Yield what comes after the infusion: readings of the culture on the way, its end, and the differentiation."""
    lot = patient.lot("MSC")
    for day in (-2, 1, 4):
        yield bench.tested(lot, "sterility_final", When(day=day, clock="09:10"), "negative", final=False)
    grew = patient.who.n == LATE_POSITIVE
    yield bench.tested(
        lot, "sterility_final", When(day=LATE_DAY, clock="09:10"), "positive" if grew else "negative"
    )
    yield bench.tested(lot, "differentiation", When(day=16, clock="11:00"), "yes")


def disposed(patient: Patient) -> Step:
    """Return the end of the bag that was kept and not given; of one participant it still waits in the open stage."""
    bag, bench = patient.lot("MSC") + "-B", Bench(patient)
    when = When(day=_DISPOSED_LATE if patient.who.n == _KEPT_LONGEST else 2, clock="16:30")
    return bench.moved(bag, "disposed", when, "Clean room", given=LAB, received=SECOND)


def blood_line(patient: Patient) -> Iterator[Step]:
    """Yield the CD34 line: leukapheresis, selection, the lot, its tests, its release and its bag, all on day 0."""
    who, bench = patient.who, Bench(patient)
    blood, lot = patient.lot("LP"), patient.lot("CD34")
    yield bench.made(
        blood,
        "apheresis",
        When(day=0, clock="10:50"),
        {"volume": "212.0", "cd34_cells": who.cd34_before, "viability": "97.0"},
        maker=WARD,
        witness=PHYSICIAN,
        place="Apheresis unit",
    )
    yield bench.moved(blood, "received", When(day=0, clock="11:15"), "Clean room", temperature="21.0")
    selected = {"cd34_cells": who.cd34_after, "purity": "88.0", "viability": who.cd34_viability}
    yield bench.made(
        f"{lot}-S",
        "cd34_selection",
        When(day=0, clock="14:00"),
        {"cells_before": who.cd34_before, **selected},
        parents=(blood,),
        taken={blood: ("212.0", "mL")},
        witness=SECOND,
    )
    yield bench.made(
        lot,
        "cd34_lot",
        When(day=0, clock="14:10"),
        {**selected, "volume": "20.0"},
        parents=(f"{lot}-S",),
        taken={f"{lot}-S": (who.cd34_after, "10^6")},
        witness=SECOND,
    )
    yield bench.tested(lot, "sterility_final", When(day=0, clock="14:12"))
    for n, (test, value, unit) in enumerate(
        (
            ("viability", who.cd34_viability, "%"),
            ("purity", "88.0", "%"),
            ("events", "1240", ""),
            ("sterility", "negative", ""),
            ("endotoxin", "0.30", "EU/mL"),
        )
    ):
        yield bench.tested(lot, test, When(day=0, clock="14:20", plus=2 * n), value, unit)
    yield bench.made(
        f"{lot}-A",
        "cd34_bag",
        When(day=0, clock="14:40"),
        {"cd34_cells": who.cd34_after, "volume": "20.0", "viability": who.cd34_viability},
        parents=(lot,),
        taken={lot: (who.cd34_after, "10^6")},
        witness=SECOND,
    )
    if not who.cd34_passes:
        yield rejected(patient, lot, When(day=0, clock="15:00"), reason="Too few of the cells are alive")
        return
    yield released(
        patient,
        lot,
        When(day=0, clock="15:00"),
        reason="The final culture takes fourteen days; the cells are given fresh",
        expires=When(day=1, clock="15:00"),
    )
    for day in (3, 7):
        yield bench.tested(lot, "sterility_final", When(day=day, clock="09:20"), "negative", final=False)
    yield bench.tested(lot, "sterility_final", When(day=14, clock="09:20"), "negative")


def released(patient: Patient, lot: str, when: When, *, reason: str, expires: When) -> Step:
    """Return quality's release of a lot while late results are pending."""
    days = patient.days
    command = ReleaseLot(
        subject=patient.subject,
        lot=lot,
        decision="conditional",
        at=days.minute(when.day, when.clock),
        reason=reason,
        expires=days.minute(expires.day, expires.clock),
    )
    return Act(at=days.at(when.day, when.clock, 2), by="quality", command=command, proven=True)


def rejected(patient: Patient, lot: str, when: When, *, reason: str) -> Step:
    """Return quality's rejection of a lot."""
    command = ReleaseLot(
        subject=patient.subject,
        lot=lot,
        decision="rejected",
        at=patient.days.minute(when.day, when.clock),
        reason=reason,
    )
    at = patient.days.at(when.day, when.clock, 3)
    return Act(at=at, by="quality", command=command, proven=True)
