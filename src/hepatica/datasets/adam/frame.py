"""A dataset: variables with label, type, origin and source, and rows that know the events their values came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

Type = Literal["text", "integer", "number", "date", "flag"]
Origin = Literal["Collected", "Derived", "Assigned", "Protocol", "Predecessor"]
"""CDISC origins: entered at the site; computed; set by the sponsor; of the protocol; copied from another dataset."""
Value = str | int | Decimal | date | None
Events = Mapping[str, tuple[int, ...]]
"""Source → ledger events that gave it."""

_KINDS: Mapping[Type, tuple[type, ...]] = {
    "text": (str,),
    "flag": (str,),
    "integer": (int,),
    "number": (Decimal, int),
    "date": (date,),
}
_WORDS: Mapping[Type, str] = {
    "text": "a text",
    "flag": "Y or N",
    "integer": "a whole number",
    "number": "a number",
    "date": "a calendar day",
}
_CLOSER = frozenset({"flag", "number"})
"""Types whose values are looked at more closely."""
LONGEST_NAME, LONGEST_LABEL = 8, 40
"""What a transport file holds."""


@dataclass(frozen=True, kw_only=True)
class Variable:
    """One column: its CDISC name and label, and where its values come from.

    Raises ValueError for a name over 8 characters or a label over 40.
    """

    name: str
    label: str
    type: Type
    origin: Origin
    source: str
    """The item it is entered in, or the derivation in words."""
    of: tuple[str, ...] = ()
    """Variables, and named sources of the row, that its values are made from; without any, its own name is the source."""

    def __post_init__(self) -> None:
        """Refuse what no transport file can carry."""
        if not (0 < len(self.name) <= LONGEST_NAME and self.name.isascii() and self.name.isupper()):
            raise ValueError(f"{self.name!r} is no variable name: up to {LONGEST_NAME} capitals and digits")
        if not 0 < len(self.label) <= LONGEST_LABEL:
            raise ValueError(f"{self.name}: a label has up to {LONGEST_LABEL} characters: {self.label!r}")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a dataset holds, before any row: its name, keys and variables in order.

    Raises ValueError for a variable that stands twice and a key that is no variable.
    """

    name: str
    label: str
    structure: str
    """What one row is, in words."""
    keys: tuple[str, ...]
    variables: tuple[Variable, ...]

    def __post_init__(self) -> None:
        """Refuse a plan that contradicts itself."""
        names = [variable.name for variable in self.variables]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"{self.name}: the variable {twice[0]} stands twice")
        strange = [key for key in self.keys if key not in names]
        if strange:
            raise ValueError(f"{self.name}: the key {strange[0]} is no variable")

    @cached_property
    def place(self) -> dict[str, int]:
        """Variable → its column."""
        return {variable.name: n for n, variable in enumerate(self.variables)}

    @cached_property
    def columns(self) -> dict[str, tuple[int, tuple[type, ...], Type]]:
        """Variable → its column, the types its values have, and its own type."""
        return {one.name: (n, _KINDS[one.type], one.type) for n, one in enumerate(self.variables)}

    @cached_property
    def by_name(self) -> dict[str, Variable]:
        """Variables by name."""
        return {variable.name: variable for variable in self.variables}


@dataclass(frozen=True, slots=True)
class Draft:
    """A row before it is checked: values by variable, events by source, and the events of its participant."""

    values: Mapping[str, Value]
    events: Events = field(default_factory=dict)
    person: Events = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: values in the order of the variables; None where there is none."""

    values: tuple[Value, ...]
    own: Events
    person: Events
    """Sources that all rows of one participant share."""


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A plan with its checked rows."""

    plan: Plan
    rows: tuple[Row, ...]

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def value(self, row: Row, name: str) -> Value:
        """Return one value; KeyError for a variable the dataset lacks."""
        return row.values[self.plan.place[name]]

    def events(self, row: Row, name: str) -> tuple[int, ...]:
        """Return the ledger events a value was made from, in order; empty where the protocol or nobody gave it."""
        return tuple(sorted(set(self._events(row, name, frozenset()))))

    def _events(self, row: Row, name: str, seen: frozenset[str]) -> Iterator[int]:
        if name in seen:
            return
        yield from row.own.get(name, ())
        yield from row.person.get(name, ())
        variable = self.plan.by_name.get(name)
        for source in variable.of if variable else ():
            yield from self._events(row, source, seen | {name})

    def records(self) -> Iterator[dict[str, Value]]:
        """Yield each row as values by variable."""
        names = tuple(self.plan.place)
        return (dict(zip(names, row.values, strict=True)) for row in self.rows)

    def where(self, **wanted: Value) -> tuple[Row, ...]:
        """Return the rows that hold these values."""
        at = [(self.plan.place[name], value) for name, value in wanted.items()]
        return tuple(row for row in self.rows if all(row.values[n] == value for n, value in at))

    def find(self, **wanted: Value) -> Row | None:
        """Return the first row that holds these values, or None."""
        at = [(self.plan.place[name], value) for name, value in wanted.items()]
        return next((row for row in self.rows if all(row.values[n] == value for n, value in at)), None)


def build(plan: Plan, drafts: Iterable[Draft]) -> Dataset:
    """Check rows against their plan and freeze them.

    Raises ValueError, which names dataset, row and variable, for a variable the plan lacks, a value of another type, a
    key that stands twice and a key without a value.
    """
    keys = tuple(plan.place[key] for key in plan.keys)
    seen: set[tuple[Value, ...]] = set()
    rows = []
    for number, draft in enumerate(drafts, 1):
        values = _values(plan, number, draft.values)
        key = tuple(values[n] for n in keys)
        if key in seen:
            said = ", ".join(f"{name} {value}" for name, value in zip(plan.keys, key, strict=True))
            raise ValueError(f"{plan.name}, row {number}: the key {said} stands twice")
        seen.add(key)
        rows.append(Row(values, draft.events, draft.person))
    return Dataset(plan=plan, rows=tuple(rows))


def _values(plan: Plan, number: int, given: Mapping[str, Value]) -> tuple[Value, ...]:
    found: list[Value] = [None] * len(plan.variables)
    columns = plan.columns
    for name, value in given.items():
        at, kinds, kind = columns.get(name, (-1, (), "text"))
        if at < 0:
            raise ValueError(f"{plan.name}, row {number}: there is no variable {name}")
        if value is None or value == "":
            continue
        # By exact type: yes and no are no numbers, and a moment is no day.
        if type(value) not in kinds or (kind in _CLOSER and _odd(kind, value)):
            raise ValueError(f"{plan.name}, row {number}, {name}: {value!r} is not {_WORDS[kind]}")
        found[at] = value
    missing = next((key for key in plan.keys if found[plan.place[key]] is None), None)
    if missing:
        raise ValueError(f"{plan.name}, row {number}, {missing}: a key must have a value")
    return tuple(found)


def _odd(kind: Type, value: Value) -> bool:
    if kind == "flag":
        return value not in {"Y", "N"}
    return isinstance(value, Decimal) and not value.is_finite()
