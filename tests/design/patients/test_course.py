"""The course: the published anchors come out, and an arm that is added moves nobody."""

import numpy as np
import pytest

from hepatica.design.parameters import load
from hepatica.design.patients.baseline import draw_baseline
from hepatica.design.patients.course import Influence, draw_course
from hepatica.design.patients.eligible import Windows, draw_eligible
from hepatica.design.patients.endings import NEVER, draw_endings, incidences, mortality_by_band, solve_hazards
from hepatica.design.patients.luck import Streams
from hepatica.design.patients.people import state_of
from hepatica.design.patients.severity import meld_of
from hepatica.design.streams import stream

N = 3000
QUIET = {"drift__mean": [0] * 5, "drift__sd": [0] * 5, "recovery__share": 0, "decompensation__rate": 0}
BANDS = ((6, 9), (10, 14), (15, 19), (20, 29), (30, 40))


@pytest.fixture(scope="module")
def trial_like():
    """Return 3000 patients of MELD 10 to 25, their course of 180 days and its endings."""
    patients = draw_eligible(N, stream(5, "entry"), Windows(meld=(10, 25))).patients
    streams = Streams.of(5)
    course = draw_course(patients, 180, streams)
    return patients, course, draw_endings(course, solve_hazards(), streams.endings)


def test_as_many_die_and_are_transplanted_as_in_the_cohort(trial_like):
    _, _, endings = trial_like
    # 18.3 % and 6.0 % by day 180, within three standard errors of this many patients.
    assert (endings.died != NEVER).mean() == pytest.approx(0.183, abs=3 * np.sqrt(0.183 * 0.817 / N))
    assert (endings.transplanted != NEVER).mean() == pytest.approx(0.060, abs=3 * np.sqrt(0.06 * 0.94 / N))
    assert not ((endings.died != NEVER) & (endings.transplanted != NEVER)).any()


def test_drawn_endings_agree_with_the_expected_ones(trial_like):
    _, course, endings = trial_like
    died, transplanted = incidences(course, solve_hazards(), load("course"))
    assert (endings.died != NEVER).mean() == pytest.approx(died, abs=0.02)
    assert (endings.transplanted != NEVER).mean() == pytest.approx(transplanted, abs=0.015)


def test_death_rises_with_meld_between_the_two_published_tables():
    patients = draw_baseline(6000, stream(9))
    streams = Streams.of(9)
    course = draw_course(patients, 90, streams)
    dead = mortality_by_band(
        patients.meld, draw_endings(course, solve_hazards(), streams.endings), BANDS, day=90
    )
    assert list(dead) == sorted(dead)
    leipzig, wiesner = (load("course").table(f"mortality.{name}") for name in ("leipzig", "wiesner"))
    assert wiesner["20-29"] < dead[3] < leipzig["20-29"] + 0.02  # the two cohorts differ two-fold
    assert dead[4] == pytest.approx(leipzig["30-40"], abs=0.12)


def test_patients_chosen_for_a_high_meld_regress_to_their_means_and_the_unselected_do_not():
    quiet = load("course").replaced(**QUIET)

    def change(patients):
        course = draw_course(patients, 180, Streams.of(4), quiet)
        state = course.state[180] - course.state[0]
        return 3.78 * state[0] + 11.2 * state[1] + 9.57 * state[2]

    chosen = change(draw_eligible(N, stream(3), Windows(meld=(20, 40))).patients)
    everybody = change(draw_baseline(N, stream(3)))
    standard_error = chosen.std() / np.sqrt(N)
    assert chosen.mean() < -8 * standard_error
    assert abs(everybody.mean()) < 4 * standard_error


def test_six_months_change_bilirubin_and_inr_as_in_the_pbc_series():
    course = draw_course(
        draw_baseline(N, stream(8)), 183, Streams.of(8), load("course").replaced(recovery__share=0)
    )
    state = course.state[183] - course.state[0]
    change = 3.78 * state[0] + 11.2 * state[1]
    # 181 pairs: mean .67, whose standard error is .18; SD 2.37, whose standard error is .12.
    assert change.mean() == pytest.approx(0.67, abs=2 * 0.18)
    assert change.std() == pytest.approx(2.37, abs=2 * 0.12)


def test_more_than_half_of_the_recovering_improve_by_three_points_in_three_months(trial_like):
    patients, course, _ = trial_like
    like_spahr = patients.meld >= 15
    improved = course.meld[90] - course.meld[0] <= -3
    assert patients.meld[course.recovering & like_spahr].mean() == pytest.approx(19, abs=0.7)
    assert improved[course.recovering & like_spahr].mean() > 0.5
    assert improved[~course.recovering & like_spahr].mean() < 0.2


def test_decompensation_raises_inflammation_and_creatinine_and_comes_to_the_sick(trial_like):
    patients, course, _ = trial_like
    first = course.day == np.minimum(course.day, 150)
    who, when = course.patient[first], course.day[first]
    assert (course.ln_il6[when, who] - np.log(patients.il6[who]) >= np.log(2) - 1e-9).all()
    per_patient = np.bincount(course.patient, minlength=N)
    assert per_patient[patients.meld > 19].mean() > 1.5 * per_patient[patients.meld < 13].mean()
    assert per_patient.var() > 1.2 * per_patient.mean()  # frailty


def test_the_path_begins_at_what_was_seen_and_its_meld_is_the_score(trial_like):
    patients, course, _ = trial_like
    assert np.allclose(course.state[0], state_of(patients).T)
    values = course.laboratory(np.full(N, 90))
    assert np.allclose(course.meld[90], meld_of(values[:, 0], values[:, 1], values[:, 2]))


def test_what_is_done_to_one_patient_moves_no_other():
    patients = draw_baseline(200, stream(1))
    nothing = np.zeros((31, 200))
    pushed = nothing.copy()
    pushed[:, :100] = -3
    untreated = draw_course(patients, 30, Streams.of(1))
    treated = draw_course(
        patients,
        30,
        Streams.of(1),
        influence=Influence(meld=pushed, ln_il6=nothing, decompensation=nothing + 1),
    )
    assert np.array_equal(treated.meld[:, 100:], untreated.meld[:, 100:])
    assert (treated.meld[1:, :100] <= untreated.meld[1:, :100] + 1e-9).all()
    assert np.allclose(treated.state[5, 0, :100] - untreated.state[5, 0, :100], -1.5 / 3.78)


def test_an_unknown_cohort_and_impossible_shares_are_sentences():
    with pytest.raises(ValueError, match="no cohort is called 'mars'; there are leipzig, inpatients"):
        solve_hazards("mars")
    impossible = {"x": {"meld": [10, 25], "day": 180, "died": 0.7, "transplanted": 0.4}}
    with pytest.raises(ValueError, match=r"0.7 dead and 0.4 transplanted cannot be"):
        solve_hazards("x", load("course").replaced(targets=impossible))
    with pytest.raises(ValueError, match="a course of 0 days"):
        draw_course(draw_baseline(2, stream(1)), 0, Streams.of(1))
    with pytest.raises(ValueError, match="swings more within a patient"):
        draw_course(
            draw_baseline(2, stream(1)),
            3,
            Streams.of(1),
            load("course").replaced(within__sd=[2, 0.077, 0.15, 0.32, 2.5]),
        )
