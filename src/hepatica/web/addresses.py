"""Where things of the record are on the site: one place, so that screens that do not know each other can link."""

from __future__ import annotations

from urllib.parse import quote


def participant(subject: str) -> str:
    """Return the page of a participant."""
    return f"/participants/{quote(subject, safe='')}/"


def visit(subject: str, visit: str) -> str:
    """Return where a visit is opened: at its first form that is not complete."""
    return f"{participant(subject)}visits/{quote(visit, safe='')}/"


def form(subject: str, visit_id: str, form_id: str) -> str:
    """Return the page of one form of a visit, or of a log."""
    return f"{visit(subject, visit_id)}{quote(form_id, safe='')}/"


def item(subject: str, visit_id: str, form_id: str, item_id: str, row: int = 0) -> str:
    """Return where one answer stands on its form."""
    return f"{form(subject, visit_id, form_id)}#{form_id}-{item_id}-{row}-row"


def history(subject: str, visit_id: str, form_id: str, item_id: str, row: int = 0) -> str:
    """Return the history of one answer: every value it ever had."""
    return f"{form(subject, visit_id, form_id)}?history={quote(item_id, safe='')}&row={row}"


def redact(seq: int) -> str:
    """Return where words of an event are taken out of sight."""
    return f"/record/people/redact/{seq}/"


def copies(subject: str, visit_id: str, form_id: str) -> str:
    """Return the certified copies beside a form."""
    parts = (quote(part, safe="") for part in (subject, visit_id, form_id))
    return f"/record/people/copies/{'/'.join(parts)}/"


def moment(seq: int) -> str:
    """Return the study as it stood at an event."""
    return f"/record/time/?at={seq}"


def products(subject: str) -> str:
    """Return the page of a participant's cells."""
    return f"/products/{quote(subject, safe='')}/"


def material(subject: str, label: str) -> str:
    """Return the page of a material."""
    return f"{products(subject)}of/{quote(label, safe='')}/"


def why(ref: str, cut: int | None = None) -> str:
    """Return the page that says where a value comes from; at the head unless a cut is named."""
    return f"/why/?of={quote(ref, safe='')}" + (f"&cut={cut}" if cut else "")
