"""Counts over rows of the record, each with the people and the rows behind it: deviations, signatures, visits, signals."""

from __future__ import annotations

from collections.abc import Callable

from hepatica.datasets.product_exposure import derive_product_exposure
from hepatica.datasets.why.explanation import Explanation
from hepatica.datasets.why.reference import Reference
from hepatica.ledger.desk_rows import RuleRow
from hepatica.ledger.rows import (
    DeviationRow,
    FindingRow,
    FormRow,
    HoldRow,
    ProposalRow,
    SignatureRow,
    SubjectRow,
)
from hepatica.report.study.cut import Cut
from hepatica.study.study import NOT_DONE

Leaves = tuple[Explanation, ...]


def leaf(title: str, value: str, *events: int) -> Explanation:
    """Return one person or row behind a count, with the events that made it."""
    return Explanation(ref="", title=title, value=value, events=tuple(event for event in events if event))


def rows_of(cut: Cut, ref: Reference) -> tuple[str, Leaves] | None:
    """Return what a reference counts, in words, and every person or row behind it; None where it is no such count."""
    table, row = ref.parts[0], "/".join(ref.parts[1:])
    if table == "signal":
        return _signal(cut, row)
    if table == "rule":
        return _rule(cut, row)
    if table == "14.3.2":
        found = next((p for p in cut.study.schedule.procedures if p.id == row), None)
        return (f"underwent {row.replace('_', ' ')}", _people(cut, cut.underwent(found))) if found else None
    if table == "14.1.2":
        given = [p.subject for p in cut.started if _got(cut, p.subject, row)]
        return f"received {row.upper()}", _people(cut, given)
    if table.startswith("14.2.1") and row.startswith("no_"):
        return _without(cut, row.removeprefix("no_"))
    known = COUNTED.get(f"{table}/{row}")
    return (known[0], known[1](cut)) if known else None


def _people(cut: Cut, subjects: tuple[str, ...] | list[str]) -> Leaves:
    rows = {row.subject: row for row in cut.state.all(SubjectRow)}
    return tuple(leaf(f"Participant {one}", one, rows[one].seq) for one in subjects if one in rows)


def _got(cut: Cut, subject: str, product: str) -> bool:
    who = next(p for p in cut.started if p.subject == subject)
    return any(
        one.product.id == product and one.bags for one in derive_product_exposure(cut.study, cut.state, who)
    )


def _without(cut: Cut, window: str) -> tuple[str, Leaves]:
    """Return the infused whose analysis window holds no draw."""
    lacking = [
        p.subject
        for p in cut.infused
        if any(value.window.id == window and value.scored is None for value in cut.courses[p.subject].windows)
    ]
    return "have no draw in this window", _people(cut, lacking)


def _consented(cut: Cut) -> Leaves:
    return _people(cut, [p.subject for p in cut.participants if p.consented])


def _deviations(cut: Cut, *, critical: bool = False) -> Leaves:
    rows = [row for row in cut.state.all(DeviationRow) if row.critical or not critical]
    return tuple(leaf(f"Participant {row.subject}", row.sentence, row.seq) for row in rows)


def _signatures(cut: Cut, *, valid: bool) -> Leaves:
    rows = [row for row in cut.state.all(SignatureRow) if bool(row.invalidated) is not valid]
    return tuple(
        leaf(f"{row.name}, {row.meaning}", row.subject or "the study", row.seq, row.invalidated)
        for row in rows
    )


def _missed(cut: Cut) -> Leaves:
    return tuple(
        leaf(f"Participant {row.subject}", cut.study.visit_by_id[visit].title.en if visit in cut.study.visit_by_id else visit, row.seq)
        for row in cut.state.all(SubjectRow)
        for visit, held in row.visits.items()
        if held == NOT_DONE
    )  # fmt: skip


def _missed_by(cut: Cut) -> Leaves:
    missed = {row.subject for row in cut.state.all(SubjectRow) if NOT_DONE in row.visits.values()}
    return _people(cut, sorted(missed))


def _holds(cut: Cut) -> Leaves:
    return tuple(leaf(row.subject or "The study", row.reason, row.seq) for row in cut.state.all(HoldRow))


def _waiting(cut: Cut) -> Leaves:
    return tuple(_proposal(cut, row) for row in cut.state.all(ProposalRow) if row.state == "proposed")


def _forms(cut: Cut, *, wanted: Callable[[FormRow], bool]) -> Leaves:
    rows = [row for row in cut.state.all(FormRow) if wanted(row)]
    return tuple(
        leaf(
            f"Participant {row.subject}", f"{cut.study.form_by_id[row.form].title}, {row.visit}", row.last_seq
        )
        for row in rows
        if row.form in cut.study.form_by_id
    )


def _findings(cut: Cut) -> Leaves:
    return tuple(
        leaf(f"Participant {row.subject}", row.explained or "open", row.seq)
        for row in cut.state.all(FindingRow)
    )


def _serious(cut: Cut) -> Leaves:
    return tuple(leaf(f"Participant {e.subject}", e.term) for e in cut.all_events if e.serious)


def _signal(cut: Cut, row: str) -> tuple[str, Leaves]:
    """Return the proposals of a signal, or those of one state: ``signal/ID/dismissed``."""
    name, _, state = row.partition("/")
    found = [p for p in cut.state.all(ProposalRow) if p.signal == name and state in {"", p.state}]
    term = next((str(one.term) for one in cut.study.signals if one.id == name), name)
    return f"{term}: proposed{f', now {state}' if state else ''}", tuple(_proposal(cut, one) for one in found)


def _proposal(cut: Cut, row: ProposalRow) -> Explanation:
    term = next((str(one.term) for one in cut.study.signals if one.id == row.signal), row.signal)
    return leaf(
        f"Participant {row.subject}: {term}", f"{row.state}{f': {row.reason}' if row.reason else ''}", row.seq
    )


def _rule(cut: Cut, name: str) -> tuple[str, Leaves]:
    row = cut.state.get(RuleRow, "", name)
    title = next((str(one.title) for one in cut.study.stopping if one.id == name), name)
    found = row.evidence if row else {}
    return f"count toward “{title}”", tuple(
        leaf(f"Participant {who}", ", ".join(what), row.fired_seq if row else 0)
        for who, what in found.items()
    )


COUNTED: dict[str, tuple[str, Callable[[Cut], Leaves]]] = {
    "14.1.1/consented": ("consented", _consented),
    "16.2.2/deviations": ("deviations from the protocol", _deviations),
    "16.2.2/critical": ("critical deviations from the protocol", lambda cut: _deviations(cut, critical=True)),
    "16.1.5/valid": ("signatures that cover what stands today", lambda cut: _signatures(cut, valid=True)),
    "16.1.5/fell": ("signatures invalidated by a change", lambda cut: _signatures(cut, valid=False)),
    "16.2.1/missed": ("planned visits that were not done", _missed),
    "16.2.1/missed_by": ("have a visit that was not done", _missed_by),
    "B.9/in_force": ("holds in force", _holds),
    "14.3.1/waiting": ("proposed events nobody has judged", _waiting),
    "14.3.1/serious_events": ("serious events", _serious),
    "16.1.8/forms": ("forms begun", lambda cut: _forms(cut, wanted=lambda _row: True)),
    "16.1.8/unfinished": ("forms not complete", lambda cut: _forms(cut, wanted=lambda row: not row.complete)),
    "16.1.8/findings": ("findings, open or explained", _findings),
}
"""Reference → what is counted, and its rows."""
