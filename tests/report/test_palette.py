"""The palette passes on white, on the dark ground and in greyscale."""

from itertools import combinations

import pytest

from hepatica.report import palette

GROUNDS = {"paper": ["#FFFFFF"], "light": ["#FFFFFF", "#F6F6F3"], "dark": ["#131419", "#1C1E25", "#242730"]}


def luminance(hexes: str) -> float:
    parts = (int(hexes[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", GROUNDS)
def test_every_participant_can_be_read_on_every_ground(theme):
    for digit in range(1, 6):
        colour = palette.COLOURS[theme][palette.hue(digit)]
        assert all(contrast(colour, ground) >= 4.5 for ground in GROUNDS[theme]), (theme, digit)


@pytest.mark.parametrize("theme", GROUNDS)
def test_no_two_participants_share_a_grey(theme):
    hues = [palette.COLOURS[theme][palette.hue(digit)] for digit in range(1, 6)]
    assert min(contrast(a, b) for a, b in combinations(hues, 2)) >= 1.1


@pytest.mark.parametrize("theme", GROUNDS)
def test_a_worse_grade_stands_out_more_and_its_digit_can_be_read(theme):
    colours = palette.COLOURS[theme]
    away = [contrast(colours[f"grade{g}"], colours["ground"]) for g in range(1, 6)]
    assert away == sorted(away)
    assert all(contrast(colours[f"grade{g}"], colours[f"ongrade{g}"]) >= 4.5 for g in range(1, 6))
    assert all(contrast(colours[f"class_{c}"], colours[f"on_{c}"]) >= 4.5 for c in "abc")


@pytest.mark.parametrize("theme", GROUNDS)
def test_words_can_be_read_on_every_ground(theme):
    colours = palette.COLOURS[theme]
    for ink in ("ink", "ink2"):
        assert all(
            contrast(colours[ink], colours[ground]) >= 4.5 for ground in ("ground", "band", "range", "drug")
        )


def test_every_theme_names_the_same_colours():
    assert set(palette.COLOURS["paper"]) == set(palette.COLOURS["light"]) == set(palette.COLOURS["dark"])


def test_each_participant_has_a_shape_of_their_own():
    assert len({palette.shape(digit) for digit in range(1, 6)}) == 5
    assert palette.hue(6) == "ink"


@pytest.mark.parametrize("digit", [0, -1])
def test_nobody_comes_before_the_first_participant(digit):
    with pytest.raises(ValueError, match="order of infusion"):
        palette.hue(digit)
