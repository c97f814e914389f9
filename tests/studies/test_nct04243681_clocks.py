"""The clocks of the reference study say what the rules say, and are honest about what nobody could read."""

from datetime import date
from importlib import resources

import pytest

from hepatica.study.load import load

RULES = {
    "IN-01": ("hours", 24, {"licensing_authority", "sponsor", "ethics_committee"}),
    "IN-02": ("days", 14, {"licensing_authority", "institution_head"}),
    "IN-03": ("days", 14, {"licensing_authority", "ethics_committee", "institution_head"}),
    "IN-04": ("days", 14, {"licensing_authority", "ethics_committee", "institution_head"}),
    "IN-05": ("days", 30, {"licensing_authority"}),
    "IN-06": ("days", 60, {"licensing_authority"}),
    "IN-07": ("days", 90, {"sponsor"}),
    "IN-08": ("days", 30, {"participant"}),
    "IN-09": ("working_days", 30, {"licensing_authority"}),
    "IN-10": ("working_days", 30, {"licensing_authority"}),
}
IN_FORCE = date(2019, 9, 15)
"""180 days after 19 March 2019."""


@pytest.fixture(scope="module")
def study():
    return load(resources.files("hepatica") / "studies" / "nct04243681")


@pytest.mark.parametrize("code", RULES)
def test_each_rule_has_its_limit_and_its_recipients(study, code):
    measure, number, recipients = RULES[code]
    clocks = [clock for clock in study.clocks if clock.code == code]
    assert {clock.recipient for clock in clocks} == recipients
    assert {getattr(clock.limit, measure) for clock in clocks} == {number}
    assert {clock.effective_from for clock in clocks} == {IN_FORCE}


@pytest.mark.parametrize("code", ["IN-02", "IN-03"])
def test_the_analysis_is_owed_by_investigator_and_sponsor_each_and_judges_causality(study, code):
    clocks = [clock for clock in study.clocks if clock.code == code]
    assert {clock.duty for clock in clocks} == {"investigator", "sponsor"}
    assert all(clock.causality for clock in clocks)


def test_the_first_report_counts_from_the_occurrence_and_says_why_it_is_late(study):
    first = [clock for clock in study.clocks if clock.code == "IN-01"]
    assert {clock.starts for clock in first} == {("occurred",)}
    assert all(clock.delay_reason for clock in first)


def test_what_was_recalled_says_so_and_is_a_proposal(study):
    recalled = [
        clock for clock in study.clocks if clock.reference.startswith(("recalled", "14 days", "30 working"))
    ]
    assert recalled
    assert {str(clock.source) for clock in recalled} == {"proposal"}
    assert all(clock.reference for clock in study.clocks)


def test_the_protocols_own_limits_are_no_law(study):
    assert {c.id for c in study.clocks if not c.legal} == {
        "site_to_sponsor",
        "special_interest",
        "follow_up_authority",
    }


def test_the_regimes_abroad_stand_behind_one_parameter(study):
    abroad = [c for c in study.clocks if c.recipient == "regulators_abroad" and c.per == "case"]
    assert len(abroad) == 8
    assert all(clock.applies.startswith("regulators_abroad == 'yes'") for clock in abroad)
    assert study.parameter("regulators_abroad") == "no"


def test_the_stagger_is_28_days_then_14_then_7(study):
    assert [(rule.code, rule.after, rule.days) for rule in study.oversight.stagger] == [
        ("SEN-01", (1,), 28), ("SEN-02", (2,), 14), ("SEN-03", (3, 4, 5), 7),
    ]  # fmt: skip
    assert all(rule.clearance for rule in study.oversight.stagger)


def test_the_register_of_approvals_closes_every_gate_of_treatment(study):
    assert {approval.id for approval in study.oversight.approvals} == {
        "ethics_committee", "licensing_authority", "stem_cell_committee", "registry", "insurance",
    }  # fmt: skip
    for approval in study.oversight.approvals:
        assert set(approval.gates) == {"gcsf", "leukapheresis", "infusion"}
