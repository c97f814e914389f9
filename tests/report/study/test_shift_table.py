"""The shift table lists every participant and every test; what has no grade is marked and explained."""

from tests.datasets.record import draw, form, person, state, study
from tests.report.samples import STAMP

from hepatica.report.study.cut import read_cut
from hepatica.report.study.shift_table import shift_listing, shift_table

UNITS = {"alt": "U/L", "bilirubin": "mg/dL", "inr": "ratio", "platelets": "10^9/L"}


def cut(*draws):
    rows = (
        person("01-001", gcsf="2026-03-10", infusion="2026-03-13", started="2026-03-01"),
        form("01-001", "screening", "demographics", flat={"sex": "male", "age": "50"}),
        form("01-001", "month_1", "laboratory", *draws, units=UNITS),
        person("01-002", started="2026-03-02"),
    )
    return read_cut(study(), state(*rows), STAMP)


DRAWN = cut(
    draw("2026-03-05", alt="40", platelets="80"),
    draw("2026-03-20", alt="260", platelets="70"),
    draw("2026-03-25", alt="<5", platelets="60"),
)


def row(table, name):
    return next(row for row in table.rows if row.cells[0].text == name)


def group(table, name):
    return next(group for group in table.groups if group.title.startswith(name))


def test_every_participant_is_a_column_and_a_worse_grade_is_set_strong():
    table = shift_table(DRAWN)
    assert [column.title for column in table.columns[2:]] == ["1 · 01-001", "2 · 01-002"]
    alt = row(table, "ALT")
    assert (alt.cells[2].text, alt.cells[2].strong) == ("0 → 3?", True)
    assert (alt.cells[3].text, alt.cells[3].strong) == ("– → –", False)
    assert row(table, "Platelets").cells[2].text == "1 → 2"


def test_a_test_whose_number_has_no_grade_says_why():
    assert "not graded: total calcium" in row(shift_table(DRAWN), "Calcium").sentence


def test_the_listing_shows_the_values_behind_the_grades():
    rows = group(shift_listing(DRAWN), "ALT").rows
    assert [cell.text for cell in rows[0].cells[1:4]] == ["40 U/L", "0", "260 U/L"]
    assert rows[0].cells[4].value == 7
    assert rows[1].sentence.startswith("<5 U/L, day +12:")
    assert rows[2].sentence == "not yet dosed with G-CSF"


def test_the_table_names_the_version_the_study_pins():
    assert shift_table(DRAWN).deck.startswith("CTCAE 5.0,")


def test_before_anybody_started_it_says_so():
    empty = read_cut(study(), state(), STAMP)
    assert shift_table(empty).rows[0].sentence == "No participant has started."
    assert shift_listing(empty).rows[0].sentence == "No participant has started."
