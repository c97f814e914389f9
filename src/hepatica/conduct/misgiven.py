"""What stands against an infusion that took place: each thing is a deviation, critical and told at once."""

from __future__ import annotations

from collections.abc import Iterator

from hepatica.conduct.bags import material, product_of, ran_in, under_hold
from hepatica.conduct.case import Case
from hepatica.conduct.minutes import since
from hepatica.conduct.weight import weight_of
from hepatica.ledger.events import DeviationRecorded, Draft
from hepatica.ledger.product_facts import InfusionStarted
from hepatica.ledger.product_rows import BagRow, MaterialRow
from hepatica.product.course import dropped
from hepatica.product.lineage import Breach, lineage_of
from hepatica.product.moments import in_words
from hepatica.product.release import GIVES, against_bag, thawed_viability, verdict
from hepatica.study.product import Product

ON_PAPER = "identity_on_paper"
"""The one of these deviations that is not critical: two people signed a sheet instead of scanning."""
DEVIATIONS = (
    "bag_expired", "bag_given_before", "bag_not_authorised", "bag_not_matched", "bag_not_released", "bag_unfit",
    "bag_unknown", "dose_not_planned", ON_PAPER, "product_dropped", "wrong_bag",
)  # fmt: skip
"""Rules by which an infusion is recorded as a deviation, beside ``under_hold`` and ``gate_closed`` of every act."""


def deviations(case: Case, subject: str, fact: InfusionStarted, drafts: tuple[Draft, ...]) -> Iterator[Draft]:
    """Yield a deviation for each thing that stands against the infusion and that ``drafts`` do not flag already."""
    flagged = {draft.fact.rule for draft in drafts if isinstance(draft.fact, DeviationRecorded)}
    said: dict[str, list[str]] = {}
    for rule, sentence in _said(case, subject, fact):
        said.setdefault(rule, []).append(sentence)
    for rule, sentences in said.items():
        if rule not in flagged:
            yield _deviation(case, subject, fact.bag, rule, " ".join(sentences))


def spoilt(case: Case, bag: MaterialRow, drafts: tuple[Draft, ...]) -> Iterator[Draft]:
    """Yield the deviation of a bag that ran in, and whose own result, among ``drafts``, fails since."""
    ran = case.state.get(BagRow, bag.subject, bag.material)
    product = product_of(case.plan.study, bag)
    if ran is None or not ran.started or product is None:
        return
    was = thawed_viability(product, case.state, bag)
    now = thawed_viability(product, case.ahead(drafts), bag)
    if now is not None and now.verdict == "fail" and (was is None or was.verdict != "fail"):
        said = (
            f"Bag {ran.bag} ran into {bag.subject} on {in_words(ran.started)}. After thawing, {now.sentence}"
        )
        yield _deviation(case, bag.subject, ran.bag, "bag_unfit", said)


def _deviation(case: Case, subject: str, bag: str, rule: str, sentence: str) -> Draft:
    visit, form = _place(case)
    critical = rule != ON_PAPER
    fact = DeviationRecorded(
        rule=rule, sentence=sentence, critical=critical, visit=visit, form=form, item=bag
    )
    return Draft(subject=subject, fact=fact)


def _place(case: Case) -> tuple[str, str]:
    """Return visit and form where the protocol has infusions written down; empty when nowhere."""
    fills = case.plan.study.manufacture.fills
    return next(((f.visit, f.form) for f in fills if f.on == InfusionStarted.kind), ("", ""))


def _said(case: Case, subject: str, fact: InfusionStarted) -> Iterator[tuple[str, str]]:
    bag, ran = fact.bag, f"Bag {fact.bag} ran into {subject} on {in_words(fact.at)}"
    row = material(case.state, bag)
    own = case.state.get(BagRow, subject, bag)
    authorised = own is not None and bool(own.authorised) and since(case, own.authorised_at, fact.at) >= 0
    if not authorised:
        yield "bag_not_authorised", f"{ran}, and nobody had authorised it."
    elif own is not None and own.dose != fact.dose:
        yield "dose_not_planned", f"{ran} as dose {fact.dose}; it was authorised as dose {own.dose}."
    if row is None:
        yield "bag_unknown", f"{ran}, and no such bag was made in this trial."
    elif row.subject != subject:
        yield "wrong_bag", f"{ran}. It was made for {row.subject}."
    else:
        yield from _unfit(case, subject, row, fact, ran)
    for before in ran_in(case.state, bag):
        yield "bag_given_before", f"{ran}. {before}"
    for hold in under_hold(case, subject):
        yield "under_hold", f"{ran}. {hold}"
    if not fact.match and fact.paper and authorised:
        yield ON_PAPER, f"{ran}. Labels and wristband were read aloud, sheet {fact.paper}, and not scanned."
    elif not fact.match:
        minutes = case.plan.study.manufacture.match_minutes
        yield (
            "bag_not_matched",
            f"{ran}, and no match with the wristband stood in the {minutes} minutes before.",
        )


def _unfit(
    case: Case, subject: str, row: MaterialRow, fact: InfusionStarted, ran: str
) -> Iterator[tuple[str, str]]:
    """Yield what the laboratory has against the participant's own bag at the minute it started."""
    study, state, bag = case.plan.study, case.state, fact.bag
    product = product_of(study, row)
    if product is None:
        yield "bag_unfit", f"{ran}. It is no bag of cells."
        return
    if gone := dropped(study, state, subject).get(product.id):
        yield "product_dropped", f"{ran}, and was not to be given. {gone}"
    reasons = against_bag(product, state, subject, bag, fact.at, weight_of(study, state, subject, fact.at))
    if reasons:
        yield _lot_rule(case, product, subject, bag, fact.at), f"{ran}. {' '.join(reasons)}"


def _lot_rule(case: Case, product: Product, subject: str, bag: str, at: str) -> str:
    line = lineage_of(case.plan.study, case.state, subject)
    try:
        lot = line.lot(bag)
    except Breach:
        lot = None
    if lot is None:
        return "bag_not_released"
    found = verdict(product, case.state, subject, lot.material, at)
    if found.decision is None or found.decision.decision not in GIVES:
        return "bag_not_released"
    return "bag_expired" if found.expired else "bag_unfit"
