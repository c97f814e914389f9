"""Appendices: versions of the protocol, signatures, what the ledger says of itself, and where every number comes from."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from hepatica.datasets.trail import Trail
from hepatica.ledger.rows import SignatureRow
from hepatica.report import text as write
from hepatica.report.document import Block, Para
from hepatica.report.study.cut import Cut
from hepatica.report.study.disposition import visit_title
from hepatica.report.study.dossier import UNREAD, Dossier
from hepatica.report.study.sections.parts import page
from hepatica.report.table import Column, Group, Number, Row, Table, Text


def appendices(dossier: Dossier) -> tuple[Block, ...]:
    """Return everything but the last appendix, which needs the document to be whole."""
    cut = dossier.cut
    told = (
        (versions_table(cut, dossier.trail), signatures_table(cut), *audit(cut, dossier.trail))
        if dossier.trail
        else (Para(text=UNREAD), signatures_table(cut))
    )
    return page("Appendices: versions, signatures, audit trail", *told)


def versions_table(cut: Cut, trail: Trail) -> Table:
    """Return the versions of the protocol that were in force."""
    zone = ZoneInfo(cut.study.sites[0].zone)
    rows = tuple(
        Row(
            cells=(
                Text(text=one.version),
                Text(text=minute(one.at, zone)),
                Number(value=one.seq),
                Text(text=one.actor),
                Text(text=_hash(one.sha256)),
            )
        )
        for one in trail.versions
    )
    return Table(
        id="16.1.1",
        title="Versions of the protocol",
        deck="Each from the event that brought it into force",
        columns=(
            Column(title="Version"),
            Column(title="In force from", width=3),
            Column(title="Event", align="right"),
            Column(title="Published by", width=2),
            Column(title="SHA-256, first twelve", width=3),
        ),
        groups=(Group(rows=rows or (Row(cells=(Text(text="–"),), sentence="none was published"),)),),
        listing=True,
    )


def signatures_table(cut: Cut) -> Table:
    """Return how many signatures stand and fell, by who signed what."""
    found: dict[tuple[str, str, str], list[SignatureRow]] = {}
    for row in cut.state.all(SignatureRow):
        found.setdefault((row.name, row.role.replace("_", " "), row.meaning), []).append(row)
    zone = ZoneInfo(cut.study.sites[0].zone)
    rows = tuple(
        Row(
            cells=(
                Text(text=name),
                Text(text=role),
                Text(text=meaning),
                Number(value=sum(not row.invalidated for row in signed), why="COUNT:16.1.5/valid"),
                Number(value=sum(bool(row.invalidated) for row in signed), why="COUNT:16.1.5/fell"),
                Text(text=minute(max(row.at for row in signed), zone)),
            )
        )
        for (name, role, meaning), signed in sorted(found.items())
    )
    return Table(
        id="16.1.5",
        title="Signatures",
        deck="A signature falls when what it covers changes, and is asked for again",
        columns=(
            Column(title="Name", width=3),
            Column(title="Role", width=2),
            Column(title="Meaning", width=4),
            Column(title="stand", align="right"),
            Column(title="fell", align="right"),
            Column(title="Last", width=3),
        ),
        groups=(
            Group(
                rows=rows or (Row(cells=(Text(text="None"),), sentence="nobody has signed to the data cut"),)
            ),
        ),
        listing=True,
    )


def audit(cut: Cut, trail: Trail) -> tuple[Table, ...]:
    """Return events by kind, changes with their reasons, late entries."""
    return _kinds(trail), _changes(cut, trail), _late(cut, trail)


def _kinds(trail: Trail) -> Table:
    rows = [
        Row(cells=(Text(text=kind), Number(value=n, why=f"COUNT:16.1.8/{kind}"))) for kind, n in trail.kinds
    ]
    rows.append(
        Row(
            cells=(
                Text(text="All", strong=True),
                Number(value=trail.events, strong=True, why="COUNT:study/events"),
            )
        )
    )
    return Table(
        id="16.1.8",
        title="The ledger by kind of event",
        columns=(
            Column(title="Kind", width=3),
            Column(title="Events", align="right"),
            Column(title="", width=6),
        ),
        groups=(Group(rows=tuple(Row(cells=(*row.cells, Text(text=""))) for row in rows)),),
        listing=True,
    )


def _changes(cut: Cut, trail: Trail) -> Table:
    zone = ZoneInfo(cut.study.sites[0].zone)
    rows = tuple(
        Row(
            cells=(
                Number(value=one.seq),
                Text(text=minute(one.at, zone)),
                Text(text=one.subject or "study"),
                Text(text=f"{visit_title(cut, one.visit)}: {item_title(cut, one.form, one.item)}"),
                Text(text=f"{one.was} → {one.now}"),
                Text(text=one.reason),
            )
        )
        for one in trail.changes
    )
    none = Row(cells=(Text(text="None"),), sentence="no answer was changed after its form was complete")
    return Table(
        id="16.1.8.1",
        title="Changes of complete forms, with their reasons",
        deck=f"{write.number(trail.unexplained)} further changes were made before a form was complete; those need no reason",
        columns=(
            Column(title="Event", align="right"),
            Column(title="When", width=2),
            Column(title="Who"),
            Column(title="What", width=3),
            Column(title="Change", width=3),
            Column(title="Reason", width=4),
        ),
        groups=(Group(rows=rows or (none,)),),
        listing=True,
    )


def _late(cut: Cut, trail: Trail) -> Table:
    rows = tuple(
        Row(
            cells=(
                Text(text=one.subject),
                Text(text=visit_title(cut, one.visit)),
                Text(text=form_title(cut, one.form)),
                Number(value=one.answers),
                Number(value=one.days),
            )
        )
        for one in trail.late
    )
    none = Row(cells=(Text(text="None"),), sentence="no answer was entered late")
    return Table(
        id="16.1.8.2",
        title="Late entries",
        deck=f"Answers entered more than {trail.late_days} days after the day of their visit",
        columns=(
            Column(title="Participant"),
            Column(title="Visit", width=2),
            Column(title="Form", width=4),
            Column(title="answers", align="right"),
            Column(title="latest", unit="d", align="right"),
        ),
        groups=(Group(rows=rows or (none,)),),
        listing=True,
    )


def minute(at: str, zone: tzinfo) -> str:
    """Write an instant as the site's clock showed it."""
    moment = datetime.fromisoformat(at)
    here = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(zone)
    return f"{write.civil_date(here.date())}, {here:%H:%M}"


def form_title(cut: Cut, form: str) -> str:
    """Return the title of a form in force, or its id."""
    found = cut.study.form_by_id.get(form)
    return found.title.en if found else form


def item_title(cut: Cut, form: str, item: str) -> str:
    """Return what an item asks, or its id under its form."""
    found = cut.study.item(form, item)
    return found.label.en if found else f"{form_title(cut, form)}, {item}"


def _hash(sha256: str) -> str:
    return write.head_groups(sha256) if len(sha256) >= 12 else sha256
