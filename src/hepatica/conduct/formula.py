"""A CEL expression of the study with every name resolved to the item it reads."""

from __future__ import annotations

import re
from enum import StrEnum

import msgspec

from hepatica.checks.cel import Answer, Compiled, Verdict, compile_check, evaluate
from hepatica.study.study import Study

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'')
_WORD = re.compile(r"[a-z][a-z0-9_]*")


class Scope(StrEnum):
    """Where a name looks: the same row (or the form's single items), another form, an earlier visit, the baseline."""

    ROW = "row"
    FORM = "form"
    PREVIOUS = "previous"
    BASELINE = "baseline"


class Name(msgspec.Struct, frozen=True):
    """A name of an expression and the item it reads."""

    text: str
    scope: Scope
    form: str
    item: str


class Formula(msgspec.Struct, frozen=True, kw_only=True):
    """A compiled expression of one form."""

    form: str
    names: tuple[Name, ...]
    compiled: Compiled

    def answer(self, values: dict[str, object]) -> Verdict:
        """Answer for the values of its names."""
        return evaluate(self.compiled, values)


class Unsound(ValueError):  # noqa: N818 - it is what the study is
    """Expressions of a study that do not compile; ``sentences`` names each with its place."""

    def __init__(self, sentences: tuple[str, ...]) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences


def resolve(study: Study, form: str, text: str) -> Name | None:
    """Return what a name means in an expression of ``form``: ``item``, ``form__item``, ``previous__``, ``baseline__``."""
    if "__" not in text:
        return Name(text, Scope.ROW, form, text) if study.item(form, text) else None
    prefix, item = text.split("__", 1)
    if prefix in {Scope.PREVIOUS, Scope.BASELINE}:
        return Name(text, Scope(prefix), form, item) if study.item(form, item) else None
    return Name(text, Scope.FORM, prefix, item) if study.item(prefix, item) else None


def formulate(study: Study, form: str, expression: str, place: str) -> Formula:
    """Compile an expression of a form; raises ``Unsound`` whose sentences begin with ``place``."""
    if form not in study.form_by_id:
        raise Unsound((f"{place}: there is no form '{form}'",))
    words = sorted(set(_WORD.findall(_QUOTED.sub("", expression))))
    names = {word: name for word in words if (name := resolve(study, form, word))}
    # All expressions of a form are compiled over the same items, so that they share one environment of the engine.
    own = {item.id: Name(item.id, Scope.ROW, form, item.id) for item in study.form_by_id[form].items}
    types, codes = {}, {}
    for word, name in {**own, **names}.items():
        item = study.item(name.form, name.item)
        assert item is not None
        types[word] = item.type.value
        if item.codelist:
            codes[word] = tuple(code.code for code in study.codelist_by_id[item.codelist].codes)
    try:
        compiled = compile_check(expression, types, codes=codes)
    except ValueError as error:
        raise Unsound((f"{place}: {error}",)) from error
    if isinstance(compiled, list):
        raise Unsound(tuple(f"{place}: {problem.sentence}" for problem in compiled))
    read = tuple(name for word, name in names.items() if word in compiled.reads)
    return Formula(form=form, names=read, compiled=compiled)


__all__ = ["Answer", "Formula", "Name", "Scope", "Unsound", "Verdict", "formulate", "resolve"]
