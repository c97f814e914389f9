"""Whom a new version touches: whose open forms it changes, whose complete forms it opens again, whose visits to come."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import msgspec

from hepatica.ledger.rows import SubjectRow
from hepatica.study.diff import Change
from hepatica.study.study import LOG_VISIT, Study


class Light(Protocol):
    """A form as lists know it: where it stands, and whether it is complete."""

    @property
    def subject(self) -> str:
        """Number of the participant."""

    @property
    def visit(self) -> str:
        """Occurrence of the visit."""

    @property
    def form(self) -> str:
        """Id of the form."""

    @property
    def complete(self) -> bool:
        """Whether somebody said it is complete."""


class Affected(msgspec.Struct, frozen=True, kw_only=True):
    """What a version means for one participant."""

    subject: str
    open_forms: tuple[str, ...] = ()
    """Forms begun and not complete that ask otherwise now, as 'visit/form'."""
    complete_forms: tuple[str, ...] = ()
    """Complete forms that ask otherwise: one that asks for more is opened again."""
    visits: tuple[str, ...] = ()
    """Visits to come that move, or do otherwise."""
    consents: bool = False
    """Whether they have to consent again."""

    @property
    def untouched(self) -> bool:
        """Whether nothing of it concerns the participant."""
        return not (self.open_forms or self.complete_forms or self.visits or self.consents)

    def as_data(self) -> dict[str, object]:
        """Return it as plain data, for ``--json``."""
        return {name: getattr(self, name) for name in self.__struct_fields__}


def affected(
    changes: tuple[Change, ...], new: Study, people: Iterable[SubjectRow], forms: Iterable[Light]
) -> tuple[Affected, ...]:
    """Return what changes mean for each participant they concern, by number. Words alone concern nobody."""
    real = tuple(change for change in changes if change.kind != "wording")
    asked = frozenset[str]().union(*(change.forms for change in real))
    moved = frozenset[str]().union(*(change.visits for change in real))
    consents = any(change.kind == "patient" for change in real)
    written: dict[str, list[Light]] = {}
    for form in forms:
        if form.form in asked:
            written.setdefault(form.subject, []).append(form)
    found = (
        _one(person, written.get(person.subject, []), moved, new, consents=consents)
        for person in sorted(people, key=lambda one: one.subject)
    )
    return tuple(one for one in found if not one.untouched)


def _one(
    person: SubjectRow, written: list[Light], moved: frozenset[str], new: Study, *, consents: bool
) -> Affected:
    here = not person.ended
    visits = (
        visit.id
        for visit in new.schedule.visits
        if here and visit.id in moved and visit.id not in person.visits and not visit.optional
    )
    return Affected(
        subject=person.subject,
        open_forms=tuple(f"{f.visit}/{f.form}" for f in written if not f.complete),
        complete_forms=tuple(f"{f.visit}/{f.form}" for f in written if f.complete),
        visits=tuple(visits),
        consents=consents and here and bool(person.anchors or person.visits or person.enrolled_seq),
    )


def by_form(places: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return places, as 'visit/form', gathered by their form."""
    gathered: dict[str, list[str]] = {}
    for place in places:
        gathered.setdefault(place.partition("/")[2], []).append(place)
    return tuple(map(tuple, gathered.values()))


def words(study: Study, places: tuple[str, ...]) -> str:
    """Return 'Laboratory at Month 1', or 'Laboratory at 10 visits', for places of one form."""
    visit, _, form = places[0].partition("/")
    asked, planned = study.form_by_id.get(form), study.visit(visit)
    title = str(asked.title) if asked else form
    if len(places) > 1:
        return f"{title} at {len(places)} visits"
    return f"{title} (log)" if visit == LOG_VISIT else f"{title} at {planned.title if planned else visit}"
