"""A hospital's file is read row by row through a map that says everything it assumes."""

import pytest

from hepatica.exchange.lab_file import read_rows
from hepatica.exchange.lab_map import MapError, assumptions, read_map

MAP = """
participant: {column: patient, pattern: "01-{:>03}"}
visit: baseline
columns:
  bili: {form: laboratory, item: bilirubin, unit_column: bili_unit}
  inr: {form: laboratory, item: inr}
  ascites:
    form: clinical_liver
    item: ascites
    codes: {"Yes": mild, "No": none}
    assume: ascites "Yes" is read as mild
  drawn: {form: laboratory, item: lbdtc, day_first: true}
ignore: [remark]
"""
CSV = "patient,bili,bili_unit,inr,ascites,drawn,remark\n1,2.2,mg/dL,1.14,Yes,03/04/2026 08:05,\n"


def rows(text, lab_map=MAP, encoding="utf-8"):
    return read_rows(text.encode(encoding), read_map(lab_map))


def test_a_row_becomes_one_reading_per_filled_column():
    (row,) = rows(CSV)
    assert (row.line, row.participant, row.problems) == (2, "01-001", ())
    found = {r.item: (r.value, r.unit) for r in row.readings}
    assert found == {
        "bilirubin": ("2.2", "mg/dL"),
        "inr": ("1.14", ""),
        "ascites": ("mild", ""),
        "lbdtc": ("2026-04-03T08:05", ""),
    }


def test_what_the_map_assumes_can_be_printed():
    assert assumptions(read_map(MAP)) == ('ascites: ascites "Yes" is read as mild',)


def test_an_empty_cell_is_no_reading_and_a_strange_word_is_a_problem_of_its_line():
    text = CSV + "2,,mg/dL,1.9,Perhaps,04/04/2026,\n"
    row = rows(text)[1]
    assert [r.item for r in row.readings] == ["inr", "lbdtc"]
    assert row.problems == ("line 3: ascites: 'Perhaps' is not in the map's codes (Yes, No).",)


def test_a_file_in_another_encoding_is_refused_whole_with_the_line():
    text = CSV + "2,1.0,µmol/L,1.9,No,04/04/2026,\n"
    with pytest.raises(MapError, match=r"line 3: byte 0xB5 is not utf-8\. Nothing was imported"):
        rows(text, encoding="cp1252")
    assert rows(text, "encoding: cp1252\n" + MAP, encoding="cp1252")[1].readings[0].unit == "µmol/L"


def test_a_byte_order_mark_of_a_spreadsheet_is_no_part_of_the_first_name():
    assert rows("\ufeff" + CSV)[0].participant == "01-001"


def test_columns_the_map_does_not_know_or_the_file_lacks_are_all_named():
    with pytest.raises(MapError) as error:
        rows("patient,bili,sodium\n1,2.2,134\n")
    assert str(error.value).splitlines() == [
        "The map names column 'ascites', which the file lacks.",
        "The map names column 'bili_unit', which the file lacks.",
        "The map names column 'drawn', which the file lacks.",
        "The map names column 'inr', which the file lacks.",
        "The file's column 'sodium' is not in the map: map it, or name it under 'ignore'.",
    ]


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(MapError, match="two columns called 'inr'"):
        rows(CSV.replace("remark", "inr"))


def test_an_empty_file_is_said():
    with pytest.raises(MapError, match="The file is empty"):
        rows("")


def test_a_row_without_a_participant_is_a_problem():
    assert rows(CSV.replace("\n1,", "\n,"))[0].problems == (
        "line 2: no participant number in column 'patient'.",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("visit: [", "The map is not YAML"),
        ("visit: baseline\ncolumns: {}\n", "participant: Field required"),
        ("participant: {}\nvisit: v\ncolumns: {}\n", "needs either 'column' or 'screen'"),
        ("participant: {screen: '01'}\nvisit: v\ncolumns: {}\nvisits: 3\n", "visits: Extra inputs"),
    ],
)
def test_a_map_that_cannot_be_used_says_why(text, said):
    with pytest.raises(MapError, match=said):
        read_map(text)
