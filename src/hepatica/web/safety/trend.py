"""The readings behind a proposal as a small picture, with the limit of the protocol drawn and named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hepatica.ledger.rows import Answer, FormRow
from hepatica.safety.signals import CompiledSignal, judge
from hepatica.study.dates import PartialDate
from hepatica.study.form import Group, ItemType
from hepatica.web.shell.geometry import Scale
from hepatica.web.shell.parts import Mark

TOP, FLOOR = 22.0, 62.0
LEFT, RIGHT = 14.0, 226.0
_TIMES = frozenset({ItemType.DATE, ItemType.DATETIME, ItemType.TIME})
_NUMBERS = frozenset({ItemType.NUMBER, ItemType.INTEGER})
_SAYS = {
    "above": gettext_lazy("above %(limit)s"),
    "below": gettext_lazy("below %(limit)s"),
    "at_least": gettext_lazy("%(limit)s or more"),
    "at_most": gettext_lazy("%(limit)s or less"),
}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One reading, in the unit of the rule."""

    row: int
    """0 for the value from before the procedure."""
    when: str
    value: str
    met: bool
    """Whether it meets the rule."""

    def at(self, *, dated: bool) -> str:
        """Say when it was taken: the time, with its day where a series spans days; the number of a row without one."""
        if not self.row:
            return _("before")
        day = PartialDate.parse(self.when[:10]) if self.when[:4].isdigit() else None
        time = self.when[11:16] if day else self.when[:5]
        if day is None or not (dated or not time):
            return time or _("reading %(n)s") % {"n": self.row}
        short = day.words().rpartition(" ")[0]
        return f"{short} {time}".strip()


@dataclass(frozen=True, kw_only=True)
class Dot:
    """A reading where it is drawn."""

    x: str
    y: str
    met: bool
    value: str
    label_y: str


@dataclass(frozen=True, kw_only=True)
class Trend:
    """Readings in the order of time, at equal distances, and the limit as a dashed line."""

    mark: Mark
    readings: tuple[Reading, ...]
    unit: str
    limit: str = ""
    limit_words: str = ""

    @property
    def _scale(self) -> Scale:
        known = [float(reading.value) for reading in self.readings]
        return Scale([*known, float(self.limit)] if self.limit else known, margin=0)

    def _y(self, value: str) -> float:
        return FLOOR - (FLOOR - TOP) * self._scale.share(float(value))

    def _x(self, n: int) -> float:
        return LEFT + (RIGHT - LEFT) * (n / (len(self.readings) - 1) if len(self.readings) > 1 else 0.5)

    @property
    def line(self) -> str:
        """Points of the line through the readings."""
        return " ".join(f"{self._x(n):.1f},{self._y(r.value):.1f}" for n, r in enumerate(self.readings))

    @property
    def dots(self) -> list[Dot]:
        """The marks; the first, the last and every reading that met the rule carry their number."""
        last = len(self.readings) - 1
        return [
            Dot(
                x=f"{self._x(n):.1f}",
                y=f"{self._y(r.value):.1f}",
                met=r.met,
                value=r.value if n in {0, last} or r.met else "",
                label_y=f"{self._y(r.value) + (17 if self._dips(n) else -9):.1f}",
            )
            for n, r in enumerate(self.readings)
        ]

    def _dips(self, n: int) -> bool:
        """Whether a reading lies below both its neighbours, where a number above it would stand in the line."""
        beside = [self.readings[k].value for k in (n - 1, n + 1) if 0 <= k < len(self.readings)]
        return len(beside) == 2 and all(Decimal(v) > Decimal(self.readings[n].value) for v in beside)

    @property
    def limit_y(self) -> str:
        """Height of the limit."""
        return f"{self._y(self.limit):.1f}"

    @property
    def ends(self) -> tuple[str, str]:
        """When the first and the last reading were taken."""
        return self._when(self.readings[0]), self._when(self.readings[-1])

    def _when(self, reading: Reading) -> str:
        days = {r.when[:10] for r in self.readings if r.row}
        return reading.at(dated=len(days) > 1)

    @property
    def words(self) -> str:
        """The same in words."""
        said = ", ".join(f"{self._when(r)} {r.value}" for r in self.readings)
        return f"{said} {self.unit}; {self.limit_words}" if self.limit else f"{said} {self.unit}"


def series(compiled: CompiledSignal, form: FormRow | None) -> tuple[Reading, ...]:
    """Return the readings of a signal's item on one form, in the order of time."""
    answers: Mapping[str, Mapping[str, Answer]] = form.answers if form else {}
    repeats = compiled.group.repeat is not None
    rows = {int(n): row for n, row in answers.items() if (n != "0") == repeats}
    found = [
        Reading(row=j.row, when=_when(compiled.group, rows[j.row]), value=value, met=j.fires)
        for j in judge(compiled, rows, answers.get("0", {}), {})
        if (value := j.readings.get(compiled.signal.at)) is not None
    ]
    return tuple(sorted(found, key=lambda r: (r.when or "~", r.row)))


def _when(group: Group, row: Mapping[str, Answer]) -> str:
    times = (row[item.id].value for item in group.items if item.type in _TIMES and item.id in row)
    return next((time for time in times if time), "")


def trend(
    compiled: CompiledSignal, form: FormRow | None, met: Mapping[int, object], before: str | None, mark: Mark
) -> Trend | None:
    """Return the picture of a signal that reads numbers; None for one that reads a finding.

    ``met`` are the rows that raised proposals (the record knows, also where a baseline was needed), ``before`` the
    value before the procedure.
    """
    signal = compiled.signal
    item = next(i for i in compiled.group.items if i.id == signal.at)
    if item.type not in _NUMBERS:
        return None
    shown = [Reading(row=r.row, when=r.when, value=r.value, met=r.row in met) for r in series(compiled, form)]
    if before is not None:
        shown.insert(0, Reading(row=0, when="", value=before, met=False))
    shown = [r for r in shown if _is_number(r.value)]
    limit = compiled.parameters[signal.threshold] if signal.threshold else ""
    if not shown:
        return None
    unit = signal.unit or item.unit or ""
    said = _limit_words(compiled, f"{limit} {unit}".strip()) if limit else ""
    return Trend(mark=mark, readings=tuple(shown), unit=unit, limit=limit, limit_words=said)


def _limit_words(compiled: CompiledSignal, limit: str) -> str:
    signal = compiled.signal
    asks = re.search(rf"\b({'|'.join(_SAYS)})\({signal.at}, {signal.threshold}\)", signal.when)
    return str(_SAYS[asks[1]] if asks else _("limit %(limit)s")) % {"limit": limit}


def _is_number(value: str) -> bool:
    try:
        return Decimal(value).is_finite()
    except InvalidOperation:
        return False


def symptoms(compiled: CompiledSignal, form: FormRow | None, row: int) -> Iterator[tuple[str, str, str]]:
    """Yield (item, value, unit) of what else was written in the row that raised a proposal."""
    for item in compiled.group.items:
        answer = form.answer(item.id, row) if form else None
        told = item.codelist or item.type in _NUMBERS
        if answer and answer.value and told and item.id not in compiled.reads_form:
            yield item.id, answer.value, answer.unit
