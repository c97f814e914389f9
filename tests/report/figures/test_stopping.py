"""The stopping picture: the exact odds, the boundary with its pause, one disc per participant evaluable."""

from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.report import samples, samples_stopping
from tests.report.figures.reading import drawn, printed_points, texts
from tests.report.samples_stopping import FIVE, RULE, path

from hepatica.report import vega
from hepatica.report.figures.stopping import finding, stopping
from hepatica.report.figures.stopping_odds import odds_frame, odds_labels
from hepatica.report.figures.stopping_standing import now, standing_frame, standing_words, stops
from hepatica.report.figures.stopping_values import StoppingRule
from hepatica.report.table import cell_text

FIGURE = samples_stopping.stopping_figure()


def build(rule=RULE, people=FIVE, **more):
    return stopping(rule=rule, path=people, stamp=samples.STAMP, **more)


def test_both_odds_stand_in_the_table_to_their_published_digits():
    columns = FIGURE.twin.columns
    rows = [
        [cell_text(c, k) for c, k in zip(row.cells, columns, strict=True)]
        for row in FIGURE.twin.groups[0].rows
    ]
    assert [row[:4] for row in rows] == [
        ["5", "0.8", "4.98", "23"],
        ["15", "6.8", "4.86", "56"],
        ["30", "25.6", "4.48", "83"],
        ["50", "59.4", "3.75", "97"],
    ]


def test_the_marks_on_the_curves_are_the_exact_odds():
    stop = {
        d["x"]: d["y"] for d in drawn(FIGURE.spec, "point", shape="circle") if "stop" in d.get("said", "")
    }
    pause = {d["x"]: d["y"] for d in drawn(FIGURE.spec, "point", shape="square")}
    assert [round(stop[r], 3) for r in (0.05, 0.15, 0.3, 0.5)] == [0.008, 0.068, 0.256, 0.594]
    assert [round(pause[r], 2) for r in (0.05, 0.15, 0.3, 0.5)] == [0.23, 0.56, 0.83, 0.97]
    assert {"0.8\u00a0%", "25.6\u00a0%", "83\u00a0%"} <= set(texts(FIGURE.spec))


def test_the_boundary_stops_at_two_of_two_to_three_and_three_of_four_to_five():
    assert stops(RULE) == ((2, 2), (3, 2), (3, 3), (4, 3), (4, 4), (5, 3), (5, 4), (5, 5))
    assert "stop: 2 of the first 2–3, 3 of 4–5" in texts(FIGURE.spec)
    assert texts(FIGURE.spec).count("×") == 8


def test_the_path_has_one_disc_for_each_participant_evaluable_at_the_cut():
    for count in (1, 3, 5):
        figure = build(people=FIVE[:count])
        discs = drawn(figure.spec, "point", size=330)
        frame = standing_frame(RULE, left=28, right=292, top=34, bottom=298)
        assert len(discs) == count
        assert [round(frame.y_low + (frame.bottom - d["y"]) / 44) for d in discs] == [0, 0, 1, 1, 1][:count]


def test_the_pause_is_always_drawn_with_the_boundary():
    for people in ((), FIVE):
        figure = build(people=people)
        assert "dashed: pause at any event" in texts(figure.spec)
        assert "pause on any related SAE" in texts(figure.spec)
        assert len(drawn(figure.spec, "rule", "ink2", strokeDash=[5, 3])) == 1


def test_where_the_trial_stands_is_said():
    assert now(RULE, FIVE) == "now 1 of 5; the limit is 3"
    assert now(RULE, FIVE[:1]) == "now 0 of 1; it cannot stop yet"
    assert now(RULE, ()) == "nobody is evaluable yet"


def test_a_boundary_that_was_reached_is_the_finding():
    assert (
        finding(RULE, path(False, True, True))
        == "The boundary was reached at participant 3: 2 with the event, limit 2"
    )
    assert finding(RULE, path(True)) == "The boundary is a second net; pausing on each event is the first"


def test_an_event_carries_its_flag_and_the_table_names_everybody():
    assert len(drawn(FIGURE.spec, "point", size=60, fill={"expr": "ink"}, strokeWidth=1.2)) == 1 + 8
    assert [row.sentence for row in FIGURE.twin.groups[1].rows][
        2
    ] == "01-003: with the event; now 1 of 3; the limit is 2"


def test_the_note_names_the_false_stop_and_what_it_cannot_show():
    assert "At the acceptable rate of 15\u00a0% that is a false stop: 6.8\u00a0%." in FIGURE.note
    assert "4.98, 4.86, 4.48, 3.75" in FIGURE.note
    assert "It cannot show that the treatment is safe" in FIGURE.note


def test_people_come_in_order_of_infusion_whatever_order_they_are_given_in():
    assert build(people=FIVE[::-1]).spec == FIGURE.spec


def test_no_text_is_below_seven_points_in_print_and_the_engine_draws_it():
    assert printed_points(FIGURE.spec) >= 7
    assert "statistical stop" in vega.svg(FIGURE.spec, "paper")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (
            lambda: build(people=path(*[False] * 6)),
            "6 participants are evaluable, but the boundary is made for 5",
        ),
        (lambda: replace(RULE, rates=()), "none was given or one lies outside"),
        (lambda: replace(RULE, rates=(Decimal(1),)), "none was given or one lies outside"),
        (lambda: replace(RULE, limits=(0, 1)), "would stop before any event"),
        (lambda: replace(RULE, limits=()), "0 participants cannot be"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(make, said):
    with pytest.raises(ValueError, match=said):
        make()


@st.composite
def trials(draw):
    n = draw(st.integers(1, 10))
    limits = sorted(draw(st.lists(st.integers(1, 11), min_size=n, max_size=n)))
    shares = draw(
        st.sets(
            st.sampled_from(["0.01", "0.05", "0.10", "0.15", "0.2", "0.3", "0.5", "0.8"]),
            min_size=1,
            max_size=5,
        )
    )
    rule = StoppingRule(
        limits=tuple(limits),
        rates=tuple(sorted(map(Decimal, shares))),
        event=RULE.event,
        short=RULE.short,
        basis=RULE.basis,
        acceptable=RULE.acceptable,
    )
    return rule, path(*draw(st.lists(st.booleans(), max_size=n)))


@settings(max_examples=10, deadline=None)
@given(trials())
def test_no_two_labels_overlap_whatever_the_boundary(trial):
    rule, people = trial
    right = odds_frame(rule, left=366, right=612, top=34, bottom=298)
    assert not any(a.box.overlaps(b.box) for a, b in combinations(odds_labels(right, rule), 2))
    assert build(rule, people).twin.rows


def test_a_boundary_too_long_for_its_corner_is_said_in_the_deck():
    long = replace(RULE, limits=(1, 2, 2, 3, 5, 6, 7, 7, 8, 9, 10))
    frame = standing_frame(long, left=28, right=292, top=34, bottom=298)
    assert standing_words(frame, long) == ()
    assert "10 of 11" in build(long).deck
