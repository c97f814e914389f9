"""``hepatica design drift`` and ``assurance``: what a design owes to what is believed of its controls and its effect."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hepatica.cli.design.said import Alpha, Delta, Row, Sd, Table, answer, numbers, pair, plain

if TYPE_CHECKING:
    from hepatica.design.next.belief import Belief
    from hepatica.stats.drift import DriftCurve
    from hepatica.stats.mixtures import NormalMixture


class Asked(StrEnum):
    """The questions of a 2 × 2, and the comparison of two arms."""

    TWO_ARMS = "two-arms"
    MAIN = "main"
    EACH = "each"
    INTERACTION = "interaction"


def drift(
    *,
    controls: Annotated[int, typer.Option(help="Concurrent controls.")] = 40,
    treated: Annotated[int, typer.Option(help="Treated participants.")] = 40,
    sd: Sd = 4.0,
    delta: Delta = 2.0,
    prior: Annotated[
        str, typer.Option(help="Mean and SD of earlier controls; from the evidence if absent.")
    ] = "",
    events: Annotated[
        str, typer.Option(help="Rates instead of means: a and b of the earlier controls' Beta.")
    ] = "",
    weight: Annotated[float, typer.Option(help="Of the vague part, at least 0.2.")] = 0.2,
    vague: Annotated[str, typer.Option(help="Mean and SD of the vague part (a and b for rates).")] = "",
    drifts: Annotated[str, typer.Option(help="Truth of the controls less the prior's mean, rising.")] = "",
    threshold: Annotated[float, typer.Option(help="Posterior probability that is success.")] = 0.975,
    table: Table = False,
) -> None:
    """Draw the drift curve of borrowed controls: error, power, bias and worth, with and without, exactly."""

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.stats.drift import Means, Rates, drift_of_means, drift_of_rates
        from hepatica.stats.mixtures import BetaMixture, NormalMixture

        if events:
            a, b = numbers(events, "--events", 2)
            trial = Rates(n_controls=controls, n_treated=treated, effect=delta, threshold=threshold)
            grid = numbers(drifts or "-0.1,-0.05,0,0.05,0.1", "--drifts")
            flat = pair(vague or "1,1", "--vague")
            curve = drift_of_rates(trial, BetaMixture.single(a, b), grid, weight=weight, vague=flat)
            return _curve(curve)
        grid = numbers(drifts or "-3,-2,-1,0,1,2,3", "--drifts")
        wide = pair(vague or f"0,{2.5 * sd}", "--vague")
        if prior:
            mean, spread = pair(prior, "--prior")
            earlier = NormalMixture.single(mean, spread)
        else:
            earlier = _published_controls(wide[1])
        means = Means(n_controls=controls, n_treated=treated, sd=sd, effect=delta, threshold=threshold)
        return _curve(drift_of_means(means, earlier, grid, weight=weight, vague=wide))

    answer(made, table)


def _published_controls(vague_sd: float) -> NormalMixture:
    """Return the meta-analytic prior of the change in MELD of published controls at three months."""
    from hepatica.evidence.borrowing import borrow
    from hepatica.evidence.load import load
    from hepatica.stats.mixture_fit import fit_mixture
    from hepatica.stats.mixtures import NormalMixture

    outcome = "MELD change from baseline"
    found = borrow(load(), outcome, months=Decimal(3), tau_scale=1.0, weight=0.5, vague_sd=vague_sd)
    mixture = fit_mixture(found.prior)
    assert isinstance(mixture, NormalMixture)
    return mixture


def _curve(curve: DriftCurve) -> tuple[dict[str, Any], Iterable[Row]]:
    rows: list[Row] = [
        (f"The prior is worth {curve.size:.1f} participants; the vague part weighs {curve.vague:g}.",),
        (),
        ("drift", "error", "alone", "power", "alone", "MSE", "alone", "worth"),
    ]
    for with_it, alone in zip(curve.points.borrowed, curve.points.alone, strict=True):
        both = ((with_it.type_one, alone.type_one), (with_it.power, alone.power), (with_it.mse, alone.mse))
        shown = [f"{number:.4f}" for two in both for number in two]
        rows.append((f"{with_it.drift:g}", *shown, f"{with_it.worth:.1f}"))
    return plain(curve) | {"worst_type_one": curve.worst_type_one}, rows


def assurance(
    *,
    each: Annotated[int, typer.Option("--each", help="Participants with a value per arm or cell.")] = 50,
    sd: Sd = 4.0,
    delta: Delta = 2.0,
    prior: Annotated[
        list[str] | None,
        typer.Option(help="Mean and SD of the benefit, as 1,1.5; repeat with a weight: 0.5:1,1.5."),
    ] = None,
    question: Annotated[Asked, typer.Option(help="Two arms, or a question of the 2 × 2.")] = Asked.TWO_ARMS,
    approximate: Annotated[
        bool, typer.Option("--approximate", help="Evidence: means guessed from quartiles.")
    ] = False,
    include_failed: Annotated[
        bool, typer.Option("--include-failed", help="Evidence: rows that contradict their source.")
    ] = False,
    target: Annotated[float | None, typer.Option(help="Also the size that reaches this assurance.")] = None,
    alpha: Alpha = 0.05,
    table: Table = False,
) -> None:
    """Average the power over what is believed of the effect; without --prior the belief comes from the evidence."""

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.stats import assurance as integral
        from hepatica.stats.factorial_plan import Outcome, Question, power_curve

        believed = None if prior else _evidence(approximate, include_failed)
        mixture = believed.prior if believed else _mixture(prior or [])
        questions = {
            Asked.MAIN: Question.MAIN,
            Asked.EACH: Question.EACH,
            Asked.INTERACTION: Question.INTERACTION,
        }

        def at(n: int) -> integral.Assurance:
            if question is Asked.TWO_ARMS:
                return integral.two_means(n, sd, mixture, effect=delta, error=alpha)
            outcome, asked = Outcome(delta=delta, sd=sd), questions[question]
            method = f"2 × 2, {asked}, {n} per cell, normal approximation, two-sided error {alpha:g}"
            return integral.assured(
                lambda effects: power_curve(outcome, asked, n, effects, error=alpha),
                mixture,
                effect=delta,
                method=method,
            )

        found = at(each)
        told = plain(found)
        rows: list[Row] = [
            ("power if the effect is as planned", f"{found.power:.3f}"),
            ("assurance", f"{found.assurance:.3f}"),
            ("… of which by luck", f"{found.by_luck:.3f}"),
            ("no size gives more than", f"{found.ceiling:.3f}"),
        ]
        if target is not None:
            told["needed"] = integral.needed(lambda n: at(n).assurance, target)
            rows.append((f"needed for {target:g}", str(told["needed"] or "out of reach")))
        if believed:
            told["belief"] = plain(believed)
            rows.append(())
            rows += [
                (f"{part.cells}: {part.benefit:.1f} ± {part.sd:.1f}, from {', '.join(part.studies)}",)
                for part in believed.parts
            ]
            rows += [(f"On request, {words}.",) for words in believed.opened]
        return told, rows

    answer(made, table)


def _evidence(approximate: bool, include_failed: bool) -> Belief:
    from hepatica.design.next.belief import belief
    from hepatica.evidence.load import load
    from hepatica.stats.refusal import Refused

    found = belief(load(), approximate=approximate, include_failed=include_failed)
    if isinstance(found, Refused):
        raise ValueError(found.reason)  # noqa: TRY004  (an answer, not a wrong type)
    return found


def _mixture(parts: list[str]) -> NormalMixture:
    from hepatica.stats.mixtures import NormalMixture

    split = [part.split(":") if ":" in part else ["1" if len(parts) == 1 else "", part] for part in parts]
    if any(len(one) != 2 or not one[0] for one in split):
        raise ValueError("several priors need a weight each, as --prior 0.5:1,1.5 --prior 0.5:0,1")
    pairs = [pair(one[1], "--prior") for one in split]
    weights = tuple(numbers(one[0], "--prior", 1)[0] for one in split)
    return NormalMixture(weights=weights, means=tuple(m for m, _ in pairs), sds=tuple(s for _, s in pairs))


def register(room: typer.Typer) -> None:
    """Add the commands to the design room."""
    for command in (drift, assurance):
        room.command(command.__name__)(command)
