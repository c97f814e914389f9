"""What a review of the trail must find: each case is seeded, and found."""

from zoneinfo import ZoneInfo

import pytest
from tests.datasets.record import person, state, study
from tests.datasets.test_trail_sentences import event

from hepatica.datasets.trail import LATE_DAYS
from hepatica.datasets.trail_watch import Watch
from hepatica.ledger import events as f
from hepatica.ledger.review_facts import RecordUnlocked

AT = {"visit": "month_1", "form": "laboratory", "row": 1}
IST = ZoneInfo("Asia/Kolkata")


def entered(item="bilirubin", **more):
    return f.ItemEntered(item=item, value="2.1", **AT | more)


def changed(item="bilirubin", **more):
    return f.ItemChanged(item=item, value="3.1", was="2.1", reason="typing error", **AT | more)


def signed():
    return f.SignatureGiven(
        name="Dr M", role="investigator", meaning="review", act="form", visit="month_1", form="laboratory", at_seq=1,
        state_sha256="0" * 64,
    )  # fmt: skip


@pytest.fixture
def watch():
    return Watch()


def feed(watch, *facts, at="2026-03-16T05:10:00.000000Z", actor="lakshmi"):
    for fact in facts:
        watch.add(event(fact, seq=watch.seq + 1, at=at, actor=actor), lambda _event: study())
    return watch.seq


def test_entries_long_after_the_visit_are_late_and_those_of_the_week_are_not(watch):
    """TIM-03, AUD-08, REC-12."""
    feed(watch, entered(), at="2026-03-23T18:29:00.000000Z")  # 23:59 at the site on the seventh day
    last = feed(watch, entered("inr"), at="2026-03-23T18:31:00.000000Z")  # 00:01 on the eighth
    found = watch.late(state(person(visits={"month_1": "2026-03-16"})), IST, LATE_DAYS)
    assert [(one.answers, one.days, one.seqs) for one in found] == [(1, 8, (last,))]
    assert watch.late(state(person(visits={"month_1": "2026-03-16"})), IST, 8) == ()
    assert watch.late(state(person()), IST, LATE_DAYS) == ()


def test_the_study_says_what_is_late():
    assert study().monitoring.late_days == LATE_DAYS


def test_changes_after_a_signature_are_found_and_those_before_it_are_not(watch):
    """AUD-08."""
    feed(watch, entered(), changed(), signed())
    after, added = feed(watch, changed()), feed(watch, entered("inr"))
    feed(watch, changed(visit="month_3"))
    assert watch.after_signature == [after, added]
    assert after in watch.critical_after_signature


def test_changes_after_an_unlock_are_found_at_every_level(watch):
    """AUD-08, REC-06."""
    feed(watch, f.SubjectScreened(site="01"), entered(), changed())
    feed(watch, RecordUnlocked(level="form", visit="month_1", form="laboratory", reason="a value to mend"))
    inside = feed(watch, changed())
    feed(watch, changed(form="vital_signs", item="weight"))
    feed(watch, RecordUnlocked(level="site", site="01", reason="one more"))
    everywhere = feed(watch, changed(form="vital_signs", item="weight"))
    assert watch.after_unlock == [inside, everywhere]
    assert len(watch.unlocks) == 2


def test_an_answer_changed_again_and_again_is_frequent(watch):
    """AUD-08."""
    feed(watch, entered(), changed(), changed())
    assert watch.frequent(3) == ()
    feed(watch, changed(), changed("inr"))
    (found,) = watch.frequent(3)
    assert (found.item, len(found.seqs)) == ("bilirubin", 3)


def test_changes_of_critical_answers_are_apart_from_others(watch):
    """AUD-08."""
    plain = next(
        item.id for g in study().form_by_id["laboratory"].groups for item in g.items if not item.critical
    )
    critical, _ = feed(watch, changed()), feed(watch, changed(plain))
    assert watch.critical == [critical]
    assert len(watch.changes) == 2


def test_people_and_sites_are_tallied(watch):
    """AUD-08."""
    feed(watch, f.SubjectScreened(site="01"), entered(), changed())
    feed(watch, signed(), actor="menon")
    assert (watch.people["lakshmi"].entered, watch.people["lakshmi"].changed) == (1, 1)
    assert watch.people["menon"].signed == 1
    assert watch.sites["01"].changed == 1


def test_a_row_struck_out_is_kept_in_the_list(watch):
    """AUD-09."""
    seq = feed(watch, f.RowRemoved(visit="log", form="ae", group="events", row=2, reason="entered twice"))
    assert watch.struck_out == [seq]
    assert seq in watch.changes
