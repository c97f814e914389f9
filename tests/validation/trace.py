"""Requirements and the tests that show them, by the ids of the tests: a test names its requirements in its docstring."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "docs" / "validation" / "requirements.csv"
_ID = re.compile(r"\b(?:ACC|AUD|TIM|SIG|REC|VAL|DP)-\d\d\b")


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """One row of ``docs/validation/requirements.csv``."""

    id: str
    priority: int
    requirement: str
    sources: str
    risk: str
    severity: int
    likelihood: int
    procedure: str


def requirements(path: Path = REQUIREMENTS) -> tuple[Requirement, ...]:
    """Return every requirement, in the order of the file."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(
            Requirement(
                **{
                    **row,
                    "priority": int(row["priority"]),
                    "severity": int(row["severity"]),
                    "likelihood": int(row["likelihood"]),
                }
            )
            for row in csv.DictReader(file)
        )


def cited(folder: Path = ROOT / "tests") -> dict[str, tuple[str, ...]]:
    """Return requirement → ids of the tests whose docstring names it, sorted."""
    found: dict[str, set[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        for name, text in _tests(path):
            for one in _ID.findall(text):
                found.setdefault(one, set()).add(f"{path.relative_to(folder.parent).as_posix()}::{name}")
    return {one: tuple(sorted(ids)) for one, ids in sorted(found.items())}


def _tests(path: Path) -> Iterator[tuple[str, str]]:
    source = path.read_text(encoding="utf-8")
    if not _ID.search(source):
        return
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name, ast.get_docstring(node) or ""
