import pytest
from tests.stats.course import simulated
from tests.stats.oracles.beside import FOLDER, beside, shared

from hepatica.stats.mixed import mixed_model
from hepatica.stats.oracles.mixed import MIXED

needs_shared = pytest.mark.skipif(
    not FOLDER.exists(), reason="the reference files are not published with this repository"
)
MEASURED = simulated(8)
ROWS = [{"MELD": str(m.value), "Week": str(m.time), "Subject": m.participant} for m in MEASURED]


def component(grp, var1, value, var2=None):
    return {"grp": grp, "var1": var1, "var2": var2, "vcov": value**2, "sdcor": value}


def test_a_fit_is_recognised_by_its_components_and_its_columns_by_their_names():
    model = mixed_model(MEASURED, show_anyway=True)
    content = {
        "data": "visits.csv",
        "any_name": {
            "fixef": {"(Intercept)": model.intercept.value, "Week": model.slope.value},
            "se": {"(Intercept)": model.intercept.se, "Week": model.slope.se},
            "vc": [
                component("Subject", "(Intercept)", model.sd_intercept),
                component("Residual", None, model.sd_residual),
            ],
            "reml": model.reml,
        },
    }
    assert MIXED.matches(content)
    cases = list(MIXED.cases(content, {"visits.csv": ROWS}.get))
    assert len(cases) == 9
    assert all(case.agrees for case in cases)
    absent = list(MIXED.cases(content, {}.get))
    assert all(case.got is None and case.why for case in absent)


def test_the_first_so_many_participants_are_taken_where_the_name_says_so():
    five = mixed_model(simulated(8)[: 5 * 4], show_anyway=True)
    content = {
        "n5_random": {
            "fixef": {"Week": five.slope.value},
            "vc": [component("Subject", "(Intercept)", 1.0)],
            "reml": five.reml,
        }
    }
    named = {case.case: case for case in MIXED.cases(content, {"sleepstudy.csv": ROWS}.get)}
    assert named["n5_random.reml"].agrees
    assert named["n5_random.fixef.Week"].agrees


def test_a_singular_fit_agrees_on_being_singular_and_shows_no_number():
    flat = [
        {"y": str(i % 4 + (0.1 if (i * 7) % 3 else -0.2)), "Week": str(i % 4), "Subject": str(i // 4)}
        for i in range(12)
    ]
    content = {
        "slopes": {
            "singular": True,
            "vc": [component("Subject", "(Intercept)", 1.0), component("Subject", "Week", 1.0)],
            "reml": 1.0,
        }
    }
    cases = list(MIXED.cases(content, {"sleepstudy.csv": flat}.get))
    assert (cases[0].case, cases[0].agrees) == ("slopes.singular", True)
    assert all(case.got is None and "nil" in case.why for case in cases[1:])


def test_columns_that_are_not_there_are_not_guessed():
    content = {"fit": {"fixef": {"Dose": 1.0}, "vc": [component("Subject", "(Intercept)", 1.0)], "reml": 1.0}}
    cases = list(MIXED.cases(content, {"sleepstudy.csv": ROWS}.get))
    assert {case.why for case in cases} == {"the columns of this fit were not recognised in its data"}


@needs_shared
def test_the_sleep_study_agrees_with_lme4():
    cases = list(MIXED.cases(shared("mixed_models_R.json"), beside))
    assert len(cases) == 39
    assert all(case.agrees for case in cases)
