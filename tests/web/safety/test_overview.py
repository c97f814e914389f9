"""What the desk says beside its proposals: reports ready to send, the interval of so few, the order under a hold."""

from datetime import timedelta

import pytest
from tests.safety.clock_cases import ONSET, ZONE, case, sent, study
from tests.web.safety.test_desk import said
from tests.web.safety.test_holds import HOLD

from hepatica.conduct.commands import Moment
from hepatica.conduct.plan import Plan
from hepatica.ledger.desk_rows import OnCallRow, ReportRow
from hepatica.ledger.rows import GrantRow
from hepatica.ledger.state import State
from hepatica.safety.clocks import obligations
from hepatica.web.docket import Docket, Entry
from hepatica.web.safety.overview import interval_words, ready, roster
from hepatica.web.visit_marks import Marks


def docket(event, *rows):
    """The docket of one case an hour after its onset."""
    now = ONSET + timedelta(hours=1)
    return Docket(
        plan=Plan(study()),
        state=State(rows),
        now=Moment(at=now, zone="Asia/Kolkata"),
        marks=Marks([]),
        entries=(Entry(case=event, owed=obligations(study(), event, ZONE, now)),),
        trial=(),
    )


def report(version, seq):
    return ReportRow(
        subject="01-004",
        row=1,
        report="table5",
        version=version,
        purpose="initial",
        at_seq=seq,
        sha256="0" * 64,
        at="2026-03-15T13:00:00.000000Z",
        seq=seq,
    )


def test_an_issued_report_is_ready_for_everybody_who_still_waits_for_it_in_its_latest_version():
    told = (sent("first_sponsor", "sponsor", "2026-03-15T18:00"),)
    (one,) = ready(docket(case(submitted=told), report(1, 40), report(2, 44)))
    assert (one.report, one.seq) == ("Table 5, version 2", 44)
    assert "CDSCO" in one.to
    assert "Ethics" in one.to


def test_nothing_is_ready_before_a_report_is_issued_or_once_all_have_it():
    assert list(ready(docket(case()))) == []
    everybody = tuple(
        sent(one.clock.id, one.clock.recipient, "2026-03-15T18:00")
        for one in obligations(study(), case(), ZONE, ONSET)
    )
    assert list(ready(docket(case(submitted=everybody), report(1, 40)))) == []


@pytest.mark.parametrize(("people", "upper"), [(1, 98), (3, 71), (5, 52)])
def test_no_event_among_so_few_still_allows_a_high_rate(people, upper):
    assert f"up to {upper} %." in interval_words(people)


def test_before_anybody_is_dosed_nothing_is_claimed():
    assert interval_words(0) == "Nobody has been dosed yet: nothing is known of any rate."


def test_the_roster_names_people_and_not_their_accounts():
    grant = GrantRow(subject="", user="iyer", name="Dr S. Iyer", role="medical_monitor", seq=1)
    assert roster(docket(case(), grant, OnCallRow(subject="", users=("iyer", "gone")))) == [
        "Dr S. Iyer",
        "gone",
    ]


def test_under_a_hold_the_serious_events_stand_before_the_proposals(signed_in):
    meena = signed_in("meena")
    before = said(meena.get("/safety/"))
    assert before.index("Proposed events") < before.index("Serious events")
    meena.post("/safety/hold", HOLD)
    under = said(meena.get("/safety/"))
    assert under.index("Serious events") < under.index("Proposed events")
