"""On call: the list in its order, and the log of every alert with each sending, failure and acknowledgement."""

import pytest
from tests.delegating import delegate
from tests.web import play
from tests.web.safety.test_desk import said

from hepatica.conduct.commands import SYSTEM
from hepatica.conduct.desk_commands import EscalateAlert, ReportSending
from hepatica.ledger.desk_rows import OnCallRow
from hepatica.store import read
from hepatica.store.record import record


@pytest.fixture
def pavan(signed_in):
    """A medical monitor."""
    delegate("pavan", "Dr Pavan Iyer", "medical_monitor")
    return signed_in("pavan")


def roster():
    return next(iter(read.of_study(OnCallRow)), OnCallRow(subject="")).users


@pytest.mark.engine
def test_the_monitor_sets_who_is_told_first_and_who_next(pavan):
    assert "Nobody is on call." in said(pavan.get("/safety/oncall/"))
    page = said(pavan.post("/safety/oncall", {"user": ["meena", "pavan", "", ""]}, follow=True))
    assert roster() == ("meena", "pavan")
    assert "Dr Meena Rao first Dr Pavan Iyer deputy" in page
    assert "Dr Meena Rao first" in said(pavan.get("/safety/"))


@pytest.mark.parametrize(
    ("users", "sentence"),
    [
        (["", ""], "Name at least one person."),
        (["meena", "meena"], "Each person is on the list once."),
        (["iris"], "iris cannot acknowledge an alert"),
    ],
)
def test_a_list_that_would_reach_nobody_is_refused(pavan, users, sentence):
    assert sentence in said(pavan.post("/safety/oncall", {"user": users}), status=422)
    assert roster() == ()


def test_who_may_not_set_the_list_sees_no_form_and_is_refused(signed_in):
    asha = signed_in("asha")
    assert "Set the list" not in said(asha.get("/safety/oncall/"))
    refused = said(asha.post("/safety/oncall", {"user": ["meena"]}), status=422)
    assert f"{play.ASHA.name}, as a coordinator, may not say who is on call" in refused


@pytest.mark.engine
def test_an_alert_tells_every_sending_failure_and_who_has_it(pavan):
    special = {"aeterm": "Variceal bleeding", "aecat": "outside", "aestdtc": "2026-01-05", "aeser": "yes"}
    entries = tuple(play.Entry(item=item, row=1, value=value) for item, value in special.items())
    play.must(
        record(
            play.EnterItems(subject="01-002", visit="log", form="ae", entries=entries, seen=read.head().seq),
            actor=play.MEENA,
        )
    )
    alert = read.alerts()[-1]
    named = {"subject": alert.subject, "alert": alert.alert}
    failed = ReportSending(**named, channel="mail", to="meena", failed="the mail server did not take it")
    play.must(record(failed, actor=SYSTEM))
    play.must(record(EscalateAlert(**named), actor=SYSTEM))
    play.must(record(ReportSending(**named, channel="webhook", to="pavan", step=1), actor=SYSTEM))
    page = said(pavan.get("/safety/oncall/"))
    story = [
        "Raised with the event that caused it.",
        "Not sent to Dr Meena Rao by mail: the mail server did not take it.",
        "Nobody acknowledged it: passed to the next on call.",
        "Sent to Dr Pavan Iyer by the site&#x27;s gateway.",
    ]
    places = [page.index(step) for step in story]
    assert places == sorted(places)
    assert "Variceal" not in page.split("Alerts")[-1]
    assert "I have it" in page
