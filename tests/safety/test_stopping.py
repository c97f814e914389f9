"""What counts toward a stopping rule: lots by the laboratory's decisions, each once, whatever a page shows."""

import pytest
from tests.datasets.record import person, study

from hepatica.conduct.plan import Plan
from hepatica.ledger.product_rows import ReleaseRow
from hepatica.ledger.rows import Answer, FormRow
from hepatica.ledger.state import State
from hepatica.safety.stopping import CompiledRule, compile_rule, evidence_of

WHO = "01-001"


def rule(name="stp_14"):
    made = compile_rule(study(), next(one for one in study().stopping if one.id == name))
    assert isinstance(made, CompiledRule)
    return made


def decided(lot, decision="rejected", unmet=()):
    return ReleaseRow(subject=WHO, lot=lot, decision=decision, at="2026-03-05T09:00", unmet=unmet, seq=1)


def page(**items):
    answers = {"0": {name: Answer(value=value, seq=1) for name, value in items.items()}}
    return FormRow(subject=WHO, visit="culture", form="msc_release", answers=answers)


def counted(*rows, of=None):
    return evidence_of(of or rule(), study(), State([person(), *rows]), WHO, ()).evidence


def test_two_failed_lots_of_one_participant_are_two_though_their_page_is_one():
    lots = (decided("MSC-01-001"), decided("MSC-01-001-2"))
    assert counted(*lots, page(final_decision="rejected")) == ("lot:MSC-01-001", "lot:MSC-01-001-2")


def test_a_page_that_still_shows_the_lot_before_does_not_count_beside_the_decision():
    assert counted(decided("MSC-01-001"), page(final_decision="rejected")) == ("lot:MSC-01-001",)


@pytest.mark.parametrize(
    ("decision", "unmet", "counts"),
    [
        ("rejected", (), True),
        ("exceptional", ("viability",), True),
        ("exceptional", ("endotoxin",), False),
        ("conditional", (), False),
        ("released", (), False),
    ],
)
def test_a_lot_fails_that_is_rejected_or_has_too_few_living_cells(decision, unmet, counts):
    assert bool(counted(decided("MSC-01-001", decision, unmet))) is counts


def test_where_the_laboratory_keeps_no_record_the_page_counts():
    assert counted(page(final_decision="rejected")) == ("reading:msc_release/culture/0",)


def test_a_rule_that_does_not_count_lots_is_not_moved_by_one():
    assert counted(decided("MSC-01-001"), of=rule("stp_13")) == ()


def test_whoever_answers_a_page_that_such_a_rule_reads_has_the_lots_at_hand():
    book = Plan(study()).rules
    assert (book.counts_lots("msc_release"), book.counts_lots("laboratory")) == (True, False)
    assert "lot" in book.on("msc_release", "final_decision")["stp_14"]
