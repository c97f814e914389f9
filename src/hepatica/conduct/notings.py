"""What happens at a minute of an infusion: rate, pauses, vital signs, reactions, contrast medium, the catheter."""

from __future__ import annotations

from decimal import Decimal

from hepatica.conduct.base import Entry
from hepatica.conduct.case import Case
from hepatica.conduct.commands import Refusal
from hepatica.conduct.filling import with_fills
from hepatica.conduct.infusions import running
from hepatica.conduct.minutes import follows, minute
from hepatica.conduct.product_commands import NoteInfusion, Quantity
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.conduct.values import Unfit, judge, read_number
from hepatica.ledger.events import Draft
from hepatica.ledger.product_facts import InfusionNoted, Measured
from hepatica.ledger.product_rows import BagRow
from hepatica.product.moments import in_words
from hepatica.study.form import Item
from hepatica.study.study import Study

VITALS = ("sysbp", "diabp", "meanbp", "pulse", "temp", "spo2")
RATE, CONTRAST = "rate", "contrast"
_MOST = {RATE: (Decimal(100), "mL/min"), CONTRAST: (Decimal(1000), "mL")}
"""What cannot be: a rate or a volume of contrast medium above this, in this unit."""
_ITEMS = {CONTRAST: "contrast_volume"}
_WORDS = {
    "reaction": "Say which reaction.",
    "position": "Say where the catheter lies.",
    "note": "The note is empty.",
}


def note(case: Case, command: NoteInfusion) -> Decision:
    """Record something at a minute of an infusion, also later; its values are what can be."""
    row = running(case, command.subject, command.bag)
    if isinstance(row, Refused):
        return row
    at = minute(case, command.at, "Time")
    if isinstance(at, Refused):
        return at
    if refused := _outside(row, at, command.what):
        return refused
    values = _values(case, command)
    if isinstance(values, Refused):
        return values
    said = command.note.strip()
    if not said and not values and command.what in _WORDS:
        return refuse("mandatory_missing", _WORDS[command.what])
    fact = InfusionNoted(bag=command.bag, at=at, what=command.what, values=values, note=said)
    return with_fills(case, command.subject, (Draft(subject=command.subject, fact=fact),))


def _outside(row: BagRow, at: str, what: str) -> Refused | None:
    """Return the refusal of a minute at which the bag did not run; vital signs and reactions go on after it."""
    if refused := follows(at, row.started, "Time", "the start of the bag") if what != "vitals" else None:
        return refused
    if what in {RATE, "pause", "resume"} and row.ended and at > row.ended:
        return refuse("impossible_date", f"Time: the bag ended on {in_words(row.ended)}.")
    return None


def _values(case: Case, command: NoteInfusion) -> tuple[Measured, ...] | Refused:
    match command.what:
        case "vitals":
            return _many(case, command, VITALS)
        case "reaction":
            return _many(case, command, ("reaction", "reaction_during", "reaction_action"), least=0)
        case "rate" | "contrast":
            return _many(case, command, (command.what,))
    if command.values:
        return refuse("not_possible", f"A {command.what} has no values.")
    return ()


def _many(
    case: Case, command: NoteInfusion, names: tuple[str, ...], least: int = 1
) -> tuple[Measured, ...] | Refused:
    given = tuple(one for one in command.values if one.value.strip())
    refusals: list[Refusal] = []
    found: list[Measured] = []
    for one in given:
        if one.name not in names or one.name in {other.name for other in found}:
            said = f"{one.name!r} is not asked here, or twice: {listed(names, 'and')}."
            refusals.append(Refusal(code="unknown_item", sentence=said, item=one.name))
            continue
        try:
            found.append(_measured(case, one))
        except Unfit as unfit:
            said = f"{_label(case.plan.study, one.name)}: {unfit}."
            refusals.append(Refusal(code=unfit.code, sentence=said, item=one.name))
    if len(given) < least:
        refusals.append(Refusal(code="mandatory_missing", sentence=f"Write down {listed(names)}."))
    return Refused(refusals=tuple(refusals)) if refusals else tuple(found)


def _measured(case: Case, one: Quantity) -> Measured:
    """Return a value as stored; raises ``Unfit``. The infusion page's own limits hold, where it asks the same."""
    item = _item(case.plan.study, one.name)
    if item is not None:
        judged = judge(case.plan.study, item, Entry(item=item.id, value=one.value, unit=one.unit), case.now)
        return Measured(name=one.name, value=judged.value or "", unit=judged.unit)
    value = read_number(one.value)
    most, unit = _MOST.get(one.name, (Decimal(1000), one.unit))
    if one.unit and one.unit != unit:
        raise Unfit("wrong_unit", f"it is given in {unit}")
    if not 0 <= Decimal(value) <= most:
        raise Unfit("out_of_range", f"{value} cannot be: it lies outside 0 to {most} {unit}")
    return Measured(name=one.name, value=value, unit=unit)


def _item(study: Study, name: str) -> Item | None:
    """Return the item of the infusion page that asks a value, when it is typed there and not computed."""
    fills = study.manufacture.fills
    form = next((fill.form for fill in fills if fill.on == "infusion.started"), "")
    item = study.item(form, _ITEMS.get(name, name))
    return item if item is not None and item.compute is None else None


def _label(study: Study, name: str) -> str:
    item = _item(study, name)
    return str(item.label) if item else name.capitalize()
