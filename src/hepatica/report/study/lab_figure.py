"""The figure of the laboratory: a panel per analyte, every infused participant."""

from __future__ import annotations

from decimal import Decimal

from hepatica.datasets.participants import Participant
from hepatica.ledger.rows import SubjectRow
from hepatica.report import text as write
from hepatica.report.figure import Figure
from hepatica.report.figures.lab_multiples import lab_multiples
from hepatica.report.figures.lab_values import LabCourse, LabPanel, LabPoint
from hepatica.report.study.cut import Cut
from hepatica.report.study.lab_values import item_of, unit_of, values_of
from hepatica.report.study.swimlane_figure import visits_due
from hepatica.report.study.timeline import drawn, endings, terminal, undrawn, windows

ANALYTES = ("bilirubin", "inr", "creatinine", "sodium", "albumin", "platelets", "alt", "haemoglobin")


def lab_figure(cut: Cut, *, number: str = "Figure 14.3.4") -> Figure | None:
    """Return the small multiples; None before anybody infused has a value with a day."""
    panels = tuple(panel for analyte in ANALYTES if (panel := _panel(cut, analyte)) is not None)
    if not any(course.native for panel in panels for course in panel.courses):
        return None
    return lab_multiples(
        panels=panels,
        windows=windows(cut),
        stamp=cut.stamp,
        synthetic=cut.tag,
        number=number,
        note=undrawn(cut),
    )


def _panel(cut: Cut, analyte: str) -> LabPanel | None:
    item = item_of(cut, analyte)
    if item is None:
        return None
    courses: list[LabCourse] = []
    lows: set[Decimal] = set()
    highs: set[Decimal] = set()
    for who in drawn(cut):
        values = values_of(cut, who, analyte)
        lows |= {v.limits.low for v in values if v.limits.low is not None}
        highs |= {v.limits.high for v in values if v.limits.high is not None}
        end = terminal(who)
        native = [v for v in values if end is None or v.day <= end.day]
        courses.append(
            LabCourse(
                digit=who.ordinal,
                code=who.subject,
                points=tuple(
                    LabPoint(day=v.day, value=v.value, date=write.partial_date(v.draw.date.iso()), why=v.why)
                    for v in values
                ),
                missed=_missed(cut, who) if values else (),
                terminal=end if values else None,
                high=native[-1].limits.high if native else None,
            )
        )
    name = item.label.en.split(",")[0].split(" (")[0]
    return LabPanel(
        analyte=analyte,
        name=name,
        unit=unit_of(item.unit or ""),
        decimals=write.DECIMALS.get(analyte, item.decimals or 0),
        courses=tuple(courses),
        lows=tuple(sorted(lows)),
        highs=tuple(sorted(highs)),
    )


def _missed(cut: Cut, who: Participant) -> tuple[int, ...]:
    row = cut.state.get(SubjectRow, who.subject)
    drawing = {v.id for v in cut.study.schedule.visits if _draws(cut, v.forms)}
    due = visits_due(cut, who, row, endings(who)) if row else ()
    return tuple(visit.day for id_, visit in due if not visit.done and id_ in drawing)


def _draws(cut: Cut, forms: tuple[str, ...]) -> bool:
    measuring = {form.id for form in cut.study.forms if any(item.analyte for item in form.items)}
    return bool(measuring & set(forms))
