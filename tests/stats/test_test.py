import pytest

from hepatica.stats.test import Test


def made(**more):
    return Test(
        **{"method": "exact sign test", "p": 0.0625, "floor": 0.0625, "n": 5, "statistic": 0.0, **more}
    )


def test_a_p_value_is_said_with_the_smallest_within_reach():
    assert made().sentence() == (
        "exact sign test: p = 0.0625; smallest attainable with these 5: 0.0625, so 0.05 is out of reach whatever the data."
    )


def test_where_one_in_twenty_is_within_reach_only_the_floor_is_said():
    said = made(floor=0.03125, n=6).sentence()
    assert said.endswith("smallest attainable with these 6: 0.0312.")
    assert not made().reaches()
    assert made(floor=0.03125).reaches()


def test_a_drawn_p_carries_its_error_and_a_leaning_one_its_reason():
    said = made(p=0.2, floor=0.0, error=0.001, alternative="less", note="It leans on something").sentence()
    assert said == "exact sign test: p = 0.2 (standard error 0.001), one-sided (less). It leans on something."


@pytest.mark.parametrize(("p", "shown"), [(1.0, "1"), (0.0, "0"), (3e-9, "3.0e-09"), (0.5, "0.5")])
def test_a_p_is_printed_as_short_as_it_is(p, shown):
    assert f"p = {shown};" in made(p=p).sentence()
