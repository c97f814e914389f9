"""``hepatica safety``: what the desk computes, as JSON, the safety board's pack, and the messages of ``icsr``."""

from __future__ import annotations

import json
from dataclasses import asdict
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from hepatica.cli import icsr
from hepatica.cli.trial import Folder, opened, print_to

if TYPE_CHECKING:
    from hepatica.safety.compensation import Estimate

room = typer.Typer(
    help="What the safety desk computes, the board's pack, and messages of cases.", no_args_is_help=True
)


class Case(StrEnum):
    """The cases of the Seventh Schedule."""

    DEATH = "death"
    DISABILITY = "disability"
    BIRTH_DEFECT = "birth-defect"
    REVERSIBLE = "reversible"


@room.command("compensation")
def compensation(
    *,
    case: Annotated[Case, typer.Option(help="What happened.")] = Case.DEATH,
    age: Annotated[int | None, typer.Option(help="Age in completed years.")] = None,
    risk: Annotated[str, typer.Option(help="Risk level at enrolment: 0.5, 1.0, 2.0, 3.0 or 4.0.")] = "",
    death_expected: Annotated[
        bool, typer.Option("--death-expected", help="Death within 30 days was expected at 90 % or more.")
    ] = False,
    percent: Annotated[str, typer.Option(help="Permanent disability, in per cent.")] = "",
    wage: Annotated[str, typer.Option(help="Minimum daily wage of an unskilled worker, Delhi.")] = "",
    days: Annotated[str, typer.Option(help="Days counted, on the basis given.")] = "",
    basis: Annotated[str, typer.Option(help="What was counted: hospital_days or care_days.")] = "",
) -> None:
    """Estimate the compensation of an injury under India's Seventh Schedule, factor by factor."""
    from hepatica.safety import compensation as schedule

    def died() -> Estimate:
        if age is None or not risk:
            raise ValueError("the amount for death needs --age and --risk")
        return schedule.death(age, risk, mortality_within_30_days_ge_90=death_expected)

    try:
        match case:
            case Case.DEATH:
                made = died()
            case Case.DISABILITY:
                made = schedule.disability(_given(percent, "--percent"), died())
            case Case.BIRTH_DEFECT:
                made = schedule.birth_defect()
            case Case.REVERSIBLE:
                entered = _given(wage, "--wage"), _given(days, "--days"), _given(basis, "--basis")
                known = age is not None or bool(risk)
                made = schedule.reversible(*entered, at_most=died() if known else None)
    except ValueError as error:
        _fail(str(error))
    typer.echo(_estimate_as_json(made))


@room.command("operating-characteristics")
def operating_characteristics(
    *,
    g45: Annotated[float, typer.Option(help="True rate of a worst related event of grade 4 or 5.")],
    g3: Annotated[float, typer.Option(help="True rate of a worst related event of grade 3.")],
    n: Annotated[int, typer.Option("--n", help="Participants planned.")] = 5,
) -> None:
    """Print the exact odds that dosing is held: first related grade 4 or 5, or second participant with grade 3."""
    from hepatica.stats.monitoring import first_or_second

    try:
        found = first_or_second(g45, g3, n)
    except ValueError as error:
        _fail(str(error))
    told = {
        "rule": "hold at the first participant with a related event of grade 4 or 5, "
        "or at the second participant whose worst related event is grade 3",
        "assumes": "participants one after another, each outcome known before the next starts; "
        "whoever fires the rule counts as started",
        "n": n,
        "g45": g45,
        "g3": g3,
        "p_hold": found.p_stop,
        "expected_dosed": found.expected_dosed,
        "distribution": [
            {"dosed": k, "probability": dosed, "held_here": held}
            for k, (dosed, held) in enumerate(zip(found.dosed, found.stops_at, strict=True), 1)
        ],
    }
    typer.echo(json.dumps(told, ensure_ascii=False, indent=2))


@room.command("pack")
def pack(
    folder: Folder,
    out: Annotated[Path, typer.Option("-o", "--out", help="The PDF to write.")] = Path("pack.pdf"),
    cut: Annotated[int | None, typer.Option(help="Ledger sequence number; the head if absent.")] = None,
) -> None:
    """Print the safety board's review pack, and the form on which it decides, as PDF/A."""
    opened(folder)
    from hepatica.jobs.outputs import board_pack
    from hepatica.jobs.printed import PACK

    print_to(out, cut, PACK, board_pack)


def _given(value: str, option: str) -> str:
    if not value:
        raise ValueError(f"this case needs {option}")
    return value


def _estimate_as_json(made: Estimate) -> str:
    told = {
        "case": made.case,
        "amount": float(made.rounded),  # two decimals, printed as they are; the exact amount stands beside
        "exact": str(made.amount),
        "rupees": made.rupees,
        "currency": made.currency,
        "formula": made.formula,
        "terms": [asdict(term) for term in made.terms],
        "rule": made.rule,
        "sentences": made.sentences,
    }
    return json.dumps(told, default=_exact, ensure_ascii=False, indent=2)


def _exact(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} is not printed as JSON")


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    icsr.register(room)
    app.add_typer(room, name="safety")
