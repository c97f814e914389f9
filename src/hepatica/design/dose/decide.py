"""``decide``: what a running trial does next, recorded with what was known, the numbers used, and a hash of both inputs."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from itertools import takewhile
from typing import Literal

from hepatica import __version__
from hepatica.design.dose.known import Known, Seen, known
from hepatica.design.dose.participants import Participant
from hepatica.design.dose.plan import DoseDesign, Level
from hepatica.design.dose.rules import Boin, Optimum, ThreePlusThree, TiteBoin, TiteCrm, named
from hepatica.design.dose.selected import selected
from hepatica.design.dose.step import Number, Step, step
from hepatica.stats.dosing.boin import limits

Action = Literal["start", "escalate", "stay", "deescalate", "wait", "stop", "finish"]
CANNOT_SHOW = (
    "Toxicity of cells is mostly the procedure's and may not rise with their number: a highest tolerated dose may not exist.",
    "So few participants leave every rate wide open; the recommendation says what the rule says, not what is true.",
    "Route and repeats are strata: nothing here compares one with another.",
)


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """What the rule says now. People decide; this is what they had before them."""

    action: Action
    level: Level | None
    """The dose for the next participants, or the dose recommended at the end; None for none."""
    planned: tuple[float, ...]
    """Its planned amount of each cell type."""
    cohort: int
    """How many to treat before the next decision."""
    reason: str
    numbers: tuple[tuple[str, Number], ...]
    eliminated: tuple[Level, ...]
    alternatives: tuple[Level, ...]
    known: Known
    assumes: tuple[str, ...]
    cannot_show: tuple[str, ...]
    rule: str
    program: str
    inputs: str
    """SHA-256 of the canonical JSON of the design and of the data."""


def decide(design: DoseDesign, participants: tuple[Participant, ...]) -> Recommendation:
    """Return the recommendation after these participants, in the order in which they were treated.

    The planned dose is the estimand: an event counts at the level that was planned. Whoever was infused less than the
    design asks for counts in part where there was no event (Devlin, Iasonos and O'Quigley 2021: neither ignored nor
    taken for the whole). Raises ValueError, a sentence with the participant, for data that cannot be, and for
    participants of more than one route or number of infusions.
    """
    data = known(design, participants)
    action, found, cohort = _next(design, data)
    return Recommendation(
        action=action,
        level=found.to,
        planned=design.planned(found.to) if found.to else (),
        cohort=cohort,
        reason=found.reason,
        numbers=found.numbers,
        eliminated=found.eliminated,
        alternatives=found.alternatives,
        known=data,
        assumes=_assumes(design, data),
        cannot_show=CANNOT_SHOW,
        rule=named(design.rule),
        program=f"hepatica {__version__}",
        inputs=fingerprint(design, participants),
    )


def fingerprint(design: DoseDesign, participants: tuple[Participant, ...]) -> str:
    """Return the SHA-256 of both inputs as canonical JSON: sorted keys, no spaces, defaults written out."""
    content = {
        "design": asdict(design) | {"rule": {"kind": named(design.rule)} | asdict(design.rule)},
        "participants": [asdict(one) for one in participants],
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _next(design: DoseDesign, data: Known) -> tuple[Action, Step, int]:
    if not data.seen:
        first = Step(to=design.first, reason="Nobody has been treated yet.", numbers=())
        return "start", first, _size(design, data)
    current = data.seen[-1].level
    missing = _missing(design, data, current)
    best = _at_best(design, data, current, missing)
    if _urgent(design, data, current, missing, best):
        return _moved(design, data, current, best)
    if (held := _held(design, data, current)) is not None:
        return "wait", Step(to=None, reason=held, numbers=()), 0
    if data.treated >= design.most:
        return _finished(design, data)
    if missing:
        reason = f"{missing} more complete the cohort at {design.named(current)}."
        return "stay", Step(to=current, reason=reason, numbers=()), missing
    return _moved(design, data, current, step(design, data.seen, current))


def _urgent(design: DoseDesign, data: Known, current: Level, missing: int, best: Step) -> bool:
    """Whether the dose is too high even if all who are pending or still to come stay free of the event.

    Nobody waits for outcomes, nor fills a cohort, that cannot change this.
    """
    if best.kind == "stop":
        return True
    if best.to is None or not _lower(best.to, current):
        return False
    if not isinstance(design.rule, Optimum):
        return True
    here = [one.event for one in data.seen if one.level == current]
    return sum(here) >= limits(design.rule.most_toxicity)[1] * (len(here) + missing)


def _moved(design: DoseDesign, data: Known, current: Level, found: Step) -> tuple[Action, Step, int]:
    if found.kind == "stop":
        return "stop", found, 0
    if found.kind == "finish":
        return "finish", found, 0
    assert found.to is not None
    if data.treated >= design.most:
        return _finished(design, data) if not data.pending else ("wait", _outcomes(data), 0)
    action: Action = (
        "stay" if found.to == current else "deescalate" if _lower(found.to, current) else "escalate"
    )
    return action, found, min(_size(design, data), design.most - data.treated)


def _finished(design: DoseDesign, data: Known) -> tuple[Action, Step, int]:
    if data.pending:
        return "wait", _outcomes(data), 0
    level, reason = selected(design, data)
    last = step(design, data.seen, data.seen[-1].level)
    said = (
        f"All {data.treated} participants have been treated. {reason if level else 'No dose is recommended.'}"
    )
    return (
        "finish",
        Step(to=level, reason=said, numbers=last.numbers, eliminated=last.eliminated),
        0,
    )


def _outcomes(data: Known) -> Step:
    who = ", ".join(name for name, _ in data.pending)
    return Step(to=None, reason=f"All are treated; the outcomes of {who} are awaited.", numbers=())


def _lower(to: Level, current: Level) -> bool:
    return sum(to) < sum(current)


def _size(design: DoseDesign, data: Known) -> int:
    titrates = isinstance(design.rule, Boin) and design.rule.titration and not data.events
    return 1 if titrates else design.cohort


def _missing(design: DoseDesign, data: Known, current: Level) -> int:
    """Return how many the cohort at the current level still lacks; rules that know no parts need whole participants."""
    whole = isinstance(design.rule, ThreePlusThree | Optimum)
    fills = [
        one
        for one in data.seen
        if not whole or one.event or one.received >= design.at_level or one.level != current
    ]
    if isinstance(design.rule, ThreePlusThree):
        last = sum(one.level == current for one in fills)
    else:
        last = len(list(takewhile(lambda one: one.level == current, reversed(fills))))
    size = _size(design, data)
    short = -last % size if last else size
    return min(short, max(0, design.most - data.treated))


def _at_best(design: DoseDesign, data: Known, current: Level, missing: int) -> Step:
    """Return the step if everybody pending, and everybody whom the cohort lacks, stayed free of the event."""
    hoped = tuple(
        replace(one, followed=1.0, response=one.response is not False, weight=_hoped(design, one))
        for one in data.seen
    )
    lacking = tuple(
        Seen(
            id="",
            level=current,
            event=False,
            response=True,
            followed=1.0,
            received=1.0,
            weight=1.0,
        )
        for _ in range(missing)
    )
    return step(design, hoped + lacking, current)


def _hoped(design: DoseDesign, one: Seen) -> float:
    return one.received if one.received < design.at_level else 1.0


def _held(design: DoseDesign, data: Known, current: Level) -> str | None:
    """Return why the trial must wait for outcomes, or None."""
    rule = design.rule
    here = [one for one in data.seen if one.level == current]
    waiting = [one for one in here if one.pending]
    if isinstance(rule, TiteBoin | TiteCrm):
        if len(waiting) <= rule.most_pending * len(here) or _missing(design, data, current):
            return None
        return (
            f"{len(waiting)} of {len(here)} at {design.named(current)} are pending, more than "
            f"{rule.most_pending:.0%}: accrual waits."
        )
    if data.pending and not _missing(design, data, current):
        who = ", ".join(f"{name} ({share:.0%} of the window)" for name, share in data.pending)
        return f"This rule decides on complete outcomes; pending: {who}."
    unknown = [one.id for one in data.seen if isinstance(rule, Optimum) and one.response is None]
    if unknown and not _missing(design, data, current):
        return f"This rule also decides on the response; not known yet: {', '.join(unknown)}."
    return None


def _assumes(design: DoseDesign, data: Known) -> tuple[str, ...]:
    said = [
        "The planned dose is the estimand: outcomes count at the level that was planned, whatever was infused.",
        f"An outcome without the event is known after {design.window_days:g} days; the event counts at once.",
    ]
    if data.below_level:
        who = ", ".join(f"{name} ({share:.0%})" for name, share in data.below_level)
        none = isinstance(design.rule, ThreePlusThree | Optimum)
        how = "does not count" if none else "counts for the share received"
        said.append(
            f"Infused less than {design.at_level:.0%} of the planned dose: {who}. There an outcome without the event "
            f"{how}, and one with it counts whole."
        )
    if data.not_infused:
        said.append(f"No cells were infused, so no outcome of a dose: {', '.join(data.not_infused)}.")
    return tuple(said)
