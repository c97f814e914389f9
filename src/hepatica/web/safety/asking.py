"""What a confirmation asks: the mandatory items of the adverse-event log, with what the signal says filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from hepatica.conduct.base import Entry
from hepatica.conduct.case import Case
from hepatica.conduct.plan import Plan
from hepatica.conduct.reading import Reading
from hepatica.conduct.safety import proposed_entries
from hepatica.conduct.skip import asked
from hepatica.ledger.rows import Answer, FormRow, ProposalRow
from hepatica.ledger.state import State
from hepatica.study.dates import MONTHS
from hepatica.study.form import Group, Item, ItemType
from hepatica.study.study import AE_FORM, LOG_VISIT, Study
from hepatica.web.shell.parts import Choice, DateBoxes

DATED = frozenset({ItemType.DATE, ItemType.DATETIME})
FEW = 3
"""Up to so many choices are tiles; more are a list."""
Boxes = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One question of the confirmation."""

    item: str
    label: str
    hint: str
    kind: Literal["date", "tiles", "select", "text"]
    value: str = ""
    choices: tuple[Choice, ...] = ()
    date: DateBoxes | None = None
    time: str | None = None
    refusal: str = ""

    @property
    def id(self) -> str:
        """Id of its control."""
        return f"ae-{self.item}"


def event_group(study: Study) -> Group:
    """Return the group of the log of which every row is an event."""
    return next(group for group in study.form_by_id[AE_FORM].groups if group.repeat is not None)


def begun(case: Case, proposal: ProposalRow) -> dict[str, str]:
    """Return what the boxes hold before anybody typed: what the signal itself says of the event."""
    study = case.plan.study
    boxes: dict[str, str] = {}
    said = {entry.item: entry.value or "" for entry in proposed_entries(case, proposal)}
    signal = next((s for s in study.signals if s.id == proposal.signal), None)
    coded = study.analysis.bindings.get("ae_ctcae")
    if signal and signal.ctcae and coded and coded.form == AE_FORM:
        said[coded.item] = signal.ctcae
    for item in event_group(study).items:
        if item.id in said:
            boxes |= _split(item, said[item.id])
    return boxes


def _split(item: Item, value: str) -> dict[str, str]:
    if item.type not in DATED:
        return {item.id: value}
    day, _t, time = value.partition("T")
    year, month, number = (*day.split("-"), "", "")[:3]
    named = MONTHS[int(month) - 1][:3] if month else ""
    return {
        f"{item.id}.day": number.lstrip("0"),
        f"{item.id}.month": named,
        f"{item.id}.year": year,
        f"{item.id}.time": time,
    }


def typed(item: Item, boxes: Boxes) -> str:
    """Return what the boxes of an item hold, as one text that the record reads."""
    if item.type not in DATED:
        return boxes.get(item.id, "").strip()
    day, month, year, time = (
        boxes.get(f"{item.id}.{part}", "").strip() for part in ("day", "month", "year", "time")
    )
    date = f"{day}/{month or '--'}/{year}" if day else f"{month}/{year}" if month else year
    return f"{date} {time}".strip()


def entries(study: Study, boxes: Boxes) -> tuple[Entry, ...]:
    """Return the answers that were typed."""
    found = ((item.id, typed(item, boxes)) for item in event_group(study).items)
    return tuple(Entry(item=name, value=value[:4000]) for name, value in found if value)


def wanted(plan: Plan, state: State, subject: str, boxes: Boxes) -> list[Item]:
    """Return the items to ask: mandatory ones that apply to what was answered so far, and what the signal fills in."""
    group = event_group(plan.study)
    row = FormRow(
        subject=subject,
        visit=LOG_VISIT,
        form=AE_FORM,
        answers={"1": {entry.item: Answer(value=entry.value, seq=0) for entry in entries(plan.study, boxes)}},
    )
    supposed = state.copy()
    supposed.put(row)
    reading = Reading(plan.study, supposed, subject)
    return [
        item
        for item in group.items
        if item.compute is None
        and asked(plan, reading, LOG_VISIT, AE_FORM, item.id, 1)
        and (item.required or any(name.partition(".")[0] == item.id for name, text in boxes.items() if text))
    ]


def missing(items: list[Item], boxes: Boxes) -> dict[str, str]:
    """Return a sentence for every mandatory item without an answer, by item."""
    return {
        item.id: _("%(what)s is not answered.") % {"what": str(item.label).rstrip("?")}
        for item in items
        if item.required and not typed(item, boxes)
    }


def asks(study: Study, items: list[Item], boxes: Boxes, refusals: Mapping[str, str]) -> list[Ask]:
    """Return the questions with what stands in their boxes."""
    return [_ask(study, item, boxes, refusals.get(item.id, "")) for item in items]


def _ask(study: Study, item: Item, boxes: Boxes, refusal: str) -> Ask:
    label, hint, value = str(item.label), str(item.help or ""), boxes.get(item.id, "")
    if item.type in DATED:
        day, month, year, time = (boxes.get(f"{item.id}.{p}", "") for p in ("day", "month", "year", "time"))
        date = DateBoxes(day=day, month=month, year=year)
        clock = time if item.type is ItemType.DATETIME else None
        return Ask(item=item.id, label=label, hint=hint, kind="date", date=date, time=clock, refusal=refusal)
    if item.codelist:
        codes = study.codelist_by_id[item.codelist].codes
        choices = tuple(
            Choice(value=code.code, words=str(code.label), chosen=code.code == value) for code in codes
        )
        kind: Literal["tiles", "select"] = "tiles" if len(choices) <= FEW else "select"
        return Ask(item=item.id, label=label, hint=hint, kind=kind, choices=choices, refusal=refusal)
    return Ask(item=item.id, label=label, hint=hint, kind="text", value=value, refusal=refusal)
