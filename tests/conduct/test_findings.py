from tests.conduct.desk import begun, kinds, sentences

from hepatica.conduct.commands import Entry, ExplainFinding
from hepatica.conduct.findings import sentence
from hepatica.conduct.reading import Reading
from hepatica.ledger.rows import FindingRow

CHECK = "direct_above_total"


def desk():
    return begun().consented()


def said(d):
    reading = Reading(d.plan.study, d.state, "01-001")
    return [sentence(d.plan, finding, reading) for finding in d.state.of(FindingRow, "01-001")]


def test_a_check_fires_with_the_value_and_clears_when_the_value_is_mended():
    d = desk()
    assert kinds(d.enter("laboratory", row=1, bilirubin="2", direct="3"))[-1] == "finding.raised"
    assert said(d) == ["Direct bilirubin 3 is above the total 2."]
    assert kinds(d.enter("laboratory", row=1, direct="1")) == ["item.changed", "finding.cleared"]


def test_a_check_waits_for_what_is_still_empty():
    d = desk()
    assert kinds(d.enter("laboratory", row=1, direct="3")) == ["item.entered"]


def test_units_are_reconciled_before_a_check_compares():
    d = desk()
    d.enter("laboratory", row=1, bilirubin="2", direct=Entry(item="direct", value="34.2", unit="µmol/L"))
    assert d.findings() == set()  # 34.2 µmol/L is 2 mg/dL, exactly
    d.enter("laboratory", row=1, direct=Entry(item="direct", value="34.3", unit="µmol/L"))
    assert d.findings() == {(CHECK, "fires")}


def test_a_check_that_cannot_be_told_although_all_is_there_says_so():
    d = desk()
    d.enter("laboratory", row=1, bilirubin="2", direct="<3")
    assert d.findings() == {(CHECK, "not_evaluable")}
    assert "cannot be told" in said(d)[0]


def test_each_row_is_judged_alone():
    d = desk()
    d.enter("laboratory", row=1, bilirubin="2", direct="3")
    d.enter("laboratory", row=2, bilirubin="2", direct="1")
    rows = {f.row for f in d.state.of(FindingRow, "01-001")}
    assert rows == {1}


def test_another_form_of_the_visit_is_read_and_a_change_there_judges_again():
    d = desk()
    d.enter("laboratory", row=1, lbdtc="2026-02-01T08:00")
    d.enter("visit", svstdtc="2026-02-02")
    assert d.findings() == {("drawn_before_visit", "fires")}
    d.enter("visit", svstdtc="2026-02-01")
    assert d.findings() == set()


def test_the_previous_visit_is_read_and_a_change_there_judges_the_next():
    d = desk()
    d.enter("laboratory", pain="2")
    d.enter("laboratory", visit="week_1", pain="5")
    (finding,) = d.state.of(FindingRow, "01-001")
    assert (finding.check, finding.visit) == ("pain_rose", "week_1")
    assert said(d) == ["Pain rose from 2 to 5."]
    d.enter("laboratory", pain="4")
    assert d.findings() == set()


def test_a_visit_date_that_moves_changes_what_came_before():
    d = desk()
    d.enter("laboratory", pain="2")
    d.enter("laboratory", visit="unscheduled", pain="5")
    d.enter("visit", svstdtc="2026-02-10")
    d.enter("visit", visit="unscheduled", svstdtc="2026-02-01")
    assert d.findings() == set()
    d.enter("visit", svstdtc="2026-01-10")
    assert d.findings() == {("pain_rose", "fires")}


def test_an_implausible_value_is_kept_and_asked_about():
    d = desk()
    d.enter("consent", weight="200")
    assert d.form("consent").answer("weight").value == "200"
    assert said(d) == ["Weight: 200 is unusual; 30 to 150 is expected."]


def test_plausible_bounds_are_compared_in_the_shown_unit():
    d = desk()
    d.enter("laboratory", row=1, bilirubin=Entry(item="bilirubin", value="900", unit="µmol/L"))
    assert d.findings() == set()
    d.enter("laboratory", row=1, bilirubin=Entry(item="bilirubin", value="1100", unit="µmol/L"))
    assert d.findings() == {("plausible.bilirubin", "fires")}


def test_an_explanation_belongs_to_the_value_it_was_given_for():
    d = desk()
    d.enter("laboratory", row=1, bilirubin="2", direct="3")
    here = {"subject": "01-001", "visit": "screening", "form": "laboratory", "check": CHECK, "row": 1}
    assert sentences(d.do(ExplainFinding(**here, reason=""))) == ["An explanation needs a reason."]
    assert kinds(d.do(ExplainFinding(**here, reason="confirmed by the laboratory"))) == ["finding.explained"]
    assert d.do(ExplainFinding(**here, reason="confirmed by the laboratory")) == ()
    assert kinds(d.enter("laboratory", row=1, sodium="135")) == ["item.entered"]
    assert kinds(d.enter("laboratory", row=1, direct="4")) == ["item.changed", "finding.raised"]
    assert d.state.of(FindingRow, "01-001")[0].explained == ""


def test_an_explanation_stands_while_what_it_was_given_for_still_reads_the_same():
    d = desk()
    d.enter("laboratory", pain="2")
    d.enter("laboratory", visit="week_1", pain="5")
    here = {"subject": "01-001", "visit": "week_1", "form": "laboratory", "check": "pain_rose"}
    d.do(ExplainFinding(**here, reason="a fall at home"))
    assert kinds(d.enter("laboratory", visit="unscheduled", pain="6")) == ["item.entered"]
    assert d.state.of(FindingRow, "01-001")[0].explained == "a fall at home"
    assert kinds(d.enter("laboratory", pain="1"))[-1] == "finding.raised"


def test_what_is_not_found_cannot_be_explained():
    here = {"subject": "01-001", "visit": "screening", "form": "laboratory", "check": CHECK, "row": 1}
    assert desk().do(ExplainFinding(**here, reason="r")).refusals[0].code == "no_such"
