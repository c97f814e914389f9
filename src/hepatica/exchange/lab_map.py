"""How a hospital's laboratory file maps onto the study's forms: the map is data, its assumptions are declared."""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from hepatica.study.study import Study
from hepatica.study.text import Frozen


class MapError(ValueError):
    """The map cannot be used; each line is a sentence."""


class Participant(Frozen):
    """Where the participant number comes from."""

    column: str | None = None
    """Column that holds the number."""
    pattern: str | None = None
    """How the column's text becomes a number, e.g. ``01-{:>03}``."""
    screen: str | None = None
    """Site at which each row becomes a new participant, given the next number."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.column is None) == (self.screen is None):
            raise ValueError("participant needs either 'column' or 'screen'")
        return self


class Column(Frozen):
    """One column and the item it answers."""

    form: str
    item: str
    row: int | None = None
    """Row of a repeating group; defaults to the map's ``row``."""
    unit: str = ""
    unit_column: str | None = None
    """Column that names the unit of this row's value."""
    codes: dict[str, str] = {}
    """The file's words → the study's codes."""
    assume: str = ""
    """An assumption the mapping makes; printed with every import."""
    day_first: bool | None = None
    """For a date: whether 03/04/2026 is 3 April."""


class Comparison(Frozen):
    """A published or hospital score to lay beside the computed one."""

    column: str
    score: str
    within: str = "0"


class LabMap(Frozen):
    """The whole map."""

    encoding: str = "utf-8"
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    participant: Participant
    visit: str
    """Visit occurrence the values belong to."""
    row: int = 1
    """Row (draw) of repeating groups."""
    reason: str = ""
    """Reason for change, where a stored value is replaced after completion."""
    columns: dict[str, Column]
    fixed: tuple[Fixed, ...] = ()
    ignore: tuple[str, ...] = ()
    """Columns knowingly left out; any other unknown column is a problem."""
    compare: tuple[Comparison, ...] = ()


class Fixed(Frozen):
    """An answer every row gets (the laboratory, the date of a publication)."""

    form: str
    item: str
    value: str | None = None
    state: str = ""
    reason: str = ""
    row: int | None = None
    assume: str = ""


LabMap.model_rebuild()


def read_map(text: str) -> LabMap:
    """Return the map of a YAML text; MapError names every problem."""
    yaml = YAML(typ="base", pure=True)
    try:
        loaded: Any = yaml.load(text)
    except YAMLError as error:
        raise MapError(f"The map is not YAML: {' '.join(str(error).split())}") from error
    try:
        return LabMap.model_validate(_numbers(loaded))
    except ValidationError as error:
        lines = (f"map: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise MapError("\n".join(lines)) from error


def _numbers(loaded: Any) -> Any:
    # The base loader keeps every scalar as text, so that 'No' stays a word and 1.0 keeps its digits.
    if isinstance(loaded, dict):
        return {
            k: ({"true": True, "false": False}.get(v, v) if isinstance(v, str) else _numbers(v))
            for k, v in loaded.items()
        }
    return [_numbers(v) for v in loaded] if isinstance(loaded, list) else loaded


def check_map(lab_map: LabMap, study: Study) -> tuple[str, ...]:
    """Return a sentence for each form, item, code or visit the map names and the study lacks."""
    problems = [] if study.visit(lab_map.visit) else [f"map: the study has no visit '{lab_map.visit}'."]
    named = [(f"columns.{name}", c.form, c.item) for name, c in lab_map.columns.items()]
    named += [(f"fixed.{n}", f.form, f.item) for n, f in enumerate(lab_map.fixed, 1)]
    for place, form, item in named:
        if study.item(form, item) is None:
            problems.append(f"map: {place}: the study has no item '{item}' on form '{form}'.")
    for name, column in lab_map.columns.items():
        found = study.item(column.form, column.item)
        if found is None or found.codelist is None:
            continue
        known = {code.code for code in study.codelist_by_id[found.codelist].codes}
        problems += [
            f"map: columns.{name}: '{code}' is not in the list {found.codelist}."
            for code in column.codes.values()
            if code not in known
        ]
    return tuple(problems)


def assumptions(lab_map: LabMap) -> tuple[str, ...]:
    """Return every assumption the map declares, with its column."""
    by_column = [f"{name}: {c.assume}" for name, c in lab_map.columns.items() if c.assume]
    return tuple(by_column + [f"{f.item}: {f.assume}" for f in lab_map.fixed if f.assume])
