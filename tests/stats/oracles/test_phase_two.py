"""Reference boundaries of single-arm trials, with the call each was made by."""

import pytest
from tests.stats.oracles.beside import FOLDER, beside, disagreeing, shared

from hepatica.stats.oracles import recognise
from hepatica.stats.oracles.phase_two import SHAPE

needs_shared = pytest.mark.skipif(
    not FOLDER.exists(), reason="the reference files are not published with this repository"
)
POSTERIOR = [{"n": 1}, {"n": 7, "bound": 0}, {"n": 19, "bound": 1}, {"n": 29, "bound": 2}]
PREDICTIVE = [{"n": 1}] + [
    {"n": n, "bound": bound} for bound, n in enumerate((4, 10, 14, 18, 21, 24, 27, 29, 30))
]
PAGE = {"call": "predprob(16,23,40,0.6,0.4,0.6,0.9)", "published": 0.5656, "value": 0.56555889752}
CALL = 'stopbound_pred(0.05, "futility", nmax=30, alpha_e=0.4, beta_e=1.6, p_s=0.2, theta_t=0.85)'


def test_a_name_alone_stands_for_the_call_of_the_help_page():
    content = {"page": PAGE, "thall_simon": {"f2": POSTERIOR}, "lee_liu": {"f2": PREDICTIVE}}
    assert recognise(content) is SHAPE
    cases = list(SHAPE.cases(content, {}.get))
    assert [case.agrees for case in cases] == [True] * 4


@pytest.mark.parametrize(
    "content",
    [
        {"lee_liu": {"other": {"call": CALL, "bounds": PREDICTIVE}}},
        {"lee_liu": {"other": PREDICTIVE}, "calls": {"lee_liu": {"other": CALL}}},
        {"lee_liu": {"other": PREDICTIVE}, "args": {"other": [0.05, "futility", 30, 0.4, 1.6, 0.2, 0.85]}},
        {"lee_liu": {"other": {"args": {"theta": 0.05, "type": "futility", "nmax": 30, "alpha_e": 0.4,
                                        "beta_e": 1.6, "p_s": 0.2, "theta_t": 0.85}, "bounds": PREDICTIVE}}},
    ],
)  # fmt: skip
def test_a_call_that_is_written_down_is_followed(content):
    (case,) = SHAPE.cases(content, {}.get)
    assert case.agrees


def test_a_boundary_without_a_call_says_so():
    (case,) = SHAPE.cases({"thall_simon": {"strange": POSTERIOR}}, {}.get)
    assert (case.got, case.why) == (None, "the file does not say the design")


def test_a_wrong_boundary_is_seen():
    wrong = [{"n": 1}, {"n": 8, "bound": 0}]
    assert len(disagreeing(SHAPE.cases({"thall_simon": {"f2": wrong}}, {}.get))) == 1


def test_what_is_no_call_is_refused():
    with pytest.raises(ValueError, match="is no call of stopbound_pred"):
        list(SHAPE.cases({"lee_liu": {"f2": {"call": "nothing", "bounds": PREDICTIVE}}}, {}.get))


@needs_shared
def test_every_number_of_the_shared_file_agrees():
    content = shared("ph2bayes_R.json")
    assert [case.agrees for case in recognise(content).cases(content, beside)] == [True] * 8
