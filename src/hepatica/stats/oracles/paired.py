"""Reference numbers of paired tests: signed ranks, their tables, and the published tables that disagree."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hepatica.stats.hodges_lehmann import hodges_lehmann, invert_tied
from hepatica.stats.oracles.case import Beside, Case, Content, Shape
from hepatica.stats.oracles.factorial import FACTORIAL
from hepatica.stats.paired_t import paired_t
from hepatica.stats.sign_flip import sign_flip
from hepatica.stats.signed_rank import critical_value, null_counts, signed_rank, tails

CLOSE = 1e-9
EXACT = 1e-12
MISLABELLED = (
    "wilcox.exact prints the level asked for; ours is what the interval attains, so the two are not compared"
)
TESTED = {
    "V",
    "wilcox_exact_p",
    "coin_pratt_p",
    "coin_wilcoxon_zero_p",
    "signflip_mean_p",
    "HL",
    "HL_ci",
    "t",
    "t_p",
    "t_ci",
}
TOLD = ("p_two", "cdf", "sf_ge")
_TAILS = re.compile(r"(two|one)_(?:tailed|sided)_(0?\.?\d+)")


def _is_paired(content: Content) -> bool:
    return isinstance(content, Mapping) and (
        bool(_listed(content)) or any(True for _ in _two_columns(content))
    )


def _listed(content: Mapping[str, Any]) -> list[tuple[int, Mapping[str, Any]]]:
    cases = content.get("cases")
    found = enumerate(cases) if isinstance(cases, list) else ()
    return [
        (place, one)
        for place, one in found
        if isinstance(one, Mapping) and isinstance(one.get("d"), list) and set(one) & TESTED
    ]


def _two_columns(content: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, one in content.items():
        if isinstance(one, Mapping) and {"x", "y", "V"} <= set(one):
            yield name, one


def _paired(content: Content, _: Beside) -> Iterator[Case]:
    assert isinstance(content, Mapping)
    for name, one in _two_columns(content):
        d = [Decimal(str(x)) - Decimal(str(y)) for x, y in zip(one["x"], one["y"], strict=True)]
        yield from _all(name, one, [float(each) for each in d])
    for place, one in _listed(content):
        yield from _all(f"cases[{place}]", one, [float(each) for each in one["d"]])


def _all(place: str, one: Mapping[str, Any], d: Sequence[float]) -> Iterator[Case]:
    for key, expected in one.items():
        try:
            got = _answer(key, d, one)
        except ValueError as refusal:
            yield Case(case=f"{place}.{key}", expected=expected, got=None, why=str(refusal))
            continue
        if key == "HL_conf_achieved":
            yield Case(case=f"{place}.{key}", expected=expected, got=got, why=MISLABELLED, compared=False)
        elif got is not None:
            yield Case(case=f"{place}.{key}", expected=expected, got=got, tolerance=CLOSE)


def _answer(key: str, d: Sequence[float], one: Mapping[str, Any]) -> object | None:
    """Compute what a key asks for; None for a key that asks for nothing, such as a label."""
    level = float(one.get("HL_conf_achieved", one.get("conf", 0.95)))
    if key in {
        "V",
        "wilcox_exact_p",
        "two_sided",
        "p_two_sided",
        "p_greater",
        "p_less",
        "coin_wilcoxon_zero_p",
    }:
        side = {"p_greater": "greater", "p_less": "less"}.get(key, "two-sided")
        test = signed_rank(d, zeros="wilcoxon", alternative=side)  # type: ignore[arg-type]
        return test.statistic if key == "V" else test.p
    if key in {"t", "t_p", "t_ci", "mean", "sd"}:
        t = paired_t(d)
        return {"t": t.test.statistic, "t_p": t.test.p, "mean": t.mean, "sd": t.sd}.get(
            key, (t.lower, t.upper)
        )
    if key.startswith("HL"):
        return _shift(key, d, level)
    if key == "coin_pratt_p":
        return signed_rank(d, zeros="pratt").p
    return sign_flip(d).p if key == "signflip_mean_p" else None


def _shift(key: str, d: Sequence[float], level: float) -> object:
    """Answer as R does, which leaves zeros out of the averages."""
    if key == "HL_conf_achieved":
        return hodges_lehmann(d, level=level).attained
    named = re.fullmatch(r"HL_ci(\d\d)", key)
    estimate, lower, upper = invert_tied(d, level=int(named[1]) / 100 if named else level)
    return estimate if key == "HL" else (lower, upper)


def _columns(content: Content) -> set[str]:
    return set() if isinstance(content, Mapping) or not content else set(content[0])


def _is_null(content: Content) -> bool:
    columns = _columns(content)
    return {"n", "V"} <= columns and bool(columns & set(TOLD))


def _null(content: Content, _: Beside) -> Iterator[Case]:
    assert not isinstance(content, Mapping)
    for row in content:
        n, v = int(float(row["n"])), int(float(row["V"]))
        low, high = tails(n, v)
        ours = {"cdf": low, "sf_ge": high, "p_two": min(Fraction(1), 2 * min(low, high))}
        for key in TOLD:
            if key in row:
                yield Case(
                    case=f"n={n} V={v} {key}", expected=float(row[key]), got=float(ours[key]), tolerance=EXACT
                )


def _is_critical(content: Content) -> bool:
    columns = _columns(content)
    return "n" in columns and any(_TAILS.fullmatch(name) for name in columns)


def _critical(content: Content, _: Beside) -> Iterator[Case]:
    assert not isinstance(content, Mapping)
    for row in content:
        for name, told in row.items():
            found = _TAILS.fullmatch(name)
            if found and told.strip():
                ours = critical_value(int(float(row["n"])), found[2], two_sided=found[1] == "two")
                yield Case(
                    case=f"n={row['n']} {name}",
                    expected=int(float(told)),
                    got=-1 if ours is None else ours,
                    why="-1: no V is small enough" if ours is None else "",
                )


def _is_published(content: Content) -> bool:
    return isinstance(content, Mapping) and any(
        _TAILS.fullmatch(key) for table in _tables(content) for key in table
    )


def _tables(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    tables = content.get("tables")
    return [one for one in tables if isinstance(one, Mapping)] if isinstance(tables, list) else []


def _published(content: Content, _: Beside) -> Iterator[Case]:
    """Set each published entry beside the exact one; where they differ the table is wrong, and ours is not compared."""
    assert isinstance(content, Mapping)
    for place, table in enumerate(_tables(content)):
        wrong = []
        asked = {key: found for key in table if (found := _TAILS.fullmatch(key))}
        for key, found in asked.items():
            level = _level(found[2])
            for n, told in table[key].items():
                one = _entry(f"tables[{place}].{key}.{n}", int(n), told, level, found[1])
                wrong += [] if one.compared else [f"n={n}: {one.got}, not {one.expected}"]
                yield one
        verdict = next((key for key in ("agrees_with_exact", "disagrees") if key in table), None)
        if verdict:
            yield Case(
                case=f"tables[{place}].{verdict}",
                expected=table[verdict],
                got=("; ".join(wrong) or "agrees with the exact distribution") if asked else None,
                compared=False,
                why="a sentence: ours lists the entries that the exact distribution contradicts"
                if asked
                else "a sentence about a table that the file does not hold",
            )


def _entry(case: str, n: int, told: int | None, level: Decimal, sides: str) -> Case:
    exact = critical_value(n, level, two_sided=sides == "two")
    if told == exact:
        none = "none"
        return Case(case=case, expected=none if told is None else told, got=none if exact is None else exact)
    shown: object = "none" if told is None else told
    return Case(
        case=case,
        expected=shown,
        got="none" if exact is None else exact,
        compared=False,
        why=_why_wrong(n, told, level, sides),
    )


def _why_wrong(n: int, told: int | None, level: Decimal, sides: str) -> str:
    if told is None or not 0 <= told < len(null_counts(n)):
        return "the published entry is wrong: the exact distribution attains the level"
    p = float(tails(n, told)[0]) * (2 if sides == "two" else 1)
    above = "above" if p > level else "at or below"
    return f"the published entry is wrong: p at V = {told} is {p:.4f}, {above} {level}, by the exact distribution"


def _level(digits: str) -> Decimal:
    """Read 05 as 0.05, 001 as 0.001 and 0.05 as itself."""
    return Decimal(digits) if "." in digits else Decimal(f"0.{digits}")


SHAPES: tuple[Shape, ...] = (
    Shape(
        name="paired tests of few",
        method="exact signed-rank (Pratt, Wilcoxon), sign-flip, Hodges-Lehmann, t (stats.signed_rank and beside)",
        matches=_is_paired,
        cases=_paired,
    ),
    Shape(
        name="signed-rank distribution",
        method="all sign patterns counted (stats.signed_rank)",
        matches=_is_null,
        cases=_null,
    ),
    Shape(
        name="signed-rank critical values",
        method="all sign patterns counted (stats.signed_rank)",
        matches=_is_critical,
        cases=_critical,
    ),
    Shape(
        name="published signed-rank tables",
        method="all sign patterns counted (stats.signed_rank)",
        matches=_is_published,
        cases=_published,
    ),
    FACTORIAL,
)
