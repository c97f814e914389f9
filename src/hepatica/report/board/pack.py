"""Everything the board's pack is written from, derived once from the state at a cut and the ledger before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from hepatica.datasets.cases import derive_cases
from hepatica.datasets.holds import Held, Signed, derive_holds, derive_signed
from hepatica.datasets.participants import Participant
from hepatica.datasets.unanswered import Unanswered, derive_unanswered
from hepatica.ledger.events import Event
from hepatica.ledger.rows import GrantRow
from hepatica.report import text as write
from hepatica.report.study.cut import Cut
from hepatica.safety.case import Case
from hepatica.safety.clocks import Obligation, derive_trial, obligations, trial_obligations
from hepatica.safety.signals import CompiledSignal, compile_signal
from hepatica.study.study import AE_FORM, Study

SIGN = "board.sign"
"""The act of a member's signature under a decision form."""


@dataclass(frozen=True, kw_only=True)
class Pack:
    """The trial as the board sees it: the report's cut, its cases, what is owed, and the holds there were."""

    cut: Cut
    cases: dict[str, tuple[Case, ...]]
    """Participant → cases in row order."""
    owed: tuple[Obligation, ...]
    """Every obligation of every case, then the trial's own."""
    holds: tuple[Held, ...]
    """Every hold ever placed, in order of placing."""
    decided: dict[int, tuple[Signed, ...]]
    """Decision form of the board, by its event → who signed it."""
    unanswered: tuple[Unanswered, ...]
    """Values that met a signal and have no event, in order of infusion."""
    zone: tzinfo
    """Of the site: the clock on which limits are judged and times are written."""

    @property
    def study(self) -> Study:
        """The protocol in force at the cut."""
        return self.cut.study

    @property
    def now(self) -> datetime:
        """The moment of the cut's last event: the only present a pack knows."""
        return self.cut.stamp.at

    @property
    def people(self) -> tuple[Participant, ...]:
        """Participants who started a study procedure, or had an event before one; in order of infusion."""
        return tuple(p for p in self.cut.participants if p.started or self.cases[p.subject])

    @property
    def all_cases(self) -> tuple[Case, ...]:
        """Every case, in order of infusion, then as logged."""
        return tuple(case for p in self.people for case in self.cases[p.subject])

    @property
    def serious(self) -> tuple[Case, ...]:
        """Serious cases that no nullification took back."""
        return tuple(case for case in self.all_cases if case.serious and not case.nullified)

    def who(self, subject: str) -> Participant:
        """Return a participant by number."""
        return next(p for p in self.cut.participants if p.subject == subject)

    def minute(self, instant: str | datetime) -> str:
        """Write an instant as the site's clock showed it: '16 Mar 2026, 10:40'."""
        at = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
        here = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(self.zone)
        return f"{write.civil_date(here.date())}, {here:%H:%M}"

    def person(self, user: str) -> str:
        """Return the name of an account as its roles state it; the account itself where it holds none."""
        names = (grant.name for grant in self.cut.state.all(GrantRow) if grant.user == user)
        return next(names, "the program" if user == "system" else user)

    def label(self, item: str, code: str) -> str:
        """Return the words of a code of the event log."""
        asked = self.study.item(AE_FORM, item)
        if not code or asked is None or asked.codelist is None:
            return code
        return self.study.codelist_by_id[asked.codelist].label(code)


def read_pack(cut: Cut, *, instants: Mapping[int, str], history: Sequence[Event]) -> Pack:
    """Derive the pack's values: ``instants`` tells when each event was written, ``history`` holds those of ``KINDS``."""
    study, zone = cut.study, ZoneInfo(cut.study.sites[0].zone)
    at_of = instants.__getitem__
    cases = {p.subject: derive_cases(study, cut.state, p.subject, at_of=at_of) for p in cut.participants}
    now, signals = cut.stamp.at, _signals(study)
    owed = tuple(
        one
        for p in cut.participants
        for case in cases[p.subject]
        for one in obligations(study, case, zone, now)
    )
    return Pack(
        cut=cut,
        cases=cases,
        owed=(*owed, *trial_obligations(study, derive_trial(cut.state), zone, now)),
        holds=derive_holds(history),
        decided=derive_signed(history, SIGN),
        unanswered=tuple(
            one for p in cut.participants for one in derive_unanswered(study, signals, cut.state, p.subject)
        ),
        zone=zone,
    )


def _signals(study: Study) -> tuple[CompiledSignal, ...]:
    """Compile the signals; one that does not compile was refused when the protocol was published."""
    made = (compile_signal(study, signal) for signal in study.signals)
    return tuple(one for one in made if isinstance(one, CompiledSignal))
