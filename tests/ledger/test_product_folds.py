"""What the laboratory's facts fold into: since when a lot may be given does not move when it is decided on again."""

import pytest

from hepatica.ledger.evolve import Stamp, apply
from hepatica.ledger.product_facts import LotReleased
from hepatica.ledger.product_rows import ReleaseRow
from hepatica.ledger.state import Landmarks, State

WHO, LOT = "01-004", "MSC-01-004"


def decided(*decisions):
    """Return the row of a lot after a decision a day, from 5 March on."""
    state = State()
    for n, decision in enumerate(decisions):
        fact = LotReleased(lot=LOT, decision=decision, at=f"2026-03-0{5 + n}T12:00")
        apply(state, fact, Stamp(seq=n + 1, at="2026", actor="qa", subject=WHO), Landmarks())
    row = state.get(ReleaseRow, WHO, LOT)
    assert row is not None
    return row


@pytest.mark.parametrize(
    ("decisions", "day"),
    [
        (("released",), 5),
        (("conditional", "released"), 5),
        (("exceptional", "conditional", "released"), 5),
        (("conditional", "rejected"), 6),
        (("conditional", "rejected", "rejected"), 6),
        (("rejected", "exceptional"), 6),
    ],
)
def test_a_lot_may_be_given_since_the_first_of_the_decisions_that_say_so(decisions, day):
    row = decided(*decisions)
    assert row.since == f"2026-03-0{day}T12:00"
    assert row.at == f"2026-03-0{4 + len(decisions)}T12:00", "the decision that stands has its own moment"


@pytest.mark.parametrize(
    ("decisions", "gave"),
    [
        (("conditional",), None),
        (("rejected",), None),
        (("conditional", "rejected"), "conditional"),
        (("conditional", "rejected", "rejected"), "conditional"),
        (("conditional", "exceptional", "rejected"), "exceptional"),
    ],
)
def test_a_rejection_remembers_the_decision_by_which_the_lot_could_be_given(decisions, gave):
    row = decided(*decisions)
    assert (row.gave.decision if row.gave else None) == gave
