"""How the facts of the cell laboratory, the bedside and the masked reading fold: one small function per kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from hepatica.ledger import product_facts as f
from hepatica.ledger import tissue_facts as t
from hepatica.ledger.fact import Fact
from hepatica.ledger.product_rows import (
    AccessionRow,
    BagRow,
    BranchRow,
    MatchRow,
    MaterialRow,
    Move,
    Noted,
    NoticeRow,
    ReadingRow,
    ReleaseRow,
    TestRow,
)
from hepatica.ledger.stamp import Stamp
from hepatica.ledger.state import Landmarks, State

replace = msgspec.structs.replace


def _said(fact: Fact, *leave: str) -> dict[str, Any]:
    """Return what a fact says, by field: rows repeat it word for word."""
    return {name: getattr(fact, name) for name in fact.__struct_fields__ if name not in leave}


def _made(state: State, fact: f.MaterialMade, at: Stamp, _: Landmarks) -> None:
    state.put(MaterialRow(subject=at.subject, user=at.actor, seq=at.seq, **_said(fact)))


def _material(state: State, at: Stamp, label: str) -> MaterialRow:
    row = state.get(MaterialRow, at.subject, label)
    if row is None:
        raise ValueError(f"event {at.seq}: the material {label!r} was never made")
    return row


def _measured(state: State, fact: f.MaterialMeasured | f.MaterialCorrected, at: Stamp, _: Landmarks) -> None:
    row = _material(state, at, fact.material)
    new = {one.name: one for one in (*row.measures, *fact.measures)}
    names = (fact.by,) if isinstance(fact, f.MaterialMeasured) else ()
    state.put(
        replace(
            row,
            measures=tuple(new.values()),
            measured=at.seq,
            users=tuple(dict.fromkeys((*row.users, at.actor))),
            measured_by=tuple(dict.fromkeys((*row.measured_by, *names))),
        )
    )


def _moved(state: State, fact: f.MaterialMoved, at: Stamp, _: Landmarks) -> None:
    row = _material(state, at, fact.material)
    state.put(replace(row, moves=(*row.moves, Move(seq=at.seq, **_said(fact, "material")))))


def _tested(state: State, fact: f.MaterialTested, at: Stamp, _: Landmarks) -> None:
    earlier = state.get(TestRow, at.subject, f"{fact.material}/{fact.test}")
    users = earlier.users if earlier else ()
    state.put(
        TestRow(
            subject=at.subject,
            user=at.actor,
            users=users if at.actor in users else (*users, at.actor),
            started=(earlier.started or earlier.at) if earlier else fact.at,
            seq=at.seq,
            repeats=(earlier.repeats if earlier else 0) + bool(fact.was),
            **_said(fact, "reason", "was"),
        )
    )


REJECTED = "rejected"


def _released(state: State, fact: f.LotReleased, at: Stamp, _: Landmarks) -> None:
    before = state.get(ReleaseRow, at.subject, fact.lot)
    stays = before is not None and (before.decision == REJECTED) == (fact.decision == REJECTED)
    since = before.since if before is not None and stays else fact.at
    gave = (before if before and before.decision != REJECTED else before and before.gave) or None
    row = ReleaseRow(subject=at.subject, user=at.actor, seq=at.seq, since=since, **_said(fact))
    state.put(replace(row, gave=gave) if fact.decision == REJECTED else row)


def _bag(state: State, at: Stamp, bag: str) -> BagRow:
    return state.get(BagRow, at.subject, bag) or BagRow(subject=at.subject, bag=bag)


def _authorised(state: State, fact: f.BagAuthorised, at: Stamp, _: Landmarks) -> None:
    state.put(
        replace(
            _bag(state, at, fact.bag),
            dose=fact.dose,
            authorised=at.seq,
            authorised_at=at.at,
            authorised_by=at.actor,
        )
    )


def _matched(state: State, fact: f.BagMatched, at: Stamp, _: Landmarks) -> None:
    state.put(MatchRow(subject=at.subject, user=at.actor, at=at.at, seq=at.seq, **_said(fact)))
    if fact.matched:
        state.put(replace(_bag(state, at, fact.bag), match=at.seq, matched_at=at.at))


def _begun(state: State, fact: f.InfusionStarted, at: Stamp, _: Landmarks) -> None:
    row = _bag(state, at, fact.bag)
    said = _said(fact, "bag", "at", "match")
    state.put(replace(row, started=fact.at, started_seq=at.seq, started_match=fact.match, **said))


def _noted(state: State, fact: f.InfusionNoted, at: Stamp, _: Landmarks) -> None:
    row = _bag(state, at, fact.bag)
    state.put(replace(row, notes=(*row.notes, Noted(seq=at.seq, **_said(fact, "bag")))))


def _ended(state: State, fact: f.InfusionEnded, at: Stamp, _: Landmarks) -> None:
    row = _bag(state, at, fact.bag)
    state.put(
        replace(
            row,
            ended=fact.at,
            ended_seq=at.seq,
            volume=fact.volume,
            complete=fact.complete,
            stopped_for=fact.reason,
            cells=fact.cells,
        )
    )


def _branched(state: State, fact: f.BranchChosen, at: Stamp, _: Landmarks) -> None:
    state.put(BranchRow(subject=at.subject, user=at.actor, at=at.at, seq=at.seq, **_said(fact)))


def _prepared(state: State, fact: f.NoticePrepared, at: Stamp, _: Landmarks) -> None:
    state.put(NoticeRow(subject=at.subject, prepared_at=at.at, seq=at.seq, **_said(fact)))


def _sent(state: State, fact: f.NoticeSent, at: Stamp, _: Landmarks) -> None:
    row = state.get(NoticeRow, at.subject, f"{fact.lot}/{fact.notice}/{fact.to}")
    if row is None:
        raise ValueError(f"event {at.seq}: the letter {fact.notice!r} to {fact.to!r} was never prepared")
    state.put(
        replace(
            row,
            sent=fact.at,
            sent_by=at.actor,
            file=fact.file,
            file_name=fact.file_name,
            reason=fact.reason,
        )
    )


def _accessioned(state: State, fact: t.SlideAccessioned, at: Stamp, _: Landmarks) -> None:
    users = (*_handlers(state, at.subject, fact.material), at.actor)
    state.put(AccessionRow(subject=at.subject, seq=at.seq, users=tuple(dict.fromkeys(users)), **_said(fact)))


def _handlers(state: State, subject: str, label: str) -> Iterator[str]:
    """Yield the accounts that recorded a material and what it was made of; a circle cannot be stored."""
    row = state.get(MaterialRow, subject, label)
    if row is not None:
        yield row.user
        for parent in row.parents:
            yield from _handlers(state, subject, parent)


def _read(state: State, fact: t.ReadingRecorded, at: Stamp, _: Landmarks) -> None:
    state.put(ReadingRow(subject=at.subject, reader=at.actor, seq=at.seq, **_said(fact)))


def _unmasked(state: State, fact: t.ReadingUnmasked, at: Stamp, _: Landmarks) -> None:
    row = state.get(AccessionRow, at.subject, fact.accession)
    if row is None:
        raise ValueError(f"event {at.seq}: the code {fact.accession!r} was never given")
    state.put(replace(row, unmasked=at.seq))


FOLDS: dict[type[Fact], Callable[[State, Any, Stamp, Landmarks], None]] = {
    f.MaterialMade: _made,
    f.MaterialMeasured: _measured,
    f.MaterialCorrected: _measured,
    f.MaterialMoved: _moved,
    f.MaterialTested: _tested,
    f.LotReleased: _released,
    f.BagAuthorised: _authorised,
    f.BagMatched: _matched,
    f.InfusionStarted: _begun,
    f.InfusionNoted: _noted,
    f.InfusionEnded: _ended,
    f.BranchChosen: _branched,
    f.NoticePrepared: _prepared,
    f.NoticeSent: _sent,
    t.SlideAccessioned: _accessioned,
    t.ReadingRecorded: _read,
    t.ReadingUnmasked: _unmasked,
}
