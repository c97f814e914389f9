"""``hepatica design sheet | appendix``: a design on paper: one page for an ethics committee, and the statistical appendix."""

from __future__ import annotations

import json
from collections.abc import Callable
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hepatica.cli.design.document import Named, examined, followed

if TYPE_CHECKING:
    from hepatica.report.document import Document

Out = Annotated[
    Path,
    typer.Option(
        "-o", "--out", metavar="FILE", help="The PDF to write; what is there is replaced.", dir_okay=False
    ),
]


def sheet(
    design: Named,
    out: Out,
    *,
    study: Annotated[
        str,
        typer.Option(
            "--study",
            metavar="DIR|NAME",
            help="The trial or study it follows: says what is owed to who is harmed.",
        ),
    ] = "",
) -> None:
    """Write one page for an ethics committee: what happens, known risks, protection, what can be learned, what is asked."""
    from hepatica.design.answers import answers
    from hepatica.report.design.sheet import sheet as made

    loaded = examined(design)
    before = _study(study) if study else None
    _written(lambda: made(loaded, answers(loaded), study=before), out)


def appendix(
    design: Named,
    out: Out,
    *,
    played: Annotated[
        Path | None,
        typer.Option(
            "--played", metavar="FILE", help="What `hepatica design play` printed as JSON.", dir_okay=False
        ),
    ] = None,
) -> None:
    """Write the statistical appendix: every value with its source, exact odds, prices of questions, worlds where played."""
    from hepatica.design.answers import answers
    from hepatica.report.design.appendix import appendix as made

    loaded = examined(design)
    _written(lambda: made(loaded, answers(loaded), None if played is None else _told(played)), out)


def register(room: typer.Typer) -> None:
    """Add both commands to the room."""
    room.command("sheet")(sheet)
    room.command("appendix")(appendix)


def _written(make: Callable[[], Document], out: Path) -> None:
    """Set the document and write it whole; what cannot be is one sentence and exit 2."""
    from hepatica.report.typst import TypesetError, pdf

    try:
        data = pdf(make())
        out.write_bytes(data)
    except (ValueError, ArithmeticError, TypesetError) as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(2) from refusal
    except OSError as error:
        typer.echo(f"{out}: not written, {(error.strerror or 'it cannot be opened').lower()}.", err=True)
        raise typer.Exit(2) from error
    typer.echo(f"Wrote {out}.")


def _study(named: str) -> Any:
    """Return the study in force in a trial folder, or that of a study folder or a built-in name."""
    trial = Path(named)
    return followed(trial if (trial / "hepatica.toml").is_file() else None, named)


def _told(path: Path) -> dict[str, Any]:
    """Read what a play printed. Raises ValueError, a sentence, for a file that holds something else."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ValueError(
            f"--played: {path} cannot be read as the JSON that `hepatica design play` prints"
        ) from error
    if not _is_told(found):
        raise ValueError(f"--played: {path} is not what `hepatica design play` prints")
    whole: dict[str, Any] = found
    return whole


def _is_told(found: Any) -> bool:
    """Tell whether every part is there that the picture of the worlds is drawn from."""
    try:
        worlds = tuple(found["worlds"].values())
        texts = [found["design"], *found["cannot_show"]]
        numbers = [found["weight_kg"]]
        for one in worlds:
            texts += [one["code"], one["sentence"], one["label"][0], *one["label"]]
            numbers += [
                number for each in one["numbers"].values() for number in (each["value"], each["error"])
            ]
            numbers.append(1 / one["trials"])
        return bool(worlds) and all(isinstance(text, str) for text in texts) and all(map(isfinite, numbers))
    except (AttributeError, LookupError, TypeError, ArithmeticError):
        return False
