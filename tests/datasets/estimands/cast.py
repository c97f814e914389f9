"""Invented participants in rows: a baseline, draws by study day, and what happened to them."""

from datetime import date, timedelta

from tests.datasets.record import draw, form, person, state, study

from hepatica.datasets.estimands.estimate import derive_estimate
from hepatica.datasets.estimands.people import People

CUT = date(2027, 6, 1)
ANCHOR = date(2026, 3, 10)


def on(day):
    """The ISO day counted from the first G-CSF dose."""
    return (ANCHOR + timedelta(days=day)).isoformat()


def lab(subject, visit, day, **values):
    return form(subject, visit, "laboratory", draw(on(day), **values))


def member(number, *, baseline="3.0", later=None, month_3=None, ended=None, gcsf=True, infused=True):
    """A person with a baseline on day −5 and, where given, bilirubin at month 3 and month 6."""
    subject = f"01-{number:03d}"
    rows = [
        person(
            subject,
            gcsf=on(0) if gcsf else "",
            infusion=on(3) if gcsf and infused else "",
            started=on(-30),
            ended={how: on(day) if isinstance(day, int) else day for how, day in (ended or {}).items()},
        ),
        form(subject, "screening", "demographics", flat={"sex": "male", "age": "50", "aetiology": "mash"}),
    ]
    if baseline is not None:
        rows.append(lab(subject, "gate", -5, bilirubin=baseline))
    if month_3 is not None:
        rows.append(lab(subject, "month_3", 90, bilirubin=month_3))
    if later is not None:
        rows.append(lab(subject, "month_6", 180, bilirubin=later))
    return rows


def drugs(subject, *lines):
    """A drug log of (name, class, dose, first day, last day or None)."""
    rows = [
        {"cmtrt": name, "cmclass": kind, "cmdose": dose, "cmdosu": "mg", "cmstdtc": on(first)}
        | ({"cmendtc": on(last)} if last is not None else {})
        for name, kind, dose, first, last in lines
    ]
    return form(subject, "log", "cm", *rows)


def procedures(subject, *lines):
    return form(subject, "log", "pr", *[{"prtrt": code, "prstdtc": on(day)} for code, day in lines])


def record(*rows, cut=CUT, asked=None):
    return People(study=asked or study(), state=state(*rows), cut=cut, scored={})


def asked_for(name, **changes):
    found = next(one for one in study().analysis.estimands if one.id == name)
    return found.model_copy(update=changes)


def answer(name, *rows, cut=CUT, asked=None, **changes):
    return derive_estimate(record(*rows, cut=cut, asked=asked), asked_for(name, **changes))


def five(*, dead=(), transplanted=()):
    """Five people whose bilirubin fell, in part; those named ended on day 100."""
    falls = ("2.0", "2.4", "2.7", "3.4", "1.5")
    rows = []
    for number, later in enumerate(falls, 1):
        ended = {"death": 100} if number in dead else {"transplant": 100} if number in transplanted else None
        rows += member(number, later=None if ended else later, month_3="2.8", ended=ended)
    return rows
