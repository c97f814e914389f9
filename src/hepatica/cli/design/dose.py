"""``hepatica design …`` for the dose: the tables of interval designs, the models, two cell types, and a live decision."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from hepatica.cli.design import dose_odds
from hepatica.cli.design.dose_odds import LARGEST
from hepatica.cli.design.said import Row, Table, answer, numbers, pair, plain

if TYPE_CHECKING:
    from hepatica.stats.dosing.boin import DoseTable
    from hepatica.stats.dosing.crm import Fit

Target = Annotated[float, typer.Option("--target", help="Rate of the event that is aimed at.")]
Most = Annotated[int, typer.Option("--n", help="Participants at one dose at most.")]
Half = Annotated[float, typer.Option("--half-width", help="Of the interval around the target.")]
Cutoff = Annotated[float, typer.Option("--cutoff", help="P(rate > target) above which a dose is given up.")]
Skeleton = Annotated[str, typer.Option("--skeleton", help="First guesses of the rates: .05,.1,.2,.3")]
Data = Annotated[str, typer.Option("--data", help="Outcomes per dose, N or T: “1NNN 2NNT”.")]
Curve = Annotated[Literal["empiric", "logistic"], typer.Option("--curve", help="Form of the model.")]
PriorSd = Annotated[float, typer.Option("--prior-sd", help="SD of the model's parameter.")]
SD = 1.34**0.5
LIMITS = (
    "A table says what follows from counts; it assumes that toxicity does not fall as the dose rises.",
    "If toxicity belongs to the procedure and not to the number of cells, there is no highest tolerated dose to find.",
)


def boin(
    *,
    target: Target,
    n: Most = 12,
    cutoff: Cutoff = 0.95,
    safe: Annotated[float, typer.Option("--safe", help="Multiple of the target that is too low.")] = 0.6,
    toxic: Annotated[float, typer.Option("--toxic", help="Multiple of the target that is too high.")] = 1.4,
    table: Table = False,
) -> None:
    """Print the table of a BOIN design: when to go up, down, or give a dose up."""

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.stats.dosing.boin import boin as tabled

        found = tabled(target, _some(n), cutoff=_share("--cutoff", cutoff), safe=safe, toxic=toxic)
        first = {"target": target, "n": n, "lambda_e": found.lambda_e, "lambda_d": found.lambda_d}
        said = f"Up at or below {found.lambda_e:.4f}, down at or above {found.lambda_d:.4f}."
        return _told(first, found, said)

    answer(made, table)


def keyboard(
    *, target: Target, n: Most = 12, half_width: Half = 0.05, cutoff: Cutoff = 0.95, table: Table = False
) -> None:
    """Print the table of a keyboard design."""

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.stats.dosing.keyboard import keyboard as tabled

        found = tabled(target, _some(n), half_width=half_width, cutoff=_share("--cutoff", cutoff))
        return _told(*_key(target, n, half_width), found, f"Key of the target: {target:g} ± {half_width:g}.")

    answer(made, table)


def mtpi2(
    *, target: Target, n: Most = 12, half_width: Half = 0.05, cutoff: Cutoff = 0.95, table: Table = False
) -> None:
    """Print the table of an mTPI-2 design."""

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.stats.dosing.keyboard import mtpi_two

        found = mtpi_two(target, _some(n), half_width=half_width, cutoff=_share("--cutoff", cutoff))
        return _told(*_key(target, n, half_width), found, f"Proper dosing: {target:g} ± {half_width:g}.")

    answer(made, table)


def crm(
    *,
    skeleton: Skeleton,
    target: Target,
    data: Data,
    curve: Curve = "empiric",
    prior_sd: PriorSd = SD,
    table: Table = False,
) -> None:
    """Fit the continual reassessment method to outcomes and name the next dose; none is skipped on the way up."""

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.design.dose.notation import outcomes
        from hepatica.stats.dosing.crm import crm as fitted

        form = numbers(skeleton, "--skeleton")
        seen = outcomes(data, (len(form),))
        levels = [one.level[0] for one in seen]
        fit = fitted(form, target, levels, [int(one.event) for one in seen], curve=curve, prior_sd=prior_sd)
        return _fitted(form, fit, max(levels))

    answer(made, table)


def tite_crm(
    *,
    skeleton: Skeleton,
    target: Target,
    data: Annotated[str, typer.Option("--data", help="Dose, N or T, days followed: “1N180 2N45”.")],
    window: Annotated[float, typer.Option("--window", help="Days until an outcome is known.")],
    adaptive: Annotated[bool, typer.Option("--adaptive", help="Weights by when events came.")] = False,
    curve: Curve = "empiric",
    prior_sd: PriorSd = SD,
    table: Table = False,
) -> None:
    """Fit the CRM with participants still under observation, weighted by their follow-up."""

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.design.dose.notation import followed
        from hepatica.stats.dosing.crm import tite_crm as fitted

        form = numbers(skeleton, "--skeleton")
        seen = followed(data, len(form))
        levels = [one.level[0] for one in seen]
        fit, weight = fitted(
            form, target, levels, [int(one.event) for one in seen], [one.followed or 0.0 for one in seen],
            window, adaptive=adaptive, curve=curve, prior_sd=prior_sd,
        )  # fmt: skip
        told, rows = _fitted(form, fit, max(levels))
        return told | {"weights": list(map(float, weight))}, rows

    answer(made, table)


def overdose(
    *,
    doses: Annotated[str, typer.Option("--doses", help="Amounts, rising: 1,2,4,8")],
    reference: Annotated[float, typer.Option("--reference", help="The dose at which the curve is anchored.")],
    data: Data,
    proper: Annotated[str, typer.Option("--proper", help="The proper interval of the rate.")] = "0.16,0.33",
    most: Annotated[
        float, typer.Option("--most", help="P(rate above it) from which a dose is barred.")
    ] = 0.25,
    mean: Annotated[str, typer.Option("--mean", help="Prior means of log a and log b.")] = "-1.0986,0",
    sd: Annotated[str, typer.Option("--sd", help="Prior SDs of both.")] = "2,1",
    correlation: Annotated[
        str, typer.Option("--correlation", help="Their correlation matrix, by rows.")
    ] = "1,0,0,1",
    table: Table = False,
) -> None:
    """Say which doses overdose control allows: P(rate > .33) below .25 under a logistic curve in the log dose."""

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.design.dose.notation import outcomes
        from hepatica.stats.dosing.blrm import Prior, overdose_control

        amounts = numbers(doses, "--doses")
        seen = outcomes(data, (len(amounts),))
        a, b, c, d = numbers(correlation, "--correlation", 4)
        prior = Prior(mean=pair(mean, "--mean"), sd=pair(sd, "--sd"), correlation=((a, b), (c, d)))
        found = overdose_control(
            amounts, reference, [one.level[0] for one in seen], [int(one.event) for one in seen],
            proper=pair(proper, "--proper"), most=most, prior=prior,
        )  # fmt: skip
        rows: list[Row] = [("dose", "mean", "under", "proper", "over", "allowed")]
        parts = (found.mean, found.under, found.proper, found.over)
        for at, amount in enumerate(amounts):
            said = [f"{part[at]:.3f}" for part in parts]
            rows.append((f"{amount:g}", *said, "yes" if found.allowed[at] else "no"))
        return plain(found) | {"doses": list(amounts), "cannot_show": list(LIMITS)}, rows

    answer(made, table)


def boin_comb(
    *,
    target: Target,
    doses: Annotated[str, typer.Option("--doses", help="How many doses of each cell type: 3,4")],
    data: Annotated[str, typer.Option("--data", help="“1.1NNN 2.1NNT”: the last group is the current pair.")],
    cutoff: Cutoff = 0.95,
    table: Table = False,
) -> None:
    """Name the next pair of doses of two cell types given together."""

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.design.dose.next_pair import next_pair
        from hepatica.design.dose.notation import outcomes

        shape = tuple(_grid(part) for part in pair(doses, "--doses"))
        found = next_pair(outcomes(data, shape), (shape[0], shape[1]), target, cutoff=cutoff)
        to = "none: the trial stops" if found["next"] is None else " + ".join(map(str, found["next"]))
        return found, [("decision", found["decision"]), ("next pair", to), (), (found["reason"],)]

    answer(made, table)


def obd(
    *,
    doses: Annotated[int, typer.Option("--doses", help="How many doses there are.")],
    data: Annotated[str, typer.Option("--data", help="N neither, E response, T event, B both: “1NEE 2EEB”.")],
    most_toxicity: Annotated[float, typer.Option(help="Rate of the event that is the limit.")] = 0.35,
    least_efficacy: Annotated[float, typer.Option(help="Response below which a dose is of no use.")] = 0.25,
    margin: Annotated[
        float, typer.Option(help="How far from the best response is still the plateau.")
    ] = 0.10,
    table: Table = False,
) -> None:
    """Name the optimal biological dose: the lowest acceptable one whose response is within a margin of the best."""

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.design.dose.notation import counts, outcomes
        from hepatica.stats.dosing.obd import Aims, next_by_worth, plateau

        seen = outcomes(data, (_grid(doses),), letters="NETB")
        n, t, e = counts(seen, doses)
        aims = Aims(most_toxicity=most_toxicity, least_efficacy=least_efficacy, margin=margin)
        found = plateau(n, t, e, aims)
        after = next_by_worth(n, t, e, seen[-1].level[0], aims)
        told = {"treated": n, "events": t, "responses": e} | plain(found) | {"next_dose": after}
        rows: list[Row] = [("dose", "n", "events", "responses", "P(too toxic)", "desirability", "plateau")]
        for at in range(doses):
            odds = (f"{found.too_toxic[at]:.3f}", f"{found.desirability[at]:.3f}")
            counted = (str(part[at]) for part in (n, t, e))
            rows.append((str(at + 1), *counted, *odds, "yes" if found.on_plateau[at] else "no"))
        rows += [(), (f"Lowest dose on the plateau: {found.dose or 'none'}; next dose: {after or 'none'}.",)]
        return told | {"cannot_show": list(LIMITS)}, rows

    answer(made, table)


def decide(
    file: Annotated[Path, typer.Argument(metavar="FILE.json", help="The design and the participants.")],
    *,
    written_design: Annotated[
        Path | None,
        typer.Option(
            "--design", metavar="FILE.yaml", help="A written design; FILE.json has participants only."
        ),
    ] = None,
    table: Table = False,
) -> None:
    """Print what a running trial does next, with its reason, what was known, and a hash of both inputs."""

    def made() -> tuple[dict[str, Any], Iterable[Row]]:
        from hepatica.design.dose.decide import decide as decided
        from hepatica.design.dose.documents import read, read_participants, written

        if written_design is None:
            design, participants = read(_content(file))
        else:
            from hepatica.design.dose.planned import dose_design
            from hepatica.design.load import load

            design, participants = dose_design(load(written_design)), read_participants(_content(file))
        found = decided(design, participants)
        named = "none" if found.level is None else design.named(found.level)
        rows: list[Row] = [("decision", found.action), ("dose", named), ("treat", str(found.cohort))]
        rows += [(), (found.reason,), *((one,) for one in (*found.assumes, *found.cannot_show))]
        return written(found), (*rows, (), (f"{found.program}, inputs {found.inputs}",))

    answer(made, table)


def register(room: typer.Typer) -> None:
    """Add the commands to the room."""
    for name, command in (
        ("boin", boin), ("keyboard", keyboard), ("mtpi2", mtpi2), ("crm", crm), ("tite-crm", tite_crm),
        ("overdose-control", overdose), ("boin-comb", boin_comb), ("obd", obd), ("decide", decide),
    ):  # fmt: skip
        room.command(name)(command)
    dose_odds.register(room)


def _some(n: int) -> int:
    if not 1 <= n <= LARGEST:
        raise ValueError(f"--n: {n} participants at a dose cannot be; 1 to {LARGEST}")
    return n


def _grid(count: float) -> int:
    if count != int(count) or not 1 <= count <= LARGEST:
        raise ValueError(f"--doses: {count:g} doses cannot be; 1 to {LARGEST}")
    return int(count)


def _share(option: str, value: float) -> float:
    if not 0 < value < 1:
        raise ValueError(f"{option}: {value} does not lie between 0 and 1")
    return value


def _key(target: float, n: int, half_width: float) -> tuple[dict[str, Any]]:
    return ({"target": target, "n": n, "half_width": half_width},)


def _told(first: dict[str, Any], found: DoseTable, said: str) -> tuple[dict[str, Any], Iterable[Row]]:
    lines = [
        {
            "treated": at,
            "escalate_if_at_most": up,
            "deescalate_if_at_least": down if down <= at else None,
            "eliminate_if_at_least": gone,
        }
        for at, (up, down, gone) in enumerate(
            zip(found.escalate, found.deescalate, found.eliminate, strict=True), 1
        )
    ]
    rows: list[Row] = [("treated", "up if at most", "down if at least", "give up if at least")]
    rows += [tuple("–" if cell is None else str(cell) for cell in line.values()) for line in lines]
    return first | {"table": lines, "cannot_show": list(LIMITS)}, (*rows, (), (said,))


def _fitted(form: Sequence[float], fit: Fit, highest: int) -> tuple[dict[str, Any], Iterable[Row]]:
    after = min(fit.dose, highest + 1)
    told = plain(fit) | {"skeleton": list(form), "next_dose": after, "cannot_show": list(LIMITS)}
    rows: list[Row] = [("dose", "skeleton", "rate", "90 % interval")]
    for at, guess in enumerate(form):
        interval = f"{fit.lower[at]:.3f} to {fit.upper[at]:.3f}"
        rows.append((str(at + 1), f"{guess:g}", f"{fit.rates[at]:.3f}", interval))
    return told, (*rows, (), (f"Closest to the target: dose {fit.dose}; next dose: {after}.",))


def _content(file: Path) -> object:
    def no_number(word: str) -> object:
        raise ValueError(f"{word} is no number")

    try:
        return json.loads(file.read_text(encoding="utf-8"), parse_constant=no_number)
    except OSError as error:
        raise ValueError(f"{file}: {(error.strerror or 'cannot be read').lower()}") from error
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{file}: not JSON: {error}") from error
