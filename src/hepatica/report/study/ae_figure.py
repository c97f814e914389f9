"""The figures of adverse events: one dot per event, by the record's categories, and by CTCAE term."""

from __future__ import annotations

from hepatica.datasets.adverse_events import AdverseEvent
from hepatica.report.figure import Figure
from hepatica.report.figures.ae_dots import AeDot, AeRow, ae_dots
from hepatica.report.figures.ae_terms import TermRow, ae_terms
from hepatica.report.study.cut import Cut
from hepatica.report.study.safety_table import CategoryCount, count_categories, leaves_open, percent_interval

NOTE = (
    "A dot is an event, the proportion counts participants. Hue and digit say who, the column how bad. There is no "
    "concurrent control: what cirrhosis alone would have brought stands here too."
)


def ae_figure(cut: Cut, *, number: str = "Figure 14.3.1", figure_id: str = "ae-dots") -> Figure | None:
    """Return the dots of every graded event by category; None before anybody has started a procedure.

    An event without a grade, or in a category whose procedure its participant had not, has no place: the note counts them.
    """
    counted = [one for one in count_categories(cut) if one.at_risk]
    if not counted:
        return None
    rows = tuple(_row(cut, one) for one in counted)
    return ae_dots(
        rows=rows,
        stamp=cut.stamp,
        note=NOTE + _left(cut, sum(len(row.events) for row in rows)),
        synthetic=cut.tag,
        number=number,
        figure_id=figure_id,
    )


def ae_terms_figure(cut: Cut, *, number: str = "Figure 14.3.2") -> Figure | None:
    """Return the dots of every graded event by CTCAE term, worst first; None before anybody has started a procedure."""
    if not cut.started:
        return None
    terms: dict[str, list[AeDot]] = {}
    for event in cut.all_events:
        dot = _dot(cut, event)
        if dot is not None:
            terms.setdefault(_term(event), []).append(dot)
    n = len(cut.started)
    rows = tuple(
        TermRow(name=name, events=tuple(dots), n=n, lower=bounds.lower, upper=bounds.upper)
        for name, dots in terms.items()
        for bounds in (percent_interval(len({dot.digit for dot in dots}), n),)
    )
    return ae_terms(
        rows=rows,
        stamp=cut.stamp,
        note=NOTE + _left(cut, sum(len(dots) for dots in terms.values())),
        synthetic=cut.tag,
        number=number,
    )


def _term(event: AdverseEvent) -> str:
    """Return the CTCAE term, or what the site wrote where none was chosen."""
    return event.ctcae or event.term


def _left(cut: Cut, placed: int) -> str:
    left = len(cut.all_events) - placed
    noun, verb = ("event", "is") if left == 1 else ("events", "are")
    return f" {left} {noun} without a grade or a place {verb} in the listings alone." if left else ""


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
        lower=bounds.lower,
        upper=bounds.upper,
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
