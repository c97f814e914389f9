"""What holds for every score: terms that add up, answers to what is missing, refusal of what cannot be."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hepatica.cli.score import scores
from hepatica.scores import SCORES, ScoreError, compute
from hepatica.scores.inputs import Code, Flag, Quantity, keys_of

COMPONENT_VALUE = {"component": "inr", "inr": "1.5"}


def possible(item):
    """A value for an input, and the key that carries it."""
    if isinstance(item, Code):
        return st.sampled_from(item.codes).map(lambda code: (item.name, code))
    if isinstance(item, Flag):
        return st.booleans().map(lambda flag: (item.name, flag))
    key = next(iter(item.keys))
    if item.whole:
        numbers = st.integers(int(item.low), int(item.high)).map(Decimal)
    else:
        numbers = st.decimals(item.low, item.high, places=2)
    return numbers.filter(lambda number: item.low <= number <= item.high).map(lambda number: (key, number))


def inputs_of(score):
    if score.name == "CHILD_PUGH_COMPONENT":
        return st.just(COMPONENT_VALUE)
    items = [*score.required, *score.one_of[:1]]
    return st.tuples(*(possible(item) for item in items)).map(dict)


EVERY = pytest.mark.parametrize("name", sorted(SCORES))


@EVERY
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_the_terms_add_up_to_the_unrounded_score(name, data):
    result = compute(name, data.draw(inputs_of(SCORES[name])))
    assert result.value is not None
    assert result.problem is None
    if result.terms:
        assert abs(sum(term.value for term in result.terms) - result.unrounded) < Decimal("1e-20")


@EVERY
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_a_missing_input_gives_no_value_and_is_named(name, data):
    score = SCORES[name]
    inputs = data.draw(inputs_of(score))
    absent = data.draw(st.sampled_from(score.required))
    key = keys_of(absent)[0]
    for left_out in (
        {k: v for k, v in inputs.items() if k != key},
        {**inputs, key: None},
        {**inputs, key: ""},
    ):
        result = compute(name, left_out)
        assert result.value is None
        assert absent.label in result.missing
        assert result.problem.startswith("not computable: ")
        assert result.problem.endswith("missing")


@pytest.mark.parametrize(
    "impossible", [-1, True, "banana", "1,5", "<0.2", "٣", float("nan"), float("inf"), "1e3"]
)
@EVERY
def test_an_impossible_number_is_refused_with_a_sentence_that_names_its_key(name, impossible):
    for item in SCORES[name].inputs:
        if isinstance(item, Quantity) and item.low > -5:
            for key in item.keys:
                with pytest.raises(ScoreError) as refusal:
                    compute(name, {key: impossible})
                assert str(refusal.value).startswith(f"{key}: ")
                assert refusal.value.key == key


@pytest.mark.parametrize(
    ("inputs", "sentence"),
    [
        ({"inr": 80}, "inr: 80 cannot be; INR lies within 0.3 to 20"),
        ({"inr": 0}, "inr: 0 cannot be"),
        ({"bilirubin_mg_dl": 1, "bilirubin_umol_l": 17}, "bilirubin is given twice"),
        ({"inrr": 1}, "MELD_UNOS_2002 has no input 'inrr'; it takes bilirubin_mg_dl or bilirubin_umol_l"),
        ({"dialysis": 3}, "dialysis: 3 is not true or false"),
    ],
)
def test_a_refusal_says_what_is_wrong(inputs, sentence):
    with pytest.raises(ScoreError, match="^" + sentence.replace("(", r"\(")):
        compute("MELD_UNOS_2002", inputs)


def test_several_missing_inputs_are_listed_as_a_sentence_does():
    result = compute("MELD_UNOS_2002", {})
    assert result.problem == "not computable: bilirubin, creatinine and INR missing"


def test_an_unknown_score_is_refused_with_the_nearest_names():
    with pytest.raises(ScoreError, match="no score is called 'MELD_UNOS'; did you mean MELD_UNOS_2002"):
        compute("MELD_UNOS", {})


def test_a_code_outside_its_list_is_refused_with_the_list():
    with pytest.raises(ScoreError, match="ascites: 'Yes' is not one of none, mild, moderate_severe"):
        compute("CHILD_PUGH", {"ascites": "Yes"})


def test_a_number_typed_as_text_counts_as_the_number():
    typed = {"bilirubin_mg_dl": "2.9", "creatinine_mg_dl": " 1.10 ", "inr": "1.30"}
    numbers = {"bilirubin_mg_dl": 2.9, "creatinine_mg_dl": 1.1, "inr": Decimal("1.3")}
    assert compute("MELD_I_UNROUNDED", typed).value == compute("MELD_I_UNROUNDED", numbers).value


def test_every_score_names_its_version_and_source():
    for score in scores().values():
        assert score.title
        assert score.version
        assert score.source
        assert score.rounding
        assert score.trap


def test_the_two_sodium_scores_that_reproduce_others_are_offered_nowhere():
    hidden = {name for name, score in SCORES.items() if not score.offered}
    assert hidden == {"MELD_NA_FINAL_UNROUNDED", "MELD_NA_CONTINUOUS_UNGATED", "MELD_MAYO_2000_ETIOLOGY"}
