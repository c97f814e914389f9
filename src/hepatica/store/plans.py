"""Compiled protocols, one per version ever published here; compiling is slow and its result never changes."""

from __future__ import annotations

from functools import lru_cache

from django.db.backends.utils import CursorWrapper

from hepatica.conduct.plan import Plan
from hepatica.ledger.events import StudyPublished, decode
from hepatica.ledger.landmarks import landmarks
from hepatica.ledger.state import Landmarks
from hepatica.study.load import parse

_PLANS: dict[tuple[int, str], Plan] = {}


def in_force(cursor: CursorWrapper, definition: int, protocol: str) -> Plan | None:
    """Return the plan of a published protocol, named by its event and its hash; None before the first."""
    if not definition:
        return None
    plan = _PLANS.get((definition, protocol))
    if plan is None:
        cursor.execute("SELECT kind, body FROM study_event WHERE seq = %s", [definition])
        fact = decode(*cursor.fetchone())
        if not isinstance(fact, StudyPublished) or fact.sha256 != protocol:
            raise ValueError(f"event {definition} is not the protocol the head names: run hepatica verify")
        plan = _PLANS[definition, protocol] = Plan(parse(fact.text), definition)
    return plan


@lru_cache(maxsize=8)
def _landmarks(text: str) -> Landmarks:
    return landmarks(parse(text))


def landmarks_of(fact: StudyPublished) -> Landmarks:
    """Return the landmarks of a published protocol, as the fold asks for them."""
    return _landmarks(fact.text)
