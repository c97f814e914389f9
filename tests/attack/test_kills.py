"""kill -9 at each step of a save and at random instants: what was told as stored is there, and nothing is there by half."""

import random

import pytest
from tests.attack.kills import STEPS, fork, laid
from tests.attack.saving import Saver
from tests.attack.tally import tally

from hepatica.store.verify import verify

pytestmark = pytest.mark.engine
EACH = 25
"""Kills between two verifications of the whole record."""


def killed_at_random(saver, kills, chance):
    """Kill a saving child at random instants, from its first breath to its fourth save."""
    spell = 2 * saver.spell()
    for n in range(1, kills + 1):
        left = fork(saver.without_end, after=chance.randrange(5), delay=chance.random() * spell)
        assert left.killed
        saver.survived(left, whole=n % EACH == 0)


@pytest.mark.parametrize("step", STEPS)
def test_a_kill_at_a_step_of_a_save_loses_nothing_and_leaves_no_half(published, step):
    """REC-02."""
    saver = Saver()
    for nth in (1, 2):
        left = fork(saver.without_end, arm=laid(step, nth))
        assert left.killed, f"the save never got to where {step}"
        saver.survived(left, whole=nth == 2)


def test_kills_at_random_instants_lose_nothing_and_leave_no_half(published):
    """REC-02."""
    saver = Saver()
    # PostgreSQL takes fifty times as long to be reached anew.
    killed_at_random(saver, 50 if published.vendor == "sqlite" else 15, random.Random(20_261_123))
    assert saver.told > 10
    assert verify().sound


@pytest.mark.torture
def test_two_thousand_kills_lose_nothing_and_leave_no_half(templates, django_db_blocker):
    """REC-02."""
    from tests.store.databases import copied

    chance, kills, told, steps = random.Random(), 0, 0, list(STEPS)
    for _ in range(10):
        with copied(templates, "published", django_db_blocker):
            saver = Saver()
            killed_at_random(saver, 174, chance)
            for n in range(26):
                step = steps[n % len(steps)]
                saver.survived(
                    fork(saver.without_end, arm=laid(step, 1 + chance.randrange(6))), whole=n == 25
                )
            kills, told = kills + saver.kills, told + saver.told
            if kills >= 2000:
                tally("kill -9 while saving", kills=kills, accepted=told)
    assert kills >= 2000
