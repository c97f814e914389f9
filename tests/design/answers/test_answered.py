"""A design of each kind answers whole, and says what it assumes and cannot show."""

from importlib.resources import files

import pytest
from tests.design.answers.cast import built_in, two_arm, with_size

from hepatica.design.answers import answers
from hepatica.design.answers.shown import grids

BUILT_IN = sorted(
    path.name[:-5] for path in files("hepatica.designs").iterdir() if path.name.endswith(".yaml")
)


@pytest.mark.parametrize("design", [*map(built_in, BUILT_IN), two_arm()], ids=lambda design: design.id)
def test_a_design_of_every_kind_answers_whole(design):
    found = answers(design)
    assert (found.participants, found.exposed) == (design.participants, design.exposed)
    assert found.months == found.duration.months >= float(design.months)
    assert [one.id for one in found.stopping] == [rule.id for rule in design.stopping]
    assert len(found.harm) == 4
    assert bool(found.questions) == design.randomised
    assert found.learned
    assert found.tornado.bars
    assert found.time_tornado.bars
    assert found.cannot_show == tuple(map(str, design.cannot_show))
    assert {one.name for one in found.limits} >= {"another route", "later"}
    for table in grids(found):
        assert all(len(row) == len(table.head) for row in table.rows)


def test_what_the_design_leaves_out_is_assumed_aloud():
    assert any("treated: which dose" in one for one in answers(built_in("dose_finding")).assumes)
    quiet = with_size(two_arm(), power=None).model_copy(update={"assumptions": ()})
    said = answers(quiet).assumes
    assert "a power of 0.8 is asked for, since the design says none" in said
    assert any(one.startswith("18.3 of 100 die") for one in said)
    assert not any("18.3" in one or "0.8 is asked" in one for one in answers(two_arm()).assumes)
