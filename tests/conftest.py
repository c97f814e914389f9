"""One Django for the whole run: the program's own settings on the test site. Databases come with ``tests.store``."""

import gc
import os

if not os.environ.get("DJANGO_SETTINGS_MODULE"):
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()

from hypothesis import settings as properties
from tests import once  # noqa: F401  # imported first here, so that the run has one folder and all workers know it

# A test run keeps what it imported and loaded: walking all of it every 700 new objects cost a sixth of its time.
gc.set_threshold(50_000, 20, 50)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: nobody need walk it again."""
    gc.freeze()


# Time is measured in benchmarks and never asserted in a test: a busy machine must not fail a property.
properties.register_profile("house", deadline=None, print_blob=True, max_examples=25)
properties.register_profile("long", deadline=None, print_blob=True, max_examples=250)
properties.load_profile(os.environ.get("HEPATICA_PROPERTIES", "house"))
