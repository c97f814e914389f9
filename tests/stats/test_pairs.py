import pytest

from hepatica.stats.pairs import Level, Seen, compare_pairs, restrict

DEATH = Level(name="death", kind="time")
CHANGE = Level(name="change", better="lower", threshold=1)


def died(day):
    return Seen(value=day)


def alive(day):
    return Seen(value=day, event=False)


def score(a, b, *levels):
    return int(compare_pairs([a], [b], levels).scores[0, 0])


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (died(10), died(20), -1),
        (died(10), alive(20), -1),
        (died(20), alive(10), 0),  # undecidable: the other was lost before
        (alive(10), alive(20), 0),
        (died(10), died(10), 0),
        (died(10), alive(10), -1),
    ],
)
def test_times_are_scored_by_gehan_and_the_mirror_is_the_opposite(a, b, expected):
    assert score([a], [b], DEATH) == expected
    assert score([b], [a], DEATH) == -expected


def test_a_difference_below_the_threshold_is_a_tie_and_at_it_a_win():
    assert score([Seen(value=-2)], [Seen(value=-1)], CHANGE) == 1
    assert score([Seen(value=-1.9)], [Seen(value=-1)], CHANGE) == 0
    assert score([Seen(value=3)], [Seen(value=-1)], CHANGE) == -1
    assert score([Seen(value=0.1 + 0.2)], [Seen(value=0.3)], Level(name="x")) == 0


def test_a_time_threshold_asks_for_so_many_days_more():
    month = Level(name="death", kind="time", threshold=30)
    assert score([died(50)], [died(10)], month) == 1
    assert score([died(30)], [died(10)], month) == 0
    assert score([alive(10)], [died(10)], month) == 0


def test_what_one_level_leaves_open_the_next_decides_and_each_is_counted():
    first = [(died(10), Seen(value=-5)), (alive(180), Seen(value=-2)), (alive(90), Seen(value=None))]
    second = [(alive(180), Seen(value=0)), (died(10), Seen(value=0))]
    pairs = compare_pairs(first, second, (DEATH, CHANGE))
    assert pairs.scores.tolist() == [[-1, 1], [1, 1], [0, 1]]
    death, change = pairs.levels
    assert (death.wins, death.losses, death.ties, death.undecided) == (2, 1, 1, 2)
    assert (change.wins, change.losses, change.ties, change.undecided) == (2, 0, 0, 1)
    assert (pairs.wins, pairs.losses, pairs.ties) == (4, 1, 1)


def test_a_common_horizon_takes_the_advantage_of_longer_follow_up_away():
    person = (died(200), Seen(value=-2))
    assert restrict(person, (DEATH, CHANGE), 180) == (alive(180), Seen(value=-2))
    assert restrict((died(180), Seen(value=1)), (DEATH, CHANGE), 180)[0] == died(180)


@pytest.mark.parametrize(
    ("first", "second", "levels", "sentence"),
    [
        ([], [[died(1)]], (DEATH,), "somebody in each group"),
        ([[died(1)]], [[died(1)]], (), "at least one level"),
        ([[died(-1)]], [[died(1)]], (DEATH,), "level death: a time of -1 cannot be"),
        ([[died(1), died(1)]], [[died(1)]], (DEATH,), "a participant with 2 outcomes stands before 1 levels"),
        ([[died(float("nan"))]], [[died(1)]], (DEATH,), "nan is not an outcome"),
        ([[died(1)]], [[died(1)]], (Level(name="x", threshold=-1),), "a threshold of -1"),
    ],
)
def test_outcomes_that_cannot_be_are_refused(first, second, levels, sentence):
    with pytest.raises(ValueError, match=sentence):
        compare_pairs(first, second, levels)
