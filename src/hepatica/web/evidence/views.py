"""The published evidence: answers with the trial beside them, synthesis by any grouping, the table and each of its rows."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from hepatica.conduct.commands import Actor
from hepatica.evidence.load import VERSION, load
from hepatica.jobs import outputs
from hepatica.report.html import table_html
from hepatica.report.study.borrowing_table import borrowing_table
from hepatica.report.study.evidence_tables import excluded_table, undrawn_table
from hepatica.web.doors import for_members
from hepatica.web.evidence import present, present_synthesis, present_table
from hepatica.web.figures import script_address


@for_members
def index(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """Answer the questions, then show the trial beside the published lines and every study by year."""
    cut = outputs.cut_at()
    context = {
        "summary": present.summary(load()),
        "version": VERSION,
        "answers": present.shown_answers(load()),
        "lines": present.drawn(cut, "evidence"),
        "undrawn": table_html(undrawn_table(cut)),
        "forest": present.drawn(cut, "evidence-forest"),
        "borrowing": table_html(borrowing_table(cut)),
        "timeline": present.drawn(cut, "evidence-timeline"),
        "script": script_address(),
        "stamp": cut.stamp,
    }
    return render(request, "evidence/index.html", context)


@for_members
def synthesis(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """Show the forest of one outcome, grouped as asked, and what is left out of it."""
    try:
        asked = present_synthesis.asked(load(), request.GET)
    except present_synthesis.UnknownChoiceError as error:
        raise Http404(str(error)) from error
    cut = outputs.cut_at()
    context = {
        "asked": asked,
        "choices": present_synthesis.choices(load()),
        "forest": present_synthesis.forest(load(), asked, cut.stamp),
        "excluded": table_html(excluded_table(cut)),
        "script": script_address(),
        "stamp": cut.stamp,
    }
    return render(request, "evidence/synthesis.html", context)


@for_members
def table(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """List the rows, filtered as asked; rows left out of every synthesis stay visible with the reason."""
    shelf = present_table.shelf(load(), request.GET)
    return render(request, "evidence/table.html", {"shelf": shelf, "version": VERSION})


@for_members
def row(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:  # noqa: ARG001
    """Show one row: as printed, its source, its notes and what came of recomputing it."""
    try:
        shown = present_table.one(load(), name)
    except KeyError as error:
        raise Http404(present_table.no_such_row(name)) from error
    return render(request, "evidence/row.html", {"row": shown})
