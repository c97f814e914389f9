"""Publishing: a version of the protocol comes into force, whole and sound, or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from hepatica.conduct.commands import PublishStudy, Refusal
from hepatica.conduct.formula import Unsound
from hepatica.conduct.plan import Plan
from hepatica.conduct.refused import Decision, Refused, refuse
from hepatica.ledger.events import Draft, StudyPublished
from hepatica.ledger.rows import StudyRow
from hepatica.ledger.state import State
from hepatica.study.load import StudyProblems, parse
from hepatica.study.write import dump


def publish(state: State, command: PublishStudy) -> Decision:
    """Bring a version into force; the same text again changes nothing, and a number is used once."""
    try:
        study = parse(command.text)
        Plan(study)
    except StudyProblems as error:
        return _refused(problem.sentence for problem in error.problems)
    except Unsound as unsound:
        return _refused(unsound.sentences)
    text = dump(study)
    row, digest = state.get(StudyRow) or StudyRow(subject=""), sha256(text.encode()).hexdigest()
    if row.sha256 == digest:
        return ()
    if row.definition and row.study != study.id:
        return refuse("not_possible", f"This folder runs {row.study}; {study.id} is another study.")
    if row.version == study.version:
        said = (
            f"Version {study.version} is in force with another text: give the changed protocol a new version."
        )
        return refuse("not_possible", said)
    fact = StudyPublished(study=study.id, version=study.version, sha256=digest, text=text)
    return (Draft(subject="", fact=fact),)


def _refused(faults: Iterable[str]) -> Refused:
    refusals = (Refusal(code="not_possible", sentence=f"{fault.removesuffix('.')}.") for fault in faults)
    return Refused(refusals=tuple(refusals))
