"""A program of its own that saves, to be killed or starved: ``python program.py URL SUBJECT``.

It prints a line after each save it was told is stored.
"""

import itertools
import os
import sys

url, subject = sys.argv[1:]
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.store.settings_store"

import django  # noqa: E402

django.setup()

from tests.store.databases import from_url, using  # noqa: E402
from tests.store.people import enter  # noqa: E402

with using(from_url(url)):
    for n in itertools.count():
        done = enter(subject, *(str(90 + (n + k) % 120) for k in range(20)), visit=f"unscheduled.{n + 2}")
        print(done.seq_first, done.seq_last, flush=True)
