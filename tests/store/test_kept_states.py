"""Kept states are bounded by the rows they hold together, and the one asked for last always stays."""

import pytest

from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.state import State
from hepatica.store import kept_states


@pytest.fixture(autouse=True)
def _nothing_kept():
    kept_states.forget()
    yield
    kept_states.forget()


def test_states_of_many_rows_are_let_go_before_they_fill_the_memory(monkeypatch):
    monkeypatch.setattr(kept_states, "MOST_ROWS", 25)
    state = State(SubjectRow(subject=f"01-{n:03d}", site="01", seq=1, screened_at="") for n in range(10))
    for seq in (100, 200, 300):
        kept_states._keep(seq, f"hash {seq}", state)
    assert list(kept_states._KEPT) == [(200, "hash 200"), (300, "hash 300")]
    monkeypatch.setattr(kept_states, "MOST_ROWS", 1)
    kept_states._keep(400, "hash 400", state)
    assert list(kept_states._KEPT) == [(400, "hash 400")]
