from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings as site
from django.core import mail
from django.test import Client
from tests.jobs.test_alerts import _Down, serious

from hepatica.jobs import digest, feed
from hepatica.store import clock, read
from hepatica.store.access import Access

ZONE = ZoneInfo(site.TIME_ZONE)


def at(hour, minute=0, *, days=1):
    """A moment of a coming day on the site's clock."""
    day = clock.now().at.astimezone(ZONE).date() + timedelta(days=days)
    return clock.virtual(datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE))


def test_the_digest_goes_out_once_a_day_to_those_who_act_on_it(reachable):
    with at(6, 59):
        assert digest.send_due() == 0
    with at(7):
        assert digest.send_due() == 2
        assert digest.send_due() == 0
    assert sorted(message.to[0] for message in mail.outbox) == [
        "asha@hospital.example",
        "meena@hospital.example",
    ]
    with at(7, days=2):
        assert digest.send_due() == 2


def test_it_says_what_is_owed_without_any_clinical_detail(reachable):
    serious()
    text = digest.text()
    assert "01-001" in text
    assert "Alerts that nobody has acknowledged" in text
    assert "Haematemesis" not in text
    assert text.endswith("https://trial.hospital.example/safety/")


def test_a_mailer_that_is_down_is_kept_once_a_day_and_asked_again(reachable, settings):
    assert _Down
    settings.EMAIL_BACKEND = "tests.jobs.test_alerts._Down"
    with at(8):
        assert digest.send_due() == 0
        assert digest.send_due() == 0
        assert len(read.accesses(Access.DIGEST_FAILED)) == 2
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        assert digest.send_due() == 2


def test_a_site_without_mail_sends_none(ward):
    with at(8):
        assert digest.send_due() == 0


def test_the_calendar_shows_what_is_due_by_number_and_ends_with_the_roles(reachable, settings):
    settings.ROOT_URLCONF = "hepatica.config.urls"
    serious()
    address = f"/calendar/{feed.token('asha')}/hepatica.ics"
    answer = Client().get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    text = answer.content.decode().replace("\r\n ", "")
    assert text.startswith("BEGIN:VCALENDAR")
    assert "01-001" in text
    assert "Haematemesis" not in text
    assert "CATEGORIES:Visit" in text
    assert Client().get(f"/calendar/{feed.token('nobody')}/hepatica.ics").status_code == 404
    assert Client().get(address.replace("hepatica.ics", "x")).status_code == 404
    assert Client().get("/calendar/guess/hepatica.ics").status_code == 404
