"""The demo's record with a script and a formula in every text that somebody once wrote: each word, name, reason and note of it.

The ledger is rewritten as its owner could, so no text is spared because a screen would not have taken it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from django.db import connection
from django.test import override_settings
from tests.demo.built import MOMENT, built, opened
from tests.once import copied

from hepatica.ledger.chain import GENESIS, link
from hepatica.ledger.events import Event, StudyPublished, StudySynthetic
from hepatica.store import append, read, triggers
from hepatica.store.rebuild import rebuild
from hepatica.store.transactions import writing
from hepatica.study.form import ItemType
from hepatica.study.study import Study

SCRIPT = "<script>h9()</script>"
PICTURE = "<img src=x onerror=h9()>"
HOSTILE = f"{SCRIPT}{PICTURE}\"'</textarea>{{{{h9}}}}"
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula, or of another cell."""


def poisoned(folder: Path) -> Path:
    """Copy the poisoned demo into a folder that does not exist yet; return it."""
    return copied("demo-poisoned", _poison, folder)


def _poison(folder: Path) -> None:
    built(folder, moment=MOMENT)
    with opened(folder), override_settings(HEPATICA_DIR=folder):
        study = read.plan().study
        with connection.cursor() as cursor:
            events = list(read.stream(cursor, last=read.head().seq))
        with connection.cursor() as cursor:
            for name in triggers.TABLES:
                for rule in ("no_update", "no_delete", "in_turn"):
                    cursor.execute(f"DROP TRIGGER {name}_{rule}")
            cursor.execute("DELETE FROM study_event")
            cursor.execute(
                "UPDATE head SET seq = 0, hash = %s, at = '', definition = 0, protocol = '' WHERE chain = 'study'",
                [GENESIS],
            )
            for sql in triggers.statements("sqlite"):
                cursor.execute(sql)
        with writing() as cursor:
            append.append(cursor, "study", append.locked(cursor, "study"), list(_sealed(study, events)))
        rebuild()


def _sealed(study: Study, events: list[Event]) -> Iterator[Event]:
    prev = GENESIS
    for event in events:
        body = event.body
        if event.kind not in {StudyPublished.kind, StudySynthetic.kind}:
            body = json.dumps(_spoilt(study, json.loads(body)), separators=(",", ":"), ensure_ascii=False)
        fields = (
            event.seq,
            event.at,
            event.actor,
            event.subject,
            event.kind,
            event.schema,
            event.definition,
            body,
        )
        sealed = link(prev, *fields)
        yield msgspec.structs.replace(event, body=body, prev=prev, hash=sealed)
        prev = sealed


def _spoilt(study: Study, body: Any) -> Any:
    """Return a fact with every text in it spoilt: what has a blank in it, as no code has, and answers in words."""
    if isinstance(body, list):
        return [_spoilt(study, one) for one in body]
    if not isinstance(body, dict):
        return hostile(body) if isinstance(body, str) and " " in body else body
    return {
        key: hostile(value)
        if isinstance(value, str) and value and (" " in value or _in_words(study, body, key))
        else _spoilt(study, value)
        for key, value in body.items()
    }


def _in_words(study: Study, body: dict[str, Any], key: str) -> bool:
    form = study.form_by_id.get(body.get("form", ""))
    item = next((one for one in form.items if one.id == body.get("item")), None) if form else None
    return key in {"value", "before"} and item is not None and item.type is ItemType.TEXT


def hostile(text: str) -> str:
    """Return a text that would run on a page and compute in a spreadsheet; the same for the same words."""
    return f"{STARTS[len(text) % len(STARTS)]}h9(){HOSTILE} {text}"
