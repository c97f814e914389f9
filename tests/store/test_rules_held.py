"""What a stopping rule counted, fired and held: the slice a save loads decides it, and a rebuild gives the same rows."""

import msgspec
import pytest
from tests.conduct.trial import INFUSED, SUSPECTS, reference
from tests.store.people import MEENA

from hepatica.conduct.commands import EnterItems, Entry, LiftHold, ScreenSubject
from hepatica.ledger.desk_facts import RuleFired
from hepatica.ledger.desk_rows import RuleRow
from hepatica.ledger.events import decode
from hepatica.store import publishing, read
from hepatica.store.rebuild import rebuild
from hepatica.store.record import Recorded, record
from hepatica.store.verify import verify
from hepatica.study.study import LOG_VISIT

pytestmark = pytest.mark.engine


def answer(subject, form, visit, row=0, **values):
    entries = tuple(Entry(item=item, row=row, value=value) for item, value in values.items())
    command = EnterItems(subject=subject, visit=visit, form=form, entries=entries, seen=read.head().seq)
    done = record(command, actor=MEENA)
    assert isinstance(done, Recorded), done
    return done


def event(subject, row, grade):
    judged = {f"aerel_{suspect}": "unrelated" for suspect in SUSPECTS} | {"aerel_msc": "possible"}
    asked = {item.id for item in reference().form_by_id["ae"].items}
    said = {"aeterm": "Fall of pressure", "aestdtc": "2026-01-20", "aeser": "no", "aetoxgr": grade} | judged
    known = {item: value for item, value in said.items() if item in asked}
    return answer(subject, "ae", LOG_VISIT, row, **known)


@pytest.fixture
def trial(ledger):
    publishing.publish(reference())
    people = [record(ScreenSubject(site="01"), actor=MEENA).subject for _ in range(2)]
    for subject in people:
        answer(subject, "consent", "screening", rficdtc="2025-11-20")
        answer(subject, "infusion", "infusion_day", exstdtc=INFUSED)
    return people


def test_the_second_participant_fires_the_rule_that_the_first_brought_near(trial):
    first, second = trial
    assert "rule.fired" not in {e.kind for e in event(first, 1, "3").events}
    done = event(second, 1, "3")
    (fact,) = (decode(e.kind, e.body) for e in done.events if e.kind == RuleFired.kind)
    assert (fact.rule, fact.evidence) == ("stp_03", (f"{first}/event:1", f"{second}/event:1"))
    assert [hold.hold for hold in read.holds()] == ["STP-03"]
    assert verify().sound


def test_a_rebuild_gives_the_rows_that_the_saves_kept(trial):
    event(trial[0], 1, "4")
    event(trial[1], 1, "3")
    answer(trial[0], "ae", LOG_VISIT, 1, aetoxgr="2")
    before = {row.rule: row for row in read.of_study(RuleRow)}, read.holds()
    assert before[0]["stp_02"].evidence == {}
    assert [hold.rule for hold in before[1]] == ["stp_02", "stp_03"]
    rebuild()
    assert ({row.rule: row for row in read.of_study(RuleRow)}, read.holds()) == before
    assert verify().sound


def test_lifting_reads_what_it_needs_from_the_store(trial):
    event(trial[0], 1, "4")
    lift = LiftHold(hold="STP-02", reason="seen by the board", decision="Letter of the board")
    for user in ("meena", "ravi"):
        assert read.holds()
        signer = msgspec.structs.replace(MEENA, user=user, name=user.title(), reauthenticated=True)
        assert isinstance(record(lift, actor=signer), Recorded)
    assert read.holds() == ()
