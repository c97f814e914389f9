"""The paired change prints what it rests on; the readings are listed and their agreement said; old studies print as ever."""

import pytest
from tests.datasets.record import form, person, state
from tests.datasets.test_tissue import AFTER, BEFORE, FULL, WHO, biopsy, described, undescribed
from tests.report.samples import STAMP
from tests.report.samples_endings import story

from hepatica.report.study.counts import counts
from hepatica.report.study.cut import read_cut
from hepatica.report.study.document import study_report
from hepatica.report.study.liver_cd34 import cd34_figure, cd34_table
from hepatica.report.study.liver_change import cd34_change_table
from hepatica.report.study.liver_readings import cd34_agreement_table, cd34_reading_listing
from hepatica.report.table import Table, cell_text

STARTED = person(infusion="2026-03-02", gcsf="2026-02-27", started="2026-01-10")


def cut(*rows, study=described):
    return read_cut(study(), state(STARTED, *rows), STAMP)


def lines(table):
    """Each row as printed, by its first cell."""
    return {
        row.cells[0].text: " | ".join(
            [*map(cell_text, row.cells[1:], table.columns[1:]), row.sentence]
        ).strip(" |")
        for row in table.rows
    }


def test_a_pair_prints_both_sides_their_ratio_and_the_reading():
    found = lines(cd34_change_table(cut(BEFORE, AFTER)))
    assert found["Before"].split(" | ")[2:] == [
        "26/10\u202f000",
        "0.26",
        "0.15 to 0.44",
        "6.2",
        "not quantifiable",
        "40",
        "3.1",
    ]
    assert found["After"].split(" | ")[1:4] == ["+176", "84/10\u202f000", "0.84"]
    ratio = found["Ratio"].split(" | ")
    assert ratio[:4] == ["log +1.15", "3.15", "1.71 to 5.80", "× 1.03"]
    assert found["Reading"].startswith("Rise in cells, sinusoids not risen.")
    assert found["Readers"] == (
        "before N. Rao 12/5\u202f000, S. Iyer 14/5\u202f000; after N. Rao 40/5\u202f000, S. Iyer 44/5\u202f000."
    )


def test_what_a_pair_cannot_show_names_stain_events_core_and_field():
    said = lines(cd34_change_table(cut(BEFORE, AFTER)))["Cannot show"]
    assert said.startswith(
        "before and after: counted is CD34+ (endothelial + haematopoietic), mostly endothelium, no stem-cell content;"
    )
    assert "; before: fewer than 20 cells in a reading;" in said
    assert "; after: core length 12.0 mm, below 20 mm, portal tracts 6, below 11;" in said
    assert said.endswith("; sinusoids: no interval: one field.")


def test_sinusoids_that_rise_with_the_cells_take_the_rise_away():
    wide = biopsy(
        "biopsy_2", "after", "2026-08-25", FULL | {"cd34_positive": "40", "sinusoidal_fraction": "9.9"}
    )
    found = lines(cd34_change_table(cut(BEFORE, wide)))
    assert found["Reading"] == (
        "Rise in cells and in sinusoids. Not evidence of progenitors: capillarisation rose in parallel."
    )
    assert "after: one of two readings" in found["Cannot show"]


def test_a_missing_second_biopsy_is_a_row_with_its_reason():
    visit = form(WHO, "biopsy_2", "visit", flat={"svstat": "not_done", "svreas": "refused the needle"})
    absent = person(
        infusion="2026-03-02", gcsf="2026-02-27", started="2026-01-10", visits={"biopsy_2": "not_done"}
    )
    found = read_cut(described(), state(absent, BEFORE, visit), STAMP)
    said = lines(cd34_change_table(found))
    reason = "second biopsy not done: refused the needle"
    assert said["After"] == reason
    assert said["Reading"] == "No pair. Baseline shown; not imputed."
    assert "Ratio" not in said
    figure = cd34_figure(found)
    assert any(row.sentence == reason for row in figure.twin.rows)


def test_a_count_of_none_after_says_that_the_ratio_leans_on_a_half():
    none = biopsy("biopsy_2", "after", "2026-08-25", FULL | {"cd34_positive": "0"})
    found = lines(cd34_change_table(cut(BEFORE, none)))
    assert found["Reading"].startswith("No cell found after infusion.")
    assert "a count of 0 makes the ratio lean on the added half; exact bounds 0.00 to" in found["Cannot show"]


def test_no_cell_before_or_after_has_no_ratio_but_a_sentence():
    none = {"cd34_positive": "0"}
    record = cut(
        biopsy("gate", "before", "2026-02-25", FULL | none),
        biopsy("biopsy_2", "after", "2026-08-25", FULL | none),
    )
    assert "the data say nothing about their ratio" in lines(cd34_change_table(record))["Ratio"]


def test_what_was_not_recorded_is_told_from_what_the_study_does_not_bind():
    bare = form(WHO, "gate", "biopsy", FULL, flat={"midtc": "2026-02-25", "timepoint": "before"})
    assert lines(cd34_change_table(cut(bare)))["Before"].split(" | ")[-2:] == ["–"] * 2
    old = lines(cd34_change_table(cut(bare, study=undescribed)))["Before"].split(" | ")
    assert old[-3:] == ["no limits stated", "not bound", "not bound"]


def test_nothing_recorded_is_said_and_nothing_is_invented():
    found = lines(cd34_change_table(cut()))
    assert found["Before"] == "no first biopsy to the data cut"
    assert set(found) == {"Before", "After"}
    empty = read_cut(described(), state(), STAMP)
    assert cd34_change_table(empty).rows[0].sentence == "No participant has started."
    assert cd34_reading_listing(empty).rows[0].sentence == "No biopsy has been read."


def test_every_reading_is_listed_with_numerator_denominator_and_both_intervals():
    table = cd34_reading_listing(cut(BEFORE, AFTER))
    assert len(table.rows) == 5
    assert table.rows[-1].sentence == "ihc_single, DAB with haematoxylin, QBEnd/10, lot AB-1: all readings"
    first = [cell_text(c, k) for c, k in zip(table.rows[0].cells, table.columns, strict=True)]
    assert first[1:] == [
        "N. Rao",
        "1\xa0Mar\xa02026",
        "12/5\u202f000",
        "0.24",
        "0.14 to 0.42",
        "0.96",
        "0.50 to 1.68",
        "6.2",
        "yes, yes",
    ]


def test_readings_by_two_stains_say_which_is_which():
    other = biopsy("biopsy_2", "after", "2026-08-25", FULL | {"clone": "My10"})
    made = [row.sentence for row in cd34_reading_listing(cut(BEFORE, other)).rows if row.sentence]
    assert made == [
        "ihc_single, DAB with haematoxylin, QBEnd/10, lot AB-1: Before 1, Before 2",
        "ihc_single, DAB with haematoxylin, My10, lot AB-1: After 1",
    ]


def test_a_reading_that_was_not_counted_is_listed_with_its_sentence():
    table = cd34_reading_listing(cut(biopsy("gate", "before", "2026-02-25", FULL | {"nuclei": ""})))
    assert table.rows[0].sentence == "not counted"


def test_agreement_is_told_for_two_readers_and_has_a_sentence_where_there_is_none():
    said = lines(cd34_agreement_table(cut(BEFORE, AFTER)))
    assert said["Rate, cells per nucleus"].startswith("ICC(A,1) | 0.9")
    assert said["Bias, second over first"].startswith("ratio | 1.13")
    alone = lines(cd34_agreement_table(cut(biopsy("gate", "before", "2026-02-25", FULL))))
    assert "not estimated: agreement needs at least two targets" in alone["Rate, cells per nucleus"]


def test_one_person_who_reads_twice_repeats_and_does_not_agree():
    twice = [
        biopsy(visit, time, day, FULL, FULL | {"cd34_positive": count})
        for visit, time, day, count in (
            ("gate", "before", "2026-02-25", "15"),
            ("biopsy_2", "after", "2026-08-25", "19"),
        )
    ]
    table = cd34_agreement_table(cut(*twice))
    assert "one reader twice" in table.deck
    assert "not agreement" in table.footnotes[0]


@pytest.mark.parametrize("study", [described, undescribed])
def test_engraftment_is_named_only_where_it_is_denied(study):
    found = cut(BEFORE, AFTER, study=study)
    for table in (cd34_change_table(found), cd34_reading_listing(found), cd34_agreement_table(found)):
        words = " ".join([*lines(table).values(), table.title, table.deck, *table.footnotes])
        assert words.lower().count("engraft") == words.count("never engraftment")


def test_a_study_of_an_earlier_version_prints_its_table_and_figure_as_before():
    old = cut(BEFORE, AFTER, study=undescribed)
    table = cd34_table(old)
    assert lines(table)["Before"].split(" | ")[2:6] == ["26", "10\u202f000", "0.26", "0.17 to 0.38"]
    assert table.footnotes[0].startswith("The interval is exact for the count in one core")
    assert "CD34⁺ cells" in str(cd34_figure(old).spec)
    new = cut(BEFORE, AFTER)
    assert lines(cd34_table(new))["Before"].split(" | ")[5] == "0.14 to 0.44"
    assert "CD34+ (endothelial + haematopoietic)" in str(cd34_figure(new).spec)


def test_the_report_holds_the_new_tables_after_the_old_one():
    ids = [block.id for block in study_report(cut(BEFORE, AFTER)).blocks if isinstance(block, Table)]
    at = ids.index("14.2.3")
    assert ids[at : at + 3] == ["14.2.3", "14.2.4", "14.2.5"]
    assert ids[ids.index("16.2.2") + 1] == "16.2.6"


def test_two_methods_are_not_compared_in_table_or_figure():
    other = biopsy("biopsy_2", "after", "2026-08-25", FULL | {"method": "flow"})
    found = cut(BEFORE, other)
    said = lines(cd34_change_table(found))
    assert "Ratio" not in said
    assert said["Reading"] == "Not compared. Counted by different methods: ihc_single, flow."
    assert "Not compared." in str(cd34_figure(found).spec)


def test_a_pair_in_reverse_order_has_no_ratio_in_any_table_and_is_no_pair():
    cut = story("reversed biopsies")
    first = next(g for g in cd34_change_table(cut).groups if "01-001" in g.title)
    said = {row.cells[0].text: row.sentence.replace("\xa0", " ") for row in first.rows}
    assert "Ratio" not in said
    assert (
        said["Reading"] == "Not compared. The biopsy after infusion is dated before the first, 26 Feb 2025."
    )
    assert counts(cut)["COUNT:14.2.3/pairs"].who == ("01-002",)
