"""What the database itself refuses, on both engines: changing, removing or inserting out of turn an event.

The sequence rule is a trigger because SQLite's INSERT OR REPLACE removes the old row without firing a DELETE
trigger: an event may only be inserted as the last plus one, so there is never an old row to replace.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("study_event", "access_event")

_SQLITE = {
    "{t}_no_update": "CREATE TRIGGER {t}_no_update BEFORE UPDATE ON {t} "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is never changed'); END",
    "{t}_no_delete": "CREATE TRIGGER {t}_no_delete BEFORE DELETE ON {t} "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is never shortened'); END",
    "{t}_in_turn": "CREATE TRIGGER {t}_in_turn BEFORE INSERT ON {t} "
    "WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM {t}) "
    "BEGIN SELECT RAISE(ABORT, 'an event is only ever the last plus one'); END",
}

_FUNCTIONS = {
    "{t}_refuse": """
BEGIN
  RAISE EXCEPTION 'the ledger is never changed or shortened';
END
""",
    # Once per statement: for each row it would double the cost of a save.
    "{t}_turn": """
DECLARE least bigint; most bigint; many bigint; before bigint;
BEGIN
  SELECT min(seq), max(seq), count(*) INTO least, most, many FROM added;
  SELECT coalesce(max(seq), 0) INTO before FROM {t} WHERE seq < least;
  IF many > 0 AND (least <> before + 1 OR most <> before + many OR most <> (SELECT max(seq) FROM {t})) THEN
    RAISE EXCEPTION 'an event is only ever the last plus one';
  END IF;
  RETURN NULL;
END
""",
}
_POSTGRES = {
    "{t}_no_change": "CREATE TRIGGER {t}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {t} "
    "FOR EACH STATEMENT EXECUTE FUNCTION {t}_refuse()",
    "{t}_in_turn": "CREATE TRIGGER {t}_in_turn AFTER INSERT ON {t} REFERENCING NEW TABLE AS added "
    "FOR EACH STATEMENT EXECUTE FUNCTION {t}_turn()",
}
# Each trigger's function and PostgreSQL's code for when it fires (pg_trigger.tgtype).
_FIRES = {"{t}_no_change": ("{t}_refuse", 58), "{t}_in_turn": ("{t}_turn", 4)}


def _each(patterns: dict[str, str]) -> dict[str, str]:
    return {name.format(t=t): sql.format(t=t) for t in TABLES for name, sql in patterns.items()}


def statements(vendor: str) -> list[str]:
    """Return the SQL that puts every trigger in place."""
    if vendor == "sqlite":
        return list(_each(_SQLITE).values())
    functions = [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body${body}$body$"
        for name, body in _each(_FUNCTIONS).items()
    ]
    # ALWAYS: a session that calls itself a replica would otherwise skip them.
    always = [
        f"ALTER TABLE {t} ENABLE ALWAYS TRIGGER {name.format(t=t)}" for t in TABLES for name in _POSTGRES
    ]
    return [*functions, *_each(_POSTGRES).values(), *always]


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the triggers that are absent, altered or switched off, by name."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            there = dict(cursor.fetchall())
            return [name for name, sql in _each(_SQLITE).items() if there.get(name) != sql]
        cursor.execute(
            "SELECT t.tgname, t.tgtype, f.prosrc FROM pg_trigger t JOIN pg_proc f ON f.oid = t.tgfoid "
            "WHERE t.tgenabled = 'A' AND t.tgqual IS NULL AND t.tgrelid = to_regclass(split_part(t.tgname, '_', 1) || '_event')"
        )
        found = {name: (kind, body) for name, kind, body in cursor.fetchall()}
    return [
        name.format(t=t)
        for t in TABLES
        for name, (function, fires) in _FIRES.items()
        if found.get(name.format(t=t)) != (fires, _FUNCTIONS[function].format(t=t))
    ]
