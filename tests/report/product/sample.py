"""One invented participant's cells, from the marrow to the catheter: 01-004, with a late culture still running."""

from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files

from hepatica.ledger.product_facts import Measured
from hepatica.ledger.product_rows import (
    AccessionRow,
    BagRow,
    BranchRow,
    MatchRow,
    MaterialRow,
    Move,
    Noted,
    NoticeRow,
    ReleaseRow,
    TestRow,
)
from hepatica.ledger.rows import StudyRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.report.product.cells import Cells
from hepatica.report.stamp import Stamp
from hepatica.study.load import load
from hepatica.study.study import Study

WHO = "01-004"
STAMP = Stamp(
    protocol="1.2",
    cut=date(2026, 3, 16),
    seq=4812,
    head="9f3ca41e77b2" + "0" * 52,
    program="0.3.0",
    at=datetime(2026, 3, 16, 5, 10, tzinfo=UTC),
)
NOW = "2026-03-16T10:40"
UNITS = {
    "volume": "mL", "viability": "%", "purity": "%", "confluence": "%", "rate": "mL/min", "sysbp": "mmHg",
    "diabp": "mmHg", "pulse": "/min", "spo2": "%", "temp": "°C", "recovery": "%",
}  # fmt: skip


@cache
def study() -> Study:
    """Return the protocol that ships with the program."""
    return load(files("hepatica.studies") / "nct04243681")


def measured(**values: str) -> tuple[Measured, ...]:
    return tuple(Measured(name=name, value=v, unit=UNITS.get(name, "10^6")) for name, v in values.items())


def material(label: str, step: str, at: str, *parents: str, who: str = WHO, **more: object) -> MaterialRow:
    names = {"by": "P. Naidu", "witness": "S. Bano", "seq": 1, **more}
    return MaterialRow(subject=who, material=label, step=step, at=at, parents=parents, **names)


def moved(move: str, at: str, place: str, temperature: str = "", **more: object) -> Move:
    names = {"given_by": "P. Naidu", "received_by": "S. Bano", "seq": 2, **more}
    return Move(move=move, at=at, place=place, temperature=temperature, **names)


def result(label: str, test: str, value: str, at: str = "2026-03-05T10:00", **more: object) -> TestRow:
    more = {"started": at, "user": "naidu", "seq": 3, "by": "P. Naidu", **more}
    return TestRow(subject=WHO, material=label, test=test, at=at, value=value, **more)


def materials() -> tuple[MaterialRow, ...]:
    """Return three passages, a lot of three bags, one leukapheresis, its selection, lot and bag, and a core."""
    stored = moved(
        "stored", "2026-03-05T14:10", "Liquid nitrogen tank", "-186", lowest="-190", highest="-171"
    )
    thawed = moved("thawed", "2026-03-09T16:02", "Clean room", "37")
    bedside = moved(
        "bedside", "2026-03-09T16:40", "Catheter laboratory", "19", given_by="S. Bano", received_by="R. Iyer"
    )
    return (
        material("BM-01-004", "marrow", "2026-02-02T09:40", measures=measured(volume="22", cells="310"), vessel="left iliac"),
        material("MSC-01-004-P1", "msc_passage", "2026-02-02T11:46", "BM-01-004", measures=measured(seeded="1.2", harvested="15.4", viability="86")),
        material("MSC-01-004-P2", "msc_passage", "2026-02-14T10:30", "MSC-01-004-P1", measures=measured(seeded="5", harvested="61", viability="90")),
        material("MSC-01-004-P3", "msc_passage", "2026-02-22T09:10", "MSC-01-004-P2", measures=measured(seeded="20", harvested="158", viability="92")),
        material("MSC-01-004", "msc_lot", "2026-03-05T10:34", "MSC-01-004-P3", measures=measured(cells="146", volume="61", viability="92")),
        material("MSC-01-004-A", "msc_bag", "2026-03-05T13:20", "MSC-01-004", measures=measured(cells="48", volume="20", viability="92"), place="Clean room", moves=(stored, thawed, bedside)),
        material("MSC-01-004-B", "msc_bag", "2026-03-05T13:28", "MSC-01-004", measures=measured(cells="48", volume="20", viability="92"), moves=(stored,)),
        material("MSC-01-004-C", "msc_bag", "2026-03-05T13:36", "MSC-01-004", measures=measured(cells="48", volume="20", viability="91"), moves=(stored, thawed)),
        material("MSC-01-004-R1", "msc_sample", "2026-03-05T13:40", "MSC-01-004", measures=measured(volume="1")),
        material("LP-01-004", "apheresis", "2026-03-09T11:20", measures=measured(volume="210", cells="38000", cd34_cells="178")),
        material("CD34-01-004-S", "cd34_selection", "2026-03-09T12:08", "LP-01-004", measures=measured(cells_before="178", cd34_cells="136", purity="86", viability="84")),
        material("CD34-01-004", "cd34_lot", "2026-03-09T14:20", "CD34-01-004-S", measures=measured(cells="129", volume="50", viability="84", purity="86")),
        material("CD34-01-004-A", "cd34_bag", "2026-03-09T15:50", "CD34-01-004", measures=measured(cells="129", volume="50", viability="84")),
    )  # fmt: skip


def results() -> tuple[TestRow, ...]:
    lot, cd34 = "MSC-01-004", "CD34-01-004"
    values = {
        "viability": ("92", "%"), "cd73": ("98", "%"), "cd90": ("99", "%"), "cd105": ("96.5", "%"),
        "negative_markers": ("1.1", "%"), "sterility": ("negative", ""), "mycoplasma": ("negative", ""),
        "endotoxin": ("0.3", "EU/mL"), "cells": ("146", "10^6"), "passage": ("3", ""), "karyotype": ("normal", ""),
    }  # fmt: skip
    made = [result(lot, test, value, unit=unit) for test, (value, unit) in values.items()]
    made.append(result(lot, "sterility_final", "", at="2026-03-05T11:00"))
    made.append(result(lot, "differentiation", "", at="2026-03-05T11:10"))
    made.append(result("MSC-01-004-C", "viability", "74", at="2026-03-09T16:20", unit="%"))
    made.append(result("MSC-01-004-A", "viability", "91", at="2026-03-09T16:20", unit="%"))
    later = "2026-03-09T15:00"
    for test, value, unit in (
        ("viability", "84", "%"), ("purity", "86", "%"), ("sterility", "negative", ""), ("events", "412", ""),
        ("endotoxin", "0.2", "EU/mL"),
    ):  # fmt: skip
        made.append(result(cd34, test, value, at=later, unit=unit))
    made.append(result(cd34, "sterility_final", "", at="2026-03-09T15:10"))
    return tuple(made)


def releases() -> tuple[ReleaseRow, ...]:
    msc = ReleaseRow(
        subject=WHO, lot="MSC-01-004", decision="conditional", at="2026-03-05T15:30", user="rao", seq=5,
        pending=("sterility_final", "differentiation"), expires="2026-03-09T20:40",
        reason="The infusion is due on day 0; sterility is negative at release.",
    )  # fmt: skip
    cd34 = ReleaseRow(
        subject=WHO, lot="CD34-01-004", decision="conditional", at="2026-03-09T16:30", user="rao", seq=6,
        pending=("sterility_final",), expires="2026-03-10T11:20", reason="Given fresh.",
    )  # fmt: skip
    return msc, cd34


def noted(at: str, what: str, note: str = "", **values: str) -> Noted:
    return Noted(at=f"2026-03-09T{at}", what=what, seq=9, values=measured(**values), note=note)


def bags() -> tuple[BagRow, ...]:
    common = {"first": "P. Naidu", "second": "S. Bano", "authorised": 7, "match": 8, "started_match": 8, "authorised_by": "rao", "matched_at": "2026-03-09T11:31:00+00:00"}  # fmt: skip
    first = (
        noted("17:10", "rate", rate="2"), noted("17:10", "position", "proper hepatic artery, 5F"),
        noted("17:12", "contrast", volume="42"),
        noted("17:15", "vitals", sysbp="112", pulse="78", spo2="98", temp="36.7"),
        noted("17:20", "rate", rate="4"),
        noted("17:25", "vitals", sysbp="110", pulse="80", spo2="98", temp="36.8"),
    )  # fmt: skip
    second = (
        noted("17:42", "rate", rate="1"), noted("17:44", "contrast", volume="36"),
        noted("17:46", "vitals", sysbp="104", pulse="92", spo2="95", temp="37.4"),
        noted("17:48", "reaction", "Chills"), noted("17:48", "pause"),
        noted("17:55", "vitals", sysbp="98", pulse="104", spo2="94", temp="38.1"),
        noted("18:02", "resume"), noted("18:02", "rate", rate="0.8"),
        noted("18:10", "vitals", sysbp="108", pulse="90", spo2="97", temp="37.9"),
    )  # fmt: skip
    return (
        BagRow(subject=WHO, bag="CD34-01-004-A", started="2026-03-09T17:10", ended="2026-03-09T17:34", volume="50", complete=True, cells="129", notes=first, route="Hepatic artery", **common),
        BagRow(subject=WHO, bag="MSC-01-004-A", started="2026-03-09T17:42", ended="2026-03-09T18:20", volume="20", complete=True, cells="48", notes=second, route="Hepatic artery", **common),
        BagRow(subject=WHO, bag="MSC-01-004-B", authorised=7),
    )  # fmt: skip


def rows() -> list[object]:
    owed = {"notice": "late_positive", "lot": "MSC-01-004", "cause": "material.tested/MSC-01-004/sterility_final", "due": "2026-03-17T10:40", "result": "Sterility, final: positive on day 11", "prepared_at": "2026-03-16T05:10:00+00:00", "seq": 4811}  # fmt: skip
    matches = [
        MatchRow(subject=WHO, wristband="HP.P.01-004.X", code=bag, bag=bag, matched=True, sentence="Match", second="S. Bano", second_user="bano", donor=WHO, user="naidu", at="2026-03-09T11:31:00+00:00", seq=8 + n)
        for n, bag in enumerate(("CD34-01-004-A", "MSC-01-004-A"))
    ]  # fmt: skip
    return [
        StudyRow(subject="", synthetic=True),
        SubjectRow(subject=WHO, site="01", seq=1, screened_at="2026-01-12T04:00:00+00:00", infused="2026-03-09", anchors={study().schedule.visit_anchor: "2026-03-09"}),
        *materials(), *results(), *releases(), *bags(), *matches,
        NoticeRow(subject=WHO, to="Ethics committee", **owed),
        material("LB1-01-004", "liver_core", "2026-03-03T09:00"),
        material("LB1-01-004-B1-S1", "liver_slide", "2026-03-04T09:00", "LB1-01-004"),
        AccessionRow(subject=WHO, accession="QX7RTM2K", material="LB1-01-004-B1-S1", seq=20),
    ]  # fmt: skip


def branch(what: str, choice: str, **more: object) -> BranchRow:
    return BranchRow(subject=WHO, branch=what, choice=choice, reason="No growth after 14 days.", user="rao", at="2026-02-16T06:00:00+00:00", seq=30, **more)  # fmt: skip


def cells(*more: object, without: tuple[str, ...] = ()) -> Cells:
    """Return the participant's cells; ``without`` leaves out materials, tests and bags whose label begins so."""

    def kept(row: object) -> bool:
        label = getattr(row, "material", "") or getattr(row, "bag", "") or getattr(row, "lot", "")
        return not (without and label.startswith(without))

    return Cells(
        study=study(),
        state=State([row for row in (*rows(), *more) if kept(row)]),
        subject=WHO,
        ordinal=4,
        stamp=STAMP,
        synthetic=True,
        now=NOW,
        zone="Asia/Kolkata",
        people={"rao": "Dr V. Rao", "naidu": "P. Naidu"},
    )
