"""The ward, looked at by those who watch over its record."""

import re
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from tests.web import play

from hepatica.people.accounts import add_account

WATCHERS = {"kiran": "data_manager", "mohan": "monitor", "adam": "administrator"}
PASSWORD = "ward-chart-2026"


@pytest.fixture(autouse=True)
def _addresses(ward, settings):
    settings.ROOT_URLCONF = "tests.web.record.rooms"


@pytest.fixture
def enter(signed_in):
    """Return a client of somebody of the ward, or of a watcher, who is given an account and a role first."""

    def come(name):
        if name in WATCHERS and not get_user_model().objects.filter(username=name).exists():
            play.delegate(name, name.title(), WATCHERS[name])
            add_account(name, name.title(), PASSWORD, checked=False)
        return signed_in(name)

    return come


def words(response):
    """What a page says, without its markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def change(subject="01-001", value="3.9", reason="typing error"):
    """Let the coordinator change a bilirubin of the ward; return the event's number, the visit, and what stood there."""
    from hepatica.ledger.rows import FormRow
    from hepatica.store import read

    rows = [
        one
        for one in read.among(FormRow, [subject])
        if one.form == "laboratory" and one.answer("bilirubin", 1) and one.visit != "log"
    ]
    row = max(rows, key=lambda one: bool(one.signatures))
    from hepatica.conduct.commands import EnterItems, Entry
    from hepatica.store.record import record

    entry = Entry(item="bilirubin", row=1, value=value, unit="mg/dL", reason=reason)
    command = EnterItems(
        subject=subject, visit=row.visit, form="laboratory", entries=(entry,), seen=read.head().seq
    )
    done = play.must(record(command, actor=play.ASHA))
    seq = next(event.seq for event in done.events if event.kind == "item.changed")
    return seq, row.visit, row.answer("bilirubin", 1).value
