"""Sentences of the cell laboratory, the bedside and the masked readers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hepatica.datasets.trail_sentences.saying import Saying, because, lowered, quantity, words
from hepatica.datasets.trail_sentences.study_words import evidence
from hepatica.ledger import product_facts as f
from hepatica.ledger import tissue_facts as t
from hepatica.ledger.fact import Fact

MOVES = {
    "stored": "stored",
    "retrieved": "took out",
    "thawed": "thawed",
    "sent": "sent",
    "received": "received",
    "bedside": "brought to the bedside",
    "returned": "brought back",
    "disposed": "disposed of",
    "lost": "recorded as lost",
}
DECISIONS = {
    "released": "released",
    "conditional": "released at risk, results pending,",
    "exceptional": "released out of specification",
    "rejected": "rejected",
}


def _made(say: Saying, fact: f.MaterialMade) -> str:
    step = say.study.steps.get(fact.step)
    title = lowered(str(step[1].title)) if step else words(fact.step)
    said = f"recorded {title}: {fact.material} made {_at(say, fact.at)} by {fact.by}, seen by {fact.witness}"
    said += f", from {', '.join(fact.parents)}" if fact.parents else ""
    said += f", using {_amounts(fact.taken)}" if fact.taken else ""
    said += f" ({say.measured(fact.measures)})" if fact.measures else ""
    return f"{said}{f', kept at {fact.place}' if fact.place else ''}{because(fact.note)}"


def _at(say: Saying, civil: str) -> str:
    return say.when(civil) or civil


def _amounts(values: tuple[f.Measured, ...]) -> str:
    """Say how much of each parent went in: its name is the label."""
    return ", ".join(f"{quantity(one.value, one.unit)} of {one.name}" for one in values)


def _measured(say: Saying, fact: f.MaterialMeasured) -> str:
    what = say.measured(fact.measures)
    return f"measured {fact.material} {_at(say, fact.at)}, by {fact.by}: {what}{because(fact.note)}"


def _corrected(say: Saying, fact: f.MaterialCorrected) -> str:
    was = say.measured(fact.was) or "nothing"
    return f"corrected {fact.material} from {was} to {say.measured(fact.measures)}{because(fact.reason)}"


def _moved(say: Saying, fact: f.MaterialMoved) -> str:
    verb = MOVES.get(fact.move, words(fact.move))
    said = f"{verb} {fact.material} {_at(say, fact.at)}, {fact.place}, from {fact.given_by} to {fact.received_by}"
    said += f", {fact.temperature} °C" if fact.temperature else ""
    said += f", {fact.lowest} to {fact.highest} °C on the way" if fact.lowest and fact.highest else ""
    said += f", {say.measured(fact.amount)}" if fact.amount else ""
    return f"{said}{because(fact.note)}{evidence(fact.log_name)}"


def _test(say: Saying, test: str) -> str:
    limits = [limit for product in say.study.products for limit in product.release]
    return lowered(say.title(limits, test))


def _tested(say: Saying, fact: f.MaterialTested) -> str:
    what, when = _test(say, fact.test), _at(say, fact.at)
    if not fact.value:
        return f"set up the test of {what} of {fact.material} {when}, by {fact.by}"
    result = quantity(fact.value, fact.unit)
    said = f"recorded the {'' if fact.final else 'interim '}result of {what} of {fact.material}: {result} ({when}, by {fact.by})"
    return f"{said}{f', instead of {fact.was}' if fact.was else ''}{because(fact.reason)}{evidence(fact.file_name)}"


def _released(say: Saying, fact: f.LotReleased) -> str:
    said = f"{DECISIONS.get(fact.decision, words(fact.decision))} lot {fact.lot} {_at(say, fact.at)}"
    said += f"; pending: {', '.join(_test(say, one) for one in fact.pending)}" if fact.pending else ""
    said += f"; not met: {', '.join(_test(say, one) for one in fact.unmet)}" if fact.unmet else ""
    said += f"; expires {_at(say, fact.expires)}" if fact.expires else ""
    return f"{said}{f'; signed with {fact.second}' if fact.second else ''}{because(fact.reason)}"


def _authorised(_say: Saying, fact: f.BagAuthorised) -> str:
    return f"authorised bag {fact.bag} to leave the laboratory, dose {fact.dose}"


def _matched(_say: Saying, fact: f.BagMatched) -> str:
    said = "match" if fact.matched else "MISMATCH"
    return f"compared wristband and bag with {fact.second}: {said}. {fact.sentence.rstrip('.')}"


def _started(say: Saying, fact: f.InfusionStarted) -> str:
    said = f"started the infusion of bag {fact.bag} {_at(say, fact.at)}, checked by {fact.first} and {fact.second}"
    said += f", {words(fact.route)}" if fact.route else ""
    said += f", catheter {fact.position}" if fact.position else ""
    return f"{said}{f', paper sheet {fact.paper}' if fact.paper else ''}{because(fact.reason)}"


def _noted(say: Saying, fact: f.InfusionNoted) -> str:
    said = f"noted {words(fact.what)} during the infusion of bag {fact.bag} {_at(say, fact.at)}"
    what = ", ".join(f"{words(one.name)} {quantity(one.value, one.unit)}" for one in fact.values)
    return f"{said}{f': {what}' if what else ''}{because(fact.note)}"


def _ended(say: Saying, fact: f.InfusionEnded) -> str:
    whole = "in full" if fact.complete else "in part"
    said = f"ended the infusion of bag {fact.bag} {_at(say, fact.at)}, {whole}, {fact.volume} mL"
    return f"{said}{f', {fact.cells} × 10⁶ viable cells given' if fact.cells else ''}{because(fact.reason)}"


def _chose(say: Saying, fact: f.BranchChosen) -> str:
    branch = next((b for b in say.study.manufacture.branches if b.id == fact.branch), None)
    choice = say.title(branch.choices, fact.choice) if branch else words(fact.choice)
    title = str(branch.title) if branch else words(fact.branch)
    return f"chose for “{lowered(title)}”: {lowered(choice)}{because(fact.reason)}"


def _prepared(say: Saying, fact: f.NoticePrepared) -> str:
    return f"prepared a letter about lot {fact.lot} to {fact.to}, due {_at(say, fact.due)}"


def _posted(say: Saying, fact: f.NoticeSent) -> str:
    said = f"sent the letter about lot {fact.lot} to {fact.to} {_at(say, fact.at)}"
    return f"{said}{because(fact.reason)}{evidence(fact.file_name)}"


def _accessioned(say: Saying, fact: t.SlideAccessioned) -> str:
    what = fact.material if say.codes else "a slide or suspension"
    return f"gave {what} the code {say.code(fact.accession)} for masked reading"


def _read(say: Saying, fact: t.ReadingRecorded) -> str:
    method = lowered(say.title(say.study.tissue.methods, fact.method))
    if not say.codes:
        return f"recorded a masked reading by {method}"
    changed = ", changed by hand" if fact.corrected else ""
    said = f"recorded reading {fact.read} under code {fact.accession} by {method}: {fact.positive} of {fact.counted}"
    return f"{said}{changed}{because(fact.note)}"


def _unmasked(say: Saying, fact: t.ReadingUnmasked) -> str:
    return f"told whose the code {say.code(fact.accession)} is{because(fact.reason)}"


SENTENCES: dict[type[Fact], Callable[[Saying, Any], str]] = {
    f.MaterialMade: _made,
    f.MaterialMeasured: _measured,
    f.MaterialCorrected: _corrected,
    f.MaterialMoved: _moved,
    f.MaterialTested: _tested,
    f.LotReleased: _released,
    f.BagAuthorised: _authorised,
    f.BagMatched: _matched,
    f.InfusionStarted: _started,
    f.InfusionNoted: _noted,
    f.InfusionEnded: _ended,
    f.BranchChosen: _chose,
    f.NoticePrepared: _prepared,
    f.NoticeSent: _posted,
    t.SlideAccessioned: _accessioned,
    t.ReadingRecorded: _read,
    t.ReadingUnmasked: _unmasked,
}
"""Kind of fact → its sentence, without who did it."""
