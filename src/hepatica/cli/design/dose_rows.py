"""How the odds of a dose-finding design are shown: as JSON, as a table at some rates, as a line for each scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from hepatica.cli.design.said import Row, plain

if TYPE_CHECKING:
    from hepatica.design.dose.scenarios import Scenario
    from hepatica.stats.dosing.dose_odds import DoseOdds, Measured

MONTH = 365.25 / 12
Told = tuple["Scenario", "DoseOdds | None", "DoseOdds | None"]


def flat(exact: DoseOdds | None, drawn: DoseOdds | None, seed: int) -> dict[str, Any]:
    """Return the exact odds and the simulated ones, whichever there are, as JSON values."""
    told: dict[str, Any] = {}
    if exact is not None:
        told["exact"] = _flat(exact, errors=False)
    if drawn is not None:
        told["simulated"] = {"seed": seed, **_flat(drawn, errors=True)}
    return told


def one(exact: DoseOdds | None, drawn: DoseOdds | None, seed: int) -> Iterator[Row]:
    """Yield a table of the doses, exactly and simulated."""
    if exact is not None:
        yield from _doses(exact)
    if drawn is not None:
        if exact is not None:
            yield ()
        yield (_simulated(drawn, seed),)
        yield from _doses(drawn)


def several(found: Iterable[Told], seed: int) -> Iterator[Row]:
    """Yield a line for each scenario: what is supposed, how often each dose is chosen, how many are treated."""
    shown = [(scenario, odds) for scenario, exact, drawn in found if (odds := exact or drawn) is not None]
    yield ("scenario", "true rates", "chosen, by dose", "none", "treated", "overdosed", "months")
    for scenario, odds in shown:
        yield (
            scenario.name,
            " ".join(f"{rate:.2f}" for rate in odds.rates),
            " ".join(f"{100 * chosen.value:.0f}" for chosen in odds.selected) + " %",
            _share(odds, odds.none),
            _mean(odds, odds.total),
            _share(odds, odds.overdosed),
            _months(odds),
        )
    yield ()
    yield from ((f"{scenario.name}: {scenario.title}.",) for scenario, _ in shown)
    last = shown[-1][1]
    if last.trials:
        yield (_simulated(last, seed),)
    yield from ((sentence,) for sentence in last.cannot_show)


def _simulated(odds: DoseOdds, seed: int) -> str:
    return f"Simulated, {odds.trials:,} trials, seed {seed}; ± is one standard error."


def _flat(odds: DoseOdds, *, errors: bool) -> dict[str, Any]:
    def number(one: Measured) -> Any:
        return {"value": one.value, "error": one.error} if errors else one.value

    told = {
        "rates": list(odds.rates),
        "right_dose": odds.right or None,
        **({"trials": odds.trials} if errors else {}),
        "selected": [number(one) for one in odds.selected],
        "none_selected": number(odds.none),
        "treated": [number(one) for one in odds.treated],
        "events": [number(one) for one in odds.events],
        "total_treated": number(odds.total),
        "p_event": number(odds.event_rate),
        "overdosed": number(odds.overdosed),
        "poor_allocation": number(odds.poor),
    }
    if odds.responses:
        told["responses"] = [number(one) for one in odds.responses]
    if odds.days is not None:
        told["days"] = number(odds.days)
    return told | {"cannot_show": plain(odds.cannot_show)}


def _share(odds: DoseOdds, one: Measured) -> str:
    return f"{one.value:.1%}" + (f" ± {100 * one.error:.2f}" if odds.trials else "")


def _mean(odds: DoseOdds, one: Measured) -> str:
    return f"{one.value:.2f}" + (f" ± {one.error:.3f}" if odds.trials else "")


def _months(odds: DoseOdds) -> str:
    if odds.days is None:
        return ""
    return f"{odds.days.value / MONTH:.1f} ± {odds.days.error / MONTH:.2f}"


def _doses(odds: DoseOdds) -> Iterator[Row]:
    responses = odds.responses
    yield ("dose", "true rate", "chosen", "treated", "events", *(("responses",) if responses else ()))
    parts = zip(odds.rates, odds.selected, odds.treated, odds.events, strict=True)
    for at, (rate, chosen, treated, events) in enumerate(parts, 1):
        right = " *" if at == odds.right else ""
        more = (_mean(odds, responses[at - 1]),) if responses else ()
        yield (
            f"{at}{right}",
            f"{rate:g}",
            _share(odds, chosen),
            _mean(odds, treated),
            _mean(odds, events),
            *more,
        )
    yield ("none", "", _share(odds, odds.none), _mean(odds, odds.total), "")
    yield ()
    star = "the optimum" if responses else f"closest to the target of {odds.target:g}"
    yield (f"* {star}. A participant has the event: {_share(odds, odds.event_rate)}.",)
    yield (f"More than 60 % treated above it: {_share(odds, odds.overdosed)}.",)
    yield (f"Fewer treated at it than by equal numbers: {_share(odds, odds.poor)}.",)
    if odds.days is not None:
        yield (f"Months from the first participant to the last outcome: {_months(odds)}.",)
    yield from ((sentence,) for sentence in odds.cannot_show)
