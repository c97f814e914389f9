"""The figure of adverse events for the board: one dot per event, by the record's categories."""

from __future__ import annotations

from hepatica.datasets.adverse_events import AdverseEvent
from hepatica.report.board.pack import Pack
from hepatica.report.figure import Figure
from hepatica.report.figures.ae_dots import AeDot, AeRow, ae_dots
from hepatica.report.study.cut import Cut
from hepatica.report.study.safety_table import CategoryCount, count_categories, leaves_open, percent_interval

NOTE = (
    "A dot is an event, the proportion counts participants. Hue and digit say who, the column how bad. There is no "
    "concurrent control: what cirrhosis alone would have brought stands here too."
)


def ae_figure(pack: Pack, *, number: str = "") -> Figure | None:
    """Return the dots of every graded event; None before anybody has started a procedure.

    An event without a grade, or in a category whose procedure its participant had not, has no place: the note counts them.
    """
    counted = [one for one in count_categories(pack.cut) if one.at_risk]
    if not counted:
        return None
    rows = tuple(_row(pack.cut, one) for one in counted)
    placed = sum(len(row.events) for row in rows)
    left = len(pack.cut.all_events) - placed
    noun, verb = ("event", "is") if left == 1 else ("events", "are")
    said = f" {left} {noun} without a grade or a place {verb} in the listings alone." if left else ""
    return ae_dots(
        rows=rows,
        stamp=pack.cut.stamp,
        note=NOTE + said,
        synthetic=pack.cut.tag,
        number=number,
        figure_id="board-ae-dots",
    )


def _row(cut: Cut, counted: CategoryCount) -> AeRow:
    n = len(counted.at_risk)
    mine = [e for e in cut.all_events if e.category == counted.category.id and e.subject in counted.at_risk]
    dots = tuple(dot for event in mine if (dot := _dot(cut, event)) is not None)
    bounds = percent_interval(len({dot.digit for dot in dots}), n)
    return AeRow(
        name=counted.category.title.en,
        hint=f"n = {n}",
        events=dots,
        n=n,
        lower=bounds.lower,  # type: ignore[arg-type]  # percent_interval gives Decimal
        upper=bounds.upper,  # type: ignore[arg-type]
        limit=leaves_open(cut, counted.category.id, counted.any_event),
        outside=counted.category is cut.study.categories[-1],
    )


def _dot(cut: Cut, event: AdverseEvent) -> AeDot | None:
    who = next(p for p in cut.started if p.subject == event.subject)
    if event.grade is None:
        return None
    return AeDot(
        digit=who.ordinal,
        grade=event.grade,
        related=event.related,
        serious=event.serious is True,
        text=event.term,
        day=who.day(event.start),
    )
