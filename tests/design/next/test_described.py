"""A written design is read for its features, and its limits are those of what it says."""

from importlib.resources import as_file, files

import pytest

from hepatica.design.load import load
from hepatica.design.next.described import features_of
from hepatica.design.next.limits import limits


@pytest.fixture(params=["single_arm", "factorial", "dose_finding"])
def design(request):
    with as_file(files("hepatica.designs") / f"{request.param}.yaml") as path:
        return load(path)


def test_the_features_are_those_that_are_written(design):
    found = features_of(design)
    assert [arm.cells for arm in found.arms] == [arm.cells for arm in design.arms]
    assert found.participants == design.participants
    assert found.randomised == design.randomised
    assert found.masking == str(design.allocation.masking)
    assert found.borrows == (design.borrowing is not None)
    assert found.follow_up_days == design.times.follow_up_days


def test_only_the_design_with_four_cells_escapes_the_want_of_a_control(design):
    named = {limit.name for limit in limits(features_of(design))}
    assert ("benefit of any treatment" in named) == (design.kind != "factorial")
    assert ("better than each alone" in named) == (design.kind != "factorial")
    assert ("dose" in named) == (design.kind != "dose_finding")
