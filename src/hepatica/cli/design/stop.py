"""``hepatica design stop | stagger``: what a stopping rule does, and who is dosed before the first event is known."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hepatica.cli.design import several, shown
from hepatica.cli.design.said import Row, Table, answer, numbers, pair

if TYPE_CHECKING:
    from hepatica.design.stagger import Exposed, Onset
    from hepatica.stats.monitoring.exposure_rules import ExposureAnswer
    from hepatica.stats.monitoring.rules import Answer

Told = tuple[dict[str, Any], list[Row]]
N = Annotated[int, typer.Option("--n", help="Participants.")]
Alpha = Annotated[float, typer.Option(help="Chance of a false stop that one will bear.")]
P0 = Annotated[float, typer.Option(help="Acceptable rate, with what the disease alone brings.")]
Rates = Annotated[list[float] | None, typer.Option("--rate", help="Supposed true rate; may be repeated.")]
PAUSE = "pause and review at each event: the first layer; the boundary is the second"


def stop(
    *,
    p0: P0,
    n: N,
    rule: Annotated[
        str,
        typer.Option(
            help="beta-binomial, pocock, obrien-fleming, wang-tsiatis, chen-chaloner, sprt, maxsprt or exposure-time."
        ),
    ] = "beta-binomial",
    alpha: Alpha = 0.10,
    rate: Rates = None,
    prior: Annotated[
        str, typer.Option(help="A,B of the Beta prior; exposure-time: shape,rate of the gamma.")
    ] = "",
    p1: Annotated[float | None, typer.Option(help="Rate to detect: sprt, chen-chaloner.")] = None,
    nu: Annotated[
        float | None, typer.Option(help="chen-chaloner: least probability of a rate above p1.")
    ] = None,
    delta: Annotated[float | None, typer.Option(help="wang-tsiatis: 0 straight to 0.5 constant.")] = None,
    looks: Annotated[
        str, typer.Option(help="Participants after which one looks: 5,10,15; each, if not given.")
    ] = "",
    family: Annotated[str, typer.Option(help="exposure-time: which family.")] = "maxsprt",
    tau: Annotated[float, typer.Option(help="exposure-time: length of each follow-up.")] = 1.0,
    table: Table = False,
) -> None:
    """Print a stopping boundary and its exact odds at supposed rates, beside those of pausing at each event."""

    def made() -> Told:
        rates = tuple(rate or (p0,))
        if rule == "exposure-time":
            from hepatica.stats.monitoring.exposure import Plan
            from hepatica.stats.monitoring.exposure_rules import exposure_answered, family_of

            plan = Plan(n=n, tau=tau, p0=p0)
            gamma = numbers(prior, "--prior") if prior else ()
            chosen = family_of(family, plan, p1=p1, delta=delta, prior=gamma)
            return _exposed(exposure_answered(chosen, plan, alpha, rates))
        from hepatica.stats.monitoring.beta_binomial import Prior
        from hepatica.stats.monitoring.rules import Asked, answered

        if prior:
            a, b = pair(prior, "--prior")
        asked = Asked(
            rule=rule, n=n, p0=p0, alpha=alpha, prior=Prior(a=a, b=b) if prior else None, p1=p1, nu=nu, delta=delta,
            looks=tuple(_whole(k) for k in numbers(looks, "--looks")) if looks else (),
        )  # fmt: skip
        return _stopped(answered(asked, rates))

    answer(made, table)


def _stopped(found: Answer) -> Told:
    first = found.supposed[0]
    told = {
        "boundary": found.boundary,
        "p_stop": first.stop.p,
        "expected_n": first.stop.expected_n,
        "rate": first.rate,
        "expected_events": first.stop.expected_events,
        "stops_at": first.stop.stops_at,
        "pause": {"rule": PAUSE, **asdict(first.pause)},
        "false_stop": found.rule.type_one,
        "method": found.method,
        "rates": [
            {
                "rate": one.rate,
                "p_stop": one.stop.p,
                "expected_n": one.stop.expected_n,
                "expected_events": one.stop.expected_events,
                "p_pause": one.pause.p,
                "expected_n_at_pause": one.pause.expected_n,
            }
            for one in found.supposed
        ],
        "assumes": found.assumes,
        "cannot_show": found.cannot_show,
        "source": found.source,
    }
    head = ("true rate", "P(stop)", "expected n", "expected events", "P(pause)", "n at pause")
    cells = [
        (
            one.rate,
            one.stop.p,
            one.stop.expected_n,
            one.stop.expected_events,
            one.pause.p,
            one.pause.expected_n,
        )
        for one in found.supposed
    ]
    return told, [
        *shown.boundary(found.boundary),
        head,
        *shown.rows(cells),
        *shown.sentences(found.cannot_show),
    ]


def _exposed(found: ExposureAnswer) -> Told:
    first = found.supposed[0]
    told = {
        "boundary": found.boundary,
        "p_stop": first.p_stop,
        "expected_n": None,  # it depends on the accrual; the exposure does not
        "expected_exposure": first.expected_exposure,
        "method": found.method,
        "stages": [{"events": d, "up_to_exposure": u} for u, d in found.rule.stages],
        "rates": [asdict(one) for one in found.supposed],
        "assumes": found.assumes,
        "cannot_show": found.cannot_show,
        "source": "Martens and others 2024",
    }
    head = ("true rate", "P(stop)", "expected exposure", "expected events")
    lines = [(one.p, one.p_stop, one.expected_exposure, one.expected_events) for one in found.supposed]
    rows = [*shown.boundary(found.boundary), head, *shown.rows(lines)]
    return told, [*rows, *shown.sentences(found.cannot_show)]


def stagger(
    *,
    n: N,
    p: Annotated[float, typer.Option("--p", help="Probability of the event in each participant.")],
    gap: Annotated[
        list[str], typer.Option(help="Days between doses: 7, or each, 14,2,2; repeated: compared.")
    ],
    onset: Annotated[
        str,
        typer.Option(
            help="fixed:7, uniform:1,28, exponential:MEAN, weibull:SHAPE,SCALE or observed:1,3,9 (days)."
        ),
    ],
    report: Annotated[float, typer.Option(help="Days from an event until all know.")] = 1.0,
    accrual: Annotated[float, typer.Option(help="Days in which one participant becomes ready.")] = 0.0,
    holds_at: Annotated[int, typer.Option(help="Known events at which dosing stops.")] = 1,
    table: Table = False,
) -> None:
    """Print how many are dosed before the first event is known, for one gap or several: exact."""

    def made() -> Told:
        from hepatica.design.stagger import ASSUMES, CANNOT_SHOW, Stagger, even, exposed

        onsets = begins(onset)
        found: list[tuple[str, Exposed]] = []
        for text in gap:
            days = numbers(text, "--gap")
            gaps = even(n, days[0]) if len(days) == 1 else days
            if len(gaps) != n - 1:
                raise ValueError(f"--gap: “{text}” must be one number, or {n - 1} between {n} participants")
            given = Stagger(gaps=gaps, p=p, onset=onsets, report=report, accrual=accrual, holds_at=holds_at)
            found.append((text, exposed(given)))
        told = {
            "gaps": [{"gap": text, **asdict(one)} for text, one in found],
            "assumes": ASSUMES,
            "cannot_show": CANNOT_SHOW,
            "method": "exact, by adding up independent participants",
        }
        head = (
            "gap, days",
            "expected dosed",
            "with the event",
            "dosed while unknown",
            "P(held)",
            "days if none",
        )
        rows = [
            (
                text,
                *shown.cells(
                    (e.expected_dosed, e.expected_events, e.expected_dosed_unknown, e.p_held, e.longest)
                ),
            )
            for text, e in found
        ]
        return told, [head, *rows, *shown.sentences(CANNOT_SHOW)]

    answer(made, table)


def begins(text: str) -> Onset:
    """Read when events begin, as ``--onset`` names it. Raises ValueError, a sentence, for anything else."""
    from hepatica.design.stagger import Observed, Uniform, Weibull

    kind, _, rest = text.partition(":")
    match kind:
        case "fixed":
            (day,) = numbers(rest, "--onset", 1)
            return Uniform(start=day, end=day)
        case "uniform":
            start, end = pair(rest, "--onset")
            return Uniform(start=start, end=end)
        case "exponential":
            (mean,) = numbers(rest, "--onset", 1)
            return Weibull(shape=1.0, scale=mean)
        case "weibull":
            shape, scale = pair(rest, "--onset")
            return Weibull(shape=shape, scale=scale)
        case "observed":
            return Observed(days=numbers(rest, "--onset"))
    raise ValueError(f"--onset: “{text}” begins with none of fixed, uniform, exponential, weibull, observed")


def _whole(value: float) -> int:
    if not value.is_integer():
        raise ValueError(f"--looks: {value:g} is not a number of participants")
    return int(value)


def register(room: typer.Typer) -> None:
    """Add the commands to the room."""
    room.command("stop")(stop)
    room.command("stagger")(stagger)
    several.register(room)
