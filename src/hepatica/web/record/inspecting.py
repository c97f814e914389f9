"""Where an inspector begins: what was changed after it was signed, what left the house, and whether the record is sound."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_tasks import TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from hepatica.conduct.commands import Actor
from hepatica.jobs import trail as jobs
from hepatica.jobs.verifying import verify_record
from hepatica.ledger.events import StudyPublished
from hepatica.ledger.review_rows import AssessmentRow, TrailReviewRow
from hepatica.ledger.rows import DeviationRow
from hepatica.report.html import table_html
from hepatica.report.record.watching import BY_ID
from hepatica.report.table import Column, Group, Row, Table, Text
from hepatica.store import clock, read
from hepatica.store import trail as stored
from hepatica.store.access import Access
from hepatica.web.doors import for_members
from hepatica.web.moments import instant
from hepatica.web.record.accessing import exports, told
from hepatica.web.record.doors import knows_codes, must_oversee, must_take
from hepatica.web.record.giving import given
from hepatica.web.record.trailing import place

REPORTS = ("critical-after-signature", "invalidated", "unlocks", "late")
"""What the first page shows in full."""
SHOWN = 8


@dataclass(frozen=True, kw_only=True)
class Verified:
    """The last time the record was verified."""

    sound: bool
    said: str
    at: str
    who: str
    cut: int


@for_members
def inspect(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what an inspector asks first."""
    must_oversee(actor)
    names = _names()
    tables = [_report(kind, actor) for kind in REPORTS]
    context = {
        "reports": [(BY_ID[t.id], table_html(_first(t)), _many(t)) for t in tables],
        "exports": table_html(_first(export_table(names))),
        "exports_many": _many(export_table(names)),
        "versions": table_html(version_table(actor)),
        "deviations": table_html(deviation_table()),
        "verified": _verified(names),
        "last": read.head(),
        "access": read.head("access"),
        "when": instant(read.end().at) if read.end().at else "",
        "behind": clock.behind(read.end().at),
        "reviews": len(read.of_study(TrailReviewRow)),
    }
    return render(request, "record/inspect.html", context)


@for_members
def printed(request: HttpRequest, actor: Actor) -> HttpResponse:  # noqa: ARG001
    """Give the page on paper, every table whole."""
    must_oversee(actor)
    must_take(actor)
    names = _names()
    tables = (
        *(_report(kind, actor) for kind in REPORTS),
        export_table(names),
        version_table(actor),
        deviation_table(),
    )
    last, verified = read.head(), _verified(names)
    sound = (
        _("%(said)s (%(at)s)") % {"said": verified.said, "at": verified.at}
        if verified
        else _("never on this page")
    )
    asked = ((_("Events"), str(last.seq)), (_("Head of the ledger"), last.hash), (_("Last verified"), sound))
    data = jobs.table_pdf(*tables, title=_("For the inspector"), asked=asked)
    rows = sum(_many(table) for table in tables)
    return given(actor, data, what="inspector's page, PDF", name="inspection", form="pdf", rows=rows)


@require_POST
@for_members
def verify(request: HttpRequest, actor: Actor) -> HttpResponseBase:  # noqa: ARG001
    """Ask the worker to verify the whole record."""
    must_oversee(actor)
    job = verify_record.enqueue(actor=actor.user)
    return redirect("record:verified", job=job.id)


@for_members
def verified(request: HttpRequest, actor: Actor, job: str) -> HttpResponse:
    """Say how far a verification is; the page asks again by itself until it is done."""
    must_oversee(actor)
    try:
        result = verify_record.get_result(job)
    except (TaskResultDoesNotExist, ValueError) as error:
        raise Http404(_("There is no verification of that number.")) from error
    done = result.status == TaskResultStatus.SUCCESSFUL
    context = {
        "job": job,
        "done": done,
        "failed": result.status == TaskResultStatus.FAILED,
        "result": result.return_value if done else None,
    }
    name = "verifying" if request.headers.get("HX-Request") else "verified"
    return render(request, f"record/{name}.html", context)


def export_table(names: dict[str, str]) -> Table:
    """Return what left the house: when, who, what, how many rows."""
    rows = tuple(
        Row(
            cells=(
                Text(text=instant(event.at)),
                Text(text=names.get(event.actor, event.actor)),
                Text(text=told(event, names)),
                Text(text=json.loads(event.body).get("rows", "") or "–"),
            )
        )
        for event in exports()
    )
    columns = (
        Column(title="When", width=2),
        Column(title="Who", width=2),
        Column(title="What", width=5),
        Column(title="Rows", align="right"),
    )
    return _table("exports", "Exports and prints", "what left the house", columns, rows)


def version_table(actor: Actor) -> Table:
    """Return the versions of the protocol."""
    found = jobs.teller(codes=knows_codes(actor)).all(stored.of_kinds({StudyPublished.kind}))
    rows = tuple(
        Row(
            cells=(
                Text(text=str(one.event.seq), href=f"/record/time/?at={one.event.seq}"),
                Text(text=instant(one.event.at)),
                Text(text=one.text),
            )
        )
        for one in found
    )
    columns = (
        Column(title="Event", align="right"),
        Column(title="When", width=2),
        Column(title="What", width=6),
    )
    return _table("versions", "Versions of the protocol", "each as it came into force", columns, rows)


def deviation_table() -> Table:
    """Return the deviations that are important: judged so, or critical and not judged yet."""
    judged = {(row.subject, row.deviation): row for row in read.everyones(AssessmentRow)}
    rows = []
    for one in read.everyones(DeviationRow):
        found = judged.get((one.subject, one.key))
        if (found.grade == "important") if found else one.critical:
            said = f"{found.cause}. {found.action}" if found else "not judged yet"
            rows.append(
                Row(
                    cells=(
                        Text(text=str(one.seq), href=f"/record/time/?at={one.seq}"),
                        Text(text=one.subject, href=f"/participants/{one.subject}/"),
                        Text(text=one.sentence),
                        Text(text=said),
                    )
                )
            )
    columns = (
        Column(title="Event", align="right"),
        Column(title="Participant"),
        Column(title="What", width=4),
        Column(title="Judged", width=4),
    )
    return _table(
        "deviations",
        "Important deviations",
        "judged important, or critical and not judged yet",
        columns,
        tuple(rows),
    )


def _table(name: str, title: str, deck: str, columns: tuple[Column, ...], rows: tuple[Row, ...]) -> Table:
    none = Row(cells=(Text(text="None"),), sentence="nothing of the record is of this kind")
    return Table(
        id=name, title=title, deck=deck, columns=columns, groups=(Group(rows=rows or (none,)),), listing=True
    )


def _report(kind: str, actor: Actor) -> Table:
    return jobs.report(kind, codes=knows_codes(actor), link=place)


def _first(table: Table) -> Table:
    """Return the last lines of a table alone: the page links to all of them."""
    rows = table.rows[-SHOWN:] if table.id != "exports" else table.rows[:SHOWN]
    return replace(table, groups=(Group(rows=rows),))


def _many(table: Table) -> int:
    return sum(not row.sentence for row in table.rows)


def _verified(names: dict[str, str]) -> Verified | None:
    found = next(iter(read.accesses(Access.RECORD_VERIFIED, limit=1)), None)
    if found is None:
        return None
    body = json.loads(found.body)
    return Verified(
        sound=body["sound"] == "yes",
        said=body["said"],
        at=instant(found.at),
        who=names.get(found.actor, found.actor),
        cut=int(body["cut"]),
    )


def _names() -> dict[str, str]:
    names = {grant.user: grant.name for grant in read.grants()}
    return names | {"owner": _("The owner, at the command line"), "system": "Hepatica"}
