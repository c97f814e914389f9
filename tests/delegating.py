"""People of a test with their line in the delegation log, as a protocol may ask: trained, identified, their statement given."""

from hepatica.conduct.authority import ALLOWED
from hepatica.conduct.commands import AcceptStatement, Actor
from hepatica.conduct.statements import sha_of, statement_of
from hepatica.store import publishing, read
from hepatica.store.record import Recorded, record

SIGNS = {"form.sign", "hold.lift", "board.sign"}
TERMS = {"training": "ICH E6(R3), 2 Jan 2026", "identity": "Staff card, seen by V. Shetty, 2 Jan 2026"}


def delegate(user, name, role, **terms):
    """Grant a role with all that the log asks, and accept the signer's statement for who signs."""
    seq = publishing.grant(user, name, role, **(TERMS | terms))
    text = statement_of(read.plan())
    if text and ALLOWED[role] & SIGNS:
        actor = Actor(user=user, name=name, roles=frozenset({role}), reauthenticated=True)
        done = record(AcceptStatement(text_sha256=sha_of(text)), actor=actor)
        assert isinstance(done, Recorded), done
    return seq
