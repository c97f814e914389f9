"""Any value can be asked where it comes from, and answers with its rule, its inputs and the events behind them."""

from datetime import UTC, date, datetime

import pytest
from tests.datasets.record import draw, form, person, state, study

from hepatica.datasets.why.reference import Unanswerable, parse
from hepatica.report.stamp import Stamp
from hepatica.report.study.cut import read_cut
from hepatica.report.study.why import why

WHO = "01-001"
STAMP = Stamp(
    protocol="1", cut=date(2026, 4, 9), seq=9, head="a" * 64, program="0", at=datetime(2026, 4, 9, tzinfo=UTC)
)


def cut(*draws, findings=None):
    rows = [
        person(gcsf="2026-03-10", infusion="2026-03-13"),
        form(WHO, "month_1", "laboratory", *draws),
        form(
            WHO, "month_1", "clinical_liver", flat=findings or {"assessed": "2026-04-09", "ascites": "mild"}
        ),
    ]
    return read_cut(study(), state(*rows), STAMP)


def score(name, visit="month_1", row=1):
    return f"SCORE:{WHO}/{visit}/laboratory/{row}/{name}"


def test_a_score_answers_with_its_terms_and_the_answers_of_its_own_draw():
    found = why(cut(draw("2026-04-09T08:00")), score("MELD_I_UNROUNDED"))
    assert [one.value for one in found.inputs if "Bilirubin" in one.title] == ["2.0 mg/dL"]
    assert "ln" in found.rule
    assert found.source
    assert found.version
    assert found.all_events  # every one an event of the ledger
    assert {one.ref.split("/")[3] for one in found.inputs if "laboratory" in one.ref} == {"1"}


def test_the_terms_of_the_rule_are_those_of_the_value():
    found = why(cut(draw("2026-04-09T08:00", bilirubin="4.2")), score("MELD_I_UNROUNDED"))
    other = why(cut(draw("2026-04-09T08:00", bilirubin="2.1")), score("MELD_I_UNROUNDED"))
    assert found.rule != other.rule
    assert found.value != other.value


def test_a_score_that_is_not_computable_says_what_is_missing():
    found = why(cut(draw("2026-04-09T08:00", inr=None)), score("MELD_I_UNROUNDED"))
    assert found.value == "not computable: INR missing"


def test_an_inr_of_another_tube_of_the_day_is_among_the_inputs():
    draws = (draw("2026-04-09T08:00", inr=None), draw("2026-04-09T11:00", bilirubin=None, creatinine=None))
    found = why(cut(*draws), score("MELD_I_UNROUNDED"))
    assert any(one.ref.endswith("laboratory/2/inr") for one in found.inputs)
    assert "INR is from another draw within 24 h" in found.flags[0]


def test_child_pugh_shows_the_findings_of_the_clinician():
    found = why(cut(draw("2026-04-09T08:00")), score("CHILD_PUGH"))
    assert any("scites" in one.title for one in found.inputs)


def test_a_limit_of_the_protocol_answers_with_its_source():
    found = why(cut(), "PARAM:vas_limit")
    assert (found.value, found.source) == ("6 /10", "seed")


@pytest.mark.parametrize(
    ("ref", "sentence"),
    [
        ("", "is not the address of a value"),
        ("nonsense", "is not the address of a value"),
        ("score:a/b", "is not the address of a value"),
        ("SCORE:" + "x" * 400, "is not the address of a value"),
        ("NOTHING:a", "nothing is called NOTHING"),
        ("SCORE:01-001/month_1", "names 2 places where SCORE has 5"),
        (score("MELD_9"), "there is no score MELD_9"),
        (score("MELD_3_0", row=7), "has no laboratory draw there"),
        (f"ITEM:{WHO}/month_1/laboratory/1/shoe_size", "asks no item shoe_size"),
        (f"ITEM:{WHO}/month_1/laboratory/one/inr", "asks no item inr in a row one"),
        (f"ITEM:{WHO}/month_3/laboratory/1/inr", "has no answer to"),
        ("PARAM:luck", "has no parameter luck"),
    ],
)
def test_what_is_no_value_of_the_record_is_a_sentence(ref, sentence):
    with pytest.raises(Unanswerable, match=sentence):
        why(cut(draw("2026-04-09T08:00")), ref)


def test_a_reference_reads_as_it_was_written():
    assert str(parse(score("ALBI"))) == score("ALBI")
