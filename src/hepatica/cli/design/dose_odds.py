"""``hepatica design dose-odds``: what a design that finds a dose does at supposed rates, exactly and, if asked, simulated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from hepatica.cli.design.dose_rows import flat, one, several
from hepatica.cli.design.said import Row, Table, answer, numbers, pair

if TYPE_CHECKING:
    from hepatica.design.dose.odds import Tried
    from hepatica.design.dose.plan import DoseDesign
    from hepatica.design.dose.rules import Rule
    from hepatica.design.dose.scenarios import Scenario
    from hepatica.stats.dosing.dose_odds import DoseOdds

Family = Literal["boin", "keyboard", "mtpi2", "3+3", "crm", "tite-boin", "tite-crm", "blrm", "obd"]
PER_SECOND, PLAIN = 5_000_000, 2_000_000
"""Trials a second, on the careful side, with and without the compiler, of a design whose states are followed."""
PLAYED = {"tite-boin": 1_000, "tite-crm": 300, "obd": 30_000}
"""Trials a second, on the careful side, of one whose states are not."""
TRIALS = {"tite-boin": 1_000, "tite-crm": 500, "obd": 5_000}
"""Trials where nobody says how many: a chance of a half is known to within 0.016, 0.022 and 0.007."""
LARGEST = 300
"""Participants and doses that an early trial has at most."""
PATIENCE = 20
"""Seconds beyond which the command asks first."""
MONTH = 365.25 / 12


def dose_odds(
    *,
    rule: Annotated[Family | None, typer.Option("--rule", help="The family of the design.")] = None,
    design: Annotated[
        Path | None, typer.Option("--design", metavar="FILE.yaml", help="Instead: a written design.")
    ] = None,
    rates: Annotated[str, typer.Option("--rates", help="True rates of the event: .05,.1,.2,.3,.5")] = "",
    responses: Annotated[str, typer.Option("--responses", help="obd: true rates of the response.")] = "",
    scenario: Annotated[
        str, typer.Option("--scenario", help="Without --rates: a named scenario, or all.")
    ] = "all",
    doses: Annotated[int, typer.Option("--doses", help="Without --rates: how many doses.")] = 5,
    target: Annotated[float, typer.Option("--target", help="Rate that is aimed at; obd: its limit.")] = 0.3,
    cohort: Annotated[int, typer.Option("--cohort", help="Participants per cohort.")] = 3,
    n: Annotated[int, typer.Option("--n", help="Participants at most.")] = 30,
    start: Annotated[int, typer.Option("--start", help="The first dose, counted from 1.")] = 1,
    cutoff: Annotated[float, typer.Option("--cutoff", help="P(rate > target) that ends a dose.")] = 0.95,
    half_width: Annotated[float, typer.Option("--half-width", help="Keyboard, mTPI-2: of the key.")] = 0.05,
    skeleton: Annotated[str, typer.Option("--skeleton", help="CRM: first guesses of the rates.")] = "",
    amounts: Annotated[
        str, typer.Option("--amounts", help="blrm: the doses, anchored at the middle one: 1,2,4.")
    ] = "",
    proper: Annotated[str, typer.Option("--proper", help="blrm: the proper interval.")] = "0.16,0.33",
    most: Annotated[float, typer.Option("--most", help="blrm: P(rate above it) that bars a dose.")] = 0.25,
    window: Annotated[float, typer.Option("--window", help="tite: days until an outcome is known.")] = 90,
    every: Annotated[float | None, typer.Option("--every", help="tite: days between two who arrive.")] = None,
    onset: Annotated[
        Literal["even", "early", "late"],
        typer.Option("--onset", help="tite: when in the window events come."),
    ] = "even",
    waits: Annotated[
        bool, typer.Option("--waits", help="tite: as if it waited for each outcome: the time saved.")
    ] = False,
    trials: Annotated[int | None, typer.Option("--trials", help="Also simulate so many trials.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Of the simulation: same seed, same numbers.")] = 1,
    yes: Annotated[bool, typer.Option("--yes", help="However long it takes.")] = False,
    table: Table = False,
) -> None:
    """Say how often each dose is chosen, who is treated where, and how often a trial goes wrong.

    At the rates asked, or in named scenarios. Where every state of a trial can be followed the odds are exact; simulated
    ones come with their standard error, and are all there is for rules that remember days or two outcomes.
    """

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        true = numbers(rates, "--rates") if rates else ()
        _asked(true, target, cohort, n, cutoff)
        if waits and rule not in {None, "tite-boin", "tite-crm"}:
            raise ValueError(f"--waits: {rule} waits for each outcome anyway")
        if (rule is None) == (design is None):
            raise ValueError("--rule: name a family, or a written design with --design")
        if design is not None:
            tried = _written(design, onset)
        else:
            assert rule is not None
            _patience(rule, trials, len(_told(scenario)) if not rates else 1, yes)
            many = len(true) or (len(numbers(amounts, "--amounts")) if amounts else doses)
            family = _rule(rule, target, many, cutoff, half_width, skeleton, (amounts, proper, most))
            tried = _tried(family, amounts, many, (cohort, n, start, window), every, onset)
        found = list(_odds(tried, _scenarios(tried, true, responses, scenario), trials, seed, waits))
        first: dict[str, Any] = {"rule": _name(tried), "target": tried.target, **_sizes(tried)}
        if hasattr(tried.design.rule, "skeleton"):
            first["skeleton"] = list(tried.design.rule.skeleton)
        if rates:
            return first | flat(found[0][1], found[0][2], seed), one(found[0][1], found[0][2], seed)
        told = [_story(each) | flat(sure, drawn, seed) for each, sure, drawn in found]
        return first | {"scenarios": told}, several(found, seed)

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


def _patience(rule: Family, trials: int | None, scenarios: int, yes: bool) -> None:
    from hepatica.stats.compiled import is_available

    if trials is None:
        return
    if trials < 1:
        raise ValueError(f"--trials: {trials} trials cannot be simulated; at least 1")
    seconds = scenarios * trials / PLAYED.get(rule, PER_SECOND if is_available() else PLAIN)
    if seconds > PATIENCE and not yes:
        long = f"{seconds / 60:,.0f} minutes" if seconds > 90 else f"{seconds:,.0f} seconds"
        raise ValueError(
            f"--trials: {trials:,} trials take about {long}; add --yes if that many are meant."
            + ("" if rule in PLAYED else " Without --trials the odds are exact and take none.")
        )


def _rule(
    rule: Family,
    target: float,
    doses: int,
    cutoff: float,
    half: float,
    guesses: str,
    blrm: tuple[str, str, float],
) -> Rule:
    from hepatica.design.dose import rules

    if not 1 <= doses <= LARGEST:
        raise ValueError(f"--doses: {doses} doses cannot be; 1 to {LARGEST}")
    if guesses and rule not in {"crm", "tite-crm"}:
        raise ValueError(f"--skeleton: {rule} has none")
    if rule in {"crm", "tite-crm"}:
        model = rules.Crm if rule == "crm" else rules.TiteCrm
        return model(target=target, skeleton=_skeleton(guesses, target, doses), cutoff=cutoff)
    if rule in {"keyboard", "mtpi2"}:
        key = rules.Keyboard if rule == "keyboard" else rules.MtpiTwo
        return key(target=target, half_width=half, cutoff=cutoff)
    if rule in {"boin", "tite-boin"}:
        return (rules.Boin if rule == "boin" else rules.TiteBoin)(target=target, cutoff=cutoff)
    if rule == "blrm":
        amounts, proper, most = blrm
        grid = _amounts(amounts, doses)
        return rules.OverdoseControl(
            reference=grid[(doses - 1) // 2], proper=pair(proper, "--proper"), most=most
        )
    return rules.ThreePlusThree() if rule == "3+3" else rules.Optimum(most_toxicity=target)


def _tried(
    rule: Rule,
    amounts: str,
    doses: int,
    sizes: tuple[int, int, int, float],
    every: float | None,
    onset: str,
) -> Tried:
    from hepatica.design.dose.odds import Tried
    from hepatica.design.dose.plan import DoseDesign

    grid = _amounts(amounts, doses)
    cohort, most, start, window = sizes
    design = DoseDesign(rule=rule, doses=grid, cohort=cohort, most=most, start=start, window_days=window)
    return Tried(design=design, every=every, onset=onset)


def _amounts(amounts: str, doses: int) -> tuple[float, ...]:
    """Return the doses asked for; without them each is twice the one before."""
    return numbers(amounts, "--amounts", doses) if amounts else tuple(2.0**k for k in range(doses))


def _written(file: Path, onset: str) -> Tried:
    """Return the trial of a written design, at the pace at which it says that participants come."""
    from hepatica.design.dose.odds import Tried
    from hepatica.design.dose.planned import dose_design
    from hepatica.design.load import load

    said = load(file)
    return Tried(design=dose_design(said), every=MONTH / float(said.accrual.per_month), onset=onset)


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


def _told(scenario: str) -> tuple[str, ...]:
    from hepatica.design.dose.scenarios import scenarios

    known = tuple(each.name for each in scenarios(2, 0.3))
    if scenario != "all" and scenario not in known:
        raise ValueError(f"--scenario: there is no '{scenario}': all, {', '.join(known)}")
    return known if scenario == "all" else (scenario,)


def _scenarios(tried: Tried, rates: tuple[float, ...], responses: str, scenario: str) -> tuple[Scenario, ...]:
    """Return the rates asked for as one scenario, or the named ones; those alike in what the rule looks at once."""
    from hepatica.design.dose.rules import Optimum
    from hepatica.design.dose.scenarios import Scenario, scenarios

    rule, doses = tried.design.rule, len(tried.design.doses)
    if responses and not isinstance(rule, Optimum):
        raise ValueError("--responses: only obd decides on a response")
    if rates:
        if isinstance(rule, Optimum) and not responses:
            raise ValueError("--responses: obd decides on the response: say its true rates too")
        given = numbers(responses, "--responses", len(rates)) if responses else rates
        if len(rates) != doses:
            raise ValueError(f"--rates: {len(rates)} rates for {doses} doses")
        return (Scenario(name="asked", title="the rates asked for", toxicity=rates, efficacy=given),)
    least = rule.least_efficacy if isinstance(rule, Optimum) else 0.25
    named = _told(scenario)
    found = [each for each in scenarios(doses, tried.target, least) if each.name in named]
    if isinstance(rule, Optimum):
        return tuple(found)
    alike: dict[tuple[float, ...], Scenario] = {}
    for each in found:
        alike.setdefault(each.toxicity, each)
    return tuple(alike.values())


def _odds(
    tried: Tried, asked: Iterable[Scenario], trials: int | None, seed: int, waits: bool
) -> Iterator[tuple[Scenario, DoseOdds | None, DoseOdds | None]]:
    from hepatica.design.dose.odds import exact, simulated
    from hepatica.design.streams import stream

    for each in asked:
        sure = exact(tried, each)
        many = trials if trials is not None or sure is not None else TRIALS[_name(tried)]
        drawn = None
        if many is not None:
            path = ("dose-odds", _name(tried), *(() if each.name == "asked" else (each.name,)))
            drawn = simulated(tried, each, trials=many, stream=stream(seed, *path), waits=waits)
        yield each, sure, drawn


def _name(tried: Tried) -> str:
    from hepatica.design.dose.rules import named

    return named(tried.design.rule).replace("_", "-")


def _sizes(tried: Tried) -> dict[str, Any]:
    from hepatica.design.dose.odds import states

    design: DoseDesign = tried.design
    followed = states(tried)
    sizes: dict[str, Any] = {"cohort": design.cohort, "n": design.most}
    if followed is not None:
        sizes["states"] = followed
    if tried.pending:
        sizes |= {"window_days": design.window_days, "days_between": tried.every, "onset": tried.onset}
    return sizes


def _story(each: Scenario) -> dict[str, Any]:
    return {
        "name": each.name,
        "title": each.title,
        "toxicity": list(each.toxicity),
        "efficacy": list(each.efficacy),
    }
