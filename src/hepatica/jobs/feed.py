"""The calendar people subscribe to: what is due, by participants' numbers, with no clinical detail."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.core import signing

from hepatica.datasets.visits_due import derive_visits_due
from hepatica.exchange.ical import to_calendar
from hepatica.jobs.obligations import owed
from hepatica.people.sites import sites_of
from hepatica.store import clock, read, sight

SALT = "hepatica.calendar"


def token(user: str) -> str:
    """Return the key of a person's calendar address; it ends when the person's roles do."""
    return signing.dumps(user, salt=SALT)


def of_token(text: str) -> str | None:
    """Return the calendar of a key; None when the key was altered, or the person has no part in the trial now."""
    try:
        user = str(signing.loads(text, salt=SALT))
    except signing.BadSignature:
        return None
    active = get_user_model().objects.filter(username=user, is_active=True).exists()
    if not active or not read.grants_of(user):
        return None
    with sight.seeing(sites_of(user)):
        return calendar()


def calendar() -> str:
    """Return what is due now as iCalendar text."""
    study = read.plan().study
    visits = (visit for row in read.subjects() for visit in derive_visits_due(study, row))
    head = read.head()
    return to_calendar(study, owed(), clock.now().at, visits=visits, anchor=f"{head.seq}:{head.hash}")
