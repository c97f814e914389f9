"""The ledger's protection, and the two heads that stand before the first event."""

from django.apps.registry import Apps as StateApps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from hepatica.ledger.chain import GENESIS
from hepatica.store import triggers


def protect(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in triggers.statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def begin(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    head = apps.get_model("store", "Head")
    for chain in ("study", "access"):
        head.objects.using(schema_editor.connection.alias).create(
            chain=chain, seq=0, hash=GENESIS, at="", definition=0, protocol=""
        )


class Migration(migrations.Migration):
    dependencies = [("store", "0001_ledger")]

    operations = [migrations.RunPython(begin), migrations.RunPython(protect)]
