"""A difference between two versions as a sentence a clinician reads: what it is about, and what it was and is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from pydantic import BaseModel

from hepatica.study.diff_fields import FIELDS, KINDS_OF_PART, SECTIONS
from hepatica.study.diff_walk import TIMING, Edit
from hepatica.study.form import Form, Group, Item
from hepatica.study.rules import Gate
from hepatica.study.schedule import ItemAddress, Visit, Window
from hepatica.study.study import Criterion, Study
from hepatica.study.text import Translated


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """What the parts and fields of a document are called, as ``diff_fields`` holds them for a study."""

    whole: str
    parts: Mapping[str, str]
    fields: Mapping[str, str]


STUDY = Vocabulary(whole="The protocol", parts=KINDS_OF_PART, fields=FIELDS)
_LANGUAGES = {"hi": "in Hindi", "te": "in Telugu"}
NOTHING = "nothing"


def section(edit: Edit) -> str:
    """Return the heading under which a difference is told."""
    if edit.path[0] == "schedule" and len(edit.path) > 1 and edit.path[1] in SECTIONS:
        return SECTIONS[edit.path[1]]
    return SECTIONS.get(edit.path[0], "The protocol")


def sentence(old: Study, new: Study, edit: Edit) -> str:
    """Return the sentence of a difference; one that is not known by name is said with its path."""
    special = next((told for asks, told in _SPECIAL if asks(edit)), None)
    said = special(old, new, edit) if special else ""
    return said or plain(edit, STUDY)


def plain(edit: Edit, known: Vocabulary) -> str:
    """Return the sentence of a difference that has none of its own: what it is about, what it was and is."""
    if edit.what in {"added", "removed"}:
        return _entry(edit, known)
    about, words = _about(edit, known), _field(edit, known)
    if edit.what == "moved":
        return f"{about}: the order of {words} changes ({_listed(edit.before)} → {_listed(edit.after)})."
    if isinstance(edit.after, bool):
        return f"{about}: {words} {value(edit.before)} → {value(edit.after)}."
    if _is_list(edit.before) and _is_list(edit.after):
        return f"{about}: {words}: {_more_and_less(edit.before, edit.after)}."
    return f"{about}: {words} {value(edit.before)} → {value(edit.after)}{_unit(edit)}."


def _entry(edit: Edit, known: Vocabulary) -> str:
    part = edit.after if edit.what == "added" else edit.before
    inside = f" in {_about(edit, known)}" if any(map(_title, edit.owners[1:])) else ""
    if not isinstance(part, BaseModel):
        words = f"{_field(edit, known)}, {edit.path[-1]}"
        return (
            f"{_about(edit, known)}: {words}: new, {value(part)}."
            if edit.what == "added"
            else f"{_about(edit, known)}: {words}: gone (was {value(part)})."
        )
    noun = known.parts.get(type(part).__name__, f"entry of {edit.field.replace('_', ' ')}")
    title = _title(part) or edit.path[-1]
    if edit.what == "added":
        return f"New {noun}{inside}: {title}."
    return f"{noun[:1].upper()}{noun[1:]} removed{inside}: {title}."


def _about(edit: Edit, known: Vocabulary = STUDY) -> str:
    """Return the part a difference lies in: 'Bilirubin (Laboratory)', 'The gate Infusion', 'Visit Month 3'."""
    owners = [one for one in edit.owners[1:] if not isinstance(one, Translated)]
    told = next((one for one in reversed(owners) if _title(one)), None)
    if told is None:
        place = next((one for one in reversed(owners) if type(one).__name__ in known.parts), None)
        return f"The {known.parts[type(place).__name__]}" if place else known.whole
    form = next((one for one in owners if isinstance(one, Form)), None)
    if isinstance(told, Item | Group) and form is not None:
        return f"{_title(told)} ({form.title})"
    noun = known.parts.get(type(told).__name__, "")
    named = f"{noun} {_title(told)}".strip()
    about = f"{named[:1].upper()}{named[1:]}"
    deeper = owners[owners.index(told) + 1 :]
    inner = " ".join(known.parts[n] for one in deeper if (n := type(one).__name__) in known.parts)
    return f"{about}, {inner}" if inner else about


def _title(part: Any) -> str:
    for name in (
        "title",
        "label",
        "term",
        "text",
        "name",
        "id",
        "code",
        "rule",
        "level",
        "test",
        "event",
        "place",
    ):
        found = getattr(part, name, None)
        if found is not None and str(found):
            extra = f" ({part.kind})" if isinstance(part, Criterion) else ""
            return f"{found}{extra}"
    return ""


def _field(edit: Edit, known: Vocabulary) -> str:
    """Return what the differing field is called; one without a name of its own is said with its path."""
    names = [step for step in edit.path if not step.isdigit()]
    owner, language = edit.owner, ""
    if isinstance(owner, Translated):
        language = _LANGUAGES.get(edit.path[-1], "")
        owner = [one for one in edit.owners if not isinstance(one, Translated)][-1]
        names = [n for n in names if n in type(owner).model_fields] or names
    field = next((n for n in reversed(names) if n in type(owner).model_fields), names[-1])
    within = [type(one).__name__ for one in edit.owners[1:]]
    keys = [f"{type(owner).__name__}.{field}", field]
    if len(edit.path) > 1:
        keys.insert(0, f"{edit.path[-2]}.{field}")
    named = next((known.fields[key] for key in keys if key in known.fields), "")
    words = named or f"{field.replace('_', ' ')} ({'.'.join(edit.path)})"
    return f"{words} {language}".strip() if within or language else words


def value(one: Any) -> str:
    """Return a value as people write it."""
    if one is None or one in ("", ()):
        return NOTHING
    return next((said(one) for kind, said in _WRITTEN if isinstance(one, kind)), str(one))


def _spelt(part: BaseModel) -> str:
    """Return what a part without a name says, field by field; where it comes from is left out."""
    fields = {name: getattr(part, name) for name in type(part).model_fields}
    said = (
        f"{name.replace('_', ' ')} {value(one)}"
        for name, one in fields.items()
        if one not in (None, "", ()) and name not in {"source", "reference"}
    )
    return f"({', '.join(said)})"


def _text(one: str) -> str:
    return one if one.replace(".", "").replace("-", "").isalnum() else f"'{one}'"


def _listed(many: tuple[Any, ...]) -> str:
    return ", ".join(map(value, many)) or NOTHING


def _is_list(one: Any) -> bool:
    return isinstance(one, tuple)


def _more_and_less(before: tuple[Any, ...], after: tuple[Any, ...]) -> str:
    more = [one for one in after if one not in before]
    less = [one for one in before if one not in after]
    if not more and not less:
        return f"{_listed(before)} → {_listed(after)}"
    said = [f"{_listed(tuple(more))} added"] * bool(more) + [f"{_listed(tuple(less))} removed"] * bool(less)
    return ", ".join(said)


def _unit(edit: Edit) -> str:
    unit = next((u for one in reversed(edit.owners) if (u := getattr(one, "unit", None))), None)
    numbers = (Decimal, int)
    isnumber = isinstance(edit.after, numbers) or isinstance(edit.before, numbers)
    holds = edit.field in {"value", "limit", "low", "high", "planned", "least", "most"}
    return f" {unit}" if unit and holds and (isnumber or edit.field in {"value", "limit"}) else ""


def _signed(day: int | None) -> str:
    return "?" if day is None else f"−{-day}" if day < 0 else str(day)


# -- What has a sentence of its own ---------------------------------------------------------------------------------


def _moves(old: Study, new: Study, edit: Edit) -> str:
    before, after = _timing(old, edit.before), _timing(new, edit.after)
    if before != after:
        return f"Visit {edit.after.title} moves from {before} to {after}."
    parts = (
        (n, getattr(edit.before, n), getattr(edit.after, n)) for n in ("day", "window", "margin", "anchor")
    )
    said = ", ".join(f"{FIELDS[f'Visit.{n}']} {value(a)} → {value(b)}" for n, a, b in parts if a != b)
    return f"Visit {edit.after.title}: {said}; its days stay as they are."


def _timing(study: Study, visit: Visit) -> str:
    try:
        day = study.day_of(visit)
    except (KeyError, ValueError):
        day = None
    anchor = next((a for a in study.schedule.anchors if a.id == visit.anchor), None)
    of = (
        ""
        if visit.anchor == study.schedule.visit_anchor
        else f" from {anchor.title if anchor else visit.anchor}"
    )
    if day is None:
        return f"no set day{of}"
    if visit.window is None:
        return f"day {_signed(day)}{f' ± {visit.margin}' if visit.margin else ''}{of}"
    before, after = day - visit.window.first, visit.window.last - day
    if before == after:
        return f"day {_signed(day)} ± {before}{of}"
    return f"day {_signed(day)} ({_signed(visit.window.first)} to {_signed(visit.window.last)}){of}"


def _visit_forms(old: Study, new: Study, edit: Edit) -> str:
    more, less = (
        [f for f in a if f not in b] for a, b in ((edit.after, edit.before), (edit.before, edit.after))
    )
    said = [f"now includes the form {_form(new, f)}" for f in more]
    said += [f"no longer includes the form {_form(old, f)}" for f in less]
    return f"Visit {edit.owner.title} {' and '.join(said)}." if said else ""  # type: ignore[attr-defined]


def _form(study: Study, name: str) -> str:
    form = study.form_by_id.get(name)
    return str(form.title) if form else name


def _gate_line(_old: Study, _new: Study, edit: Edit) -> str:
    part = edit.after or edit.before
    asks = "now also asks" if edit.what == "added" else "no longer asks"
    return f"The gate {edit.owner.title} {asks}: {part.title}."  # type: ignore[attr-defined]


def _criterion(_old: Study, _new: Study, edit: Edit) -> str:
    part = edit.after or edit.before
    if edit.what == "added":
        return f"New {part.kind} criterion: {part.text}."
    return f"{part.kind.capitalize()} criterion removed: {part.text}."


def _roles(_old: Study, _new: Study, edit: Edit) -> str:
    words = tuple(", ".join(role.replace("_", " ") for role in roles) for roles in (edit.before, edit.after))
    return f"Form {edit.owner.title} is filled by: {words[1]} (before: {words[0]})."  # type: ignore[attr-defined]


def _toggle(_old: Study, _new: Study, edit: Edit) -> str:
    on, off = _TOGGLES[edit.field]
    return f"{_about(edit)} {on if edit.after else off}."


_TOGGLES = {
    "required": ("must now be answered", "need no longer be answered"),
    "critical": ("is now a critical item", "is no longer a critical item"),
    "signed": ("must now be signed", "need no longer be signed"),
    "partial": ("may now be partly unknown", "may no longer be partly unknown"),
    "future": ("may now lie in the future", "may no longer lie in the future"),
}


def _is(field: str, owner: type[BaseModel], *whats: str) -> Callable[[Edit], bool]:
    return lambda edit: edit.field == field and isinstance(edit.owner, owner) and edit.what in whats


_SPECIAL: tuple[tuple[Callable[[Edit], bool], Callable[[Study, Study, Edit], str]], ...] = (
    (_is(TIMING, Visit, "changed"), _moves),
    (_is("forms", Visit, "changed"), _visit_forms),
    (_is("clearances", Gate, "added", "removed"), _gate_line),
    (lambda e: isinstance(e.after or e.before, Criterion) and e.what in {"added", "removed"}, _criterion),
    (_is("roles", Form, "changed"), _roles),
    (
        lambda e: e.what == "changed" and isinstance(e.owner, Form | Item) and e.field in _TOGGLES,
        _toggle,
    ),
)

_WRITTEN: tuple[tuple[type[Any], Callable[[Any], str]], ...] = (
    (bool, lambda one: "yes" if one else "no"),
    (Decimal, lambda one: format(one, "f")),
    (Translated, lambda one: f"'{one}'"),
    (Window, lambda one: f"days {_signed(one.first)} to {_signed(one.last)}"),
    (ItemAddress, lambda one: f"{one.form}.{one.item}"),
    (Enum, lambda one: str(one.value)),
    (BaseModel, lambda one: _title(one) or _spelt(one)),
    (tuple, _listed),
    (str, _text),
)
"""How a value of each kind is written; the first that fits."""
