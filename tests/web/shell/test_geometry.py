import pytest

from hepatica.web.shell.geometry import Scale, percent, polyline, wedge


@pytest.mark.parametrize(("share", "text"), [(0.5, "50.0%"), (-1, "0.0%"), (7, "100.0%"), (1 / 3, "33.3%")])
def test_a_mark_never_leaves_its_bar(share: float, text: str) -> None:
    assert percent(share) == text


def test_a_scale_leaves_its_margin_free_and_takes_equal_values() -> None:
    scale = Scale((10, 20), margin=0.1)
    assert (scale.x(10), scale.x(15), scale.x(20), scale.width(10, 20)) == (
        "10.0%",
        "50.0%",
        "90.0%",
        "80.0%",
    )
    assert Scale((4, 4), margin=0.1).x(4) == "10.0%"


def test_a_wedge_takes_the_long_way_round_only_past_half() -> None:
    assert wedge(0.25).endswith("0 0 1 21.00 12.00z")
    assert "0 1 1 3.00 12.00z" in wedge(0.75)
    assert wedge(1).count("a") == 2
    assert wedge(0).endswith("12.00 3.00z")


def test_a_line_grows_upwards() -> None:
    assert polyline([(0, 1), (10, 3)], width=100, height=40, pad=10) == ["10.0,30.0", "90.0,10.0"]
