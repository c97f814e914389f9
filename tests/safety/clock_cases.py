"""Cases and studies for the tests of clocks: one acute kidney injury, told at the site's clock."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from hepatica.safety.case import Case, Causality, Patient, Submitted, When
from hepatica.study.dates import PartialDate
from hepatica.study.load import load

ZONE = ZoneInfo("Asia/Kolkata")
ONSET = datetime(2026, 3, 15, 17, 10, tzinfo=ZONE)


@cache
def study():
    return load(resources.files("hepatica") / "studies" / "nct04243681")


def when(text, time=""):
    return When(day=PartialDate.parse(text), time=time)


def case(**changes):
    one = Case(
        patient=Patient(subject="01-004", site="01"),
        row=1,
        term="Acute kidney injury",
        onset=when("2026-03-15", "17:10"),
        aware=when("2026-03-15", "18:00"),
        entered_at="2026-03-15T13:00:00.000000Z",  # 18:30 at the site
        serious_at="2026-03-15T13:00:00.000000Z",
        serious=True,
        criteria=frozenset({"hospitalisation"}),
        causality=(Causality(suspect="msc", investigator="possible"),),
        expected=True,
    )
    return replace(one, **changes)


def sent(clock, recipient, at, **more):
    return Submitted(clock=clock, recipient=recipient, at=at, **more)


def with_clocks(*clocks, **oversight):
    """Return the reference study with other clocks."""
    whole = study()
    return whole.model_copy(
        update={
            "clocks": tuple(clocks) or whole.clocks,
            "oversight": whole.oversight.model_copy(update=oversight),
        }
    )
