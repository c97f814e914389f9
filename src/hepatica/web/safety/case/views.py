"""The page of a case, and what is done there: answer, sign, print."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hepatica.conduct.commands import Actor, IssueReport
from hepatica.jobs.case_forms import NoSuchForm, estimate_pdf, printed_form
from hepatica.report.forms.compensation import Proposal
from hepatica.safety.compensation import death, levels
from hepatica.store import read
from hepatica.store.access import Access
from hepatica.store.record import append_access
from hepatica.web import boxes
from hepatica.web.acting import attempt, proven
from hepatica.web.doors import for_members, may
from hepatica.web.safety.case import answers, coding, present
from hepatica.web.safety.case.aid import aids
from hepatica.web.safety.case.opened import Opened, opened
from hepatica.web.visit_marks import Marks


@for_members
def page(request: HttpRequest, actor: Actor, subject: str, row: int) -> HttpResponse:
    """Show a case: the question at hand, what is known, and the paper."""
    found = opened(subject, row, request.GET.get("form", "table5"))
    return _draw(request, actor, found, at=request.GET.get("at", ""), fresh=request.GET.get("told", ""))


@require_POST
@for_members
def answer(request: HttpRequest, actor: Actor, subject: str, row: int) -> HttpResponse:
    """Store the answer to one question and go on to the next; a refusal is said at the question, with what was typed."""
    typed, ticked = request.POST.dict(), request.POST.getlist("met")
    found = opened(subject, row, typed.get("form", "table5"))
    question = next((q for q in found.questions if q.id == typed.get("question")), None)
    if question is None:
        messages.info(request, _("This question was answered meanwhile; the paper shows by what."))
        return redirect(_address(found))
    if "later" in typed:
        return redirect(_address(found, at=present.after(found, question.id)))
    if answers.is_empty(question, typed, ticked):
        said = (_("Nothing is answered yet. Say that you don't know yet, and the next one is asked."),)
        return _draw(request, actor, found, at=question.id, refused=said, status=422)
    if refused := attempt(lambda: answers.command(found, question, typed, ticked), actor):
        return _draw(request, actor, found, at=question.id, refused=refused, status=422)
    return redirect(_address(found, told=question.id))


@require_POST
@for_members
def serious(request: HttpRequest, actor: Actor, subject: str, row: int) -> HttpResponse:
    """Make an event serious: its clocks start, and the form asks what is still missing."""
    typed, met = request.POST.dict(), request.POST.getlist("met")
    found = opened(subject, row)
    refused: tuple[str, ...] = ()
    if not met:
        refused = (
            _("Say which of the six criteria is met: the grade alone does not make an event serious."),
        )
    refused = refused or attempt(
        lambda: answers.made_serious(
            found, met, boxes.prose(typed, "reason").strip(), boxes.number(typed.get("seen", ""))
        ),
        actor,
    )
    if refused:
        return _draw(request, actor, found, refused=refused, where="serious", status=422)
    return redirect(_address(found, told="criteria"))


@require_POST
@for_members
def issue(request: HttpRequest, actor: Actor, subject: str, row: int) -> HttpResponse:
    """Sign a version of the form, after the password was typed again."""
    typed = request.POST.dict()
    found = opened(subject, row, typed.get("form", "table5"))
    purpose = typed.get("purpose") or ("follow_up" if found.issued else "initial")

    def command() -> IssueReport:
        return IssueReport(
            subject=subject,
            row=row,
            report=found.report,
            purpose=purpose,
            reason=boxes.prose(typed, "reason"),
        )

    if refused := attempt(command, proven(request, actor, "report.issue")):
        return _draw(request, actor, found, refused=refused, where="issue", status=422)
    messages.success(request, _("Signed. It is ready to be sent; record here when it reached its recipient."))
    return redirect("safety:send", subject, row)


@for_members
def paper(request: HttpRequest, actor: Actor, subject: str, row: int, report: str) -> HttpResponse:
    """Print a form of the case: a version as it was signed, or the draft; who printed it is written down."""
    version = boxes.number(request.GET.get("version", "")) or None
    try:
        made = printed_form(subject, row, report, version, actor=actor.user)
    except (NoSuchForm, ValueError) as error:
        raise Http404(str(error)) from error
    name = f"{subject}-{row}-{report}-{f'v{version}' if version else 'draft'}.pdf"
    given = HttpResponse(made, content_type="application/pdf")
    given["Content-Disposition"] = f'inline; filename="{name}"'
    return given


@require_POST
@for_members
def compensation(request: HttpRequest, actor: Actor, subject: str, row: int) -> HttpResponse:
    """Print the estimate of compensation for the ethics committee's opinion, with who proposes the risk and why."""
    typed, found = request.POST.dict(), opened(subject, row)
    reason = boxes.prose(typed, "reason").strip()
    refused: tuple[str, ...] = ()
    if found.case.patient.age is None:
        refused = (_("The age at onset is not in the record: the factor goes by it."),)
    elif not reason:
        refused = (_("Say why this level of risk: in decompensated cirrhosis it will be argued."),)
    if refused or found.case.patient.age is None:
        return _draw(request, actor, found, refused=refused, where="compensation", status=422)
    try:
        estimate = death(found.case.patient.age, typed.get("risk", ""))
    except ValueError as error:
        return _draw(request, actor, found, refused=(str(error),), where="compensation", status=422)
    made = estimate_pdf(subject, row, estimate, Proposal(by=actor.name, reason=reason))
    body = {
        "what": f"compensation/{subject}/{row}",
        "cut": str(found.seen),
        "sha256": sha256(made).hexdigest(),
    }
    append_access(Access.PRINTED, actor=actor.user, body=body)
    given = HttpResponse(made, content_type="application/pdf")
    given["Content-Disposition"] = f'inline; filename="{subject}-{row}-compensation.pdf"'
    return given


def _draw(
    request: HttpRequest,
    actor: Actor,
    found: Opened,
    *,
    at: str = "",
    fresh: str = "",
    refused: tuple[str, ...] = (),
    where: str = "question",
    status: int = 200,
) -> HttpResponse:
    asked = present.questions(found, at)
    few, rest = present.answers(found)
    form = found.study.form_by_id.get("ae")
    context: dict[str, Any] = {
        "found": found,
        "case": found.case,
        "head": present.head(found, Marks(read.infused())),
        "asked": asked,
        "counted": present.counted(found),
        "known": few,
        "known_rest": rest,
        "known_count": len(few) + len(rest),
        "paper": present.paper(found.filled, asked, fresh),
        "blocked": present.blocked(found),
        "refused": refused,
        "where": where,
        "typed": request.POST,
        "ticked": request.POST.getlist("met"),
        "boxes": boxes.dates(request.POST.dict(), "answer"),
        "criteria": present.criteria(),
        "aids": aids(found.study, found.state, found.case.subject, found.case.row),
        "levels": levels().items(),
        "coded": coding.coded(found.case),
        "may_answer": bool(form and actor.roles & set(form.roles)),
        "may_sign": may(actor, "report.issue"),
        "page": "case",
    }
    return render(request, "safety/case.html", context, status=status)


def _address(found: Opened, **more: str) -> str:
    address = reverse("safety:case", args=[found.case.subject, found.case.row])
    words = {k: v for k, v in {"form": found.report, **more}.items() if v and (k, v) != ("form", "table5")}
    return f"{address}?{urlencode(words)}" if words else address
