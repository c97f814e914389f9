"""A record written by hand: the reference study and rows as the ledger would fold them."""

from functools import cache
from pathlib import Path

from hepatica.ledger.rows import Answer, FormRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.study.load import load

FOLDER = Path(__file__).parents[2] / "src" / "hepatica" / "studies" / "nct04243681"
UNITS = {"bilirubin": "mg/dL", "creatinine": "mg/dL", "sodium": "mmol/L", "albumin": "g/dL", "inr": "ratio"}


@cache
def study():
    return load(FOLDER)


def answers(values, units=None):
    return {
        item: Answer(value=value, unit=(units or UNITS).get(item, ""), seq=n)
        for n, (item, value) in enumerate(values.items(), 1)
    }


def form(subject, visit, form_id, *rows, flat=None, units=None):
    """A form row: ``rows`` become rows 1, 2 ... and ``flat`` the unnumbered row 0."""
    numbered = {str(n): answers(row, units) for n, row in enumerate(rows, 1)}
    if flat is not None:
        numbered["0"] = answers(flat, units)
    return FormRow(subject=subject, visit=visit, form=form_id, answers=numbered)


def person(subject="01-001", *, infusion="", gcsf="", started="", visits=None, ended=None):
    anchors = {"infusion": infusion, "first_gcsf": gcsf}
    return SubjectRow(
        subject=subject,
        site="01",
        seq=1,
        screened_at="2026-01-01T00:00:00.000000Z",
        started=started,
        anchors={name: date for name, date in anchors.items() if date},
        visits=visits or {},
        ended=ended or {},
    )


def draw(at, bilirubin="2.0", inr="1.5", creatinine="1.0", sodium="134", albumin="3.0", **more):
    values = {"lbdtc": at, "laboratory": "aig", "bilirubin": bilirubin, "inr": inr}
    values |= {"creatinine": creatinine, "sodium": sodium, "albumin": albumin, "dialysis": "no"} | more
    return {item: value for item, value in values.items() if value is not None}


def state(*rows):
    return State(rows)
