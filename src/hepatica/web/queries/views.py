"""The worklist of queries: found by filter, answered and closed in place, and taken away as a table."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hepatica.conduct.commands import Actor, Command
from hepatica.conduct.findings import sentence
from hepatica.conduct.plan import Plan
from hepatica.conduct.queries import answerers
from hepatica.conduct.reading import Reading
from hepatica.conduct.review_commands import (
    AcceptFinding,
    AnswerQuery,
    CloseQuery,
    ReopenQuery,
    ReturnFinding,
)
from hepatica.jobs.keeping.handing import anchored_now
from hepatica.ledger.rows import FindingRow
from hepatica.store import queries, read
from hepatica.store.access import Access
from hepatica.store.record import append_access
from hepatica.web.acting import attempt, fresh_key, key_of
from hepatica.web.doors import for_members, may
from hepatica.web.queries import table, worklist
from hepatica.web.queries.worklist import Filter, Line
from hepatica.web.threads import cast
from hepatica.web.visit_marks import Marks

HOME = "/queries/"


@for_members
def home(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what was asked and waits, page by page."""
    plan, by = read.plan(), filter_of(request)
    everything = _lines(plan, by, actor)
    kept = worklist.kept(everything, by)
    pages = max(1, -(-len(kept) // worklist.PAGE))
    page = min(max(1, _whole(request.GET.get("page")) or 1), pages)
    here = kept[(page - 1) * worklist.PAGE : page * worklist.PAGE]
    marks, who, said = Marks(read.infused()), cast(actor), sayer(plan)
    values = {
        "lines": [worklist.shown(plan.study, line, actor, who, marks, said) for line in here],
        "total": len(kept),
        "mine": sum(line.mine for line in everything),
        "open": sum(line.state == "open" for line in everything),
        "answered": sum(line.state == "answered" for line in everything),
        "by": by,
        "page": page,
        "pages": pages,
        "query": _without_page(request),
        "key": fresh_key(),
        "choices": _choices(plan, everything, actor),
        **places(actor),
    }
    return render(request, "queries/home.html", values)


def _lines(plan: Plan, by: Filter, actor: Actor) -> list[Line]:
    whose = (by.subject,) if by.subject else None
    found = queries.queries(closed=by.state in {"closed", "all"}, subjects=whose)
    findings = read.findings_of(by.subject) if by.subject else read.findings()
    return worklist.lines(plan.study, found, findings, actor)


def sayer(plan: Plan) -> Callable[[FindingRow], str]:
    """Return what puts a finding into its sentence; only the participants of those shown are read."""

    @cache
    def reading(subject: str) -> Reading:
        return Reading(plan.study, read.subject_state(subject), subject)

    return lambda row: sentence(plan, row, reading(row.subject))


def places(actor: Actor) -> dict[str, bool]:
    """Return which of the pages beside the worklist a person is offered."""
    return {"may_list": may(actor, "query.open"), "may_weigh": may(actor, "finding.accept")}


def filter_of(request: HttpRequest) -> Filter:
    """Read the filter from the address."""
    text = {
        name: request.GET.get(name, "")[:120] for name in ("subject", "visit", "form", "state", "role", "by")
    }
    return Filter(**text, days=_whole(request.GET.get("days")), mine=request.GET.get("mine") == "yes")


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else 0


def _without_page(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()


def _choices(plan: Plan, found: list[Line], actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """Return what each filter offers: only what something in the list has."""
    study, who = plan.study, cast(actor)
    visits = {line.row.visit for line in found}
    forms = {line.row.form for line in found}
    states = [("", _("Not closed")), *worklist.state_words().items(), ("all", _("All"))]
    return {
        "subject": [(one, one) for one in sorted({line.row.subject for line in found})],
        "visit": [(one, worklist.place_words(study, one, "").partition(" · ")[0]) for one in sorted(visits)],
        "form": [(form.id, str(form.title)) for form in study.forms if form.id in forms],
        "state": states,
        "role": [(role, role.replace("_", " ")) for role in answerers()],
        "by": [
            (one, _("a check") if one == "check" else who(one).name)
            for one in sorted({line.by for line in found})
        ],
        "days": [(n, _("%(n)s days or more") % {"n": n}) for n in ("3", "7", "14", "30")],
    }


@for_members
def export(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Hand out the filtered list as a table, and note on the access chain that it left."""
    plan, by = read.plan(), filter_of(request)
    cut = read.head().seq
    text = table.to_csv(worklist.kept(_lines(plan, by, actor), by), sayer(plan))
    digest = sha256(text.encode()).hexdigest()
    append_access(
        Access.EXPORTED, actor=actor.user, body={"what": "queries", "cut": str(cut), "sha256": digest}
    )
    return HttpResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{anchored_now("queries.csv")}"'},
    )


@require_POST
@for_members
def act(request: HttpRequest, actor: Actor, number: int) -> HttpResponseBase:
    """Answer, close or reopen a query from the list."""
    query = queries.query(number)
    if query is None:
        raise Http404
    kinds: dict[str, tuple[Any, str]] = {
        "answer": (AnswerQuery, _("The answer stands in the thread.")),
        "close": (CloseQuery, _("The query is closed.")),
        "reopen": (ReopenQuery, _("The query is open again.")),
    }
    kind, said = kinds.get(request.POST.get("do", ""), (None, ""))
    if kind is None:
        raise Http404
    text = request.POST.get("text", "")
    return _done(request, actor, lambda: kind(subject=query.subject, query=number, text=text), said)


@require_POST
@for_members
def judge(request: HttpRequest, actor: Actor, subject: str, key: str) -> HttpResponseBase:
    """Accept the explanation of a finding, or send it back."""
    found = next((one for one in read.findings_of(subject) if one.key == key), None)
    if found is None:
        messages.error(request, _("The finding is not there any more: it was mended meanwhile."))
        return redirect(_back(request))
    place: dict[str, Any] = {"subject": subject, "visit": found.visit, "form": found.form}
    place |= {"check": found.check, "row": found.row}
    if request.POST.get("do") == "accept":
        return _done(request, actor, lambda: AcceptFinding(**place), _("The explanation is accepted."))
    text = request.POST.get("text", "")
    return _done(
        request, actor, lambda: ReturnFinding(**place, text=text), _("The explanation is sent back.")
    )


def _done(request: HttpRequest, actor: Actor, make: Callable[[], Command], said: str) -> HttpResponseBase:
    key = key_of(request)
    if refusals := attempt(
        make, actor, f"{key}.{request.path}.{request.POST.get('do', '')}"[:200] if key else None
    ):
        for refusal in refusals:
            messages.error(request, refusal)
    else:
        messages.success(request, said)
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    to = request.POST.get("back", "")
    return to if to.startswith(HOME) and url_has_allowed_host_and_scheme(to, {request.get_host()}) else HOME
