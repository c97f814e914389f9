"""What the job worker does: print reports and packs that take longer than a page should."""

from __future__ import annotations

from hashlib import sha256

from django_tasks import task

from hepatica.jobs import outputs
from hepatica.jobs.printed import PACK, REPORT, path_of
from hepatica.store.access import Access
from hepatica.store.record import append_access


@task()
def print_report(cut: int, actor: str) -> dict[str, str]:
    """Print the report of a cut into ``files/``, named by its content, and say so on the access chain."""
    return _printed(REPORT, outputs.report_pdf(cut), cut, actor)


@task()
def print_board_pack(cut: int, actor: str) -> dict[str, str]:
    """Print the safety board's pack of a cut likewise."""
    return _printed(PACK, outputs.board_pack(cut), cut, actor)


def _printed(what: str, data: bytes, cut: int, actor: str) -> dict[str, str]:
    digest = sha256(data).hexdigest()
    path = path_of(digest)
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        part = path.with_suffix(".part")
        part.write_bytes(data)
        part.replace(path)
    append_access(Access.PRINTED, actor=actor, body={"what": what, "cut": str(cut), "sha256": digest})
    return {"sha256": digest, "name": outputs.file_name(outputs.cut_at(cut), what=what)}
