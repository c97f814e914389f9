"""What is owed, to whom and by when: a pure function of the facts and of now.

A missing fact makes a clock start early, never late; a rule that cannot be evaluated runs, and says so. Only a recorded
submission fulfils an obligation.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import count
from typing import Literal

from hepatica.checks.cel import Answer, Compiled, evaluate
from hepatica.checks.values import Kind
from hepatica.ledger.desk_rows import ApprovalRow, BoardRow, SubmissionRow
from hepatica.ledger.state import State
from hepatica.safety import naming
from hepatica.safety.case import Case, Submitted
from hepatica.safety.limits import due_of, last_day, moment, start_of_day
from hepatica.safety.moments import Start, Trial, duties, starts_of
from hepatica.study.clocks import Clock, Limit
from hepatica.study.dates import NotADate, PartialDate
from hepatica.study.study import Study

ALARM = timedelta(hours=24)
"""A legal clock is an alarm from here on; a limit of the protocol itself never is."""
OPEN = frozenset({"running", "alarm", "late"})
DONE = frozenset({"sent", "sent_late", "not_applicable"})
"""States that time does not move."""
PERMISSION = "licensing_authority"
"""The approval whose first day is the permission."""
FOLLOW_UP = "follow_up"


@dataclass(frozen=True, kw_only=True)
class Obligation:
    """One report owed to one recipient."""

    clock: Clock
    subject: str = ""
    row: int = 0
    """Row of the event; 0 for an obligation of the trial."""
    period: int = 0
    """Of a recurring one: the first is 1."""
    state: Literal["idle", "running", "alarm", "late", "sent", "sent_late", "not_applicable"]
    start: Start | None = None
    """The earliest of the moments that have come; None while none has."""
    due: datetime | None = None
    """Last instant, UTC."""
    others: tuple[tuple[Start, datetime], ...] = ()
    """The later moments, each with the limit it gives."""
    submitted: Submitted | None = None
    submitted_at: datetime | None = None
    doubt: str = ""
    """Why the rule could not be evaluated: it runs all the same."""
    now: datetime

    @property
    def key(self) -> str:
        """Its own name, the same as long as the case stands."""
        return f"{self.subject or 'trial'}/{self.row}/{self.clock.id}/{self.period}"

    @property
    def whose(self) -> str:
        """The participant's number, or 'Trial'."""
        return self.subject or "Trial"

    @property
    def bare(self) -> str:
        """What is owed, by the number of its rule: a title may say what happened, and a message must not."""
        return f"report {self.clock.code}".strip()

    @property
    def open(self) -> bool:
        """Whether it runs or is late."""
        return self.state in OPEN

    @property
    def latest_legal(self) -> datetime | None:
        """The latest limit that any of its moments gives: the one shown as due is the earliest."""
        return max((due for _, due in self.others), default=self.due)

    @property
    def left(self) -> timedelta | None:
        """Time that is left, or was left when it was sent; negative when late."""
        return self.due - (self.submitted_at or self.now) if self.due else None

    @property
    def used(self) -> float:
        """Share of the time that is gone, or was when it was sent; 0 to 1."""
        if self.start is None or self.due is None:
            return 0.0
        gone = (self.submitted_at or self.now) - self.start.at
        return min(1.0, max(0.0, gone / (self.due - self.start.at)))


def obligations(study: Study, case: Case, zone: tzinfo, now: datetime) -> tuple[Obligation, ...]:
    """Return every obligation of a case in the order of ``clocks``; ``now`` is aware."""
    owed, known = duties(study.clocks), naming.known_of(study, case)
    return tuple(
        _of_case(study, clock, case, starts_of(clock, case, owed, zone), known, zone, now)
        for clock in study.clocks
        if clock.per == "case"
    )


def may_owe(study: Study, case: Case) -> bool:
    """Whether any clock may belong to a case, or a report of it was sent; where not, every obligation is not applicable."""
    if case.submitted:
        return True
    known = naming.known_of(study, case)
    rules = {clock.applies: clock for clock in study.clocks if clock.per == "case"}
    return any(_applies(study, clock, known)[0] for clock in rules.values())


def at_moment(one: Obligation, now: datetime) -> Obligation:
    """Return an obligation of a case as it stands at another moment: the facts being the same, nothing else moves."""
    if one.state in DONE:
        return replace(one, now=now)
    return replace(one, state=_state(one.clock, one.start, one.due, None, now), now=now)


def trial_obligations(study: Study, trial: Trial, zone: tzinfo, now: datetime) -> tuple[Obligation, ...]:
    """Return the trial's own obligations: of a recurring one every period up to the next."""
    owed = duties(study.clocks)
    return tuple(
        obligation
        for clock in study.clocks
        if clock.per == "trial"
        for obligation in _of_trial(study, clock, trial, starts_of(clock, trial, owed, zone), zone, now)
    )


def nearest(found: Iterable[Obligation]) -> Obligation | None:
    """Return the open obligation whose limit comes first, the late ones before all; legal ones first where they tie."""
    return min(
        (one for one in found if one.open and one.due),
        key=lambda one: (one.due, not one.clock.legal, one.key),
        default=None,
    )


def derive_trial(state: State) -> Trial:
    """Return what the trial's own clocks count from: the permission's first day, and a decision of the board to stop."""
    permission = state.get(ApprovalRow, "", PERMISSION)
    stops = [row.held_on for row in state.of(BoardRow, "") if row.recommendation == "stop"]
    return Trial(
        permission=_day(permission.valid_from) if permission else None,
        terminated=_day(min(stops)) if stops else None,
        submitted=tuple(
            Submitted(clock=row.clock, recipient=row.recipient, at=row.at, diary=row.diary, seq=row.seq)
            for row in state.of(SubmissionRow, "")
        ),
    )


def _day(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text)
    except NotADate:
        return None


# -- One obligation -------------------------------------------------------------------------------------------------


def _of_case(
    study: Study,
    clock: Clock,
    case: Case,
    starts: tuple[Start, ...],
    known: Mapping[str, object],
    zone: tzinfo,
    now: datetime,
) -> Obligation:
    verdict, doubt = _applies(study, clock, known)
    given = (one for one in case.submitted if one.clock == clock.id)
    one = _judged(study, clock, starts, tuple(given), zone, now)
    one = replace(one, subject=case.subject, row=case.row, doubt=doubt)
    if one.submitted is None and (not verdict or case.nullified or not _in_force(clock, one.start, zone)):
        return replace(one, state="not_applicable")
    return one


def _applies(study: Study, clock: Clock, known: Mapping[str, object]) -> tuple[bool, str]:
    """Say whether a clock belongs to a case of which so much is known; one that cannot be evaluated does, with the reason of the doubt."""
    if clock.applies == naming.ALWAYS:
        return True, ""
    rule = naming.compiled(study, clock.applies)
    if isinstance(rule, list):
        return True, rule[0].sentence
    read = tuple((name, rule.kinds[name], known.get(name)) for name in sorted(rule.reads))
    return _answered(_Asked(expression=clock.applies, read=read, rule=rule))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A rule with the values it reads: all that its answer depends on."""

    expression: str
    read: tuple[tuple[str, Kind, object], ...]
    rule: Compiled = field(compare=False)


@lru_cache(maxsize=4096)
def _answered(asked: _Asked) -> tuple[bool, str]:
    """Answer a rule, once for cases that are alike: among thousands of them few are not."""
    verdict = evaluate(asked.rule, {name: value for name, _kind, value in asked.read})
    return verdict.answer is not Answer.FALSE, verdict.reason


def _in_force(clock: Clock, start: Start | None, zone: tzinfo) -> bool:
    """Whether the rule was in force on the start's civil day; where the day is not fully known, if it can have been."""
    if start is None:
        return True
    first = start.at.astimezone(zone).date()
    last = start.latest or first
    begun = clock.effective_from is None or last >= clock.effective_from
    return begun and (clock.effective_to is None or first <= clock.effective_to)


def _judged(
    study: Study,
    clock: Clock,
    starts: tuple[Start, ...],
    given: tuple[Submitted, ...],
    zone: tzinfo,
    now: datetime,
) -> Obligation:
    holidays = study.oversight.holidays
    limits = [(start, due_of(clock.limit, start.at, zone, holidays)) for start in starts]
    start, due = limits[0] if limits else (None, None)
    sent = [(at, one) for one in given if (at := moment(one.at, zone))]
    if start and FOLLOW_UP in clock.starts:
        sent = [
            (at, one) for at, one in sent if at >= start.at
        ]  # the report before the news does not hold it
    at, submitted = min(sent, key=lambda pair: pair[0], default=(None, None))
    return Obligation(
        clock=clock,
        state=_state(clock, start, due, at, now),
        start=start,
        due=due,
        others=tuple(limits[1:]),
        submitted=submitted,
        submitted_at=at,
        now=now,
    )


def _state(
    clock: Clock, start: Start | None, due: datetime | None, sent: datetime | None, now: datetime
) -> Literal["idle", "running", "alarm", "late", "sent", "sent_late"]:
    if sent:
        return "sent_late" if due and sent > due else "sent"
    if start is None or due is None or start.at > now:
        return "idle"
    if now > due:
        return "late"
    return "alarm" if clock.legal and due - now <= ALARM else "running"


# -- Recurring ------------------------------------------------------------------------------------------------------


def _of_trial(
    study: Study, clock: Clock, trial: Trial, starts: tuple[Start, ...], zone: tzinfo, now: datetime
) -> Iterator[Obligation]:
    given = tuple(one for one in trial.submitted if one.clock == clock.id)
    if clock.every is None or not starts:
        # Of a recurring one nobody can tell which period a report was about before its first day is known.
        once = _judged(study, clock, starts, given if clock.every is None else (), zone, now)
        if once.submitted is not None or _in_force(clock, once.start, zone):
            yield once
        return
    since = ((at, one) for one in given if (at := moment(one.at, zone)) and at >= starts[0].at)
    told = tuple(one for _, one in sorted(since, key=lambda pair: pair[0]))
    for period in count(1):
        begins = _begins(clock, starts[0], period, zone, study.oversight.holidays)
        sent = told[period - 1 : period]
        if sent or _in_force(clock, begins, zone):
            yield replace(_judged(study, clock, (begins,), sent, zone, now), period=period)
        if not sent and begins.at > now:
            return


def _begins(clock: Clock, base: Start, period: int, zone: tzinfo, holidays: Collection[date]) -> Start:
    """Give the end of a period: from it the limit of the report about the period counts."""
    assert clock.every is not None
    ((unit, each),) = clock.every.model_dump(exclude_none=True).items()
    whole = Limit(**{unit: each * period})
    day = last_day(whole, base.at.astimezone(zone).date(), holidays)
    words = f"period {period}, counted from {base.words}"
    return Start(moment=base.moment, at=start_of_day(day, zone), words=words, assumed=base.assumed)
