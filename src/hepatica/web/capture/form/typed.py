"""What was typed and what it means: the boxes of a field, and the answer they hold.

A field's boxes are named ``form.item.row`` with a part after it: nothing (the value), ``unit``, ``state``, ``why``
(no value), ``reason`` (a change), and for dates ``day``, ``month``, ``year``, ``time``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from hepatica.conduct.commands import Entry
from hepatica.ledger.rows import Answer, FormRow
from hepatica.study.dates import MONTHS, UNKNOWN
from hepatica.study.form import Form, Item, ItemType

Parts = Mapping[str, str]
DATED = frozenset({ItemType.DATE, ItemType.DATETIME})
CLEAR = "clear"
"""The state box's way to take an answer back."""
_NOTHING = Answer(seq=0)


def name_of(form: str, item: str, row: int) -> str:
    """Return the name of a field's first box."""
    return f"{form}.{item}.{row}"


def parts_of(item: Item, answer: Answer | None) -> dict[str, str]:
    """Return what the boxes of a field say for an answer, as people type it."""
    answer = answer or _NOTHING
    parts = {"state": answer.state, "why": answer.reason if answer.state else ""}
    if len(item.all_units) > 1:
        parts["unit"] = answer.unit or item.all_units[0]
    if item.type in DATED:
        return parts | _boxes(answer.value or "", timed=item.type is ItemType.DATETIME)
    return parts | {"": answer.value or ""}


def _boxes(value: str, *, timed: bool) -> dict[str, str]:
    day_text, _, time = value.partition("T")
    year, month, day = ("" if value == UNKNOWN else day_text, "", "")
    if "-" in day_text:
        year, month, day = (*day_text.split("-"), "")[:3]
    boxes = {
        "day": day.lstrip("0"),
        "month": MONTHS[int(month) - 1][:3] if month else "",
        "year": year,
    }
    return boxes | ({"time": time} if timed else {})


def written(item: Item, parts: Parts) -> str:
    """Return the value the boxes hold, as one text for ``judge`` to read; '' when they are empty."""
    if item.type not in DATED:
        return parts.get("", "").strip()
    day, month, year, time = (parts.get(part, "").strip() for part in ("day", "month", "year", "time"))
    date = year
    if day:
        date = f"{day}/{month or '--'}/{year}"
    elif month:
        date = f"{month}/{year}"
    return f"{date} {time}".strip()


@dataclass(frozen=True, kw_only=True)
class Typed:
    """One field as it came from the browser."""

    form: str
    item: Item
    row: int
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of its first box."""
        return name_of(self.form, self.item.id, self.row)

    def entry(self, current: Answer | None) -> Entry:
        """Return the command's entry. A value typed beside a state that was there before replaces it."""
        state, text = self.parts.get("state", ""), written(self.item, self.parts)
        was = current or _NOTHING
        if state == CLEAR:
            state, text = "", ""
        elif text and state and state == was.state:
            state = ""
        unit = self.parts.get("unit", "") if text and not state else ""
        reason = self.parts.get("why" if state else "reason", "")
        return Entry(
            item=self.item.id,
            row=self.row,
            value=text or None,
            unit=unit,
            state=state if state in ("not_done", "unknown") else "",
            reason=reason,
        )

    def differs(self, seen: Answer | None) -> bool:
        """Whether the boxes say something else than they did when the page was made."""
        shown = parts_of(self.item, seen)
        return any(
            self.parts.get(part, text).replace("\r\n", "\n").strip() != text for part, text in shown.items()
        )


def read_typed(form: Form, row: FormRow, post: Mapping[str, str]) -> Iterator[Typed]:
    """Yield the fields of a form that came with a request, whatever they hold; struck-out rows are left out."""
    found: dict[tuple[str, int], dict[str, str]] = {}
    for name, text in post.items():
        place, _, rest = name.partition(".")
        item, _, tail = rest.partition(".")
        number, _, part = tail.partition(".")
        if place == form.id and number.isascii() and number.isdigit() and len(number) < 6:
            found.setdefault((item, int(number)), {})[part] = text
    items = {item.id: (group, item) for group in form.groups for item in group.items}
    for (item_id, line), parts in found.items():
        if item_id in items and f"{items[item_id][0].id}:{line}" not in row.removed:
            yield Typed(form=form.id, item=items[item_id][1], row=line, parts=parts)


def unknown_names(form: Form, post: Mapping[str, str]) -> tuple[str, ...]:
    """Return the items a request names that the form does not ask."""
    asked = {item.id for item in form.items}
    named = (name.split(".") for name in post if name.startswith(f"{form.id}.") and name.count(".") >= 2)
    return tuple(dict.fromkeys(parts[1] for parts in named if parts[1] not in asked))
