"""What a trial would choose, factor by factor and on no one axis, and what is right in each world."""

import numpy as np
import pytest
from tests.design.tried.cast import built_in, routes_and_repeats

from hepatica.design.patients.arm import ArmPlan
from hepatica.design.tried.choice import chosen, factors, right
from hepatica.design.tried.plan import trial_plan
from hepatica.design.worlds.world import find_world, worlds, worlds_about

PLAIN, SEVERAL = (trial_plan(one, weight_kg=60) for one in (built_in("factorial"), routes_and_repeats()))
FACTORIAL, ROUTES = PLAIN.arms, SEVERAL.arms


def test_a_two_by_two_chooses_cells_and_has_no_route_to_choose():
    (only,) = factors(FACTORIAL)
    assert (only.name, only.levels) == ("cells", ("none", "cd34", "msc", "both"))
    assert np.array_equal(only.weights, np.eye(4))


def test_routes_are_compared_within_each_schedule_and_schedules_within_each_route():
    found = {one.name: one for one in factors(ROUTES)}
    assert found["route"].levels == ("hepatic_artery", "intravenous")
    assert found["route"].weights == ((0, 0.5, 0.5, 0, 0), (0, 0, 0, 0.5, 0.5))
    assert found["repeats"].weights == ((0, 0.5, 0, 0.5, 0), (0, 0, 0.5, 0, 0.5))
    assert all(sum(row) == 1 for one in found.values() for row in one.weights)


def test_routes_that_differ_in_schedule_too_are_not_compared():
    arms = (
        ArmPlan(name="care"),
        ArmPlan(name="artery", dose_msc=50, days=(3,)),
        ArmPlan(name="vein", dose_msc=50, route="intravenous", days=(3, 31)),
    )
    assert [one.name for one in factors(arms)] == ["cells"]
    assert factors(arms[:1]) == ()


def test_a_level_is_chosen_by_the_mean_of_its_arms_in_every_trial():
    means = np.array([[1.0, 5, 3, 4, 2], [1.0, 2, 9, 3, 9]])
    told = chosen(factors(ROUTES), means)
    assert told["chosen route: hepatic_artery"].tolist() == [1, 0]
    assert told["chosen route: intravenous"].tolist() == [0, 1]
    assert told["chosen repeats: 1"].tolist() == [1, 0]
    assert told["chosen cells: msc"].tolist() == [1, 1]


@pytest.mark.parametrize(
    ("world", "cells"),
    [
        ("no-effect", "none"), ("cd34-only", "cd34"), ("msc-only", "msc"), ("additive", "both"), ("synergy", "both"),
        ("antagonism", "cd34"), ("gcsf-only", "cd34"), ("harm-by-dose", "none"), ("survivor-artefact", "none"),
    ],
)  # fmt: skip
def test_in_each_world_the_right_cells_are_those_its_sentence_says(world, cells):
    assert right(FACTORIAL, find_world(world), 180) == {"cells": cells}


@pytest.mark.parametrize(
    ("world", "route", "repeats"),
    [
        ("by-artery", "hepatic_artery", "2"), ("by-vein", "intravenous", "2"),
        ("twice-better", "hepatic_artery", "2"), ("once-enough", "hepatic_artery", "1"),
    ],
)  # fmt: skip
def test_in_worlds_that_tell_routes_and_schedules_apart_one_is_right(world, route, repeats):
    found = right(ROUTES, find_world(world), 180)
    assert (found["route"], found["repeats"]) == (route, repeats)


def test_where_nothing_differs_the_fewest_procedures_are_right_and_where_help_harms_nothing_is():
    assert right(ROUTES, find_world("no-effect"), 180) == {
        "cells": "none",
        "route": "intravenous",
        "repeats": "1",
    }
    assert right(ROUTES, find_world("once-enough"), 180)["cells"] is None


def test_worlds_about_routes_are_asked_only_of_designs_that_have_several():
    from hepatica.design.tried.playing import worlds_of

    assert worlds_of(PLAIN) == worlds()
    assert worlds_of(SEVERAL) == (*worlds(), *worlds_about("route", "repeats"))
    assert [one.code for one in worlds_about("route", "repeats")] == ["W7", "W7b", "W8", "W8b"]
