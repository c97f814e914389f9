"""The pictures of a design: values that are exact, words that never meet, and the label on whatever was simulated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import pytest
from tests.report.design.played import NAMES, answered, changed, design, told
from tests.report.figures.reading import at, clipped, drawn, layers, overlapping, printed_points, texts

from hepatica.design.answers import Bar, TradeOff, answers, compared, variants
from hepatica.report.figure import Figure
from hepatica.report.figures.design_days import moments
from hepatica.report.figures.design_rules import boundary_words, chance
from hepatica.report.figures.design_stop import odds_figure, stop_figure
from hepatica.report.figures.design_timeline import timeline_figure
from hepatica.report.figures.design_tornado import tornado_figure
from hepatica.report.figures.design_tradeoff import tradeoff_figure
from hepatica.report.figures.design_worlds import FIRST_DENSE, opacity, worlds_figure
from hepatica.report.palette import COLOURS
from hepatica.report.table import cell_text

FIVE = (("count: 14", "count: 5"), ("per_arm: 14", "per_arm: 5"), ("participants: 14", "participants: 5"))
"""Changes that make the single arm one of five people."""


@cache
def every(name: str) -> tuple[Figure, ...]:
    """Return all pictures of a design, made once."""
    found = answered(name)
    pictures = (
        timeline_figure(found.design), stop_figure(found), odds_figure(found), tornado_figure(found),
        tornado_figure(found, months=True), tradeoff_figure(sizes(name)), worlds_figure(told(name), found.design),
    )  # fmt: skip
    return tuple(one for one in pictures if one is not None)


@cache
def sizes(name: str) -> TradeOff:
    """Return a design beside itself with fewer and more people."""
    return compared(variants(design(name), per_arm=(32, 79, 126) if name == "factorial" else (6, 12, 36)))


@pytest.mark.parametrize("name", NAMES)
def test_no_words_of_any_picture_overlap_or_leave_it_and_none_is_below_seven_points(name: str) -> None:
    for figure in every(name):
        assert (figure.id, overlapping(figure.spec)) == (figure.id, [])
        assert (figure.id, clipped(figure.spec)) == (figure.id, [])
        assert printed_points(figure.spec) >= 7


@pytest.mark.parametrize("name", NAMES)
def test_each_picture_has_its_finding_its_table_its_limits_and_the_design_it_is_of(name: str) -> None:
    for figure in every(name):
        assert figure.alt.startswith(figure.title)
        assert figure.twin.rows
        assert len(figure.note) > 20
        assert "sha256" in figure.stamp.text
        said = f"{figure.title} {figure.deck} {figure.note} {figure.alt}".lower()
        assert " safe " not in said
        assert "effective" not in said


def test_a_picture_is_stamped_by_the_hash_of_its_design_and_what_it_follows() -> None:
    made = design("single_arm")
    figure = timeline_figure(made)
    assert figure.stamp.text.startswith("Design single_arm 0.1 · sha256 ")
    assert " · follows no study · Hepatica " in figure.stamp.text


def test_the_rules_of_five_act_as_often_as_the_published_numbers_say() -> None:
    figure = stop_figure(answers(changed("single_arm", *FIVE)))
    assert figure is not None
    marks = {
        shape: [round(mark["y"], 3) for mark in drawn(figure.spec, "point", shape=shape)]
        for shape in ("circle", "square")
    }
    assert marks == {"circle": [0.008, 0.068, 0.256, 0.594], "square": [0.226, 0.556, 0.832, 0.969]}
    assert {"25.6\u00a0%", "59.4\u00a0%", "83\u00a0%", "2 of 2–3", "3 of 4–5"} <= set(texts(figure.spec))
    rows = [
        [cell_text(c, k) for c, k in zip(row.cells, figure.twin.columns, strict=True)]
        for row in figure.twin.rows
    ]
    assert [row[2] for row in rows[4:]] == ["4.98", "4.86", "4.48", "3.75"]
    assert (
        figure.title
        == "Where 30\u00a0% are harmed: the boundary in 26\u00a0%, a pause in 83\u00a0% of trials"
    )


def test_the_pause_is_drawn_wherever_the_boundary_is_and_a_design_without_rules_has_no_picture() -> None:
    found = answered("factorial")
    figure = stop_figure(found)
    assert figure is not None
    assert "dashed: pause" in texts(figure.spec)
    assert "pause at each" in texts(figure.spec)
    assert stop_figure(replace(found, stopping=())) is None
    assert odds_figure(replace(found, stopping=())) is None


def test_what_is_not_quite_always_or_never_does_not_read_as_such() -> None:
    assert chance(0.9999, 1) == "> 99.9\u00a0%"
    assert chance(0.0001, 1) == "< 0.1\u00a0%"
    assert (chance(1.0), chance(0.0), chance(0.256)) == ("> 99\u00a0%", "0\u00a0%", "26\u00a0%")


def test_a_long_boundary_is_said_by_its_beginning_and_its_end() -> None:
    rule = next(one for one in answered("factorial").stopping if one.layer == "stop")
    assert boundary_words(rule).startswith("3 of the first 3, 4 of 4–5")
    assert ", … " in boundary_words(rule)


def test_every_step_of_the_line_stands_on_its_day_to_scale() -> None:
    figure = timeline_figure(design("single_arm"))
    found = moments(design("single_arm"))
    assert [one.last for one in found] == [-35, -5, 0, 28, 180, 208]
    ticks = sorted(at_x(figure, mark["x"]) for mark in drawn(figure.spec, "rule") if "said" in mark)
    days = [one.last for one in found]
    scale = (ticks[-1] - ticks[0]) / (days[-1] - days[0])
    assert ticks == pytest.approx([ticks[0] + scale * (day - days[0]) for day in days])


def test_more_steps_than_can_be_named_all_keep_their_marks_and_stand_in_the_table() -> None:
    daily = changed("single_arm", ("infusions: [0, 28]", f"infusions: {list(range(12))}"))
    figure = timeline_figure(daily)
    assert overlapping(figure.spec) == []
    assert clipped(figure.spec) == []
    marks = [mark for mark in drawn(figure.spec, "rule") if "said" in mark]
    assert len(marks) == len(figure.twin.rows) == len(moments(daily)) == 16
    assert {"G-CSF, leukapheresis, infusion", "marrow taken", "end of follow-up"} <= set(texts(figure.spec))


def at_x(figure: Figure, value: float) -> float:
    layer = next(one for one in layers(figure.spec) if one["mark"]["type"] == "rule")
    return at(layer, "x", value)


def test_the_longest_bar_is_on_top_and_its_ends_are_the_answers() -> None:
    found = answered("factorial")
    figure = tornado_figure(found)
    assert figure is not None
    spans = [abs(bar.at_high - bar.at_low) for bar in found.tornado.bars]
    assert spans == sorted(spans, reverse=True)
    first = found.tornado.bars[0]
    assert f"{first.high:g} → {first.at_high:.0f}" in texts(figure.spec)
    assert f"as assumed {found.tornado.base:.0f}" in texts(figure.spec)
    assert tornado_figure(replace(found, tornado=replace(found.tornado, bars=()))) is None


def test_bars_of_very_large_numbers_and_long_names_still_keep_their_words_apart() -> None:
    found = answered("factorial")
    long = Bar(
        assumption="Share of people who stay away from the last visit for another reason than death or transplantation",
        unit="of everybody who was randomised", low=0.001, high=0.999, at_low=1_234_567, at_high=31, source="invented",
    )  # fmt: skip
    figure = tornado_figure(replace(found, tornado=replace(found.tornado, bars=(long, *found.tornado.bars))))
    assert figure is not None
    assert overlapping(figure.spec) == []
    assert clipped(figure.spec) == []


def test_powers_that_may_not_be_compared_give_way_to_the_odds_of_the_boundary() -> None:
    alike = tradeoff_figure(sizes("factorial"))
    assert {"main effect", "beats each alone", "interaction", "Power, %"} <= set(texts(alike.spec))
    unlike = tradeoff_figure(compared((design("factorial"), design("single_arm"))))
    assert "Chance to stop it, %" in texts(unlike.spec)
    assert "Power is not comparable" in unlike.note
    powers = [mark["y"] for mark in drawn(alike.spec, "point", shape="circle") if mark["x"] == 136]
    assert [round(power) for power in powers[:3]] == [94, 56, 42]
    assert "adjusted for the baseline, by participants" in alike.deck
    heads = [column.title for column in alike.twin.columns]
    assert heads.count("… adjusted for the baseline") == 3


def brightness(colour: Sequence[float]) -> float:
    """Return the relative luminance of a colour, by WCAG 2.2."""
    linear = (
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in (one / 255 for one in colour)
    )
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("theme", COLOURS.values(), ids=COLOURS)
def test_every_share_can_be_read_on_its_cell_on_paper_by_day_and_by_night(theme: Mapping[str, str]) -> None:
    ground, ink = (tuple(bytes.fromhex(theme[name][1:])) for name in ("ground", "ink"))
    shades = [opacity(step) for step in range(11)]
    assert shades == sorted(set(shades))
    for step, share in enumerate(shades):
        cell = [a * (1 - share) + b * share for a, b in zip(ground, ink, strict=True)]
        dark, light = sorted(map(brightness, (cell, ground if step >= FIRST_DENSE else ink)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, step


def test_what_was_simulated_is_framed_and_every_share_has_its_error() -> None:
    figure = worlds_figure(told(), design("factorial"))
    assert figure.synthetic == "Simulated. No patient data. Not evidence of safety or efficacy."
    assert "Seed 7." in figure.deck
    assert (
        "Yes: in favour, at two-sided 5 %."
        in worlds_figure(told() | {"assumes": ["60 kg", "yes: in favour, at two-sided 5 %."]}).note
    )
    shown = texts(figure.spec)
    assert {"25 ± 7", "8 ± 4", "W0", "W3", "CD34 cells and MSC"} <= set(shown)
    assert ("< 8" in shown, "> 92" in shown) == (True, True)
    assert (
        "0 ± 0" in shown
    )  # nobody of standard care is harmed by cells: a mean over people, no share of trials
    assert cell_text(figure.twin.groups[-1].rows[0].cells[1], figure.twin.columns[1]).startswith("61.6 ± ")


def test_neither_an_error_nor_a_share_is_rounded_to_nothing() -> None:
    found = told()
    for name, value, error in (("no-effect", 1 / 300, 1 / 300), ("synergy", 0.377, 0.004)):
        found["worlds"][name]["numbers"]["harmed: both"] = {"value": value, "error": error}
    shown = texts(worlds_figure(found, design("factorial")).spec)
    assert {"0.3 ± 0.3", "38 ± <1"} <= set(shown)


def test_what_is_right_in_a_world_is_outlined_and_bold() -> None:
    figure = worlds_figure(told(), design("factorial"))
    outlines = drawn(figure.spec, "rect", "ink", strokeWidth=2)
    assert sorted(mark["said"] for mark in outlines) == ["75 ± 7", "90 ± 5"]
    assert "synergy" in figure.deck


def test_a_play_without_a_world_is_refused_and_one_by_name_alone_is_stamped_by_what_it_shows() -> None:
    with pytest.raises(ValueError, match="played in no world"):
        worlds_figure(told() | {"worlds": {}})
    assert worlds_figure(told()).stamp.text.startswith("Design factorial as shown · sha256 ")
