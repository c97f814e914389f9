"""When an item is asked, in words for a person with a pen: the plain conditions as sentences, any other as it is written."""

from __future__ import annotations

import re

from hepatica.study.form import Form
from hepatica.study.study import Study

_IS = re.compile(r"^(\w+) (==|!=) '([^']*)'$")
_ONE_OF = re.compile(r"^one_of\((\w+), \[([^\]]*)\]\)$")
_GIVEN = re.compile(r"^(known|missing)\((\w+)\)$")
_JOINT = re.compile(r"&&|\|\|")


def condition_words(study: Study, form: Form, when: str, language: str = "en") -> str:
    """Return when an item is asked: '“Who signed” is Representative'. A condition of another shape is given as written."""
    if "&&" in when and "||" in when:
        return when
    word = " and " if "&&" in when else " or "
    return word.join(_part(study, form, part.strip(), language) for part in _JOINT.split(when))


def _part(study: Study, form: Form, part: str, language: str) -> str:
    if found := _IS.match(part):
        name, sign, code = found.groups()
        is_not = "is" if sign == "==" else "is not"
        return (
            f"“{_label(study, form, name, language)}” {is_not} {_answer(study, form, name, code, language)}"
        )
    if found := _ONE_OF.match(part):
        name = found[1]
        codes = [code.strip().strip("'") for code in found[2].split(",")]
        answers = " or ".join(_answer(study, form, name, code, language) for code in codes)
        return f"“{_label(study, form, name, language)}” is {answers}"
    if found := _GIVEN.match(part):
        not_yet = "" if found[1] == "known" else "not "
        return f"“{_label(study, form, found[2], language)}” is {not_yet}answered"
    return part


def _label(study: Study, form: Form, name: str, language: str) -> str:
    item = study.item(form.id, name)
    return item.label.in_language(language).rstrip("?: ") if item else name


def _answer(study: Study, form: Form, name: str, code: str, language: str) -> str:
    item = study.item(form.id, name)
    codelist = study.codelist_by_id.get(item.codelist) if item and item.codelist else None
    return codelist.label(code, language) if codelist else code
