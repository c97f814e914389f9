"""The ratios by which a pair of biopsies is read are the study's, never the program's."""

from types import SimpleNamespace

import pytest
from tests.datasets.record import study

from hepatica.report.study.liver_cd34 import stated_rule


def cut(*parameters):
    return SimpleNamespace(study=SimpleNamespace(parameters=parameters))


def test_the_reference_study_states_both_ratios_with_their_source():
    stated = {p.id: p for p in study().parameters if p.id in {"cd34_rise", "sinusoid_rise"}}
    rule = stated_rule(cut(*stated.values()))
    assert (str(rule.cells_ratio), str(rule.sinusoid_ratio)) == ("1.2", "1.2")
    assert all(p.source == "proposal" and p.reference for p in stated.values())


def test_a_study_that_states_no_ratio_gets_a_sentence_and_no_reading():
    with pytest.raises(
        ValueError, match="no parameter cd34_rise and sinusoid_rise, so a pair cannot be read"
    ):
        stated_rule(cut())
