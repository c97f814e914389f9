"""``hepatica design …`` for the successor: 2 × 2, looks, endpoints, strata, what few can show, and what a design cannot."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from hepatica.cli.design import belief
from hepatica.cli.design.said import (
    Alpha,
    Correlation,
    Death,
    Delta,
    Each,
    Power,
    Row,
    Sd,
    Table,
    Transplant,
    answer,
    numbers,
    plain,
)


def factorial(
    *,
    sd: Sd = 4.0,
    delta: Delta = 2.0,
    correlation: Correlation = 0.0,
    dropout: Annotated[float, typer.Option(help="Share without a value: death, transplant.")] = 0.0,
    alpha: Alpha = 0.05,
    power: Power = 0.8,
    each: Each = None,
    risk: Annotated[float | None, typer.Option(help="For events: the risk under standard care.")] = None,
    ratios: Annotated[str, typer.Option(help="For events: odds ratios of both and their interaction.")] = "",
    table: Table = False,
) -> None:
    """Say what each question of a 2 × 2 costs: a main effect, better than each alone, an interaction."""

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.design.next.factorial import ASKS, factorial_plan, reach
        from hepatica.stats.factorial_plan import Outcome

        if risk is not None or ratios:
            return _events(risk, ratios, alpha, power)
        outcome = Outcome(delta=delta, sd=sd, correlation=correlation, dropout=dropout)
        plan = factorial_plan(outcome, error=alpha, power=power)
        told = plain(plan)
        for cost in told["costs"]:
            cost["asks"] = ASKS[cost["question"]]
        reached = () if each is None else reach(outcome, each, error=alpha, power=power)
        told["reach"] = plain(reached)
        rows: list[Row] = [("question", "per cell", "with t", "randomised", "patients")]
        for one in plan.costs:
            counted = (one.per_cell, one.per_cell_t, one.enrolled_per_cell, one.patients)
            rows.append((one.question, *map(str, counted)))
        if reached:
            rows += [(), (f"with {each} per cell", "power", "shows")]
            rows += [(one.question, f"{one.power:.3f}", f"{one.detectable:.2f}") for one in reached]
        return told, (*rows, (), *((sentence,) for sentence in plan.sentences))

    answer(made, table)


def _events(
    risk: float | None, ratios: str, alpha: float, power: float
) -> tuple[dict[str, Any], Iterable[Row]]:
    from math import log

    from hepatica.stats.factorial_binary import Odds, odds_per_cell
    from hepatica.stats.factorial_plan import Question

    three = numbers(ratios, "--ratios", 3)
    if risk is None or min(three) <= 0:
        raise ValueError(
            "events need --risk and, as --ratios, three odds ratios above 0: first, second, interaction"
        )
    first, second, interaction = map(log, three)
    odds = Odds(risk=risk, first=first, second=second, interaction=interaction)
    asked = [question for question in Question if question is not Question.INTERACTION or interaction]
    sizes = {question: odds_per_cell(odds, question, error=alpha, power=power) for question in asked}
    told = {
        "risks": odds.risks,
        "per_cell": {str(question): n for question, n in sizes.items()},
        "patients": {str(question): 4 * n for question, n in sizes.items()},
        "assumes": "large samples; questions on the log-odds scale, where risks that add up are an interaction",
    }
    return told, [("question", "per cell", "patients"), *((q, str(n), str(4 * n)) for q, n in sizes.items())]


def sequential(
    *,
    sd: Sd = 5.0,
    delta: Delta = 2.0,
    looks: Annotated[str, typer.Option(help="Shares of information, rising to 1.")] = "0.5,1",
    rule: Annotated[
        str,
        typer.Option(
            help="pocock, obrien-fleming, wang-tsiatis, lan-demets-pocock, lan-demets-obrien-fleming, hwang-shih-decani."
        ),
    ] = "lan-demets-obrien-fleming",
    parameter: Annotated[float | None, typer.Option(help="Of Wang–Tsiatis or Hwang–Shih–DeCani.")] = None,
    futility: Annotated[
        float | None, typer.Option(help="γ that spends the other error; not binding.")
    ] = None,
    alpha: Alpha = 0.05,
    power: Power = 0.8,
    table: Table = False,
) -> None:
    """Plan a comparison of two means with looks: limits, participants, and the odds under nothing, half and all of it."""

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.stats.sequential.plan import sequential_plan

        shares = numbers(looks, "--looks")
        plan = sequential_plan(
            delta, sd, shares, rule=rule, parameter=parameter, error=alpha, power=power, futility=futility
        )
        told = plain(plan)
        told.pop("design")
        for odds, one in zip(told["odds"], plan.odds, strict=True):
            odds["power"] = one.power
        rows: list[Row] = [
            (f"{plan.method}: {plan.fixed:.1f} participants in one look, {plan.largest:.1f} at most",),
            (),
        ]
        rows.append(("look", "participants", "efficacy z", "p", "points", "futility z"))
        for k, look in enumerate(plan.looks, 1):
            low = "" if look.futility is None else f"{look.futility:.3f}"
            shown = (f"{look.participants:.1f}", f"{look.efficacy:.3f}", f"{look.p_efficacy:.4f}")
            rows.append((str(k), *shown, f"{look.difference_efficacy:.2f}", low))
        rows += [(), ("part of the effect", "success", "expected participants")]
        rows += [(f"{one.part:g}", f"{one.power:.3f}", f"{one.expected:.1f}") for one in plan.odds]
        return told, rows

    answer(made, table)


def two_stage(
    *,
    low: Annotated[float, typer.Option(help="Response that is not worth pursuing.")] = 0.2,
    high: Annotated[float, typer.Option(help="Response that is.")] = 0.4,
    alpha: Annotated[float, typer.Option("--alpha", help="One-sided error.")] = 0.05,
    power: Power = 0.8,
    table: Table = False,
) -> None:
    """Find single-arm designs in two stages: fewest at most (minimax), fewest on average (optimal), and between."""

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.stats.sequential.two_stage import admissible, simon, single_stage

        one = single_stage(low, high, alpha, 1 - power)
        designs = admissible(simon(low, high, alpha, 1 - power))
        told = {
            "single_stage": plain(one),
            "two_stage": plain(designs),
            "assumes": "each outcome is known before the second stage starts; responders are counted, nobody is lost",
            "cannot_show": ["Whether treatment did it: there is no concurrent control."],
        }
        rows: list[Row] = [("stop at most", "of", "then reject above", "of", "expected", "error", "power")]
        for each in designs:
            counts = (each.r1, each.n1, each.r, each.n)
            odds = (f"{each.expected:.1f}", f"{each.error:.4f}", f"{each.power:.4f}")
            rows.append((*map(str, counts), *odds))
        return told, (*rows, (), (f"In one stage: reject above {one.r} of {one.n}.",))

    answer(made, table)


def endpoints(
    *,
    sd: Sd = 4.0,
    delta: Delta = 2.0,
    death: Death = 0.183,
    transplant: Transplant = 0.060,
    death_ratio: Annotated[float, typer.Option(help="Hazard ratio of death.")] = 1.0,
    transplant_ratio: Annotated[float, typer.Option(help="Hazard ratio of transplant.")] = 1.0,
    decompensation_ratio: Annotated[float, typer.Option(help="Ratio of the rates of decompensation.")] = 1.0,
    threshold: Annotated[float, typer.Option(help="MELD points that decide a pair.")] = 2.0,
    correlation: Correlation = 0.0,
    each: Each = None,
    alpha: Alpha = 0.05,
    power: Power = 0.8,
    table: Table = False,
) -> None:
    """Price each endpoint for one effect: the change in MELD beside win ratio, DOOR, days alive, and competing risks."""

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.design.next.course import Benefit, Course
        from hepatica.design.next.endpoints import endpoint_table

        course = Course(death=death, transplant=transplant, sd=sd)
        gain = Benefit(
            meld=delta, death=death_ratio, transplant=transplant_ratio, decompensation=decompensation_ratio
        )
        found = endpoint_table(
            course, gain, threshold=threshold, correlation=correlation, error=alpha, power=power, each=each
        )
        rows: list[Row] = [("endpoint", "effect", "patients", "power" if each else "", "")]
        for cost in found.costs:
            reached = "" if cost.power is None else f"{cost.power:.3f}"
            rows.append((cost.name, cost.effect, str(cost.patients or "–"), reached, cost.note))
        return plain(found), rows

    answer(made, table)


def context(
    *,
    n: Annotated[int, typer.Option("--n", help="Participants.")] = 5,
    death: Death = 0.183,
    transplant: Transplant = 0.060,
    table: Table = False,
) -> None:
    """Say what so few participants can see, and what happens to them from the disease alone."""

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.design.next.context import context as of

        found = of(n, death=death, transplant=transplant)
        rows: list[Row] = [(sentence,) for sentence in found.sentences]
        rows += [(), ("true rate", "seen", "boundary stops", "expected treated", "pause holds")]
        for one in found.detections:
            odds = (one.seen, one.boundary_stops, one.expected_treated, one.pauses)
            rows.append((f"{100 * one.rate:g} %", *(f"{number:.3f}" for number in odds)))
        return plain(found), rows

    answer(made, table)


def strata(
    *,
    routes: Annotated[str, typer.Option(help="Routes, with commas.")] = "hepatic artery,peripheral vein",
    infusions: Annotated[str, typer.Option(help="Numbers of infusions.")] = "1,2",
    each: Annotated[int, typer.Option("--each", help="Participants in each arm.")] = 64,
    sd: Sd = 4.0,
    alpha: Alpha = 0.05,
    power: Power = 0.8,
    table: Table = False,
) -> None:
    """Share participants over strata of route and repetition, never ranked, and say which differences show."""

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.design.next.strata import strata_plan

        ways = tuple(route.strip() for route in routes.split(",") if route.strip())
        counts = numbers(infusions, "--infusions")
        if not all(count.is_integer() for count in counts):
            raise ValueError(f"--infusions: “{infusions}” are not whole numbers")
        times = tuple(map(int, counts))
        found = strata_plan(ways, times, per_arm=each, sd=sd, error=alpha, power=power)
        rows: list[Row] = [("route", "infusions", "per arm", "shows")]
        rows += [(s.route, str(s.infusions), str(s.per_arm), f"{s.detectable:.2f}") for s in found.strata]
        return plain(found), (*rows, (), *((sentence,) for sentence in found.sentences))

    answer(made, table)


def limits(
    designs: Annotated[list[Path], typer.Argument(help="One or more design.yaml.")], *, table: Table = False
) -> None:
    """Put side by side what each design cannot show, whatever it finds."""

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.design.load import load
        from hepatica.design.next.described import features_of
        from hepatica.design.next.limits import table as side_by_side

        found = side_by_side({str(path): features_of(load(path)) for path in designs})
        rows = [(name, path, said) for name, of in found.items() for path, said in of.items() if said]
        return found, rows

    answer(made, table)


def register(room: typer.Typer) -> None:
    """Add the commands to the design room."""
    belief.register(room)
    for command in (factorial, sequential, two_stage, endpoints, context, strata, limits):
        room.command(command.__name__.replace("_", "-"))(command)
