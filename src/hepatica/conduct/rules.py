"""Stopping rules at work: what a change means for each of them, and the hold that follows, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from hepatica.conduct.case import Case
from hepatica.conduct.plan import Changed
from hepatica.conduct.rulebook import Touched
from hepatica.datasets.cases import derive_cases
from hepatica.datasets.deterioration import derive_deterioration
from hepatica.ledger.desk_facts import (
    ReportIssued,
    RuleCounted,
    RuleFired,
    SubmissionRecorded,
    SubmissionWithdrawn,
)
from hepatica.ledger.desk_rows import RuleRow
from hepatica.ledger.events import (
    DeviationRecorded,
    DeviationWithdrawn,
    Draft,
    HoldPlaced,
    SignalConfirmed,
    SignalDismissed,
    SignalProposed,
    SignalWithdrawn,
)
from hepatica.ledger.fact import Fact
from hepatica.ledger.rows import HoldRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.safety.case import Case as Event
from hepatica.safety.clocks import obligations
from hepatica.safety.meter import Met, doubt_words, met
from hepatica.safety.stopping import WIDE, Evidence, Shown, evidence_of, merged
from hepatica.study.stopping import StoppingRule

PARTICIPANT = "participant"
NOTHING = ("", "")
NULLIFICATION = "nullification"


def derive_rules(
    case: Case, ahead: State, subject: str, changed: Iterable[Changed], drafts: tuple[Draft, ...] = ()
) -> Iterator[Draft]:
    """Yield what follows for the stopping rules from changed items and from ``drafts``, which ``ahead`` lacks."""
    book = case.head.rules
    if not book.rules:
        return
    touched = _joined(
        *(book.on(form, item) for form, item in sorted({(c.form, c.item) for c in changed})),
        *(book.counting(*named) for named in sorted({_named(draft.fact) for draft in drafts} - {NOTHING})),
    )
    if touched:
        yield from _evaluate(case, case.ahead(drafts, ahead), subject, touched)


def after(case: Case, drafts: tuple[Draft, ...], subject: str) -> tuple[Draft, ...]:
    """Return the drafts of a command that changes no item, with what follows from them for the stopping rules."""
    return (*drafts, *derive_rules(case, case.state, subject, (), drafts))


def _named(fact: Fact) -> tuple[str, str]:
    """Return the kind of evidence a fact is or takes away, and the name by which rules count it."""
    match fact:
        case DeviationRecorded() | DeviationWithdrawn():
            return "deviation", fact.rule
        case SignalProposed() | SignalWithdrawn() | SignalConfirmed() | SignalDismissed():
            return "signal", fact.signal
        case SubmissionRecorded() | SubmissionWithdrawn():
            return "late", ""
        case ReportIssued() if fact.purpose == NULLIFICATION:
            return "event", ""
        case _:
            return NOTHING


def _joined(*several: Touched) -> Touched:
    found: dict[str, frozenset[str]] = {}
    for touched in several:
        for name, kinds in touched.items():
            found[name] = found.get(name, frozenset()) | kinds
    return found


def _evaluate(case: Case, state: State, subject: str, touched: Touched) -> Iterator[Draft]:
    kinds = frozenset().union(*touched.values())
    events = derive_cases(case.head.study, state, subject) if kinds & {"event", "late"} else ()
    dosed = infused(state)
    for name in (rule for rule in case.head.rules.rules if rule in touched):
        made = case.head.rules.rules[name]
        shown = tuple(_shown(case, state, subject, made.rule, events, touched[name]))
        found = evidence_of(made, case.head.study, state, subject, events, shown, kinds=touched[name])
        yield from _settled(case, state, subject, made.rule, found, touched[name], dosed)


def _settled(
    case: Case,
    state: State,
    subject: str,
    rule: StoppingRule,
    found: Evidence,
    kinds: frozenset[str],
    dosed: int,
) -> Iterator[Draft]:
    row = state.get(RuleRow, "", rule.id) or RuleRow(subject="", rule=rule.id)
    before = (row.evidence.get(subject, ()), row.doubt.get(subject, ()))
    counted = (merged(before[0], found.evidence, kinds), merged(before[1], found.doubt, kinds))
    if counted == before:
        return
    draft = Draft(subject=subject, fact=RuleCounted(rule=rule.id, evidence=counted[0], doubt=counted[1]))
    yield draft
    now = case.ahead((draft,), state).get(RuleRow, "", rule.id)
    assert now is not None
    standing = met(rule, now, dosed, subject=subject, study=case.head.study)
    new = set(standing.on) - set(now.fired_on)
    if standing.review and new:
        yield Draft(subject=subject, fact=_fired(case, rule, standing))
        if standing.fires:
            wide = any(one.endswith(WIDE) for one in new)
            yield from _held(case, state, subject, rule, standing, wide=wide)


def _fired(case: Case, rule: StoppingRule, standing: Met) -> RuleFired:
    owed = f" A review is owed within {rule.review_hours} hours." if rule.review_hours else ""
    sentence = f"{rule.code}, {_sentence(case, rule, standing)}{owed}"
    return RuleFired(rule=rule.id, sentence=sentence, evidence=standing.on)


def _sentence(case: Case, rule: StoppingRule, standing: Met) -> str:
    """Say what met the rule, and what of it is not certain."""
    doubts = dict.fromkeys(doubt_words(one, case.head.study) for one in standing.doubtful)
    doubt = f" In doubt: {'; '.join(doubts)}." if doubts else ""
    return f"{rule.title}: {standing.words}{doubt}"


def _held(
    case: Case, state: State, subject: str, rule: StoppingRule, standing: Met, *, wide: bool
) -> Iterator[Draft]:
    """Place the rule's hold; a hold of the same name that is in force is enough."""
    whom = subject if rule.scope == PARTICIPANT and not wide else ""
    if not rule.blocks or state.get(HoldRow, whom, rule.code):
        return
    fact = HoldPlaced(
        hold=rule.code,
        reason=_sentence(case, rule, standing),
        blocks=rule.blocks,
        rule=rule.id,
        lifts=tuple(str(one) for one in rule.resume),
    )
    yield Draft(subject=whom, fact=fact)


def infused(state: State) -> int:
    """Return how many participants were infused."""
    return sum(bool(row.infused) for row in state.all(SubjectRow))


# -- Evidence that only the layers above safety can find -------------------------------------------------------------


def _shown(
    case: Case,
    state: State,
    subject: str,
    rule: StoppingRule,
    events: tuple[Event, ...],
    kinds: frozenset[str],
) -> Iterator[Shown]:
    if rule.late_reports and "late" in kinds:
        yield from _late(case, events, rule.late_reports)
    if rule.liver is not None and "liver" in kinds:
        study, window = case.head.study, rule.window
        last = window.last if window and window.anchor == study.schedule.visit_anchor else None
        for worse in derive_deterioration(study, state, subject, rule.liver, last=last):
            yield Shown(address=f"liver:{worse.address}", day=worse.day, doubt=worse.doubt)


def _late(case: Case, events: tuple[Event, ...], hours: int) -> Iterator[Shown]:
    """Yield the cases of which a report left so many hours after its legal limit, or later: each counts once."""
    zone = ZoneInfo(case.now.zone)
    for event in (one for one in events if one.submitted):
        owed = obligations(case.head.study, event, zone, case.now.at)
        if any(
            one.clock.legal
            and one.submitted_at
            and one.due
            and one.submitted_at - one.due >= timedelta(hours=hours)
            for one in owed
        ):
            yield Shown(address=f"late:{event.row}", dated=False)
