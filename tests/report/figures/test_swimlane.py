"""The swimlane: every visit, event and ending of everybody infused, at true length, in order of infusion."""

from decimal import Decimal

import pytest
from tests.report.figures import drawings
from tests.report.figures.reading import drawn, layers, texts
from tests.report.samples import STAMP
from tests.report.samples_endings import ALL_DEAD, FIVE, story

from hepatica.report.figures.canvas import DOTTED
from hepatica.report.figures.swimlane import TALLEST, swimlane
from hepatica.report.figures.swimlane_key import LEFT_HALF, RIGHT_HALF
from hepatica.report.figures.swimlane_lanes import disc_size
from hepatica.report.figures.swimlane_values import LaneEvent

FIGURE = drawings.figure("swimlane")
SPEC = FIGURE.spec
EVENTS = [(n, e) for n, one in enumerate(FIVE, 1) for e in one.events]


def bars(spec, *, wide=False):
    found = [d for grade in range(1, 6) for d in drawn(spec, "rect", f"grade{grade}") if "first" in d]
    foot = max(d["y"] for d in drawn(spec, "text") if d["text"] == "Around the infusion")
    return [d for d in found if (d["y"] > foot) == wide]


def test_the_lanes_stand_in_order_of_infusion():
    digits = [d for n in range(1, 6) for d in drawn(SPEC, "text", f"p{n}", fontSize=17)]
    assert [d["text"] for d in digits] == ["1", "2", "3", "4", "5"]
    assert [d["y"] for d in digits] == sorted(d["y"] for d in digits)


def test_the_area_of_a_half_disc_is_in_proportion_to_the_dose():
    sizes = {}
    for layer in layers(SPEC):
        if layer["mark"].get("shape") in (LEFT_HALF, RIGHT_HALF):
            for datum in layer["data"]["values"]:
                if datum.get("dose"):
                    sizes[datum["said"]] = layer["mark"]["size"] / datum["dose"]
    assert len(sizes) == 10
    assert max(sizes.values()) / min(sizes.values()) < 1.01
    assert disc_size(4.0, 4.0) == 2 * disc_size(2.0, 4.0)


def test_every_adverse_event_is_one_bar_at_its_days_with_its_grade():
    found = sorted((int(d["said"][0]), d["first"], d["last"], d["grade"]) for d in bars(SPEC))
    assert found == sorted((n, e.first, e.last, e.grade) for n, e in EVENTS)
    long = next(d for d in bars(SPEC) if "Ascites worsening" in d["said"])
    day = next(d for d in bars(SPEC) if "Urinary infection" in d["said"])
    assert (long["x2"] - long["x"]) / 44 == pytest.approx((day["x2"] - day["x"]) / 8)


def test_what_happened_around_the_infusion_is_drawn_again_wider_and_named():
    wide = {d["said"] for d in bars(SPEC, wide=True)}
    assert len(wide) == sum(e.first <= 7 and (e.last or 0) >= -5 for _, e in EVENTS)
    assert "fever and chills · R" in texts(SPEC)
    assert any(t.endswith("acute kidney injury (contrast) · R, to day 13") for t in texts(SPEC))


def test_every_due_visit_is_a_dot_or_a_ring_and_rings_are_the_missed_ones():
    rings = [d for d in drawn(SPEC, "point", "ink2") if "missed" in d.get("said", "")]
    assert sorted(d["said"].split(", ")[1] for d in rings) == ["biopsy 2", "month 3"]
    dots = {
        d["said"]
        for n in range(1, 6)
        for d in drawn(SPEC, "point", f"p{n}")
        if ", done " in d.get("said", "")
    }
    done = sum(int(row.cells[4].x) for row in FIGURE.twin.rows)
    due = sum(int(row.cells[4].n) for row in FIGURE.twin.rows)
    assert (len(dots), due - done) == (done, 2)


def test_each_ending_has_its_glyph_its_day_and_its_words_and_the_key_counts_zeros():
    written = texts(SPEC)
    assert {"died 1", "transplanted 1", "withdrew 0"} <= set(written)
    assert "died, day 118" in written
    assert "transplanted, day 131 · then no native-liver value" in written
    assert {"died 5", "transplanted 0"} <= set(texts(drawings.figure("swimlane", "all dead").spec))
    assert len(ALL_DEAD) == sum(
        t.startswith("died, day") for t in texts(drawings.figure("swimlane", "all dead").spec)
    )


@pytest.mark.parametrize(("digit", "day"), [(3, 131), (4, 118)])
def test_no_line_in_the_participants_hue_goes_on_after_an_ending(digit, day):
    lines = drawn(SPEC, "rule", f"p{digit}", strokeWidth=2.2)
    word = {3: "transplanted", 4: "died"}[digit]
    said = f"{digit} · {word}, day {day}"
    glyph = next(d for d in drawn(SPEC, "point") + drawn(SPEC, "rect") if d.get("said") == said)
    end = (glyph["x"] + glyph.get("x2", glyph["x"])) / 2
    assert lines[0]["x2"] == pytest.approx(end)
    followed = [d for d in drawn(SPEC, "rule", "ink2", strokeDash=list(DOTTED)) if d["y"] == lines[0]["y"]]
    assert [d["x"] for d in followed] == ([pytest.approx(end)] if digit == 3 else [])


def test_the_title_counts_who_reached_the_goal_and_who_left():
    assert FIGURE.title == "Three of five reached month 6 with no serious event; one died, one transplanted"
    assert (
        drawings.figure("swimlane", "one").title
        == "The one participant reached month 6 with no serious event"
    )
    assert drawings.figure("swimlane", "all dead").title.endswith("; five died")
    assert drawings.figure("swimlane", "withdrawn").title == "One participant infused; one withdrew"


def test_a_picture_of_many_events_stays_on_its_page_and_keeps_every_bar():
    figure = drawings.figure("swimlane", "many events")
    assert figure.spec["height"] <= TALLEST + 20
    assert len(bars(figure.spec)) == sum(map(len, story("many events").events.values())) == 21


def test_an_event_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="ends on day 1, before it starts on day 3"):
        LaneEvent(term="Fever", first=3, last=1, grade=1, related=False, serious=False)
    with pytest.raises(ValueError, match="nobody has been infused"):
        swimlane(lanes=(), windows=(), goal="month 6", stamp=STAMP)


def test_doses_in_the_table_are_those_infused_and_can_be_asked_why():
    rows = FIGURE.twin.rows
    assert [row.cells[2].value for row in rows] == [Decimal(one.cd34) / Decimal(one.weight) for one in FIVE]
    assert rows[0].cells[2].why == "ITEM:01-001/infusion_day/infusion/0/dose_cd34"
    assert rows[4].cells[8].text.endswith("month 3 missed")
