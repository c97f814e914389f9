"""Trials on a calendar decide as a live trial would at each arrival, and wait as long as they must."""

import numpy as np
import pytest

from hepatica.design.dose.decide import decide
from hepatica.design.dose.participants import Cells, Participant
from hepatica.design.dose.plan import DoseDesign
from hepatica.design.dose.rules import TiteBoin, TiteCrm
from hepatica.stats.dosing.boin import boin
from hepatica.stats.dosing.courses import courses
from hepatica.stats.dosing.dose_odds import exact_odds
from hepatica.stats.dosing.pending import Calendar, played
from hepatica.stats.dosing.pending_rules import tite_boin, tite_crm
from hepatica.stats.dosing.rules import by_model, by_table, closest

RATES = (0.1, 0.3, 0.5, 0.6)
SKELETON = (0.08, 0.18, 0.3, 0.45)
FAST = Calendar(window=90, every=15)
HAIR = 1e-6
"""Of a day: whoever waits to the end of a window has waited to the end of it."""


def stream(key=1):
    return np.random.Generator(np.random.Philox(key=key))


def at_day(found, trial, who, day):
    """Everybody treated before, as a live decision on that day knows them."""
    return tuple(
        Participant(
            id=f"P{k}",
            cells=(Cells(planned=found.dose[trial, k] + 1.0, infused=found.dose[trial, k] + 1.0),),
            route="hepatic artery",
            followed_days=float(min(day - found.start[trial, k], 90.0)),
            event=bool(found.event[trial, k] and found.known[trial, k] <= day),
        )
        for k in range(who)
    )


@pytest.mark.parametrize(
    ("live", "rule"),
    [
        (TiteBoin(target=0.3), tite_boin(0.3)),
        (TiteCrm(target=0.3, skeleton=SKELETON, cutoff=0.9), tite_crm(SKELETON, 0.3, cutoff=0.9)[0]),
    ],
)
def test_every_participant_is_given_the_dose_that_a_live_decision_names_that_day(live, rule):
    found = played(RATES, FAST, rule, size=3, most=12, trials=8, stream=stream(4))
    design = DoseDesign(rule=live, doses=(1.0, 2.0, 3.0, 4.0), window_days=90, most=12)
    for trial, doses in enumerate(found.dose):
        for who in range(1, 12):
            if doses[who] < 0:
                said = decide(design, at_day(found, trial, who, found.days[trial] + HAIR))
                assert said.action == "stop"
                break
            said = decide(design, at_day(found, trial, who, found.start[trial, who] + HAIR))
            assert said.level == (doses[who] + 1,), (trial, who, said.reason)
    assert (found.dose != found.dose[:, :1]).any()


def values(parts):
    return [part.value for part in parts]


@pytest.mark.parametrize("name", ["boin", "crm"])
def test_who_waits_for_every_outcome_has_the_odds_of_the_design_that_knows_them_all(name):
    """Nobody is pending when the rule decides, but a dose too high in any case is left before its cohort is full."""
    patient = Calendar(window=28, every=40, most_pending=0)
    if name == "boin":
        rule, choice = tite_boin(0.3), closest(0.3)
        exact = courses(4, 1, 12, by_table(boin(0.3, 12)), choice)
    else:
        rule, choice = tite_crm(SKELETON, 0.3, cutoff=0.95)
        exact = courses(4, 1, 12, by_model(SKELETON, 0.3, cutoff=0.95)[0], choice)
    found = played(RATES, patient, rule, size=1, most=12, trials=2_000, stream=stream())
    odds = exact_odds(exact, RATES, 0.3)
    share = np.bincount(found.chosen(choice, 4), minlength=5) / 2_000
    assert list(share) == pytest.approx([odds.none.value, *values(odds.selected)], abs=0.045)
    assert list(found.counts(4)[0].mean(axis=0)) == pytest.approx(values(odds.treated), abs=0.3)


def test_waiting_for_half_takes_less_time_than_waiting_for_all_and_late_events_are_seen_late():
    def days(**parts):
        calendar = Calendar(**({"window": 90, "every": 15} | parts))
        found = played(RATES, calendar, tite_boin(0.3), size=3, most=18, trials=400, stream=stream())
        return found.days.mean(), found.event.sum() / (found.dose >= 0).sum()

    half, harmed = days()
    every, _ = days(most_pending=0)
    assert every > 1.2 * half
    assert days(onset="late")[1] > harmed - 0.01
    assert days(every=200)[0] > 3 * half


def test_trials_stop_where_the_lowest_dose_is_too_toxic_and_choose_none():
    for rule, choice in ((tite_boin(0.3), closest(0.3)), tite_crm(SKELETON, 0.3, cutoff=0.9)):
        found = played((0.9,) * 4, FAST, rule, size=3, most=12, trials=50, stream=stream())
        assert found.stopped.mean() > 0.9
        assert (found.chosen(choice, 4) == 0).mean() > 0.9
        assert (found.dose[found.stopped] >= 0).sum(axis=1).max() <= 12


def test_the_same_stream_gives_the_same_trials():
    one, other = (
        played(RATES, FAST, tite_boin(0.3), size=3, most=9, trials=30, stream=stream(9)) for _ in range(2)
    )
    assert (one.dose == other.dose).all()
    assert (one.days == other.days).all()


@pytest.mark.parametrize(
    ("said", "call"),
    [
        ("window of 0 days", lambda: Calendar(window=0, every=1)),
        ("mean interval between arrivals of nan days", lambda: Calendar(window=9, every=float("nan"))),
        ("events come even, early, late, not 'soon'", lambda: Calendar(window=9, every=1, onset="soon")),
        ("a share of 1 pending", lambda: Calendar(window=9, every=1, most_pending=1)),
        ("between 0 and 1", lambda: played((1.2,), FAST, tite_boin(0.3), size=1, most=3, trials=1, stream=stream())),
        ("0 trials", lambda: played((0.2,), FAST, tite_boin(0.3), size=1, most=3, trials=0, stream=stream())),
        ("starting dose 2", lambda: played((0.2,), FAST, tite_boin(0.3), size=1, most=3, trials=1, stream=stream(), start=2)),
    ],
)  # fmt: skip
def test_what_cannot_be_played_is_refused_in_a_sentence(said, call):
    with pytest.raises(ValueError, match=said):
        call()
