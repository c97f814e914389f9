import pytest

from hepatica.stats.effects import permutation_floor, two_sided_p, z_of


@pytest.mark.parametrize(
    ("sizes", "floor"),
    [
        ((5, 5), 2 / 252),
        ((4, 6), 1 / 210),
        ((2, 2), 1 / 3),
        ((1, 1), 1.0),
        ((2, 2, 2), 6 / 90),
        ((1, 2, 2), 2 / 30),
    ],
)
def test_no_permutation_of_these_sizes_gives_less(sizes, floor):
    assert permutation_floor(sizes) == pytest.approx(floor)


def test_hundreds_of_participants_have_a_floor_too_small_to_write():
    assert permutation_floor((400, 400)) < 1e-200


@pytest.mark.parametrize("sizes", [(5,), (5, 0), ()])
def test_a_group_alone_has_no_floor(sizes):
    with pytest.raises(ValueError, match="cannot be permuted"):
        permutation_floor(sizes)


def test_the_normal_scale_is_the_known_one():
    assert z_of(0.95) == pytest.approx(1.959964, abs=1e-6)
    assert two_sided_p(-1.959964, 1) == pytest.approx(0.05, abs=1e-6)
    assert two_sided_p(1.0, 0.0) == 0
    with pytest.raises(ValueError, match="does not lie between 0 and 1"):
        z_of(1)
