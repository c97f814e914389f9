"""``hepatica stats``: an interval, a handful of paired changes, and every reference number recomputed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from hepatica.stats.oracles import Case, Content, Rows, Shape

room = typer.Typer(help="Intervals and exact tests for a few participants.", no_args_is_help=True)
COLUMNS = ("file", "case", "expected", "got", "tolerance", "agrees", "note")
NO_SHAPE = "no known shape: neither its keys nor its columns are those of reference numbers"
NO_CONTROL = "No concurrent control: a change after treatment is not yet a change by treatment."
UNREADABLE = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What a file raises that has the keys of a shape and not its content."""
Line = dict[str, str]


@room.command("oracle")
def oracle(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of reference numbers, JSON and CSV.")],
    *,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Where the CSV goes.")] = None,
) -> None:
    """Recompute every reference number of a folder and print, as CSV, whether ours agrees within the tolerance.

    Files are recognised by what is in them, never by name. Ends with 1 when a number disagrees or a file cannot be read.
    """
    if not folder.is_dir():
        raise _fail(f"{folder}: {'not a folder' if folder.exists() else 'no such folder'}")
    reading = Reading(folder=folder)
    lines = reading.lines()
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    if output is None:
        typer.echo(text.getvalue(), nl=False)
    else:
        from hepatica.cli.score import write_whole

        write_whole(output, text.getvalue())
    for sentence in reading.problems:
        typer.echo(sentence, err=True)
    said = [line["agrees"] for line in lines]
    typer.echo(
        f"{len({line['file'] for line in lines})} files, {len(lines)} rows: {said.count('yes')} agree, "
        f"{said.count('no')} do not, {said.count('')} not compared",
        err=True,
    )
    if "no" in said or reading.problems:
        raise typer.Exit(1)


@room.command("interval")
def interval(
    x: Annotated[int, typer.Argument(metavar="X", help="Participants, or events, with it.")],
    n: Annotated[int | None, typer.Argument(metavar="[N]", help="Of how many participants.")] = None,
    *,
    exposure: Annotated[float | None, typer.Option(help="Person-time instead of N: gives a rate.")] = None,
    level: Annotated[float, typer.Option(help="Confidence.")] = 0.95,
) -> None:
    """Print the intervals of x of n participants, or of x events over a person-time, each with its method."""
    if (n is None) == (exposure is None):
        raise _fail("give either N, the number of participants, or --exposure, the person-time")
    try:
        lines = list(_proportion(x, n, level) if n is not None else _rate(x, exposure or 0.0, level))
    except ValueError as refusal:
        raise _fail(str(refusal)) from refusal
    typer.echo("\n".join(lines))


@room.command("paired", context_settings={"ignore_unknown_options": True})
def paired(
    changes: Annotated[list[float], typer.Argument(metavar="D1 D2 …", help="After minus before, one each.")],
    *,
    level: Annotated[float, typer.Option(help="Confidence.")] = 0.95,
) -> None:
    """Print what a few paired changes can and cannot show: each test with the smallest p it could have given."""
    try:
        lines = list(_paired(changes, level))
    except ValueError as refusal:
        raise _fail(str(refusal)) from refusal
    typer.echo("\n".join(lines))


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.add_typer(room, name="stats")


def _fail(sentence: str) -> typer.Exit:
    typer.echo(sentence, err=True)
    return typer.Exit(1)


def _proportion(x: int, n: int, level: float) -> Iterator[str]:
    from hepatica.stats import intervals
    from hepatica.stats.counts import largest_rate_unseen

    made = [
        intervals.clopper_pearson(x, n, level=level),
        intervals.clopper_pearson(x, n, level=level, side="upper"),
        intervals.wilson(x, n, level=level),
        intervals.jeffreys(x, n, level=level),
        intervals.mid_p(x, n, level=level),
        intervals.likelihood_ratio(x, n, level=level),
        intervals.agresti_coull(x, n, level=level),
    ]
    yield f"{x} of {n} participants ({x / n:.1%})"
    for one in made:
        side = ", one-sided" if one.side == "upper" else ""
        yield f"  {one.method + side:<28}{one.lower:.4f} to {one.upper:.4f}  ({one.level:g})"
    yield f"  {n} participants miss an event of rate {largest_rate_unseen(n):.1%} altogether one time in five."


def _rate(x: int, exposure: float, level: float) -> Iterator[str]:
    from hepatica.stats.intervals import poisson_exact

    both = poisson_exact(x, exposure, level=level), poisson_exact(x, exposure, level=level, side="upper")
    yield f"{x} events in {exposure:g} ({x / exposure:.4f} per unit of time)"
    for one in both:
        side = ", one-sided" if one.side == "upper" else ""
        yield f"  {one.method + side:<28}{one.lower:.4f} to {one.upper:.4f}  ({one.level:g})"


def _paired(changes: list[float], level: float) -> Iterator[str]:
    from hepatica.stats.bayes_paired import SCEPTICAL, WEAK, bayes_paired
    from hepatica.stats.hodges_lehmann import hodges_lehmann
    from hepatica.stats.paired_t import paired_t
    from hepatica.stats.sign_flip import sign_flip
    from hepatica.stats.sign_test import sign_test
    from hepatica.stats.signed_rank import signed_rank

    yield f"{len(changes)} changes: {', '.join(f'{one:g}' for one in changes)}"
    for test in (signed_rank(changes), sign_flip(changes), sign_test(changes)):
        yield f"  {test.sentence()}"
    shift = hodges_lehmann(changes, level=level)
    short = f", less than the {shift.asked:.4g} asked: no wider interval exists" if shift.falls_short else ""
    yield (
        f"  Hodges-Lehmann {shift.estimate:g}, {shift.lower:g} to {shift.upper:g}, "
        f"attained level {shift.attained:.4g}{short}."
    )
    yield from _leaning(lambda: _mean(paired_t(changes, level=level)))
    yield from _leaning(lambda: _belief("weak", bayes_paired(changes, WEAK, level=level)))
    yield from _leaning(lambda: _belief("sceptical", bayes_paired(changes, SCEPTICAL, level=level)))
    yield f"  {NO_CONTROL}"


def _leaning(made: Callable[[], str]) -> Iterator[str]:
    """Say a line that needs more of the data than a test by counting, or why there is none."""
    try:
        yield f"  {made()}"
    except ValueError as refusal:
        yield f"  Not given: {refusal}."


def _mean(found: Any) -> str:
    return f"Mean {found.mean:.4g}, {found.lower:.4g} to {found.upper:.4g} ({found.level:g}). {found.test.sentence()}"


def _belief(name: str, found: Any) -> str:
    prior, below = found.prior, "; ".join(f"P(change < {c:g}) {p:.3f}" for c, p in found.below)
    return (
        f"Bayes, {name} prior N({prior.mean:g}, {prior.sd:g}²), spread half-normal({prior.noise_scale:g}): "
        f"mean {found.mean:.2f}, {found.lower:.2f} to {found.upper:.2f} ({found.level:g}); {below}."
    )


@dataclass(kw_only=True)
class Reading:
    """One pass over a folder: the shape of each file, what was read beside, and what could not be read."""

    folder: Path
    beside: set[str] = field(default_factory=set)
    shapes: dict[str, Shape] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def lines(self) -> list[Line]:
        """Return the rows of every file in order of name; a table that another file uses is no file of its own."""
        names = sorted(p.name for p in self.folder.iterdir() if p.suffix.lower() in {".json", ".csv"})
        by_name = {name: self.file(name) for name in names}
        return [
            line
            for name in names
            for line in by_name[name]
            if not (name in self.beside and line["note"] == NO_SHAPE)
        ]

    def file(self, name: str) -> list[Line]:
        """Return the rows of one file: one per number, or one that says why there is none."""
        from hepatica.stats.oracles import recognise

        try:
            content = self._read(self.folder / name)
        except ValueError as problem:
            return [self._problem(name, str(problem))]
        shape = recognise(content)
        if shape is None:
            return [_line(name, note=NO_SHAPE)]
        self.shapes[name] = shape
        found: list[Line] = []
        try:
            found.extend(_compared(name, case) for case in shape.cases(content, self._table))
        except UNREADABLE as problem:
            where = f"after {found[-1]['case']}" if found else "from its first number on"
            found.append(self._problem(name, f"{where}: {type(problem).__name__}, {problem}"))
        return found or [_line(name, note="no numbers in it")]

    def _problem(self, name: str, sentence: str) -> Line:
        self.problems.append(f"{name}: {sentence}")
        return _line(name, note=sentence)

    def _table(self, name: str) -> Rows | None:
        """Read a table that lies beside; None where it does not, or where its name leads elsewhere."""
        path = self.folder / name
        if Path(name).name != name or not path.is_file():
            return None
        self.beside.add(name)
        content = self._read(path)
        return None if isinstance(content, Mapping) else content

    @staticmethod
    def _read(path: Path) -> Content:
        """Return a JSON object or the rows of a CSV file; ValueError, a sentence, for what is neither."""
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValueError("not UTF-8 text") from error
        except OSError as error:
            raise ValueError((error.strerror or "cannot be read").lower()) from error
        try:
            if path.suffix.lower() == ".csv":
                return list(csv.DictReader(io.StringIO(text, newline=""), restval="", strict=True))
            content = json.loads(text)
        except (csv.Error, ValueError, RecursionError) as error:
            raise ValueError(f"not {path.suffix[1:].upper()}: {error}") from error
        return content if isinstance(content, dict) else []


def _compared(name: str, case: Case) -> Line:
    agrees = {None: "", True: "yes", False: "no"}[case.agrees]
    got = "" if case.got is None else _show(case.got)
    tolerance = "" if case.got is None else f"{case.tolerance:g}"
    return _line(
        name,
        case=case.case,
        expected=_show(case.expected),
        got=got,
        tolerance=tolerance,
        agrees=agrees,
        note=case.why,
    )


def _line(name: str, **told: str) -> Line:
    return {column: told.get(column, "") for column in COLUMNS} | {"file": name}


def _show(value: object) -> str:
    """Print a number with all its digits, a list as JSON, a word as it is."""
    return value if isinstance(value, str) else json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    item = getattr(value, "item", None)  # a number of numpy
    return item() if callable(item) else value
