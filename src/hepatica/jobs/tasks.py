"""What the job worker does: print reports that take longer than a page should."""

from __future__ import annotations

from hashlib import sha256

from django_tasks import task

from hepatica.jobs import outputs
from hepatica.jobs.printed import path_of
from hepatica.store.access import Access
from hepatica.store.record import append_access


@task()
def print_report(cut: int, actor: str) -> dict[str, str]:
    """Print the report of a cut into ``files/``, named by its content, and say so on the access chain."""
    found = outputs.cut_at(cut)
    data = outputs.report_pdf(cut)
    digest = sha256(data).hexdigest()
    path = path_of(digest)
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        part = path.with_suffix(".part")
        part.write_bytes(data)
        part.replace(path)
    body = {"what": "study report", "cut": str(cut), "sha256": digest}
    append_access(Access.PRINTED, actor=actor, body=body)
    return {"sha256": digest, "name": outputs.file_name(found)}
