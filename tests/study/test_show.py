"""The readable rendering says what the study says."""

from __future__ import annotations

from pathlib import Path

import pytest

from hepatica.study.load import load
from hepatica.study.show import MARK, counts, form_grids, forms_grid, identity, schedule_grid, visits_grid
from hepatica.study.study import Study


@pytest.fixture
def study(folder: Path) -> Study:
    return load(folder)


def test_the_schedule_marks_what_each_visit_asks(study: Study) -> None:
    grid = schedule_grid(study)
    assert grid.head == ("", "Form", "V1", "V2", "V3", "UNS")
    assert grid.rows == (
        ("", "Day", "−7", "0", "28", "any"),
        ("F1", "Vital signs", MARK, "", MARK, MARK),
        ("F2", "Infusion", "", MARK, "", ""),
        ("F4", "Laboratory", MARK, "", MARK, ""),
    )


def test_a_margin_is_shown_as_its_window(study: Study) -> None:
    assert visits_grid(study).rows[2] == ("V3", "End of study", "28", "23 to 33", "Infusion")
    assert visits_grid(study).rows[0][3] == "−14 to −1"


def test_a_form_shows_questions_answers_and_rules(study: Study) -> None:
    infusion, pain = form_grids(study, study.form_by_id["infusion"])
    assert infusion.rows[1] == ("volume", "Volume infused", "number, mL", "only 0 to 500")
    assert pain.title == "Pain at the puncture site (one row per reading)"
    (event,) = form_grids(study, study.form_by_id["ae"])
    assert event.rows[3] == ("aeser", "Serious", "No [no] / Yes [yes]", "required")
    assert event.rows[1][2] == "date, may be partial"
    (header,) = form_grids(study, study.form_by_id["visit"])
    assert header.rows[2][3] == "asked when svstat == 'not_done'"


def test_every_row_of_a_grid_is_as_wide_as_its_head(study: Study) -> None:
    grids = [schedule_grid(study), visits_grid(study), forms_grid(study)]
    grids += [grid for form in study.forms for grid in form_grids(study, form)]
    assert {len(row) - len(grid.head) for grid in grids for row in grid.rows} == {0}


def test_the_counts_are_those_of_the_study(study: Study) -> None:
    assert counts(study) == {"forms": 5, "items": 16, "visits": 4, "checks": 1, "signals": 1, "examples": 5}


def test_the_title_page_names_version_and_planned_participants(study: Study) -> None:
    said = dict(identity(study))
    assert said["Protocol"] == "EX-1, version 1.0 (example)"
    assert said["Participants"].startswith("2 (")
