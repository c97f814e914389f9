"""A design is told in plain words: who, how many, how long, what stops it, and what it cannot show."""

from __future__ import annotations

from tests.design.conftest import Spoil

from hepatica.design.load import load
from hepatica.design.words import cannot_show, grids, identity


def test_the_first_lines_say_how_many_for_which_question_and_how_long(spoil: Spoil) -> None:
    said = dict(identity(load(spoil("factorial"))))
    assert said["Participants"] == "336 enrolled at 6 a month"
    assert said["Sample size"] == (
        "79 for each arm: a power of 0.8 asked for, alpha 0.05, 2-sided, for both beats CD34 alone and MSC alone"
    )
    assert said["Looks"] == "at 0.5, 1 of the information, spending as O'Brien-Fleming"
    assert said["Stagger"] == "28 days after the first, then 7, for 4 participants"


def test_planned_and_infused_stand_side_by_side(spoil: Spoil) -> None:
    table = next(grid for grid in grids(load(spoil("factorial"))) if "planned is not infused" in grid.title)
    assert table.head[3:7] == ("Planned", "Manufactured", "Released", "Infused")
    assert [row[1:7] for row in table.rows[-2:]] == [
        ("CD34 cells", "10⁶/kg", "1", "1", "0.84", "0.84"),
        ("MSC", "10⁶", "50", "50", "36.5", "36.5"),
    ]


def test_a_dose_finding_design_shows_its_rule_and_its_levels(spoil: Spoil) -> None:
    design = load(spoil("dose_finding"))
    assert dict(identity(design))["Decision"] == "BOIN: target 0.3"
    titles = [grid.title for grid in grids(design)]
    assert titles[:3] == [
        "Arms",
        "Each infusion, as expected: planned is not infused",
        "Doses in their order",
    ]
    assert [row[3] for row in grids(design)[2].rows] == ["25", "50", "100"]


def test_every_row_has_as_many_cells_as_its_head(spoil: Spoil) -> None:
    for name in ("factorial", "single_arm", "dose_finding"):
        for grid in grids(load(spoil(name))):
            assert {len(row) for row in grid.rows} == {len(grid.head)}, (name, grid.title)


def test_what_it_cannot_show_is_told_as_it_was_written(spoil: Spoil) -> None:
    assert cannot_show(load(spoil("single_arm")))[0].startswith("Benefit: without a control nobody can tell")


def test_a_boundary_and_a_pause_stand_side_by_side_with_their_exact_odds(spoil: Spoil) -> None:
    """At a rate of 0.15 one of fourteen or more has the event with probability 1 - 0.85^14 = 0.897."""
    table = next(
        grid for grid in grids(load(spoil("single_arm"))) if grid.title.startswith("What a boundary does")
    )
    at_its_own, at_twice = table.rows
    assert at_its_own[1:4] == ("2 of 2, 3 of 3 to 6, 4 of 7 to 10", "0.15", "0.097")
    assert at_its_own[5] == f"{1 - 0.85**14:.3f}"
    assert at_twice[2:4] == ("0.3", "0.503")
