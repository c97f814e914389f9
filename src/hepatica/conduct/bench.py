"""What every entry at the laboratory's bench is checked for: two people, a label, measures that can be, amounts that sum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from hepatica.conduct.authority import role_name, roles_for
from hepatica.conduct.case import Case
from hepatica.conduct.commands import Refusal
from hepatica.conduct.product_commands import Quantity
from hepatica.conduct.refused import Refused, listed, refuse
from hepatica.conduct.values import Unfit, read_number
from hepatica.ledger.events import Draft
from hepatica.ledger.product_facts import Measured
from hepatica.ledger.product_rows import MaterialRow
from hepatica.product import codes
from hepatica.product.custody import same_name
from hepatica.product.lineage import Lineage, lineage_of
from hepatica.product.quantities import QuantityError, convert
from hepatica.scores.arithmetic import round_half_up, show
from hepatica.study.product import Measure, Step
from hepatica.study.sentences import nearest

CELL_LAB, PATHOLOGIST = "cell_lab", "pathologist"
_DUST = 6
"""Decimals to which amounts are compared: a third of a volume does not end."""


def no(code: str, sentence: str, item: str = "") -> Refusal:
    """Return one refusal that names the field it is about."""
    return Refusal(code=code, sentence=sentence, item=item)


def known_material(case: Case, subject: str, label: str) -> MaterialRow | Refused:
    """Return a participant's material, or say that there is none, or whose it is."""
    found = [row for row in case.state.all(MaterialRow) if row.material == label]
    own = next((row for row in found if row.subject == subject), None)
    if own is not None:
        return own
    if found:
        return refuse("no_such", f"{label} is of {found[0].subject}, not of {subject}.")
    known = tuple(row.material for row in case.state.of(MaterialRow, subject))
    return refuse("no_such", f"{subject} has no material {label!r}{nearest(label, known) or '.'}")


def known_step(case: Case, name: str) -> tuple[str, Step] | Refused:
    """Return the product and the step of a name ('' for the tissue's), or say which there are."""
    steps = case.plan.study.steps
    if not steps:
        return refuse("no_such", "This protocol describes no manufacturing.")
    if name not in steps:
        return refuse("no_such", f"There is no step {name!r}; there are {listed(tuple(steps), 'and')}.")
    return steps[name]


def not_at_this_bench(case: Case, kind: str, product: str, step: Step) -> Refused | None:
    """Return the refusal of work on cells by who does tissue, or on tissue by who does cells; None when it is theirs."""
    does = CELL_LAB if product else PATHOLOGIST
    if does in roles_for(case.actor, kind):
        return None
    return refuse("not_allowed", f"{step.title} is recorded by {role_name(does)}, not by {case.actor.name}.")


def label_faults(case: Case, label: str) -> Iterator[Refusal]:
    """Yield why a label cannot be given: its letters, or that it stands on something already."""
    try:
        codes.symbol(codes.MATERIAL, label)
    except ValueError as error:
        yield no("wrong_type", f"{error}.", "material")
    taken = next((row for row in case.state.all(MaterialRow) if row.material == label), None)
    if taken is not None:
        yield no(
            "not_possible",
            f"The label {label} was given already, to a material of {taken.subject}.",
            "material",
        )


def two_people(first: str, second: str, did: str, fields: tuple[str, str]) -> Iterator[Refusal]:
    """Yield why two names are not two people: one is missing, or both are one."""
    for name, field in ((first, fields[0]), (second, fields[1])):
        if not name.strip():
            yield no("mandatory_missing", f"{did} needs the names of two people.", field)
            return
    if same_name(first, second):
        yield no("not_possible", f"{did} needs two people, and {first.strip()} is one.", fields[1])


# -- Measures --------------------------------------------------------------------------------------------------------


def read_measures(step: Step, typed: Iterable[Quantity]) -> tuple[tuple[Measured, ...], tuple[Refusal, ...]]:
    """Return measures as numbers in the protocol's units, and a refusal for each that cannot stand."""
    known = {measure.id: measure for measure in step.measures}
    good: dict[str, Measured] = {}
    bad: list[Refusal] = []
    for one in typed:
        if not one.value.strip():
            continue
        measure = known.get(one.name)
        if measure is None:
            hint = (
                nearest(one.name, tuple(known))
                or f"; it measures {listed(tuple(known), 'and') or 'nothing'}."
            )
            bad.append(no("unknown_item", f"{step.title} has no measure {one.name!r}{hint}", one.name))
        elif one.name in good:
            bad.append(no("not_possible", f"{measure.title}: it is given twice in one go.", one.name))
        else:
            try:
                good[one.name] = _measured(measure, one)
            except (Unfit, QuantityError) as error:
                code = error.code if isinstance(error, Unfit) else "wrong_unit"
                bad.append(no(code, f"{measure.title}: {error}.", one.name))
    return tuple(good.values()), tuple(bad)


def _measured(measure: Measure, typed: Quantity) -> Measured:
    text = read_number(typed.value)
    value = convert(text, typed.unit, measure.unit)
    number = Decimal(value)
    if not measure.low <= number <= measure.high:
        within = f"{show(measure.low)} to {show(measure.high)} {measure.unit}".strip()
        raise Unfit(
            "out_of_range", f"{value} {measure.unit}".strip() + f" cannot be: it lies outside {within}"
        )
    return Measured(name=measure.id, value=value, unit=measure.unit)


def missing_measures(step: Step, given: Iterable[Measured]) -> Iterator[Refusal]:
    """Yield a refusal for each required measure that is not given."""
    names = {one.name for one in given}
    for measure in step.measures:
        if measure.required and measure.id not in names:
            yield no("mandatory_missing", f"{measure.title} must be given.", measure.id)


def read_amounts(
    typed: Iterable[Quantity], of: tuple[str, ...]
) -> tuple[tuple[Measured, ...], tuple[Refusal, ...]]:
    """Return amounts of cells (10^6) or volume (mL) by the material's label, and a refusal for each that cannot stand."""
    good: list[Measured] = []
    bad: list[Refusal] = []
    for one in typed:
        name = one.name or (of[0] if len(of) == 1 else "")
        if name not in of:
            counts = f"only amounts of {listed(of, 'and')} count here" if of else "it was made of no material"
            bad.append(no("no_such", f"An amount of {name!r} is given, and {counts}.", name))
            continue
        try:
            good.append(_amount(name, one))
        except (Unfit, QuantityError) as error:
            code = error.code if isinstance(error, Unfit) else "wrong_unit"
            bad.append(no(code, f"The amount of {name}: {error}.", name))
    return tuple(good), tuple(bad)


def _amount(name: str, typed: Quantity) -> Measured:
    text = read_number(typed.value)
    if Decimal(text) <= 0:
        raise Unfit("out_of_range", f"{text} {typed.unit} cannot be: more than nothing was taken")
    for unit in ("10^6", "mL"):
        try:
            return Measured(name=name, value=convert(text, typed.unit or "?", unit), unit=unit)
        except QuantityError:
            continue
    raise Unfit("wrong_unit", f"it is given in 10^6 cells or in mL, not in '{typed.unit}'")


# -- Amounts ---------------------------------------------------------------------------------------------------------


def overdrawn(
    case: Case, subject: str, drafts: tuple[Draft, ...], labels: Iterable[str]
) -> Iterator[Refusal]:
    """Yield a refusal for each material of which the drafts leave less than nothing, and did before leave something."""
    before = lineage_of(case.plan.study, case.state, subject)
    after = lineage_of(case.plan.study, case.ahead(drafts), subject)
    for label in dict.fromkeys(labels):
        if label in after and (said := _overdraft(before, after, label)):
            yield no("out_of_range", said, label)


def _overdraft(before: Lineage, after: Lineage, label: str) -> str:
    left = after.left(label)
    was = before.left(label) if label in before else None
    for name, unit in (("cells", "million"), ("volume", "mL")):
        now = getattr(left, name)
        if now is None or round_half_up(now, _DUST) >= 0:
            continue
        had = getattr(was, name) if was else None
        if had is None or had < 0 or before.row(label).measures != after.row(label).measures:
            return f"{label} would hold {_words(-now)} {unit} less than was taken of it."
        return f"This takes {_words(had - now)} {unit} of {label}, which has {_words(had)} left."
    return ""


def _words(number: Decimal) -> str:
    return show(number if number == round_half_up(number, _DUST) else round_half_up(number, _DUST))
