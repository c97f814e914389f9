"""The reference range a draw is read against: its laboratory's, on its day, for the person's sex and age."""

from __future__ import annotations

from hepatica.datasets.draws import LabDraw
from hepatica.datasets.participants import Participant
from hepatica.safety.ranges import Limits, Person, limits
from hepatica.study.study import Study


def derive_limits(study: Study, who: Participant, draw: LabDraw, analyte: str, unit: str) -> Limits:
    """Return the limits of one analyte at one draw in ``unit``; without ends where no range holds for certain."""
    laboratories = {laboratory.id: laboratory.ranges for laboratory in study.laboratories}
    person = Person(sex=who.sex, age=who.age)
    return limits(laboratories, draw.laboratory, analyte, unit, draw.date, person)
