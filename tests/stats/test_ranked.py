import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.stats.ranked import Outcome, rank_against, rank_outcomes


def outcome(participant, last_day=180, **what):
    return Outcome(participant=participant, last_day=last_day, **what)


FIVE = [
    outcome("better", change=-4.0),
    outcome("died late", last_day=120, death=120),
    outcome("worse", change=3.0),
    outcome("transplanted", transplant=30),
    outcome("died early", last_day=20, death=20, change=-9.0),
]


def test_death_stands_below_transplant_and_that_below_every_change():
    ordering = rank_outcomes(FIVE, horizon=180)
    assert [(p.participant, p.by) for p in ordering.each] == [
        ("died early", "death"),
        ("died late", "death"),
        ("transplanted", "transplant"),
        ("worse", "change"),
        ("better", "change"),
    ]
    assert [p.rank for p in ordering.each] == [1, 2, 3, 4, 5]


def test_decompensation_lies_between_transplant_and_change():
    people = [
        outcome("a", transplant=170),
        outcome("b", decompensation=5, change=-9.0),
        outcome("c", change=9.0),
    ]
    assert [p.participant for p in rank_outcomes(people, horizon=180).each] == ["a", "b", "c"]
    without = rank_outcomes(people, horizon=180, ranks=("death", "transplant", "change"))
    assert [p.participant for p in without.each] == ["a", "c", "b"]


def test_everyone_dead_is_ordered_by_the_day():
    people = [outcome(str(day), last_day=day, death=day) for day in (90, 10, 40, 10)]
    ordering = rank_outcomes(people, horizon=180)
    assert [(p.participant, p.rank) for p in ordering.each] == [
        ("10", 1.5),
        ("10", 1.5),
        ("40", 3),
        ("90", 4),
    ]
    against = rank_against(people, horizon=180)
    assert (against.worse, against.better, against.undecided) == (4, 0, 0)
    assert against.test.p == pytest.approx(0.125)


@given(
    st.lists(
        st.tuples(
            st.none() | st.integers(0, 180), st.none() | st.integers(0, 180), st.none() | st.integers(-9, 9)
        ),
        min_size=1,
        max_size=8,
    )
)
def test_nobody_vanishes(people):
    outcomes = [
        outcome(str(i), death=death, transplant=transplant, change=change)
        for i, (death, transplant, change) in enumerate(people)
    ]
    ordering = rank_outcomes(outcomes, horizon=180)
    assert sorted(p.participant for p in ordering.each) == sorted(o.participant for o in outcomes)
    assert sum(p.rank for p in ordering.each) == pytest.approx(len(people) * (len(people) + 1) / 2)
    assert all(p.wins + p.losses + p.ties == len(people) - 1 for p in ordering.each)
    against = rank_against(outcomes, horizon=180)
    assert against.better + against.worse + against.ties + against.undecided == len(people)
    assert all(
        one.verdict == "worse"
        for one, who in zip(against.each, outcomes, strict=True)
        if who.death is not None
    )


def test_against_no_change_the_sign_test_names_its_floor():
    against = rank_against(FIVE, horizon=180, threshold=1)
    assert (against.better, against.worse, against.ties, against.undecided) == (1, 4, 0, 0)
    assert against.test.floor == 0.0625
    assert against.test.p == pytest.approx(0.375)
    assert against.net_benefit == pytest.approx(-0.6)
    assert (against.share_better.lower, against.share_better.upper) == pytest.approx((0.005, 0.716), abs=5e-4)


def test_a_change_below_the_threshold_is_a_tie_and_a_reference_moves_the_line():
    people = [outcome("a", change=-0.5), outcome("b", change=-3.0)]
    assert [one.verdict for one in rank_against(people, horizon=180, threshold=1).each] == ["tie", "better"]
    moved = rank_against(people, horizon=180, threshold=1, reference=-4.0)
    assert [one.verdict for one in moved.each] == ["worse", "worse"]
    higher = rank_against(people, horizon=180, threshold=1, better="higher")
    assert [one.verdict for one in higher.each] == ["tie", "worse"]


def test_whoever_was_lost_is_undecided_and_named():
    against = rank_against([outcome("lost", last_day=50)], horizon=180)
    assert [(one.participant, one.verdict, one.by) for one in against.each] == [
        ("lost", "undecided", "not measured")
    ]
    assert against.test is None
    alive = rank_against([outcome("lost", last_day=50), outcome("x")], horizon=180, ranks=("death",))
    assert [(one.verdict, one.by) for one in alive.each] == [("undecided", "no event"), ("tie", "no event")]


def test_an_event_after_the_horizon_does_not_count():
    (only,) = rank_outcomes([outcome("a", last_day=300, death=200, change=-2.0)], horizon=180).each
    assert (only.by, only.rank, only.ties) == ("change", 1, 0)


@pytest.mark.parametrize(
    ("people", "options", "sentence"),
    [
        ([], {}, "nobody has an outcome"),
        (FIVE, {"horizon": 0}, "a horizon of 0 days"),
        (FIVE, {"ranks": ()}, "an order of"),
        (FIVE, {"ranks": ("death", "death")}, "an order of"),
        ([outcome("a", death=-5)], {}, "level death: a time of -5 cannot be"),
    ],
)
def test_orders_that_cannot_be_are_refused(people, options, sentence):
    with pytest.raises(ValueError, match=sentence):
        rank_outcomes(people, **{"horizon": 180, **options})
