"""Choosing another way when what was planned cannot be, and sending the letters that are owed."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Command
from hepatica.conduct.product_commands import ChooseBranch, SendNotice
from hepatica.ledger.product_rows import NoticeRow
from hepatica.study.product import Branch
from hepatica.web import asking, boxes
from hepatica.web.asking import Sheet
from hepatica.web.boxes import Boxes
from hepatica.web.moments import minute
from hepatica.web.product.acts.act import Act
from hepatica.web.product.bench import Bench


def _branch(at: Bench, thing: str) -> Branch:
    found = next((one for one in at.study.manufacture.branches if one.id == thing), None)
    if found is None:
        raise Http404(_("The protocol has no such branch."))
    return found


def _branch_sheet(at: Bench, thing: str, typed: Boxes) -> Sheet:
    branch = _branch(at, thing)
    ways = [(one.id, str(one.title)) for one in branch.choices]
    made = [(label, label) for label in at.lineage.rows]
    asks = [asking.tiles("choice", _("How it goes on"), typed, ways)]
    if made:
        asks.append(asking.select("material", _("The material it is about"), typed, made, optional=True))
    asks.append(asking.text("reason", _("Why"), typed, kind="area"))
    return Sheet(title=str(branch.title), boxes=tuple(asks), button=_("Take this way"), icon="right")


def _choose(at: Bench, thing: str, request: HttpRequest, typed: Boxes) -> tuple[Command, ...]:  # noqa: ARG001
    choice = boxes.line(typed, "choice")
    if not choice:
        raise ValueError(_("Choose how it goes on."))
    return (
        ChooseBranch(
            subject=at.subject,
            branch=_branch(at, thing).id,
            choice=choice,
            reason=boxes.prose(typed, "reason"),
            material=boxes.line(typed, "material"),
        ),
    )


BRANCH = Act(
    kind="branch.choose",
    sheet=_branch_sheet,
    commands=_choose,
    done=lambda _thing, _typed: _("The way is recorded with its reason."),
)


def notice_of(at: Bench, thing: str) -> NoticeRow:
    """Return the letter of a number (the event that prepared it); 404 when there is none."""
    found = next((row for row in at.state.of(NoticeRow, at.subject) if str(row.seq) == thing), None)
    if found is None:
        raise Http404(_("There is no such letter."))
    return found


def _letter_sheet(at: Bench, thing: str, typed: Boxes) -> Sheet:
    row = notice_of(at, thing)
    asks = [
        asking.moment("at", _("When it went out"), typed, at.minute),
        asking.Box(name="file", label=_("The letter or its receipt, as a file"), kind="file"),
    ]
    if at.minute > row.due:
        asks.append(asking.text("reason", _("Why it went late"), typed, kind="area"))
    said = (_("Due %(when)s.") % {"when": minute(row.due)}, *((row.result,) if row.result else ()))
    title = _("Letter to %(to)s about %(lot)s") % {"to": row.to, "lot": row.lot}
    return Sheet(title=title, boxes=tuple(asks), button=_("Record it as sent"), icon="server", said=said)


def _send(at: Bench, thing: str, request: HttpRequest, typed: Boxes) -> tuple[Command, ...]:
    row = notice_of(at, thing)
    file, file_name = boxes.evidence(request)
    return (
        SendNotice(
            subject=at.subject,
            lot=row.lot,
            notice=row.notice,
            to=row.to,
            at=boxes.moment(typed, "at"),
            file=file,
            file_name=file_name,
            reason=boxes.prose(typed, "reason"),
        ),
    )


SEND = Act(
    kind="notice.send",
    sheet=_letter_sheet,
    commands=_send,
    done=lambda _thing, _typed: _("Recorded as sent, with its evidence."),
)
