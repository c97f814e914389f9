"""What a case says of the person and of what they were given: the facts a form asks beside the event itself."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hepatica.datasets.adverse_events import COMPONENTS
from hepatica.datasets.bindings import beside, find, first, forms_of
from hepatica.datasets.efficacy import derive_course
from hepatica.datasets.participants import Participant, participant
from hepatica.datasets.visit_scores import derive_scores
from hepatica.ledger.rows import FormRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.safety.case import Given, Medication, Patient, When
from hepatica.study.dates import NotADate, PartialDate, after
from hepatica.study.oversight import Suspect
from hepatica.study.schedule import ItemAddress
from hepatica.study.study import Study
from hepatica.study.text import Translated

_KINDS = {"msc": "product", "cd34": "product", "gcsf": "drug"}
_TITLES = {
    "msc": "MSC",
    "cd34": "CD34 cells",
    "gcsf": "G-CSF",
    "marrow": "Bone marrow aspiration",
    "leukapheresis": "Leukapheresis",
    "catheter": "Hepatic artery catheterisation",
    "biopsy": "Liver biopsy",
}
"""Suspects of a definition that is older than ``oversight.yaml``."""
BOTH = "both"
"""Code of a bag that held every product."""


def when(text: str, clock: str = "") -> When | None:
    """Read a stored date or minute, with a time of day kept beside it; None when nothing of the day is known."""
    try:
        day = PartialDate.parse(text[:10])
    except NotADate:
        return None
    if not day.known:
        return None
    time = clock or text[11:16]
    return When(day=day, time=time if len(time) == 5 else "")


def suspects_of(study: Study) -> tuple[Suspect, ...]:
    """Return what an event is judged against: the study's own list, or the components every definition binds."""
    if study.oversight.suspects:
        return study.oversight.suspects
    bindings = study.analysis.bindings
    return tuple(
        Suspect(
            id=name,
            title=Translated(en=_TITLES[name]),
            kind=_KINDS.get(name, "procedure"),
            investigator=bindings[f"ae_related_{name}"],
            dose=bindings.get(f"dose_{name}"),
            start=bindings.get("gcsf_dose_at") if name == "gcsf" else None,
        )
        for name in COMPONENTS
        if f"ae_related_{name}" in bindings
    )


# -- The person -----------------------------------------------------------------------------------------------------


def derive_patient(study: Study, state: State, subject: str, onset: When) -> Patient:
    """Return the participant as they were at the onset; by number, never by name."""
    row = state.get(SubjectRow, subject)
    ended = row.ended if row else {}
    who = participant(study, state, subject)
    meld, child_pugh = _enrolment_scores(study, state, who) if who else ("", "")
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
        meld=meld,
        child_pugh=child_pugh,
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
            parts = (_word(study, "history", code), columns["history_detail"].get(row, ""))
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


def _enrolment_scores(study: Study, state: State, who: Participant) -> tuple[str, str]:
    """Give MELD and Child-Pugh of the analysis' own baseline, as they are printed; '' where not computable."""
    baseline = derive_course(study, who, derive_scores(study, state, who.subject)).baseline
    if baseline is None or baseline.scored is None:
        return "", ""
    meld, pugh = baseline.scored.results["MELD_UNOS_2002"], baseline.scored.results["CHILD_PUGH"]
    return meld.display if meld.value is not None else "", pugh.display if pugh.value is not None else ""


def _label(study: Study, state: State, subject: str, name: str) -> str:
    return _word(study, name, first(study, state, subject, name))


def _word(study: Study, name: str, code: str) -> str:
    """Give the words of a code that a binding's item holds."""
    address = study.analysis.bindings.get(name)
    item = study.item(address.form, address.item) if address else None
    if item is None or item.codelist is None or not code:
        return code
    return study.codelist_by_id[item.codelist].label(code)


# -- What was given -------------------------------------------------------------------------------------------------


def derive_given(study: Study, state: State, subject: str, onset: When) -> tuple[Given, ...]:
    """Return every suspect of the study; one that was not given, or only after the onset, has no start."""
    return tuple(_given(study, state, subject, suspect, onset) for suspect in suspects_of(study))


def _given(study: Study, state: State, subject: str, suspect: Suspect, onset: When) -> Given:
    times = [t for t in _times(study, state, subject, suspect) if after(t[0].day, onset.day) is not True]
    last = times[-1][2] if times else ""
    here = [(start, end) for start, end, visit in times if visit == last]
    return Given(
        suspect=suspect.id,
        title=str(suspect.title),
        kind=suspect.kind,
        generic_name=str(suspect.generic_name or ""),
        dose=_dose(study, state, subject, suspect, last) if here else "",
        lot=_value(state, subject, suspect.lot, last) if here else "",
        route=str(suspect.route or ""),
        form=str(suspect.form or ""),
        start=here[0][0] if here else None,
        end=(here[-1][1] or (here[-1][0] if len(here) > 1 else None)) if here else None,
    )


def _times(study: Study, state: State, subject: str, suspect: Suspect) -> list[tuple[When, When | None, str]]:
    """Give when it was given: (start, end, visit) in order of time, from its bags where the record has them."""
    found = list(_bags(study, state, subject, suspect)) or list(_starts(state, subject, suspect))
    return sorted(found, key=lambda one: (one[0].day.iso(), one[0].time))


def _bags(
    study: Study, state: State, subject: str, suspect: Suspect
) -> Iterator[tuple[When, When | None, str]]:
    bindings = study.analysis.bindings
    held = {suspect.id, BOTH} if suspect.kind == "product" else {suspect.id}
    for bag in find(study, state, subject, "bag_component"):
        if bag.value not in held:
            continue
        for form in forms_of(state, subject, bag.form):
            start = (
                when(beside(form, bag.row, bindings.get("bag_start"))) if form.visit == bag.visit else None
            )
            if start:
                yield start, when(beside(form, bag.row, bindings.get("bag_end"))), bag.visit


def _starts(state: State, subject: str, suspect: Suspect) -> Iterator[tuple[When, When | None, str]]:
    if suspect.start is None:
        return
    for form in forms_of(state, subject, suspect.start.form):
        for row in sorted(int(n) for n in form.answers):
            answer = form.answer(suspect.start.item, row)
            start = when((answer.value if answer else None) or "", beside(form, row, suspect.start_time))
            if start:
                yield start, None, form.visit


def _dose(study: Study, state: State, subject: str, suspect: Suspect, visit: str) -> str:
    amounts = [
        _amounts(study, state, subject, address, visit) for address in (suspect.dose, suspect.dose_per_kg)
    ]
    return "; ".join(text for text in amounts if text)


def _amounts(study: Study, state: State, subject: str, address: ItemAddress | None, visit: str) -> str:
    """Write a dose with its unit; equal doses of several rows are counted: '520 µg, 3 times'."""
    if address is None:
        return ""
    item = study.item(address.form, address.item)
    unit = (item.unit or "").replace("10^6", "× 10⁶ cells") if item else ""
    values = [value for form in _forms(state, subject, address.form, visit) for value in _each(form, address)]
    written = [
        f"{value} {unit}".strip() + (f", {times} times" if times > 1 else "")
        for value, times in {value: values.count(value) for value in values}.items()
    ]
    return " and ".join(written)


def _value(state: State, subject: str, address: ItemAddress | None, visit: str) -> str:
    if address is None:
        return ""
    forms = _forms(state, subject, address.form, visit)
    return "; ".join(dict.fromkeys(value for form in forms for value in _each(form, address)))


def _forms(state: State, subject: str, form: str, visit: str) -> list[FormRow]:
    """Give the form of the visit at which it was given; where that visit has none, every copy."""
    copies = list(forms_of(state, subject, form))
    return [copy for copy in copies if copy.visit == visit] or copies


def _each(form: FormRow, address: ItemAddress) -> Iterator[str]:
    for row in sorted(int(n) for n in form.answers):
        answer = form.answer(address.item, row)
        if answer is not None and answer.value:
            yield _plain(answer.value)


def _plain(value: str) -> str:
    try:
        return format(Decimal(value), "f")
    except ArithmeticError:
        return value


# -- Other drugs ----------------------------------------------------------------------------------------------------


def derive_medications(study: Study, state: State, subject: str) -> tuple[Medication, ...]:
    """Return the drug log with what each line says, in row order, and the contrast media of the procedures."""
    return (*_logged(study, state, subject), *_contrast(study, state, subject))


def _contrast(study: Study, state: State, subject: str) -> Iterator[Medication]:
    bindings = study.analysis.bindings
    volume = bindings.get("contrast_volume")
    unit = item.unit if volume and (item := study.item(volume.form, volume.item)) else None
    for agent in find(study, state, subject, "contrast_agent"):
        for form in forms_of(state, subject, agent.form):
            if form.visit == agent.visit and agent.value:
                amount, day = (
                    beside(form, agent.row, volume),
                    beside(form, agent.row, bindings.get("contrast_day")),
                )
                yield Medication(
                    name=agent.value,
                    dose=f"{_plain(amount)} {unit or ''}".strip() if amount else "",
                    route="Into an artery",
                    frequency="Once",
                    indication="Angiography",
                    start=when(day),
                    end=when(day),
                )


def _logged(study: Study, state: State, subject: str) -> tuple[Medication, ...]:
    names = (
        "cm_name",
        "cm_dose",
        "cm_unit",
        "cm_route",
        "cm_frequency",
        "cm_indication",
        "cm_start",
        "cm_end",
    )
    said = {
        name: {f.row: _word(study, name, f.value) for f in find(study, state, subject, name)}
        for name in names
    }
    return tuple(
        Medication(
            name=drug,
            dose=" ".join(t for n in ("cm_dose", "cm_unit") if (t := said[n].get(row, ""))),
            route=said["cm_route"].get(row, ""),
            frequency=said["cm_frequency"].get(row, ""),
            indication=said["cm_indication"].get(row, ""),
            start=when(said["cm_start"].get(row, "")),
            end=when(said["cm_end"].get(row, "")),
            row=row,
        )
        for row, drug in sorted(said["cm_name"].items())
        if drug
    )
