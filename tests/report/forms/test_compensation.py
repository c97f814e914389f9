"""The estimate of compensation shows its amount, every factor with its source, and marks what is disputed."""

from tests.report.forms.samples import kidney
from tests.report.forms.test_print import STAMP, text

from hepatica.report import typst
from hepatica.report.document import KeyValues
from hepatica.report.forms.compensation import Proposal, estimate_document
from hepatica.report.table import Table
from hepatica.safety.compensation import birth_defect, death, disability, reversible

NOBODY = Proposal()


def made(estimate, proposal=NOBODY):
    return estimate_document(estimate, kidney(), proposal, stamp=STAMP, number="HEP-AIG-01", synthetic=True)


def pairs(document):
    (found,) = (block for block in document.blocks if isinstance(block, KeyValues))
    return {pair.key: pair.value for pair in found.pairs}


def terms(document):
    (found,) = (block for block in document.blocks if isinstance(block, Table))
    return {row.cells[0].text: row.cells[2].text for row in found.rows}, found.footnotes


def test_the_amount_of_a_death_stands_with_all_its_terms():
    document = made(death(50, "1.0"))
    assert pairs(document)["Amount"] == "INR 12,32,484.65"
    assert terms(document)[0] == {"B": "800000", "F": "153.09", "R": "1", "d": "99.37"}
    assert terms(document)[1] == ()


def test_a_disputed_factor_is_marked():
    values, notes = terms(made(death(31, 1)))
    assert values["F"] == "205.95 †"
    assert notes


def test_who_proposed_the_risk_and_why_stands_beside_the_scores_at_enrolment():
    said = pairs(
        made(death(54, 2), Proposal(by="Dr A. Menon", reason="MELD 15, expected survival above two years"))
    )
    assert (said["Risk proposed by"], said["MELD at enrolment"]) == ("Dr A. Menon", "15")
    assert pairs(made(death(54, 2)))["Why"] == "not given"


def test_every_kind_of_injury_prints():
    for estimate in (
        disability(40, death(50, 1)),
        birth_defect(),
        reversible(700, 9, "hospital_days", at_most=death(54, 1)),
    ):
        assert pairs(made(estimate))["Injury"] != estimate.case
    assert "12,32,484.65" in text(typst.pdf(made(death(50, 1))))
