"""The simulated trial: people come, are judged, wait for their place, are infused and followed, until nobody is left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from hepatica.conduct.commands import AuthoriseAct, EnterItems
from hepatica.conduct.plan import Plan
from hepatica.conduct.refused import Refused
from hepatica.demo import before, desk, oversight
from hepatica.demo.play import NotPlayable, open_trial, where
from hepatica.demo.played import Played
from hepatica.demo.step import Step
from hepatica.demo.visits import commands_of
from hepatica.design.worlds.world import World
from hepatica.ledger.desk_facts import AlertRaised, HoldPlaced
from hepatica.ledger.events import (
    DeviationRecorded,
    Event,
    FindingRaised,
    SignalProposed,
    SignatureInvalidated,
)
from hepatica.ledger.rows import DeviationRow, FindingRow, HoldRow, ProposalRow
from hepatica.simulated import judging, leaving, visits, watching
from hepatica.simulated.agenda import Agenda
from hepatica.simulated.book import Book
from hepatica.simulated.life import Life, begun
from hepatica.simulated.patients import PLANNED, TrueEvent, referred
from hepatica.study.study import AE_FORM, ENROLMENT, LOG_VISIT, Study

OPENED = date(2021, 1, 4)
"""The first morning, unless another is asked for: equal arguments give equal ledgers, whenever they are played."""
_YEARS = 99
_BATCH = 400
"""Commands that become one transaction."""
_QUIET, _PATIENCE = 7, 60
"""Days without an episode before G-CSF, and days for which somebody waits for a place."""
_LEAD = 7
"""Days from the decision to go on to the infusion."""
_EXPECTED = {0: 34, 1: 20, 2: 13, 3: 13, 4: 13}
"""Infusions → days until the next is planned; 7 after that, since one participant is under way at a time."""
_USUAL_GAP = 7


@dataclass(kw_only=True)
class Trial:
    """One trial while it is played."""

    study: Study
    world: World
    n: int
    seed: int
    go_on: bool = False
    """Whether the trial goes on although a boundary is met."""
    opened: date = OPENED
    until: datetime | None = None
    """The aware moment at which it is left as it then stands; None plays it to its end."""
    progress: Callable[[int], None] = field(default=lambda _: None)
    lives: list[Life] = field(default_factory=list)
    stopped: str = ""
    """The rule whose boundary stopped the trial."""
    holds: int = 0

    def __post_init__(self) -> None:
        self.plan: Plan
        """The plan in force, once the trial is open: compiled by the store, and once."""
        self.book: Book
        self.zone = ZoneInfo(self.study.sites[0].zone)
        self.agenda = Agenda()
        self._referred = referred(self.seed, self.world)
        self.under_way: Life | None = None
        self.free = self.opened
        """The day from which the next may be taken in hand."""

    @property
    def infused(self) -> int:
        """Return how many were infused."""
        return sum(1 for life in self.lives if life.infused)

    # -- The clock --------------------------------------------------------------------------------------------------

    def play(self) -> None:
        """Play it to its end, from where an earlier run of equal arguments was cut short; NotPlayable says what hinders it."""
        from hepatica.store import read
        from hepatica.store.record import rehearsal

        opening = datetime.combine(self.opened, time(9), tzinfo=self.zone)
        if not read.head().seq:
            with rehearsal(keep=True):
                self._opens(opening)
        self.plan = read.plan()
        self.book = Book(self.plan)
        self.book.open()
        for played in (*oversight.approvals(self.study, opening, years=_YEARS), desk.on_call(opening)):
            self.agenda.add(played.at, played)
        self._reports(desk.own_reports(self.study, opening, opening + timedelta(days=365 * _YEARS)))
        self.agenda.add(opening + timedelta(hours=2), self._arrives)
        while self._some():
            pass

    def _opens(self, opening: datetime) -> None:
        """Open the trial, its safety board in the delegation log."""
        from hepatica.store import clock, publishing

        open_trial(self.study, opening.astimezone(UTC), f"hepatica simulate {self.seed} {self.world.code}")
        with clock.virtual(opening + timedelta(minutes=15)):
            for member in watching.BOARD[1:]:
                publishing.grant(member.user, member.name, member.role)

    def _some(self) -> bool:
        """Do the next things in one transaction; say whether anything was left to do."""
        from hepatica.store import clock
        from hepatica.store.record import rehearsal

        with rehearsal(keep=True):
            for _ in range(_BATCH):
                due = self.agenda.take()
                if due is None or (self.until is not None and due.at > self.until):
                    return False
                with clock.virtual(due.at):
                    if isinstance(due.what, Played):
                        self._record(due.what, due.life)
                    else:
                        due.what(due.at.astimezone(self.zone))
        return True

    def _record(self, played: Played, life: Life | None) -> None:
        outcome = self.book.send(self._said(played, life))
        if not isinstance(outcome, Refused):
            for event in outcome:
                self._heard(event, life, played.at.astimezone(self.zone))
        elif isinstance(played.command, AuthoriseAct) and life is not None:
            self._leaves(life, played.at.astimezone(self.zone), str(outcome))
        else:
            raise NotPlayable(where(played, outcome))

    def _said(self, played: Played, life: Life | None) -> Played:
        """Return what is sent: the log of events is complete since the last month, and one that ends later has a reason."""
        command = played.command
        if life is None or not isinstance(command, EnterItems) or command.form != AE_FORM:
            return played
        row = self.book.form(life.subject, LOG_VISIT, AE_FORM)
        return watching.corrected(played, row) if row is not None and row.completed_seq else played

    def _tell(self, life: Life, steps: Iterable[Step], *, planned: bool = False) -> None:
        for played in commands_of(self.plan, life.subject, tuple(steps), life.told):
            self.agenda.add(played.at, played, life, planned=planned)

    def _reports(self, lines: Iterator[Played]) -> None:
        """Put the trial's own next report on the agenda: each falls due by the calendar, as long as somebody is in the trial."""

        def send(played: Played, _: datetime) -> None:
            if (len(self.lives) < self.n and not self.stopped) or not all(life.gone for life in self.lives):
                self._record(played, None)
                self._reports(lines)

        if played := next(lines, None):
            self.agenda.add(played.at, partial(send, played))

    # -- One participant --------------------------------------------------------------------------------------------

    def _arrives(self, now: datetime) -> None:
        """Ask the next person, unless all have come or the trial has stopped."""
        number = len(self.lives)
        if self.stopped or number >= self.n:
            return
        subject = self.study.numbering.format(site=self.study.sites[0].id, n=number + 1)
        virtual = next(self._referred)
        # The first question comes two days before consent, which is day 0 of the course.
        life = begun(virtual, subject, now.date() + timedelta(days=3), self.zone)
        self.lives.append(life)
        self._tell(life, visits.screened(self.plan, life))
        judged = life.patient.days.at(-45, "16:00")
        self.agenda.add(judged, partial(self._judged, life), life)

    def _judged(self, life: Life, now: datetime) -> None:
        """Ask the next person when there will be a place, and enrol whoever is eligible."""
        self.progress(len(self.lives))
        gap = 1
        if life.outcome == "failed":
            life.ended = now.date()
        else:
            waiting = sum(1 for one in self.lives if one.outcome in {"eligible", "enrolled", "under way"})
            gap = _EXPECTED.get(self.infused + waiting - 1, _USUAL_GAP)
            self._enrols(life, now)
        self.agenda.add(now + timedelta(days=gap), self._arrives)

    def _enrols(self, life: Life, now: datetime) -> None:
        """Enrol somebody, once no hold stands against it; the infusion moves with the days of waiting."""
        if self.stopped:
            self._tell(life, (visits.turned_away(life, now.date()),))
            self._ends(life, now, "failed", "The trial was stopped")
        elif any(ENROLMENT in hold.blocks for hold in self.book.rows(HoldRow)):
            life.move(life.patient.days.infusion + timedelta(days=1))
            self.agenda.add(now + timedelta(days=1), partial(self._enrols, life), life)
        else:
            life.outcome, life.events = "enrolled", life.virtual.before()
            self._tell(life, before.enrolled(life.patient))
            self._tell(life, visits.growing(life), planned=True)
            self._course(life, now)
            ready = life.patient.days.at(-_LEAD - 1, "16:30")
            self.agenda.add(ready, partial(self._ready, life), life, planned=True)

    def _course(self, life: Life, now: datetime) -> None:
        """Put what truly happens after now on the agenda: it holds while this is the course that is walked."""
        course = life.course

        def if_so(doing: Callable[[datetime], None]) -> Callable[[datetime], None]:
            return lambda at: doing(at) if life.course is course else None

        today = life.since(now.date())
        for true in life.events:
            if true.day > today:
                tell = if_so(partial(self._happens, life, true))
                self.agenda.add(life.at(true.day, "16:31"), tell, life, planned=True)
        if course.died > today:
            self.agenda.add(
                life.at(course.died, "11:20"), if_so(partial(self._dies, life)), life, planned=True
            )
        if course.transplanted > today:
            gone = if_so(lambda at: self._leaves(life, at, "Transplanted", transplanted=True))
            self.agenda.add(life.at(course.transplanted, "14:00"), gone, life, planned=True)

    def _happens(self, life: Life, true: TrueEvent, now: datetime) -> None:
        self._tell(life, judging.happened(self.study, life, true, now))

    def _ready(self, life: Life, now: datetime) -> None:
        """Take the next participant in hand, or let the place be waited for."""
        today = now.date()
        if not life.virtual.grows:
            self._tell(life, (visits.stopped(life, today),))
            self._leaves(life, now, "The culture gave too few cells")
        elif self.stopped:
            self._leaves(life, now, "The trial was stopped")
        elif life.since(today) > PLANNED + _PATIENCE:
            self._leaves(life, now, "Nobody knew when the infusion could be given")
        elif (
            self.under_way
            or today < self.free
            or self.book.rows(HoldRow)
            or self.book.rows(HoldRow, life.subject)
            or self._unwell(life, today)
        ):
            life.move(life.patient.days.infusion + timedelta(days=1))
            self.agenda.add(now + timedelta(days=1), partial(self._ready, life), life, planned=True)
        else:
            self._goes_on(life, now)

    def _unwell(self, life: Life, today: date) -> bool:
        since = life.since(today)
        return any(one.of_disease and 0 <= since - one.day < _QUIET for one in life.events)

    def _goes_on(self, life: Life, now: datetime) -> None:
        today, known = now.date(), life.events
        infusion = life.since(life.patient.days.infusion)
        life.outcome, self.under_way = "under way", life
        life.course = life.virtual.treated(infusion)
        since = life.since(today)
        later = life.virtual.after(life.course, infusion)
        life.events = (
            *(one for one in known if one.day <= since),
            *(one for one in later if one.day > since),
        )
        self._tell(life, visits.treated(self.study, life, self.infused), planned=True)
        self._course(life, now)
        done = life.patient.days.at(0, "18:00")
        self.agenda.add(done, partial(self._given, life), life, planned=True)
        ended = life.patient.days.at(visits.LAST, "18:00")
        self.agenda.add(ended, partial(self._completes, life), life, planned=True)

    def _given(self, life: Life, now: datetime) -> None:
        life.outcome, life.infused = "infused", now.date()
        _, wait = visits.wait_after(self.study, self.infused)
        self._lane(now.date() + timedelta(days=max(wait + 2 - (_LEAD + 1 - 4), 0)))

    def _lane(self, free: date) -> None:
        self.under_way, self.free = None, free

    def _completes(self, life: Life, now: datetime) -> None:
        life.outcome, life.ended = "completed", now.date()

    def _dies(self, life: Life, now: datetime) -> None:
        self._tell(life, leaving.death(self.study, life, now.date()))
        self._ends(life, now, "died", "")

    def _leaves(self, life: Life, now: datetime, why: str, *, transplanted: bool = False) -> None:
        decided = "withdrawn_by_investigator"
        self._tell(life, leaving.left(life, now.date(), decided, why, transplanted=transplanted))
        self._ends(life, now, "transplanted" if transplanted else "left", why)

    def _ends(self, life: Life, now: datetime, outcome: str, why: str) -> None:
        life.outcome, life.why, life.ended = outcome, why, now.date()
        if self.under_way is life:
            self._lane(now.date() + timedelta(days=1))

    # -- What the system says ---------------------------------------------------------------------------------------

    def _heard(self, event: Event, life: Life | None, now: datetime) -> None:
        match event.fact:
            case AlertRaised() as fact:
                seen = watching.alerted(event.subject, fact.alert, now)
                self.agenda.add(seen.at, seen, life)
            case HoldPlaced() as fact:
                self._held(event, fact, now)
            case _ if life is None:
                return
            case SignalProposed():
                self._once(life, "judge", now + timedelta(minutes=90), self._judges)
            case FindingRaised():
                self._once(life, "explain", now + timedelta(hours=98), self._explains)
            case SignatureInvalidated() as fact if fact.form:
                self._signs_again(life, fact, now)
            case DeviationRecorded() as fact:
                judged = watching.assessed(event.subject, fact, now + timedelta(days=3))
                self.agenda.add(judged.at, partial(self._assesses, life, fact, judged), life)

    def _once(self, life: Life, what: str, at: datetime, doing: Callable[[Life, datetime], None]) -> None:
        """Put something on the agenda unless it waits there already."""
        if what in life.owed:
            return
        life.owed.add(what)

        def do(now: datetime) -> None:
            life.owed.discard(what)
            doing(life, now)

        self.agenda.add(at, do, life)

    def _judges(self, life: Life, now: datetime) -> None:
        rows = self.book.rows(ProposalRow, life.subject)
        waiting = tuple(row for row in rows if row.state == "proposed")
        if waiting:
            state = self.book.state(life.subject)
            moment = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
            self._tell(life, judging.judged(self.study, life, state, waiting, moment))

    def _explains(self, life: Life, now: datetime) -> None:
        for finding in self.book.rows(FindingRow, life.subject):
            if not finding.explained:
                self._record(watching.explained(finding, now), life)

    def _signs_again(self, life: Life, fact: SignatureInvalidated, now: datetime) -> None:
        def sign(one: Life, at: datetime) -> None:
            row = self.book.form(one.subject, fact.visit, fact.form)
            if row is not None and row.complete:
                self._record(watching.signed_again(self.study, one.subject, fact, at), one)

        self._once(life, f"sign {fact.visit}/{fact.form}", now + timedelta(hours=3), sign)

    def _assesses(self, life: Life, fact: DeviationRecorded, judged: Played, _: datetime) -> None:
        """Judge a deviation, unless what it was about was mended meanwhile."""
        place = (fact.rule, fact.visit, fact.form, fact.item, fact.row)
        standing = self.book.rows(DeviationRow, life.subject)
        if any((one.rule, one.visit, one.form, one.item, one.row) == place for one in standing):
            self._record(judged, life)

    def _held(self, event: Event, fact: HoldPlaced, now: datetime) -> None:
        self.holds += 1
        rule = next((one for one in self.study.stopping if one.id == fact.rule), None)
        stops = rule is not None and rule.bayesian is not None and not self.go_on
        if stops:
            self.stopped = self.stopped or fact.rule
        mobilised = self.under_way
        if mobilised is not None and not stops and (not event.subject or event.subject == mobilised.subject):
            self._clears(mobilised, fact, now)
        for played in watching.reviewed(
            event, fact, self.holds, now + watching.REVIEW, stops=stops, cut=event.seq
        ):
            self.agenda.add(played.at, played)

    def _clears(self, life: Life, fact: HoldPlaced, now: datetime) -> None:
        """Let the medical monitor decide, by name, whether somebody under way goes on."""
        from hepatica.conduct.gates import mobilised

        def clear(at: datetime) -> None:
            if mobilised(self.book.state(life.subject), life.subject):
                self._record(watching.goes_on(life.subject, fact, at), life)

        self.agenda.add(now + timedelta(minutes=30), clear, life, planned=True)
