"""What the job worker does: print reports and packs that take longer than a page should."""

from __future__ import annotations

from hashlib import sha256

from django_tasks import task

from hepatica.jobs import outputs
from hepatica.jobs.printed import PDF, path_of, said
from hepatica.jobs.whole_file import write_whole
from hepatica.report.kinds import Kind
from hepatica.store.access import Access
from hepatica.store.record import append_access


@task()
def print_report(cut: int, actor: str, kind: str = Kind.FINAL.value, form: str = PDF) -> dict[str, str]:
    """Print a report of a cut into ``files/``, named by its content, and say so on the access chain."""
    return _printed(Kind(kind), cut, actor, form)


@task()
def print_board_pack(cut: int, actor: str) -> dict[str, str]:
    """Print the safety board's pack of a cut likewise."""
    return _printed(Kind.BOARD, cut, actor, PDF)


def _printed(kind: Kind, cut: int, actor: str, form: str) -> dict[str, str]:
    data = outputs.report(kind, cut, form=form)
    digest = sha256(data).hexdigest()
    path = path_of(digest, form)
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        write_whole(path, data)
    words = {"what": said(kind, form), "cut": str(cut), "sha256": digest}
    append_access(Access.PRINTED, actor=actor, body=words)
    return {
        "sha256": digest,
        "form": form,
        "name": outputs.file_name(outputs.cut_at(cut), what=kind.called, form=form),
    }
