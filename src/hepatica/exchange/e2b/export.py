"""From the case to the file that is sent: built, checked by the rules, held against the version before and the schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hepatica.exchange.e2b import names
from hepatica.exchange.e2b.build import Sending, build
from hepatica.exchange.e2b.check import check, stopping
from hepatica.exchange.e2b.icsr import Icsr
from hepatica.exchange.e2b.problem import Problem
from hepatica.exchange.e2b.read import only
from hepatica.exchange.e2b.values import Stamp
from hepatica.exchange.e2b.versions import check_successor, withdrawn
from hepatica.exchange.e2b.write import write
from hepatica.exchange.e2b.xsd import against_schema
from hepatica.safety.case import Case
from hepatica.study.study import Study


@dataclass(frozen=True, kw_only=True)
class Exported:
    """A report ready to go, or what keeps it back."""

    name: str
    message: bytes | None
    """None while a problem stops it."""
    report: Icsr
    problems: tuple[Problem, ...]
    schema: tuple[str, ...]
    """What the ICH schema says; a sentence that it was not asked when there is none; empty when the message keeps it."""


def export(
    cases: Sequence[Case],
    study: Study,
    sending: Sending,
    *,
    now: datetime,
    previous: bytes | None = None,
    schema: Path | None = None,
    fda: bool = False,
    identifiers: tuple[str, ...] = (),
) -> Exported:
    """Return the message of a case, or the problems that stop it.

    `previous` is the message sent last: a follow-up is held against it, a nullification repeats it. Raises what
    `build` raises, and `CannotRead` for a previous message that is none.
    """
    before = only(previous) if previous is not None else None
    report = _report(cases, study, sending, before)
    problems = check(report, now=now, fda=fda, identifiers=identifiers)
    if before is not None:
        problems += check_successor(before, report)
    message = write(report)
    return Exported(
        name=names.file_name(report.report.id, sending.version, sending.purpose),
        message=None if stopping(problems) else message,
        report=report,
        problems=problems,
        schema=against_schema(message, schema),
    )


def _report(cases: Sequence[Case], study: Study, sending: Sending, before: Icsr | None) -> Icsr:
    if before is None or sending.purpose != "nullification":
        return build(cases, study, sending)
    return withdrawn(
        before,
        sending.purpose,
        reason=sending.reason,
        created=Stamp.at(sending.created),
        batch=names.batch_id(before.report.id, sending.version),
    )
