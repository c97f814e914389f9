"""The later versions of a report: follow-up, amendment, nullification. The number stays, the news is newer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hepatica.exchange.e2b.icsr import Icsr
from hepatica.exchange.e2b.problem import Problem
from hepatica.exchange.e2b.values import Stamp, before

NULLIFICATION, AMENDMENT = "1", "2"
WITHDRAWALS = {"nullification": NULLIFICATION, "amendment": AMENDMENT}


def withdrawn(icsr: Icsr, purpose: str, *, reason: str, created: Stamp, batch: str) -> Icsr:
    """Return the report sent again as its nullification or amendment; raises ValueError without a reason.

    A nullification repeats the case as it was last sent and takes it back; an amendment corrects it without news.
    """
    if not reason.strip():
        raise ValueError(f"A {purpose} needs its reason (C.1.11.2).")
    report = replace(
        icsr.report, created=created, withdrawal=WITHDRAWALS[purpose], withdrawal_reason=reason.strip()
    )
    return replace(
        icsr, header=replace(icsr.header, batch=batch, sent=created, created=created), report=report
    )


def check_successor(before_it: Icsr, icsr: Icsr) -> tuple[Problem, ...]:
    """Return what keeps a report from following an earlier version of the same case."""
    return tuple(_faults(before_it, icsr))


def _faults(old: Icsr, new: Icsr) -> Iterator[Problem]:
    for element, was, is_ in (
        ("C.1.1", old.report.id, new.report.id),
        ("C.1.8.1", old.report.worldwide, new.report.worldwide),
    ):
        if was != is_:
            yield _said(element, f"{element} was '{was}' and is '{is_}': it stays the same in every version.")
    if old.report.first_received != new.report.first_received:
        yield _said("C.1.4", "C.1.4 is the day the first report came; a later version does not change it.")
    if old.report.withdrawal == NULLIFICATION:
        yield _said("C.1.11.1", "The report was nullified: nothing follows it; a new case has a new number.")
    if old.header.batch == new.header.batch:
        yield _said("N.1.2", f"N.1.2 '{new.header.batch}' was sent before: each batch has its own number.")
    if _earlier(new.report.created, old.report.created, same=True):
        yield _said("C.1.2", "C.1.2 must lie after that of the version before.")
    if _earlier(new.report.latest, old.report.latest, same=False):
        yield _said(
            "C.1.5", "C.1.5 lies before that of the version sent last: a later version has later news."
        )
    if not new.report.withdrawal and new.report.latest == old.report.latest:
        yield Problem(
            rule="version",
            element="C.1.5",
            sentence="C.1.5 is that of the version before: a follow-up without later news is an amendment.",
            stops=new.report.latest is not None and new.report.latest.at_least("minute"),
        )


def _earlier(new: Stamp | None, old: Stamp | None, *, same: bool) -> bool:
    if new is None or old is None:
        return False
    return before(new, old) is True or (same and new == old)


def _said(element: str, sentence: str) -> Problem:
    return Problem(rule="version", element=element, sentence=sentence)
