"""What the pages of designs show: cards, answers as sentences with their numbers and sources, differences in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from hepatica.design.answers import Answers, Question, RuleOdds, answers
from hepatica.design.bounds import PARTICIPANTS
from hepatica.design.diff import Difference, differences
from hepatica.design.document import Design
from hepatica.design.words import KINDS
from hepatica.design.words import grids as grids_of
from hepatica.store import read
from hepatica.store.designs import KeptDesign
from hepatica.web.design.shelf import Standing
from hepatica.web.moments import instant

PLANS = "design.keep"
"""The kind of command of those who plan the next trial."""
ANSWERED = frozenset(
    {"Arms", "Doses in their order", "Each infusion, as expected: planned is not infused", "Endpoints"}
)
"""Tables of a design in words that stand on its page: what the answers say is not said twice."""


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One number that is read first."""

    label: str
    value: str
    said: str = ""


@dataclass(frozen=True, kw_only=True)
class Card:
    """One design in the list."""

    kind: str
    title: str
    href: str
    tiles: tuple[Tile, ...]
    asks: str
    said: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One table of a design; each cell stands with the head of its column, which a phone prints beside it."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, kw_only=True)
class Asks:
    """One question as a row: its power as planned, and what the power asked for costs."""

    question: Question
    first: bool
    """Whether it is what the design is sized for."""
    power: str
    adjusted: str
    against: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule as a row: when it acts, and how often at each true rate."""

    rule: RuleOdds
    first: str
    cells: tuple[tuple[str, str, str], ...]
    """True rate, chance that it acts, and how many are treated by then."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """The answers of a design, or the sentence why there are none."""

    tiles: tuple[Tile, ...] = ()
    answers: Answers | None = None
    asks: tuple[Asks, ...] = ()
    rules: tuple[Rule, ...] = ()
    rates: tuple[str, ...] = ()
    learned: tuple[Tile, ...] = ()
    """What so many can teach: the sentence, its number, and the source."""
    cannot: tuple[str, ...] = ()
    assumes: tuple[str, ...] = ()
    adjusts: bool = False
    """Whether a power stands twice: the planned analysis takes off what the baseline explains."""
    sentence: str = ""


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a design as a line of its history."""

    kept: KeptDesign
    by: str
    at: str


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """What somebody else kept since, and how what was typed differs from it."""

    by: str
    at: str
    version: str
    href: str
    sentences: tuple[str, ...]


@lru_cache(maxsize=128)
def answered(design: Design) -> Answers:
    """Return the answers of a design, the same design once in a process; ValueError, a sentence, where there are none."""
    try:
        if design.participants > PARTICIPANTS:
            said = _("%(n)s participants are more than this page computes with: at most %(most)s.")
            raise ValueError(said % {"n": f"{design.participants:,}", "most": f"{PARTICIPANTS:,}"})
        return answers(design)
    except (ArithmeticError, LookupError) as error:
        raise ValueError(_("its parts do not fit together yet.")) from error


def names() -> Mapping[str, str]:
    """Return the printed name of each account that ever held a role."""
    return {grant.user: grant.name for grant in read.grants()}


def card(stand: Standing, known: Mapping[str, str]) -> Card:
    """Return a design as a card of the list."""
    found = shown(stand.design)
    primary = next((one for one in found.asks if one.first), None)
    asks = found.sentence
    if not asks:
        asks = _describes(stand.design) if primary is None else primary.question.name
    return Card(
        kind=KINDS[stand.design.kind],
        title=str(stand.design.title),
        href=stand.href(),
        tiles=found.tiles,
        asks=f"{asks[:1].upper()}{asks[1:]}",
        said=head(stand, known),
        key=stand.key,
    )


def _describes(design: Design) -> str:
    """Say what a design asks that compares no groups."""
    if design.kind == "dose_finding":
        return _("It looks for a number of cells; it compares nothing with standard care.")
    return _("It describes; it compares nothing.")


def head(stand: Standing, known: Mapping[str, str]) -> str:
    """Say which version it is and who kept it."""
    if stand.kept is None:
        return _("Built in. Every number is a proposal with its source.")
    said = _("%(id)s, version %(version)s, kept by %(who)s, %(at)s")
    told = {
        "id": stand.kept.id,
        "version": stand.kept.version,
        "who": known.get(stand.kept.by, stand.kept.by),
    }
    return said % (told | {"at": instant(stand.kept.at)})


def shown(design: Design) -> Shown:
    """Return the answers of a design as the page shows them; a design that has none gets the sentence why."""
    try:
        found = answered(design)
    except ValueError as error:
        return Shown(sentence=_("It cannot be answered: %(why)s") % {"why": error})
    sized = sized_for(found)
    asks = tuple(_asks(one, first=one is sized) for one in found.questions)
    rates = tuple(f"{100 * one.rate:g} %" for one in found.stopping[0].odds) if found.stopping else ()
    return Shown(
        tiles=_tiles(found, asks),
        answers=found,
        asks=asks,
        rules=tuple(_rule(one) for one in found.stopping),
        rates=rates,
        learned=tuple(
            Tile(label=said(one.sentence), value=one.number, said=said(one.source)) for one in found.learned
        ),
        cannot=tuple(
            dict.fromkeys(
                said(one)
                for one in (*map(str, design.cannot_show), *(limit.sentence for limit in found.limits))
            )
        ),
        assumes=tuple(map(said, (*found.duration.sentences, *found.assumes))),
        adjusts=any(one.adjusted for one in asks),
    )


def said(text: str) -> str:
    """Write a sentence of the engines as a page says it: it begins and ends as one, and a number keeps its sign beside it."""
    words = re.sub(r"`([^`]*)`", r"“\1”", str(text)).replace(" %", "\u00a0%").replace(" 10^6", " × 10⁶")
    end = "" if words.endswith((".", "?", "!")) or " " not in words else "."
    return f"{words[:1].upper()}{words[1:]}{end}"


@lru_cache(maxsize=32)
def grids(design: Design) -> tuple[Sheet, ...]:
    """Return the tables of the design that the answers do not say already."""
    return tuple(
        Sheet(
            title=grid.title,
            head=grid.head,
            rows=tuple(tuple(zip(grid.head, row, strict=True)) for row in grid.rows),
        )
        for grid in grids_of(design)
        if grid.title in ANSWERED
    )


def versions(every: Iterable[KeptDesign], known: Mapping[str, str]) -> tuple[Version, ...]:
    """Return the history, the latest first."""
    return tuple(Version(kept=one, by=known.get(one.by, one.by), at=instant(one.at)) for one in every)


def sections(found: Iterable[Difference]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return differences under the headings of the document."""
    gathered: dict[str, list[str]] = {}
    for one in found:
        gathered.setdefault(one.section, []).append(said(one.sentence))
    return tuple((section, tuple(sentences)) for section, sentences in gathered.items())


def changes(old: Design, new: Design) -> tuple[str, ...]:
    """Say what changes from one design to another."""
    return tuple(said(one.sentence) for one in differences(old, new))


def conflict(theirs: Standing, mine: Design, known: Mapping[str, str]) -> Conflict:
    """Return what stands between a version that was kept since and the one that was typed."""
    assert theirs.kept is not None
    return Conflict(
        by=known.get(theirs.kept.by, theirs.kept.by),
        at=instant(theirs.kept.at),
        version=theirs.kept.version,
        href=theirs.href(),
        sentences=changes(theirs.design, mine),
    )


def _tiles(found: Answers, asks: tuple[Asks, ...]) -> tuple[Tile, ...]:
    primary = next((one for one in asks if one.first), None)
    pause = next((one for one in found.harm if one.rate == 0.30), None)
    treated = "" if pause is None or pause.treated is None else f"{pause.treated:.0f}"
    tiles = [
        Tile(label=_("Participants"), value=str(found.participants)),
        Tile(label=_("Months"), value=f"{found.months:.0f}"),
        Tile(
            label=_("Given cells"),
            value=str(found.exposed),
            said=_("%(n)s before the boundary stops, at a true rate of 30 %%") % {"n": treated}
            if treated
            else "",
        ),
    ]
    if primary is not None:
        told = primary.question.name
        if primary.adjusted:
            more = _("%(question)s %(power)s adjusted for the baseline.")
            told = more % {"question": told, "power": primary.adjusted}
        tiles.append(Tile(label=_("Power, primary"), value=primary.power, said=told))
    return tuple(tiles)


def sized_for(found: Answers) -> Question | None:
    """Return the question the design is sized for, of those its endpoint answers; None where it compares nothing."""
    ends = [one for one in found.design.endpoints if one.id == found.design.sample_size.endpoint]
    of = [one for one in found.questions if one.primary]
    return next((one for one in of if ends and one.asks == ends[0].question), of[0] if of else None)


def _asks(one: Question, *, first: bool) -> Asks:
    return Asks(
        question=one,
        first=first,
        power=percent(one.power),
        adjusted="" if one.adjusted is None else percent(one.adjusted.power),
        against="" if one.against_main is None else f"× {one.against_main:.1f}",
    )


def _rule(one: RuleOdds) -> Rule:
    cells = tuple(
        (f"{100 * odds.rate:g} %", percent(odds.acts), "" if odds.treated is None else f"{odds.treated:.1f}")
        for odds in one.odds
    )
    return Rule(rule=one, first=_first(one), cells=cells)


def _first(one: RuleOdds) -> str:
    """Say the first stretches of a boundary: '2 of 2 to 3, 3 of 4 to 8'; a review needs so many, whenever they come."""
    if one.layer == "pause" and (needs := next((k for k in one.boundary if k is not None), None)):
        return _("each event") if needs == 1 else _("%(n)s events") % {"n": needs}
    runs: list[list[int]] = []
    for n, limit in enumerate(one.boundary, 1):
        if limit is None or limit > n:
            continue
        if runs and runs[-1][0] == limit:
            runs[-1][2] = n
        else:
            runs.append([limit, n, n])
    said = [f"{k} of {a}" if a == b else f"{k} of {a} to {b}" for k, a, b in runs[:4]]
    return ", ".join(said) + (", …" if len(runs) > 4 else "")


def percent(share: float | None) -> str:
    """Say a share in per cent, without claiming certainty."""
    if share is None:
        return "–"
    if share >= 0.995:
        return "> 99 %"
    if 0 < share < 0.0005:
        return "< 0.1 %"
    return f"{100 * share:.0f} %" if share >= 0.095 else f"{100 * share:.1f} %"
