"""Every test here has a database of its own."""

import os

if not os.environ.get("DJANGO_SETTINGS_MODULE"):
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.store.settings_store"
    import django

    django.setup()

from tests.store.databases import ledger, published, templates  # noqa: F401
