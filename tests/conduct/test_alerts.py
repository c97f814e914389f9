from datetime import timedelta
from functools import cache

import msgspec
from tests.conduct.desk import INVESTIGATOR, NOW, SECOND, Desk, kinds, person, sentences
from tests.conduct.small_study import SMALL, SMALL_TEXT

from hepatica.conduct.alarms import alarms
from hepatica.conduct.commands import SYSTEM, GrantRole, PublishStudy
from hepatica.conduct.desk_commands import AcknowledgeAlert, EscalateAlert, ReportSending, SetOnCall
from hepatica.ledger.desk_facts import AlertRaised, RuleFired
from hepatica.ledger.desk_rows import AlertRow, OnCallRow
from hepatica.ledger.events import DeviationRecorded, Draft, ItemChanged, ItemEntered, SignalProposed
from hepatica.study.oversight import Alarm, Oversight

ADMINISTRATOR = person("admin", "administrator")


def alarm(on, **more):
    return Alarm(id=on, on=on, title="It needs you", minutes=30, source="proposal", reference="r", **more)


ALARMS = (
    *map(alarm, ("serious", "special", "rule", "deviation")),
    alarm("signal", signals=("sterility",)),
)
WATCHED = SMALL.model_copy(update={"oversight": Oversight(alarms=ALARMS)})


def heard(*facts):
    drafts = tuple(Draft(subject="01-001", fact=fact) for fact in facts)
    found = [draft.fact for draft in alarms(WATCHED, drafts)]
    assert all(isinstance(fact, AlertRaised) for fact in found)
    return [fact.alert for fact in found]


def said(item, value, *, form="ae", kind=ItemEntered):
    return kind(visit="log", form=form, item=item, row=3, value=value)


def test_an_event_that_becomes_serious_raises_an_alert_whether_entered_or_changed():
    assert heard(said("aeser", "yes")) == ["serious/event:3"]
    assert heard(said("aeser", "yes", kind=ItemChanged)) == ["serious/event:3"]
    assert heard(said("aeser", "no")) == heard(said("aeser", None)) == []
    assert heard(said("aeser", "yes", form="other")) == []


def test_an_event_of_special_interest_raises_one_even_when_it_is_not_serious():
    assert heard(said("aesi", "kidney"), said("aeser", "no")) == ["special/event:3"]
    assert heard(said("aesi", None)) == []


def test_a_fired_rule_a_critical_deviation_and_a_late_positive_raise_one():
    rule = RuleFired(rule="STP-01", sentence="s", evidence=("01-001/event:1",))
    late = SignalProposed(signal="sterility", visit="v", form="f", row=2, readings={})
    passed = DeviationRecorded(rule="gate_closed", sentence="s", critical=True, visit="v", form="f", item="i")
    assert heard(rule, late, passed) == [
        "rule/STP-01:1",
        "deviation/gate_closed:v:f:i:0",
        "signal/sterility:v:f:2",
    ]


def test_what_can_wait_for_the_digest_raises_none():
    small = DeviationRecorded(rule="out_of_window", sentence="s")
    other = SignalProposed(signal="pain", visit="v", form="f", readings={})
    assert heard(small, other) == []


def test_a_message_holds_no_clinical_detail():
    facts = [draft.fact for draft in alarms(WATCHED, [Draft(subject="01-001", fact=said("aeser", "yes"))])]
    assert [fact.sentence for fact in facts] == ["It needs you"]
    assert "01-001" not in facts[0].sentence


@cache
def watched_plan():
    from hepatica.conduct.plan import Plan

    return Plan(WATCHED)


def desk_with_an_alert():
    desk = Desk(watched_plan())
    desk.do(PublishStudy(text=SMALL_TEXT), person("owner", "owner"))
    desk.consented()
    for user, role in (("meera", "medical_monitor"), ("rao", "investigator"), ("visitor", "inspector")):
        desk.do(GrantRole(user=user, name=user.title(), role=role), ADMINISTRATOR)
    fact = AlertRaised(alert="serious/event:1", alarm="serious", sentence="It needs you", minutes=30, row=1)
    event = desk._seal(Draft(subject="01-001", fact=fact), SYSTEM)
    from hepatica.ledger.evolve import evolve

    evolve(desk.state, event, desk.plan.landmarks)
    desk.events.append(event)
    return desk


ALERT = {"subject": "01-001", "alert": "serious/event:1"}


def test_only_people_who_can_acknowledge_are_put_on_call_each_once_and_in_order():
    desk = desk_with_an_alert()
    assert kinds(desk.do(SetOnCall(users=("rao", "meera")), SECOND)) == ["oncall.set"]
    assert desk.row(OnCallRow, "").users == ("rao", "meera")
    assert kinds(desk.do(SetOnCall(users=("rao", "meera")), SECOND)) == []
    assert sentences(desk.do(SetOnCall(users=("visitor", "stranger")), SECOND)) == [
        "visitor and stranger cannot acknowledge an alert: no role allows it."
    ]
    assert sentences(desk.do(SetOnCall(users=("rao", "rao")), SECOND)) == ["Each person is on the list once."]


def test_the_first_to_acknowledge_is_the_one_recorded():
    desk = desk_with_an_alert()
    assert kinds(desk.do(AcknowledgeAlert(**ALERT), SECOND)) == ["alert.acknowledged"]
    assert desk.row(AlertRow, key="serious/event:1").acknowledged_by == "meera"
    assert kinds(desk.do(AcknowledgeAlert(**ALERT), SECOND)) == []
    assert sentences(desk.do(AcknowledgeAlert(**ALERT), INVESTIGATOR)) == [
        "meera has acknowledged this alert already."
    ]
    assert kinds(desk.do(EscalateAlert(**ALERT), SYSTEM)) == []


def test_every_send_and_failure_is_an_event_and_the_same_failure_is_written_once():
    desk = desk_with_an_alert()
    down = ReportSending(**ALERT, channel="mail", to="rao", failed="the mail server did not take it")
    assert kinds(desk.do(down, SYSTEM)) == ["alert.failed"]
    assert kinds(desk.do(down, SYSTEM)) == []
    assert desk.row(AlertRow, key="serious/event:1").failed == (
        "0/mail/rao: the mail server did not take it",
    )
    sent = ReportSending(**ALERT, channel="mail", to="rao")
    assert kinds(desk.do(sent, SYSTEM)) == ["alert.sent"]
    assert kinds(desk.do(sent, SYSTEM)) == []
    row = desk.row(AlertRow, key="serious/event:1")
    assert (row.sent, row.failed) == (("0/mail/rao",), ())


def test_an_alert_nobody_acknowledged_goes_to_the_next_step_and_its_time_begins_anew():
    desk = desk_with_an_alert()
    desk.now = msgspec.structs.replace(NOW, at=NOW.at + timedelta(minutes=30))
    assert kinds(desk.do(EscalateAlert(**ALERT), SYSTEM)) == ["alert.escalated"]
    row = desk.row(AlertRow, key="serious/event:1")
    assert (row.step, row.step_at) == (1, desk.now.stamp)
    assert desk.refold().get(AlertRow, "01-001", "serious/event:1") == row


def test_an_alert_that_was_never_raised_is_a_sentence():
    desk = desk_with_an_alert()
    assert sentences(desk.do(AcknowledgeAlert(subject="01-001", alert="none"), SECOND)) == [
        "There is no alert 'none'."
    ]
