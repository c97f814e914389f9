import json
import smtplib
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.test import Client
from tests.jobs.conftest import SITE
from tests.web.play import ASHA, MEENA

from hepatica.conduct.commands import EnterItems, Entry
from hepatica.config.messages import Messages
from hepatica.jobs import alerts
from hepatica.ledger.desk_rows import AlertRow
from hepatica.store import clock, read
from hepatica.store.record import Recorded, record


def serious(subject="01-001", row=7):
    """A serious event, entered as anybody would."""
    said = {"aeterm": "Haematemesis", "aetoxgr": "3"}
    said |= {f"aerel_{suspect.id}": "unrelated" for suspect in read.plan().study.oversight.suspects}
    entries = tuple(
        Entry(item=item, row=row, value=value) for item, value in {**said, "aeser": "yes"}.items()
    )
    done = record(
        EnterItems(subject=subject, visit="log", form="ae", entries=entries, seen=read.head().seq),
        actor=MEENA,
    )
    assert isinstance(done, Recorded), done
    return f"serious/event:{row}"


def row_of(alert):
    return next(row for row in read.alerts(open_only=False) if row.alert == alert)


def later(minutes):
    return clock.virtual(clock.now().at + timedelta(minutes=minutes))


def test_the_alert_is_written_with_the_event_and_waits_to_be_sent(reachable):
    alert = serious()
    assert [(row.alert, row.sent, row.open) for row in read.alerts()] == [(alert, (), True)]
    assert mail.outbox == []


def test_a_sweep_sends_it_once_to_the_first_on_call_without_any_clinical_detail(reachable):
    alert = serious()
    assert alerts.sweep().sent == 1
    assert alerts.sweep().sent == 0
    (message,) = mail.outbox
    assert message.to == ["meena@hospital.example"]
    said = message.subject + message.body
    assert "A serious event needs you" in said
    assert not any(word in said for word in ("01-001", "Haematemesis", "serious/event"))
    assert row_of(alert).sent == ("0/mail/meena",)


def test_after_thirty_minutes_without_an_answer_it_goes_to_the_deputy_and_on_until_somebody_has_it(reachable):
    alert = serious()
    alerts.sweep()
    with later(29):
        assert alerts.sweep().escalated == 0
    with later(30):
        assert alerts.sweep().escalated == 1
    assert [message.to for message in mail.outbox] == [["meena@hospital.example"], ["asha@hospital.example"]]
    assert "Nobody before you" in mail.outbox[1].body
    with later(61):
        alerts.sweep()
    assert mail.outbox[2].to == ["meena@hospital.example"]
    kinds = [event.kind for event in read.latest("01-001", limit=6)]
    assert kinds == [
        "alert.sent",
        "alert.escalated",
        "alert.sent",
        "alert.escalated",
        "alert.sent",
        "alert.raised",
    ]
    assert row_of(alert).step == 2


def test_one_tap_acknowledges_and_opening_the_link_does_not(reachable, settings):
    settings.ROOT_URLCONF = "hepatica.config.urls"
    alert = serious()
    alerts.sweep()
    link = next(word for word in mail.outbox[0].body.split() if "/alerts/" in word)
    path = link.removeprefix(SITE["address"])
    visitor = Client()
    assert "I have it" in visitor.get(path).content.decode()
    assert row_of(alert).open
    page = visitor.post(path).content.decode()
    assert "Dr Meena Rao has it." in page
    assert "I have it" not in page
    assert (row_of(alert).acknowledged_by, row_of(alert).open) == ("meena", False)
    with later(300):
        assert alerts.sweep() == alerts.Swept()


def test_a_link_that_was_changed_says_so_and_acknowledges_nothing(reachable, settings):
    settings.ROOT_URLCONF = "hepatica.config.urls"
    alert = serious()
    token = alerts.token(row_of(alert), "meena")
    broken = Client().post(f"/alerts/{token[:-2]}xx/")
    assert broken.status_code == 410
    assert row_of(alert).open


def test_the_link_of_somebody_without_a_role_opens_nothing(reachable, settings):
    settings.ROOT_URLCONF = "hepatica.config.urls"
    alert = serious()
    page = Client().post(f"/alerts/{alerts.token(row_of(alert), 'nobody')}/")
    assert page.status_code == 410, "who has no role sees no participant, and so no alert of one"
    assert row_of(alert).open


class _Down:
    def __init__(self, *_args, **_more):
        pass

    def send_messages(self, _messages):
        raise smtplib.SMTPServerDisconnected("down")


def test_mail_that_is_down_is_written_once_shown_in_red_on_every_page_and_mended_by_the_next_success(
    reachable, settings, signed_in
):
    alert = serious()
    settings.EMAIL_BACKEND = f"{__name__}._Down"
    assert alerts.sweep().failed == 1
    alerts._tried.clear()
    assert alerts.sweep().failed == 1
    why = "0/mail/meena: the mail server did not take it (SMTPServerDisconnected)"
    assert row_of(alert).failed == (why,)
    assert [event.kind for event in read.latest("01-001", limit=2)] == ["alert.failed", "alert.raised"]
    settings.ROOT_URLCONF = "hepatica.config.urls"
    assert "Alerts cannot be sent." in signed_in("asha").get("/matrix/").content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    alerts._tried.clear()
    assert alerts.sweep().sent == 1
    assert row_of(alert).failed == ()
    assert "Alerts cannot be sent." not in signed_in("asha").get("/matrix/").content.decode()


def test_a_failing_server_is_not_asked_again_at_every_turn(reachable, settings):
    serious()
    settings.EMAIL_BACKEND = f"{__name__}._Down"
    assert alerts.sweep().failed == 1
    assert alerts.sweep() == alerts.Swept()


def test_a_site_without_a_channel_or_without_anybody_on_call_says_so(ward, settings):
    settings.MESSAGES = Messages()
    alert = serious()
    assert alerts.sweep().failed == 1
    assert row_of(alert).failed == ("0/mail/nobody: nobody is on call",)


def test_somebody_without_an_address_is_a_failure_that_names_them(reachable):
    from hepatica.people.accounts import set_address

    set_address("meena", "")
    alert = serious()
    alerts.sweep()
    assert row_of(alert).failed == ("0/mail/meena: meena has no mail address",)


@pytest.fixture
def gateway(settings):
    """A real gateway on this machine; returns what it was told."""
    told = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield told, f"http://127.0.0.1:{server.server_port}/sms"
    server.shutdown()
    server.server_close()


def test_the_webhook_gets_the_sentence_and_the_link_and_nothing_else(reachable, settings, gateway):
    told, address = gateway
    settings.MESSAGES = Messages(webhook=address, **SITE)
    alert = serious()
    assert alerts.sweep().sent == 1
    (message,) = told
    assert set(message) == {"text", "link", "to", "step"}
    assert (message["text"], message["to"], message["step"]) == ("A serious event needs you", "meena", 0)
    assert row_of(alert).sent == ("0/webhook/meena",)


def test_acknowledging_from_any_page_of_the_trial(reachable, settings, signed_in):
    settings.ROOT_URLCONF = "hepatica.config.urls"
    alert = serious()
    client = signed_in("asha")
    assert "A serious event needs you" in client.get("/matrix/").content.decode()
    client.post("/alerts/acknowledge", {"alert": f"01-001 {alert}"})
    assert row_of(alert).acknowledged_by == ASHA.user
    assert not any(isinstance(row, AlertRow) and row.open for row in read.alerts())


def test_a_rolled_back_event_leaves_no_alert(reachable):
    refused = record(
        EnterItems(
            subject="01-001",
            visit="log",
            form="ae",
            entries=(Entry(item="aeser", row=8, value="yes"), Entry(item="aeser", row=9, value="perhaps")),
            seen=read.head().seq,
        ),
        actor=MEENA,
    )
    assert not isinstance(refused, Recorded)
    assert read.alerts(open_only=False) == ()
