"""The ``hepatica score`` command: one score explained, or a table of them."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from hepatica.scores.inputs import Values
    from hepatica.scores.score import Outcome, Score, ScoreResult


def register(app: typer.Typer) -> None:
    """Add the command to the program."""

    @app.command("score")
    def score(
        name: Annotated[str, typer.Argument(help="A score's public name, such as MELD_UNOS_2002.")] = "",
        pairs: Annotated[
            list[str] | None, typer.Argument(metavar="KEY=VALUE", help="Inputs, such as inr=1.58.")
        ] = None,
        *,
        as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
        batch: Annotated[Path | None, typer.Option(help="A CSV file with columns score and inputs.")] = None,
        output: Annotated[
            Path | None, typer.Option("-o", "--output", help="Where the batch's answers go.")
        ] = None,
        files: Annotated[Path | None, typer.Option(help="Where rows that name a file look besides.")] = None,
        reference: Annotated[bool, typer.Option("--reference", help="Print the page of all scores.")] = False,
    ) -> None:
        """Compute a score and explain it term by term, or answer a table of scores.

        Without a name, list the scores.
        """
        if batch is not None:
            _run_batch(batch, output, files)
        elif reference:
            from hepatica.scores.reference import reference_page

            typer.echo(reference_page(scores()), nl=False)
        elif name:
            _print_score(name, pairs or [], as_json=as_json)
        else:
            for known in scores().values():
                typer.echo(f"{known.name:<28}{known.title}")


def scores() -> Mapping[str, Score]:
    """List every score the program can compute: the clinical ones, and the intervals that vectors name as scores.

    An interval is found at any level: WILSON_CI90, JEFFREYS_CI95, CLOPPER_PEARSON_UPPER95. Listed are those at 95 %.
    """
    from hepatica.scores import SCORES

    listed = ("CLOPPER_PEARSON_CI95", "WILSON_CI95", "POISSON_EXACT_CI95")
    return _WithIntervals({**SCORES, **{name: _interval(name) for name in listed}})


class _WithIntervals(Mapping[str, "Score"]):
    """Scores by name, and an interval for every name that says a method and a level."""

    def __init__(self, listed: Mapping[str, Score]) -> None:
        self._listed = listed

    def __getitem__(self, name: str) -> Score:
        return self._listed[name] if name in self._listed else _interval(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)


INTERVALS = {
    "CLOPPER_PEARSON": ("Clopper-Pearson interval", "Clopper and Pearson 1934"),
    "WILSON": ("Wilson interval", "Wilson 1927; Newcombe 1998"),
    "JEFFREYS": ("Jeffreys interval", "Brown, Cai and DasGupta 2001"),
    "AGRESTI_COULL": ("Agresti-Coull interval", "Agresti and Coull 1998"),
    "LIKELIHOOD_RATIO": ("Likelihood-ratio interval", "Brown, Cai and DasGupta 2001"),
    "MID_P": ("Mid-p interval", "Berry and Armitage 1995"),
    "POISSON_EXACT": ("Exact interval of a rate", "Garwood 1936"),
}
ONE_SIDED = ("CLOPPER_PEARSON", "POISSON_EXACT")
_NAME = re.compile(rf"({'|'.join(INTERVALS)})_(CI|UPPER)(\d\d(?:\.\d)?)")


def _interval(name: str) -> Score:
    """Return the interval of that name as a score; KeyError where no interval has it."""
    from hepatica.scores.inputs import Quantity
    from hepatica.scores.score import Score

    found = _NAME.fullmatch(name)
    if found is None or not float(found[3]) or (found[2] == "UPPER" and found[1] not in ONE_SIDED):
        raise KeyError(name)

    def number(key: str, label: str, low: str, *, whole: bool) -> Quantity:
        most = Decimal(10**9)
        return Quantity(name=key, label=label, keys={key: ""}, low=Decimal(low), high=most, whole=whole)

    title, source = INTERVALS[found[1]]
    size = number("n", "participants", "1", whole=True)
    exposure = number("exposure", "exposure", "0.000000001", whole=False)
    per = exposure if found[1] == "POISSON_EXACT" else size
    return Score(
        name=name,
        title=title,
        version=f"{'two' if found[2] == 'CI' else 'one'}-sided {found[3]} %",
        source=source,
        required=(number("x", "events", "0", whole=True), per),
        rounding="none",
        trap="The lower limit is 0 at no event; a proportion's upper limit is 1 at all.",
        function=lambda values: _interval_of(values, per.name, found),
    )


def _interval_of(values: Values, per: str, asked: re.Match[str]) -> Outcome:
    from hepatica.scores import ScoreError
    from hepatica.scores.score import Outcome
    from hepatica.stats import intervals  # scipy takes a second to load: only when an interval is asked for

    x, of = int(values.number("x")), values.number(per)
    method = getattr(intervals, asked[1].lower())
    side = {"side": "upper"} if asked[2] == "UPPER" else {}
    try:
        answer = method(x, float(of) if per == "exposure" else int(of), level=float(asked[3]) / 100, **side)
    except ValueError as error:
        raise ScoreError(f"x and {per}: {error}", key="x") from error
    return Outcome(
        value=(answer.lower, answer.upper),
        display=f"{answer.lower:.4f} to {answer.upper:.4f}",
        flags=(f"{answer.method}, {asked[3]}% {'one' if side else 'two'}-sided",),
    )


def _fail(sentence: str) -> typer.Exit:
    typer.echo(sentence, err=True)
    return typer.Exit(1)


def _print_score(name: str, pairs: list[str], *, as_json: bool) -> None:
    from hepatica.scores import ScoreError, compute

    try:
        result = compute(name, _read_pairs(pairs), scores())
    except ScoreError as error:
        raise _fail(str(error)) from error
    typer.echo(_as_json(result) if as_json else _as_text(result))
    if result.problem:
        raise typer.Exit(1)


def _read_pairs(pairs: list[str]) -> dict[str, object]:
    from hepatica.scores import ScoreError

    inputs: dict[str, object] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise ScoreError(f"'{pair}' is not KEY=VALUE, such as inr=1.58")
        if key in inputs:
            raise ScoreError(f"{key} is given twice", key=key)
        inputs[key] = value
    return inputs


def _as_text(result: ScoreResult) -> str:
    from hepatica.scores.arithmetic import show

    if result.problem:
        return f"{result.title}: {result.problem}"
    lines = [f"{result.title}  {result.display}"]
    for part in result.parts:
        lines += [f"  {line}" for line in _as_text(part).splitlines() if not line.startswith("  *")]
    wide = max((len(term.label) for term in result.terms), default=0)
    broad = max((len(term.expression) for term in result.terms), default=0)
    for term in result.terms:
        note = f"  {term.note}" if term.note else ""
        lines.append(f"  {term.label:<{wide}}  {term.expression:<{broad}}  {show(term.value, 2):>7}{note}")
    if len(result.terms) > 1 and result.unrounded is not None:
        lines.append(f"  {'Sum':<{wide}}  {'':<{broad}}  {show(result.unrounded, 2):>7}")
    lines += [f"  * {flag}" for flag in result.flags]
    return "\n".join([*lines, f"  {result.version}. {result.source}"])


def _as_json(result: ScoreResult) -> str:
    from dataclasses import asdict

    return json.dumps(asdict(result), default=_json_value, ensure_ascii=False, indent=2)


def _json_value(value: object) -> str:
    # A decimal is printed as text: a reader of JSON would make a binary float of it.
    from hepatica.scores.batch import print_value

    return print_value(value) if isinstance(value, Decimal) else str(value)


def _run_batch(path: Path, output: Path | None, files: Path | None) -> None:
    from hepatica.cli.tissue_rows import tissue_rows
    from hepatica.scores.batch import INPUT_COLUMNS, OUTPUT_COLUMNS, run_batch

    if output is None:
        raise _fail("say where the answers go: -o OUT.csv")
    columns, rows = _read_table(path)
    absent = [column for column in INPUT_COLUMNS if column not in columns]
    if absent:
        raise _fail(f"{path.name} has no column {' and no column '.join(absent)}")
    places = [path.parent, *([files] if files else [])]
    answers = list(run_batch(rows, registry=scores(), elsewhere=tissue_rows(places)))
    kept = [column for column in columns if column not in OUTPUT_COLUMNS]
    text = io.StringIO()
    writer = csv.DictWriter(text, [*kept, *OUTPUT_COLUMNS], extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(answers)
    write_whole(output, text.getvalue())
    refused = sum(1 for answer in answers if answer["error"])
    typer.echo(f"{len(answers)} rows: {len(answers) - refused} computed, {refused} with an error")


def _read_table(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _fail(f"{path.name}:{line}: not UTF-8 text; save the table as UTF-8") from error
    except OSError as error:
        raise _fail(f"{path}: {(error.strerror or 'cannot be read').lower()}") from error
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="", strict=True)
    rows = []
    try:
        for row in reader:
            if None in row:
                raise _fail(f"{path.name}:{reader.line_num}: more cells than the header has columns")
            rows.append({key: value or "" for key, value in row.items()})
    except csv.Error as error:
        raise _fail(f"{path.name}:{reader.line_num}: {error}") from error
    return list(reader.fieldnames or ()), rows


def write_whole(output: Path, text: str) -> None:
    """Write beside the target first: a full disk leaves no half table under the name asked for."""
    partial = output.with_name(f".{output.name}.partial")
    try:
        partial.write_text(text, encoding="utf-8", newline="")
        partial.replace(output)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise _fail(f"{output}: not written, {(error.strerror or 'unknown error').lower()}") from error
