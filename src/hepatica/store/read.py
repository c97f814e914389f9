"""Reading the record: the state now, from the projections, or at any earlier number, from the ledger itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import msgspec
from django.db import connection
from django.db.backends.utils import CursorWrapper

from hepatica.conduct.plan import Plan
from hepatica.ledger import upcast
from hepatica.ledger.desk_rows import AlertRow
from hepatica.ledger.events import Event, Fact, ItemChanged, ItemEntered, RowRemoved
from hepatica.ledger.evolve import fold
from hepatica.ledger.product_rows import MaterialRow
from hepatica.ledger.rows import FindingRow, FormRow, GrantRow, HoldRow, ProposalRow, StudyRow, SubjectRow
from hepatica.ledger.state import R, State
from hepatica.store import plans, projections
from hepatica.store.access import Access
from hepatica.store.append import COLUMNS, NOWHERE, READ_HEAD, End
from hepatica.store.transactions import snapshot

_EVENT = f"SELECT {', '.join(COLUMNS)} FROM study_event"  # noqa: S608 - our own names


class NotPublished(LookupError):  # noqa: N818 - the sentence is what matters
    """No protocol is in force yet."""


class Head(NamedTuple):
    """The stamp of a cut: the number of the last event and its hash."""

    seq: int
    hash: str


class FormLight(msgspec.Struct, frozen=True, kw_only=True):
    """A form as the matrix needs it, without its answers."""

    subject: str
    visit: str
    form: str
    complete: bool
    signed: bool
    answered: int
    """Items with a value or a state."""
    last_seq: int


class Trailed(NamedTuple):
    """One line of an item's audit trail."""

    event: Event
    fact: Fact


def _rows(sql: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(values))
        return list(cursor.fetchall())


def _revived(table: str, where: str, values: Iterable[Any] = ()) -> tuple[Any, ...]:
    sql = f"SELECT body FROM projected_{table} WHERE {where} ORDER BY subject, key"  # noqa: S608 - our own names
    return tuple(projections.revived(table, body) for (body,) in _rows(sql, values))


def end(chain: str = "study") -> End:
    """Return all a chain's head says."""
    return End(*next(iter(_rows(READ_HEAD, [chain])), NOWHERE))


def head(chain: str = "study") -> Head:
    """Return where a chain ends: ``study`` (the stamp of every output) or ``access``."""
    found = end(chain)
    return Head(found.seq, found.hash)


def plan() -> Plan:
    """Return the protocol in force, compiled; NotPublished before the first."""
    at = end()
    with connection.cursor() as cursor:
        found = plans.in_force(cursor, at.definition, at.protocol)
    if found is None:
        raise NotPublished("No protocol is in force here yet: publish one with hepatica publish.")
    return found


study = plan


def study_row() -> StudyRow:
    """Return the study-level row; an empty one before anything happened."""
    return next(iter(_revived("study", "subject = ''")), StudyRow(subject=""))


def subject_state(subject: str) -> State:
    """Return everything of one participant, with the study row and the study's holds."""
    with connection.cursor() as cursor:
        return projections.load_subject(cursor, subject)


def subjects(*, after: str = "", limit: int = 0) -> tuple[SubjectRow, ...]:
    """Return participants by number: all, or ``limit`` of them ``after`` one."""
    page = f"subject > %s ORDER BY subject LIMIT {int(limit)}" if limit else "subject > %s ORDER BY subject"
    sql = f"SELECT body FROM projected_subject WHERE {page}"  # noqa: S608 - a number and our own names
    rows = [projections.revived("subject", body) for (body,) in _rows(sql, [after])]
    return tuple(row for row in rows if isinstance(row, SubjectRow))


def numbers() -> tuple[str, ...]:
    """Return the number of every participant, in order, and nothing else."""
    return tuple(subject for (subject,) in _rows("SELECT subject FROM projected_subject ORDER BY subject"))


def infused() -> tuple[str, ...]:
    """Return the number of every participant who was infused, in order of infusion: how all lists and pictures go."""
    rows = _rows("SELECT infused, subject FROM projected_subject WHERE infused <> ''")
    return tuple(subject for _day, subject in sorted(rows))


def among(table: type[R], subjects: Iterable[str]) -> tuple[R, ...]:
    """Return the rows of some participants in one table, by participant and key."""
    wanted = tuple(subjects)
    return _revived(table.table, f"subject IN ({', '.join(['%s'] * len(wanted))})", wanted) if wanted else ()


def latest(subject: str, *, limit: int = 20) -> tuple[Event, ...]:
    """Return the last events of one participant, the newest first."""
    sql = f"{_EVENT} WHERE subject = %s ORDER BY seq DESC LIMIT %s"
    return tuple(_event(row) for row in _rows(sql, [subject, limit]))


def forms_light(subjects: Iterable[str] | None = None) -> tuple[FormLight, ...]:
    """Return the forms of some participants, or of all, without their answers."""
    wanted = None if subjects is None else tuple(subjects)
    if wanted == ():
        return ()
    where = "" if wanted is None else f" WHERE subject IN ({', '.join(['%s'] * len(wanted))})"
    names = FormLight.__struct_fields__
    sql = f"SELECT {', '.join(names)} FROM projected_form{where} ORDER BY subject, key"  # noqa: S608 - our own names
    return tuple(
        FormLight(**dict(zip(names, (*r[:3], bool(r[3]), bool(r[4]), *r[5:]), strict=True)))
        for r in _rows(sql, wanted or ())
    )


def form_row(subject: str, visit: str, form: str) -> FormRow | None:
    """Return a form with its answers; None when nothing was ever entered there."""
    return next(iter(_revived("form", "subject = %s AND key = %s", [subject, f"{visit}/{form}"])), None)


def findings_of(subject: str) -> tuple[FindingRow, ...]:
    """Return the findings, open and explained, of a participant."""
    return _revived("finding", "subject = %s", [subject])


def findings() -> tuple[FindingRow, ...]:
    """Return the findings, open and explained, of all participants."""
    return _revived("finding", "subject = subject")


def proposals(*, open_only: bool = True) -> tuple[ProposalRow, ...]:
    """Return proposed adverse events of all participants: those to be judged, or all."""
    return _revived("proposal", "state = 'proposed'" if open_only else "state = state")


def holds(subject: str = "") -> tuple[HoldRow, ...]:
    """Return the holds in force on the study, or on one participant."""
    return _revived("hold", "subject = %s", [subject])


def grants_of(user: str) -> tuple[GrantRow, ...]:
    """Return the roles a person holds."""
    return _revived("grant", '"user" = %s', [user])


def grants() -> tuple[GrantRow, ...]:
    """Return the roles of everybody."""
    return _revived("grant", "subject = ''")


def events(*, after: int = 0, limit: int = 100) -> tuple[Event, ...]:
    """Return the events that follow number ``after``, at most ``limit``."""
    return tuple(
        _event(row) for row in _rows(f"{_EVENT} WHERE seq > %s ORDER BY seq LIMIT %s", [after, limit])
    )


def accesses(kind: Access, *, containing: str = "", limit: int = 100) -> tuple[Event, ...]:
    """Return events of one kind of the access chain, the newest first; ``containing`` is a part of their body."""
    sql = f"SELECT {', '.join(COLUMNS)} FROM access_event WHERE kind = %s AND body LIKE %s ORDER BY seq DESC LIMIT %s"  # noqa: S608
    return tuple(_event(row) for row in _rows(sql, [kind.value, f"%{containing}%", limit]))


def event(seq: int) -> Event | None:
    """Return one event of the study chain."""
    return next(iter(events(after=seq - 1, limit=1)), None)


def trail(subject: str, visit: str, form: str, item: str, row: int = 0) -> tuple[Trailed, ...]:
    """Return every event that gave, changed or struck out an item's answer, oldest first."""
    group = plan().study.group_of(form, item)
    found = []
    for raw in _rows(f"{_EVENT} WHERE subject = %s ORDER BY seq", [subject]):
        line = _event(raw)
        if line.kind not in {ItemEntered.kind, ItemChanged.kind, RowRemoved.kind}:
            continue
        fact = upcast.read(line)
        if isinstance(fact, RowRemoved):
            here = group is not None and fact.group == group.id
        else:
            here = isinstance(fact, ItemEntered | ItemChanged) and fact.item == item
        if here and (fact.visit, fact.form, fact.row) == (visit, form, row):  # type: ignore[attr-defined]
            found.append(Trailed(line, fact))
    return tuple(found)


def state_at(seq: int) -> State:
    """Return the whole state at a cut: from the projections at the head, else folded from the ledger."""
    with snapshot() as cursor:
        if seq == head().seq:
            return projections.load_all(cursor)
        return fold(stream(cursor, last=seq), plans.landmarks_of)


def stream(
    cursor: CursorWrapper, *, last: int, after: int = 0, chain: str = "study", size: int = 2000
) -> Iterator[Event]:
    """Yield a chain's events from the one ``after`` a number up to number ``last``, fetched in chunks."""
    sql = f"SELECT {', '.join(COLUMNS)} FROM {chain}_event WHERE seq > %s AND seq <= %s ORDER BY seq"  # noqa: S608
    for start in range(after, last, size):
        cursor.execute(sql, [start, min(start + size, last)])
        yield from map(_event, cursor.fetchall())


def _event(row: tuple[Any, ...]) -> Event:
    seq, at, actor, subject, kind, schema, definition, body, prev, digest = row
    return Event(
        seq=seq,
        at=at,
        actor=actor,
        subject=subject,
        kind=kind,
        schema=schema,
        definition=definition,
        body=body,
        prev=prev,
        hash=digest,
    )


def of_study(table: type[R]) -> tuple[R, ...]:
    """Return the study's own rows of one table: rules, approvals, decisions of the board, who is on call."""
    return _revived(table.table, "subject = ''")


def everyones(table: type[R]) -> tuple[R, ...]:
    """Return all rows of one table, the study's own and every participant's."""
    return _revived(table.table, "subject = subject")


def alerts(*, open_only: bool = True) -> tuple[AlertRow, ...]:
    """Return alerts: those nobody has acknowledged, or all."""
    return _revived(AlertRow.table, "open" if open_only else "subject = subject")


def material(label: str) -> MaterialRow | None:
    """Return the material of a label, whosesoever it is: labels are one in the whole study."""
    return next(iter(_revived(MaterialRow.table, "key = %s", [label])), None)
