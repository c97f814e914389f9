"""Why a limit: the protocol's parameter with its source and what others used."""

from __future__ import annotations

from hepatica.datasets.why.explanation import Explanation
from hepatica.datasets.why.reference import Reference, Unanswerable, parameter_ref
from hepatica.ledger.rows import StudyRow
from hepatica.ledger.state import State
from hepatica.study.study import Study


def explain_parameter(study: Study, state: State, ref: Reference) -> Explanation:
    """Explain ``PARAM:ID``: the value in force at the cut, and the event that published it."""
    (name,) = ref.take(1)
    found = next((p for p in study.parameters if p.id == name), None)
    if found is None:
        raise Unanswerable(f"“{ref}”: the protocol has no parameter {name}.")
    row = state.get(StudyRow)
    others = [f"{a.value} ({a.reference or a.source.value})" for a in found.alternatives]
    return Explanation(
        ref=parameter_ref(name),
        title=str(found.title),
        value=f"{found.value} {found.unit or ''}".strip(),
        rule="set by the protocol team",
        source="; ".join(filter(None, (found.source.value, found.reference))),
        version=f"protocol {study.version}",
        events=(row.definition,) if row and row.definition else (),
        flags=(f"Elsewhere: {'; '.join(others)}.",) if others else (),
    )
