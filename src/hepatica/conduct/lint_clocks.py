"""The lint of clocks, approvals and stagger gates: what they name exists, and what they say can be evaluated."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.safety.moments import FAMILIES, MOMENTS
from hepatica.safety.naming import ALWAYS, faults
from hepatica.study.clocks import Clock
from hepatica.study.lines import Finding, Path
from hepatica.study.references import reference
from hepatica.study.study import Study


def lint(study: Study) -> Iterator[Finding]:
    """Yield what is wrong with the clocks, and with the gates that approvals and stagger close."""
    for n, clock in enumerate(study.clocks):
        yield from _clock(study, clock, ("clocks", n))
    gates = tuple(gate.id for gate in study.gates)
    for key in ("approvals", "stagger"):
        for n, one in enumerate(getattr(study.oversight, key)):
            for m, gate in enumerate(one.gates):
                yield from reference("gate", gate, gates, ("oversight", key, n, "gates", m), "gates")


def _clock(study: Study, clock: Clock, path: Path) -> Iterator[Finding]:
    recipients = tuple(one.id for one in study.oversight.recipients)
    yield from reference("recipient", clock.recipient, recipients, (*path, "recipient"), "oversight")
    for n, start in enumerate(clock.starts):
        yield from _start(study, clock, start, recipients, (*path, "starts", n))
    yield from _applies(study, clock, (*path, "applies"))
    if clock.every is not None and (clock.per == "case" or clock.every.hours is not None):
        yield Finding((*path, "every"), "only a clock of the trial comes again, after days or months")
    if clock.effective_from and clock.effective_to and clock.effective_to < clock.effective_from:
        yield Finding((*path, "effective_to"), "the rule ends before it begins")


def _start(
    study: Study, clock: Clock, start: str, recipients: tuple[str, ...], path: Path
) -> Iterator[Finding]:
    if not start.startswith(FAMILIES):
        yield from reference("moment", start, (*MOMENTS[clock.per], *FAMILIES), path)
        return
    family, _, whom = start.partition(":")
    if family == "fulfilled":
        yield from reference("clock", whom, tuple(one.id for one in study.clocks), path)
    else:
        yield from reference("recipient", whom, recipients, path, "oversight")


def _applies(study: Study, clock: Clock, path: Path) -> Iterator[Finding]:
    if clock.per == "trial" and clock.applies != ALWAYS:
        yield Finding(path, "a clock of the trial itself has no case to ask: leave 'applies' out")
        return
    yield from (Finding(path, said, ("parameters",)) for said in faults(study, clock.applies))
