"""Quality tests: set up, read on the way, and their results; a final result is replaced only with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hepatica.conduct import rules
from hepatica.conduct.bench import known_material, known_step, no, not_at_this_bench
from hepatica.conduct.case import Case, known_subject
from hepatica.conduct.commands import Refusal
from hepatica.conduct.filling import with_fills
from hepatica.conduct.minutes import follows, minute
from hepatica.conduct.misgiven import spoilt
from hepatica.conduct.product_commands import TestMaterial
from hepatica.conduct.refused import Decision, Refused, listed, refuse
from hepatica.conduct.values import Unfit, read_number
from hepatica.ledger.events import Draft
from hepatica.ledger.product_facts import MaterialTested
from hepatica.ledger.product_rows import MaterialRow, TestRow
from hepatica.product.lineage import lineage_of
from hepatica.product.moments import in_words
from hepatica.product.quantities import HUNDRED, QuantityError, convert
from hepatica.product.release import PASSAGE, meets, too_early
from hepatica.study.product import Product, ReleaseLimit
from hepatica.study.sentences import nearest
from hepatica.study.study import Study

_NO_RESULT = frozenset({"pending", "not_done", "not_applicable", "unknown"})
"""Codes that forms offer beside results: a test without a result has no value."""


def record(case: Case, command: TestMaterial) -> Decision:
    """Record that a quality test was set up, read, or has its result."""
    subject = known_subject(case, command.subject)
    if isinstance(subject, Refused):
        return subject
    row = known_material(case, command.subject, command.material)
    if isinstance(row, Refused):
        return row
    found = known_step(case, row.step)
    if isinstance(found, Refused):
        return found
    if refused := not_at_this_bench(case, command.kind, *found):
        return refused
    product = case.plan.study.product_by_id.get(found[0])
    asked = _asked(case, command, row, product)
    return asked if isinstance(asked, Refused) else _recorded(case, command, row, asked)


def _asked(
    case: Case, command: TestMaterial, row: MaterialRow, product: Product | None
) -> ReleaseLimit | Refused:
    """Return the criterion that is tested, or why this material has no such test."""
    kind = lineage_of(case.plan.study, case.state, row.subject).kind(row.material)
    if product is None or kind not in {"lot", "bag"}:
        return refuse("not_possible", f"{row.material} has no release tests: they are recorded with its lot.")
    asked = {limit.id: limit for limit in product.release}
    if command.test not in asked:
        hint = nearest(command.test, tuple(asked)) or f"; its tests are {listed(tuple(asked), 'and')}."
        return refuse("no_such", f"{product.title} has no test {command.test!r}{hint}")
    if command.test == PASSAGE:
        return refuse(
            "not_possible", f"{asked[PASSAGE].title} are counted from the lineage: nobody types them."
        )
    if kind == "bag" and command.test != product.viability:
        said = f"{asked[command.test].title} is a test of the lot; of a bag, only what must stand again after thawing is tested."
        return refuse("not_possible", said)
    return asked[command.test]


def _recorded(case: Case, command: TestMaterial, row: MaterialRow, asked: ReleaseLimit) -> Decision:
    at = minute(case, command.at, "When it was tested")
    earlier = case.state.get(TestRow, row.subject, f"{row.material}/{asked.id}")
    value, unit, refusals = "", "", list[Refusal]()
    try:
        value, unit = read_result(case.plan.study, asked, command.value, command.unit)
    except Unfit as error:
        refusals.append(no(error.code, f"{asked.title}: {error}.", "value"))
    refusals += at.refusals if isinstance(at, Refused) else _out_of_time(case, row, earlier, at)
    if not command.by.strip():
        refusals.append(no("mandatory_missing", "Say who tested it.", "by"))
    if refusals or isinstance(at, Refused):
        return Refused(refusals=tuple(refusals))
    fact = MaterialTested(
        material=row.material,
        test=asked.id,
        at=at,
        by=command.by.strip(),
        value=value,
        unit=unit,
        final=command.final and bool(value),
        file=command.file,
        file_name=command.file_name,
        reason=command.reason.strip(),
        was=_words(earlier) if earlier and earlier.value and earlier.final else "",
    )
    if earlier is not None and _same(earlier, fact):
        return ()
    refusals = list(_out_of_turn(asked, earlier, fact))
    if refusals:
        return Refused(refusals=tuple(refusals))
    drafts = with_fills(case, row.subject, (Draft(subject=row.subject, fact=fact),))
    return drafts if isinstance(drafts, Refused) else _with_misgiven(case, row, drafts)


def _with_misgiven(case: Case, row: MaterialRow, drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """Return the drafts with what follows when they fail a bag that ran in already."""
    found = tuple(spoilt(case, row, drafts))
    return rules.after(case, (*drafts, *found), row.subject) if found else drafts


def _out_of_time(case: Case, row: MaterialRow, earlier: TestRow | None, at: str) -> Iterator[Refusal]:
    lineage = lineage_of(case.plan.study, case.state, row.subject)
    # A lot's cultures may be set up while its cells still grow; nothing is tested before it was collected.
    first = (
        row
        if lineage.kind(row.material) == "bag"
        else min(lineage.collections(row.material), key=lambda r: r.at)
    )
    came = "was made" if first is row else "was collected"
    early = follows(at, first.at, "When it was tested", f"{first.material} {came}")
    late = follows(at, earlier.at if earlier else "", "When it was tested", "what was recorded of it last")
    for refused in (early, late):
        yield from refused.refusals if refused else ()


def _out_of_turn(asked: ReleaseLimit, earlier: TestRow | None, fact: MaterialTested) -> Iterator[Refusal]:
    """Yield why this cannot follow what is recorded of the test."""
    title = asked.title
    if earlier is not None and not fact.value:
        said = (
            f"{title} was set up on {in_words(earlier.started or earlier.at)}: enter a reading or its result."
        )
        yield no("not_possible", said, "value")
    if fact.was and not fact.final:
        yield no("not_possible", f"{title} has its final result, {fact.was}: no reading follows it.", "final")
    elif fact.was and not fact.reason:
        yield no(
            "reason_missing",
            f"{title} has its final result, {fact.was}: replacing it needs a reason.",
            "reason",
        )
    started = (earlier.started or earlier.at) if earlier else fact.at
    left = too_early(asked, started, fact.at)
    if fact.final and left and meets(asked, fact.value, fact.unit):
        day = asked.days - left
        said = (
            f"{title} is final on day {asked.days}, and this is day {day}: enter it as a reading on the way."
        )
        yield no("not_possible", said, "final")


def _same(earlier: TestRow, fact: MaterialTested) -> bool:
    said = ("value", "unit", "final", "at", "by", "file")
    return all(getattr(earlier, name) == getattr(fact, name) for name in said)


def _words(row: TestRow) -> str:
    return f"{row.value} {row.unit}".strip()


# -- Reading a result ------------------------------------------------------------------------------------------------


def read_result(study: Study, asked: ReleaseLimit, typed: str, unit: str) -> tuple[str, str]:
    """Return a result as it is stored, with its unit; '' when none was typed. Raises ``Unfit``.

    A number may be below or above what the laboratory can tell ('<0.5'); a finding is a code of the study.
    """
    text = typed.strip()
    if not text:
        return "", ""
    if asked.comparison == "equals":
        codes = codes_of(study, asked)
        if text not in codes:
            raise Unfit("unknown_code", f"'{text}' is not in the list ({', '.join(codes)})")
        if unit.strip():
            raise Unfit("wrong_unit", f"no unit is asked here, and '{unit}' was given")
        return text, ""
    beyond = text[0] if text[0] in "<>" else ""
    try:
        number = convert(read_number(text.removeprefix(beyond)), unit, asked.unit or "")
    except QuantityError as error:
        raise Unfit("wrong_unit", str(error)) from error
    if Decimal(number) < 0:
        raise Unfit("out_of_range", f"{number} cannot be: it is never negative")
    if asked.unit == "%" and Decimal(number) > HUNDRED:
        raise Unfit("out_of_range", f"{number} % cannot be: a part of the cells is at most 100 %")
    return f"{beyond}{number}", asked.unit or ""


def codes_of(study: Study, asked: ReleaseLimit) -> tuple[str, ...]:
    """Return the codes that a finding can have: those of the question of this id that a form asks, or that know its limit."""
    items = [item for form in study.forms for item in form.items if item.id == asked.id and item.codelist]
    named = tuple(item.codelist for item in items if item.codelist)
    lists = [study.codelist_by_id[name] for name in named] or [
        one for one in study.codelists if any(code.code == asked.limit for code in one.codes)
    ]
    found = (code.code for one in lists for code in one.codes if code.code not in _NO_RESULT)
    return tuple(dict.fromkeys((asked.limit, *found)))
