"""Gathering what an archive holds: events as lines, the trail as sentences, answers with their history, kept files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.backends.utils import CursorWrapper

from hepatica.datasets.participants import derive_participants
from hepatica.datasets.trail_sentences.teller import Roll, Teller
from hepatica.jobs import cuts
from hepatica.ledger import upcast
from hepatica.ledger.events import Event, StudyPublished
from hepatica.ledger.kept_designs import DesignKept
from hepatica.ledger.lines import line_of, redacted, withheld
from hepatica.ledger.redaction import Struck, masked, struck_by
from hepatica.ledger.review_rows import RedactionRow
from hepatica.ledger.rows import GrantRow, StudyRow, SubjectRow
from hepatica.ledger.seals import CHANGES
from hepatica.ledger.state import State
from hepatica.report.archive.record import At, Given, Planned, Record, Said, Scope, Version, history_of
from hepatica.store import read
from hepatica.study.load import parse
from hepatica.study.study import Study

STUDY, ACCESS = "events/study.jsonl", "events/access.jsonl"
_SHA = re.compile(r'"([0-9a-f]{64})"')
_NO_FILES = frozenset({StudyPublished.kind, DesignKept.kind})
"""Events that hold a whole file as text: a hash written in it names no file that was given."""
Keep = Callable[[str, bytes], None]


class Gathered(NamedTuple):
    """What the archive is written from."""

    record: Record
    named: dict[str, str]
    """Kept file → the names it was given under."""
    events: tuple[Event, ...]
    """Of the scope, as they are shown: words taken out of sight are masked."""
    access: read.Head


def gather(
    cursor: CursorWrapper, last: Event, study: Study, state: State, scope: Scope, *, access: int, keep: Keep
) -> Gathered:
    """Read both chains once, ``keep`` every line of them, and return the rest as values."""
    state = _within(state, scope)
    inside = {row.subject for row in state.all(SubjectRow)} | {""}
    collected = _Collected(struck_by(read.everyones(RedactionRow)), state)
    for event in read.stream(cursor, last=last.seq):
        whole = scope.whole or event.subject in inside
        keep(STUDY, collected.line(event) if whole else withheld(event))
        collected.take(event, whole=whole)
    head = read.Head(0, "0" * 64)
    keep(ACCESS, b"")
    accesses = 0
    for event in read.stream(cursor, chain="access", last=access):
        # Who signed in elsewhere, or looked at somebody else, is no part of a site's or a person's copy.
        whole = scope.whole or bool(event.subject and event.subject in inside)
        keep(ACCESS, line_of(event) if whole else withheld(event))
        accesses += whole
        head = read.Head(event.seq, event.hash)
    record = collected.record(study, state, scope, last, accesses)
    return Gathered(record, collected.named(record), tuple(collected.events), head)


def _within(state: State, scope: Scope) -> State:
    if scope.whole:
        return state
    inside = {
        row.subject
        for row in state.all(SubjectRow)
        if (scope.site and row.site == scope.site) or row.subject == scope.participant
    }
    return State(row for row in state.rows() if not row.subject or row.subject in inside)


class _Collected:
    """What one reading of the chain leaves."""

    def __init__(self, struck: Struck, state: State) -> None:
        self._struck = struck
        self._roll = Roll()
        self._studies: dict[int, Study] = {}
        self._versions: list[Version] = []
        self._designs: list[Planned] = []
        self._trail: list[Said] = []
        self._history: dict[At, list[Given]] = {}
        self._changes: dict[str, list[Event]] = {}
        self._withheld = 0
        self._named: dict[str, set[str]] = {}
        self._teller = Teller(studies=self._studies, roll=self._roll)
        self._names = {grant.user: grant.name for grant in state.all(GrantRow)}
        self.events: list[Event] = []

    def line(self, event: Event) -> bytes:
        fields = self._struck.of(event)
        return redacted(event, fields) if fields else line_of(event)

    def take(self, event: Event, *, whole: bool) -> None:
        self._roll.add(event)
        if not whole:
            self._withheld += 1
            return
        shown = masked(event, self._struck)
        fact = upcast.read(shown)
        if isinstance(fact, StudyPublished):
            self._studies[event.seq] = parse(fact.text)
            self._versions.append(
                Version(
                    seq=event.seq,
                    at=event.at,
                    actor=event.actor,
                    version=fact.version,
                    sha256=fact.sha256,
                    text=fact.text,
                    approvals=fact.approvals,
                )
            )
        elif isinstance(fact, DesignKept):
            self._designs.append(_planned(event, fact))
        elif found := history_of(shown, fact):
            self._history.setdefault(found[0], []).append(found[1])
        if event.kind in CHANGES:
            self._changes.setdefault(event.subject, []).append(shown)
        self.events.append(shown)
        self._trail.append(
            Said(seq=event.seq, at=event.at, subject=event.subject, words=self._teller.tell(shown).text)
        )
        self._note_files(shown)

    def _note_files(self, event: Event) -> None:
        for sha in _SHA.findall(event.body) if event.kind not in _NO_FILES else ():
            body = json.loads(event.body)
            name = next((str(body[k]) for k in ("file_name", "name", "log_name") if body.get(k)), "")
            self._named.setdefault(sha, set()).add(name)

    def record(self, study: Study, state: State, scope: Scope, last: Event, accesses: int) -> Record:
        trial = state.get(StudyRow)
        return Record(
            study=study,
            state=state,
            stamp=cuts.stamp_at(last, study),
            scope=scope,
            synthetic=bool(trial and trial.synthetic),
            zone=ZoneInfo(settings.TIME_ZONE),
            versions=tuple(self._versions),
            designs=tuple(self._designs) if scope.whole else (),
            participants=derive_participants(study, state),
            names=self._names,
            trail=tuple(self._trail),
            history=self._history,
            changes=self._changes,
            files=dict(_kept(self._named)),
            accesses=accesses,
            withheld=self._withheld,
        )

    def named(self, record: Record) -> dict[str, str]:
        return {
            sha: ", ".join(sorted(filter(None, self._named[sha]))) or "kept without a name"
            for sha in record.files
        }


def _planned(event: Event, fact: DesignKept) -> Planned:
    return Planned(
        seq=event.seq,
        at=event.at,
        actor=event.actor,
        design=fact.design,
        version=fact.version,
        title=fact.title,
        sha256=fact.sha256,
        text=fact.text,
        reason=fact.reason,
    )


def _kept(named: dict[str, set[str]]) -> Iterator[tuple[str, int]]:
    """Yield the kept files that events name, by hash, with their sizes; a hash of something else is no file."""
    folder = Path(settings.HEPATICA_DIR) / "files"
    for sha in sorted(named):
        if (folder / sha).is_file():
            yield sha, (folder / sha).stat().st_size
