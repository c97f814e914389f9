"""The standard-of-care drugs beside each score: what was given near a draw, and what changed since baseline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from hepatica.datasets.bindings import find, forms_of
from hepatica.ledger.rows import FormRow
from hepatica.ledger.state import State
from hepatica.study.dates import PartialDate, days_span
from hepatica.study.rules import TherapyFlag
from hepatica.study.study import Study


@dataclass(frozen=True, kw_only=True)
class Drug:
    """One line of the drug log."""

    row: int
    name: str
    drug_class: str
    dose: str
    start: PartialDate
    end: PartialDate | None
    """None while it goes on."""

    def may_touch(self, first: PartialDate, last: PartialDate) -> bool:
        """Say whether the drug may have been given between two dates; an unknown date counts as possible."""
        began = days_span(self.start, last)
        stopped = days_span(first, self.end) if self.end else None
        return (began is None or began[1] >= 0) and (stopped is None or stopped[1] >= 0)


def derive_drugs(study: Study, state: State, subject: str) -> tuple[Drug, ...]:
    """Return the participant's drug log in row order."""
    names = {f.row: f for f in find(study, state, subject, "cm_name")}
    if not names:
        return ()
    form = next(forms_of(state, subject, next(iter(names.values())).form))
    return tuple(_drug(study, form, row) for row in sorted(names))


def _drug(study: Study, form: FormRow, row: int) -> Drug:
    def said(name: str) -> str:
        address = study.analysis.bindings.get(name)
        answer = form.answer(address.item, row) if address else None
        return (answer.value if answer else None) or ""

    end = said("cm_end")
    return Drug(
        row=row,
        name=said("cm_name"),
        drug_class=said("cm_class"),
        dose=" ".join(part for part in (said("cm_dose"), said("cm_unit")) if part),
        start=PartialDate.parse(said("cm_start")[:10]),
        end=PartialDate.parse(end[:10]) if end else None,
    )


def therapy_flags(study: Study, drugs: tuple[Drug, ...], when: PartialDate, score: str) -> tuple[str, ...]:
    """Return a sentence per drug class that moves ``score`` and was given within its days before ``when``."""
    return tuple(words for flag, words in therapy_near(study, drugs, when) if moves(flag, score))


def therapy_near(
    study: Study, drugs: tuple[Drug, ...], when: PartialDate
) -> tuple[tuple[TherapyFlag, str], ...]:
    """Return each flag of the study of which a drug was given within its days before ``when``, with its sentence."""
    return tuple(
        (flag, f"{flag.title}: {', '.join(dict.fromkeys(d.name for d in given))}")
        for flag in study.analysis.flags
        if (given := given_before(flag, drugs, when))
    )


def moves(flag: TherapyFlag, score: str) -> bool:
    """Say whether a flag's drugs move a score: those it names, or every one where it names none."""
    return not flag.scores or score in flag.scores


def given_before(flag: TherapyFlag, drugs: tuple[Drug, ...], when: PartialDate) -> tuple[Drug, ...]:
    """Return the drugs of a flag's classes that may have been given within its days before ``when``; none on an unknown day."""
    of_class = [drug for drug in drugs if drug.drug_class in flag.drug_classes]
    if not of_class or not when.complete or when.earliest is None:
        return ()
    since = PartialDate.of(when.earliest - timedelta(days=flag.days))
    return tuple(drug for drug in of_class if drug.may_touch(since, when))


def changed_since(
    study: Study, drugs: tuple[Drug, ...], baseline: PartialDate, when: PartialDate
) -> tuple[str, ...]:
    """Return what is different in the standard-of-care drugs at ``when`` from ``baseline``, in words.

    Only the classes that ``analysis.yaml`` flags are compared.
    """
    classes = {c for flag in study.analysis.flags for c in flag.drug_classes}
    before = {d.name: d.dose for d in drugs if d.drug_class in classes and d.may_touch(baseline, baseline)}
    now = {d.name: d.dose for d in drugs if d.drug_class in classes and d.may_touch(when, when)}
    changes = [f"{name} {now[name]} started".replace("  ", " ") for name in now if name not in before]
    changes += [f"{name} stopped" for name in before if name not in now]
    changes += [
        f"{name} {before[name]} → {now[name]}" for name in now if name in before and now[name] != before[name]
    ]
    return tuple(changes)
