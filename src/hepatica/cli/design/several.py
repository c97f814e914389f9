"""``hepatica design thall-sung | stop-search | predictive``: several outcomes at once, the cheapest rule, the chance of success."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from hepatica.cli.design import shown
from hepatica.cli.design.said import Row, Table, answer, numbers, pair

Told = tuple[dict[str, Any], list[Row]]
MOST_TRIALS = 10_000_000


def thall_sung(
    *,
    n: Annotated[int, typer.Option("--n", help="Participants.")],
    outcome: Annotated[list[str], typer.Option(help="NAME:P0, or NAME:P0:CUTOFF; repeated, in order.")],
    prior: Annotated[
        str, typer.Option(help="Dirichlet numbers of the joint categories: all outcomes ... none.")
    ],
    alpha: Annotated[float, typer.Option(help="Chance of a false stop that one will bear.")] = 0.10,
    joint: Annotated[
        list[str] | None, typer.Option(help="True joint probabilities, as --prior; repeatable.")
    ] = None,
    rate: Annotated[
        list[str] | None, typer.Option("--rate", help="True rates R1,R2 of independent outcomes; repeatable.")
    ] = None,
    simulate: Annotated[int, typer.Option(help="Trials to simulate if enumeration is too large.")] = 100_000,
    seed: Annotated[int, typer.Option(help="Of the simulation.")] = 1,
    table: Table = False,
) -> None:
    """Watch several outcomes at once; without cutoffs they are found for a false stop of at most alpha."""

    def made() -> Told:
        if simulate > MOST_TRIALS:
            raise ValueError(
                f"{simulate:,} simulated trials: {MOST_TRIALS:,} already give an error of 0.0002 at most; ask for fewer"
            )
        from hepatica.design.streams import stream
        from hepatica.stats.monitoring import thall_sung as several
        from hepatica.stats.refusal import Refused

        parts = [_outcome(text) for text in outcome]
        cutoffs = [cutoff for _, _, cutoff in parts if cutoff is not None]
        if cutoffs and len(cutoffs) != len(parts):
            raise ValueError("--outcome: give a cutoff for each outcome, or for none")
        watch = several.Watch(
            outcomes=tuple(several.Outcome(name=name, p0=p0) for name, p0, _ in parts),
            prior=numbers(prior, "--prior"),
            n=n,
        )
        null = several.independent([p0 for _, p0, _ in parts])
        rule = several.boundaries(watch, cutoffs) if cutoffs else several.calibrated(watch, null, alpha)
        if isinstance(rule, Refused):
            raise ValueError(f"{rule.reason}; give the cutoffs with --outcome NAME:P0:CUTOFF")  # noqa: TRY004  # too large, not of a wrong type

        def odds(at: tuple[float, ...]) -> several.Odds:
            found = several.exact(rule, at)
            return (
                several.simulated(rule, at, stream(seed, "thall-sung"), simulate)
                if isinstance(found, Refused)
                else found
            )

        supposed = [numbers(text, "--joint") for text in joint or ()]
        supposed += [several.independent(numbers(text, "--rate", len(parts))) for text in rate or ()]
        found = [(at, odds(at)) for at in supposed or [null]]
        names = [name for name, _, _ in parts]
        limits = {
            name: tuple(x if x <= k else None for k, x in enumerate(row, 1))
            for name, row in zip(names, rule.limits, strict=True)
        }
        said = (
            "A boundary that was not reached does not show that the treatment is safe.",
            "How outcomes go together is supposed: the same rates stop less often when they strike the same people.",
        )
        told = {
            "boundary": limits,
            "p_stop": found[0][1].p_stop,
            "expected_n": found[0][1].expected_n,
            "false_stop": odds(null).p_stop,
            "cutoffs": dict(zip(names, rule.cutoffs, strict=True)),
            "categories": several.categories(len(names)),
            "rates": [{"joint": at, **asdict(one)} for at, one in found],
            "cannot_show": said,
            "source": "Thall and Sung 1998",
        }
        bounds: list[Row] = [row for name, limit in limits.items() for row in shown.boundary(limit, name)]
        head = ("rates", "P(stop)", "expected n", *(f"by {name}" for name in names))
        rows = [
            (" / ".join(f"{r:.3g}" for r in several.margins(at, len(names))),
             *shown.cells((one.p_stop, one.expected_n, *one.by_outcome)))
            for at, one in found
        ]  # fmt: skip
        return told, [*bounds, head, *rows, *shown.sentences(said)]

    answer(made, table)


def stop_search(
    *,
    n: Annotated[list[int], typer.Option("--n", help="Participants; repeated: sizes to compare.")],
    p0: Annotated[float, typer.Option(help="Acceptable rate.")],
    p1: Annotated[float, typer.Option(help="Harmful rate, at which few should be treated.")],
    prior: Annotated[list[str], typer.Option(help="A,B of a Beta prior; repeatable.")],
    false_stop: Annotated[float, typer.Option(help="Most chance of stopping at p0.")] = 0.10,
    found: Annotated[float, typer.Option(help="Least chance of stopping at p1.")] = 0.80,
    table: Table = False,
) -> None:
    """Find, among all beta-binomial boundaries, the one that treats fewest at a harmful rate and meets the demands."""

    def made() -> Told:
        from hepatica.stats.monitoring.beta_binomial import Prior
        from hepatica.stats.monitoring.search import Demands, cheapest
        from hepatica.stats.refusal import Refused

        priors = [Prior(a=a, b=b) for a, b in (pair(text, "--prior") for text in prior)]
        demands = Demands(p0=p0, p1=p1, false_stop=false_stop, found=found)
        answered = cheapest(demands, priors, n)
        if isinstance(answered, Refused):
            raise ValueError(answered.reason)  # noqa: TRY004  # nothing of a wrong type: no boundary is good enough
        best = answered.best
        said = (
            "What is cheapest depends on the two rates, which are supposed; look at it at other rates with stop.",
        )
        limits = [limit if limit <= k else None for k, limit in enumerate(best.limits, 1)]
        told = {
            "boundary": limits,
            "best": asdict(best),
            "by_size": [{"n": size, "best": one and asdict(one)} for size, one in answered.by_size],
            "walked": answered.walked,
            "cannot_show": said,
            "source": "Geller and others 2003, all boundaries enumerated",
        }
        head = ("n", "prior", "false stop", "found", "treated at p1", "harmed at p1")
        rows: list[Row] = [
            (str(size), f"Beta({one.prior.a:g}, {one.prior.b:g})",
             *shown.cells((one.false_stop, one.found, one.expected_n, one.expected_events)))
            if one else (str(size), "no boundary meets the demands")
            for size, one in answered.by_size
        ]  # fmt: skip
        return told, [*shown.boundary(limits), head, *rows, *shown.sentences(said)]

    answer(made, table)


def predictive(
    *,
    prior: Annotated[str, typer.Option(help="A,B of the Beta prior of the response rate.")],
    most: Annotated[int, typer.Option(help="Participants planned.")],
    standard: Annotated[float, typer.Option(help="Response rate to beat.")],
    target: Annotated[
        float, typer.Option(help="Posterior probability of beating it that counts as success.")
    ],
    x: Annotated[int, typer.Option("--x", help="Responses so far.")] = 0,
    n: Annotated[int, typer.Option("--n", help="Participants so far.")] = 0,
    cutoff: Annotated[float, typer.Option(help="Predictive probability at or below which one stops.")] = 0.05,
    table: Table = False,
) -> None:
    """Print the probability that the trial ends in success, and the responses at which it is too small to go on."""

    def made() -> Told:
        from hepatica.stats.monitoring.beta_binomial import Prior
        from hepatica.stats.monitoring.predictive import lee_liu, predictive_probability
        from hepatica.stats.monitoring.rules import check_size

        a, b = pair(prior, "--prior")
        check_size(most)
        belief = Prior(a=a, b=b)
        futile = lee_liu("futility", most, belief, cutoff=cutoff, standard=standard, target=target)
        p = predictive_probability(belief, x, n, most, standard=standard, target=target)
        said = (
            "Success is a posterior probability against a fixed rate: without a concurrent control it is no effect of the cells.",
        )
        told = {
            "predictive_probability": p,
            "boundary": futile,
            "stops_at_most": "responses, after 1 to the planned number of participants; null: cannot stop yet",
            "cannot_show": said,
            "source": "Lee and Liu 2008",
        }
        return told, [
            ("success is likely with", f"{p:.4f}"),
            *shown.boundary(futile, "at most"),
            *shown.sentences(said),
        ]

    answer(made, table)


def _outcome(text: str) -> tuple[str, float, float | None]:
    name, *rest = text.split(":")
    if not name or len(rest) not in {1, 2}:
        raise ValueError(f"--outcome: “{text}” is not NAME:P0 or NAME:P0:CUTOFF")
    found = numbers(",".join(rest), "--outcome")
    return name, found[0], found[1] if len(found) == 2 else None


def register(room: typer.Typer) -> None:
    """Add the commands to the room."""
    room.command("thall-sung")(thall_sung)
    room.command("stop-search")(stop_search)
    room.command("predictive")(predictive)
