"""CD34 in the liver: counted cells over counted nuclei, before and after infusion, reading by reading."""

from __future__ import annotations

from dataclasses import dataclass

from hepatica.datasets.bindings import beside, forms_of
from hepatica.datasets.tissue_readings import read_sinusoids
from hepatica.ledger.rows import FormRow
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate, days_span
from hepatica.study.study import Study

BEFORE, AFTER = "before", "after"


@dataclass(frozen=True, kw_only=True)
class Biopsy:
    """One liver biopsy with its counts summed over the readings of one method."""

    subject: str
    visit: str
    time: str
    """before or after."""
    date: PartialDate
    method: str
    positive: int | None
    counted: int | None
    readings: int
    """Readings that went into the counts."""
    sinusoids: str
    """Sinusoidal CD34 area fraction, percent, as read first; '' when not read."""


@dataclass(frozen=True, kw_only=True)
class BiopsyPair:
    """A participant's biopsies before and after; either may be missing."""

    subject: str
    before: Biopsy | None
    after: Biopsy | None

    @property
    def comparable(self) -> bool:
        """Whether both were counted by one method and follow each other: else nothing is said about change."""
        return (
            self.before is not None
            and self.after is not None
            and self.before.counted is not None
            and self.after.counted is not None
            and self.before.method == self.after.method
            and not self.reversed
        )

    @property
    def reversed(self) -> bool:
        """Whether the biopsy called after does not follow the one called before; they are never swapped."""
        if self.before is None or self.after is None:
            return False
        span = days_span(self.before.date, self.after.date)
        return span is not None and span[1] <= 0


def derive_pair(study: Study, state: State, subject: str) -> BiopsyPair:
    """Return the participant's first biopsy of each time."""
    found = derive_biopsies(study, state, subject)
    return BiopsyPair(
        subject=subject,
        before=next((b for b in found if b.time == BEFORE), None),
        after=next((b for b in found if b.time == AFTER), None),
    )


def derive_biopsies(study: Study, state: State, subject: str) -> tuple[Biopsy, ...]:
    """Return the participant's biopsies in order of date."""
    address = study.analysis.bindings.get("biopsy_date")
    if address is None:
        return ()
    found = [_biopsy(study, form) for form in forms_of(state, subject, address.form)]
    return tuple(sorted((b for b in found if b.time), key=lambda b: b.date.iso()))


def _biopsy(study: Study, form: FormRow) -> Biopsy:
    def said(name: str, row: int = 0) -> str:
        return beside(form, row, study.analysis.bindings.get(name))

    rows = sorted(int(n) for n in form.answers if n != "0")
    counts = [
        (said("cd34_method", r), int(said("cd34_positive", r)), int(said("cd34_counted", r)))
        for r in rows
        if said("cd34_positive", r).isdigit() and said("cd34_counted", r).isdigit()
    ]
    method = counts[0][0] if counts else ""
    same = [(positive, nuclei) for m, positive, nuclei in counts if m == method and 0 < nuclei >= positive]
    return Biopsy(
        subject=form.subject,
        visit=form.visit,
        time=said("biopsy_time"),
        date=PartialDate.parse(said("biopsy_date")[:10]),
        method=method,
        positive=sum(p for p, _ in same) if same else None,
        counted=sum(n for _, n in same) if same else None,
        readings=len(same),
        sinusoids=next((text for r in rows if (text := read_sinusoids(study, form, r))), ""),
    )
