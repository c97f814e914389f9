"""Stopping rules: what counts in one participant, and whether a rule is met over all of them.

Pure: the record in, evidence out. What cannot be told counts and says why: a rule never fails open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from hepatica.checks.cel import Answer, Compiled
from hepatica.checks.lint import Problem
from hepatica.ledger.product_rows import ReleaseRow
from hepatica.ledger.rows import DeviationRow, FormRow, ProposalRow
from hepatica.ledger.state import State
from hepatica.safety.case import Case
from hepatica.safety.naming import answer, compiled, serious_of
from hepatica.safety.readings import CompiledReading, compile_reading, hits
from hepatica.safety.windows import Anchors, anchors_of, stands
from hepatica.study.dates import PartialDate
from hepatica.study.stopping import RuleWindow, StoppingRule
from hepatica.study.study import AE_FORM, LOG_VISIT, Study

REJECTED, VIABILITY = "rejected", "viability"
GRADE_BINDING, GRADE = "ae_grade", "aetoxgr"
JUDGED = frozenset({"proposed", "confirmed"})
"""A proposal counts while nobody has said that it is no event."""
WIDE = "*"
"""Ends the address of what concerns every participant, beside the same address without it."""
KINDS = frozenset({"event", "reading", "lot", "signal", "deviation", "late", "liver"})
"""Kinds of evidence; an address begins with its own: 'event:3'."""


@dataclass(frozen=True, kw_only=True)
class CompiledRule:
    """A stopping rule ready to look at a participant."""

    rule: StoppingRule
    event: Compiled | None = None
    ever: Compiled | None = None
    wide: Compiled | None = None
    readings: tuple[CompiledReading, ...] = ()

    @cached_property
    def of_events(self) -> bool:
        """Whether adverse events count toward it."""
        return self.event is not None or self.ever is not None or self.wide is not None


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Evidence found by someone else: a late submission, a liver that grew worse."""

    address: str
    """'late:3/in_sae', 'liver:day_3/1'"""
    day: PartialDate | None = None
    doubt: str = ""
    dated: bool = True
    """Whether the rule's window is asked."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What counts toward a rule in one participant."""

    evidence: tuple[str, ...] = ()
    """Addresses, in a fixed order: 'event:3', 'reading:gcsf/gcsf/2', 'signal:...', 'deviation:...'. One that ends in
    ``WIDE`` widens a participant's hold to all."""
    doubt: tuple[str, ...] = ()
    """'address: why it is not certain' for those of them that may not count."""
    waits: tuple[str, ...] = ()
    """Events that nobody has graded yet: they are asked for, and do not count until they are."""


def compile_rule(study: Study, rule: StoppingRule) -> CompiledRule | list[Problem]:
    """Compile a rule against the study, or say every problem of its expressions.

    Names that its readings use must exist: a form or group that does not raises ``KeyError``.
    """
    problems: list[Problem] = []
    events: dict[str, Compiled] = {}
    for name in ("event", "ever", "wide"):
        if expression := getattr(rule, name):
            made = compiled(study, expression)
            problems.extend(made if isinstance(made, list) else ())
            if not isinstance(made, list):
                events[name] = made
    readings = [compile_reading(study, reading) for reading in rule.readings]
    problems.extend(p for made in readings if isinstance(made, list) for p in made)
    if problems:
        return problems
    sound = tuple(made for made in readings if isinstance(made, CompiledReading))
    return CompiledRule(rule=rule, readings=sound, **events)


def evidence_of(
    made: CompiledRule,
    study: Study,
    state: State,
    subject: str,
    cases: Sequence[Case],
    shown: Sequence[Shown] = (),
    *,
    kinds: Collection[str] = KINDS,
) -> Evidence:
    """Return what counts toward a rule in one participant, by civil days at the site.

    ``cases`` are the participant's adverse events, ``shown`` what only the layers above can find; ``kinds`` limits
    what is looked for to what a change can have touched.
    """
    anchors = anchors_of(study, state, subject)
    cases = cases if "event" in kinds else ()
    found = [
        *(one for case in cases for one in _of_case(made, study, state, case, anchors)),
        *(_of_readings(made, study, state, subject, anchors) if "reading" in kinds else ()),
        *_of_rows(made.rule, state, subject),
        *(_Found(s.address, s.doubt) for s in shown if not s.dated),
        *(
            one
            for s in shown
            if s.dated
            for one in _placed(made.rule.window, s.address, s.day, s.doubt, anchors)
        ),
    ]
    found = [one for one in found if kind_of(one.address) in kinds]
    counted = {one.address: one for one in sorted(found, key=_order, reverse=True) if not one.waits}
    ordered = sorted(counted.values(), key=_order)
    return Evidence(
        evidence=tuple(one.address for one in ordered),
        doubt=tuple(f"{one.address}: {one.doubt}" for one in ordered if one.doubt),
        waits=tuple(sorted({one.address for one in found if one.waits} - counted.keys())),
    )


@dataclass(frozen=True)
class _Found:
    address: str
    doubt: str = ""
    waits: bool = False


def kind_of(address: str) -> str:
    """Return the kind of evidence an address (or the sentence of doubt that begins with one) names."""
    return address.partition(":")[0]


def _order(found: _Found) -> tuple[str, int, str, bool]:
    """Order by kind, then by number; of two findings at one address the certain one comes first."""
    kind, _, rest = found.address.partition(":")
    number = rest.removesuffix(WIDE)
    return kind, int(number) if number.isdecimal() else 0, rest, bool(found.doubt)


# -- Adverse events ----------------------------------------------------------------------------------------------------


def _of_case(
    made: CompiledRule, study: Study, state: State, case: Case, anchors: Anchors
) -> Iterator[_Found]:
    if case.nullified:
        return
    address, window = f"event:{case.row}", stands(made.rule.window, case.onset.day, anchors)
    for expression, standing, mark in (
        (made.ever, None, ""),
        (made.event, window, ""),
        (made.wide, window, WIDE),
    ):
        if expression is None or (standing is not None and not standing.counts):
            continue
        verdict = answer(study, expression, case)
        doubt = standing.doubt if standing else ""
        if verdict.answer is Answer.TRUE:
            yield _Found(address + mark, doubt)
        elif verdict.answer is Answer.NOT_EVALUABLE:
            waits = case.grade is None and not serious_of(case) and not _stated(study, state, case)
            yield _Found(address + mark, _both(verdict.reason, doubt), waits)


def _stated(study: Study, state: State, case: Case) -> bool:
    """Whether somebody has said that the grade cannot be given: then it is not awaited, it is in doubt."""
    log = state.get(FormRow, case.subject, f"{LOG_VISIT}/{AE_FORM}")
    bound = study.analysis.bindings.get(GRADE_BINDING)
    given = log.answer(bound.item if bound else GRADE, case.row) if log else None
    return given is not None and given.given


def _both(*reasons: str) -> str:
    return "; ".join(reason for reason in reasons if reason)


# -- Readings, proposals, deviations -----------------------------------------------------------------------------------


def _of_readings(
    made: CompiledRule, study: Study, state: State, subject: str, anchors: Anchors
) -> Iterator[_Found]:
    decided = made.rule.lots and any(True for _ in state.of(ReleaseRow, subject))
    for reading in () if decided else made.readings:
        for hit in hits(reading, study, state, subject):
            address = f"reading:{hit.address}{WIDE if reading.reading.wide else ''}"
            if reading.reading.ever:
                yield _Found(address, hit.doubt)
            else:
                window = reading.reading.window or made.rule.window
                yield from _placed(window, address, hit.day, hit.doubt, anchors)


def _placed(
    window: RuleWindow | None, address: str, day: PartialDate | None, doubt: str, anchors: Anchors
) -> Iterator[_Found]:
    standing = stands(window, day, anchors)
    if standing.counts:
        yield _Found(address, _both(doubt, standing.doubt))


def _of_rows(rule: StoppingRule, state: State, subject: str) -> Iterator[_Found]:
    """Proposals, deviations and lots have no day of their own: the window is not asked, and they count."""
    for lot in state.of(ReleaseRow, subject) if rule.lots else ():
        if lot.decision == REJECTED or VIABILITY in lot.unmet:
            yield _Found(f"lot:{lot.lot}")
    for proposal in state.of(ProposalRow, subject):
        if proposal.signal in rule.signals and proposal.state in JUDGED:
            yield _Found(f"signal:{proposal.key}")
    for deviation in state.of(DeviationRow, subject):
        if deviation.rule in rule.deviations:
            yield _Found(f"deviation:{deviation.key}")


def merged(kept: Sequence[str], found: Sequence[str], kinds: Collection[str]) -> tuple[str, ...]:
    """Return what stands once the kinds that were looked for again are replaced by what was found."""
    staying = (one for one in kept if kind_of(one) not in kinds)
    return tuple(sorted((*staying, *found), key=lambda one: _order(_Found(one.partition(": ")[0]))))


def by_address(evidence: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return 'participant/address' of all that counts, in a fixed order."""
    return tuple(f"{who}/{one}" for who in sorted(evidence) for one in evidence[who])
