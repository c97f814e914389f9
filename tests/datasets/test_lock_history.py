"""What was locked and unlocked, and what changed after a lock was taken back."""

from tests.conduct.desk import COORDINATOR, begun, person

from hepatica.conduct.review_commands import FreezeRecord, LockRecord, UnlockRecord
from hepatica.datasets.lock_history import changed_after, derive_episodes
from hepatica.datasets.trail_sentences.teller import Roll, Teller

DATA = person("dinesh", "data_manager")
HERE = {"level": "form", "subject": "01-001", "visit": "screening", "form": "consent"}


def test_a_change_after_the_lock_is_flagged_with_the_lock_that_was_taken_back():
    """REC-06: post-unlock edits are flagged."""
    desk = begun().consented()
    desk.do(FreezeRecord(**HERE), DATA)
    desk.do(LockRecord(**HERE), DATA)
    desk.do(UnlockRecord(**HERE, reason="one value"), DATA)
    desk.enter("consent", by=COORDINATOR, adult="n", reason="misread")
    desk.enter("laboratory", by=COORDINATOR, pain="3")
    episodes = derive_episodes(desk.events)
    assert [(e.locked, e.name, e.lifted_by, e.reason) for e in episodes] == [
        (False, "Dinesh", "Dinesh", "one value"),
        (True, "Dinesh", "Dinesh", "one value"),
    ]
    (late,) = changed_after(episodes, desk.events, {"01-001": "01"})
    assert (late.item, late.by, late.episode.locked) == ("adult", "asha", True)


def test_the_trail_says_of_a_change_that_it_came_after_the_lock_and_of_no_other():
    """REC-06: in the sentence, so on screen, on paper and in the file."""
    desk = begun().consented()
    desk.do(LockRecord(**HERE), DATA)
    desk.do(UnlockRecord(**HERE, reason="one value"), DATA)
    desk.enter("consent", by=COORDINATOR, adult="n", reason="misread")
    desk.enter("laboratory", by=COORDINATOR, pain="3")
    lifted = next(event.seq for event in desk.events if event.kind == "record.unlocked")
    studies = {1: desk.plan.study}
    told = Teller(studies=studies, roll=Roll(), episodes=derive_episodes(desk.events)).all(desk.events)
    (late,) = (one for one in told if one.after_lock)
    assert (late.fact.item, late.after_lock) == ("adult", lifted)
    assert late.text.endswith(f": misread (after the lock, which event {lifted} had taken back).")
    assert not any(one.after_lock for one in Teller(studies=studies, roll=Roll()).all(desk.events))
