"""Old event shapes → today's: each lift is a pure function from the stored keys of one schema to the next.

Stored bytes never change; a reader lifts them. A new schema adds its lifts here and a frozen ledger to the corpus.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from hepatica.ledger.events import FACTS, SCHEMA, Event, Fact, decode

Body = dict[str, Any]
Lift = Callable[[str, Body], tuple[str, Body]]

LIFTS: Mapping[int, Lift] = MappingProxyType({})
"""Schema → lift to the next schema. Empty while there is only schema 1."""


def read(event: Event, *, lifts: Mapping[int, Lift] = LIFTS, schema: int = SCHEMA) -> Fact:
    """Return an event's fact in today's shape; ValueError when it was written by a newer program, or is broken."""
    if event.schema > schema:
        raise ValueError(
            f"event {event.seq} has schema {event.schema}: a newer Hepatica wrote it, this one reads {schema}"
        )
    if event.schema == schema:
        return decode(event.kind, event.body)
    kind, body = event.kind, msgspec.json.decode(event.body, type=Body)
    for older in range(event.schema, schema):
        if older not in lifts:
            raise ValueError(f"event {event.seq} has schema {event.schema}, which cannot be read")
        kind, body = lifts[older](kind, body)
    if kind not in FACTS:
        raise ValueError(f"unknown kind of event: {kind}")
    return msgspec.convert(body, FACTS[kind])
