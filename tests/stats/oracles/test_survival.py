"""Shapes on data made by hand; the shared files where they are."""

import pytest
from tests.stats.oracles.beside import FOLDER, beside, disagreeing, shared

from hepatica.stats.oracles.survival import SHAPES

COMPETING, SURVIVAL = SHAPES
needs_shared = pytest.mark.skipif(
    not FOLDER.exists(), reason="the reference files are not published with this repository"
)

FOUR = {
    "event_codes": {"0": "censored", "1": "death", "2": "ltx"},
    "n": 4,
    "times": [1, 3],
    "cif": {"death": [0.25, 0.5], "ltx": [0, 0.25]},
    "var": {"death": [0.0625, 0.1], "ltx": [0, 0.1, 7]},
    "naive_1_minus_KM_death": [0.625],
    "KM_times": [3],
    "gray_arm": [[0, 1, 1]],
}
ROWS = [
    {"futime": "1", "event": "1", "arm": "a"},
    {"futime": "2", "event": "ltx", "arm": "b"},
    {"futime": "3", "event": "death", "arm": "b"},
    {"futime": "4", "event": "0", "arm": "a"},
    {"futime": "NA", "event": "1", "arm": "a"},
]
MODEL = {
    "source": "somebody's survival::trial",
    "rmst_60d_transplant_free": {"arm1": {"rmst": 30.0, "se": 0.0}, "arm2": {"rmst": 60, "se": 0}},
    "logrank_arm": {"chisq": 0.0, "p": 1.0},
    "fit": {
        "n": 6,
        "coef": {"log(bili)": 0.0},
        "se": {"log(bili)": 0.0},
        "concordance": 0.5,
        "loglik": [0, 0],
    },
}
TRIAL = [
    {"time": t, "status": s, "arm": a, "bili": b}
    for t, s, a, b in (
        ("10", "2", "1", "1"), ("20", "1", "1", "2"), ("90", "0", "1", "8"),
        ("70", "2", "2", "4"), ("80", "0", "2", "1"), ("85", "2", "2", "3"), ("85", "2", "NA", "NA"),
    )
]  # fmt: skip


def by_case(shape, content, rows, name):
    return {case.case: case for case in shape.cases(content, {name: rows}.get)}


def test_competing_risks_are_recognised_by_keys_and_computed_from_codes_or_names():
    assert COMPETING.matches(FOUR)
    assert not SURVIVAL.matches(FOUR)
    found = by_case(COMPETING, {**FOUR, "data": "mine.csv (made up)"}, ROWS, "mine.csv")
    assert all(case.agrees for name, case in found.items() if not name.startswith(("gray", "var")))
    assert found["var.death[0]"].agrees
    assert found["var.ltx[2]"].why.startswith("no time stands beside it")
    assert {
        "n",
        "cif.death[1]",
        "cif.ltx[0]",
        "naive_1_minus_KM_death[0]",
        "gray_arm.death.statistic",
    } <= set(found)
    assert found["gray_arm.death.df"].got == 1


def test_an_unknown_group_or_data_that_are_not_there_leave_the_numbers_without_an_answer():
    absent = list(COMPETING.cases(FOUR, {}.get))
    assert absent
    assert all(case.got is None and "do not lie beside" in case.why for case in absent)
    found = by_case(COMPETING, {**FOUR, "gray_sex": [[1, 1, 1]]}, ROWS, "transplant_waitlist.csv")
    assert "no column sex" in found["gray_sex[0]"].why


def test_survival_is_computed_from_the_data_its_source_names():
    assert SURVIVAL.matches(MODEL)
    found = by_case(SURVIVAL, MODEL, TRIAL, "trial.csv")
    # areas of 1 to 10, 2/3 to 20, 1/3 to 60; nobody of the second arm has an event before 60
    assert found["rmst_60d_transplant_free.arm1.rmst"].agrees
    assert found["rmst_60d_transplant_free.arm2.rmst"].agrees
    assert found["fit.n"].agrees
    assert found["fit.coef.log(bili)"].got is not None
    assert 0 < found["logrank_arm.p"].got < 1


def test_survival_without_its_data_says_which_file_is_missing():
    cases = list(SURVIVAL.cases(MODEL, {}.get))
    assert {case.why for case in cases} == {"the data (trial.csv) do not lie beside the file"}


def test_a_model_of_terms_that_are_no_columns_is_not_guessed():
    content = {"fit": {"coef": {"ns(age, 3)": 1.0}, "se": {"ns(age, 3)": 1.0}, "loglik": [1.0, 2.0]}}
    assert SURVIVAL.matches(content)
    assert {c.why for c in SURVIVAL.cases(content, {"pbc.csv": TRIAL}.get)} == {
        "a term of this model is not a column or its logarithm"
    }


@needs_shared
def test_the_waiting_list_agrees_with_cmprsk():
    cases = list(COMPETING.cases(shared("competing_risks_R.json"), beside))
    assert len(cases) == 38
    assert disagreeing(cases) == []


@needs_shared
def test_the_numbers_of_mayo_are_computed_or_named_as_not():
    cases = list(SURVIVAL.cases(shared("survival_R.json"), beside))
    assert len(cases) == 20
    assert disagreeing(cases) == []
    assert all(case.why for case in cases if case.got is None)
