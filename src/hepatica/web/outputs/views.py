"""Outputs at a cut: the list, a table, a figure, a report of any kind as a job and its file, and the datasets."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tasks import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from hepatica.conduct.commands import Actor
from hepatica.datasets.adam import NoSuchDataset
from hepatica.jobs import outputs
from hepatica.jobs.datasets import dataset_csv
from hepatica.jobs.keeping.handing import anchored
from hepatica.jobs.printed import HTML, PDF, REPORT, path_of, print_of, said
from hepatica.jobs.printed import printed as prints
from hepatica.jobs.tasks import print_report
from hepatica.report.html import figure_html, table_html, why_href
from hepatica.report.kinds import Kind
from hepatica.report.spreadsheet import rows_in
from hepatica.report.study.catalogue import FIGURES, TABLES, tables
from hepatica.report.study.cut import Cut
from hepatica.store import read
from hepatica.store.access import Access
from hepatica.store.record import append_access
from hepatica.web.doors import for_members
from hepatica.web.figures import script_address
from hepatica.web.missing import Missing
from hepatica.web.outputs import present


@for_members
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """List every table and figure, with what each says."""
    cut, query = _cut(request)
    names = {grant.user: grant.name for grant in read.grants()}
    lists = {
        "shelf": present.shelf(cut, query),
        "papers": present.papers(prints(), names),
        "kinds": present.kinds(),
        "datasets": present.datasets(query) if present.may_export(actor) else (),
    }
    return render(request, "outputs/index.html", _frame(cut, query) | lists)


@for_members
def table(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:  # noqa: ARG001
    """Show one table, the same object that is printed."""
    cut, query = _cut(request)
    make = TABLES.get(name) or tables(cut).get(name)
    if make is None:
        raise Missing(_("There is no table of that name."))
    found = make(cut)
    return render(
        request,
        "outputs/one.html",
        _frame(cut, query) | {"title": found.title, "shown": table_html(found, asks=why_href(cut.stamp.seq))},
    )


@for_members
def figure(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:  # noqa: ARG001
    """Show one figure with its table twin, or the sentence why there is none."""
    if name not in FIGURES:
        raise Missing(_("There is no figure of that name."))
    cut, query = _cut(request)
    found = present.drawn(cut, name)
    if isinstance(found, str):
        return render(request, "outputs/one.html", _frame(cut, query) | {"title": found, "sentence": found})
    shown = {
        "title": found.title,
        "shown": figure_html(found, asks=why_href(cut.stamp.seq)),
        "script": script_address(),
    }
    return render(request, "outputs/one.html", _frame(cut, query) | shown)


@require_POST
@for_members
def order(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Ask the worker to print a report of a cut; without a kind the study report, without a form a PDF."""
    cut, _query = _cut(request)
    kind, form = request.POST.get("kind", Kind.FINAL), request.POST.get("form", PDF)
    if kind not in set(Kind) or form not in {PDF, HTML}:
        raise Missing(_("There is no such kind of report."))
    job = print_report.enqueue(cut=cut.stamp.seq, actor=actor.user, kind=kind, form=form)
    return redirect("outputs:printed", job=job.id)


@for_members
def printed(request: HttpRequest, actor: Actor, job: str) -> HttpResponse:  # noqa: ARG001
    """Say how far a print is; the page asks again by itself until it is done."""
    result = _job(job)
    done = result.status == TaskResultStatus.SUCCESSFUL
    context = {
        "job": job,
        "done": done,
        "failed": result.status == TaskResultStatus.FAILED,
        "name": result.return_value["name"] if done else "",
        "sha256": result.return_value["sha256"] if done else "",
    }
    template = "outputs/printing.html" if request.headers.get("HX-Request") else "outputs/printed.html"
    return render(request, template, context)


@for_members
def download(request: HttpRequest, actor: Actor, job: str) -> HttpResponseBase:  # noqa: ARG001
    """Give the report a job printed."""
    result = _job(job)
    if result.status != TaskResultStatus.SUCCESSFUL:
        raise Missing(_("This report has not been printed yet."))
    form = result.return_value.get("form", PDF)
    what = said(Kind(result.kwargs.get("kind", Kind.FINAL)), form)
    return _given(actor, result.kwargs["cut"], result.return_value["sha256"], what, form)


@for_members
def paper(request: HttpRequest, actor: Actor, sha256: str) -> HttpResponseBase:  # noqa: ARG001
    """Give a report that was printed earlier, by the hash of its bytes."""
    known = print_of(sha256) if sha256.isalnum() else None
    if known is None:
        raise Missing(_("No report of that hash was printed here."))
    return _given(actor, known.cut, known.sha256, known.what, known.form)


@for_members
def report(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Print the report of a cut now and give it: for programs, and where no worker runs."""
    cut, _query = _cut(request)
    done = print_report.call(cut=cut.stamp.seq, actor=actor.user)
    return _given(actor, cut.stamp.seq, done["sha256"], REPORT)


@for_members
def dataset(request: HttpRequest, actor: Actor, name: str) -> HttpResponse:
    """Give a dataset of a cut as comma-separated values, to those who may take data away; each one is written down."""
    if not present.may_export(actor):
        raise PermissionDenied(_("A data manager, a statistician or an inspector may take datasets away."))
    cut, _query = _cut(request)
    try:
        data = dataset_csv(name, cut.stamp.seq, define=bool(request.GET.get("define")))
    except NoSuchDataset as error:
        raise Missing(str(error)) from error
    digest = sha256(data).hexdigest()
    what = f"dataset {name}" + (", variables" if request.GET.get("define") else "")
    append_access(
        Access.EXPORTED,
        actor=actor.user,
        body={"what": what, "cut": str(cut.stamp.seq), "sha256": digest, "rows": str(rows_in(data))},
    )
    response = HttpResponse(data, content_type="text/csv; charset=utf-8")
    tail = "-define" if request.GET.get("define") else ""
    saved = anchored(f"{name}{tail}.csv", cut.stamp.seq, cut.stamp.head)
    response["Content-Disposition"] = f'attachment; filename="{saved}"'
    return response


def _given(actor: Actor, cut: int, sha256: str, what: str, form: str = PDF) -> HttpResponseBase:
    """Give a printed file, and say on the access chain that it left; HTML is always saved, never opened within the site."""
    path = path_of(sha256, form)
    if not path.is_file():
        raise Missing(
            _("The file of this report is gone; print it again: the same cut gives the same bytes.")
        )
    body = {"what": what, "cut": str(cut), "sha256": sha256}
    append_access(Access.EXPORTED, actor=actor.user, body=body)
    name = outputs.file_name(outputs.cut_at(cut), what=what, form=form)
    kind = "application/pdf" if form == PDF else "text/html; charset=utf-8"
    return FileResponse(path.open("rb"), filename=name, content_type=kind, as_attachment=form != PDF)


def _job(job: str) -> Any:
    try:
        return print_report.get_result(job)
    except (TaskResultDoesNotExist, ValueError) as error:
        raise Missing(_("There is no print of that number.")) from error


def _cut(request: HttpRequest) -> tuple[Cut, str]:
    asked = (request.POST.get("cut") or request.GET.get("cut") or "").strip()
    if asked and not (asked.isascii() and asked.isdigit() and len(asked) <= 15):
        raise Missing(_("A cut is the number of an event, like 4812."))
    try:
        return outputs.cut_at(int(asked) if asked else None), f"?cut={asked}" if asked else ""
    except outputs.NoSuchCut as error:
        raise Missing(str(error)) from error


def _frame(cut: Cut, query: str) -> dict[str, object]:
    return {"stamp": cut.stamp, "query": query, "last": read.head().seq, "script": ""}
