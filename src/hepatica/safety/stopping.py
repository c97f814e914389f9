"""Stopping rules: what counts in one participant, and whether a rule is met over all of them.

Pure: the record in, evidence out. What cannot be told counts and says why: a rule never fails open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from hepatica.checks.cel import Answer, Compiled
from hepatica.checks.lint import Problem
from hepatica.ledger.rows import DeviationRow, FormRow, ProposalRow
from hepatica.ledger.state import State
from hepatica.safety.case import Case
from hepatica.safety.naming import answer, compiled, serious_of
from hepatica.safety.readings import CompiledReading, compile_reading, hits
from hepatica.safety.windows import Anchors, anchors_of, stands
from hepatica.study.dates import PartialDate
from hepatica.study.stopping import StoppingRule
from hepatica.study.study import AE_FORM, LOG_VISIT, Study

GRADE_BINDING, GRADE = "ae_grade", "aetoxgr"
JUDGED = frozenset({"proposed", "confirmed"})
"""A proposal counts while nobody has said that it is no event."""


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
    """Addresses, in a fixed order: 'event:3', 'reading:gcsf/gcsf/2', 'signal:...', 'deviation:...'."""
    doubt: tuple[str, ...] = ()
    """'address: why it is not certain' for those of them that may not count."""
    wide: frozenset[str] = frozenset()
    """Those that widen a participant's hold to all."""
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
) -> Evidence:
    """Return what counts toward a rule in one participant, by civil days at the site.

    ``cases`` are the participant's adverse events, ``shown`` what only the layers above can find.
    """
    anchors = anchors_of(study, state, subject)
    found = [
        *(one for case in cases for one in _of_case(made, study, state, case, anchors)),
        *_of_readings(made, study, state, subject, anchors),
        *_of_rows(made.rule, state, subject),
        *(_Found(s.address, s.doubt) for s in shown if not s.dated),
        *(one for s in shown if s.dated for one in _placed(made.rule, s.address, s.day, s.doubt, anchors)),
    ]
    counted = {one.address: one for one in sorted(found, key=_order, reverse=True) if not one.waits}
    ordered = sorted(counted.values(), key=_order)
    return Evidence(
        evidence=tuple(one.address for one in ordered),
        doubt=tuple(f"{one.address}: {one.doubt}" for one in ordered if one.doubt),
        wide=frozenset(one.address for one in found if one.wide),
        waits=tuple(sorted({one.address for one in found if one.waits} - counted.keys())),
    )


@dataclass(frozen=True)
class _Found:
    address: str
    doubt: str = ""
    wide: bool = False
    waits: bool = False


def _order(found: _Found) -> tuple[str, int, str, bool]:
    """Order by kind, then by number; of two findings at one address the certain one comes first."""
    kind, _, rest = found.address.partition(":")
    return kind, int(rest) if rest.isdecimal() else 0, rest, bool(found.doubt)


# -- Adverse events ----------------------------------------------------------------------------------------------------


def _of_case(
    made: CompiledRule, study: Study, state: State, case: Case, anchors: Anchors
) -> Iterator[_Found]:
    if case.nullified:
        return
    address, window = f"event:{case.row}", stands(made.rule.window, case.onset.day, anchors)
    for expression, standing, wide in (
        (made.ever, None, False),
        (made.event, window, False),
        (made.wide, window, True),
    ):
        if expression is None or (standing is not None and not standing.counts):
            continue
        verdict = answer(study, expression, case)
        doubt = standing.doubt if standing else ""
        if verdict.answer is Answer.TRUE:
            yield _Found(address, doubt, wide)
        elif verdict.answer is Answer.NOT_EVALUABLE:
            waits = case.grade is None and not serious_of(case) and not _stated(study, state, case)
            yield _Found(address, _both(verdict.reason, doubt), wide and not waits, waits)


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
    for reading in made.readings:
        for hit in hits(reading, study, state, subject):
            address, wide = f"reading:{hit.address}", reading.reading.wide
            if reading.reading.ever:
                yield _Found(address, hit.doubt, wide)
            else:
                for one in _placed(made.rule, address, hit.day, hit.doubt, anchors):
                    yield _Found(one.address, one.doubt, wide)


def _placed(
    rule: StoppingRule, address: str, day: PartialDate | None, doubt: str, anchors: Anchors
) -> Iterator[_Found]:
    standing = stands(rule.window, day, anchors)
    if standing.counts:
        yield _Found(address, _both(doubt, standing.doubt))


def _of_rows(rule: StoppingRule, state: State, subject: str) -> Iterator[_Found]:
    """Proposals and deviations have no day of their own: the window is not asked, and they count."""
    for proposal in state.of(ProposalRow, subject):
        if proposal.signal in rule.signals and proposal.state in JUDGED:
            yield _Found(f"signal:{proposal.key}")
    for deviation in state.of(DeviationRow, subject):
        if deviation.rule in rule.deviations:
            yield _Found(f"deviation:{deviation.key}")


def by_address(evidence: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return 'participant/address' of all that counts, in a fixed order."""
    return tuple(f"{who}/{one}" for who in sorted(evidence) for one in evidence[who])
