"""The estimate of compensation on paper: the amount, every factor with its source, and what is disputed."""

from __future__ import annotations

from dataclasses import dataclass

from hepatica.report.document import Block, Document, Heading, KeyValues, Pair, Para
from hepatica.report.stamp import Stamp
from hepatica.report.table import Column, Group, Row, Table, Text
from hepatica.safety.case import Case
from hepatica.safety.compensation import Estimate, Factor
from hepatica.scores.arithmetic import show

CASES = {
    "death": "Death",
    "disability": "Permanent disability",
    "birth_defect": "Congenital anomaly or birth defect",
    "reversible": "Life-threatening condition, or a serious event that resolved",
}
"""Kinds of injury, as the schedule parts them."""
SOURCES = {
    "read": "read",
    "recalled": "recalled, to be checked",
    "entered": "entered",
    "computed": "computed",
}


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Who proposes the level of risk, and why: in decompensated cirrhosis it will be argued."""

    by: str = ""
    reason: str = ""


def estimate_document(
    estimate: Estimate, case: Case, proposal: Proposal, *, stamp: Stamp, number: str, synthetic: bool
) -> Document:
    """Return the estimate for a case as a document for the ethics committee's opinion."""
    return Document(
        title="Estimate of compensation",
        subtitle=f"Participant {case.subject}, event {case.row}: {case.term}",
        kind="Compensation, Seventh Schedule",
        number=number,
        synthetic=synthetic,
        stamp=stamp,
        blocks=tuple(_blocks(estimate, case, proposal)),
    )


def _blocks(estimate: Estimate, case: Case, proposal: Proposal) -> list[Block]:
    return [
        KeyValues(pairs=_facts(estimate, case, proposal)),
        Heading(text="What it is reckoned from", level=2),
        _terms(estimate),
        *(Para(text=sentence, note=True) for sentence in estimate.sentences),
    ]


def _facts(estimate: Estimate, case: Case, proposal: Proposal) -> tuple[Pair, ...]:
    who = case.patient
    said = {
        "Amount": f"{estimate.currency} {estimate.rupees}",
        "Injury": CASES.get(estimate.case, estimate.case),
        "Formula": estimate.formula,
        "Rule": estimate.rule,
        "Age at onset": "" if who.age is None else f"{who.age} completed years",
        "MELD at enrolment": who.meld,
        "Child-Pugh at enrolment": who.child_pugh,
        "Risk proposed by": proposal.by,
        "Why": proposal.reason,
    }
    return tuple(Pair(key=key, value=value or "not given") for key, value in said.items())


def _terms(estimate: Estimate) -> Table:
    columns = (
        Column(title="Term"),
        Column(title="What it is", width=3),
        Column(title="Value", align="right"),
        Column(title="Source", width=4),
    )
    return Table(
        id="terms",
        title="",
        columns=columns,
        groups=(Group(rows=tuple(map(_row, estimate.terms))),),
        listing=True,
        footnotes=("† disputed: copies of the schedule differ.",) if _disputed(estimate) else (),
        note="No number is rounded before the last step; the amount has two decimals.",
    )


def _disputed(estimate: Estimate) -> bool:
    return any(term.disputed for term in estimate.terms)


def _row(term: Factor) -> Row:
    mark = " †" if term.disputed else ""
    source = SOURCES.get(term.source, term.source)
    words = f"{source}: {term.reference}" if term.reference and term.reference != "as entered" else source
    return Row(
        cells=(
            Text(text=term.symbol),
            Text(text=term.name),
            Text(text=f"{show(term.value)}{mark}"),
            Text(text=words),
        )
    )
