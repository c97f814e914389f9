"""What changed from one version of a protocol to another, in clinical words: nothing that differs stays unsaid.

The two studies are walked together, part by part, by the names their parts bear. Every difference becomes one change
with its sentence (``diff_words``), its kind (``diff_kinds``) and the forms and visits it touches. A field that no sentence knows
is said plainly with its path: ``differences(a, b)`` is empty only where ``a`` and ``b`` are the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from hepatica.study import diff_kinds, diff_words
from hepatica.study.diff_kinds import KINDS, Kind
from hepatica.study.diff_walk import Edit, edits
from hepatica.study.form import Form
from hepatica.study.rules import Check, Signal
from hepatica.study.schedule import Procedure, Visit
from hepatica.study.study import Parameter, Study

__all__ = ["KINDS", "Change", "Kind", "differences", "kinds_of"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One difference between two versions."""

    kind: Kind
    """patient (bears on participants, their consent is needed), safety, data, or wording alone."""
    section: str
    """Part of the protocol, as a heading: Visits, Forms, Safety."""
    sentence: str
    path: tuple[str, ...]
    """Where it stands: ('forms', 'laboratory', 'bilirubin', 'plausible', 'high')."""
    what: str
    """changed, added, removed or moved."""
    forms: frozenset[str] = frozenset()
    visits: frozenset[str] = frozenset()

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, for ``--json``."""
        return {
            "kind": self.kind,
            "section": self.section,
            "sentence": self.sentence,
            "path": ".".join(self.path),
            "what": self.what,
            "forms": sorted(self.forms),
            "visits": sorted(self.visits),
        }


def differences(old: Study, new: Study) -> tuple[Change, ...]:
    """Return every difference, the gravest kind first, within a kind in the order of the protocol."""
    found = [_change(old, new, edit) for edit in edits(old, new)]
    return tuple(sorted(found, key=lambda change: KINDS.index(change.kind)))


def kinds_of(changes: tuple[Change, ...]) -> tuple[Kind, ...]:
    """Return the kinds among changes, the gravest first."""
    return tuple(kind for kind in KINDS if any(change.kind == kind for change in changes))


def _change(old: Study, new: Study, edit: Edit) -> Change:
    return Change(
        kind=diff_kinds.kind_of(old, new, edit),
        section=diff_words.section(edit),
        sentence=diff_words.sentence(old, new, edit),
        path=edit.path,
        what=edit.what,
        forms=frozenset(_forms(old, new, edit)),
        visits=frozenset(_visits(old, new, edit)),
    )


def _parts(edit: Edit) -> Iterator[BaseModel]:
    """Yield the parts of the protocol that a difference lies in or is."""
    yield from edit.owners
    yield from (one for one in (edit.before, edit.after) if isinstance(one, BaseModel))


def _forms(old: Study, new: Study, edit: Edit) -> Iterator[str]:
    for part in _parts(edit):
        match part:
            case Form():
                yield part.id
            case Check() | Signal():
                yield part.form
            case Procedure():
                yield part.start.form
            case Visit() if edit.field == "forms":
                yield from set(edit.before or ()) ^ set(edit.after or ())
    if edit.path[0] == "codelists" and len(edit.path) > 1:
        for study in (old, new):
            yield from (f.id for f in study.forms if any(i.codelist == edit.path[1] for i in f.items))


def _visits(old: Study, new: Study, edit: Edit) -> Iterator[str]:
    for part in _parts(edit):
        match part:
            case Visit():
                yield part.id
            case Parameter():
                yield from (v.id for s in (old, new) for v in s.schedule.visits if v.day == part.id)
            case Form() if part is edit.before or part is edit.after:
                yield from (v.id for s in (old, new) for v in s.schedule.visits if part.id in v.forms)
