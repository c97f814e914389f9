"""Rules about single data elements: 1 (what each may hold), 2 (dates), 8 (pairs of number and unit), 9 (MedDRA)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from hepatica.exchange.e2b import codes
from hepatica.exchange.e2b.codes import Element
from hepatica.exchange.e2b.icsr import Icsr
from hepatica.exchange.e2b.problem import Problem
from hepatica.exchange.e2b.values import Null, Stamp, When, before
from hepatica.exchange.e2b.walk import Found, walk

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_RELEASE = re.compile(r"\d{1,2}\.\d")
_MEDDRA = re.compile(r"\d{8}")
_LANGUAGE = re.compile(r"[a-z]{3}")
_UCUM = re.compile(r"[!-~]{1,50}")
LICENCE = (
    "Code it with the site's own licensed MedDRA (llt.asc and pt.asc, brought in as dictionaries/meddra.txt): "
    "no code is ever made up."
)


def rule_1(icsr: Icsr) -> Iterator[Problem]:
    """Check that each data element is there when it must be, and holds what it may hold."""
    table = codes.elements()
    for found in walk(icsr):
        if sentence := _fault(found, table[found.element]):
            yield Problem(rule="1", element=found.named, sentence=sentence)
    header, report = icsr.header, icsr.report
    for element, own, same, other in (
        ("N.2.r.1", header.message, report.id, "C.1.1"),
        ("N.2.r.4", header.created, report.created, "C.1.2"),
    ):
        if own and same and own != same:
            yield Problem(rule="1", element=element, sentence=f"{element} must say the same as {other}.")


def _fault(found: Found, may: Element) -> str | None:
    if isinstance(found.value, Null):
        if found.value.flavour in may.nulls:
            return None
        allowed = f"it may be {', '.join(may.nulls)}" if may.nulls else "it must hold a value"
        return f"{found.named} may not be absent as '{found.value.flavour}': {allowed}."
    if found.empty:
        return f"{found.named} is missing, and every report must have it." if may.required else None
    if isinstance(found.value, bool):
        return None if found.value in may.says else _flag_fault(found, may)
    return _text_fault(found.named, found.value, may) if isinstance(found.value, str) else None


def _flag_fault(found: Found, may: Element) -> str:
    nulls = f" or leave it absent as {', '.join(may.nulls)}" if may.nulls else " or do not send it"
    return f"{found.named} may not say false: say true{nulls}."


def _text_fault(named: str, text: str, may: Element) -> str | None:
    if may.list:
        known = codes.code_list(may.list)
        if text in known.codes:
            return None
        return f"{named} holds the code '{text}', which is not in its list '{may.list}': {known.words()}."
    if may.length and len(text) > may.length:
        return f"{named} has {len(text)} characters, and may have {may.length}."
    for limit, whole in ((may.number, False), (may.whole, True)):
        if limit and (not _NUMBER.fullmatch(text) or (whole and not text.isdigit()) or len(text) > limit):
            kind = "a whole number" if whole else "a number"
            return f"{named} says '{text}', which is not {kind} of at most {limit} characters."
    return _coded_fault(named, text, may)


def _coded_fault(named: str, text: str, may: Element) -> str | None:
    allowed = () if may.units in {"", "any"} else codes.units(may.units)
    for asked, wrong, what in (
        (may.country, text not in codes.countries(), "no country of ISO 3166-1 (two capitals, or EU)"),
        (may.language, not _LANGUAGE.fullmatch(text), "no language of ISO 639-2 (three small letters)"),
        (may.meddra, not _MEDDRA.fullmatch(text), "no MedDRA code (eight digits)"),
        (may.release, not _RELEASE.fullmatch(text), "no MedDRA release (such as 28.1)"),
        (may.units == "any", not _UCUM.fullmatch(text), "no UCUM unit (no spaces, at most 50 characters)"),
        (bool(allowed), text not in allowed, f"none of {', '.join(allowed)}"),
    ):
        if asked and wrong:
            return f"{named} says '{text}', which is {what}."
    return None


def rule_2(icsr: Icsr, now: datetime) -> Iterator[Problem]:
    """Check that dates are precise enough, lie not in the future, and follow each other as they must."""
    table = codes.elements()
    zone = icsr.report.created.offset if icsr.report.created else None
    for found in walk(icsr):
        if not isinstance(found.value, Stamp):
            continue
        least = table[found.element].least
        if not found.value.at_least(least) or (least == "second" and not found.value.zoned):
            with_zone = ", with its zone" if least == "second" else ""
            sentence = f"{found.named} says {found.value.text}, and must be known at least to the {least}{with_zone}."
            yield Problem(rule="2", element=found.named, sentence=sentence)
        elif found.value.span(zone=zone)[0] > now.astimezone(UTC):
            yield Problem(
                rule="2",
                element=found.named,
                sentence=f"{found.named} says {found.value.text}, which is in the future.",
            )
    for first, second, earlier, later in _ordered(icsr):
        if isinstance(earlier, Stamp) and isinstance(later, Stamp) and before(later, earlier, zone=zone):
            yield Problem(
                rule="2",
                element=second,
                sentence=f"{second} ({later.text}) lies before {first} ({earlier.text}).",
            )


def _ordered(icsr: Icsr) -> Iterator[tuple[str, str, When, When]]:
    yield "C.1.4", "C.1.5", icsr.report.first_received, icsr.report.latest
    for i, event in enumerate(icsr.reactions, 1):
        yield f"E.i.4 (reaction {i})", f"E.i.5 (reaction {i})", event.start, event.end
    for k, drug in enumerate(icsr.drugs, 1):
        for r, dose in enumerate(drug.dosages, 1):
            place = f"(drug {k}, dosage {r})"
            yield f"G.k.4.r.4 {place}", f"G.k.4.r.5 {place}", dose.start, dose.last


_PAIRS = (
    ("D.2.2a", "D.2.2b"),
    ("E.i.6a", "E.i.6b"),
    ("F.r.3.2", "F.r.3.3"),
    ("G.k.2.3.r.3a", "G.k.2.3.r.3b"),
    ("G.k.4.r.1a", "G.k.4.r.1b"),
    ("G.k.4.r.2", "G.k.4.r.3"),
    ("G.k.4.r.6a", "G.k.4.r.6b"),
    ("G.k.5a", "G.k.5b"),
    ("G.k.9.i.3.1a", "G.k.9.i.3.1b"),
    ("G.k.9.i.3.2a", "G.k.9.i.3.2b"),
)


def rule_8(icsr: Icsr) -> Iterator[Problem]:
    """Check that a number has its unit, and a unit its number."""
    yield from _halves(icsr, "8", dict(_PAIRS))


def _halves(icsr: Icsr, rule: str, pairs: dict[str, str]) -> Iterator[Problem]:
    found = {(one.element, one.place): one for one in walk(icsr)}
    for (element, place), one in found.items():
        if element not in pairs:
            continue
        other = found[pairs[element], place]
        # A dose as needed or in total has a kind of interval, and no number of it.
        if one.empty == other.empty or (element == "G.k.4.r.2" and str(other.value).startswith("{")):
            continue
        missing, there = (one, other) if one.empty else (other, one)
        sentence = (
            f"{missing.named} is missing: {there.element} says '{there.value}' and means nothing without it."
        )
        yield Problem(rule=rule, element=missing.named, sentence=sentence)


def rule_9(icsr: Icsr) -> Iterator[Problem]:
    """Check that every event is coded, a code has its release, and one release of MedDRA serves the whole report."""
    for i, event in enumerate(icsr.reactions, 1):
        if event.term is None or not (event.term.code or event.term.version):
            named = f"E.i.2.1b (reaction {i})"
            what = event.native or event.translated
            said = f"The event '{what}'" if what else f"Event {i}"
            yield Problem(rule="9", element=named, sentence=f"{said} has no MedDRA code ({named}). {LICENCE}")
    releases = {name: name[:-1] + "b" for name, may in codes.elements().items() if may.release}
    yield from _halves(icsr, "9", releases)
    stated = [one for one in walk(icsr) if one.element in releases and not one.empty]
    for one in stated:
        if one.value != stated[0].value:
            sentence = (
                f"{one.named} names MedDRA {one.value} and {stated[0].named} names {stated[0].value}: "
                "a report uses one release throughout."
            )
            yield Problem(rule="9", element=one.named, sentence=sentence)
