"""A running trial asks what to do next: the rule's answer, with what was known, and no answer where there is none."""

from dataclasses import replace

import pytest
from tests.design.dose.cast import DOSES, design, people

from hepatica.design.dose.decide import decide, fingerprint
from hepatica.design.dose.participants import Cells, Participant
from hepatica.design.dose.rules import (
    Boin,
    BoinPairs,
    Crm,
    Keyboard,
    MtpiTwo,
    Optimum,
    OverdoseControl,
    ThreePlusThree,
    TiteBoin,
    TiteCrm,
)
from hepatica.stats.dosing.crm import crm

SKELETON = (0.1, 0.3, 0.5)
RULES = (
    ThreePlusThree(),
    Boin(target=0.3),
    TiteBoin(target=0.3),
    Keyboard(target=0.3),
    MtpiTwo(target=0.3),
    Crm(target=0.3, skeleton=SKELETON),
    TiteCrm(target=0.3, skeleton=SKELETON),
    OverdoseControl(reference=2e6),
    Optimum(),
)


def said(rule, *groups, **parts):
    found = decide(design(rule, **parts), people(*groups))
    return found.action, found.level and found.level[0], found.cohort


@pytest.mark.parametrize("rule", RULES)
def test_nobody_treated_starts_at_the_first_dose(rule):
    assert said(rule) == ("start", 1, 3)
    assert said(rule, start=2) == ("start", 2, 3)


@pytest.mark.parametrize("rule", RULES[:-1])
def test_three_without_the_event_lead_one_dose_up(rule):
    assert said(rule, "1NNN") == ("escalate", 2, 3)


@pytest.mark.parametrize("rule", RULES)
def test_three_events_among_three_at_the_lowest_dose_stop_the_trial(rule):
    found = decide(
        design(replace(rule, cutoff=0.9) if isinstance(rule, Crm | TiteCrm) else rule), people("1EEE")
    )
    assert (found.action, found.level, found.cohort) == ("stop", None, 0)
    assert found.reason


@pytest.mark.parametrize("rule", RULES[:-2])
def test_a_dose_with_three_events_is_left_at_once(rule):
    action, level, _ = said(rule, "1NNN", "2EEE")
    assert (action, level) in {("deescalate", 1), ("finish", 1)}


def test_boin_stays_between_its_limits_and_says_its_numbers():
    found = decide(design(), people("1NNE"))
    assert (found.action, found.level, found.planned) == ("stay", (1,), (1e6,))
    assert dict(found.numbers)["lambda_e"] == pytest.approx(0.2364907, abs=1e-7)
    assert "1 event among 3 participants at 1e+06 cells/kg (33.3%)" in found.reason
    assert found.rule == "boin"
    assert found.program.startswith("hepatica ")


def test_a_dose_given_up_takes_all_above_with_it():
    found = decide(design(), people("1NNN", "2EEE"))
    assert (found.action, found.level, found.eliminated) == ("deescalate", (1,), ((2,), (3,)))
    again = decide(design(), people("1NNN", "2EEE", "1NNN"))
    assert (again.action, again.level) == ("stay", (1,))
    assert "is given up" in again.reason


def test_a_cohort_is_filled_before_the_next_decision_unless_nothing_can_change_it():
    assert said(Boin(target=0.3), "1NE") == ("stay", 1, 1)
    assert said(Boin(target=0.3), "1NNN", "2EE") == ("deescalate", 1, 3)
    assert said(Boin(target=0.3), "1NNN", "2NNN", "3NNN", "3N") == ("stay", 3, 2)


def test_titration_treats_one_at_a_time_until_the_first_event():
    rule = Boin(target=0.3, titration=True)
    assert said(rule) == ("start", 1, 1)
    assert said(rule, "1N") == ("escalate", 2, 1)
    assert said(rule, "1N", "2E") == ("stay", 2, 2)


@pytest.mark.parametrize("rule", [Boin(target=0.3), Keyboard(target=0.3), ThreePlusThree()])
def test_a_rule_for_complete_outcomes_waits_for_them(rule):
    found = decide(design(rule), people("1NNh"))
    assert (found.action, found.level, found.cohort) == ("wait", None, 0)
    assert "P3 (50% of the window)" in found.reason
    assert found.known.pending == (("P3", 0.5),)
    assert found.known.complete == ("P1", "P2")


def test_nobody_waits_for_an_outcome_that_cannot_change_the_decision():
    assert said(Boin(target=0.3), "1NNN", "2EEh") == ("deescalate", 1, 3)


def test_tite_boin_decides_on_effective_numbers_and_waits_when_most_are_pending():
    rule = TiteBoin(target=0.3)
    assert said(rule, "1NNh") == ("escalate", 2, 3)
    assert said(rule, "1Nhh")[0] == "wait"
    found = decide(design(rule), people("1NNN", "2NEh"))
    assert dict(found.numbers)["effective_participants"] == 2.5
    assert (found.action, found.level) == ("deescalate", (1,))


def test_tite_crm_is_the_weighted_crm():
    found = decide(design(TiteCrm(target=0.3, skeleton=SKELETON)), people("1NNN", "2NEh"))
    fit = crm(SKELETON, 0.3, [1, 1, 1, 2, 2, 2], [0, 0, 0, 0, 1, 0], weights=[1, 1, 1, 1, 1, 0.5])
    assert dict(found.numbers)["rates"] == fit.rates
    assert found.level == (min(fit.dose, 3),)
    adaptive = TiteCrm(target=0.3, skeleton=SKELETON, weights="adaptive")
    assert decide(design(adaptive), people("1NNN", "2NEh")).level is not None


def test_nobody_goes_up_on_participants_of_whom_nothing_is_known_yet():
    rule = TiteCrm(target=0.3, skeleton=SKELETON)
    fresh = tuple(replace(one, followed_days=0) for one in people("1NNN"))
    assert decide(design(rule), fresh).action == "wait"
    assert decide(design(TiteBoin(target=0.3)), fresh).action == "wait"


def test_a_cohort_is_filled_whoever_of_it_is_pending():
    """Accrual waits for the decision, not for the cohort it decides on."""
    for rule in (TiteBoin(target=0.3), TiteCrm(target=0.3, skeleton=SKELETON)):
        assert said(rule, "1h") == ("stay", 1, 2)
        assert said(rule, "1NNN", "2hh") == ("stay", 2, 1)


def test_whoever_received_half_of_the_cells_fills_no_cohort_of_a_rule_without_parts():
    for rule in (Optimum(), ThreePlusThree()):
        found = decide(design(rule), people("1nnn"))
        assert (found.action, found.level, found.cohort) == ("stay", (1,), 3)


def test_no_dose_is_skipped_on_the_way_up():
    found = decide(design(Crm(target=0.3, skeleton=(0.01, 0.02, 0.3))), people("1NNN"))
    assert (found.level, found.action) == ((2,), "escalate")
    assert "No dose is skipped" in found.reason


def test_overdose_control_says_how_probable_an_overdose_is():
    found = decide(design(OverdoseControl(reference=2e6)), people("1NNN", "2NEN"))
    over = dict(found.numbers)["p_over"]
    assert over[found.level[0] - 1] < 0.25
    assert all(over[level[0] - 1] >= 0.25 for level in found.eliminated)


def test_overdose_control_stops_where_even_the_lowest_dose_is_probably_too_high():
    found = decide(design(OverdoseControl(reference=2e6)), people("1NNN", "2EEE"))
    assert found.action == "stop"
    assert dict(found.numbers)["p_over"][0] >= 0.25


def test_the_optimum_weighs_response_and_needs_it():
    rule = Optimum()
    assert said(rule, "1RRR") == ("stay", 1, 3)
    assert said(rule, "1NNN") == ("escalate", 2, 3)
    assert said(rule, "1NNN", "2NEE") == ("deescalate", 1, 3)
    waiting = tuple(replace(one, response=None) for one in people("1NNN"))
    found = decide(design(rule), waiting)
    assert found.action == "wait"
    assert "P1, P2, P3" in found.reason


def test_three_plus_three_expands_ends_and_replaces_whoever_was_not_at_the_level():
    rule = ThreePlusThree()
    assert said(rule, "1NNE") == ("stay", 1, 3)
    assert said(rule, "1NNN", "2NEE") == ("finish", 1, 0)
    assert said(rule, "1NNn") == ("stay", 1, 1)
    assert said(rule, "1NNnN") == ("escalate", 2, 3)


def test_less_cells_than_planned_count_in_part_and_are_listed():
    found = decide(design(), people("1NNnE"))
    assert found.known.below_level == (("P3", 0.5),)
    assert found.known.at[0].effective == pytest.approx(3.5)
    assert any("P3 (50%)" in one for one in found.assumes)
    assert found.assumes[0].startswith("The planned dose is the estimand")
    whole = decide(design(at_level=0.4), people("1NNnE"))
    assert whole.known.at[0].effective == 4
    assert whole.known.below_level == ()


def test_an_event_after_half_of_the_cells_counts_whole_at_the_planned_dose():
    found = decide(design(), people("1NNN", "2NNe"))
    assert found.known.at[1].effective == 3
    assert found.known.at[1].events == 1


def test_whoever_received_no_cells_has_no_outcome_of_a_dose():
    none = Participant(
        id="P9", cells=(Cells(planned=1e6, manufactured=2e5),), route="hepatic artery", followed_days=0
    )
    found = decide(design(), (*people("1NNN"), none))
    assert (found.action, found.known.not_infused, found.known.treated) == ("escalate", ("P9",), 3)


def test_at_its_end_the_trial_recommends_the_closest_dose():
    groups = ("1NNN", "2NNN", "3NEE", "2NNE")
    for rule in (
        Boin(target=0.3),
        Crm(target=0.3, skeleton=SKELETON),
        OverdoseControl(reference=2e6),
        Optimum(),
    ):
        found = decide(design(rule), people(*groups))
        assert found.action == "finish", rule
        assert found.cohort == 0
    assert decide(design(), people(*groups)).level == (2,)
    last = decide(design(), people("1NNN", "2NNN", "3NEE", "2NNh"))
    assert (last.action, last.level) == ("wait", None)


def test_the_next_pair_is_a_neighbour_and_ties_are_named():
    two = design(BoinPairs(target=0.3), second=(5e6, 1e7))
    start = decide(two, ())
    assert (start.level, start.planned) == ((1, 1), (1e6, 5e6))

    def pair(a, b, many, events=0, first=1):
        cells = (Cells(planned=a, infused=a), Cells(planned=b, infused=b))
        return tuple(
            Participant(
                id=f"P{first + k}",
                cells=cells,
                route="hepatic artery",
                followed_days=60,
                event=k < events,
            )
            for k in range(many)
        )

    found = decide(two, pair(1e6, 5e6, 3))
    assert (found.action, found.level, found.alternatives) == ("escalate", (2, 1), ((1, 2),))
    assert decide(two, pair(1e6, 5e6, 3, events=3)).action == "stop"
    down = decide(two, pair(1e6, 5e6, 3) + pair(2e6, 5e6, 3, events=3, first=4))
    assert (down.action, down.level) == ("deescalate", (1, 1))
    assert (2, 2) in down.eliminated
    assert (1, 2) not in down.eliminated
    ended = decide(replace(two, most=3), pair(1e6, 5e6, 3, events=1))
    assert (ended.action, ended.level) == ("finish", (1, 1))


def test_the_same_inputs_have_the_same_hash_and_any_change_another():
    one = fingerprint(design(), people("1NNE"))
    assert one == decide(design(), people("1NNE")).inputs
    assert (
        len({one, fingerprint(design(at_level=0.7), people("1NNE")), fingerprint(design(), people("1NNN"))})
        == 3
    )


def test_route_and_repeats_are_not_ranked_on_one_axis():
    mixed = (*people("1NN"), replace(people("1NNN")[2], route="peripheral vein"))
    with pytest.raises(ValueError, match=r"2 strata .*route and repeats are not doses"):
        decide(design(), mixed)
    with pytest.raises(ValueError, match="2 strata"):
        decide(design(), (*people("1NN"), replace(people("1NNN")[2], infusions=3)))
    with pytest.raises(ValueError, match="decides for portal vein"):
        decide(design(route="portal vein"), people("1NNN"))


@pytest.mark.parametrize(
    ("match", "change"),
    [
        ("stands twice", {"id": "P1"}),
        ("is none of the doses 1e\\+06, 2e\\+06, 4e\\+06", {"cells": (Cells(planned=3e6, infused=3e6),)}),
        ("2 cell types, but the design has 1", {"cells": (Cells(planned=1e6), Cells(planned=1e6))}),
        ("more than the 1e\\+06 released", {"cells": (Cells(planned=1e6, released=1e6, infused=2e6),)}),
        ("-1 manufactured", {"cells": (Cells(planned=1e6, manufactured=-1),)}),
        ("0 infusions cannot be", {"infusions": 0}),
        ("cells that were not infused", {"cells": (Cells(planned=1e6),), "event": True}),
    ],
)
def test_data_that_cannot_be_are_refused_with_the_participant(match, change):
    one, two, three = people("1NNN")
    with pytest.raises(ValueError, match=match):
        decide(design(), (one, two, replace(three, **change)))


@pytest.mark.parametrize(
    ("match", "make"),
    [
        ("the doses do not rise: 1e\\+06 follows 2e\\+06", lambda: design(doses=(2e6, 1e6))),
        ("rising list of amounts above 0", lambda: design(doses=(0.0, 1.0))),
        ("target of 1.2", lambda: Boin(target=1.2)),
        ("target of 1.2 does not lie", lambda: Crm(target=1.2, skeleton=SKELETON)),
        ("skeleton does not rise: 0.2 follows 0.3", lambda: Crm(target=0.3, skeleton=(0.3, 0.2, 0.5))),
        ("a skeleton of 2 does not fit 3", lambda: design(Crm(target=0.3, skeleton=(0.1, 0.2)))),
        ("between 0 and 1", lambda: Crm(target=0.3, skeleton=(0.1, 1.2))),
        ("cohorts of 0", lambda: design(cohort=0)),
        ("of three, not of 2", lambda: design(ThreePlusThree(), cohort=2)),
        ("window of 0 days", lambda: design(window_days=0)),
        ("share of 0", lambda: design(at_level=0)),
        ("starting dose 4", lambda: design(start=4)),
        ("need the rule boin_comb", lambda: design(second=(1.0, 2.0))),
        ("leaves the range", lambda: Keyboard(target=0.03)),
        ("cutoff of 1.0", lambda: Boin(target=0.3, cutoff=1.0)),
        ("prior standard deviation", lambda: Crm(target=0.3, skeleton=SKELETON, prior_sd=0)),
    ],
)
def test_a_design_that_cannot_be_is_refused_in_a_sentence(match, make):
    with pytest.raises(ValueError, match=match):
        make()


def test_doses_are_those_of_the_cast():
    assert design().levels == tuple((k,) for k in range(1, len(DOSES) + 1))
