"""Django answers requests here; which settings it has does not matter."""

import os

if not os.environ.get("DJANGO_SETTINGS_MODULE"):
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.store.settings_store"
    import django

    django.setup()
