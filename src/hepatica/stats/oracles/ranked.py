"""Reference numbers of ranked outcomes: wins of pairs by level, by counts and by category; and mixed models."""

import re
from collections.abc import Iterator, Mapping, Sequence
from math import inf, log, nan
from typing import Any

from hepatica.stats.effects import Effect
from hepatica.stats.oracles.case import Beside, Case, Content, Rows, Shape
from hepatica.stats.oracles.lookup import column, data, number, uncomputed
from hepatica.stats.oracles.mixed import MIXED
from hepatica.stats.pairs import Level, Outcomes, Seen
from hepatica.stats.wins import Wins, pairs_of_odds, win_statistics

NEAR = 1e-6
COUNTS = {"win": "wins", "loss": "losses", "tie": "ties", "n_active": "n_first", "n_placebo": "n_second"}
ACTIVE = {"1", "a", "active", "t", "treatment"}
NO_DATA = "the data of these numbers are not published with them"
_FILE = re.compile(r"\S+\.csv")
_THRESHOLD = re.compile(r"threshold (\d+(?:\.\d+)?)")
Entry = Mapping[str, Any]


def _is_wins(content: Content) -> bool:
    return isinstance(content, Mapping) and any(
        _is_hierarchy(value) or _is_single(value) or _is_split(value) for value in content.values()
    )


def _is_hierarchy(value: object) -> bool:
    return isinstance(value, Mapping) and "count_favorable" in value


def _is_single(value: object) -> bool:
    return isinstance(value, Mapping) and {"win", "loss"} <= set(value) and ("WO" in value or "WP" in value)


def _is_split(value: object) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, Mapping) and {"WO", "WR", "Overall"} <= set(one) for one in value
    )


def _wins(content: Content, beside: Beside) -> Iterator[Case]:
    assert isinstance(content, Mapping)
    said = " ".join(str(value) for key, value in content.items() if "note" in key)
    for name, value in content.items():
        if _is_hierarchy(value):
            yield from _hierarchy(name, value, said, beside)
        elif _is_single(value):
            yield from _single(name, value, beside)
        elif _is_split(value) and value:
            yield from _split(name, value)
        elif isinstance(value, Mapping):
            yield from uncomputed(name, {k: v for k, v in value.items() if k != "note"}, NO_DATA)


def _rows(name: str, value: Entry, beside: Beside) -> Rows | None:
    named = _FILE.findall(str(value.get("data", "")))
    return data(beside, *named, f"{name}.csv")


def _single(name: str, value: Entry, beside: Beside) -> Iterator[Case]:
    """One ordered outcome, the higher the better: a value per participant, or how many have each category."""
    rows = _rows(name, value, beside)
    arm = rows and column(rows, "TRTP", "trt", "arm")
    outcome = rows and column(rows, "AVAL", "GROUP")
    if not rows or not arm or not outcome:
        yield from uncomputed(name, value, NO_DATA if rows is None else "the columns were not recognised")
        return
    many = column(rows, "Freq", "n", "count")
    arms: tuple[list[Outcomes], list[Outcomes]] = ([], [])
    for row in rows:
        times = int(row[many]) if many else 1
        arms[_second(row[arm])].extend([(Seen(value=float(row[outcome])),)] * times)
    wins = win_statistics(*arms, (Level(name=outcome),), picture_below=0)
    for key, expected in value.items():
        if isinstance(expected, int | float):
            yield _of_single(f"{name}.{key}", key, expected, wins)


def _of_single(place: str, key: str, expected: float, wins: Wins) -> Case:
    if key in COUNTS:
        return Case(case=place, expected=expected, got=getattr(wins, COUNTS[key]))
    got = {
        "WO": wins.win_odds.value,
        "WR": wins.win_ratio.value,
        "WP": wins.win_probability.value,
        "NB": wins.net_benefit.value,
        "SE_WP": wins.win_probability.se,
        "p": wins.win_probability.p,
        "WP_p": wins.win_probability.p,
        "gamma": wins.gamma.value,
        "gamma_SE": wins.gamma.se,
    }
    why = "" if key in got else f"{key} is not a statistic that is computed here"
    return Case(case=place, expected=expected, got=got.get(key), tolerance=NEAR, why=why)


def _split(name: str, value: Sequence[Entry]) -> Iterator[Case]:
    for i, one in enumerate(value):
        try:
            got = pairs_of_odds(win_odds=one["WO"], win_ratio=one["WR"], pairs=one["Overall"])
        except ValueError as error:
            yield from uncomputed(f"{name}[{i}]", one, str(error))
            continue
        for key, ours in zip(("WIN", "LOSS", "TIE"), got, strict=True):
            yield Case(case=f"{name}[{i}].{key}", expected=one.get(key), got=ours, tolerance=NEAR)


def _hierarchy(name: str, value: Entry, said: str, beside: Beside) -> Iterator[Case]:
    """Compare times of events (``time_death`` with ``death``) and values in the order of the columns."""
    rows = _rows(name, value, beside)
    arm = rows and column(rows, "trt", "TRTP", "arm")
    if not rows or not arm:
        yield from uncomputed(name, value, NO_DATA)
        return
    levels = _levels(rows, arm, said)
    arms: tuple[list[Outcomes], list[Outcomes]] = ([], [])
    for row in rows:
        arms[_second(row[arm])].append(tuple(_seen(row, level) for level in levels))
    wins = win_statistics(*arms, levels, picture_below=0)
    pairs = wins.n_first * wins.n_second
    won, lost = [level.wins for level in wins.levels], [level.losses for level in wins.levels]
    so_far = [(sum(won[: i + 1]), sum(lost[: i + 1])) for i in range(len(levels))]
    yield Case(case=f"{name}.count_favorable", expected=value["count_favorable"], got=won)
    yield Case(case=f"{name}.count_unfavorable", expected=value["count_unfavorable"], got=lost)
    cumulative = {
        "netBenefit_cum": [(w - v) / pairs for w, v in so_far],
        "winRatio_cum": [w / v if v else (inf if w else nan) for w, v in so_far],
    }
    for key, got in cumulative.items():
        if key in value:
            expected = [float(each) for each in value[key]]
            yield Case(case=f"{name}.{key}", expected=expected, got=got, tolerance=NEAR)
    for key, effect in (("netBenefit_ci", wins.net_benefit), ("winRatio_ci", wins.win_ratio)):
        yield from _interval(f"{name}.{key}", value.get(key, {}), effect)
    two = value.get("WR_two_level")
    if two:
        first, second = ([outcomes[:2] for outcomes in group] for group in arms)
        yield from _two_level(
            f"{name}.WR_two_level", two, win_statistics(first, second, levels[:2], picture_below=0)
        )


def _interval(place: str, expected: Entry, effect: Effect) -> Iterator[Case]:
    got = {
        "estimate": effect.value,
        "se": effect.se,
        "lower.ci": effect.lower,
        "upper.ci": effect.upper,
        "p.value": effect.p,
    }
    for key, value in expected.items():
        wanted = number(value)
        why = "" if got.get(key) is not None else "the sample carries no such number"
        if wanted is not None:
            yield Case(case=f"{place}.{key}", expected=wanted, got=got.get(key), tolerance=NEAR, why=why)


def _two_level(place: str, expected: Entry, wins: Wins) -> Iterator[Case]:
    """Shares won and lost over the first two levels, and the log of their ratio with its error."""
    pairs, ratio = wins.n_first * wins.n_second, wins.win_ratio
    known = ratio.value is not None and ratio.se is not None and ratio.value > 0
    got: dict[str, Any] = {
        "theta": [wins.wins / pairs, wins.losses / pairs],
        "log.WR": log(ratio.value) if known and ratio.value else None,
        "se": ratio.se / ratio.value if known and ratio.se and ratio.value else None,
        "p": ratio.p,
    }
    for key, value in expected.items():
        ours = got.get(key)
        why = "" if ours is not None else "the sample carries no such number"
        wanted = value if key == "theta" else _only(value)
        yield Case(case=f"{place}.{key}", expected=wanted, got=ours, tolerance=NEAR, why=why)


def _only(value: Any) -> Any:
    """Return the number inside R's one-by-one matrix."""
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value


def _second(arm: str) -> int:
    return 0 if arm.strip().lower() in ACTIVE else 1


def _levels(rows: Rows, arm: str, said: str) -> tuple[Level, ...]:
    names = list(rows[0])
    events = {name.removeprefix("time_") for name in names if name.startswith("time_")}
    found = _THRESHOLD.search(said)
    threshold = float(found[1]) if found else 0.0
    lower = "lower is better" in said or "higher is better" not in said
    levels = []
    for name in names:
        event = name.removeprefix("time_")
        if event != name and event in names:
            levels.append(Level(name=event, kind="time"))
        elif name not in {"id", "ID", "rownames", "", arm} and name not in events:
            levels.append(Level(name=name, better="lower" if lower else "higher", threshold=threshold))
    return tuple(levels)


def _seen(row: Mapping[str, str], level: Level) -> Seen:
    if level.kind == "time":
        return Seen(value=number(row[f"time_{level.name}"]), event=number(row[level.name]) == 1)
    return Seen(value=number(row[level.name]))


SHAPES: tuple[Shape, ...] = (
    Shape(
        name="win statistics",
        method="stats.wins.win_statistics, stats.pairs (Gehan)",
        matches=_is_wins,
        cases=_wins,
    ),
    MIXED,
)
