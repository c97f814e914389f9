"""``hepatica design dose-odds``: what a design that finds a dose does at supposed rates, exactly and, if asked, simulated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from hepatica.cli.design.said import Row, Table, answer, numbers, plain

if TYPE_CHECKING:
    from hepatica.stats.dosing.courses import Choice, Rule
    from hepatica.stats.dosing.dose_odds import DoseOdds, Measured

Family = Literal["boin", "keyboard", "mtpi2", "3+3", "crm"]
PER_SECOND, PLAIN = 5_000_000, 2_000_000
"""Trials a second, on the careful side, with and without the compiler."""
LARGEST = 300
"""Participants and doses that an early trial has at most."""
PATIENCE = 20
"""Seconds beyond which the command asks first."""


def dose_odds(
    *,
    rule: Annotated[Family, typer.Option("--rule", help="The family of the design.")],
    rates: Annotated[str, typer.Option("--rates", help="True rates of the event: .05,.1,.2,.3,.5")],
    target: Annotated[float, typer.Option("--target", help="Rate that is aimed at.")] = 0.3,
    cohort: Annotated[int, typer.Option("--cohort", help="Participants per cohort.")] = 3,
    n: Annotated[int, typer.Option("--n", help="Participants at most.")] = 30,
    start: Annotated[int, typer.Option("--start", help="The first dose, counted from 1.")] = 1,
    cutoff: Annotated[float, typer.Option("--cutoff", help="P(rate > target) that ends a dose.")] = 0.95,
    half_width: Annotated[float, typer.Option("--half-width", help="Keyboard, mTPI-2: of the key.")] = 0.05,
    skeleton: Annotated[str, typer.Option("--skeleton", help="CRM: first guesses of the rates.")] = "",
    trials: Annotated[int | None, typer.Option("--trials", help="Also simulate so many trials.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Of the simulation: same seed, same numbers.")] = 1,
    yes: Annotated[bool, typer.Option("--yes", help="However long it takes.")] = False,
    table: Table = False,
) -> None:
    """Say how often each dose is chosen, who is treated where, and how often a trial goes wrong.

    Every state a trial can reach is followed, so the odds are exact; simulated ones come with their standard error.
    """

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.stats.dosing.courses import courses
        from hepatica.stats.dosing.dose_odds import exact_odds

        true = numbers(rates, "--rates")
        _asked(true, target, cohort, n, cutoff)
        _patience(trials, yes)
        decides, form = _rule(rule, target, n, len(true), cutoff, half_width, skeleton, cohort)
        course = courses(len(true), cohort, _cohorts(rule, n, cohort, len(true)), *decides, start=start)
        exact = exact_odds(course, true, target)
        told: dict[str, Any] = {
            "rule": rule, "target": target, "cohort": cohort, "n": n, "states": int(course.dose.size),
            "exact": _flat(exact, errors=False),
        }  # fmt: skip
        if form:
            told["skeleton"] = list(form)
        if trials is None:
            return told, _rows(exact)
        from hepatica.design.streams import stream
        from hepatica.stats.dosing.dose_odds import simulated_odds

        drawn = stream(seed, "dose-odds", rule)
        found = simulated_odds(course, true, target, trials=trials, stream=drawn)
        told["simulated"] = {"seed": seed, **_flat(found, errors=True)}
        said = f"Simulated, {trials:,} trials, seed {seed}; ± is one standard error."
        return told, (*_rows(exact), (), (said,), *_rows(found))

    answer(made, table)


def register(room: typer.Typer) -> None:
    """Add the command to the room."""
    room.command("dose-odds")(dose_odds)


def _asked(rates: tuple[float, ...], target: float, cohort: int, n: int, cutoff: float) -> None:
    for rate in rates:
        if not 0 <= rate <= 1:
            raise ValueError(f"--rates: a rate of {rate} does not lie between 0 and 1")
    if list(rates) != sorted(rates):
        raise ValueError("--rates: the true rates do not rise with the dose, as these designs suppose")
    for option, value in (("--target", target), ("--cutoff", cutoff)):
        if not 0 < value < 1:
            raise ValueError(f"{option}: {value} does not lie between 0 and 1")
    if max(n, len(rates)) > LARGEST:
        raise ValueError(f"--n {n}: an early trial has at most {LARGEST} participants and doses")
    if cohort < 1 or n < cohort or n % cohort:
        raise ValueError(
            f"--n {n} --cohort {cohort}: the participants must fill one or more cohorts of at least 1"
        )


def _patience(trials: int | None, yes: bool) -> None:
    from hepatica.stats.compiled import is_available

    if trials is None:
        return
    if trials < 1:
        raise ValueError(f"--trials: {trials} trials cannot be simulated; at least 1")
    seconds = trials / (PER_SECOND if is_available() else PLAIN)
    if seconds > PATIENCE and not yes:
        long = f"{seconds / 60:,.0f} minutes" if seconds > 90 else f"{seconds:,.0f} seconds"
        raise ValueError(
            f"--trials: {trials:,} trials take about {long}; add --yes if that many are meant. "
            "Without --trials the odds are exact and take none."
        )


def _cohorts(rule: Family, n: int, cohort: int, doses: int) -> int:
    return min(n // cohort, 2 * doses) if rule == "3+3" else n // cohort


def _rule(
    rule: Family, target: float, n: int, doses: int, cutoff: float, half: float, guesses: str, cohort: int
) -> tuple[tuple[Rule, Choice], tuple[float, ...]]:
    from hepatica.stats.dosing import rules
    from hepatica.stats.dosing.boin import boin
    from hepatica.stats.dosing.keyboard import keyboard, mtpi_two

    if guesses and rule != "crm":
        raise ValueError(f"--skeleton: {rule} has none")
    if rule == "3+3":
        if cohort != 3:
            raise ValueError(f"--cohort: the cohorts of a 3+3 are of three, not of {cohort}")
        return rules.three(), ()
    if rule == "crm":
        form = _skeleton(guesses, target, doses)
        return rules.by_model(form, target, cutoff=cutoff), form
    if rule == "boin":
        made = boin(target, n, cutoff=cutoff)
    else:
        made = (keyboard if rule == "keyboard" else mtpi_two)(target, n, half_width=half, cutoff=cutoff)
    return (rules.by_table(made), rules.closest(target, cutoff=cutoff)), ()


def _skeleton(guesses: str, target: float, doses: int) -> tuple[float, ...]:
    """Return the skeleton asked for, or one whose middle dose has the target and neighbours a sixth of it apart."""
    from hepatica.design.dose.rules import Crm
    from hepatica.stats.dosing.crm import skeleton

    form = (
        numbers(guesses, "--skeleton")
        if guesses
        else skeleton(target / 6, target, (doses + 1) // 2, doses, curve="empiric")
    )
    if len(form) != doses:
        raise ValueError(f"--skeleton: {len(form)} guesses for {doses} doses")
    return Crm(target=target, skeleton=form).skeleton


def _flat(odds: DoseOdds, *, errors: bool) -> dict[str, Any]:
    def number(one: Measured) -> Any:
        return {"value": one.value, "error": one.error} if errors else one.value

    return {
        "rates": list(odds.rates),
        "right_dose": odds.right,
        **({"trials": odds.trials} if errors else {}),
        "selected": [number(one) for one in odds.selected],
        "none_selected": number(odds.none),
        "treated": [number(one) for one in odds.treated],
        "events": [number(one) for one in odds.events],
        "total_treated": number(odds.total),
        "p_event": number(odds.event_rate),
        "overdosed": number(odds.overdosed),
        "poor_allocation": number(odds.poor),
        "cannot_show": plain(odds.cannot_show),
    }


def _rows(odds: DoseOdds) -> list[Row]:
    def share(one: Measured) -> str:
        return f"{one.value:.1%}" + (f" ± {100 * one.error:.2f}" if odds.trials else "")

    def mean(one: Measured) -> str:
        return f"{one.value:.2f}" + (f" ± {one.error:.3f}" if odds.trials else "")

    rows: list[Row] = [("dose", "true rate", "chosen", "treated", "events")]
    parts = zip(odds.rates, odds.selected, odds.treated, odds.events, strict=True)
    for at, (rate, chosen, treated, events) in enumerate(parts, 1):
        right = " *" if at == odds.right else ""
        rows.append((f"{at}{right}", f"{rate:g}", share(chosen), mean(treated), mean(events)))
    rows += [
        ("none", "", share(odds.none), mean(odds.total), ""),
        (),
        (
            f"* closest to the target of {odds.target:g}. A participant has the event: {share(odds.event_rate)}.",
        ),
        (f"More than 60 % treated above it: {share(odds.overdosed)}.",),
        (f"Fewer treated at it than by equal numbers: {share(odds.poor)}.",),
    ]
    return rows + [(sentence,) for sentence in odds.cannot_show]
