"""No two labels of a chart overlap, whatever they are and wherever they belong."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hepatica.report.figures.labels import Box, Label, Segment, crosses, lanes, place, text_width

BOUNDS = Box(left=0, top=0, right=640, bottom=400)
labels = st.builds(
    Label,
    text=st.text(alphabet="MELD 0123456789→·,died", min_size=1, max_size=24),
    x=st.floats(20, 420),
    y=st.floats(10, 390),
    size=st.sampled_from([10.0, 11.5]),
)
spans = st.lists(
    st.tuples(st.floats(0, 100), st.floats(1, 40)).map(lambda s: (s[0], s[0] + s[1])), max_size=12
)


@settings(max_examples=60, deadline=None)
@given(st.lists(labels, max_size=14))
def test_no_two_placed_labels_overlap_or_leave_the_picture(wanted):
    placed = place(wanted, bounds=BOUNDS)
    assert [p.label for p in placed] == wanted
    assert all(p.box.within(BOUNDS) for p in placed)
    assert not any(a.box.overlaps(b.box) for a, b in combinations(placed, 2))


def test_a_label_stands_beside_its_point_when_nothing_is_in_the_way():
    placed = place([Label(text="1 · 18", x=100, y=100)], bounds=BOUNDS)[0]
    assert (placed.side, placed.middle, placed.align, placed.x) == ("right", 100, "left", 107)


def test_a_label_steps_off_a_line_and_never_onto_a_mark():
    label = Label(text="word", x=100, y=100, sides=("right",))
    line = Segment(x1=0, y1=100, x2=600, y2=100)
    assert not crosses(line, place([label], bounds=BOUNDS, lines=[line])[0].box)
    mark = Box(left=100, top=95, right=140, bottom=105)
    assert not place([label], bounds=BOUNDS, marks=[mark])[0].box.overlaps(mark)


def test_a_label_without_any_place_is_named():
    with pytest.raises(ValueError, match="'much too long' has no free place"):
        place([Label(text="much too long", x=5, y=5)], bounds=Box(left=0, top=0, right=20, bottom=20))


def test_a_line_crosses_a_box_only_where_it_passes():
    box = Box(left=10, top=10, right=20, bottom=20)
    assert crosses(Segment(x1=0, y1=0, x2=30, y2=30), box)
    assert not crosses(Segment(x1=0, y1=0, x2=9, y2=9), box)
    assert not crosses(Segment(x1=0, y1=25, x2=30, y2=25), box)


@given(spans)
def test_spans_in_one_lane_never_overlap(wanted):
    places = lanes(wanted)
    for (a, lane_a), (b, lane_b) in combinations(zip(wanted, places, strict=True), 2):
        assert lane_a != lane_b or a[1] <= b[0] or b[1] <= a[0]


def test_bold_words_are_wider():
    assert text_width("MELD", 10, 600) > text_width("MELD", 10) > text_width("mel", 10) > 0
