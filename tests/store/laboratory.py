"""A laboratory and a bedside whose every command goes through the one write path, under a virtual clock."""

from tests.conduct.bedside import Bedside, reference
from tests.conduct.desk import INVESTIGATOR

from hepatica.conduct.refused import Refused
from hepatica.ledger.events import Draft, decode
from hepatica.store import publishing, read
from hepatica.store.clock import virtual
from hepatica.store.record import record


class Stored(Bedside):
    """The bedside of ``tests.conduct`` with a database behind it instead of a list."""

    def do(self, command, actor=INVESTIGATOR):
        with virtual(self.now.at):
            done = record(command, actor=actor)
        if isinstance(done, Refused):
            return done
        return tuple(Draft(subject=e.subject, fact=decode(e.kind, e.body)) for e in done.events)

    def publish(self):
        with virtual(self.now.at):
            publishing.mark_synthetic("laboratory")
            publishing.publish(reference())

    @property
    def seq(self):
        return read.head().seq

    @property
    def state(self):
        return read.state_at(self.seq)

    @state.setter
    def state(self, _):
        """Nothing is held beside the database."""
