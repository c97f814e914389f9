"""A file ``design.yaml`` becomes a ``Design``, or a list of everything that is wrong with it, line by line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from pydantic import ValidationError

from hepatica.design.bounds import LONG, too_large
from hepatica.design.document import Design
from hepatica.design.lint import lint
from hepatica.study.lines import Node, Problem, read
from hepatica.study.load import Draft
from hepatica.study.repair import repair
from hepatica.study.sentences import misplaced_truths, sentence

MOST = 20
"""Problems of its writing that are told of a file which is not looked at more closely, since it has more, or too much in it."""


class DesignProblems(ValueError):  # noqa: N818  (it carries problems, as that of a study does)
    """The design cannot be used; ``problems`` says why, each with its place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, kw_only=True)
class Examined:
    """A design as far as it could be read, with its problems; it is good for use only where there are none."""

    design: Design | None
    problems: tuple[Problem, ...]


def load(path: Path) -> Design:
    """Return the design of a file; raises ``DesignProblems`` with every problem when there is one."""
    found = examine(path.name, content(path))
    if found.problems or found.design is None:
        raise DesignProblems(found.problems)
    return found.design


def check(path: Path) -> tuple[Problem, ...]:
    """Return every problem of a file: of its writing, its shape and its sense; none when it can be used."""
    try:
        return examine(path.name, content(path)).problems
    except DesignProblems as error:
        return error.problems


def content(path: Path) -> bytes:
    """Return what a file holds; raises ``DesignProblems`` with a sentence when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        said = "there is no such file" if isinstance(error, FileNotFoundError) else "the file cannot be read"
        raise DesignProblems([Problem(file=str(path), line=1, sentence=said)]) from error


def examine(file: str, written: bytes) -> Examined:
    """Read the text of a design as far as possible, and report everything at once; ``file`` names it in problems."""
    page = read(file, written)
    drafted = Draft(Node({}, file, 1), list(page.problems), top=lambda _: (file, 1))
    if page.root is None or not isinstance(page.root.value, dict):
        if page.root is not None or not page.problems:
            drafted.problems.append(Problem(file=file, line=1, sentence="the file holds no keys"))
        return Examined(design=None, problems=drafted.sorted())
    said = too_large(page.root)
    if not said and len(page.problems) > LONG:
        said = f"the file is written with {len(page.problems):,} faults; the first {MOST} follow"
    if said:
        return Examined(
            design=None, problems=(Problem(file=file, line=1, sentence=said), *page.problems[:MOST])
        )
    drafted.root = page.root
    for path, said in misplaced_truths(drafted.root, model=Design):
        drafted.report(path, said)
    repaired = repair(drafted.root, Design)
    for error in repaired.errors:
        drafted.report(error.path, error.sentence)
    drafted.root, drafted.doubtful = repaired.root, repaired.doubtful
    if repaired.study is not None:
        drafted.add(lint(repaired.study))
    return Examined(design=repaired.study, problems=drafted.sorted())


def parse(text: str) -> Design:
    """Return the design of a canonical text; raises ``DesignProblems`` when it is not one."""
    try:
        return Design.model_validate(json.loads(text, parse_float=_no_float))
    except ValidationError as error:
        said = [f"{'.'.join(map(str, e['loc']))}: {sentence(e, e['loc'], Design)}" for e in error.errors()]
    except ValueError as error:
        said = [f"this is not the text of a design: {error}"]
    raise DesignProblems(Problem(file="design.json", line=1, sentence=one) for one in said)


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"{text} is a floating-point number; decimals are written as strings")
