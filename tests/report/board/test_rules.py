"""How near each rule is; what the numbers can say; the odds of the reference page."""

from tests.datasets.record import study
from tests.report.board.packs import pack, said

from hepatica.ledger.desk_rows import RuleRow
from hepatica.report.board.odds import counts_table, odds_table
from hepatica.report.board.rules import rules_table

REFERENCE = [
    ("0.06", "4.9"),
    ("0.15", "4.7"),
    ("0.30", "4.4"),
    ("0.45", "4.2"),
    ("0.59", "3.8"),
    ("0.76", "3.3"),
    ("0.89", "2.8"),
]


def rule(code):
    return next(one for one in study().stopping if one.code == code)


def test_every_rule_has_a_row_the_distant_ones_too():
    rows = said(rules_table(pack()))
    assert [words[0] for _, words in rows] == [one.code for one in study().stopping]
    assert {words[3] for _, words in rows} == {"none"}


def test_one_away_and_met_are_said_with_the_event_they_rest_on():
    third, second = rule("STP-03"), rule("STP-02")
    rows = {
        words[0]: words
        for _, words in said(
            rules_table(
                pack(
                    RuleRow(subject="", rule=third.id, evidence={"01-001": ("event:2",)}),
                    RuleRow(
                        subject="",
                        rule=second.id,
                        evidence={"01-001": ("event:2",)},
                        doubt={"01-001": ("event:2: causality is open",)},
                    ),
                )
            )
        )
    }
    assert rows["STP-03"][2:4] == ["1 of 2", "one away"]
    assert rows["STP-03"][5] == "01-001: Acute kidney injury"
    assert rows["STP-02"][3] == "met"
    assert "In doubt: 01-001: Acute kidney injury (causality is open)" in rows["STP-02"][5]


def test_the_odds_are_those_of_the_reference_page():
    found = [(words[2], words[3]) for _, words in said(odds_table(pack()))]
    assert found == REFERENCE


def test_a_study_without_both_rules_prints_no_odds():
    bare = study().model_copy(update={"stopping": (rule("STP-01"),)})
    assert odds_table(pack(defined=bare)) is None


def test_none_of_five_leaves_up_to_fifty_two_per_cent_open():
    table = counts_table(pack())
    planned = [words for title, words in said(table) if title == "Of 5 planned"]
    assert planned[0] == [
        "nobody",
        "0/5",
        "0.0 to 52.2",
        "a true rate of up to 52\N{NO-BREAK SPACE}%".replace("\N{NO-BREAK SPACE}", " "),
    ]
    assert [words[2] for words in planned[1:4]] == ["0.5 to 71.6", "5.3 to 85.3", "14.7 to 94.7"]
    assert "0.23 at 5 %, 0.41 at 10 %, 0.67 at 20 %, 0.83 at 30 %" in table.footnotes[-1]
    assert "45 %" in table.footnotes[-1]
