"""Words of the laboratory's and the bedside's screens: moves, decisions, amounts, limits, results."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hepatica.ledger.product_facts import Measured
from hepatica.ledger.product_rows import MaterialRow, TestRow
from hepatica.product import custody
from hepatica.product.lineage import Left
from hepatica.product.quantities import Kilograms, QuantityError, read_as
from hepatica.product.release import CONDITIONAL, EXCEPTIONAL, REJECTED, RELEASED, limit_words
from hepatica.product.sources import Record
from hepatica.scores.arithmetic import round_half_up, show
from hepatica.study.product import ReleaseLimit, Step
from hepatica.web.moments import minute
from hepatica.web.product.bench import Bench

MOVES = {
    "made": gettext_lazy("made"),
    "stored": gettext_lazy("stored"),
    "retrieved": gettext_lazy("taken out"),
    "thawed": gettext_lazy("thawed"),
    "sent": gettext_lazy("sent"),
    "received": gettext_lazy("received"),
    "bedside": gettext_lazy("brought to the bedside"),
    "returned": gettext_lazy("brought back"),
    "disposed": gettext_lazy("disposed of"),
    "lost": gettext_lazy("lost"),
}
MOVES_OFFERED = tuple((name, said) for name, said in MOVES.items() if name != "made")
DECISIONS = {
    RELEASED: gettext_lazy("released"),
    CONDITIONAL: gettext_lazy("released at risk, results pending"),
    EXCEPTIONAL: gettext_lazy("released out of specification"),
    REJECTED: gettext_lazy("rejected"),
}
DECIDES = {
    RELEASED: gettext_lazy("Release it"),
    CONDITIONAL: gettext_lazy("Release it at risk, results pending"),
    EXCEPTIONAL: gettext_lazy("Release it out of specification"),
    REJECTED: gettext_lazy("Reject it"),
}
RELEASED_BY = {
    RELEASED: gettext_lazy("Released by quality"),
    CONDITIONAL: gettext_lazy("Released at risk by quality"),
    EXCEPTIONAL: gettext_lazy("Released out of specification"),
    REJECTED: gettext_lazy("Rejected by quality"),
}
KINDS = {
    "collection": gettext_lazy("Collection"),
    "passage": gettext_lazy("Passage"),
    "selection": gettext_lazy("Selection"),
    "lot": gettext_lazy("Lot"),
    "bag": gettext_lazy("Bag"),
    "sample": gettext_lazy("Sample"),
}
RESULTS = {
    "negative": gettext_lazy("negative"),
    "positive": gettext_lazy("positive"),
    "yes": gettext_lazy("yes"),
    "no": gettext_lazy("no"),
    "normal": gettext_lazy("normal"),
    "abnormal": gettext_lazy("abnormal"),
}
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_RAISED = re.compile(r"\^(\d+)")
_TIMES = re.compile(r"(?<=\d) 10\^")


def unit(text: str) -> str:
    """Write a unit, or a number with one, as it is read: 10^6/kg as 10⁶/kg, '50 10^6' as '50 × 10⁶'; '1' says nothing."""
    said = _TIMES.sub(" × 10^", text)
    return "" if text == "1" else _RAISED.sub(lambda power: power[1].translate(_SUPERSCRIPT), said)


def plain(number: Decimal) -> str:
    """Write a number with at most one decimal and a true minus."""
    rounded = round_half_up(number, 1)
    said = show(rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded)
    return said.replace("-", "−")


def amount(one: Measured) -> str:
    """Write a measured number with its unit, as it was typed."""
    number = one.value.replace("-", "−")
    return unit(f"{number} {one.unit}") if one.unit not in {"", "1"} else number


def fact(title: str, one: Measured) -> str:
    """Say a measure with what it is: '146 million viable cells', '92 % viability', '22 mL'."""
    said = title[:1].lower() + title[1:] if title[1:2].islower() else title
    if one.unit == "10^6":
        return _("%(n)s million %(what)s") % {"n": one.value, "what": said}
    return f"{amount(one)} {said}" if one.unit == "%" else amount(one)


def result(value: str) -> str:
    """Write a result: a word of the protocol in the reader's language, a number as it is."""
    return str(RESULTS.get(value, value))


def limit(asked: ReleaseLimit) -> str:
    """Write a limit: '≥ 80 %', 'negative'."""
    return unit(limit_words(asked))


def left(amounts: Left) -> str:
    """Say what is left of a material; '' where nothing was measured."""
    parts = []
    if amounts.cells is not None:
        parts.append(_("%(n)s million cells") % {"n": plain(amounts.cells)})
    if amounts.volume is not None:
        parts.append(f"{plain(amounts.volume)} mL")
    return _("%(what)s left.") % {"what": ", ".join(parts)} if parts else ""


def where(row: MaterialRow) -> str:
    """Say where a material is, who has it and since when."""
    at = custody.where(row)
    said = _("%(what)s, %(place)s, with %(who)s since %(when)s.")
    place = at.place or _("no place named")
    parts = {"what": MOVES.get(at.move, at.move), "place": place, "who": at.holder, "when": minute(at.since)}
    return capital(said % parts)


def capital(text: str) -> str:
    """Begin a sentence with a capital letter."""
    return text[:1].upper() + text[1:]


def named(at: Bench, row: MaterialRow) -> str:
    """Name a material with what it is: 'MSC-01-004-P2 · passage, 5 Mar 2026, 09:15'."""
    kind = at.lineage.kind(row.material)
    return f"{row.material} · {str(KINDS.get(kind or '', '')).lower()}, {minute(row.at)}"


def lead(step: Step) -> str:
    """Say what a step needs before it is recorded."""
    if step.makes == "passage":
        return _("A passage is recorded when its vessel is seeded and counted when it is harvested.")
    return _("Two people are named: who did it and who saw it.")


def standing(row: TestRow) -> str:
    """Say what stands of a test: 'Set up 5 Mar 2026, 09:00 by P. Naidu.'."""
    if not row.value:
        said = _("Set up %(when)s by %(who)s.")
        return said % {"when": minute(row.started or row.at), "who": row.by}
    said = (
        _("Result: %(value)s, %(when)s, %(who)s.")
        if row.final
        else _("So far: %(value)s, %(when)s, %(who)s.")
    )
    return said % {
        "value": f"{result(row.value)} {unit(row.unit)}".strip(),
        "when": minute(row.at),
        "who": row.by,
    }


def weight(at: Bench) -> Kilograms | None:
    """Return the participant's last body weight; None while none is recorded."""
    found = Record(at.study, at.state, at.subject, at.names()).weight(at.minute[:10])
    try:
        return read_as(Kilograms, found.value, found.unit or "kg") if found else None
    except QuantityError:
        return None
