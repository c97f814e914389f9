"""No row that a save reads or writes grows with the study."""

import re

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper
from tests.bench.seeding import infused, seed
from tests.store.people import ASHA, pressures

from hepatica.conduct.commands import EnterItems, Entry
from hepatica.store.record import Recorded, record

pytestmark = pytest.mark.engine

DATE = EnterItems(
    subject="HYD-007",
    visit="infusion_day",
    form="infusion",
    entries=(Entry(item="prstdtc", value="2026-02-04"),),
    seen=10**6,
)
"""It moves the participant's start and place in the order of infusion: the study's row is at hand."""


class Scale:
    """Weighs what passes between a save and its database; a number or hash weighs the same whatever its digits."""

    def __init__(self, patch):
        self.read, self.written = [], []
        for name in ("fetchone", "fetchall"):
            patch.setattr(CursorWrapper, name, self._fetching(name), raising=False)

    def _fetching(self, name):
        def fetch(cursor):
            found = getattr(cursor.cursor, name)()
            self.read.append(weight(found))
            return found

        return fetch

    def __call__(self, execute, sql, params, many, context):
        self.written.append((re.sub(r"\W+", " ", sql), weight(params)))
        return execute(sql, params, many, context)


def weight(anything):
    return len(re.sub(r"[0-9a-f]{64}|\d+", "0", str(anything)))


def weighed(command, monkeypatch):
    with monkeypatch.context() as patch:
        scale = Scale(patch)
        with connection.execute_wrapper(scale):
            done = record(command, actor=ASHA)
        assert isinstance(done, Recorded), done
        assert done.events
        return scale.read, scale.written


@pytest.mark.parametrize("change", ["one field", "the date of the infusion"])
def test_a_save_reads_and_writes_the_same_among_ten_and_a_thousand_participants(
    published, monkeypatch, change
):
    seed(10, infused)
    few = weighed(pressures("HYD-006", "120") if change == "one field" else DATE, monkeypatch)
    seed(1000, infused)
    other = DATE.model_copy(update={"subject": "HYD-008"})
    many = weighed(pressures("HYD-009", "120") if change == "one field" else other, monkeypatch)
    assert sum(few[0]) > 100
    assert few == many
