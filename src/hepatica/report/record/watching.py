"""The reports about the trail: what each looks for, and its table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hepatica.datasets.trail_watch import LateForm, Often, Tally
from hepatica.report import text as write
from hepatica.report.table import Column, Group, Number, Row, Table, Text
from hepatica.study.study import Study


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One report about the trail."""

    id: str
    title: str
    deck: str


KINDS = (
    Kind(id="late", title="Late entries", deck="answers entered long after the day they are about"),
    Kind(
        id="after-signature",
        title="Changes after a signature",
        deck="answers changed, struck out or added on a form that somebody had signed before",
    ),
    Kind(
        id="after-lock",
        title="Changes after an unlock",
        deck="answers changed, struck out or added where a freeze or lock had been taken back",
    ),
    Kind(id="frequent", title="Frequent changes", deck="answers that were changed again and again"),
    Kind(id="critical", title="Changes to critical data", deck="of answers that the protocol calls critical"),
    Kind(
        id="critical-after-signature",
        title="Changes to critical data after a signature",
        deck="critical answers changed or added once the form had been signed",
    ),
    Kind(id="changes", title="All changes", deck="every answer that was replaced or struck out"),
    Kind(
        id="struck-out",
        title="Rows struck out",
        deck="nothing is deleted: what each row said stays in the trail",
    ),
    Kind(id="invalidated", title="Signatures invalidated", deck="what was signed has changed since"),
    Kind(id="unlocks", title="Unlocks", deck="freezes and locks that were taken back, with the reason"),
    Kind(id="people", title="By person", deck="what each person entered, changed and signed"),
    Kind(id="sites", title="By site", deck="what was entered, changed and signed at each site"),
)
BY_ID = {kind.id: kind for kind in KINDS}


def late_table(study: Study, late: Iterable[LateForm], late_days: int) -> Table:
    """Return the late entries by form: entry and the day it is about are two different times."""
    rows = tuple(
        Row(
            cells=(
                Text(text=one.subject, href=f"/participants/{one.subject}/"),
                Text(text=_visit(study, one.visit)),
                Text(text=_form(study, one.form), href=_address(one.subject, one.visit, one.form)),
                Text(text=write.civil_date(one.held)),
                Number(value=one.answers),
                Number(value=one.days),
                Text(text=str(one.seqs[0]), href=f"/record/time/?at={one.seqs[0]}"),
            )
        )
        for one in late
    )
    return _table(
        "late",
        f"answers entered more than {late_days} days after the day of their visit",
        (
            Column(title="Participant"),
            Column(title="Visit", width=2),
            Column(title="Form", width=4),
            Column(title="Day of the visit", width=2),
            Column(title="Answers", align="right"),
            Column(title="Latest", unit="d", align="right"),
            Column(title="First event", align="right"),
        ),
        rows,
    )


def frequent_table(study: Study, often: Iterable[Often], least: int) -> Table:
    """Return the answers that were changed ``least`` times or more."""
    rows = tuple(
        Row(
            cells=(
                Text(text=one.subject, href=f"/participants/{one.subject}/"),
                Text(text=_visit(study, one.visit)),
                Text(text=_form(study, one.form), href=_address(one.subject, one.visit, one.form)),
                Text(text=_item(study, one)),
                Number(value=len(one.seqs)),
                Text(text=", ".join(map(str, one.seqs))),
            )
        )
        for one in often
    )
    return _table(
        "frequent",
        f"answers changed {least} times or more",
        (
            Column(title="Participant"),
            Column(title="Visit", width=2),
            Column(title="Form", width=3),
            Column(title="Answer", width=3),
            Column(title="Changes", align="right"),
            Column(title="Events", width=3),
        ),
        rows,
    )


def tally_table(
    kind: str, who: str, tallies: Mapping[str, Tally], names: Mapping[str, str], late: Mapping[str, int]
) -> Table:
    """Return what each person, or each site, did."""
    rows = tuple(
        Row(
            cells=(
                Text(text=names.get(key, key)),
                *(
                    Number(value=value)
                    for value in (
                        one.entered, one.changed, one.critical, one.after_signature, one.after_unlock,
                        one.struck_out, late.get(key, 0), one.signed,
                    )
                ),
            )
        )
        for key, one in sorted(tallies.items(), key=lambda pair: names.get(pair[0], pair[0]))
    )  # fmt: skip
    heads = (
        "entered",
        "changed",
        "critical",
        "after signature",
        "after unlock",
        "struck out",
        "late",
        "signatures",
    )
    return _table(
        kind,
        BY_ID[kind].deck,
        (Column(title=who, width=3), *(Column(title=head.capitalize(), align="right") for head in heads)),
        rows,
    )


def _table(kind: str, deck: str, columns: tuple[Column, ...], rows: tuple[Row, ...]) -> Table:
    none = Row(cells=(Text(text="None"),), sentence="nothing of the record is of this kind")
    return Table(
        id=kind,
        title=BY_ID[kind].title,
        deck=deck,
        columns=columns,
        groups=(Group(rows=rows or (none,)),),
        listing=True,
    )


def _visit(study: Study, visit: str) -> str:
    planned = study.visit(visit)
    return f"{planned.title} {visit.partition('.')[2]}".strip() if planned else visit


def _form(study: Study, form: str) -> str:
    found = study.form_by_id.get(form)
    return str(found.title) if found else form


def _item(study: Study, one: Often) -> str:
    item = study.item(one.form, one.item)
    return f"{item.label if item else one.item}{f' {one.row}' if one.row > 1 else ''}"


def _address(subject: str, visit: str, form: str) -> str:
    return f"/participants/{subject}/visits/{visit}/{form}/"
