"""Compiled protocols, one per version ever published here; compiling is slow and its result never changes."""

from __future__ import annotations

from functools import lru_cache

import msgspec
from django.db.backends.utils import CursorWrapper

from hepatica.conduct.plan import Plan
from hepatica.conduct.versions import applies
from hepatica.ledger.events import StudyPublished, decode
from hepatica.ledger.landmarks import landmarks
from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.state import Landmarks
from hepatica.study.load import parse

_PLANS: dict[tuple[int, str], Plan] = {}


def in_force(cursor: CursorWrapper, definition: int, protocol: str) -> Plan | None:
    """Return the plan of a published protocol, named by its event and its hash; None before the first."""
    if not definition:
        return None
    plan = _PLANS.get((definition, protocol))
    if plan is None:
        cursor.execute("SELECT kind, body, at FROM study_event WHERE seq = %s", [definition])
        kind, body, at = cursor.fetchone()
        fact = decode(kind, body)
        if not isinstance(fact, StudyPublished) or fact.sha256 != protocol:
            raise ValueError(f"event {definition} is not the protocol the head names: run hepatica verify")
        plan = _PLANS[definition, protocol] = Plan(parse(fact.text), definition, published=fact, at=at)
    return plan


def published(cursor: CursorWrapper, definition: int) -> Plan:
    """Return the plan of any version ever published, named by its event alone; ValueError when it is none."""
    cursor.execute("SELECT hash FROM study_event WHERE seq = %s", [definition])
    found = cursor.fetchone()
    plan = _PLANS.get((definition, found[0])) if found else None
    if plan is None:
        cursor.execute("SELECT kind, body FROM study_event WHERE seq = %s", [definition])
        row = cursor.fetchone()
        fact = decode(*row) if row else None
        if not isinstance(fact, StudyPublished):
            raise ValueError(f"event {definition} published no protocol: run hepatica verify")
        plan = in_force(cursor, definition, fact.sha256)
        assert plan is not None
        _PLANS[definition, found[0]] = plan
    return plan


def applying(cursor: CursorWrapper, head: Plan, subject: SubjectRow | None) -> Plan:
    """Return the version that applies to a participant: the one in force, unless they were kept under an earlier."""
    definition = head.definition if subject is None else applies(head, subject)
    return head if definition == head.definition else published(cursor, definition)


def of_subject(cursor: CursorWrapper, head: Plan | None, subject: str) -> Plan | None:
    """Return the version that applies to a participant by number; asks the database only where someone was kept."""
    if head is None or not head.published.keeps or not subject:
        return head
    cursor.execute("SELECT body FROM projected_subject WHERE subject = %s", [subject])
    found = cursor.fetchone()
    return applying(cursor, head, msgspec.json.decode(found[0], type=SubjectRow) if found else None)


@lru_cache(maxsize=8)
def _landmarks(text: str) -> Landmarks:
    return landmarks(parse(text))


def landmarks_of(fact: StudyPublished) -> Landmarks:
    """Return the landmarks of a published protocol, as the fold asks for them."""
    return _landmarks(fact.text)
