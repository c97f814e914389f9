"""One Django for the whole run: the program's own settings on the test site. Databases come with ``tests.store``."""

import os

if not os.environ.get("DJANGO_SETTINGS_MODULE"):
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
