"""The person of a case, as they were at the onset: by number, never by name."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.datasets.bindings import beside, find, first, forms_of
from hepatica.datasets.case_facts import when, word
from hepatica.datasets.participants import participant
from hepatica.datasets.visit_scores import last_complete
from hepatica.ledger.rows import SubjectRow
from hepatica.ledger.state import State
from hepatica.safety.case import Patient, When
from hepatica.study.dates import after
from hepatica.study.study import Study


def derive_patient(study: Study, state: State, subject: str, onset: When, scores: tuple[str, str]) -> Patient:
    """Return the participant as they were at the onset; ``scores`` are those of ``enrolment_scores``."""
    row = state.get(SubjectRow, subject)
    ended = row.ended if row else {}
    infused = when(row.infused) if row else None
    death = when(ended.get("death", ""))
    return Patient(
        subject=subject,
        site=row.site if row else "",
        sex=first(study, state, subject, "sex"),
        age=_age(study, state, subject, onset),
        weight=_measured(study, state, subject, "weight", onset)
        or first(study, state, subject, "dose_weight"),
        height=_measured(study, state, subject, "height", onset),
        history=_history(study, state, subject),
        infused=infused.day if infused else None,
        death=death.day if death else None,
        death_cause=_death_cause(study, state, subject),
        autopsy=_autopsy(study, state, subject),
        meld=scores[0],
        child_pugh=scores[1],
    )


def _age(study: Study, state: State, subject: str, onset: When) -> int | None:
    """Give completed years at onset: the age at consent and the whole years since; the birthday is not recorded."""
    age, consented = first(study, state, subject, "age"), when(first(study, state, subject, "consented"))
    if not age.isdecimal():
        return None
    began, since = onset.day.earliest, consented.day.earliest if consented else None
    if began is None or since is None:
        return int(age)
    years = began.year - since.year - ((began.month, began.day) < (since.month, since.day))
    return int(age) + max(years, 0)


def _measured(study: Study, state: State, subject: str, name: str, onset: When) -> str:
    """Give the last measurement that was not made after the onset for certain."""
    measured = study.analysis.bindings.get("measured")
    found = [
        (at.day.iso() if at else "", one.value)
        for one in find(study, state, subject, name)
        if one.value
        for form in forms_of(state, subject, one.form)
        if form.visit == one.visit
        for at in (when(beside(form, one.row, measured)),)
        if at is None or after(at.day, onset.day) is not True
    ]
    return max(found)[1] if found else ""


def _history(study: Study, state: State, subject: str) -> tuple[str, ...]:
    said = (
        [f"Cirrhosis: {_label(study, state, subject, 'aetiology')}"]
        if first(study, state, subject, "aetiology")
        else []
    )
    columns = {
        name: {f.row: f.value for f in find(study, state, subject, name)}
        for name in ("history", "history_detail", "history_began")
    }
    for row, code in sorted(columns["history"].items()):
        if code:
            began = when(columns["history_began"].get(row, ""))
            parts = (word(study, "history", code), columns["history_detail"].get(row, ""))
            words = ": ".join(part for part in parts if part)
            said.append(f"{words}, since {began.day.words()}" if began else words)
    return (*said, *_allergies(study, state, subject))


def _allergies(study: Study, state: State, subject: str) -> Iterator[str]:
    other = first(study, state, subject, "allergy")
    asked = {"contrast medium": "allergy_contrast", "G-CSF": "allergy_gcsf"}
    answers = {what: first(study, state, subject, name) for what, name in asked.items()}
    yield from (f"Allergic to {what}" for what, answer in answers.items() if answer == "yes")
    none = [what for what, answer in answers.items() if answer == "no"]
    if none:
        yield f"No allergy to {' or '.join(none)}"
    if other:
        yield f"Other allergies: {other}"


def _death_cause(study: Study, state: State, subject: str) -> str:
    parts = (
        _label(study, state, subject, "death_cause"),
        first(study, state, subject, "death_cause_text"),
    )
    return ": ".join(part for part in parts if part)


def _autopsy(study: Study, state: State, subject: str) -> str:
    done = first(study, state, subject, "autopsy")
    return first(study, state, subject, "autopsy_findings") or ("Not done" if done == "no" else "")


def enrolment_scores(study: Study, state: State, subject: str) -> tuple[str, str]:
    """Return MELD and Child-Pugh of the last complete draw before the analysis anchor; '' where not computable."""
    who = participant(study, state, subject)
    scored = last_complete(study, state, subject, who.anchor) if who else None
    if scored is None:
        return "", ""
    meld, pugh = scored.results["MELD_UNOS_2002"], scored.results["CHILD_PUGH"]
    return meld.display if meld.value is not None else "", pugh.display if pugh.value is not None else ""


def _label(study: Study, state: State, subject: str, name: str) -> str:
    return word(study, name, first(study, state, subject, name))
