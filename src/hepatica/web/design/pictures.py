"""The pictures of a design on its page, by the report's own figures; one that cannot be drawn takes nothing with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hepatica.design.answers import Answers, TradeOff
from hepatica.design.document import Design
from hepatica.report.figure import Figure
from hepatica.report.figures.design_stop import stop_figure
from hepatica.report.figures.design_timeline import timeline_figure
from hepatica.report.figures.design_tornado import tornado_figure
from hepatica.report.figures.design_tradeoff import tradeoff_figure
from hepatica.report.figures.design_worlds import worlds_figure
from hepatica.report.html import Html, figure_html


def of_design(found: Answers | None) -> tuple[Html | str, ...]:
    """Return what happens to a participant, what the rules do, and what the answer leans on."""
    if found is None:
        return ()
    made = (
        drawn(lambda: timeline_figure(found.design)),
        drawn(lambda: stop_figure(found)),
        drawn(lambda: tornado_figure(found)),
    )
    return tuple(one for one in made if one)


def of_trade_off(found: TradeOff) -> Html | str:
    """Return what each design costs beside what it answers."""
    return drawn(lambda: tradeoff_figure(found))


def drawn(make: Callable[[], Figure | None]) -> Html | str:
    """Return a picture, '' where there is nothing to draw, or the sentence in its place."""
    try:
        figure = make()
    except (ValueError, ArithmeticError) as error:
        return f"{str(error)[:1].upper()}{str(error)[1:]}."
    return "" if figure is None else figure_html(figure)


def of_worlds(told: Mapping[str, Any], design: Design) -> Html | str:
    """Return what the design came to in each world."""
    return drawn(lambda: worlds_figure(told, design))
