import pytest

from hepatica.stats.shrinkage import shrink


def test_changes_are_drawn_to_their_mean_by_the_share_of_error():
    found = shrink([-6, -3, 0], error_sd=1.5)
    assert found.between_sd**2 == pytest.approx(9 - 2.25)
    assert found.weight == pytest.approx(0.25)
    assert found.shrunken == pytest.approx((-5.25, -3, -0.75))
    assert sum(found.shrunken) == pytest.approx(sum(found.changes))


def test_where_error_explains_everything_nobody_differs():
    found = shrink([-2, -1, -3], error_sd=2)
    assert (found.between_sd, found.weight) == (0, 1)
    assert set(found.shrunken) == {-2.0}
    assert "partly measurement error" in found.warning


def test_an_error_of_nothing_is_refused():
    with pytest.raises(ValueError, match="a measurement error of 0 cannot be"):
        shrink([1, 2], error_sd=0)
