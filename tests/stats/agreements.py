"""The page of agreements: ``python -m tests.stats.agreements > docs/validation/statistics.md`` writes it anew."""

import json
from collections import Counter
from collections.abc import Iterator
from math import isfinite
from pathlib import Path

from hepatica.cli.stats import NO_SHAPE, Line, Reading

ROOT = Path(__file__).resolve().parents[2]
ORACLES = ROOT.parent / "shared" / "data" / "oracles"
ABOUT = """# Statistics against numbers made by others

Nobody on the project made the numbers on the left: they come from published tables and from the R packages that statisticians
trust, one file each, named after the package or paper. Every method recomputes them from the file's inputs and is compared
number by number. A file is recognised by what is in it, so `hepatica stats oracle DIR` does the same with any folder of such
files, and prints each number, ours, the tolerance and whether they agree.

This page is made by the tests (`python -m tests.stats.agreements > docs/validation/statistics.md`); a test holds it against
the program wherever the files lie beside the checkout. *Exact* counts whole numbers, decisions and words, which agree or do
not. *Deviation* is that of the number that uses up most of its tolerance, which stands beside it; simulated references are
compared within four of their standard errors.

The limits of a likelihood-ratio interval are compared within 1.2e-4 because the R function that printed them stops that near
to the root; that ours solve the equation is shown by
`tests/stats/test_intervals.py::test_a_likelihood_at_its_limits_is_one_chi_squared_below_the_top`.
"""
ALONE = {
    "calibration_targets_published.json": "results of published trials with their defects, which belong to the evidence table",
    "virtual_patient_baseline.json": "margins and correlations to draw virtual patients from, and no method's result",
}
HEAD = "| File | Numbers | Exact | Agree | Differ | Not compared | Deviation | Tolerance | Method |"
RULE = "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |"


def leaves(shown: str) -> list[float]:
    """Return the finite numbers in a printed value, in order."""
    try:
        value = json.loads(shown)
    except ValueError:
        return []
    found: list[float] = []
    stack = [value]
    while stack:
        one = stack.pop()
        if isinstance(one, list):
            stack.extend(one)
        elif isinstance(one, int | float) and not isinstance(one, bool) and isfinite(one):
            found.append(float(one))
    return found


def deviation(line: Line) -> float:
    """Return how far a row's numbers lie apart at most."""
    pairs = zip(leaves(line["expected"]), leaves(line["got"]), strict=False)
    return max((abs(a - b) for a, b in pairs), default=0.0)


def row(name: str, method: str, lines: list[Line]) -> str:
    """Return one file's line of the table."""
    said = Counter(line["agrees"] for line in lines)
    compared = [line for line in lines if line["agrees"]]
    near = [(deviation(line), float(line["tolerance"])) for line in compared if float(line["tolerance"])]
    worst = max(near, key=lambda one: one[0] / one[1], default=None)
    shown = ("", "") if worst is None else (f"{worst[0]:.0e}" if worst[0] else "0", f"{worst[1]:g}")
    counts = (len(lines), len(compared) - len(near), said["yes"], said["no"], said[""])
    return f"| `{name}` | {' | '.join(map(str, counts))} | {shown[0]} | {shown[1]} | {method} |"


def page(folder: Path = ORACLES) -> Iterator[str]:
    """Yield the page line by line."""
    reading = Reading(folder=folder)
    by_file: dict[str, list[Line]] = {}
    for line in reading.lines():
        by_file.setdefault(line["file"], []).append(line)
    known = {name: lines for name, lines in by_file.items() if name in reading.shapes}
    yield ABOUT
    yield HEAD
    yield RULE
    for name, lines in known.items():
        yield row(name, reading.shapes[name].method, lines)
    said = Counter(line["agrees"] for lines in known.values() for line in lines)
    yield f"\n{len(known)} files: {said['yes']} numbers agree, {said['no']} differ, {said['']} are not compared."
    yield "\n## Not compared, and why\n"
    for name, lines in known.items():
        for why, many in Counter(line["note"] for line in lines if not line["agrees"]).items():
            yield f"- `{name}`, {many}: {why}."
    for name, lines in by_file.items():
        if lines[0]["note"] == NO_SHAPE:
            yield f"- `{name}`: {ALONE.get(name, NO_SHAPE)}."
    for sentence in reading.problems:
        yield f"- {sentence}."
    tables = sorted(reading.beside)
    yield f"\nRead beside the files that use them: {', '.join(f'`{name}`' for name in tables)}."


if __name__ == "__main__":
    print("\n".join(page()))
