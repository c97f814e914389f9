"""What a new version may not do to data that are there: it would leave answers that no version in force can explain.

Old answers stay readable in the ledger under the version they were given under. But a screen, a dataset and a table read
the record by the version in force: so nothing that holds data may vanish, change its kind, or be counted from elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from hepatica.conduct.refused import listed
from hepatica.ledger.product_rows import MaterialRow
from hepatica.ledger.rows import FormRow, ProposalRow, SubjectRow
from hepatica.ledger.state import State
from hepatica.scores.units import UnitError, convert
from hepatica.study.form import Item, ItemType
from hepatica.study.study import LOG_VISIT, Study

At = tuple[str, str]
"""(form, item)"""
_NUMBERS = {ItemType.NUMBER, ItemType.INTEGER}


def doubtful_forms(old: Study, new: Study) -> frozenset[str]:
    """Return the forms whose data decide whether a version may come into force: those it takes something from."""
    forms = {
        form
        for form, _ in (*_lost(old, new), *_altered(old, new), *_codes_lost(old, new), *_regrouped(old, new))
    }
    visits = {v.id: v for v in new.schedule.visits}
    for visit in old.schedule.visits:
        kept = visits.get(visit.id)
        forms |= set(visit.forms) - set(kept.forms if kept else ())
        if kept is None:
            forms.add("visit")
    return frozenset(forms | set(old.schedule.logs) - set(new.schedule.logs))


def loses_signals(old: Study, new: Study) -> frozenset[str]:
    """Return the signals a version takes away."""
    return frozenset({s.id for s in old.signals} - {s.id for s in new.signals})


def loses_steps(old: Study, new: Study) -> frozenset[str]:
    """Return the steps of manufacture a version takes away."""
    return frozenset(set(old.steps) - set(new.steps))


def dangers(old: Study, new: Study, state: State) -> Iterator[str]:
    """Yield why a version may not come into force, each a sentence; nothing when no data stand against it.

    ``state`` holds every participant's row, the forms of ``doubtful_forms``, the proposals of lost signals and the
    materials of lost steps.
    """
    yield from _places(old, new, state)
    yield from _items(old, new, state)
    yield from _codes(old, new, state)
    yield from _subjects(old, new, tuple(state.all(SubjectRow)))
    for name in sorted(loses_signals(old, new)):
        if found := sum(one.signal == name for one in state.all(ProposalRow)):
            yield f"The signal {name} is removed, and {_count(found, 'proposed event')} rests on it"
    for name in sorted(loses_steps(old, new)):
        if found := sum(one.step == name for one in state.all(MaterialRow)):
            yield f"The step {name} of manufacture is removed, and {_count(found, 'material')} came from it"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}"


def _of(people: Iterable[str]) -> str:
    named = tuple(sorted(set(people)))
    return f"{listed(named[:3], 'and')}{f' and {len(named) - 3} more' if len(named) > 3 else ''}"


# -- Visits and forms -----------------------------------------------------------------------------------------------


def _places(old: Study, new: Study, state: State) -> Iterator[str]:
    held: dict[tuple[str, str], list[str]] = {}
    for row in state.all(FormRow):
        if _holds(row):
            held.setdefault((row.visit.partition(".")[0], row.form), []).append(row.subject)
    for (visit, form), people in sorted(held.items()):
        if form in new.form_by_id and form in new.forms_at(visit):
            continue
        planned, asked = old.visit(visit), old.form_by_id.get(form)
        where = "the logs" if visit == LOG_VISIT else f"the visit {planned.title if planned else visit}"
        yield f"The form {asked.title if asked else form} is taken from {where}, and it holds data of {_of(people)}"


def _holds(row: FormRow) -> bool:
    return any(answer.given for items in row.answers.values() for answer in items.values())


# -- Items ----------------------------------------------------------------------------------------------------------


def _lost(old: Study, new: Study) -> frozenset[At]:
    return frozenset(
        (f.id, i.id) for f in old.forms for i in f.items if not i.compute and new.item(f.id, i.id) is None
    )


def _altered(old: Study, new: Study) -> frozenset[At]:
    pairs = ((f.id, i, new.item(f.id, i.id)) for f in old.forms for i in f.items)
    return frozenset((form, was.id) for form, was, now in pairs if now and _why_altered(was, now))


def _why_altered(was: Item, now: Item) -> str:
    if was.type is not now.type and {was.type, now.type} != {ItemType.INTEGER, ItemType.NUMBER}:
        return f"its type changes from {was.type} to {now.type}"
    if was.type is ItemType.NUMBER and now.type is ItemType.INTEGER:
        return "it becomes a whole number"
    if (was.compute is None) != (now.compute is None):
        return "it is calculated in one version and typed in the other"
    if was.type in _NUMBERS and was.unit != now.unit and not _same_family(was, now):
        return (
            f"its unit changes from {was.unit or 'none'} to {now.unit or 'none'}, which are not of one family"
        )
    return ""


def _same_family(was: Item, now: Item) -> bool:
    if not was.unit or not now.unit:
        return False
    if was.unit in now.all_units and was.analyte == now.analyte:
        return True
    try:
        convert(Decimal(1), now.analyte or "", was.unit, now.unit)
    except UnitError:
        return False
    return True


def _regrouped(old: Study, new: Study) -> frozenset[At]:
    """Return items asked once in one version and row by row in the other: their answers stand under other rows."""
    found = set()
    for form in old.forms:
        for item in form.items:
            was, now = old.group_of(form.id, item.id), new.group_of(form.id, item.id)
            if (
                was
                and now
                and ((was.repeat is None) != (now.repeat is None) or (now.repeat and was.id != now.id))
            ):
                found.add((form.id, item.id))
    return frozenset(found)


def _items(old: Study, new: Study, state: State) -> Iterator[str]:
    lost, altered, regrouped = _lost(old, new), _altered(old, new), _regrouped(old, new)
    for (form, name), people in sorted(_answered(state, lost | altered | regrouped).items()):
        was, now, asked = old.item(form, name), new.item(form, name), old.form_by_id[form]
        if was is None:
            continue
        where = f"{was.label} ({asked.title})"
        if now is None:
            yield f"{where} is removed, and it holds data of {_of(people)}: keep the item, and ask it no more with 'when'"
        elif (form, name) in altered:
            yield f"{where}: {_why_altered(was, now)}, and it holds data of {_of(people)}: give the new question an id of its own"
        else:
            yield f"{where} moves between rows that repeat and rows that do not, and it holds data of {_of(people)}"


def _answered(state: State, wanted: frozenset[At]) -> dict[At, list[str]]:
    found: dict[At, list[str]] = {}
    for row in state.all(FormRow):
        for items in row.answers.values():
            for name, answer in items.items():
                if (row.form, name) in wanted and answer.given:
                    found.setdefault((row.form, name), []).append(row.subject)
    return found


# -- Codes ----------------------------------------------------------------------------------------------------------


def _codes_lost(old: Study, new: Study) -> dict[At, frozenset[str]]:
    """Return the answers that a version no longer knows, by item."""
    lost: dict[At, frozenset[str]] = {}
    for form in old.forms:
        for item in form.items:
            now = new.item(form.id, item.id)
            if item.codelist is None or now is None or now.codelist is None:
                continue
            was, still = (
                {c.code for c in study.codelist_by_id[name].codes} if name in study.codelist_by_id else set()
                for study, name in ((old, item.codelist), (new, now.codelist))
            )
            if gone := was - still:
                lost[form.id, item.id] = frozenset(gone)
    return lost


def _codes(old: Study, new: Study, state: State) -> Iterator[str]:
    lost = _codes_lost(old, new)
    used: Counter[tuple[str, str, str]] = Counter()
    for row in state.all(FormRow):
        for items in row.answers.values():
            for name, answer in items.items():
                if answer.value is not None and answer.value in lost.get((row.form, name), ()):
                    used[row.form, name, answer.value] += 1
    for (form, name, code), number in sorted(used.items()):
        item = old.item(form, name)
        label = item.label if item else name
        yield f"{label} ({old.form_by_id[form].title}): the answer '{code}' is removed, and {_count(number, 'answer')} holds it"


# -- Participants ---------------------------------------------------------------------------------------------------


def _subjects(old: Study, new: Study, people: tuple[SubjectRow, ...]) -> Iterator[str]:
    sites, anchors = {s.id for s in new.sites}, {a.id: a for a in new.schedule.anchors}
    visits = {v.id for v in new.schedule.visits}
    yield from _some(people, lambda p: p.site not in sites, "The site of {who} is removed")
    for was in old.schedule.anchors:
        now = anchors.get(was.id)
        if now is None:
            said = f"The day '{was.title}' ({was.id}) is removed or renamed, and days of {{who}} are counted from it"
        elif (now.item, now.planned) != (was.item, was.planned):
            said = f"The day '{was.title}' is read from another item, and days of {{who}} are counted from the old one"
        else:
            continue
        yield from _some(people, lambda p, name=was.id: name in p.anchors or name in p.planned, said)  # type: ignore[misc]
    for visit in old.schedule.visits:
        if visit.id not in visits:
            said = f"The visit {visit.title} is removed, and it took place for {{who}}"
            yield from _some(
                people,
                lambda p, name=visit.id: any(v.partition(".")[0] == name for v in p.visits),  # type: ignore[misc]
                said,
            )
    gates = {g.id for g in new.gates}
    for gate in old.gates:
        if gate.id not in gates:
            said = f"The gate {gate.title} is removed, and it was passed for {{who}}"
            yield from _some(people, lambda p, name=gate.id: name in p.authorised, said)  # type: ignore[misc]
    if old.schedule.visit_anchor != new.schedule.visit_anchor:
        yield from _some(
            people,
            lambda p: bool(p.infused),
            "Visits are counted from another day, and {who} began under the old one",
        )


def _some(people: Iterable[SubjectRow], asks: Callable[[SubjectRow], bool], said: str) -> Iterator[str]:
    if found := [one.subject for one in people if asks(one)]:
        yield said.replace("{who}", _of(found))
