"""Reference numbers of priors are recognised by what is in them and recomputed with the parameters they state."""

import pytest
from tests.stats.oracles.beside import FOLDER, beside, disagreeing, shared

from hepatica.stats.oracles import recognise
from hepatica.stats.oracles.bayes import SHAPES

MAPS, USE = SHAPES
needs_shared = pytest.mark.skipif(
    not FOLDER.exists(), reason="the reference files are not published with this repository"
)
STUDIES = [
    {"study": f"Study {k}", "r": r, "n": n}
    for k, (r, n) in enumerate(
        ((23, 107), (12, 44), (19, 51), (9, 39), (39, 139), (6, 20), (9, 78), (10, 35)), 1
    )
]
SUMMARIES = {
    "vignette_any": {"AS_tau": [0.377, 0.217, 0.0414, 0.346, 0.893], "gone_map": [0.3, 0.1, 0.1, 0.2, 0.3]},
    "AS": {
        "data": STUDIES,
        "model": "binomial logit, tau~HalfNormal(0,1), beta~N(0,2)",
        "n_eff_pred": 18965.4,
        "tau": {"mean": 0.38146716, "sd": 0.2130421, "q": {"q50": 0.3549575}},
        "map": {"mean": 0.25990783, "sd": 0.0877614, "q": {"q2.5": 0.11246459, "q97.5": 0.47561762}},
    },
    "half": {
        "model": "as AS, tau~HalfNormal(0,0.5)",
        "n_eff_pred": 18702.2,
        "map": {"mean": 0.2544037, "sd": 0.07549189, "q": {"q50": 0.24719618}},
    },
    "crohn": {
        "data": [
            {"study": "Gastr06", "n": 74, "y": -51},
            {"study": "AIMed07", "n": 166, "y": -49, "y.se": 6.83012463},
            {"study": "NEJM07", "n": 328, "y": -36, "y.se": 4.85898715},
            {"study": "Gastr01a", "n": 20, "y": -47, "y.se": 19.6773982},
            {"study": "APhTh04", "n": 25, "y": -90, "y.se": 17.6},
            {"study": "Gastr01b", "n": 58, "y": -54, "y.se": 11.55496609},
        ],
        "model": "gaussian, sigma 88, tau~HN(0,44), beta~N(0,88)",
        "n_eff_pred": 17741.7,
        "beta": {"mean": -49.88028731, "sd": 8.6390689, "q": {"q50": -49.15460496}},
        "map": {"mean": -49.77568458, "sd": 19.47649746, "q": {"q50": -48.49246979}},
    },
}
USES = {
    "map": {"w": [0.6167463, 0.3832537], "a": [19.1916387, 3.5278745], "b": [57.7779318, 9.373598]},
    "ess": {"elir": 36.817272604, "robust_elir": 25.730949861, "vignette": {"morita": 63, "robust": 26}, "other": 1},
    "post_robust_r1n6": {
        "w": [0.5873817403835, 0.3151418857014, 0.09747637391501],
        "a": [20.191639, 4.527875, 2],
        "b": [62.777932, 14.373598, 6],
    },
    "post_treat_r14n24": {"w": 1, "a": 14.5, "b": 11},
    "prob_diff_gt0": 0.991323252654,
    "typeI": [
        {"theta": 0.25, "uniform_24_6": 0.009915495983483, "nonrobust": 0.01974008149624, "robust": 0.01794624378659}
    ],
    "vignette_delta80": {"nonrobust": 0.298, "uniform24_24": 0.341, "uniform": 0.529},
    "boundary": {"y2": [9, 12, 24], "robust": [-1, 1, 5], "nonrobust": [-1, 2, 6], "uniform": [-1, 0, 5]},
    "preddist_map_n6": {"d0_6": [
        0.1957354740433, 0.3306748735267, 0.2735811215624, 0.1399671618503,
        0.04782130892939, 0.01086641653993, 0.001353643547981,
    ]},
}  # fmt: skip


def test_priors_are_recomputed_from_the_studies_and_the_model_each_entry_states():
    assert recognise(SUMMARIES) is MAPS
    cases = {case.case: case for case in MAPS.cases(SUMMARIES, {}.get)}
    assert disagreeing(cases.values()) == []
    assert [name for name, case in cases.items() if case.got is None] == ["vignette_any.gone_map"]
    assert cases["half.map.mean"].got == pytest.approx(0.2561, abs=5e-5)
    assert cases["AS.map.mean"].tolerance == 0.003
    assert cases["crohn.map.mean"].tolerance == 1.0


def test_a_wrong_summary_is_seen():
    wrong = {**SUMMARIES, "AS": {**SUMMARIES["AS"], "map": {"mean": 0.25, "sd": 0.08}}}
    assert [name for name, *_ in disagreeing(MAPS.cases(wrong, {}.get))] == ["AS.map.mean", "AS.map.sd"]


def test_an_entry_that_states_no_studies_is_refused():
    with pytest.raises(ValueError, match="does not say its studies or its prior"):
        list(MAPS.cases({"A": {"model": "tau~HN(1)", "map": {"mean": 1, "sd": 1}}}, {}.get))


def test_what_a_mixture_is_worth_and_decides_is_recomputed():
    assert recognise(USES) is USE
    cases = {case.case: case for case in USE.cases(USES, {}.get)}
    assert disagreeing(cases.values()) == []
    assert [name for name, case in cases.items() if case.got is None] == ["ess.other"]


def test_other_arms_and_another_mixture_are_followed():
    content = {
        "map": {"w": 1, "a": 4, "b": 16},
        "ess": {"elir": 20, "moment": 20},
        "post_robust_r3n10": {"a": [7, 4], "b": [23, 8]},
        "preddist_map_n1": {"d0_1": [0.8, 0.2]},
        "typeI": [{"theta": 0.5, "uniform_2_2": 0.0625, "strange": 0.1}],
    }
    cases = {case.case: case for case in USE.cases(content, {}.get)}
    assert disagreeing(cases.values()) == []
    assert cases["typeI[0].strange"].why == "the file does not say this design"


@needs_shared
@pytest.mark.parametrize(("name", "count"), [("RBesT_MAP.json", 101), ("RBesT_deterministic.json", 48)])
def test_every_number_of_the_shared_files_agrees(name, count):
    content = shared(name)
    cases = list(recognise(content).cases(content, beside))
    assert [case.agrees for case in cases] == [True] * count
