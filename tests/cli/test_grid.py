"""Tables on a terminal: no word is broken that fits a line, and where columns would be ladders the rows are stacked."""

from io import StringIO

import pytest
from rich.console import Console
from tests.design.answers.cast import built_in

from hepatica.cli.grid import print_grid, print_line
from hepatica.design.answers import answers, compared, variants
from hepatica.design.answers.shown import grids, side_by_side
from hepatica.study.show import Grid


def printed(grid, width):
    console = Console(file=StringIO(), width=width)
    print_grid(grid, console)
    return console.file.getvalue()


@pytest.fixture(scope="module")
def tables():
    design = built_in("factorial")
    return (*grids(answers(design)), *side_by_side(compared(variants(design, per_arm=(32, 79, 126)))))


@pytest.mark.parametrize("width", [80, 60])
def test_every_word_of_the_answers_stands_whole_within_the_terminal(tables, width):
    for grid in tables:
        text = printed(grid, width)
        assert max(map(len, text.splitlines())) <= width
        stands = set(text.split())
        texts = [grid.title, *(cell for row in grid.rows for cell in row)]
        broken = {word for cell in texts for word in cell.split()} - stands
        assert not broken, (grid.title, width, broken)


@pytest.mark.parametrize("width", [80, 60])
def test_a_number_keeps_its_unit_beside_it(tables, width):
    text = printed(next(one for one in tables if one.title.startswith("What it asks")), width)
    assert "> 99.9 %" in text
    assert "2.5 ×" in text


def test_rows_that_would_be_ladders_stand_below_their_first_cell():
    sentence = "whoever dies or is transplanted is ranked by the estimand, below any change that was measured"
    grid = Grid(title="T", head=("Of", "Now", "Why", "Where"), rows=(("Death", "", sentence, sentence),))
    wide, narrow = printed(grid, 120), printed(grid, 30)
    assert {"Why", "Where"} < set(wide.splitlines()[2].split())
    lines = [line.rstrip() for line in narrow.splitlines()]
    assert lines[2] == "  Death"
    assert lines[3].startswith("    Why")
    assert not any("Now" in line for line in lines)  # nothing stands in that column


def test_columns_move_together_before_they_are_given_up():
    grid = Grid(title="", head=("Form", *(f"V{k}" for k in range(1, 9))), rows=(("Laboratory", *"●" * 8),))
    assert "V1   V2" in printed(grid, 80)
    assert "V1 V2" in printed(grid, 40)


def test_a_drawn_bar_keeps_its_place():
    grid = Grid(title="", head=("Of", ""), rows=(("Dropout", "     ━┃━"), ("Effect", "━━━━━━┃━━━━")))
    marks = {line.index("┃") for line in printed(grid, 30).splitlines() if "┃" in line}
    assert len(marks) == 1


def test_a_sentence_breaks_for_a_person_and_not_for_a_program():
    said = "participants are treated one after another, and the outcome of each is known"
    person = Console(file=StringIO(), width=40, force_terminal=True, color_system=None)
    print_line(said, indent=2, console=person)
    lines = person.file.getvalue().splitlines()
    assert len(lines) == 3
    assert all(line.startswith("  ") for line in lines)
    program = Console(file=StringIO(), width=40)
    print_line(said, indent=2, console=program)
    assert program.file.getvalue() == f"  {said}\n"
