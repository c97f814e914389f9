"""Effective numbers give the printed tables back where nobody is pending, and lean on what was seen where somebody is."""

import pytest

from hepatica.stats.dosing.boin import boin
from hepatica.stats.dosing.effective import Effective, boin_step, effective, keyboard_step, unit_mass_step
from hepatica.stats.dosing.keyboard import keyboard, mtpi_two

WORDS = {"up": 1, "stay": 0, "down": -1}


@pytest.mark.parametrize("target", [0.2, 0.3])
def test_complete_data_give_the_tables_back(target):
    tables = (
        (boin(target, 12), lambda seen: boin_step(seen, target, safe=0.6, toxic=1.4)),
        (keyboard(target, 12), lambda seen: keyboard_step(seen, target, half_width=0.05)),
        (mtpi_two(target, 12), lambda seen: unit_mass_step(seen, target, half_width=0.05)),
    )
    for table, step in tables:
        for n in range(1, 13):
            for y in range(n + 1):
                seen, word = Effective(events=y, size=n), table.decide(y, n)
                if word in WORDS:
                    assert step(seen) == WORDS[word], (table.lambda_e, y, n)
                elif n >= 3:
                    assert seen.too_toxic(target, 0.95)


def test_mtpi_two_decides_as_the_published_tables_at_thirty_per_cent():
    table = mtpi_two(0.3, 12)
    assert [table.decide(y, 3) for y in range(4)] == ["up", "stay", "down", "eliminate"]
    assert [table.decide(y, 6) for y in range(4)] == ["up", "up", "stay", "down"]


def test_an_event_counts_whole_and_a_pending_participant_in_part():
    seen = effective([True, False, False], [0.2, 1.0, 0.5])
    assert (seen.events, seen.size) == (1, 2.5)
    assert seen.rate == pytest.approx(0.4)
    assert Effective(events=0, size=0).rate == 0
    for step in (
        lambda none: boin_step(none, 0.3, safe=0.6, toxic=1.4),
        lambda none: keyboard_step(none, 0.3, half_width=0.05),
        lambda none: unit_mass_step(none, 0.3, half_width=0.05),
    ):
        assert step(Effective(events=0, size=0)) == 0


def test_the_less_was_followed_the_less_an_event_is_outweighed():
    steps = [boin_step(Effective(events=1, size=size), 0.3, safe=0.6, toxic=1.4) for size in (2.5, 3, 4, 4.5)]
    assert steps == [-1, 0, 0, 1]
    with pytest.raises(ValueError, match="weight from 0 to 1"):
        effective([False], [1.2])
