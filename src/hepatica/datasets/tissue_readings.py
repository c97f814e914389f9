"""Every reading of every liver biopsy, one row each: who counted what in how much, by which stain, masked or not."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from hepatica.datasets.bindings import beside, forms_of
from hepatica.ledger.rows import FormRow
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate
from hepatica.study.study import Study
from hepatica.tissue.adequacy import Specimen
from hepatica.tissue.counts import Count

ROUNDING = Decimal("0.05")
"""Half a unit of the last decimal of a stated fraction, in per cent."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One reading of one biopsy as it was recorded; '' where it was not."""

    subject: str
    visit: str
    time: str
    """before or after."""
    taken: PartialDate
    number: int
    """1 for the first reading of the biopsy."""
    reader: str
    read_on: str
    method: str
    stain: str
    clone: str
    lot: str
    instrument: str
    denominator: str
    """What the counted cells are, in words."""
    positive: int | None
    counted: int | None
    area_mm2: Decimal | None
    sinusoids: Decimal | None
    """Sinusoidal CD34 area fraction, per cent: as stated, else of its areas."""
    stated: Decimal | None
    """The fraction as the reader stated it."""
    area_positive: Decimal | None
    area_total: Decimal | None
    """Numerator and denominator of the sinusoidal area, in one unit."""
    masked: str
    """yes, no or ''."""
    controls_ok: str
    """yes, no or ''."""

    @property
    def count(self) -> Count | None:
        """Give the count; None where numerator or denominator is missing or they cannot belong together."""
        if self.positive is None or not self.counted or self.positive > self.counted:
            return None
        area = self.area_mm2 if self.area_mm2 and self.area_mm2 > 0 else None
        return Count(positive=self.positive, counted=self.counted, area_mm2=area)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Name what weakens the reading."""
        said = (
            (self.masked == "no", "not masked"),
            (self.controls_ok == "no", "controls not as they must be"),
            (self.positive is None or self.counted is None, "not counted"),
            (
                self.positive is not None and self.counted is not None and self.count is None,
                "more positive than counted, or none counted",
            ),
            (self._strays, "sinusoidal fraction is not that of its areas"),
        )
        return tuple(words for holds, words in said if holds)

    @property
    def _strays(self) -> bool:
        """Whether the stated fraction is further from its areas than its rounding to one decimal explains."""
        measured = _area_percent(self.area_positive, self.area_total)
        if measured is None or self.stated is None:
            return False
        return abs(measured - self.stated) > ROUNDING


@dataclass(frozen=True, kw_only=True)
class Core:
    """A biopsy's specimen and what surrounded it; None or '' where it was not recorded."""

    length_mm: Decimal | None
    portal_tracts: int | None
    gcsf_days: str
    """Days since the last G-CSF."""
    blood_cd34: str
    """CD34 in blood the same hour, per µL."""

    def specimen(self, readings: tuple[Reading, ...]) -> Specimen:
        """Give what is held against the limits: the largest area and most nuclei that one reading evaluated."""
        areas = [r.area_mm2 for r in readings if r.area_mm2 is not None]
        nuclei = [r.counted for r in readings if r.counted is not None]
        return Specimen(
            length_mm=self.length_mm,
            portal_tracts=self.portal_tracts,
            area_mm2=max(areas, default=None),
            nuclei=max(nuclei, default=None),
        )


def derive_readings(study: Study, state: State, subject: str) -> tuple[Reading, ...]:
    """Return the participant's readings by date of biopsy, then in the order of their rows."""
    address = study.analysis.bindings.get("biopsy_date")
    forms = forms_of(state, subject, address.form) if address else ()
    found = [
        _reading(study, form, row, number)
        for form in forms
        for number, row in enumerate(sorted(int(n) for n in form.answers if n != "0"), 1)
    ]
    return tuple(sorted((r for r in found if r.time), key=lambda r: (r.taken.iso(), r.visit, r.number)))


def derive_core(study: Study, state: State, subject: str, visit: str) -> Core | None:
    """Return the specimen of the biopsy of a visit; None where there is no such biopsy."""
    address = study.analysis.bindings.get("biopsy_date")
    forms = forms_of(state, subject, address.form) if address else ()
    form = next((form for form in forms if form.visit == visit), None)
    if form is None:
        return None

    def said(name: str) -> str:
        return beside(form, 0, study.analysis.bindings.get(name))

    return Core(
        length_mm=_decimal(said("biopsy_length")),
        portal_tracts=_whole(said("biopsy_tracts")),
        gcsf_days=said("biopsy_gcsf_days"),
        blood_cd34=said("biopsy_blood_cd34"),
    )


def read_sinusoids(study: Study, form: FormRow, row: int) -> str:
    """Return the sinusoidal area fraction of a reading in per cent, as stated, else of its two areas; '' without."""
    bound = study.analysis.bindings
    if stated := beside(form, row, bound.get("cd34_sinusoids")):
        return stated
    areas = (_decimal(beside(form, row, bound.get(f"cd34_area_{part}"))) for part in ("positive", "total"))
    measured = _area_percent(*areas)
    return "" if measured is None else str(measured)


def _area_percent(positive: Decimal | None, total: Decimal | None) -> Decimal | None:
    if positive is None or total is None or not 0 <= positive <= total or total == 0:
        return None
    return 100 * positive / total


def _reading(study: Study, form: FormRow, row: int, number: int) -> Reading:
    def said(name: str) -> str:
        return beside(form, row, study.analysis.bindings.get(name))

    return Reading(
        subject=form.subject,
        visit=form.visit,
        time=said("biopsy_time"),
        taken=PartialDate.parse(said("biopsy_date")[:10]),
        number=number,
        reader=said("cd34_reader"),
        read_on=said("cd34_read_on"),
        method=said("cd34_method"),
        stain=said("cd34_stain"),
        clone=said("cd34_clone"),
        lot=said("cd34_lot"),
        instrument=said("cd34_instrument"),
        denominator=said("cd34_denominator"),
        positive=_whole(said("cd34_positive")),
        counted=_whole(said("cd34_counted")),
        area_mm2=_decimal(said("cd34_area")),
        sinusoids=_decimal(read_sinusoids(study, form, row)),
        stated=_decimal(said("cd34_sinusoids")),
        area_positive=_decimal(said("cd34_area_positive")),
        area_total=_decimal(said("cd34_area_total")),
        masked=said("cd34_masked"),
        controls_ok=said("cd34_controls"),
    )


def _whole(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None
