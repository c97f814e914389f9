"""The patient profile in the page: the same figure as a live picture, as SVG, and as its table twin."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

import hepatica
from hepatica.conduct.commands import Actor
from hepatica.ledger.rows import SubjectRow
from hepatica.report import vega
from hepatica.report.figure import Figure
from hepatica.report.figures import profile as drawing
from hepatica.report.html import broken_html, figure_html
from hepatica.report.palette import Theme
from hepatica.report.stamp import Stamp
from hepatica.store import clock, read
from hepatica.web import addresses
from hepatica.web.capture.participant import course
from hepatica.web.doors import for_members
from hepatica.web.figures import script_address
from hepatica.web.visit_marks import Marks
from hepatica.web.visits import occurrences, zero_day


def figure(subject: str, *, plain: bool = False) -> Figure | None:
    """Return the profile of a participant; None before there is a day 0. ValueError when it cannot be drawn."""
    state, plan, study_row = read.subject_state(subject), read.plan_for(subject), read.study_row()
    row = state.get(SubjectRow, subject)
    if row is None:
        raise Http404
    zero, _happened = zero_day(plan.study, row)
    if zero is None:
        return None
    today = clock.now().today
    person = course.profile(
        course.Course(
            study=plan.study,
            state=state,
            subject=subject,
            zero=zero,
            today=today,
            digit=_place(subject),
            visits=occurrences(plan.study, row, read.forms_light([subject]), today),
        )
    )
    synthetic = "Synthetic data" if study_row.synthetic else ""
    return drawing.profile(person=person, stamp=stamp(), plain=plain, synthetic=synthetic)


def _place(subject: str) -> int:
    """Return the participant's place: by infusion, those not infused after them by number, as every list goes."""
    infused = read.infused()
    if subject in infused:
        return infused.index(subject) + 1
    before = [number for number in read.numbers() if number < subject and number not in infused]
    return len(infused) + len(before) + 1


def stamp() -> Stamp:
    """Return the point of the record a page is made from."""
    end, plan = read.end(), read.plan()
    at = datetime.strptime(end.at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    return Stamp(
        protocol=f"{plan.study.protocol} version {plan.study.version}",
        cut=local.date(),
        seq=end.seq,
        head=end.hash,
        program=hepatica.__version__,
        at=local,
    )


@for_members
def profile_page(request: HttpRequest, actor: Actor, subject: str) -> HttpResponse:  # noqa: ARG001
    """Show the profile on a page of its own, for the whole width and for print."""
    plain = request.GET.get("axis") == "plain"
    context = {"subject": subject, "plain": plain, "mark": Marks(read.infused()).of(subject)}
    return render(request, "capture/profile.html", context | drawn(subject, plain=plain))


def drawn(subject: str, *, plain: bool = False) -> dict[str, object]:
    """Return the figure as HTML and the address of the script that draws it; a sentence where it cannot be drawn."""
    try:
        made = figure(subject, plain=plain)
    except ValueError as error:
        return {"figure": broken_html("Profile", error)}
    if made is None:
        return {"figure": ""}
    return {"figure": figure_html(made, picture=_still(subject, plain=plain)), "script": script_address()}


def _still(subject: str, *, plain: bool) -> str:
    """Return the server's own picture for a page without scripts."""
    address = f"{addresses.participant(subject)}profile.svg?axis={'plain' if plain else 'wide'}"
    return (
        '<noscript><picture><source media="(prefers-color-scheme: dark)" '
        f'srcset="{address}&amp;theme=dark"><img src="{address}" alt=""></picture></noscript>'
    )


@for_members
def profile_svg(request: HttpRequest, actor: Actor, subject: str) -> HttpResponse:  # noqa: ARG001
    """Draw the profile on the server, for pages without scripts: `theme` is paper, light or dark."""
    theme: Theme = "dark" if request.GET.get("theme") == "dark" else "light"
    made = figure(subject, plain=request.GET.get("axis") == "plain")
    if made is None:
        raise Http404
    return HttpResponse(vega.svg(made.spec, theme), content_type="image/svg+xml")
