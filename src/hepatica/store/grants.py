"""What the app role may do on PostgreSQL: read and append events, keep projections, and nothing to the triggers."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from hepatica.store.triggers import TABLES


def grant_app_role(owner: BaseDatabaseWrapper, role: str) -> None:
    """Give ``role`` its rights on the owner's tables: INSERT and SELECT on the ledgers, the usual on the rest.

    Safe to run after every migration. Does nothing on SQLite, where the file has one owner.
    """
    if owner.vendor != "postgresql":
        return
    name = owner.ops.quote_name(role)
    ledgers = ", ".join(TABLES)
    with owner.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = owner.ops.quote_name(cursor.fetchone()[0])
        for statement in (
            f"GRANT USAGE ON SCHEMA {schema} TO {name}",
            f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {name}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name}",
            f"REVOKE ALL ON {ledgers}, django_migrations FROM {name}",
            f"GRANT SELECT, INSERT ON {ledgers} TO {name}",
            f"GRANT SELECT ON django_migrations TO {name}",
            # A head may move forward and never be removed.
            f"REVOKE INSERT, DELETE ON head FROM {name}",
        ):
            cursor.execute(statement)
