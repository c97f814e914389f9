"""The board's pack, printed: the same bytes however much the ledger has grown, and a line on the access chain."""

from hashlib import sha256

import pytest
from tests.web import play
from tests.web.outputs.test_printed import accesses, given

from hepatica.conduct.commands import LiftHold, PlaceHold
from hepatica.jobs import outputs, printed
from hepatica.jobs.tasks import print_board_pack
from hepatica.store import read
from hepatica.store.access import Access
from hepatica.store.record import record

pytestmark = pytest.mark.engine


@pytest.fixture(autouse=True)
def _addresses(ward, settings, unset):
    settings.ROOT_URLCONF = "hepatica.config.urls"


def held():
    """Place a hold; return the event that placed it."""
    play.must(
        record(PlaceHold(hold="dosing", reason="To look at a pulse.", blocks=("infusion",)), actor=play.MEENA)
    )
    return read.head().seq


def test_a_pack_printed_at_the_head_and_again_when_the_ledger_has_grown_is_the_same_bytes():
    cut = held()
    first = outputs.board_pack(cut)
    play.must(record(LiftHold(hold="dosing", reason="It was a lead."), actor=play.MEENA))
    play.enter("01-001", "month_3", "visit", {"svreas": "a later remark"})
    assert read.head().seq > cut
    outputs._cut.cache_clear()
    outputs._dossier.cache_clear()
    assert outputs.board_pack(cut) == first
    assert outputs.board_pack() != first


def test_a_hold_of_the_ledger_stands_in_the_pack_with_its_first_signature():
    held()
    play.must(record(LiftHold(hold="dosing", reason="It was a lead."), actor=play.MEENA))
    (hold,) = outputs.pack_at().holds
    assert (hold.reason, hold.in_force, [s.name for s in hold.signed]) == (
        "To look at a pulse.",
        True,
        [play.MEENA.name],
    )


def test_a_printed_pack_is_kept_by_its_hash_and_given_under_its_own_name(signed_in):
    cut = held()
    done = print_board_pack.call(cut=cut, actor="iris")
    assert printed.path_of(done["sha256"]).read_bytes() == outputs.board_pack(cut)
    assert done["name"].endswith(f"-board-pack-{cut}.pdf")
    said = {"what": "board pack", "cut": str(cut), "sha256": done["sha256"]}
    assert accesses(Access.PRINTED) == [("iris", said)]
    response = signed_in("asha").get(f"/outputs/printed/{done['sha256']}.pdf")
    assert sha256(given(response)).hexdigest() == done["sha256"]
    assert f"-board-pack-{cut}.pdf" in response["Content-Disposition"]
    assert accesses(Access.EXPORTED) == [("asha", said)]
