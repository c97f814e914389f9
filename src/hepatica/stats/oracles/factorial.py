"""Reference numbers of a two-by-two factorial trial."""

from collections.abc import Iterator, Mapping
from typing import Any

from hepatica.stats.factorial import Cell, Effect, Factorial, fit_factorial
from hepatica.stats.oracles.case import Beside, Case, Content, Shape
from hepatica.stats.refusal import Refused

CLOSE = 1e-6
COUNTS = ("d", "n")


def _factors(content: Content) -> tuple[str, ...]:
    """Return the names of the two treatments; empty where the content is no such trial."""
    cells = content.get("cells") if isinstance(content, Mapping) else None
    if not isinstance(cells, list) or len(cells) != 4 or not all(isinstance(one, Mapping) for one in cells):
        return ()
    names = tuple(key for key in cells[0] if key not in COUNTS)
    return names if len(names) == 2 and all(set(one) == {*names, *COUNTS} for one in cells) else ()


def _factorial(content: Content, _: Beside) -> Iterator[Case]:
    assert isinstance(content, Mapping)
    names = _factors(content)
    cells = [
        Cell(first=bool(one[names[0]]), second=bool(one[names[1]]), events=one["d"], n=one["n"])
        for one in content["cells"]
    ]
    yield from _margins(content, names)
    fitted = fit_factorial(cells)
    ours = {} if isinstance(fitted, Refused) else _numbers(fitted, names)
    for case, expected in _told(content):
        got = ours.get(case)
        why = "" if got is not None else _why_not(fitted)
        yield Case(case=case, expected=expected, got=got, tolerance=CLOSE, why=why)


def _why_not(fitted: Factorial | Refused) -> str:
    return fitted.reason if isinstance(fitted, Refused) else "no such number is computed"


def _margins(content: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[Case]:
    for name, told in content.get("margins", {}).items():
        without = name.startswith("no_")
        asked = name.removeprefix("no_")
        # A margin may spell the treatment out: aspirin for asp.
        factor = next((one for one in names if asked.startswith(one) or one.startswith(asked)), None)
        if factor is not None:
            arms = [one for one in content["cells"] if bool(one[factor]) is not without]
            got = tuple(sum(one[count] for one in arms) for count in COUNTS)
            yield Case(case=f"margins.{name}", expected=told, got=got)
        else:
            yield Case(case=f"margins.{name}", expected=told, got=None, why="no treatment has this name")


def _told(content: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for kind in ("coef", "se"):
        for name, value in content.get("main_effects", {}).get(kind, {}).items():
            yield f"main_effects.{kind}.{name}", value
    for name, value in content.get("interaction", {}).items():
        yield f"interaction.{name}", value
    if "both_vs_neither_logOR" in content:
        yield "both_vs_neither_logOR", content["both_vs_neither_logOR"]


def _numbers(fitted: Factorial, names: tuple[str, ...]) -> dict[str, float]:
    effects: dict[str, Effect] = {
        "(Intercept)": fitted.intercept,
        names[0]: fitted.first,
        names[1]: fitted.second,
    }
    return {
        **{f"main_effects.coef.{name}": one.log_odds for name, one in effects.items()},
        **{f"main_effects.se.{name}": one.error for name, one in effects.items()},
        "interaction.coef": fitted.interaction.log_odds,
        "interaction.se": fitted.interaction.error,
        "interaction.lrt_chisq": fitted.chi_squared,
        "interaction.p": fitted.p,
        "both_vs_neither_logOR": fitted.both_against_neither,
    }


FACTORIAL = Shape(
    name="two-by-two factorial trial",
    method="logistic regression by statsmodels (stats.factorial)",
    matches=lambda content: bool(_factors(content)),
    cases=_factorial,
)
