"""Accounts out of one database and into another: people, the hashes of their passwords, their second factors.

Whatever table a room of the house adds travels too, unless it is named here: what is not the record's (sessions, jobs,
Django's own lists) or is made anew from it (the ledger's tables are carried event by event).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.db import connection, connections, models

LEFT = frozenset(
    {"store", "contenttypes", "sessions", "usersessions", "django_tasks_database", "django_tasks_db"}
)
"""Applications whose tables stay."""
_LEFT_MODELS = frozenset({"auth.permission"})


def tables() -> list[type[models.Model]]:
    """Return the tables that travel, each after those it refers to."""
    travelling = [
        (config, None)
        for config in apps.get_app_configs()
        if config.label not in LEFT and config.models_module
    ]
    ordered = serializers.sort_dependencies(travelling, allow_cycles=True)
    return [model for model in ordered if _travels(model)]


def _travels(model: type[models.Model]) -> bool:
    meta = model._meta  # noqa: SLF001 - Django's public name for it
    return meta.managed and not meta.proxy and not meta.swapped and meta.label_lower not in _LEFT_MODELS


def rows_out() -> Iterator[bytes]:
    """Yield every row as one line of JSON, in Django's own form."""
    for model in tables():
        rows = list(model._default_manager.order_by("pk"))  # noqa: SLF001
        text = serializers.serialize("jsonl", rows, use_natural_foreign_keys=True, ensure_ascii=False)
        yield from (line.encode() + b"\n" for line in text.split("\n") if line)


def rows_in(lines: Iterable[bytes]) -> int:
    """Save rows as they were and return how many; ValueError when one is none of this program's."""
    count = 0
    try:
        for line in lines:
            for row in serializers.deserialize("jsonl", line.decode()):
                row.save()
                count += 1
    except (DeserializationError, UnicodeDecodeError) as error:
        raise ValueError(f"an account cannot be read: {error}") from error
    return count


def count() -> int:
    """Return how many rows stand in the tables that travel."""
    return sum(model._default_manager.count() for model in tables())  # noqa: SLF001


def count_on(alias: str) -> None:
    """Let new rows be numbered after those that came, as the role that owns the tables (PostgreSQL counts by itself)."""
    owner = connections[alias]
    statements = owner.ops.sequence_reset_sql(no_style(), tables())
    with owner.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def is_empty() -> bool:
    """Say whether nobody has an account in the database at hand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM auth_user")
        return not cursor.fetchone()[0]
