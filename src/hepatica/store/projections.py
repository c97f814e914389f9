"""Projected rows in and out of their tables: the slice a command needs, and the rows a fold changed."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from django.db.backends.utils import CursorWrapper

from hepatica.conduct.late import LATE_POSITIVE
from hepatica.conduct.need import Need
from hepatica.ledger.desk_rows import AlertRow
from hepatica.ledger.review_rows import QueryRow
from hepatica.ledger.row import Row
from hepatica.ledger.rows import TABLES, FormRow, GrantRow, ProposalRow, SignatureRow, SubjectRow
from hepatica.ledger.state import Address, State
from hepatica.store import bulk
from hepatica.store.bulk import Value

_ENCODE = msgspec.json.Encoder(order="sorted").encode
_DECODE: dict[str, Callable[[str], Row]] = {
    name: msgspec.json.Decoder(cls).decode for name, cls in TABLES.items()
}


def _of_form(row: FormRow) -> tuple[Value, ...]:
    answered = sum(
        answer.value is not None or bool(answer.state)
        for items in row.answers.values()
        for answer in items.values()
    )
    return row.visit, row.form, row.complete, bool(row.signatures), answered, row.last_seq


_LIGHT: dict[str, tuple[tuple[str, ...], Callable[[Any], tuple[Value, ...]]]] = {
    FormRow.table: (("visit", "form", "complete", "signed", "answered", "last_seq"), _of_form),
    SubjectRow.table: (("infused",), lambda row: (row.infused,)),
    ProposalRow.table: (("state",), lambda row: (row.state,)),
    SignatureRow.table: (("valid",), lambda row: (not row.invalidated,)),
    GrantRow.table: (("user",), lambda row: (row.user,)),
    AlertRow.table: (("open",), lambda row: (row.open,)),
    QueryRow.table: (("visit", "form", "state"), lambda row: (row.visit, row.form, row.state)),
}
"""Columns that lists and the slice select by, beside the body; all computed from the row."""


def columns_of(table: str) -> tuple[str, ...]:
    """Return the columns of a projection table in stored order."""
    return ("subject", "key", "seq", *_LIGHT.get(table, ((), None))[0], "body")


def stored(row: Row, seq: int) -> tuple[Value, ...]:
    """Return a row as its table stores it."""
    light = _LIGHT[row.table][1](row) if row.table in _LIGHT else ()
    return (row.subject, row.key, seq, *light, _ENCODE(row).decode())


def revived(table: str, body: str) -> Row:
    """Return the row of a stored body."""
    return _DECODE[table](body)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def insert(cursor: CursorWrapper, table: str, rows: Sequence[tuple[Value, ...]]) -> None:
    """Insert rows as ``stored``; the database refuses one that is there."""
    bulk.insert(cursor, f"projected_{table}", columns_of(table), rows)


def _update(table: str) -> str:
    replaced = ", ".join(f'"{name}" = %s' for name in columns_of(table)[2:])
    return f"UPDATE projected_{table} SET {replaced} WHERE subject = %s AND key = %s"  # noqa: S608 - our own names


_UPDATE = {table: _update(table) for table in TABLES}
_DELETE = {
    table: f"DELETE FROM projected_{table} WHERE subject = %s AND key = %s"  # noqa: S608 - our own names
    for table in TABLES
}


def write(
    cursor: CursorWrapper, state: State, touched: Mapping[Address, int], known: Container[Address]
) -> None:
    """Store the rows at ``touched`` addresses, each with the event that last touched it; drop those now absent.

    A row that was not ``known`` to the slice is inserted, never replaced: a slice that lacked a stored row would
    otherwise overwrite it with half of its content. The database refuses that, and the whole write with it.
    """
    new: dict[str, list[tuple[Value, ...]]] = {}
    for address, seq in touched.items():
        table, row = address[0], state.at(address)
        if row is None:
            cursor.execute(_DELETE[table], address[1:])
        elif address in known:
            values = stored(row, seq)
            cursor.execute(_UPDATE[table], (*values[2:], *values[:2]))
        else:
            new.setdefault(table, []).append(stored(row, seq))
    for table, rows in new.items():
        insert(cursor, table, rows)


_SMALL = ("subject", "finding", "proposal", "deviation", "hold", "lock")
_DESK = ("submission", "report", "alert", "clearance")
"""The desk's rows of one participant, or of the study where the subject is ''."""
_OF_THE_DESK = ("rule", "approval", "board", "oncall")
"""The desk's rows of the study: few, whatever its size."""

_PRODUCT = ("material", "test", "release", "bag", "match", "branch", "notice", "accession", "reading")
"""The cell laboratory's and the readers' rows of one participant."""


def _select(table: str, where: str) -> str:
    return f"SELECT '{table}' AS t, body FROM projected_{table} WHERE {where}"  # noqa: S608 - our own names


_REVIEW = ("query", "verification", "review", "assessment", "register", "redaction", "copy")
"""What people did about one participant's record, or about the study's where the subject is ''."""


def _slice(need: Need) -> tuple[str, list[str]]:
    parts = [_select(table, "subject = %s") for table in _SMALL]
    parts.append(_select("signature", "subject = %s AND valid"))
    values = [need.subject] * len(parts)
    parts.append(_select("query", "subject = %s AND state <> 'closed'"))
    values.append(need.subject)
    if need.subject:
        parts += [_select(table, "subject = ''") for table in ("hold", "lock")]
    if need.study:
        parts.append(_select("study", "subject = ''"))
    if need.desk:
        parts += [_select(table, "subject = ''") for table in _OF_THE_DESK]
        # The board's decisions are in force by their signatures; a row that comes twice is the same row.
        parts.append(_select("signature", "subject = '' AND valid"))
        parts += [_select(table, "subject = %s") for table in _DESK]
        values += [need.subject] * len(_DESK)
    if need.everyone:
        parts += [_select(table, "subject <> %s") for table in ("subject", "clearance")]
        values += [need.subject] * 2
    if need.whole:
        parts.append(_select("form", "subject = %s"))
        values.append(need.subject)
    forms = () if need.whole else need.forms
    everywhere = sorted({form for visit, form in forms if visit == "*"})
    exact = sorted(f"{visit}/{form}" for visit, form in forms if visit != "*" and form not in everywhere)
    for column, names in (("form", everywhere), ("key", exact)):
        if names:
            parts.append(_select("form", f"subject = %s AND {column} IN ({', '.join(['%s'] * len(names))})"))
            values += [need.subject, *names]
    for more, bound in (*_of_everyone(need), *_of_review(need), *_of_cells(need)):
        parts.append(more)
        values += bound
    if need.grants or need.grants_of:
        parts.append(_select("grant", "subject = ''" if need.grants else '"user" = %s'))
        values += [] if need.grants else [need.grants_of]
    return " UNION ALL ".join(parts), values


def _of_everyone(need: Need) -> Iterator[tuple[str, list[str]]]:
    """Yield what a need reads of every participant: the data that a new version would take something from."""
    for table in sorted(need.everyones_rows):
        yield _select(table, "subject = subject"), []
    if names := sorted(need.everyones_forms):
        yield _select("form", f"form IN ({', '.join(['%s'] * len(names))})"), names


def _of_review(need: Need) -> Iterator[tuple[str, list[str]]]:
    """Yield what a need reads of what people did about the record."""
    for table in _REVIEW if need.review else ():
        yield _select(table, "subject = %s"), [need.subject]
    if need.review or need.statements:
        yield _select("statement", "subject = ''"), []
    if need.design:
        yield _select("design", "subject = '' AND key = %s"), [need.design]


def _of_cells(need: Need) -> Iterator[tuple[str, list[str]]]:
    """Yield what a need reads of the cell laboratory; a row that comes twice is the same row."""
    for table in _PRODUCT if need.product else ():
        yield _select(table, "subject = %s"), [need.subject]
    if need.strangers:
        yield _select("bag", "subject <> %s"), [need.subject]
        yield _select("alert", "subject <> %s AND key LIKE %s"), [need.subject, f"{LATE_POSITIVE}/%"]
    for labels, tables in ((need.materials, ("material", "bag")), (need.accessions, ("accession",))):
        for table in tables if labels else ():
            yield _select(table, f"key IN ({', '.join(['%s'] * len(labels))})"), sorted(labels)
    for code in sorted(need.accessions):
        # By the participant, whom the code gives: a pattern on the key would look through everybody's readings.
        whose = "subject IN (SELECT subject FROM projected_accession WHERE key = %s)"
        yield (
            _select("reading", f"{whose} AND substr(key, 1, {len(code) + 1}) = %s"),
            [code, f"{code}/"],
        )
        yield _select("subject", whose), [code]
        yield _select("lock", whose), [code]


def load(cursor: CursorWrapper, need: Need) -> State:
    """Return the slice of the state that a command reads, in one query that touches only its own rows."""
    if need.entire:
        return load_all(cursor)
    sql, values = _slice(need)
    return _state(cursor, sql, values)


def load_subject(cursor: CursorWrapper, subject: str) -> State:
    """Return everything of one participant, with the study row and the study's holds."""
    tables = (*_SMALL, *_DESK, *_PRODUCT, *_REVIEW, "signature", "form")
    parts = [
        _select(table, "subject = ''") for table in ("study", "hold", "lock", "signature", *_OF_THE_DESK)
    ]
    parts += [_select(table, "subject = %s") for table in tables]
    return _state(cursor, " UNION ALL ".join(parts), [subject] * len(tables))


def _state(cursor: CursorWrapper, sql: str, values: list[str]) -> State:
    cursor.execute(sql, values)
    rows = [_DECODE[table](body) for table, body in cursor.fetchall()]
    # In the order of their keys: neither engine promises one.
    return State(sorted(rows, key=lambda row: (row.table, row.subject, row.key)))


def load_all(cursor: CursorWrapper) -> State:
    """Return the whole study as projected: the rows of one table after another, so that no text is held beside them all."""
    return State(row for table in sorted(TABLES) for row in _table(cursor, table))


def _table(cursor: CursorWrapper, table: str, *, size: int = 2000) -> list[Row]:
    cursor.execute(f"SELECT body FROM projected_{table}")  # noqa: S608 - our own name
    rows: list[Row] = []
    while chunk := cursor.fetchmany(size):
        rows += [_DECODE[table](body) for (body,) in chunk]
    return sorted(rows, key=lambda row: (row.subject, row.key))


def each(cursor: CursorWrapper, table: str, *, size: int = 2000) -> Iterator[tuple[Any, ...]]:
    """Yield a table's rows as stored."""
    cursor.execute(f"SELECT {_quoted(columns_of(table))} FROM projected_{table}")  # noqa: S608 - our own names
    while chunk := cursor.fetchmany(size):
        yield from chunk
