"""Rules of lint that many parts share: a name exists, an address is an item's, a template names what is there."""

from __future__ import annotations

import string
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from hepatica.study.form import ItemType
from hepatica.study.lines import Finding, Path
from hepatica.study.schedule import ItemAddress
from hepatica.study.sentences import nearest
from hepatica.study.study import Study

MOMENTS = frozenset({ItemType.DATE, ItemType.DATETIME})
NUMBERS = frozenset({ItemType.NUMBER, ItemType.INTEGER})


def reference(noun: str, name: str, known: tuple[str, ...], path: Path, *about: str) -> Iterator[Finding]:
    """Yield a finding when a name is not among those that exist."""
    if name not in known:
        yield Finding(path, f"there is no {noun} '{name}'{nearest(name, known)}", (*about, name))


def item_exists(study: Study, address: ItemAddress, path: Path) -> Iterator[Finding]:
    """Yield a finding when a form, or the item on it, does not exist."""
    if address.form not in study.form_by_id:
        yield from reference("form", address.form, tuple(study.form_by_id), (*path, "form"), "forms")
    elif study.item(address.form, address.item) is None:
        asked = tuple(item.id for item in study.form_by_id[address.form].items)
        said = f"the form '{address.form}' asks no item '{address.item}'{nearest(address.item, asked)}"
        yield Finding((*path, "item"), said, ("forms", address.item))


def date_item(study: Study, address: ItemAddress, path: Path) -> Iterator[Finding]:
    """Yield a finding when the address is not that of a date."""
    yield from _item_of(study, address, MOMENTS, "date", path)


def number_item(study: Study, address: ItemAddress, path: Path) -> Iterator[Finding]:
    """Yield a finding when the address is not that of a number."""
    yield from _item_of(study, address, NUMBERS, "number", path)


def _item_of(
    study: Study, address: ItemAddress, types: frozenset[ItemType], noun: str, path: Path
) -> Iterator[Finding]:
    yield from item_exists(study, address, path)
    item = study.item(address.form, address.item)
    if item is not None and item.type not in types:
        said = f"'{address.form}.{address.item}' is a {item.type}, and a {noun} is needed here"
        yield Finding((*path, "item"), said, (address.item,))


def template(text: str, known: tuple[str, ...], path: Path, *about: str) -> Iterator[Finding]:
    """Yield a finding for each ``{name}`` in a text that nothing fills in."""
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        yield Finding(path, "a curly brace is opened or closed alone; write {{ or }} for the sign itself")
        return
    for name in names:
        if name not in known:
            hint = nearest(name, known) or f"; known are {', '.join(known)}"
            yield Finding(path, f"nothing fills in {{{name}}}{hint}", (*about, name))


def is_number(text: str) -> bool:
    """Return whether a text is a finite decimal number."""
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False
