"""``scripts/validation-pack [-o FOLDER]``: the evidence for this commit, from a run of every test that a requirement names.

Exit 1, with a sentence for each, when a requirement of priority 1 or 2 is not shown by tests that ran and passed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from tests.validation.judge import faults, judge
from tests.validation.pack import write
from tests.validation.trace import ROOT, cited, requirements


def run(tests: list[str], results: Path, *options: str) -> dict[str, str]:
    """Run tests and return what became of each; a failing one is an outcome, not an end."""
    if not tests:
        return {}
    line = [sys.executable, "-m", "pytest", "-q", "-p", "tests.validation.recorder", *options, *tests]
    subprocess.run(line, cwd=ROOT, env=os.environ | {"HEPATICA_RESULTS": str(results)}, check=False)
    return dict(json.loads(results.read_text())) if results.exists() else {}


def main() -> int:
    """Run, judge, write."""
    asked = argparse.ArgumentParser(prog="scripts/validation-pack", description=__doc__)
    asked.add_argument("-o", "--out", type=Path, default=Path("validation-pack"))
    asked.add_argument("--results", type=Path, action="append", help="take these results; run nothing")
    given = asked.parse_args()
    named = cited()
    tests = sorted({test for ids in named.values() for test in ids})
    results: dict[str, str] = {}
    if given.results:
        for path in given.results:
            results |= json.loads(path.read_text())
    else:
        given.out.mkdir(parents=True, exist_ok=True)
        shared = ("-n", "2", "--dist", "loadfile")
        apart = [test for test in tests if test.startswith("tests/browser/")]
        rest = [test for test in tests if test not in apart]
        results |= run(rest, given.out / ".run.json", *shared, "-m", "not torture")
        results |= run(apart, given.out / ".run.json", *shared)
        (given.out / ".run.json").unlink(missing_ok=True)
    judged = judge(requirements(), named, results)
    write(given.out, judged, results)
    wrong = faults(judged)
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    shown = sum(one.shown for one in judged)
    print(
        f"{shown} of {len(judged)} requirements are shown by {len(tests)} tests. The pack is in {given.out}."
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
