"""The waterfall: a column for everybody dosed, changes unrounded, deaths and transplants drawn, no mean and no p."""

from decimal import Decimal

import pytest
from tests.report.figures import drawings
from tests.report.figures.reading import drawn, overlapping, texts
from tests.report.samples import STAMP
from tests.report.samples_endings import story

from hepatica.report.figures.waterfall import BREAK, waterfall
from hepatica.report.figures.waterfall_values import Column, LastValue, Line

FIGURE = drawings.figure("waterfall")
SPEC = FIGURE.spec


def changes(spec):
    return {
        d["said"][0]: d["change"] for n in range(1, 6) for d in drawn(spec, "rect", f"p{n}") if "change" in d
    }


def test_there_is_a_column_for_everybody_dosed_in_order_of_infusion():
    digits = [d for n in range(1, 6) for d in drawn(SPEC, "text", f"p{n}", fontSize=15)]
    assert [d["text"] for d in digits] == ["1", "2", "3", "4", "5"]
    assert [d["x"] for d in digits] == sorted(d["x"] for d in digits)


def test_a_bar_is_the_unrounded_change_and_its_label_the_rounded_scores():
    cut = story("five")
    for digit in (1, 2, 5):
        course = cut.courses[f"01-00{digit}"]
        raw = course.windows[-1].change("MELD_I_UNROUNDED", course.baseline)
        assert changes(SPEC)[str(digit)] == float(raw)
    assert {"18 → 14", "15 → 13", "16 → 17"} <= set(texts(SPEC))


def test_a_death_stands_above_a_transplant_and_both_above_the_break():
    dagger = next(d for d in drawn(SPEC, "point", "ink") if "died, day 118" in d.get("said", ""))
    box = next(d for d in drawn(SPEC, "rect", "ink") if "transplanted" in d.get("said", ""))
    assert dagger["y"] < box["y"] < box["y2"] < BREAK


def test_the_last_value_is_a_tick_that_says_it_is_not_the_goals():
    ticks = {d["said"][0]: d["last"] for n in (3, 4) for d in drawn(SPEC, "rule", f"p{n}") if "last" in d}
    assert set(ticks) == {"3", "4"}
    assert {"last 21 → 24", "day 91, not month 6", "last 19 → 23", "day 93, not month 6"} <= set(texts(SPEC))
    assert "3" not in changes(SPEC)


def test_a_value_after_the_transplant_is_never_shown():
    assert story("five").courses["01-003"].windows[-1].scored is not None
    assert not any(t.endswith("→ 8") for t in texts(SPEC))


def test_no_mean_and_no_p_but_the_floor_of_the_test():
    assert "No mean is printed" in FIGURE.note
    assert "cannot give a value below 0.0625" in FIGURE.note
    assert not any("mean" in t or "p " in t for t in texts(SPEC))
    assert "One participant allows no test." in drawings.figure("waterfall", "one").note
    assert "on both cannot give a value below 0.5000" in drawings.figure("waterfall", "no baseline").note


def test_lines_and_noise_come_from_the_study():
    assert any(t.startswith("−3: MELD lower by 3") for t in texts(SPEC))
    bands = [d for d in drawn(SPEC, "rect", "band") if "laboratory noise" in d.get("said", "")]
    assert [d["said"][0] for d in bands] == ["1", "2", "5"]
    assert all(d["y"] == -d["y2"] for d in bands)


@pytest.mark.parametrize(
    ("told", "title"),
    [
        ("five", "Month-6 MELD exists for three of five; the other two are drawn, not dropped"),
        ("one", "Month-6 MELD exists for the one participant, and is lower than before"),
        ("no events", "Month-6 MELD exists for both; it is lower than before in two"),
        ("all dead", "Month-6 MELD exists for nobody: five died"),
        ("withdrawn", "Month-6 MELD exists for nobody: one withdrew"),
    ],
)
def test_the_title_counts(told, title):
    assert drawings.figure("waterfall", told).title == title


def test_somebody_without_a_baseline_keeps_a_column_with_the_reason():
    figure = drawings.figure("waterfall", "no baseline")
    assert "no baseline" in texts(figure.spec)
    assert [d["said"] for d in drawn(figure.spec, "point", "ink2")] == ["no baseline"]


def test_a_column_without_value_and_reason_is_refused():
    with pytest.raises(ValueError, match="give a change, or the reason"):
        Column(digit=1, code="01-001", infused="", base=18)
    with pytest.raises(ValueError, match="a change has a score"):
        Column(digit=1, code="01-001", infused="", base=18, change=Decimal(1))
    with pytest.raises(ValueError, match="nobody has been infused"):
        waterfall(columns=(), lines=(), goal="month 6", floor_p=Decimal(1), stamp=STAMP)


def test_no_two_labels_overlap_when_all_values_lie_together():
    crowd = tuple(
        Column(
            digit=n, code=f"01-00{n}", infused="3 Mar 2025", base=18, missing="no month 6",
            last=LastValue(score=18, change=Decimal("0.1") * n, day=90),
        )
        for n in range(1, 6)
    )  # fmt: skip
    lines = (Line(value=Decimal(-3), name="−3: fall"), Line(value=Decimal(3), name="+3: rise"))
    spec = waterfall(columns=crowd, lines=lines, goal="month 6", floor_p=Decimal("0.0625"), stamp=STAMP).spec
    assert overlapping(spec) == []


def test_a_change_can_be_asked_why():
    assert FIGURE.twin.rows[0].cells[4].why == "ADEFF:01-001/MELDU/m6/CHG"
