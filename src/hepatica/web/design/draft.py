"""A design as it stands in a form: its text, what is wrong with it and where, and the numbers that are asked for.

Nothing that was typed is ever thrown away: a number that cannot be stays in its box and in the text, with its sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from pydantic import ValidationError

from hepatica.design.document import Design
from hepatica.design.load import Examined, examine
from hepatica.study.lines import Node, Path, Problem, read
from hepatica.web.design.numbers import Group, Number, groups, valued, written
from hepatica.web.design.rewriting import rewritten

FILE = "design.yaml"
MOST = 200_000
"""Characters of a design's text."""


@dataclass(frozen=True, kw_only=True)
class Box:
    """One number as its box shows it: what stands there, what is wrong with it, and whether it must be drawn anew."""

    number: Number
    typed: str
    refusal: str = ""
    problem: str = ""
    """The same in the words of the file: by its key."""
    anew: bool = False
    """Whether the text says another number than was typed here."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A part of the design with its boxes."""

    group: Group
    boxes: tuple[Box, ...]

    @property
    def refused(self) -> bool:
        """Whether a number of it cannot be."""
        return any(box.refusal for box in self.boxes)


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A text, the design it holds where it can be used, and the boxes of its form."""

    text: str
    design: Design | None
    """The design, good for use."""
    supposed: Design | None
    """The design as it is written, whatever does not fit together in it: so far as it can be answered, it is."""
    problems: tuple[Problem, ...]
    asked: tuple[Asked, ...]
    retyped: bool = False
    """Whether numbers that were typed into boxes changed the text."""

    @property
    def elsewhere(self) -> tuple[Problem, ...]:
        """Problems that stand at no box."""
        told = {box.problem for one in self.asked for box in one.boxes}
        return tuple(problem for problem in self.problems if problem.sentence not in told)


@lru_cache(maxsize=64)
def examined(text: str) -> Examined:
    """Examine a text, the same one once in a process; one too long is not read at all."""
    if len(text) > MOST:
        said = f"a design of {len(text):,} characters is none: at most {MOST:,}"
        return Examined(design=None, problems=(Problem(file=FILE, line=1, sentence=said),))
    return examine(FILE, text.encode())


def _root(text: str) -> Node | None:
    """Return the tree of a text; None where it has none, or is too long to look."""
    return None if len(text) > MOST else read(FILE, text.encode()).root


@lru_cache(maxsize=64)
def supposed(text: str) -> Design | None:
    """Return the design of a text as it is written, though its parts may not fit; None where its shape is not one."""
    root = _root(text)
    if root is None:
        return None
    try:
        return Design.model_validate(root.plain())
    except ValidationError:
        return None


def begun(text: str, fallback: Design | None = None) -> Draft:
    """Return a text as a draft; one that cannot be read asks for the numbers of ``fallback``."""
    return _drafted(text, {}, fallback, retyped=False)


def changed(posted: Mapping[str, str], fallback: Design | None = None) -> Draft:
    """Return what was sent: the text, with the numbers that were typed over it.

    A box whose number is still what it was drawn with leaves to the text what the text says.
    """
    text = posted.get("text", "").replace("\r\n", "\n")
    typed = _typed(posted, text, fallback)
    if not typed:
        return _drafted(text, _boxes(posted), fallback, retyped=False)
    try:
        written_anew = rewritten(text, typed)
    except ValueError as error:
        kept = _drafted(text, _boxes(posted), fallback, retyped=False, apart=True)
        said = Problem(file=FILE, line=1, sentence=str(error))
        return replace(kept, design=None, problems=(*kept.problems, said))
    return _drafted(written_anew, _boxes(posted), fallback, retyped=True)


def _boxes(posted: Mapping[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in posted.items() if name.startswith("n.")}


def _typed(posted: Mapping[str, str], text: str, fallback: Design | None) -> dict[Path, str]:
    """Return the numbers that were typed and are not yet in the text, by place."""
    root, design = _root(text), examined(text).design or fallback
    if root is None or design is None:
        return {}
    found = {}
    for group in groups(design):
        for one in group.numbers:
            value = posted.get(one.name, "").strip()
            if one.name in posted and value not in {posted.get(one.was, "").strip(), written(root, one.path)}:
                found[one.path] = value
    return found


def _drafted(
    text: str, boxes: Mapping[str, str], fallback: Design | None, *, retyped: bool, apart: bool = False
) -> Draft:
    """Return the draft of a text; where text and boxes cannot be brought together (``apart``), the boxes stay as typed."""
    seen, root = examined(text), None if apart else _root(text)
    design = seen.design or fallback
    found = () if design is None else groups(design)
    asked = tuple(
        Asked(group=group, boxes=tuple(_box(one, boxes, seen, root) for one in group.numbers))
        for group in (valued(found, root) if root is not None else found)
    )
    return Draft(
        text=text,
        design=None if seen.problems else seen.design,
        supposed=supposed(text),
        problems=seen.problems,
        asked=asked,
        retyped=retyped,
    )


def _box(number: Number, boxes: Mapping[str, str], seen: Examined, root: Node | None) -> Box:
    typed = boxes.get(number.name, number.value)
    if root is None:
        return Box(number=number, typed=typed)
    node, reached = root.nearest(number.path)
    sentences = [one.sentence for one in seen.problems if one.line == node.line and reached == number.path]
    if reached != number.path:  # the key is gone: what misses it says its name
        sentences = [one.sentence for one in seen.problems if f"'{number.path[-1]}'" in one.sentence]
    said = " ".join(sentences[:1])
    return Box(
        number=number,
        typed=number.value,
        refusal=said.replace(f"'{number.path[-1]}'", f"“{number.label}”"),
        problem=said,
        anew=typed != number.value,
    )
