"""The paired liver biopsies on the participant's axis of days: cells and sinusoids, never one without the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from hepatica.datasets.tissue import Biopsy, derive_biopsies
from hepatica.ledger.state import State
from hepatica.report.figures.profile_values import Measured, Track
from hepatica.study.dates import PartialDate, days_span
from hepatica.study.study import Study
from hepatica.web import addresses

FORM = "biopsy_date"


def tracks(study: Study, state: State, subject: str, zero: date) -> tuple[Track, ...]:
    """Return CD34 counted per 100 nuclei and the sinusoidal area, of every biopsy with a known day; both or neither."""
    biopsies = derive_biopsies(study, state, subject)
    if not biopsies:
        return ()
    cells = tuple(_measured(study, biopsies, zero, _percent))
    area = tuple(_measured(study, biopsies, zero, _sinusoids))
    return (
        Track(name=_("Liver CD34"), unit=_("% of nuclei"), values=cells, decimals=2, baseline=_first(cells)),
        Track(name=_("Sinusoids"), unit=_("% of area"), values=area, decimals=1, baseline=_first(area)),
    )


def _measured(
    study: Study, biopsies: tuple[Biopsy, ...], zero: date, read: Callable[[Biopsy], Decimal | None]
) -> Iterator[Measured]:
    form = study.analysis.bindings[FORM].form
    for biopsy in biopsies:
        span = days_span(PartialDate.of(zero), biopsy.date)
        if span is None:
            continue
        value, href = read(biopsy), addresses.form(biopsy.subject, biopsy.visit, form)
        said = "" if value is not None else _("not counted")
        yield Measured(day=span[0], date=biopsy.date.words(), value=value, missing=said, href=href)


def _percent(biopsy: Biopsy) -> Decimal | None:
    if biopsy.positive is None or not biopsy.counted:
        return None
    return Decimal(100 * biopsy.positive) / biopsy.counted


def _sinusoids(biopsy: Biopsy) -> Decimal | None:
    try:
        return Decimal(biopsy.sinusoids) if biopsy.sinusoids else None
    except InvalidOperation:
        return None


def _first(values: tuple[Measured, ...]) -> Decimal | None:
    return next((one.value for one in values if one.day < 0 and one.value is not None), None)
