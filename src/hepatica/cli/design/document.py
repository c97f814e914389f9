"""``hepatica design new | check | show | diff | study | keys``: a design as a file, and the study that follows by it."""

from __future__ import annotations

import json
import shutil
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from hepatica.cli.grid import print_grid

if TYPE_CHECKING:
    from hepatica.design.document import Design
    from hepatica.design.successor import NextStudy
    from hepatica.study.lines import Problem
    from hepatica.study.study import Study

BUILT_IN = ("factorial", "two_arm", "single_arm", "dose_finding", "optimal_dose")
Named = Annotated[
    str,
    typer.Argument(metavar="FILE|NAME", help=f"A design file, or a built-in design: {', '.join(BUILT_IN)}."),
]


def new(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The trial folder, or any folder.", file_okay=False)
    ],
    name: Annotated[
        str, typer.Argument(help="The design's id: small letters, digits and single underscores.")
    ],
    template: Annotated[
        str, typer.Option("--from", help=f"Begin from: {', '.join(BUILT_IN)}.")
    ] = "factorial",
) -> None:
    """Write DIR/designs/NAME.yaml from a built-in design, to be changed by hand; a file that is there stays."""
    from hepatica.design.load import examine

    if template not in BUILT_IN:
        _refuse(f"There is no built-in design '{template}': {', '.join(BUILT_IN)} are there.")
    if not folder.is_dir():
        _refuse(f"There is no folder {folder}.")
    path = folder / "designs" / f"{name}.yaml"
    text = _built_in(template).replace(f"\nid: {template}\n", f"\nid: {name}\n", 1) + _follows(folder)
    problems = examine(path.name, text.encode()).problems
    if problems:
        _refuse(problems[0].sentence)
    path.parent.mkdir(exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        _refuse(f"{path} is there already and is not overwritten: choose another name.")
    typer.echo(f"Wrote {path}.\nNext: change it, then hepatica design check {path}")


def check(design: Named) -> None:
    """Read a design and print every problem as file:line: sentence."""
    loaded = examined(design)
    held = {"arm": len(loaded.arms), "endpoint": len(loaded.endpoints), "rule": len(loaded.stopping)}
    counted = [f"{n} {noun}{'s' * (n != 1)}" for noun, n in held.items()]
    typer.echo(f"no problems: {', '.join(counted)}, {loaded.participants} participants")


def show(
    design: Named,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print its canonical text, which is hashed.")
    ] = False,
) -> None:
    """Print a design in plain words: who, how many, what stops it, what it leans on, and what it cannot show."""
    from hepatica.design.words import cannot_show, grids, identity
    from hepatica.design.written import dump

    loaded = examined(design)
    if as_json:
        typer.echo(dump(loaded))
        return
    for name, value in identity(loaded):
        typer.echo(f"{name:<14} {value}")
    for grid in grids(loaded):
        print_grid(grid)
    typer.echo("What it cannot show")
    for sentence in cannot_show(loaded):
        typer.echo(f"  {sentence}")


def diff(
    old: Named,
    new: Named,
    as_json: Annotated[bool, typer.Option("--json", help="Print the differences as JSON.")] = False,
) -> None:
    """Say in words what changes from one design to another."""
    from hepatica.design.diff import differences

    found = differences(examined(old), examined(new))
    if as_json:
        typer.echo(json.dumps([one.as_data() for one in found], ensure_ascii=False, indent=2))
        return
    section = ""
    for one in found:
        if one.section != section:
            section = one.section
            typer.echo(section)
        typer.echo(f"  {one.sentence}")
    if not found:
        typer.echo("Nothing differs.")


def study(
    design: Named,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FOLDER", help="The folder of the next study.")],
    trial: Annotated[
        Path | None, typer.Option(help="The trial folder whose study is followed.", file_okay=False)
    ] = None,
    before: Annotated[
        str, typer.Option("--study", metavar="DIR|NAME", help="Instead: a study folder or a built-in study.")
    ] = "nct04243681",
) -> None:
    """Write the folder of the next study from the one before and a design, and say what it leaves to people.

    The folder is checked as a study is; it is there whole, or not at all.
    """
    from hepatica.design.successor import next_study

    loaded = examined(design)
    if out.exists():
        _refuse(f"{out} is there already and is not overwritten: choose another folder.")
    if not out.absolute().parent.is_dir():
        _refuse(f"{out}: not written, there is no folder {out.absolute().parent}.")
    made = next_study(followed(trial, before), loaded)
    problems = _write(made, out)
    for problem in problems:
        typer.echo(str(problem), err=True)
    if problems:
        _refuse(f"{out}: not written, the study that follows does not pass its check.")
    typer.echo(f"Wrote {out}: {len(made.files)} files that pass hepatica study check.")
    typer.echo("What it leaves to you:")
    for sentence in made.to_do:
        typer.echo(f"  {sentence}")


def keys() -> None:
    """Print the reference page of every key that a design may hold."""
    from hepatica.design.keys import page

    typer.echo(page(), nl=False)


def register(room: typer.Typer) -> None:
    """Add the commands about a design as a file."""
    for command in (new, check, show, diff, study, keys):
        room.command()(command)


def _refuse(sentence: str) -> NoReturn:
    """Print a sentence to the error stream and end with 2."""
    typer.echo(sentence, err=True)
    raise typer.Exit(2)


def _built_in(name: str) -> str:
    return files("hepatica.designs").joinpath(f"{name}.yaml").read_text(encoding="utf-8")


def examined(named: str) -> Design:
    """Return the design of a file or the built-in one of that name; print its problems and end with 1 where it has any."""
    from hepatica.design.load import DesignProblems, content, examine

    if named in BUILT_IN and not Path(named).is_file():
        found = examine(f"{named}.yaml", _built_in(named).encode())
    else:
        try:
            found = examine(Path(named).name, content(Path(named)))
        except DesignProblems as error:
            _refuse(f"{named}: {error.problems[0].sentence}. Built in: {', '.join(BUILT_IN)}.")
    for problem in found.problems:
        typer.echo(str(problem))
    if found.problems or found.design is None:
        typer.echo(f"{len(found.problems)} problem{'s' * (len(found.problems) > 1)}", err=True)
        raise typer.Exit(1)
    return found.design


def followed(trial: Path | None, before: str) -> Study:
    """Return the study in force in a trial folder, or that of a folder or a built-in name."""
    from hepatica.cli.study import find_folder
    from hepatica.cli.trial import opened, said
    from hepatica.conduct.lint import load

    if trial is None:
        with said():
            return load(find_folder(before))
    opened(trial)
    from hepatica.store import read

    try:
        return read.plan().study
    except read.NotPublished as error:
        _refuse(f"{trial}: {error}")


def _follows(folder: Path) -> str:
    """Return the lines that name the study in force in a trial folder; none for any other folder."""
    if not (folder / "hepatica.toml").is_file():
        return ""
    from hepatica.study.write import sha256

    before = followed(folder, "")
    return f'follows:\n  study: {before.id}\n  version: "{before.version}"\n  sha256: {sha256(before)}\n'


def _write(made: NextStudy, out: Path) -> tuple[Problem, ...]:
    """Write the files beside their place, check them, and put them there; return the problems that forbid it."""
    from tempfile import mkdtemp

    from hepatica.conduct.lint import check as check_study

    aside = Path(mkdtemp(prefix=f".{out.name}-", dir=out.absolute().parent))
    try:
        for file, text in made.files.items():
            path = aside / file
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        problems = check_study(aside)
        if not problems:
            aside.chmod(0o755)
            aside.rename(out)
        return problems
    finally:
        shutil.rmtree(aside, ignore_errors=True)
