import pytest
from tests.bench.seeding import seed
from tests.store.people import screened

from hepatica.ledger.rows import SubjectRow
from hepatica.store import queries, read, signed
from hepatica.store.parts import MOST, parts

MANY = tuple(f"HYD-{n:05d}" for n in range(70_000))
"""More than SQLite (32,766) or PostgreSQL (65,535) binds in one statement."""


def test_each_participant_is_named_once_in_order_and_in_parts_that_a_statement_may_name():
    found = list(parts(("c", "a", "b", "a")))
    assert found == [("subject IN (%s, %s, %s)", ("a", "b", "c"))]
    assert [len(some) for _where, some in parts(MANY)] == [MOST] * 7
    assert list(parts(())) == []


@pytest.mark.engine
def test_every_list_may_name_more_participants_than_the_engine_binds(published):
    one, two = screened(), screened()
    named = (*MANY, two, one, two)
    assert [row.subject for row in read.among(SubjectRow, named)] == [one, two]
    assert read.forms_light(named) == read.logs(named) == ()
    assert queries.counted(named) == queries.queries(subjects=named) == ()
    assert signed.locks(named) == ()


@pytest.mark.engine
def test_the_whole_record_is_loaded_in_the_order_of_its_keys(published):
    seed(30, lambda _subject: ())
    rows = [(row.table, row.subject, row.key) for row in read.state_at(read.head().seq).rows()]
    assert rows == sorted(rows)
    assert len(rows) > 30
