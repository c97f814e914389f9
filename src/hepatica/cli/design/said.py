"""What the commands for the successor share: their common options, numbers read from text, and an answer as JSON or a table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, is_dataclass
from typing import Annotated, Any

import typer

Row = Sequence[str]
Table = Annotated[bool, typer.Option("--table", help="A table for reading instead of JSON.")]
Sd = Annotated[float, typer.Option("--sd", help="SD of one participant's outcome.")]
Delta = Annotated[float, typer.Option("--delta", help="Effect sought, in the outcome's unit.")]
Alpha = Annotated[float, typer.Option("--alpha", help="Two-sided error.")]
Power = Annotated[float, typer.Option("--power", help="Power asked for.")]
Correlation = Annotated[float, typer.Option(help="Of the baseline with the outcome (ANCOVA).")]
Each = Annotated[
    int | None, typer.Option("--each", help="Participants per cell or arm: gives the power too.")
]
Death = Annotated[float, typer.Option("--death", help="Share dead by day 180 under standard care.")]
Transplant = Annotated[float, typer.Option("--transplant", help="Share transplanted by day 180.")]


def answer(made: Callable[[], tuple[dict[str, Any], Iterable[Row]]], table: bool) -> None:
    """Print JSON or a table; what cannot be is one sentence and exit 2."""
    try:
        told, rows = made()
    except ValueError as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(2) from refusal
    except ArithmeticError as beyond:
        typer.echo("These numbers are so large or so small that nothing can be computed with them.", err=True)
        raise typer.Exit(2) from beyond
    typer.echo(
        "\n".join(aligned(list(rows)))
        if table
        else json.dumps(told, ensure_ascii=False, indent=2, default=float)
    )


def pair(text: str, option: str) -> tuple[float, float]:
    """Read two numbers. Raises ValueError that names the option."""
    first, second = numbers(text, option, 2)
    return first, second


def numbers(text: str, option: str, count: int | None = None) -> tuple[float, ...]:
    """Read numbers with commas between them. Raises ValueError that names the option."""
    try:
        found = tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise ValueError(f"{option}: “{text}” are not numbers with commas between them") from error
    if count is not None and len(found) != count:
        raise ValueError(f"{option}: “{text}” must be {count} numbers")
    return found


def plain(value: Any) -> Any:
    """Turn a result into what JSON holds."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value


def aligned(rows: list[Row]) -> Iterator[str]:
    """Yield lines with columns set under each other; a row of one cell is a line of its own."""
    wide = [row for row in rows if len(row) > 1]
    widths = [
        max((len(row[k]) for row in wide if k < len(row)), default=0)
        for k in range(max(map(len, wide), default=0))
    ]
    for row in rows:
        cells = row if len(row) < 2 else [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        yield "  ".join(cells).rstrip()
