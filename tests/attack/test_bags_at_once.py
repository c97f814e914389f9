"""Several people at one bag: it is authorised once, it runs once as it should, and nothing follows its rejection."""

from collections import Counter

import pytest
from tests.attack.test_writers import WRITERS, at_once
from tests.conduct.desk import kinds, person
from tests.store.laboratory import Stored

from hepatica.conduct.refused import Refused
from hepatica.store import read
from hepatica.store.verify import verify

pytestmark = pytest.mark.engine
BAG = "MSC-01-001-A"


@pytest.fixture
def gate(ledger):
    """A participant who may be given both products."""
    return Stored().ready()


def happened(*names):
    return [event.kind for event in read.events(limit=10_000) if event.kind in names]


def test_eight_authorisations_of_one_bag_are_one(gate):
    people = [person(f"quality{n}", "quality") for n in range(WRITERS)]
    done = at_once(lambda who: gate.authorise(BAG, who=who), people)
    assert Counter(tuple(kinds(one)) for one in done) == {("bag.authorised",): 1, (): WRITERS - 1}
    assert happened("bag.authorised") == ["bag.authorised"]
    assert verify().sound


def test_no_bag_is_authorised_after_its_lot_was_rejected(gate):
    at = gate.minute

    def act(n):
        if n % 2:
            return gate.authorise(BAG)
        return gate.release(
            "rejected", at=at, reason="a crack in the bag", who=person(f"quality{n}", "quality")
        )

    done = at_once(act, range(WRITERS))
    assert any(not isinstance(one, Refused) for one in done)
    order = happened("bag.authorised", "lot.released")
    assert order[-1] == "lot.released"
    assert order.count("bag.authorised") <= 1
    assert isinstance(gate.authorise(BAG), Refused)
    assert verify().sound


def test_eight_people_who_start_one_bag_start_it_once(gate):
    gate.authorise(BAG)
    gate.match("01-001", BAG)
    people = [person(f"nurse{n}", "investigator") for n in range(WRITERS)]
    done = at_once(lambda who: gate.start(BAG, who=who), people)
    started = [one for one in done if not isinstance(one, Refused) and one]
    assert len(started) == 1
    assert happened("infusion.started") == ["infusion.started"]
    assert verify().sound
