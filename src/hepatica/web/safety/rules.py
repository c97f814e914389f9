"""The page of the stopping rules: each with its window, count and evidence, and what rules as these can be expected to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor
from hepatica.ledger.rows import ProposalRow
from hepatica.report.html import broken_html, figure_html
from hepatica.web.docket import Docket, docket
from hepatica.web.doors import for_members
from hepatica.web.figures import script_address
from hepatica.web.safety import boundary, overview, present_rates

GRID = (
    ("0.01", "0.05"),
    ("0.05", "0.10"),
    ("0.05", "0.20"),
    ("0.10", "0.20"),
    ("0.10", "0.30"),
    ("0.20", "0.30"),
)
"""True rates of grade 4 or 5 and of grade 3 at which the odds are first shown."""


@dataclass(frozen=True, kw_only=True)
class Odds:
    """What the rules of related events do at given true rates."""

    g45: str
    g3: str
    hold: str
    dosed: str


@for_members
def page(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """Show every rule; the reader may ask for the odds at rates of their own."""
    found = docket()
    asked = (request.GET.get("g45", "").strip()[:12], request.GET.get("g3", "").strip()[:12])
    lines, refused = odds(found.plan.study.enrolment.planned, asked)
    context: dict[str, Any] = {
        "page": "rules",
        "rules": overview.rules_of(found),
        "planned": found.plan.study.enrolment.planned,
        "odds": lines,
        "asked": asked,
        "refused": refused,
        "interval": overview.interval_words(overview.dosed(found)),
        "rates": present_rates.rates(found.plan.study, found.state.all(ProposalRow)),
        "figure": _figure(found),
        "script": script_address(),
    }
    return render(request, "safety/rules.html", context, status=422 if refused else 200)


def odds(planned: int, asked: tuple[str, str]) -> tuple[list[Odds], tuple[str, ...]]:
    """Return the exact odds at the rates of the grid and those asked for, and why those cannot be answered."""
    lines = [_odds(g45, g3, planned) for g45, g3 in GRID]
    if not any(asked):
        return lines, ()
    try:
        return [_odds(*asked, planned), *lines], ()
    except ValueError as error:
        said = _("Give two rates between 0 and 1 that add up to at most 1: %(why)s.")
        return lines, (said % {"why": error},)


def _odds(g45: str, g3: str, planned: int) -> Odds:
    # Only this page asks for the statistics, whose library is slow to load.
    from hepatica.stats.monitoring import first_or_second

    walk = first_or_second(float(g45), float(g3), planned)
    return Odds(g45=g45, g3=g3, hold=f"{walk.p_stop:.3f}", dosed=f"{walk.expected_dosed:.2f}")


def _figure(found: Docket) -> str:
    """Draw the boundary, or say why it cannot be drawn: a picture that fails takes nothing with it."""
    try:
        drawn = boundary.figure(found)
    except ValueError as error:
        return str(broken_html(_("The stopping boundary"), error))
    return figure_html(drawn) if drawn else ""
