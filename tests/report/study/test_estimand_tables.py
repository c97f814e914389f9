"""Tables of the estimands: everybody has a row, no p stands without its floor, no mean stands for five."""

import pytest
from tests.datasets.estimands.cast import ANCHOR, CUT, drugs, five, member, on, procedures
from tests.datasets.record import form, state, study
from tests.report.samples import STAMP

from hepatica.report.html import table_html
from hepatica.report.stamp import Stamp
from hepatica.report.study.borrowing_table import borrowing_table
from hepatica.report.study.catalogue import PLANNED, tables
from hepatica.report.study.cut import read_cut
from hepatica.report.study.estimand_tables import definition_table, result_table
from hepatica.report.study.intercurrent_table import intercurrent_table
from hepatica.report.study.rate_tables import detection_table, rate_table
from hepatica.report.study.sensitivity_tables import incidence_table, reliable_change_table, sensitivity_table
from hepatica.report.study.why import why
from hepatica.report.table import Interval, Number, Proportion, Text

WHEN = Stamp(**{**{f: getattr(STAMP, f) for f in STAMP.__dataclass_fields__}, "cut": CUT})


def cut(*rows, asked=None):
    return read_cut(asked or study(), state(*rows), WHEN)


CAST = cut(
    *five(dead=(2,), transplanted=(4,)),
    procedures("01-001", ("paracentesis", 60)),
    drugs("01-003", ("Plasma", "blood_product", "200", 178, 178)),
)
EMPTY = cut()


def words(table):
    """Everything a row says, in one text."""
    return [
        " ; ".join([*(c.text for c in row.cells if isinstance(c, Text)), row.sentence]) for row in table.rows
    ]


def row(table, name):
    return next(r for r in table.rows if isinstance(r.cells[0], Text) and r.cells[0].text == name)


def test_everybody_who_began_has_a_row_in_every_estimand():
    for one in study().analysis.estimands:
        told = words(result_table(CAST, one.id))
        for who in CAST.started:
            # Words of a row without numbers stand in the column of words.
            assert sum(text.startswith(who.subject) for text in told) == 1, (one.id, who.subject)


def test_the_dead_are_rows_and_not_gaps():
    table = result_table(CAST, "meld")
    died = row(table, "01-002")
    assert (died.cells[3].text, died.cells[3].why) == ("died", "ESTIMAND:meld/each/01-002")
    assert died.cells[7].text == "death on 18 Jun 2026, day 100"
    assert row(table, "01-001").cells[7].text == "beside it: paracentesis on 9 May 2026, day 60"
    assert row(table, "01-005").cells[7].text == "nothing listed beside it"


def test_at_five_the_floor_is_printed_and_no_p():
    table = result_table(CAST, "meld")
    rank = row(table, "Exact signed-rank test")
    assert [c.value for c in rank.cells if isinstance(c, Number)] == [pytest.approx(0.0625)]
    assert "0.05 is out of reach" in rank.cells[7].text
    assert "p =" not in " ".join(words(table))


@pytest.mark.parametrize("name", [one.id for one in study().analysis.estimands])
def test_no_mean_and_no_spread_stands_for_five(name):
    said = " ".join(words(result_table(CAST, name))) + definition_table(CAST, name).title
    assert "±" not in said
    assert "mean ±" not in said
    assert any("Cannot show" in note for note in result_table(CAST, name).footnotes)


def test_what_is_asked_names_each_event_with_its_strategy():
    table = definition_table(CAST, "meld")
    assert row(table, "Death").cells[1].text.startswith("composite: takes the place of the value.")
    assert row(table, "Cannot show").cells[1].text == str(study().analysis.estimands[1].cannot_show)
    assert "days 136 to 225" in row(table, "Variable").cells[1].text


def test_every_estimand_has_two_tables_in_the_catalogue_and_an_old_study_none():
    names = tables(CAST)
    assert {"estimand-meld", "estimand-meld-asked", "intercurrent", "rates"} <= set(names)
    ids = [make(CAST).id for make in names.values()]
    assert len(ids) == len(set(ids))
    old = study().model_copy(update={"analysis": study().analysis.model_copy(update={"estimands": ()})})
    left = tables(cut(*five(), asked=old))
    assert not [n for n in left if n.startswith("estimand") or n in PLANNED]


@pytest.mark.parametrize("record", [EMPTY, cut(*member(1)), cut(*five(dead=(1, 2, 3, 4, 5))), CAST])
def test_every_table_is_made_whatever_happened(record):
    for name, make in tables(record).items():
        assert table_html(make(record)), name


def test_an_event_in_between_says_who_what_when_and_what_is_done():
    table = intercurrent_table(CAST)
    plasma = next(r for r in table.rows if r.cells[0].text == "01-003" and "Plasma" in r.cells[1].text)
    assert [c.text for c in plasma.cells[2:]] == [
        "4 Sep 2026",
        "+178",
        "treatment policy: meld, child pugh; left out: meld without plasma",
    ]
    nobody = [g.title for g in table.groups if g.rows[0].cells[0].text == "Nobody"]
    assert "Albumin within 7 days before the draw" in nobody


def test_versions_stand_side_by_side():
    table = sensitivity_table(CAST)
    main, without = (row(table, study_title(n)) for n in ("meld", "meld_without_plasma"))
    assert isinstance(main.cells[3], Number)
    assert without.cells[3] == Text(text="–")
    assert main.cells[2].text == without.cells[2].text == "died"


def study_title(name):
    return next(one.title.en for one in study().analysis.estimands if one.id == name)


def test_changes_stand_beside_their_noise():
    first = row(reliable_change_table(CAST), "01-001")
    assert first.cells[2].text.startswith("±")
    assert first.cells[3].text in {
        "within the noise of two draws from one stable person",
        "larger than the noise of two draws from one stable person",
    }
    assert reliable_change_table(EMPTY).rows[0].sentence.startswith("Not computed: nobody has a change yet")


def test_death_and_transplantation_compete():
    table = incidence_table(CAST)
    death = row(table, "Death to day 180, cumulative incidence in %")
    assert death.cells[1].value == 20
    count = row(table, "Death, count")
    assert count.cells[2] == Proportion(x=1, n=5, why="ESTIMAND:survival/cumulative_incidence/death_count")
    assert isinstance(count.cells[3], Interval)


def test_rates_are_given_by_procedure_and_never_for_the_study():
    infused = [form(f"01-00{n}", "infusion_day", "infusion", flat={"exstdtc": on(3)}) for n in range(1, 6)]
    event = form("01-001", "log", "ae", {"aeterm": "Pain", "aestdtc": on(4)})
    table = rate_table(cut(*five(), *infused, event))
    titles = [group.title for group in table.groups]
    assert titles == [f"{p.title.en}, day 0 to {p.days}" for p in study().schedule.procedures]
    infusion = next(g for g in table.groups if g.title.startswith("Infusion"))
    assert (infusion.rows[0].cells[1].x, infusion.rows[0].cells[1].n) == (1, 5)
    marrow = next(g for g in table.groups if g.title.startswith("Bone marrow"))
    assert marrow.rows[0].sentence == "Nobody was followed, so there is no rate."


def test_what_five_can_miss_is_counted():
    table = detection_table(CAST)
    twenty = row(table, "20\N{NO-BREAK SPACE}%")
    assert (twenty.cells[1].text, twenty.cells[2].value) == ("32.8\N{NO-BREAK SPACE}%", 14)
    assert "For 5 participants (infused so far)" in table.deck


def test_borrowing_stands_with_and_without_and_names_its_sources():
    table = borrowing_table(CAST)
    with_arms, alone = (row(table, n) for n in ("With the published arms", "Without them"))
    assert with_arms.cells[3].upper < alone.cells[3].upper
    assert [g.title for g in table.groups] == ["A control arm", "Read", "Not read"]
    none = study().model_copy(update={"analysis": study().analysis.model_copy(update={"borrowing": None})})
    assert borrowing_table(cut(asked=none)).rows[0].sentence == "The study borrows nothing."


def test_an_estimand_that_the_study_lacks_is_refused():
    with pytest.raises(ValueError, match="no estimand 'albi'"):
        result_table(CAST, "albi")


def test_the_cast_counts_from_day_0():
    assert all(p.anchor.earliest == ANCHOR for p in CAST.started)


def test_every_number_can_be_asked_why():
    shown = [make(CAST) for make in tables(CAST).values()]
    mine = [one for one in shown if one.id.startswith("14.2.6.") or one.id in {"14.3.2", "14.3.3"}]
    refs = {ref for one in mine for r in one.rows for c in r.cells if (ref := getattr(c, "why", ""))}
    assert len(refs) > 50
    assert all(why(CAST, ref).title for ref in refs)
