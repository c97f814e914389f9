"""What decides is compared exactly, and a gap in the data is told apart from a no."""

from datetime import UTC, datetime
from decimal import Decimal, Inexact

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hepatica.checks import functions as f
from hepatica.study.dates import PartialDate, PartialTime

FACTORS = [Decimal(k) for k in ("1.5", "2.5", "3", "5", "10", "20")]
ULNS = [Decimal(n) / 10 for n in range(3, 15)]
A_LITTLE = Decimal("0.0001")


@pytest.mark.parametrize("factor", FACTORS, ids=str)
@pytest.mark.parametrize("uln", ULNS, ids=str)
def test_a_value_exactly_at_a_multiple_of_normal_is_not_above_it(factor: Decimal, uln: Decimal) -> None:
    x = factor * uln
    assert not f.above(x, factor, uln)
    assert not f.below(x, factor, uln)
    assert f.at_least(x, factor, uln)
    assert f.at_most(x, factor, uln)
    assert f.above(x + A_LITTLE, factor, uln)
    assert f.below(x - A_LITTLE, factor, uln)


def test_binary_floats_would_fail_the_boundary_table() -> None:
    wrong = [(k, u) for k in FACTORS for u in ULNS if float(k * u) > float(k) * float(u)]
    assert (Decimal("1.5"), Decimal("1.2")) in wrong


numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**6), max_value=10**6, places=4)


@given(numbers, numbers, numbers)
def test_changes_are_exact_and_percentages_agree_with_their_definition(
    x: Decimal, base: Decimal, amount: Decimal
) -> None:
    assert f.change(x, base) + base == x
    assert f.rose_by(x, base, amount) == f.fell_by(base, x, amount) == (x >= base + amount)
    fell = f.fell_by_percent(x, base, amount)
    assert fell is (None if base <= 0 else (base - x) * 100 >= amount * base)


def test_a_fall_of_exactly_the_percentage_counts() -> None:
    assert f.fell_by_percent(Decimal("0.7"), Decimal(1), Decimal(30)) is True
    assert f.fell_by_percent(Decimal("0.7001"), Decimal(1), Decimal(30)) is False
    assert f.rose_by_percent(Decimal("1.3"), Decimal(1), Decimal(30)) is True


def test_arithmetic_that_would_round_is_refused() -> None:
    with pytest.raises(Inexact):
        f.change(Decimal("9e99"), Decimal("1e-99"))


def test_between_includes_both_ends_and_equal_ignores_how_a_number_is_written() -> None:
    low, high = Decimal(2), Decimal(3)
    assert f.between(low, low, high) and f.between(high, low, high)  # noqa: PT018
    assert not f.between(Decimal("3.01"), low, high)
    assert f.equal(Decimal("3.0"), high)


@pytest.mark.parametrize(
    ("series", "any_above", "count", "largest"),
    [
        (["7", "6"], True, 1, "7"),
        (["6", "6.0"], False, 0, "6"),
        (["7", None], True, None, None),
        (["6", None], None, None, None),
        ([None], None, None, None),
        ([], None, None, None),
    ],
)
def test_a_gap_in_a_series_matters_unless_the_answer_is_already_decided(
    series: list[str | None], any_above: bool | None, count: int | None, largest: str | None
) -> None:
    values = [None if x is None else Decimal(x) for x in series]
    assert f.any_above(values, Decimal(6)) is any_above
    assert f.count_above(values, Decimal(6)) == count
    assert f.max_of(values) == (None if largest is None else Decimal(largest))
    assert f.any_below([None if x is None else -x for x in values], Decimal(-6)) is any_above


def test_a_total_needs_every_part() -> None:
    assert f.total([Decimal("0.1")] * 10) == 1
    assert f.total([Decimal(1), None]) is None
    assert f.min_of([Decimal(2), Decimal(1)]) == 1


EIGHT, NINE = datetime(2026, 3, 14, 8, 5), datetime(2026, 3, 14, 9, 5)  # noqa: DTZ001
THAT_DAY, NEXT_DAY = PartialDate(2026, 3, 14), PartialDate(2026, 3, 15)


def test_minutes_decide_within_a_day_and_a_date_without_one_does_not() -> None:
    assert f.before(EIGHT, NINE) is True
    assert f.before(NINE, EIGHT) is False
    assert f.before(EIGHT, EIGHT) is False
    assert f.before(THAT_DAY, EIGHT) is None
    assert f.after(THAT_DAY, EIGHT) is None
    assert f.before(THAT_DAY, THAT_DAY) is False
    assert f.before(EIGHT, NEXT_DAY) is True
    assert f.after(EIGHT, NEXT_DAY) is False
    assert f.same_day(THAT_DAY, EIGHT) is True


def test_minutes_between_need_two_clocks_that_can_be_compared() -> None:
    assert f.minutes(EIGHT, NINE) == 60
    assert f.minutes(NINE, EIGHT) == -60
    assert f.minutes(EIGHT, THAT_DAY) is None
    assert f.minutes(EIGHT, NINE.replace(tzinfo=UTC)) is None
    assert f.before(EIGHT, NINE.replace(tzinfo=UTC)) is None


def test_times_of_day_compare_among_themselves_only() -> None:
    assert f.before(PartialTime(8, 5), PartialTime(9)) is True
    assert f.before(PartialTime(9, 30), PartialTime(9)) is None
    assert f.before(PartialTime(), PartialTime(9)) is None
    assert f.before(PartialTime(8, 5), THAT_DAY) is None


def test_a_window_of_days_is_decided_where_every_reading_agrees() -> None:
    march = PartialDate(2026, 3)
    assert f.within_days(THAT_DAY, march, -13, 17) is True
    assert f.within_days(THAT_DAY, march, 0, 28) is None
    assert f.within_days(THAT_DAY, march, 18, 28) is False
    assert f.within_days(THAT_DAY, PartialDate(), 0, 28) is None
    assert f.days(THAT_DAY, NEXT_DAY) == 1
    assert f.days(EIGHT, NEXT_DAY) == 1
    assert f.days(THAT_DAY, march) is None


def test_a_date_said_to_be_unknown_is_neither_known_nor_missing() -> None:
    assert (f.known("unknown"), f.missing("unknown")) == (False, False)
    assert (f.known(None), f.missing(None)) == (False, True)
    assert (f.known("0"), f.missing("0")) == (True, False)


def test_every_function_says_how_it_is_written() -> None:
    for name, function in f.FUNCTIONS.items():
        assert function.usage.startswith(f"{name}(")
        assert function.impl.__doc__
