"""The mDISH picture divides by the person's own baseline, shows every draw in time, and prints its limits."""

from dataclasses import replace
from decimal import Decimal
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.report import samples, samples_mdish
from tests.report.figures.reading import drawn, layers, printed_points, texts
from tests.report.samples_mdish import LINES, draw

from hepatica.report import vega
from hepatica.report.figures.course import Terminal
from hepatica.report.figures.mdish import explain, finding, frames, limit_trails, mdish, own_trails
from hepatica.report.figures.mdish_panel import LIMIT, OWN, placed_labels, ticks
from hepatica.report.figures.mdish_values import DishCourse, DishGap, DishLines, Measured

FIGURE = samples_mdish.mdish_figure()
COURSES = samples_mdish.dish_courses()


def build(*courses, **more):
    return mdish(courses=courses, lines=LINES, stamp=samples.STAMP, **more)


def panels(figure):
    """The layers of each panel's trails: those whose axes are logarithmic, by the left edge of their frame."""
    found = {}
    for layer in layers(figure.spec):
        scale = layer["encoding"]["x"]["scale"]
        if scale.get("type") == "log":
            found.setdefault(scale["range"][0], []).append(layer)
    return [found[left] for left in sorted(found)]


def lines_of(panel, role):
    return [
        datum
        for layer in panel
        if layer["mark"]["type"] == "rule" and layer["mark"]["stroke"]["expr"] == role
        for datum in layer["data"]["values"]
    ]


def person(*draws, digit=1, baseline=("40", "2.0"), **more):
    base = draw(-5, *baseline) if baseline else None
    return DishCourse(digit=digit, code=f"01-00{digit}", baseline=base, draws=draws, **more)


@pytest.mark.parametrize("digit", range(1, 6))
def test_every_trail_starts_at_one_and_divides_by_the_own_baseline(digit):
    own, _ = panels(FIGURE)
    spans = lines_of(own, f"p{digit}")
    assert (spans[0]["x"], spans[0]["y"]) == (1, 1)
    course = COURSES[digit - 1]
    ratios = [
        (
            float(d.alt.value / course.baseline.alt.value),
            float(d.bilirubin.value / course.baseline.bilirubin.value),
        )
        for d in course.draws
    ]
    assert [(s["x2"], s["y2"]) for s in spans] == ratios


@pytest.mark.parametrize("digit", range(1, 6))
def test_the_usual_panel_divides_by_the_limit_of_normal(digit):
    _, limit = panels(FIGURE)
    course = COURSES[digit - 1]
    every = [course.baseline, *course.draws]
    ratios = [(float(d.alt.value / d.alt.uln), float(d.bilirubin.value / d.bilirubin.uln)) for d in every]
    spans = lines_of(limit, f"p{digit}")
    assert [(s["x"], s["y"]) for s in spans] == ratios[:-1]
    assert (spans[-1]["x2"], spans[-1]["y2"]) == ratios[-1]


def test_both_panels_have_the_same_logarithmic_axes_and_the_same_lines():
    left, right = frames(COURSES, LINES)
    assert (left.x_low, left.x_high, left.y_low, left.y_high) == (
        right.x_low,
        right.x_high,
        right.y_low,
        right.y_high,
    )
    dashed = {
        (round(d["x"], 6), round(d["y"], 6)) for d in drawn(FIGURE.spec, "rule", "ink2", strokeDash=[5, 3])
    }
    expected = {(f.px(3), f.top) for f in (left, right)} | {(f.left, f.py(2)) for f in (left, right)}
    assert dashed == {(round(x, 6), round(y, 6)) for x, y in expected}
    assert 3 in ticks(left, LINES, "x")
    assert 2 in ticks(left, LINES, "y")


def test_trails_follow_time_in_whatever_order_draws_are_given():
    course = COURSES[2]
    shuffled = replace(course, draws=course.draws[::-1])
    assert build(shuffled).spec == build(course).spec
    days = [mark.draw.day for mark in own_trails([shuffled])[0].marks]
    assert all(a < b for a, b in pairwise(days))


def test_the_large_mark_is_the_highest_alt_and_names_its_day_from_twice_the_start():
    own, _ = panels(FIGURE)
    large = [
        d
        for layer in own
        for d in layer["data"]["values"]
        if layer["mark"].get("size") == 110 and "ALT" in d["said"]
    ]
    assert [round(d["x"], 2) for d in large] == [1.38, 2.42, 3.89, 1.41, 1.58]
    left, right = frames(COURSES, LINES)
    mine = {p.label.text for p in placed_labels(left, OWN, own_trails(COURSES), LINES)}
    usual = {p.label.text for p in placed_labels(right, LIMIT, limit_trails(COURSES), LINES)}
    assert {"1", "2 · day 1", "3 · day 3", "5"} <= mine
    assert {"1", "2 · day 1", "3 · day 3", "5"} <= usual
    exactly = person(draw(1, "80", "2.0"))
    assert "1 · day 1" in texts(build(exactly).spec)
    below = person(draw(1, "79.9", "2.0", alt_uln="50"))
    assert "1 · day 1" not in texts(build(below).spec)


def test_the_limits_are_printed_with_their_units_and_every_one_of_them():
    assert "ULN: ALT 40 U/L, bilirubin 1.2 mg/dL." in FIGURE.note
    two = (person(draw(1, "50", "2.1", alt_uln="35")), person(draw(1, "50", "2.1", alt_uln="50"), digit=2))
    assert "ULN: ALT 35 or 40 or 50 U/L" in explain(two, LINES)


def test_the_usual_picture_accuses_two_and_the_own_baseline_clears_both():
    assert FIGURE.title == "Against their own baseline, nobody crossed both lines"
    assert "5/5 had bilirubin at or above 2 ×" in FIGURE.note
    assert "brings participants 2 and 3 up to both lines" in FIGURE.note
    assert "(left) it is nobody" in FIGURE.note
    assert "ALT 214 U/L (3.9 × own, 5.4 × ULN), bilirubin 8.0 mg/dL (1.3 × own) on day 3" in FIGURE.note


def test_where_nobody_came_up_to_both_lines_the_note_says_it_once():
    assert "Nobody came up to both lines, neither" in explain([person(draw(3, "50", "2.1"))], LINES)


def test_a_line_that_is_touched_counts_and_one_just_missed_does_not():
    assert finding([person(draw(3, "120", "4.0"))], LINES).endswith("participant 1 crossed both lines")
    assert finding([person(draw(3, "119.9", "4.0"))], LINES).endswith("nobody crossed both lines")
    assert finding([person(draw(3, "120", "3.99"))], LINES).endswith("nobody crossed both lines")


def test_lines_reached_in_different_draws_count_as_both():
    """Bilirubin follows ALT by days: one draw need not hold both."""
    assert "participant 1 crossed" in finding([person(draw(3, "200", "2.1"), draw(9, "60", "5.0"))], LINES)


def test_a_decimal_ratio_is_not_spoilt_by_binary_rounding():
    course = person(draw(3, "0.3", "0.2"), baseline=("0.1", "0.1"))
    assert own_trails([course])[0].reached(LINES) == (True, True)


def test_who_has_no_baseline_is_named_and_stands_only_on_the_right():
    gap = DishGap(day=None, date="", reason="no ALT and bilirubin before the first G-CSF dose")
    missing = person(draw(1, "50", "2.1"), digit=2, baseline=None, gaps=(gap,))
    figure = build(person(draw(1, "50", "2.1")), missing)
    own, limit = panels(figure)
    assert not [d for layer in own for d in layer["data"]["values"] if d.get("said", "").startswith("2 ·")]
    assert "Without a baseline, and so not on the left: participant 2." in figure.note
    assert figure.twin.rows[2].sentence == gap.reason
    assert limit


def test_values_after_a_transplant_are_not_drawn_and_the_end_stands_in_words():
    end = Terminal(kind="transplant", day=100, words="transplant, day 100")
    figure = build(person(draw(1, "50", "2.1"), draw(120, "400", "9.0"), terminal=end))
    assert "1 · transplant, day 100" in texts(figure.spec)
    assert "No later value of the native liver exists" in figure.twin.rows[-1].sentence
    assert "nobody crossed" in figure.title
    assert "died 0 · transplanted 1 · withdrew 0" in figure.alt


def test_the_twin_table_has_every_draw_every_gap_and_every_ending():
    marks = sum(len(course.native) + 1 for course in COURSES)
    assert len(FIGURE.twin.rows) == marks + 1 + 2
    first = FIGURE.twin.rows[1].cells
    assert first[5].value == Decimal(66) / 48


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (build, "nobody has ALT and bilirubin"),
        (lambda: build(person()), "nobody has ALT and bilirubin"),
        (lambda: Measured(value=Decimal(0), unit="U/L", uln=Decimal(40)), "cannot be drawn as a ratio"),
        (lambda: DishLines(alt=Decimal(1), bilirubin=Decimal(2), named_from=Decimal(2)), "multiples above 1"),
        (
            lambda: person(
                replace(
                    draw(1, "50", "34"), bilirubin=Measured(value=Decimal(34), unit="µmol/L", uln=Decimal(21))
                )
            ),
            "must be in one unit each",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_a_sentence(make, said):
    with pytest.raises(ValueError, match=said):
        make()


def test_no_text_is_below_seven_points_in_print_and_the_engine_draws_it():
    assert printed_points(FIGURE.spec) >= 7
    assert "review now" in vega.svg(FIGURE.spec, "dark")


def test_the_names_of_the_quarters_stand_in_their_quarters_however_low_the_values():
    low = (person(draw(3, "42", "2.1"), draw(9, "38", "1.9")),)
    for courses in (COURSES, low):
        for frame, panel, trails in zip(
            frames(courses, LINES), (OWN, LIMIT), (own_trails(courses), limit_trails(courses)), strict=True
        ):
            boxes = {p.label.text: p.box for p in placed_labels(frame, panel, trails, LINES)}
            assert boxes[panel.corner].left >= frame.px(3)
            assert boxes[panel.corner].bottom <= frame.py(2)
            assert boxes[panel.bilirubin_alone].right <= frame.px(3)
            assert boxes["ALT alone"].left >= frame.px(3)
            assert boxes["ALT alone"].top >= frame.py(2)


@st.composite
def people(draw_from):
    made = []
    for digit in range(1, draw_from(st.integers(1, 6)) + 1):
        values = st.tuples(st.integers(10, 900), st.integers(1, 40))
        pairs = draw_from(st.lists(values, min_size=1, max_size=6))
        base, *later = [
            draw(10 * n - 5, str(alt), str(bilirubin)) for n, (alt, bilirubin) in enumerate(pairs)
        ]
        ending = draw_from(st.none() | st.sampled_from(["death", "transplant", "withdrawal"]))
        terminal = Terminal(kind=ending, day=40, words=f"{ending}, day 40") if ending else None
        made.append(
            DishCourse(
                digit=digit, code=f"01-00{digit}", baseline=base, draws=tuple(later), terminal=terminal
            )
        )
    return tuple(made)


@settings(max_examples=8, deadline=None)
@given(people())
def test_no_two_labels_overlap_whatever_the_courses(courses):
    left, right = frames(courses, LINES)
    for frame, panel, trails in ((left, OWN, own_trails(courses)), (right, LIMIT, limit_trails(courses))):
        placed = placed_labels(frame, panel, trails, LINES)
        assert not any(a.box.overlaps(b.box) for a, b in combinations(placed, 2))
