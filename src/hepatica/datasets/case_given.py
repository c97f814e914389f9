"""What was given or done before an event, and what else was taken: from the bags, the procedures and the drug log."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from hepatica.datasets.bindings import beside, find, forms_of
from hepatica.datasets.case_facts import suspects_of, when, word
from hepatica.ledger.rows import FormRow
from hepatica.ledger.state import State
from hepatica.safety.case import Given, Medication, When
from hepatica.scores.calculated import compute_item
from hepatica.study.dates import after
from hepatica.study.form import Item
from hepatica.study.oversight import Suspect
from hepatica.study.schedule import ItemAddress
from hepatica.study.study import Study

BOTH = "both"
"""Code of a bag that held every product."""


def derive_given(study: Study, state: State, subject: str, onset: When) -> tuple[Given, ...]:
    """Return every suspect of the study; one that was not given, or only after the onset, has no start."""
    return tuple(_given(study, state, subject, suspect, onset) for suspect in suspects_of(study))


def _given(study: Study, state: State, subject: str, suspect: Suspect, onset: When) -> Given:
    times = [t for t in _times(study, state, subject, suspect) if not _later(t[0], onset)]
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
        expires=when(_value(state, subject, study.analysis.bindings.get(f"expires_{suspect.id}"), last))
        if here
        else None,
        start=here[0][0] if here else None,
        end=(here[-1][1] or (here[-1][0] if len(here) > 1 else None)) if here else None,
    )


def _later(one: When, other: When) -> bool:
    """Whether a moment lies after another for certain: on a later day, or on the same at a later minute."""
    if one.day == other.day and one.day.complete:
        return bool(one.time and other.time) and one.time > other.time
    return after(one.day, other.day) is True


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
    forms = _forms(state, subject, address.form, visit)
    values = [value for form in forms for value in _each(form, address)]
    if item is not None and item.compute is not None:
        values = [value for form in forms if (value := _reckoned(item, form))]
    written = [
        f"{value} {unit}".strip() + (f", {times} times" if times > 1 else "")
        for value, times in {value: values.count(value) for value in values}.items()
    ]
    return " and ".join(written)


def _reckoned(item: Item, form: FormRow) -> str:
    """Compute a calculated item of a form's unnumbered part, which is never stored: the dose per kilogram."""
    assert item.compute is not None
    said = [answer.value if (answer := form.answer(name)) else None for name in item.compute.of]
    try:
        operands = [Decimal(value) for value in said if value]
    except InvalidOperation:
        return ""
    if len(operands) < len(said):
        return ""
    return compute_item(item.compute.rule, operands, decimals=item.compute.decimals) or ""


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
        name: {f.row: word(study, name, f.value) for f in find(study, state, subject, name)} for name in names
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
