"""The record as the play writes it, and as it goes over it again where a run was cut short.

Every command of a play is sent under its number, and equal arguments give equal commands. Sent again, one that stands is
answered with the events it became; one that was refused is refused again, by the record as it stood then. What the play
reads it reads as of that command too, from the events gone over; after the last of them, from the record itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from hepatica.conduct.decide import decide
from hepatica.conduct.plan import Plan
from hepatica.conduct.refused import Refused
from hepatica.demo.numbered import numbered
from hepatica.demo.play import NotPlayable, where
from hepatica.demo.played import Played
from hepatica.ledger.events import Event
from hepatica.ledger.rows import FormRow
from hepatica.ledger.state import R, State

PREFIX = "simulate/"
"""What the keys of the requests begin with; the number of the command follows."""


class Book:
    """The record of one simulated trial, of which ``open`` finds how much stands already."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._sent = 0
        self._stands: frozenset[int] = frozenset()
        self._last = 0
        self._then: State | None = None
        """The record as it stood at the command that is gone over; None once all were."""
        self._seq = 0
        self._at = ""

    def open(self) -> None:
        """Find what stands in the open trial."""
        from hepatica.store.record import keys

        self._stands = frozenset(int(key.removeprefix(PREFIX)) for key in keys(PREFIX))
        self._last = max(self._stands, default=0)
        self._then = State() if self._stands else None

    def send(self, played: Played) -> tuple[Event, ...] | Refused:
        """Return what a command of the play becomes, or became; its clock is the play's.

        NotPlayable where what stands is not what this play would have written.
        """
        from hepatica.store.record import record

        self._sent += 1
        key = f"{PREFIX}{self._sent}"
        if self._then is None:
            outcome = record(numbered(played.command), actor=played.actor, key=key)
        elif self._sent in self._stands:
            outcome = record(played.command, actor=played.actor, key=key)
            if isinstance(outcome, Refused):
                raise NotPlayable(
                    f"{where(played, outcome)} The folder was played by another version of the program"
                )
            self._goes_over(self._then, outcome.events)
        else:
            outcome = self._refused(self._then, played)
        return outcome if isinstance(outcome, Refused) else outcome.events

    def _refused(self, state: State, played: Played) -> Refused:
        """Decide again, as the record stood then, what did not become an event."""
        from hepatica.store import clock

        rows = sorted(state.rows(), key=lambda row: (row.table, row.subject, row.key))
        moment = clock.after(self._at, clock.now())
        said = decide(self._plan, State(rows), played.command, moment, played.actor, head=self._plan)
        if not isinstance(said, Refused):
            raise NotPlayable(
                f"{played.command.kind} of {played.at:%Y-%m-%d %H:%M} was refused when the folder was played, and would not be "
                "now: the folder was played by another version of the program"
            )
        return said

    def _goes_over(self, state: State, events: tuple[Event, ...]) -> None:
        """Fold the events of a command that stands, before the first the opening; NotPlayable where others lie between."""
        from hepatica.store import read

        if events and not self._seq:
            events = (*read.events(limit=events[0].seq - 1), *events)
        if events and events[0].seq != self._seq + 1:
            raise NotPlayable(self._strange())
        self._fold(state, events)
        if self._sent == self._last:
            if read.head().seq != self._seq:
                raise NotPlayable(self._strange())
            self._then = None

    def _fold(self, state: State, events: Iterable[Event]) -> None:
        from hepatica.store.fold import folded

        for event in events:
            folded((event,), state, self._plan.landmarks)
            self._seq, self._at = event.seq, event.at

    def _strange(self) -> str:
        return f"event {self._seq + 1} of the ledger is not of this simulation: somebody else wrote into the folder"

    # -- What the play reads ----------------------------------------------------------------------------------------

    def rows(self, table: type[R], subject: str = "") -> tuple[R, ...]:
        """Return a participant's rows of one table by their keys; the study's own rows where none is named."""
        from hepatica.store import read

        if self._then is not None:
            return tuple(sorted(self._then.of(table, subject), key=lambda row: row.key))
        return read.among(table, [subject]) if subject else read.of_study(table)

    def form(self, subject: str, visit: str, form: str) -> FormRow | None:
        """Return a page with its answers; None when nothing was ever entered there."""
        from hepatica.store import read

        then = self._then
        return (
            read.form_row(subject, visit, form)
            if then is None
            else then.get(FormRow, subject, f"{visit}/{form}")
        )

    def state(self, subject: str) -> State:
        """Return everything of a participant, at the least."""
        from hepatica.store import read

        return read.subject_state(subject) if self._then is None else self._then
