"""A study folder becomes a ``Study``, or a list of everything that is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import NoReturn, Protocol

from pydantic import ValidationError

from hepatica.study.lines import Finding, Node, Path, Problem, read
from hepatica.study.lint import lint
from hepatica.study.repair import repair
from hepatica.study.sentences import misplaced_truths, nearest, sentence, unknown_key
from hepatica.study.shape import FILE_OF, FILES, FORMS, OPTIONAL, WHOLE
from hepatica.study.study import Study
from hepatica.study.write import dump, sha256

__all__ = ["Draft", "Problem", "StudyProblems", "check", "draft", "dump", "load", "parse", "sha256"]


class Readable(Protocol):
    """The part of ``pathlib.Path`` that package resources have too."""

    @property
    def name(self) -> str: ...
    def is_dir(self) -> bool: ...
    def is_file(self) -> bool: ...
    def iterdir(self) -> Iterable[Readable]: ...
    def joinpath(self, *parts: str) -> Readable: ...
    def read_bytes(self) -> bytes: ...


class StudyProblems(ValueError):  # noqa: N818  (it carries problems, and is named so in the interface)
    """The study cannot be used; ``problems`` says why, each with its place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def _top(path: Path) -> tuple[str, int]:
    return FILE_OF.get(str(path[0]) if path else "", "study.yaml"), 1


@dataclass(slots=True)
class Draft:
    """A folder as far as it could be read.

    ``study`` is the study with its damaged parts mended or left out, good only for looking for further problems; None
    when nothing can be looked at. ``doubtful`` names the files' fields and ids about which nothing can be said.
    """

    root: Node
    problems: list[Problem] = field(default_factory=list)
    study: Study | None = None
    doubtful: set[str] = field(default_factory=set)
    top: Callable[[Path], tuple[str, int]] = _top
    """Where a problem stands whose place holds nothing."""

    def add(self, findings: Iterable[Finding]) -> None:
        """Give findings of a lint their place, leaving out those that a problem already told explains."""
        for finding in findings:
            node, reached = self.root.nearest(finding.path)
            holder = node if reached != finding.path else self.root.nearest(finding.path[:-1])[0]
            if node.mended or holder.mended or self.doubtful.intersection(finding.about):
                continue
            file, line = (node.file, node.line) if reached else self.top(finding.path)
            self.problems.append(Problem(file=file, line=line, sentence=finding.sentence))

    def report(self, path: Path, said: str) -> None:
        """Give a sentence the place of what stands nearest to ``path``."""
        node, reached = self.root.nearest(path)
        file, line = (node.file, node.line) if reached else self.top(path)
        self.problems.append(Problem(file=file, line=line, sentence=said))

    def sorted(self) -> tuple[Problem, ...]:
        """Return each problem once, in the order of files and lines."""
        return tuple(sorted(set(self.problems)))


def load(folder: FilePath | Readable) -> Study:
    """Return the study of a folder; raises ``StudyProblems`` with every problem when there is one."""
    drafted = draft(folder)
    if drafted.problems or drafted.study is None:
        raise StudyProblems(drafted.sorted())
    return drafted.study


def check(folder: FilePath | Readable) -> tuple[Problem, ...]:
    """Return every problem of a folder that can be told without compiling its expressions."""
    return draft(folder).sorted()


def parse(text: str) -> Study:
    """Return the study of a canonical text; raises ``StudyProblems`` when it is not one."""
    try:
        return Study.model_validate(json.loads(text, parse_float=_no_float))
    except ValidationError as error:
        problems = [(sentence(e, e["loc"]), e["loc"]) for e in error.errors()]
        said = [f"{'.'.join(map(str, path))}: {sentence_}" for sentence_, path in problems]
    except ValueError as error:
        said = [f"this is not the text of a study: {error}"]
    raise StudyProblems(Problem(file="study.json", line=1, sentence=s) for s in said)


def _no_float(text: str) -> NoReturn:
    raise ValueError(f"{text} is a floating-point number; decimals are written as strings")


# -- Files ----------------------------------------------------------------------------------------------------------


def draft(folder: FilePath | Readable) -> Draft:
    """Read a folder as far as possible, with all problems of writing, of shape and of cross-reference."""
    drafted = Draft(Node({}, "study.yaml", 1))
    if not folder.is_dir():
        drafted.problems.append(Problem(file=str(folder), line=1, sentence="there is no such folder"))
        return drafted
    absent = {file for file in OPTIONAL if not folder.joinpath(file).is_file()}
    for file in (file for file in FILES if file not in absent):
        _take_fields(drafted, file, _page(drafted, folder, file))
    for file, key in WHOLE.items():
        if file in absent:
            continue
        root = _page(drafted, folder, file)
        if root is None:
            drafted.doubtful.add(key)
        else:
            drafted.root.value[key] = root
    _take_forms(drafted, folder)
    _strangers(drafted, folder)
    _shape(drafted)
    if drafted.study is not None:
        drafted.add(lint(drafted.study))
    return drafted


def _page(drafted: Draft, folder: Readable, file: str) -> Node | None:
    """Return the mapping a file holds, or None with a problem."""
    content = folder.joinpath(*file.split("/"))
    if not content.is_file():
        drafted.problems.append(Problem(file=file, line=1, sentence="this file is missing"))
        return None
    page = read(file, content.read_bytes())
    drafted.problems.extend(page.problems)
    if page.root is not None and isinstance(page.root.value, dict):
        return page.root
    if page.root is not None or not page.problems:
        drafted.problems.append(Problem(file=file, line=1, sentence="the file holds no keys"))
    return None


def _take_fields(drafted: Draft, file: str, root: Node | None) -> None:
    if root is None:
        drafted.doubtful.update(FILES[file])
        return
    for key, node in root.value.items():
        elsewhere = key in FILE_OF and key not in FILES[file]
        if key in FILES[file] or (nearest(key, FILES[file]) and not elsewhere):
            drafted.root.value[key] = node  # a misspelt key is told with the others, by the models
        else:
            said = unknown_key(key, FILES[file])
            drafted.problems.append(Problem(file=file, line=node.line, sentence=said))


def _take_forms(drafted: Draft, folder: Readable) -> None:
    forms = folder.joinpath(FORMS)
    names = sorted(f.name for f in forms.iterdir() if f.name.endswith(".yaml")) if forms.is_dir() else []
    if not names:
        drafted.problems.append(
            Problem(file="forms/", line=1, sentence="there is no form: one file each, forms/ID.yaml")
        )
        drafted.doubtful.add(FORMS)
    roots = []
    for name in names:
        root = _page(drafted, folder, f"{FORMS}/{name}")
        if root is None:
            drafted.doubtful |= {FORMS, name.removesuffix(".yaml")}
            continue
        roots.append(root)
        stated, stem = root.child("id"), name.removesuffix(".yaml")
        if stated is None or stated.value == stem:
            continue
        drafted.doubtful |= {stem, str(stated.value)}
        if isinstance(stated.value, str):
            said = f"the form's id is '{stated.value}' but its file is {name}"
            drafted.problems.append(Problem(file=root.file, line=stated.line, sentence=said))
    drafted.root.value[FORMS] = Node(sorted(roots, key=_by_code), f"{FORMS}/", 1)


def _by_code(form: Node) -> tuple[tuple[int, str], ...]:
    """Sort F9 before F10."""
    code = form.child("code")
    parts = re.findall(r"\d+|\D+", str(code.value) if code else "")
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in parts)


def _strangers(drafted: Draft, folder: Readable) -> None:
    """Report files that look as if they belonged to the study, but are not read."""
    known = {*FILES, *WHOLE}
    for file in sorted(f.name for f in folder.iterdir() if f.name.endswith((".yaml", ".yml"))):
        if file not in known:
            drafted.problems.append(
                Problem(
                    file=file, line=1, sentence="no file of this name is read: is it a form, or misspelt?"
                )
            )
    forms = folder.joinpath(FORMS)
    for file in sorted(f.name for f in forms.iterdir()) if forms.is_dir() else ():
        if file.endswith(".yml"):
            drafted.problems.append(
                Problem(file=f"{FORMS}/{file}", line=1, sentence="a form's file ends in .yaml")
            )


# -- Shape ----------------------------------------------------------------------------------------------------------


def _shape(drafted: Draft) -> None:
    """Validate against the models; report everything, then mend a copy until the rest can be looked at."""
    for path, said in misplaced_truths(drafted.root):
        drafted.report(path, said)
    repaired = repair(drafted.root, Study)
    for error in repaired.errors:
        if str(error.path[0]) not in drafted.doubtful:
            drafted.report(error.path, error.sentence)
    drafted.study, drafted.root = repaired.study, repaired.root
    drafted.doubtful |= repaired.doubtful
