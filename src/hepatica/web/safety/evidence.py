"""The files that stand beside a record as its evidence, given back by their hash to whoever works in the trial."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from hepatica.conduct.commands import Actor
from hepatica.ledger.desk_rows import ApprovalRow, BoardRow, ClearanceRow, SubmissionRow
from hepatica.store import files, read
from hepatica.store.access import Access
from hepatica.store.record import append_access
from hepatica.web.doors import for_members


def _beside() -> Iterator[tuple[str, str]]:
    """Yield (SHA-256, name) of every file the record names."""
    for submission in read.everyones(SubmissionRow):
        yield submission.file, submission.file_name
    for approval in read.everyones(ApprovalRow):
        yield approval.file, approval.file_name
    for clearance in read.everyones(ClearanceRow):
        yield clearance.file, clearance.file_name
    for decision in read.everyones(BoardRow):
        yield decision.file, decision.file_name


@for_members
def file(request: HttpRequest, actor: Actor, sha256: str) -> HttpResponseBase:  # noqa: ARG001
    """Give a file that the record names; that it left is written down."""
    names = [name for known, name in _beside() if known == sha256]
    if not sha256 or not names:
        raise Http404(_("The record names no file of that hash."))
    path = files.path_of(sha256)
    if not path.is_file():
        raise Http404(_("The file is gone from this folder; its hash in the record proves any copy."))
    append_access(Access.EXPORTED, actor=actor.user, body={"what": "evidence", "cut": "", "sha256": sha256})
    return FileResponse(path.open("rb"), as_attachment=True, filename=names[-1] or sha256)
