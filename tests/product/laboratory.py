"""Rows of a small laboratory, written down directly: the pure rules need no commands."""

from hepatica.ledger.product_facts import Measured
from hepatica.ledger.product_rows import BagRow, MaterialRow, Move, ReleaseRow, TestRow
from hepatica.ledger.state import State

ME = "01-001"
ZONE = "Asia/Kolkata"


def measured(**values):
    """``cells="50 10^6"`` → measured cells."""
    return tuple(
        Measured(name=n, value=v.partition(" ")[0], unit=v.partition(" ")[2]) for n, v in values.items()
    )


def material(
    name, step, *parents, at="2026-02-02T09:40", seq=1, subject=ME, taken=(), moves=(), place="", **measures
):
    return MaterialRow(
        subject=subject,
        material=name,
        step=step,
        at=at,
        by="P. Naidu",
        witness="S. Bano",
        parents=parents,
        taken=tuple(Measured(name=n, value=v.partition(" ")[0], unit=v.partition(" ")[2]) for n, v in taken),
        measures=measured(**measures),
        place=place,
        seq=seq,
        moves=moves,
    )


def move(
    what,
    at="2026-03-05T12:00",
    *,
    given="P. Naidu",
    received="M. Khan",
    place="Tank",
    seq=50,
    amount=(),
    **more,
):
    return Move(
        move=what, at=at, place=place, given_by=given, received_by=received, seq=seq, amount=amount, **more
    )


def result(
    test, value="", *, on="MSC-01-001", at="2026-03-05T15:00", started="", final=True, seq=60, unit=""
):
    return TestRow(
        subject=ME,
        material=on,
        test=test,
        at=at,
        by="P. Naidu",
        value=value,
        unit=unit,
        final=final,
        started=started or at,
        user="kiran",
        users=("kiran",),
        seq=seq,
    )


def decision(what, *, lot="MSC-01-001", at="2026-03-06T10:00", expires="2026-04-06T10:00", seq=70, **more):
    return ReleaseRow(
        subject=ME, lot=lot, decision=what, at=at, expires=expires, seq=seq, user="sunita", **more
    )


def bag_row(bag="MSC-01-001-A", *, started="2026-03-09T17:42", ended="2026-03-09T17:52", volume="20", cells="44", dose=1,
            complete=True):  # fmt: skip
    return BagRow(
        subject=ME,
        bag=bag,
        dose=dose,
        started=started,
        ended=ended,
        volume=volume if ended else "",
        cells=cells if ended else "",
        complete=complete,
    )


LINE = (
    material("BM-01-001", "marrow", volume="22 mL"),
    material(
        "MSC-01-001-P1", "passage", "BM-01-001", at="2026-02-02T11:46", seq=2, seeded="10 10^6", harvested="40 10^6",
        viability="86 %",
    ),
    material(
        "MSC-01-001-P2", "passage", "MSC-01-001-P1", at="2026-02-14T11:46", seq=3, seeded="20 10^6", harvested="160 10^6",
        viability="90 %",
    ),
    material("MSC-01-001", "lot", "MSC-01-001-P2", at="2026-03-05T09:15", seq=4, cells="146 10^6", volume="60 mL"),
    material(
        "MSC-01-001-A", "bag", "MSC-01-001", at="2026-03-05T10:00", seq=5, cells="48 10^6", volume="20 mL",
    ),
    material(
        "MSC-01-001-B", "bag", "MSC-01-001", at="2026-03-05T10:05", seq=6, cells="48 10^6", volume="20 mL",
    ),
    material("MSC-01-001-R1", "sample", "MSC-01-001", at="2026-03-05T10:10", seq=7, volume="1 mL"),
)  # fmt: skip
RESULTS = (
    result("viability", "92", unit="%"),
    result("endotoxin", "0.3", unit="EU/mL"),
    result("mycoplasma", "negative"),
    result("sterility"),
)


def state(*rows, line=LINE):
    return State([*line, *rows])
