"""What a trial-related injury is estimated to be paid in India: the Seventh Schedule, factor by factor.

An estimate for the ethics committee's opinion; the Central Licencing Authority decides. Amounts are decimals of fifty
digits and are rounded once, where they are printed. Factors, sources and doubts stand in the rules file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from typing import Any

from hepatica import rules
from hepatica.scores.arithmetic import CONTEXT, show

RULES = "compensation-india-2019.yaml"
DECIDES = "An estimate for the ethics committee's opinion; the Central Licencing Authority decides."


@dataclass(frozen=True, kw_only=True)
class Factor:
    """One number of an estimate, and where it comes from."""

    symbol: str  # F
    name: str  # factor by age
    value: Decimal
    source: str  # read, recalled, entered, computed
    reference: str
    disputed: bool = False
    printed: Decimal | None = None  # what another copy of the table prints, where it is disputed


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """An amount with everything it was computed from."""

    case: str
    amount: Decimal  # exact to fifty digits
    currency: str
    formula: str  # (B × F × R) / 99.37
    terms: tuple[Factor, ...]
    rule: str
    sentences: tuple[str, ...]

    @property
    def rounded(self) -> Decimal:
        """Give the amount with two decimals, ties upwards: the only rounding there is."""
        return self.amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP, context=CONTEXT)

    @property
    def rupees(self) -> str:
        """Print the amount as an Indian reader groups it: 12,32,484.65."""
        whole, _, paise = f"{self.rounded:f}".partition(".")
        head, tail = whole[:-3], whole[-3:]
        pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
        return ",".join([*pairs, tail]) + f".{paise}"


def levels() -> Mapping[str, str]:
    """Return the levels of risk that the schedule knows, each with its meaning."""
    found: Mapping[str, str] = rules.load(RULES)["risk"]["levels"]
    return found


def death(age: int, risk: str | int | Decimal, *, mortality_within_30_days_ge_90: bool = False) -> Estimate:
    """Estimate (B × F × R) / 99.37, or the fixed sum where death within 30 days was expected at 90 % or more.

    `age` in completed years: the first factor serves 16 and below, the last 65 and above. `risk` is one of the
    schedule's levels, written 1 or 1.0. Raises ValueError for any other. Source: Seventh Schedule, NDCT Rules 2019.
    """
    read = _rules()
    f, r = _age_factor(read, age), _risk_factor(read, risk)
    if mortality_within_30_days_ge_90:
        fixed = _factor("S", "fixed sum, expected mortality of 90 % or more within 30 days", read[_FIXED])
        return _estimate("death", fixed.value, "S", (fixed,))
    b, divisor = _factor("B", "base amount", read["base"]), _factor("d", "divisor", read["divisor"])
    with localcontext(CONTEXT):
        amount = b.value * f.value * r.value / divisor.value
    return _estimate("death", amount, f"(B × F × R) / {show(divisor.value)}", (b, f, r, divisor))


def disability(percent: str | int | Decimal, of: Estimate) -> Estimate:
    """Estimate (C × D × 90) / (100 × 100): a part of `of`, what would be paid had the participant died.

    `percent` is the disability D, above 0 and at most 100. Raises ValueError for another. C enters unrounded.
    """
    d = _number("disability", percent)
    if not 0 < d <= 100:
        raise ValueError(f"a disability of {show(d)} % cannot be: it is above 0 and at most 100 %")
    share = _factor("s", "share at full disability, %", _rules()["disability"])
    terms = (
        _computed("C", "amount had the participant died", of.amount),
        _entered("D", "permanent disability, %", d),
        share,
    )
    with localcontext(CONTEXT):
        amount = of.amount * d * share.value / 10_000
    formula = f"(C × D × {show(share.value)}) / (100 × 100)"
    return _estimate("disability", amount, formula, (*of.terms, *terms))


def birth_defect() -> Estimate:
    """Estimate B / 2, one sum for a congenital anomaly or birth defect; care of the child is beside it."""
    read = _rules()
    b, half = _factor("B", "base amount", read["base"]), _factor("h", "divisor", read["birth_defect"])
    made = _estimate("birth_defect", b.value / half.value, f"B / {show(half.value)}", (b, half))
    care = "Medical management of the child is due besides, as long as it is required."
    return replace(made, sentences=(*made.sentences, care))


def reversible(
    wage: str | int | Decimal, days: str | int | Decimal, basis: str, *, at_most: Estimate | None = None
) -> Estimate:
    """Estimate 2 × W × N for a life-threatening disease or a serious event that resolved.

    `wage` is Delhi's minimum daily wage of an unskilled worker in force, which has no default; `days` were counted on
    `basis`, a code of the rules file, because readings of N differ. `at_most` is what death would be paid, which no
    injury exceeds. Raises ValueError for a number that cannot be and for an unknown basis.
    """
    rule = _rules()["reversible"]
    bases: Mapping[str, Any] = rule["bases"]
    if basis not in bases:
        raise ValueError(f"days are not counted on '{basis}'; the basis is {' or '.join(bases)}")
    w, n = _number("wage", wage), _number("days", days)
    if w <= 0 or n < 0:
        raise ValueError(f"a wage of {show(w)} for {show(n)} days cannot be")
    twice = _factor("k", "multiple", rule)
    counted = bases[basis]
    terms = (
        twice,
        _entered("W", "minimum daily wage of an unskilled worker, Delhi", w),
        Factor(
            symbol="N",
            name=counted["label"],
            value=n,
            source=counted["source"],
            reference=counted["reference"],
            disputed=True,
        ),
    )
    with localcontext(CONTEXT):
        amount = twice.value * w * n
    made = _estimate("reversible", amount, f"{show(twice.value)} × W × N", terms)
    doubt = f"N counts {counted['label']}; readings of the schedule differ on what N counts."
    return _held(replace(made, sentences=(*made.sentences, doubt)), at_most)


_FIXED = "mortality_within_30_days_ge_90"


def _held(made: Estimate, at_most: Estimate | None) -> Estimate:
    if at_most is None:
        said = "Not compared with the amount for death, which no injury exceeds: give age and risk."
        return replace(made, sentences=(*made.sentences, said))
    if made.amount <= at_most.amount:
        return made
    limit = _computed("C", "amount had the participant died", at_most.amount)
    said = f"{made.formula} is Rs {made.rupees}, held at the amount for death."
    return replace(
        made,
        amount=at_most.amount,
        formula=f"least of {made.formula} and C",
        terms=(*made.terms, limit),
        sentences=(*made.sentences, said),
    )


def _rules() -> Mapping[str, Any]:
    return rules.load(RULES)


def _age_factor(read: Mapping[str, Any], age: int) -> Factor:
    if not 0 <= age <= 120:
        raise ValueError(f"an age of {age} completed years cannot be")
    table = read["age_factor"]
    row = min(max(age, min(table["values"])), max(table["values"]))
    doubt = table["disputed"].get(row)
    return Factor(
        symbol="F",
        name=f"factor by age, {age} completed years",
        value=Decimal(table["values"][row]),
        source=(doubt or table)["source"],
        reference=(doubt or table)["reference"],
        disputed=doubt is not None,
        printed=Decimal(doubt["printed"]) if doubt else None,
    )


def _risk_factor(read: Mapping[str, Any], risk: str | int | Decimal) -> Factor:
    table = read["risk"]
    levels: Mapping[str, str] = table["levels"]
    try:
        level = next((known for known in levels if Decimal(known) == Decimal(risk)), None)
    except InvalidOperation:
        level = None
    if level is None:
        known = "; ".join(f"{number} ({meaning})" for number, meaning in levels.items())
        raise ValueError(f"risk '{risk}' is not a level of the schedule: {known}")
    name = f"risk at enrolment: {levels[level]}"
    return Factor(
        symbol="R", name=name, value=Decimal(level), source=table["source"], reference=table["reference"]
    )


def _factor(symbol: str, name: str, cited: Mapping[str, Any]) -> Factor:
    value = Decimal(cited["value"])
    return Factor(symbol=symbol, name=name, value=value, source=cited["source"], reference=cited["reference"])


def _entered(symbol: str, name: str, value: Decimal) -> Factor:
    return Factor(symbol=symbol, name=name, value=value, source="entered", reference="as entered")


def _computed(symbol: str, name: str, value: Decimal) -> Factor:
    return Factor(symbol=symbol, name=name, value=value, source="computed", reference="death, unrounded")


def _number(name: str, value: str | int | Decimal) -> Decimal:
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValueError(f"{name}: '{value}' is not a number")
    return number


def _estimate(case: str, amount: Decimal, formula: str, terms: tuple[Factor, ...]) -> Estimate:
    read = _rules()
    doubts = tuple(
        f"The {term.name}, is disputed: {show(term.value)} is used; {term.reference}."
        for term in terms
        if term.printed is not None
    )
    return Estimate(
        case=case,
        amount=amount,
        currency=read["currency"],
        formula=formula,
        terms=terms,
        rule=f"{read['rule']}, in force from {read['effective_from']}",
        sentences=(DECIDES, *doubts),
    )
