"""A ledger written by an older version verifies, folds to the same answers, and prints the same tables."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from tests.corpus.frozen import events, expected, facts_of, folded, names, tables_of

from hepatica.ledger import chain
from hepatica.ledger.events import StudyPublished
from hepatica.report.stamp import Stamp
from hepatica.report.study.cut import read_cut
from hepatica.study.load import parse

pytestmark = pytest.mark.parametrize("version", names())


def test_its_chain_is_whole(version):
    """VAL-06."""
    lines = events(version)
    assert chain.first_break(lines) is None
    assert (lines[-1].hash, len(lines)) == (expected(version)["head"], expected(version)["events"])


def test_it_folds_to_the_same_answers(version):
    """VAL-06."""
    told = expected(version)
    found = facts_of(folded(version))
    assert found == {name: told[name] for name in found}


def test_it_prints_the_same_tables(version):
    """VAL-06."""
    lines = events(version)
    published = next(e.fact for e in reversed(lines) if e.kind == StudyPublished.kind)
    study, moment = parse(published.text), datetime.fromisoformat(lines[-1].at)
    day = moment.astimezone(ZoneInfo(study.sites[0].zone)).date()
    stamp = Stamp(protocol="1.0", cut=day, seq=lines[-1].seq, head=lines[-1].hash, program="0", at=moment)
    told, found = expected(version)["tables"], tables_of(read_cut(study, folded(version), stamp))
    assert {name: found[name] for name in told} == told  # a later version may add tables, never change one
