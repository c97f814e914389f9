"""The profile puts everything about one person on one axis of days, and invents nothing."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.report import samples, samples_profile
from tests.report.figures.reading import drawn, printed_points, texts

from hepatica.report import vega
from hepatica.report.figures.axis import DayAxis
from hepatica.report.figures.canvas import DOTTED
from hepatica.report.figures.profile import LEFT, RIGHT, profile
from hepatica.report.figures.profile_values import Measured, Profile, Span

PERSON = samples_profile.profile_person()
SPEC = samples_profile.profile_figure().spec
AXIS = DayAxis(first=-60, last=195, left=LEFT, right=RIGHT)


def build(person: Profile, **more):
    return profile(person=person, stamp=samples.STAMP, **more)


def test_every_measured_value_is_one_mark_at_its_day():
    marks = [(d["day"], d["value"]) for d in drawn(SPEC, "point", "p1") if "value" in d]
    tracks = (PERSON.meld, PERSON.child_pugh, *PERSON.labs)
    assert marks == [(m.day, float(m.value)) for t in tracks for m in t.measured]
    places = [d["x"] for d in drawn(SPEC, "point", "p1") if "value" in d]
    assert places == [AXIS.position(day) for day, _ in marks]


def test_a_missed_visit_has_a_mark_but_no_value_and_its_line_is_dotted():
    tracks = 2 + len(PERSON.labs)
    assert len([d for d in drawn(SPEC, "point", "ink2") if d["said"] == "day +7, missed"]) == tracks
    assert len(drawn(SPEC, "rule", "p1", strokeDash=list(DOTTED))) == tracks


def test_the_wider_days_are_announced_and_the_plain_axis_is_not():
    assert "Days −7 to +14, drawn six times wider" in texts(SPEC)
    assert not [t for t in texts(build(PERSON, plain=True).spec) if "wider" in t]


def test_last_value_and_change_since_baseline_stand_at_the_right():
    written = texts(SPEC)
    assert {"1.46", "−0.14", "6 A", "+5"} <= set(written)


def test_every_adverse_event_has_its_bar_and_its_digit():
    bars = [
        d
        for g in range(1, 6)
        for d in drawn(SPEC, "rect", f"grade{g}")
        if "grade" in d["said"] and "day" in d["said"]
    ]
    for event in PERSON.events:
        assert any(event.text in d["said"] and f"grade {event.grade}" in d["said"] for d in bars)
    assert {"7 events", "1 serious"} <= set(texts(SPEC))


def test_the_twin_table_names_everything_the_picture_shows():
    twin = str(samples_profile.profile_figure().twin)
    for span in (*PERSON.events, *PERSON.drugs, *PERSON.ascites, *PERSON.products):
        assert span.text in twin
    for moment in (*PERSON.procedures, *PERSON.infusions):
        assert moment.text in twin


def test_a_person_of_whom_nothing_is_known_yet_still_has_a_profile():
    empty = Profile(digit=2, code="01-002", first_day=0, last_day=0, today=0)
    figure = build(empty)
    assert "none recorded" in texts(figure.spec)
    assert vega.svg(figure.spec, "dark").startswith("<svg")


def test_an_event_that_goes_on_reaches_today():
    going = replace(PERSON, events=(Span(first=10, last=None, text="Ascites", grade=2),), today=100)
    bar = next(d for d in drawn(build(going).spec, "rect", "grade2") if d["said"].startswith("Ascites"))
    assert bar["x2"] == AXIS.position(100)
    assert "ongoing" in bar["said"]


def test_a_gap_without_a_reason_is_refused():
    with pytest.raises(ValueError, match="day 7"):
        Measured(day=7)
    assert Measured(day=7, value=Decimal(0)).value == 0


def test_on_paper_the_profile_fits_one_page_with_readable_words():
    spec = build(PERSON, paper=True).spec
    assert printed_points(spec) >= 7
    assert spec["height"] * 164 / spec["width"] < 215
    assert spec["width"] < SPEC["width"]


def test_the_last_day_is_called_what_it_is():
    assert "today +175" in texts(SPEC)
    assert "data cut +175" in texts(build(replace(PERSON, now="data cut")).spec)
