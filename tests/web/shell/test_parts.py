from decimal import Decimal

import pytest

from hepatica.web.shell.parts import (
    Action,
    Cell,
    Clearance,
    Field,
    Finding,
    Gate,
    Mark,
    Meter,
    PointRow,
    Score,
    Spark,
    Strip,
    Term,
    Window,
)


def test_participants_keep_one_shape_and_one_colour_in_order_of_infusion() -> None:
    marks = [Mark(code=str(n), order=n) for n in range(1, 26)]
    assert [mark.shape for mark in marks[:5]] == ["circle", "square", "triangle", "diamond", "hexagon"]
    assert [mark.tone for mark in marks[:5]] == [1, 2, 3, 4, 5]
    assert len({(mark.shape, mark.tone) for mark in marks}) == 25
    assert (Mark(code="01-006").shape, Mark(code="01-006").tone) == ("none", 0)


@pytest.mark.parametrize(
    ("at", "state", "days", "verdict", "look"),
    [
        (28, "today", 0, "In window", "today"),
        (33, "today", 0, "In window", "today"),
        (34, "today", 1, "Overdue 1 day", "late"),
        (37, "today", 4, "Overdue 4 days", "late"),
        (35, "done", 2, "Out of window 2 days", "late"),
        (20, "done", -3, "Out of window 3 days", "late"),
        (20, "today", -3, "", "today"),
        (28, "planned", 0, "", "planned"),
    ],
)
def test_a_window_says_the_days_outside_it(at: int, state: str, days: int, verdict: str, look: str) -> None:
    window = Window(opens=23, closes=33, target=28, at=at, state=state)  # type: ignore[arg-type]
    assert (window.days_out, window.verdict, window.look) == (days, verdict, look)


@pytest.mark.parametrize(
    "window",
    [
        Window(opens=0, closes=0, target=0, at=0),
        Window(opens=-60, closes=-38, target=-38, at=400),
        Window(opens=23, closes=33, target=28, at=-300, state="done"),
        Window(opens=23, closes=33, target=23),
    ],
)
def test_every_mark_of_a_window_stays_on_its_bar(window: Window) -> None:
    for x in (window.pill_x, window.pill_width, window.tick_x, window.dot_x):
        assert 0 <= float(x.removesuffix("%")) <= 100
    assert float(window.pill_width.removesuffix("%")) > 0


def test_a_cell_is_ochre_when_late_and_blue_when_it_is_its_turn() -> None:
    late = Window(opens=-2, closes=2, target=0, at=4)
    assert (
        Cell(state="open", date="", window=late).tint,
        Cell(state="open", date="", window=late).late_days,
    ) == (
        "late",
        2,
    )
    assert Cell(state="due", date="").tint == Cell(state="started", date="").tint == "now"
    assert Cell(state="signed", date="").tint == ""


def test_a_value_on_its_limit_is_inside_the_range() -> None:
    strip = Strip(low=Decimal("0.3"), high=Decimal("1.2"), now=Decimal("1.2"))
    assert not strip.is_outside
    assert Strip(low=Decimal("0.3"), high=Decimal("1.2"), now=Decimal("1.20000000000000000001")).is_outside
    assert not Strip(low=None, high=Decimal(5), now=Decimal(-9)).is_outside
    assert not Strip(low=Decimal(1), high=None).is_outside


def test_a_range_without_a_bound_runs_to_the_edge() -> None:
    strip = Strip(low=None, high=Decimal(5), now=Decimal(9))
    assert strip.band_x == "0%"
    assert float(Strip(low=Decimal(5), high=None, now=Decimal(1)).band_width.removesuffix("%")) > 5


@pytest.mark.parametrize(
    ("seen", "allowed", "verdict"),
    [
        (0, 1, "none"),
        (0, 2, "none"),
        (1, 2, "one away"),
        (1, 3, "1 of 3"),
        (1, 1, "met, on hold"),
        (3, 2, "met, on hold"),
    ],
)
def test_a_meter_says_one_away_before_it_happens(seen: int, allowed: int, verdict: str) -> None:
    meter = Meter(name="", words="", seen=seen, allowed=allowed)
    assert meter.verdict == verdict
    assert sum(meter.boxes) == min(seen, allowed)


def test_a_gate_opens_only_when_every_clearance_is_met() -> None:
    met, waiting = Clearance(words="a", done=True), Clearance(words="b", done=False)
    assert Gate(clearances=(met, met)).is_open
    assert not Gate(clearances=(met, waiting)).is_open
    assert not Gate(clearances=()).is_open


def test_terms_are_drawn_against_the_largest_and_keep_their_sign() -> None:
    bars = Score(
        name="ALBI",
        value="−1.72",
        terms=(Term(name="a", value=Decimal("1.14")), Term(name="b", value=Decimal("-2.86"))),
    ).bars
    assert [(bar["width"], bar["value"], bar["negative"]) for bar in bars] == [
        ("39.9%", "1.14", False),
        ("100.0%", "−2.86", True),
    ]
    assert Score(name="x", terms=(Term(name="a", value=Decimal(0)),)).bars[0]["width"] == "0.0%"


def test_points_fill_one_box_each_and_a_missing_component_none() -> None:
    assert PointRow(name="INR", value="1.9", points=2).boxes == [True, True, False]
    assert PointRow(name="INR", value="", points=None).boxes == [False, False, False]


def test_a_spark_of_one_value_or_of_equal_values_is_drawn() -> None:
    assert Spark(days=(0,), values=(Decimal(9),)).line == "8.0,32.0"
    assert Spark(days=(0, 7), values=(Decimal(9), Decimal(9))).line == "8.0,32.0 108.0,32.0"


def test_a_control_names_every_sentence_that_belongs_to_it() -> None:
    field = Field(
        id="a", name="a", label="A", hint="h", refusal="r", findings=(Finding(lead="f"), Finding(lead="g"))
    )
    assert field.described_by == "a-hint a-refusal a-finding-1 a-finding-2"
    assert Action(words="Go").attributes == {}
