"""Reading the record: the state now, from the projections, or at any earlier number, from the ledger itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import msgspec
from django.db import connection
from django.db.backends.utils import CursorWrapper

from hepatica.conduct.plan import Plan
from hepatica.conduct.versions import applies
from hepatica.ledger import redaction, upcast
from hepatica.ledger.desk_rows import AlertRow
from hepatica.ledger.events import Event, Fact, ItemChanged, ItemEntered, RowRemoved
from hepatica.ledger.product_rows import MaterialRow
from hepatica.ledger.review_rows import RedactionRow
from hepatica.ledger.rows import FindingRow, FormRow, GrantRow, HoldRow, ProposalRow, StudyRow, SubjectRow
from hepatica.ledger.state import R, State
from hepatica.store import kept_states, plans, projections, sight
from hepatica.store.access import Access
from hepatica.store.append import COLUMNS, NOWHERE, READ_HEAD, End
from hepatica.store.parts import parts
from hepatica.store.transactions import snapshot
from hepatica.study.study import LOG_VISIT

_EVENT = f"SELECT {', '.join(COLUMNS)} FROM study_event"  # noqa: S608 - our own names


class NotPublished(LookupError):  # noqa: N818 - the sentence is what matters
    """No protocol is in force yet."""


class Head(NamedTuple):
    """The stamp of a cut: the number of the last event and its hash."""

    seq: int
    hash: str


class FormLight(msgspec.Struct, frozen=True):
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
    return sight.seen(projections.revived(table, body) for (body,) in _rows(sql, values))


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


def plan_for(subject: str | SubjectRow) -> Plan:
    """Return the version that applies to a participant: the one in force, or the one they were kept under."""
    head = plan()
    if not head.published.keeps:
        return head
    with connection.cursor() as cursor:
        if isinstance(subject, SubjectRow):
            return plans.applying(cursor, head, subject)
        return plans.of_subject(cursor, head, subject) or head


def plans_by_row() -> Callable[[SubjectRow], Plan]:
    """Return what gives each participant's version: lists of many ask the head once, and each version once."""
    head, known = plan(), dict[int, Plan]()

    def of(row: SubjectRow) -> Plan:
        definition = applies(head, row)
        if definition == head.definition:
            return head
        if definition not in known:
            known[definition] = plan_for(row)
        return known[definition]

    return of


def study_row() -> StudyRow:
    """Return the study-level row; an empty one before anything happened."""
    return next(iter(_revived("study", "subject = ''")), StudyRow(subject=""))


def subject_state(subject: str) -> State:
    """Return everything of one participant, with the study row and the study's holds."""
    with connection.cursor() as cursor:
        state = projections.load_subject(cursor, subject if sight.sees(subject) else "")
    return State(sight.seen(state.rows())) if sight.is_limited() else state


def subjects(*, after: str = "", limit: int = 0) -> tuple[SubjectRow, ...]:
    """Return participants by number: all, or ``limit`` of them ``after`` one."""
    many = int(limit) if limit and not sight.is_limited() else 0
    page = "subject > %s ORDER BY subject" + (f" LIMIT {many}" if many else "")
    sql = f"SELECT body FROM projected_subject WHERE {page}"  # noqa: S608 - a number and our own names
    rows = sight.seen(projections.revived("subject", body) for (body,) in _rows(sql, [after]))
    return tuple(row for row in rows if isinstance(row, SubjectRow))[: limit or None]


def numbers() -> tuple[str, ...]:
    """Return the number of every participant, in order, and nothing else."""
    rows = _rows("SELECT subject FROM projected_subject ORDER BY subject")
    return sight.numbers(subject for (subject,) in rows)


class Infusions(tuple[str, ...]):  # noqa: SLOT001 - it carries the places
    """Participants in order of infusion: those who are seen, with the ``places`` they have among everybody.

    Marks go by the place, so that a participant bears the same one on everybody's screen and on paper.
    """

    places: dict[str, int]


def infused() -> Infusions:
    """Return the number of every participant who was infused, in order of infusion: how all lists and pictures go."""
    rows = _rows("SELECT infused, subject FROM projected_subject WHERE infused <> ''")
    everybody = [subject for _day, subject in sorted(rows)]
    found = Infusions(sight.numbers(everybody))
    seen = set(found)
    found.places = {subject: n for n, subject in enumerate(everybody, start=1) if subject in seen}
    return found


def among(table: type[R], subjects: Iterable[str]) -> tuple[R, ...]:
    """Return the rows of some participants in one table, by participant and key."""
    return tuple(row for where, some in parts(subjects) for row in _revived(table.table, where, some))


def logs(subjects: Iterable[str], forms: Iterable[str] = ()) -> tuple[FormRow, ...]:
    """Return the logs of some participants, and some forms more at whatever visit, by participant and key."""
    more = sorted(forms)
    named = f" OR form IN ({', '.join(['%s'] * len(more))})" if more else ""
    return tuple(
        row
        for where, some in parts(subjects)
        for row in _revived("form", f"{where} AND (visit = %s{named})", [*some, LOG_VISIT, *more])
    )


def instant_of(seq: int) -> str:
    """Return when an event of the study chain was written, as stored; '' where there is none of that number."""
    return next((at for (at,) in _rows("SELECT at FROM study_event WHERE seq = %s", [seq])), "")


def latest(subject: str, *, limit: int = 20) -> tuple[Event, ...]:
    """Return the last events of one participant, the newest first."""
    sql = f"{_EVENT} WHERE subject = %s ORDER BY seq DESC LIMIT %s"
    return _told(_rows(sql, [subject, limit]))


def forms_light(subjects: Iterable[str] | None = None) -> tuple[FormLight, ...]:
    """Return the forms of some participants, or of all, without their answers."""
    wanted = [("subject = subject", ())] if subjects is None else parts(subjects)
    names = FormLight.__struct_fields__
    sql = f"SELECT {', '.join(names)} FROM projected_form WHERE {{}} ORDER BY subject, key"  # noqa: S608 - our own names
    rows = (row for where, some in wanted for row in _rows(sql.format(where), some))
    return tuple(
        FormLight(subject, visit, form, bool(complete), bool(signed), answered, last_seq)
        for subject, visit, form, complete, signed, answered, last_seq in rows
        if sight.sees(subject)
    )


def form_row(subject: str, visit: str, form: str) -> FormRow | None:
    """Return a form with its answers; None when nothing was ever entered there."""
    return next(iter(_revived("form", "subject = %s AND key = %s", [subject, f"{visit}/{form}"])), None)


def forms_named(form: str) -> tuple[FormRow, ...]:
    """Return one form of every participant, at every visit: a log, read over the whole study."""
    return _revived("form", "form = %s", [form])


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


def touched(*, after: int, last: int) -> tuple[str, ...]:
    """Return every participant whom an event concerns, of those ``after`` a number up to number ``last``."""
    sql = "SELECT DISTINCT subject FROM study_event WHERE seq > %s AND seq <= %s AND subject <> ''"
    return sight.numbers(subject for (subject,) in _rows(sql, [after, last]))


def grants_of(user: str) -> tuple[GrantRow, ...]:
    """Return the roles a person holds."""
    return _revived("grant", '"user" = %s', [user])


def grants() -> tuple[GrantRow, ...]:
    """Return the roles of everybody."""
    return _revived("grant", "subject = ''")


def events(*, after: int = 0, limit: int = 100) -> tuple[Event, ...]:
    """Return the events that follow number ``after``, at most ``limit``."""
    return _told(_rows(f"{_EVENT} WHERE seq > %s ORDER BY seq LIMIT %s", [after, limit]))


def accesses(kind: Access, *, containing: str = "", limit: int = 100) -> tuple[Event, ...]:
    """Return events of one kind of the access chain, the newest first; ``containing`` is a part of their body."""
    sql = f"SELECT {', '.join(COLUMNS)} FROM access_event WHERE kind = %s AND body LIKE %s ORDER BY seq DESC LIMIT %s"  # noqa: S608
    return _told(_rows(sql, [kind.value, f"%{containing}%", limit]), masked=False)


def event(seq: int) -> Event | None:
    """Return one event of the study chain."""
    return next(iter(events(after=seq - 1, limit=1)), None)


def trail(subject: str, visit: str, form: str, item: str, row: int = 0) -> tuple[Trailed, ...]:
    """Return every event that gave, changed or struck out an item's answer, oldest first."""
    group = plan().study.group_of(form, item)
    found = []
    for line in _told(_rows(f"{_EVENT} WHERE subject = %s ORDER BY seq", [subject])):
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


def stamped(seq: int) -> Event | None:
    """Return an event as the end of a cut: anybody may stamp a page with it; its body is there for who may see it."""
    with sight.everything():
        found = event(seq)
    return found if found is None or sight.sees(found.subject) else msgspec.structs.replace(found, body="{}")


def redactions() -> tuple[RedactionRow, ...]:
    """Return what was taken out of sight, of everybody: it holds today for every earlier cut too."""
    with sight.everything():
        return _revived(RedactionRow.table, "subject = subject")


def state_at(seq: int) -> State:
    """Return the whole state at a cut: from the projections at the head, else folded from the ledger.

    Words redacted since then are masked, and participants who are not seen are left out.
    """
    with snapshot() as cursor:
        if seq == head().seq:
            state = projections.load_all(cursor)
        else:
            state = kept_states.state_at(cursor, seq)
            for row in redactions():
                answers = row.field == redaction.ANSWER
                redaction.strike(state, row.subject, row.original_sha256, answers=answers)
        return State(sight.seen(state.rows())) if sight.is_limited() else state


def told(cursor: CursorWrapper, *, last: int, after: int = 0) -> Iterator[Event]:
    """Yield the study's events as a person is shown them: redacted words masked, only of participants who are seen."""
    struck = redaction.struck_by(redactions())
    for one in stream(cursor, last=last, after=after):
        if sight.sees(one.subject):
            yield redaction.masked(veiled(one), struck)


def stream(
    cursor: CursorWrapper, *, last: int, after: int = 0, chain: str = "study", size: int = 2000
) -> Iterator[Event]:
    """Yield a chain's events as sealed, ``after`` a number up to number ``last``, in chunks: for verifying and copying.

    What a person is shown comes from ``told``.
    """
    sql = f"SELECT {', '.join(COLUMNS)} FROM {chain}_event WHERE seq > %s AND seq <= %s ORDER BY seq"  # noqa: S608
    for start in range(after, last, size):
        cursor.execute(sql, [start, min(start + size, last)])
        yield from map(_event, cursor.fetchall())


def _told(rows: Iterable[tuple[Any, ...]], *, masked: bool = True) -> tuple[Event, ...]:
    """Return stored events as a person is shown them."""
    return shown(map(_event, rows), masked=masked)


def shown(events: Iterable[Event], *, masked: bool = True) -> tuple[Event, ...]:
    """Return those of some events that a person may see, without redacted words: for reads in other modules too."""
    found = tuple(veiled(one) for one in events if sight.sees(one.subject))
    struck = redaction.struck_by(redactions() if masked and found else ())
    return tuple(redaction.masked(one, struck) for one in found) if struck.fields else found


def veiled(one: Event) -> Event:
    """Return an event of the study without the numbers of participants who are not seen; others as they are."""
    if one.subject or not sight.is_limited():
        return one
    return msgspec.structs.replace(one, body=sight.veiled(one.body))


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
