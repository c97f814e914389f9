"""``hepatica study check | show | schema | print``: the protocol's folder, proved, read and described."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hepatica.cli.diff import diff
from hepatica.cli.grid import print_grid

if TYPE_CHECKING:
    from hepatica.study.load import Draft
    from hepatica.study.show import Grid
    from hepatica.study.study import Study

STUDIES = "hepatica.studies"
WIDEST = 10
"""Visits side by side in the terminal; a longer schedule is continued below."""

Named = Annotated[
    str, typer.Argument(metavar="DIR|NAME", help="A study folder, or the name of a built-in study.")
]


def find_folder(named: str) -> Path:
    """Return the folder of a study given by its path or by the name of a built-in study.

    Ends the command with a sentence when there is none.
    """
    if Path(named).is_dir():
        return Path(named)
    with as_file(files("hepatica")) as package:
        known = sorted(p.name for p in (package / "studies").iterdir() if (p / "study.yaml").is_file())
        if named in known:
            return package / "studies" / named
    typer.echo(
        f"There is no folder {named}, and no built-in study of that name. Built in: {', '.join(known)}.",
        err=True,
    )
    raise typer.Exit(1)


def check(study: Named) -> None:
    """Read a study and print every problem as file:line: sentence."""
    from hepatica.study.show import counts

    drafted = _examined(study)
    assert drafted.study is not None
    held = ", ".join(f"{n} {noun[:-1] if n == 1 else noun}" for noun, n in counts(drafted.study).items())
    typer.echo(f"no problems: {held} run")


def show(
    study: Named, form: Annotated[str, typer.Option(help="Show this form with its items.")] = ""
) -> None:
    """Print a study as people read a protocol: the schedule of activities, the forms, cell products and tissue."""
    from hepatica.study.show import form_grids, forms_grid, visits_grid
    from hepatica.study.show_cells import NONE, cell_grids

    loaded = _examined(study).study
    assert loaded is not None
    if not form:
        _identity(loaded)
        for grid in (visits_grid(loaded), *_schedule(loaded), forms_grid(loaded)):
            print_grid(grid)
        for grid in cell_grids(loaded):
            print_grid(grid)
        if not loaded.steps:
            typer.echo(NONE)
        return
    found = loaded.form_by_id.get(form)
    if found is None:
        typer.echo(f"The study has no form '{form}'. Its forms: {', '.join(loaded.form_by_id)}.", err=True)
        raise typer.Exit(1)
    typer.echo(f"{found.code} {found.title} ({found.domain}, {found.kind})")
    for grid in form_grids(loaded, found):
        print_grid(grid)


def schema(
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="DIR", help="Where the schemas are written.")
    ] = Path("schemas"),
    keys: Annotated[
        bool, typer.Option("--keys", help="Print the reference page of all keys instead.")
    ] = False,
) -> None:
    """Write the JSON Schema of every file of a study folder, for editors."""
    if keys:
        from hepatica.study.keys import page

        typer.echo(page(), nl=False)
        return
    from hepatica.study.schema import schemas, text

    out.mkdir(parents=True, exist_ok=True)
    for file, described in schemas().items():
        path = out / f"{file.removesuffix('.yaml')}.schema.json"
        path.write_text(text(described), encoding="utf-8")
        typer.echo(str(path))


def print_(
    study: Named,
    blank: Annotated[
        bool, typer.Option("--blank", help="Pages to write on by hand, and a worksheet per visit.")
    ] = False,
    annotated: Annotated[
        bool, typer.Option("--annotated", help="Each question with its place in CDASH and SDTM.")
    ] = False,
    language: Annotated[str, typer.Option(help="Language of the questions: en, hi or te.")] = "en",
    out: Annotated[Path, typer.Option("-o", "--out", help="The PDF to write.")] = Path("casebook.pdf"),
) -> None:
    """Print the case report form: blank, for the day the system is down, or annotated."""
    from hepatica.jobs.whole_file import write_whole
    from hepatica.report import typst
    from hepatica.report.casebook.values import PRINTED, casebook

    if blank == annotated:
        typer.echo(
            "Say which: --blank for pages to write on, or --annotated for the annotated form.", err=True
        )
        raise typer.Exit(1)
    if language not in {"en", "hi", "te"}:
        typer.echo(f"There is no language '{language}': en, hi and te are there.", err=True)
        raise typer.Exit(1)
    # A trial folder holds its study in study/.
    named = str(Path(study) / "study") if (Path(study) / "hepatica.toml").is_file() else study
    loaded = _examined(named).study
    assert loaded is not None
    try:
        made = typst.form(
            casebook(loaded, "blank" if blank else "annotated", language), PRINTED, "casebook.typ"
        )
        write_whole(out, made)
    except (ValueError, typst.TypesetError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    except OSError as error:
        typer.echo(f"{out}: not written, {(error.strerror or 'unknown error').lower()}.", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"Wrote {out}.")


def register(app: typer.Typer) -> None:
    """Add ``hepatica study`` to the command."""
    room = typer.Typer(help="Check, read and describe a study folder.", no_args_is_help=True)
    for command in (check, show, schema):
        room.command()(command)
    room.command("print")(print_)
    room.command("diff")(diff)
    app.add_typer(room, name="study")


def _examined(named: str) -> Draft:
    from hepatica.conduct.lint import examine

    drafted = examine(find_folder(named))
    problems = drafted.sorted()
    for problem in problems:
        typer.echo(str(problem))
    if problems:
        typer.echo(f"{len(problems)} problem{'s' * (len(problems) > 1)}", err=True)
        raise typer.Exit(1)
    return drafted


def _identity(study: Study) -> None:
    from hepatica.study.show import identity

    for name, value in identity(study):
        typer.echo(f"{name:<16} {value}")


def _schedule(study: Study) -> list[Grid]:
    """Cut the schedule of activities into tables that fit a terminal."""
    from hepatica.study.show import Grid, schedule_grid

    whole = schedule_grid(study)
    starts = range(2, len(whole.head), WIDEST)
    return [
        Grid(
            title=whole.title + (" (continued)" if start > 2 else ""),
            head=whole.head[:2] + whole.head[start : start + WIDEST],
            rows=tuple(row[:2] + row[start : start + WIDEST] for row in whole.rows),
        )
        for start in starts
    ]
