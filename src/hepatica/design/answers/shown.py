"""Answers as people read them: tables of plain text; the command line and the screens decide how they look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hepatica.design.answers.values import RATES, Answers, Point, RuleOdds, Tornado, TradeOff
from hepatica.design.words import KINDS
from hepatica.stats.monitoring.boundary import stretches
from hepatica.study.show import Grid

WIDTH = 24
"""Characters of a drawn bar."""
STRETCHES = 3
"""Of a boundary that are shown before it is cut short."""


def grids(found: Answers) -> tuple[Grid, ...]:
    """Return the tables of a design's answers; none is empty."""
    tables = (
        _chances(found.stopping),
        _treated(found.stopping),
        _questions(found),
        _computed(found),
        _learned(found),
        bars(found.tornado),
        bars(found.time_tornado),
    )
    return tuple(table for table in tables if table.rows)


def side_by_side(found: TradeOff) -> tuple[Grid, ...]:
    """Return the tables of several designs, one column each: their points, and what some or none of them can show."""
    labels = tuple(point.label for point in found.points)
    same = tuple(one for one in found.limits if len(set(one.sentences)) == 1)
    apart = tuple(one for one in found.limits if one not in same)
    tables = (
        Grid(title="Side by side", head=("", *labels), rows=tuple(_points(found))),
        Grid(
            title="What some cannot show",
            head=("", *labels),
            rows=tuple((one.name, *(sentence or "can" for sentence in one.sentences)) for one in apart),
        ),
        Grid(
            title="What none can show",
            head=("", "Whatever it finds"),
            rows=tuple((one.name, one.sentences[0]) for one in same),
        ),
    )
    return tuple(table for table in tables if table.rows)


def bars(of: Tornado) -> Grid:
    """Return a tornado with its bars drawn on one scale, ┃ where the design stands; what does not move it comes last."""
    ends = [end for bar in of.bars for end in (bar.at_low, bar.at_high)] + [of.base]
    scale = (min(ends), max(ends))
    drawn = tuple(
        (
            bar.assumption,
            f"{bar.low:g} to {bar.high:g} {bar.unit}".rstrip(),
            number(bar.at_low),
            number(bar.at_high),
            _bar(bar.at_low, bar.at_high, of.base, scale),
        )
        for bar in of.bars
    )
    rest = tuple((one.assumption, "does not move it", "", "", one.why) for one in of.unmoved)
    planned = "" if of.planned is None else f"; planned: {number(of.planned)}"
    return Grid(
        title=f"{of.outcome}: {number(of.base)}{planned}",
        head=("Assumption", "Moved from", "Gives at first", "and at last", ""),
        rows=(*drawn, *rest),
    )


def chance(share: float | None) -> str:
    """Write a chance with one decimal; one that is not quite none or all never reads as such."""
    if share is None:
        return ""
    if 0 < share < 0.0005:
        return "< 0.1 %"
    if share >= 0.9995:
        return "> 99.9 %"
    return f"{100 * share:.1f} %"


def number(value: float | None) -> str:
    """Write a number of people or months: whole ones as they are, others with one decimal."""
    if value is None:
        return ""
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.1f}"


def _bar(low: float, high: float, base: float, scale: tuple[float, float]) -> str:
    least, most = scale
    wide = (most - least) or 1

    def at(value: float) -> int:
        return round((value - least) / wide * (WIDTH - 1))

    first, last = sorted((at(low), at(high)))
    cells = ["━" if first <= k <= last else " " for k in range(WIDTH)]
    cells[at(base)] = "┃"
    return "".join(cells).rstrip()


def _rates() -> tuple[str, ...]:
    return tuple(f"{100 * rate:.0f} %" for rate in RATES)


def _chances(rules: Sequence[RuleOdds]) -> Grid:
    rows = tuple(
        (rule.title, rule.layer, _acts_at(rule), *(chance(one.acts) for one in rule.odds))
        if rule.odds
        else (rule.title, rule.layer, rule.note, *("",) * len(RATES))
        for rule in rules
    )
    return Grid(
        title="Chance that each rule acts, by the true rate of its event",
        head=("Rule", "Layer", "Acts first at", *_rates()),
        rows=rows,
    )


def _acts_at(rule: RuleOdds) -> str:
    limits = tuple(k + 1 if limit is None else limit for k, limit in enumerate(rule.boundary, 1))
    if rule.layer == "pause":
        return f"each {limits[0]} with the event" if limits[0] > 1 else "each event"
    runs = stretches(limits)
    said = [f"{k} of {a}" if a == b else f"{k} of {a} to {b}" for k, a, b in runs[:STRETCHES]]
    return ", ".join((*said, "…")) if len(runs) > STRETCHES else ", ".join(said)


def _treated(rules: Sequence[RuleOdds]) -> Grid:
    rows = tuple(
        (
            rule.title,
            *(f"{one.treated:.1f} ({one.events:.1f})" for one in rule.odds if one.treated is not None),
        )
        for rule in rules
        if rule.odds and rule.odds[0].treated is not None
    )
    n = max((rule.participants for rule in rules), default=0)
    title = f"Of {n}, how many are given cells until it acts (and how many of them have the event)"
    return Grid(title=title, head=("Rule", *_rates()), rows=rows)


def _questions(found: Answers) -> Grid:
    rows = []
    for one in found.questions:
        beside = "" if one.against_main is None else f"{one.against_main:.1f} ×"
        rows.append((one.name, one.endpoint, one.effect or one.note, chance(one.power), number(one.per_arm),
                     number(one.participants), beside))  # fmt: skip
        if one.adjusted is not None:
            rows.append(("", "", "adjusted for the baseline", chance(one.adjusted.power),
                         number(one.adjusted.per_arm), number(one.adjusted.participants), ""))  # fmt: skip
    size, asked = found.design.sample_size, found.questions[0].asked if found.questions else 0
    head = ("Question", "Endpoint", "Effect sought", f"Power with {size.per_arm}", f"Per arm for {100 * asked:.0f} %",
            "In all", "Beside a main effect")  # fmt: skip
    return _filled("What it asks, and what each question costs", head, tuple(rows))


def _computed(found: Answers) -> Grid:
    """Return how each power was computed, where there is something to say of it."""
    rows = tuple((one.name, one.endpoint, one.note) for one in found.questions if one.note and one.effect)
    return Grid(title="How the powers were computed", head=("Question", "Endpoint", ""), rows=rows)


def _filled(title: str, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Grid:
    """Return a table without the columns in which nothing stands."""
    kept = [k for k in range(len(head)) if any(row[k] for row in rows)]
    return Grid(
        title=title,
        head=tuple(head[k] for k in kept),
        rows=tuple(tuple(row[k] for k in kept) for row in rows),
    )


def _learned(found: Answers) -> Grid:
    rows = tuple((one.sentence, one.source) for one in found.learned)
    return Grid(title="What so many participants can teach", head=("", "Source"), rows=rows)


def _points(found: TradeOff) -> Iterator[tuple[str, ...]]:
    points = found.points

    def row(name: str, cells: Iterator[str]) -> tuple[str, ...]:
        return (name, *cells)

    yield row("Kind", (KINDS[one.kind] for one in points))
    yield row("Participants", (number(one.participants) for one in points))
    yield row("Per arm, with a value", (number(one.per_arm) for one in points))
    yield row("Months", (number(one.months) for one in points))
    yield row("Given cells at most", (number(one.exposed) for one in points))
    for name in found.questions:
        yield row(f"Power: {name}", (_power(one, name) for one in points))
        if any(one.with_baseline(name) is not None for one in points):
            yield row("… adjusted for the baseline", (_adjusted(one, name) for one in points))
    yield row("Boundary stops at a true rate of 30 %", (chance(one.stops) or "no boundary" for one in points))
    yield row("Given cells by then, expected", (number(one.treated) for one in points))


def _power(point: Point, question: str) -> str:
    asked = question in dict(point.powers)
    return (chance(point.power(question)) or "no formula") if asked else "not asked"


def _adjusted(point: Point, question: str) -> str:
    if question not in dict(point.powers):
        return "not asked"
    return chance(point.with_baseline(question)) or "not adjusted"
