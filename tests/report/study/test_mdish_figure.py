"""From the record to the mDISH picture: the study's own lines, everybody infused, nothing invented."""

from types import SimpleNamespace

import pytest
from tests.datasets.record import draw, form, person, state, study
from tests.report.samples import STAMP

from hepatica.report.study.cut import read_cut
from hepatica.report.study.mdish_figure import _lines, mdish_figure

WHO = "01-001"
UNITS = {"alt": "U/L", "bilirubin": "mg/dL", "inr": "ratio"}


def cut(*draws, ended=None):
    rows = (
        person(gcsf="2026-03-10", infusion="2026-03-13", started="2026-03-10", ended=ended),
        form(WHO, "screening", "demographics", flat={"sex": "male", "age": "50"}),
        form(WHO, "month_1", "laboratory", *draws, units=UNITS),
    )
    return read_cut(study(), state(*rows), STAMP)


def test_the_reference_study_states_both_lines_with_their_source():
    lines = _lines(cut())
    assert (lines.alt, lines.bilirubin) == (3, 2)
    stated = [p for p in study().parameters if p.id in {"dish_alt", "dish_bilirubin"}]
    assert all(p.reference for p in stated)


def test_a_study_without_lines_gets_a_sentence_and_no_picture():
    bare = SimpleNamespace(study=SimpleNamespace(parameters=()))
    with pytest.raises(ValueError, match="no parameter dish_alt and dish_bilirubin, so mDISH has no lines"):
        _lines(bare)


def test_a_draw_against_the_own_baseline_is_drawn_and_named():
    drawn = cut(draw("2026-03-05", alt="50"), draw("2026-03-20", alt="200", bilirubin="5.0"))
    figure = mdish_figure(drawn, number="Figure 5")
    assert figure.title == "Against their own baseline, participant 1 crossed both lines"
    assert "ALT 200 U/L (4.0 × own, 4.0 × ULN), bilirubin 5.0 mg/dL (2.5 × own) on day 7" in figure.note
    assert "ULN: ALT 50 U/L, bilirubin 1.2 mg/dL" in figure.note


def test_what_cannot_be_drawn_stands_in_the_table():
    drawn = cut(draw("2026-03-05", alt="50"), draw("2026-03-20", alt="90"), draw("2026-03-25"))
    assert "ALT was not measured in this draw" in [row.sentence for row in mdish_figure(drawn).twin.rows]


def test_before_anybody_has_a_later_draw_there_is_no_picture():
    assert mdish_figure(cut(draw("2026-03-05", alt="50"))) is None


def test_a_death_stands_where_the_trail_ends():
    drawn = cut(draw("2026-03-05", alt="50"), draw("2026-03-20", alt="90"), ended={"death": "2026-04-01"})
    assert "died 1" in mdish_figure(drawn).alt
