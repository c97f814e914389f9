"""The MELD picture shows every value that exists, none that does not, and says how each course ended."""

from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.report import samples
from tests.report.figures.reading import drawn, printed_points, texts
from tests.report.samples_endings import story

from hepatica.report.figures.canvas import DOTTED
from hepatica.report.figures.course import Terminal
from hepatica.report.figures.evidence_people import people_of
from hepatica.report.figures.meld_lines import finding, frame_of, meld_lines, placed_labels
from hepatica.report.figures.meld_values import MeldCourse, MeldPoint
from hepatica.report.study.meld_figure import meld_course, meld_figure

SPEC = samples.meld_figure().spec
COURSES = {course.digit: course for course in samples.meld_courses()}


def build(*courses: MeldCourse):
    return meld_lines(
        courses=courses, windows=samples.WINDOWS, thresholds=samples.THRESHOLDS, stamp=samples.STAMP, note="n"
    )


@pytest.mark.parametrize("digit", range(1, 6))
def test_points_are_the_unrounded_values_at_their_days(digit):
    marks = [(d["x"], d["y"]) for d in drawn(SPEC, "point", f"p{digit}")]
    assert marks == [(p.day, float(p.raw)) for p in COURSES[digit].points if p.raw is not None]


def test_end_labels_are_the_rounded_scores():
    assert {"1 · 18 → 14", "2 · 15 → 13", "5 · 16 → 17"} <= set(texts(SPEC))


def test_a_missed_visit_has_a_ring_and_no_point():
    assert len(drawn(SPEC, "point", "p5")) == 4
    rings = [d for d in drawn(SPEC, "point", "ink2") if "travelling" in d["said"]]
    assert len(rings) == 1


def test_segments_across_a_gap_or_to_an_ending_are_dotted_and_no_others():
    dotted = {digit: drawn(SPEC, "rule", f"p{digit}", strokeDash=list(DOTTED)) for digit in range(1, 6)}
    solid = {digit: drawn(SPEC, "rule", f"p{digit}", strokeDash=[]) for digit in range(1, 6)}
    assert {digit: len(data) for digit, data in dotted.items()} == {1: 0, 2: 0, 3: 1, 4: 1, 5: 1}
    assert {digit: len(data) for digit, data in solid.items()} == {1: 4, 2: 4, 3: 3, 4: 3, 5: 2}
    assert (dotted[3][0]["x2"], dotted[4][0]["x2"]) == (131, 118)


def test_every_threshold_of_the_study_is_drawn_and_named():
    frame = frame_of(samples.meld_courses(), samples.WINDOWS, samples.THRESHOLDS)
    dashed = {d["y"] for d in drawn(SPEC, "rule", "ink2", strokeDash=[5, 3])}
    assert dashed == {frame.py(float(t.value)) for t in samples.THRESHOLDS}
    assert {t.name for t in samples.THRESHOLDS} <= set(texts(SPEC))


def test_the_strip_has_one_box_for_each_scored_visit_aligned_with_its_point():
    frame = frame_of(samples.meld_courses(), samples.WINDOWS, samples.THRESHOLDS)
    boxes = [d for role in ("class_a", "class_b", "class_c") for d in drawn(SPEC, "rect", role)]
    middles = sorted((round((d["x"] + d["x2"]) / 2, 6), d["said"]) for d in boxes)
    scored = [p for c in samples.meld_courses() for p in c.points if p.child_pugh]
    assert middles == sorted((round(frame.px(p.day), 6), f"Child-Pugh {p.child_pugh}") for p in scored)


def test_native_liver_values_after_a_transplant_are_not_drawn():
    late = MeldPoint(visit="Month 6", day=180, raw=Decimal(9), score=9)
    course = replace(COURSES[3], points=(*COURSES[3].points, late))
    figure = build(course)
    assert max(d["x"] for d in drawn(figure.spec, "point", "p3")) < 131
    assert "No later value of the native liver exists" in str(figure.twin)


def test_endings_are_counted_with_their_zeros():
    figure = samples.meld_figure()
    assert "died 1 · transplanted 1 · withdrew 0" in figure.alt
    assert "Died 1 · transplanted 1 · withdrew 0" in figure.deck


def test_the_finding_counts_what_rounded_scores_did():
    assert finding(samples.meld_courses()) == "MELD fell in two, rose in one; one died, one transplanted"


def test_people_come_in_order_of_infusion_whatever_order_they_are_given_in():
    assert build(*reversed(samples.meld_courses())).spec == build(*samples.meld_courses()).spec


def test_the_twin_table_has_every_visit_and_every_change_from_baseline():
    rows = samples.meld_figure().twin.rows
    assert len(rows) == sum(len(c.points) for c in samples.meld_courses()) + 2
    assert rows[4].cells[6].value == Decimal("-3.7")


def test_no_text_is_below_seven_points_in_print():
    assert printed_points(SPEC) >= 7


def test_a_visit_without_value_and_without_reason_is_refused():
    with pytest.raises(ValueError, match="Week 1, day 7"):
        MeldPoint(visit="Week 1", day=7)


def test_days_too_close_to_name_beside_each_other_are_named_once():
    crowded = tuple(
        replace(samples.WINDOWS[0], name=f"day {day}", day=day, low=day, high=day) for day in (0, 1, 2, 60)
    )
    figure = meld_lines(
        courses=samples.meld_courses(), windows=crowded, thresholds=(), stamp=samples.STAMP, note="n"
    )
    written = texts(figure.spec)
    assert {"0", "60", "day 0", "day 60"} <= set(written)
    assert "day 1" not in written


def test_nobody_to_draw_is_said():
    with pytest.raises(ValueError, match="nobody has been infused"):
        build()


def test_a_person_without_any_score_is_still_in_the_strip_and_the_table():
    course = MeldCourse(
        digit=1, code="01-001", points=(MeldPoint(visit="Baseline", day=-5, missing="INR missing"),)
    )
    figure = build(course)
    assert "not scored" in texts(figure.spec)
    assert figure.twin.rows[0].sentence == "INR missing"


values = st.decimals(min_value=6, max_value=40, places=1)


@st.composite
def courses(draw):
    made = []
    for digit in range(1, draw(st.integers(1, 6)) + 1):
        days = sorted(draw(st.sets(st.sampled_from([-5, 1, 7, 28, 90, 180]), min_size=1)))
        visits = []
        for day in days:
            raw = draw(st.none() | values)
            score = None if raw is None else int(raw)
            visits.append(
                MeldPoint(
                    visit=f"day {day}", day=day, raw=raw, score=score, missing="" if raw else "not done"
                )
            )
        ending = draw(st.none() | st.sampled_from(["death", "transplant", "withdrawal"]))
        terminal = Terminal(kind=ending, day=120, words=f"{ending}, day 120") if ending else None
        made.append(MeldCourse(digit=digit, code=f"01-00{digit}", points=tuple(visits), terminal=terminal))
    return tuple(made)


@settings(max_examples=20)
@given(courses())
def test_no_two_labels_overlap_whatever_the_courses(people):
    frame = frame_of(people, samples.WINDOWS, samples.THRESHOLDS)
    placed = placed_labels(frame, people, samples.THRESHOLDS)
    assert not any(a.box.overlaps(b.box) for a, b in combinations(placed, 2))


def test_without_a_baseline_values_are_drawn_and_no_change_is_read():
    course = meld_course(story("no baseline"), story("no baseline").infused[0])
    assert not course.has_baseline
    assert len(course.scored) > 1
    said = meld_figure(story("no baseline"))
    assert said.title == "MELD fell in one; one without a baseline"
    own = [row for row in said.twin.rows if row.cells[0].participant == course.digit]
    assert [cell.text for row in own if len(row.cells) > 6 for cell in [row.cells[6]]] == [""] * len(own)
    assert [person.digit for person in people_of((course,))] == []
