"""Against BuyseTest 3.3.3 on ten simulated participants, and hce's arithmetic of win odds and win ratio."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.stats.pairs import Level, Seen
from hepatica.stats.wins import pairs_of_odds, win_statistics

LEVELS = (
    Level(name="death", kind="time"),
    Level(name="decompensation", kind="time"),
    Level(name="change", better="lower", threshold=1),
)
VALUES = st.lists(st.integers(0, 6), min_size=2, max_size=8)


def person(decompensated, day, change):
    return (Seen(value=1, event=False), Seen(value=day, event=decompensated), Seen(value=change))


TREATED = [person(False, 1, c) for c in (-2, -4, 3, 0)] + [person(True, 0.663, 1)]
CONTROL = [person(False, 1, c) for c in (-1, 1, 4, -1)] + [person(True, 0.525, 8)]


def values(numbers):
    return [(Seen(value=float(n)),) for n in numbers]


def test_five_against_five_has_the_intervals_of_buysetest():
    wins = win_statistics(TREATED, CONTROL, LEVELS, picture_below=2)
    assert [level.wins for level in wins.levels] == [0, 5, 11]
    assert [level.losses for level in wins.levels] == [0, 4, 5]
    net, ratio = wins.net_benefit, wins.win_ratio
    assert (net.value, net.se, net.lower, net.upper, net.p) == pytest.approx(
        (0.28, 0.3541750979, -0.4345895428, 0.7782452703, 0.4541114064)
    )
    assert (ratio.value, ratio.se, ratio.lower, ratio.upper, ratio.p) == pytest.approx(
        (1.7777777778, 1.3664162729, 0.3941269891, 8.0189733621, 0.4541114064)
    )
    assert (net.scale, ratio.scale) == ("atanh", "log")
    assert net.floor == pytest.approx(2 / 252)


def test_five_against_five_is_a_picture_without_a_test_unless_asked_for():
    wins = win_statistics(TREATED, CONTROL, LEVELS)
    assert wins.net_benefit.value == pytest.approx(0.28)
    for effect in (wins.net_benefit, wins.win_ratio, wins.win_odds, wins.win_probability, wins.gamma):
        assert (effect.se, effect.lower, effect.upper, effect.p) == (None,) * 4
    assert wins.note == (
        "5 against 5 participants: a picture, not a test. Of 25 pairs 25 were decided; "
        "intervals and p values are given from 20 in each group."
    )
    assert [level.wins for level in wins.levels] == [0, 5, 11]


@given(VALUES, VALUES)
def test_the_groups_exchanged_give_the_mirror_image(a, b):
    one, other = (
        win_statistics(values(x), values(y), (Level(name="x"),), picture_below=2) for x, y in ((a, b), (b, a))
    )
    assert (one.wins, one.losses, one.ties) == (other.losses, other.wins, other.ties)
    assert one.net_benefit.value == pytest.approx(-other.net_benefit.value)
    assert one.win_probability.value + other.win_probability.value == pytest.approx(1)
    if one.net_benefit.lower is not None:
        assert one.net_benefit.lower == pytest.approx(-other.net_benefit.upper)
        assert -1 <= one.net_benefit.lower <= one.net_benefit.value <= one.net_benefit.upper <= 1


def test_everyone_of_one_group_dead_is_complete_and_has_no_interval():
    dead, living = [[Seen(value=d)] for d in (5, 9)], [[Seen(value=180, event=False)]] * 2
    wins = win_statistics(living, dead, LEVELS[:1], picture_below=2)
    assert (wins.net_benefit.value, wins.net_benefit.se) == (1, None)
    assert (wins.win_ratio.value, wins.win_odds.value, wins.win_probability.value) == (None, None, 1)
    mirrored = win_statistics(dead, living, LEVELS[:1], picture_below=2)
    assert (mirrored.win_ratio.value, mirrored.win_ratio.lower) == (0, None)


def test_nobody_decided_is_half_and_no_ratio():
    wins = win_statistics(values([1, 1]), values([1, 1]), (Level(name="x"),), picture_below=0)
    assert (wins.win_probability.value, wins.win_odds.value, wins.win_ratio.value) == (0.5, 1, None)
    assert (wins.gamma.value, wins.ties) == (None, 4)


def test_one_participant_each_is_a_picture_even_when_a_test_is_asked_for():
    wins = win_statistics(values([2]), values([1]), (Level(name="x"),), picture_below=0)
    assert wins.net_benefit.p is None
    assert wins.note.startswith("1 against 1 participants: a picture")


def test_a_horizon_is_named_and_decides_what_counts():
    late, living = [[Seen(value=200)]], [[Seen(value=300, event=False)]]
    assert win_statistics(late, living, LEVELS[:1]).losses == 1
    restricted = win_statistics(late, living, LEVELS[:1], horizon=180)
    assert (restricted.losses, restricted.horizon) == (0, 180)
    with pytest.raises(ValueError, match="a horizon of 0"):
        win_statistics(late, living, LEVELS[:1], horizon=0)


def test_win_odds_and_win_ratio_fix_wins_losses_and_ties():
    assert pairs_of_odds(win_odds=1.25, win_ratio=1.5, pairs=18000) == pytest.approx((6000, 4000, 8000))
    assert pairs_of_odds(win_odds=0.5, win_ratio=0.4, pairs=100) == pytest.approx(
        (22.222, 55.556, 22.222), abs=1e-3
    )


@pytest.mark.parametrize(("odds", "ratio"), [(1.5, 1.25), (1.2, 0.8), (0, 1), (1.1, 1)])
def test_win_odds_beyond_the_win_ratio_cannot_be(odds, ratio):
    with pytest.raises(ValueError, match=r"no pairs give|above 0"):
        pairs_of_odds(win_odds=odds, win_ratio=ratio, pairs=100)
