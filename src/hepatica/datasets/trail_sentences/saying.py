"""The words a sentence of the trail is made of: people, places, items and values as a reader knows them.

Nothing internal is said: an id becomes the title the protocol gives it, a code its label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hepatica.ledger.events import Event
from hepatica.ledger.product_facts import Measured
from hepatica.study.dates import NotADate, PartialDate
from hepatica.study.form import Item
from hepatica.study.study import LOG_VISIT, Study

PROGRAM = "Hepatica"
DATES = frozenset({"date", "datetime"})
NOBODY_KNOWS = "[a code]"
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_RAISED = re.compile(r"\^(\d+)")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_ISO = re.compile(r"(\d{4}(?:-(?:\d\d|UN))?(?:-(?:\d\d|UN))?)(?:T(\d\d:\d\d))?")
ROLES = {
    "cell_lab": "cell laboratory",
    "medical_monitor": "medical monitor",
    "data_manager": "data manager",
    "board": "safety board",
    "quality": "quality officer",
    "reader": "masked reader",
}


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who acted: the name they sign with, and the roles they held at that event."""

    name: str
    roles: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Name and roles: 'Lakshmi Rao (coordinator)'."""
        said = ", ".join(ROLES.get(role, role.replace("_", " ")) for role in self.roles)
        return f"{self.name} ({said})" if said else self.name


@dataclass(frozen=True, kw_only=True)
class Saying:
    """The protocol and the event that a sentence is about."""

    study: Study
    event: Event
    name_of: Mapping[str, str]
    """Sign-in → name, for people whom a fact names."""
    codes: bool = True
    """Whether the reader of the trail may know which accession code is whose."""

    def code(self, accession: str) -> str:
        """Return an accession code to those who may know whose it is."""
        return accession if self.codes else NOBODY_KNOWS

    def names(self, users: Iterable[str]) -> str:
        """Return people by name."""
        return ", ".join(self.name_of.get(user, user) for user in users)

    def visit(self, visit: str) -> str:
        """Return a visit's title, with its number where it happened more than once; '' for a log."""
        planned = self.study.visit(visit)
        if visit in {"", LOG_VISIT}:
            return ""
        return f"{planned.title} {visit.partition('.')[2]}".strip() if planned else words(visit)

    def form(self, form: str) -> str:
        """Return a form's title."""
        found = self.study.form_by_id.get(form)
        return str(found.title) if found else words(form)

    def place(self, visit: str, form: str) -> str:
        """Return a form with its visit: 'Laboratory at Month 1'."""
        said = self.visit(visit)
        if not form:
            return said or "the record"
        return f"{self.form(form)} at {said}" if said else self.form(form)

    def answer(self, visit: str, form: str, item: str, row: int) -> str:
        """Return an answer's place: 'bilirubin at Month 1', 'grade (event 2) in Adverse events'."""
        found, group = self.study.item(form, item), self.study.group_of(form, item)
        said = lowered(str(found.label)) if found else words(item)
        at = self.visit(visit)
        if group and group.repeat and (row > 1 or not at):
            said += f" ({lowered(str(group.repeat.label))} {row})"
        return f"{said} at {at}" if at else f"{said} in {self.form(form)}"

    def value(
        self, form: str, item: str, value: str | None, unit: str, state: str = "", *, bare: bool = False
    ) -> str:
        """Return a value as it reads: a code's label, a date in words, a number with its unit unless ``bare``."""
        if value is None:
            return words(state) or "nothing"
        found = self.study.item(form, item)
        if found and found.codelist and (codes := self.study.codelist_by_id.get(found.codelist)):
            return codes.label(value)
        if found and found.type.value in DATES:
            return self.when(value) or value
        said = unit_of(found, unit)
        return value if bare else quantity(value, said)

    def title(self, among: Iterable[Any], name: str) -> str:
        """Return the title that the protocol gives an id; the id as words where it is gone."""
        found = next((one for one in among if one.id == name), None)
        return str(found.title) if found is not None and hasattr(found, "title") else words(name)

    def measured(self, values: Iterable[Measured]) -> str:
        """Return measured numbers with their names: 'viable cells 146 10⁶'."""
        titles = {m.id: str(m.title) for _, step in self.study.steps.values() for m in step.measures}
        return ", ".join(
            f"{lowered(titles.get(one.name, words(one.name)))} {quantity(one.value, one.unit)}"
            for one in values
        )

    def when(self, civil: str) -> str:
        """Return a civil date or minute in words: '16 Mar 2026, 10:40'; '' for what is none."""
        found = _ISO.fullmatch(civil)
        if not found:
            return ""
        try:
            day = PartialDate.parse(found[1]).words()
        except NotADate:
            return ""
        return f"{day}, {found[2]}" if found[2] else day

    def message(self, check: str, form: str) -> str:
        """Return what a check asks; where a value stood in its words, a gap: the trail tells the value elsewhere."""
        family, _, name = check.replace(":", ".", 1).partition(".")
        item = self.study.item(form, name)
        label = lowered(str(item.label)) if item else words(name)
        if family == "plausible":
            return f"{label} is unusual"
        if family == "unasked":
            return f"{label} has an answer and is no longer asked"
        if family == "signal":
            found = next((one for one in self.study.signals if one.id == name), None)
            return f"whether this is {lowered(str(found.term)) if found else words(name)}"
        asked = next((one for one in self.study.checks if one.id == check), None)
        return _PLACEHOLDER.sub("…", str(asked.message)) if asked else words(check)


def words(name: str) -> str:
    """Return an id as words."""
    return name.replace("_", " ")


def lowered(label: str) -> str:
    """Return a label within a sentence: 'Bilirubin' as 'bilirubin', 'INR' as it is."""
    return label[:1].lower() + label[1:] if label[1:2].islower() or label[1:2] == " " else label


def power(unit: str) -> str:
    """Return a unit as it is read: 10^6/kg as 10⁶/kg."""
    return _RAISED.sub(lambda found: found[1].translate(_SUPERSCRIPT), unit)


def unit_of(item: Item | None, unit: str) -> str:
    """Return the unit of a value: its own, else the item's; '' for none."""
    said = power(unit or (item.unit if item else "") or "")
    return "" if said == "1" else said


def quantity(value: str, unit: str) -> str:
    """Return a number with its unit as it is read: '3.1 mg/dL', '50 × 10⁶', '0.8'."""
    said = "" if unit == "1" else power(unit)
    number = value.replace("-", "−") if _is_number(value) else value
    return f"{number} {'× ' if said.startswith('10') else ''}{said}".strip()


def because(reason: str) -> str:
    """Return a reason as the end of a sentence: ': typing error'; '' for none."""
    return f": {reason.strip().rstrip('.')}" if reason.strip() else ""


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).removeprefix("-").isdigit()
