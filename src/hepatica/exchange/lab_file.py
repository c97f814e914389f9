"""Laboratory values as hospitals send them: a CSV file and a map become answers, every row accounted for."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hepatica.exchange.lab_map import Column, Fixed, LabMap, MapError

_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T](\d{1,2}:\d{2}))?")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One answer a row gives."""

    form: str
    item: str
    row: int | None
    value: str | None
    unit: str = ""
    state: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class LabRow:
    """One row of the file, with line number as an editor shows it."""

    line: int
    participant: str
    """Number, or '' when the row becomes a new participant."""
    readings: tuple[Reading, ...] = ()
    problems: tuple[str, ...] = ()
    cells: dict[str, str] = field(default_factory=dict)


def read_rows(data: bytes, lab_map: LabMap) -> tuple[LabRow, ...]:
    """Return one LabRow per line of data; MapError when the file as a whole cannot be read."""
    reader = csv.DictReader(
        io.StringIO(_decoded(data, lab_map.encoding), newline=""), delimiter=lab_map.delimiter
    )
    header = [name.strip() for name in reader.fieldnames or ()]
    if not header:
        raise MapError("The file is empty: there is no line of column names.")
    reader.fieldnames = header
    _known_columns(header, lab_map)
    return tuple(_row(reader.line_num, cells, lab_map) for cells in _lines(reader))


def _lines(reader: csv.DictReader[str]) -> Iterator[dict[str, str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise MapError(f"line {reader.line_num}: not CSV: {error}.") from error


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode("utf-8-sig" if encoding.lower() in {"utf-8", "utf8"} else encoding)
    except LookupError:
        raise MapError(f"map: there is no encoding called '{encoding}'.") from None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise MapError(
            f"line {line}: byte 0x{data[error.start]:02X} is not {encoding}. Nothing was imported. "
            "If the file comes from a spreadsheet on Windows, write 'encoding: cp1252' in the map."
        ) from None


def _known_columns(header: list[str], lab_map: LabMap) -> None:
    expected = set(lab_map.columns) | {c.unit_column for c in lab_map.columns.values() if c.unit_column}
    expected |= {c.column for c in lab_map.compare}
    if lab_map.participant.column:
        expected.add(lab_map.participant.column)
    problems = [
        f"The map names column '{name}', which the file lacks." for name in sorted(expected - set(header))
    ]
    unknown = [name for name in header if name not in expected and name not in lab_map.ignore]
    problems += [
        f"The file's column '{name}' is not in the map: map it, or name it under 'ignore'."
        for name in unknown
    ]
    doubled = sorted({name for name in header if header.count(name) > 1})
    problems += [f"The file has two columns called '{name}'." for name in doubled]
    if problems:
        raise MapError("\n".join(problems))


def _row(line: int, cells: dict[str, str], lab_map: LabMap) -> LabRow:
    cells = {name: (value or "").strip() for name, value in cells.items() if isinstance(name, str)}
    problems: list[str] = []
    readings = [_fixed(f, lab_map) for f in lab_map.fixed]
    for name, column in lab_map.columns.items():
        text = cells.get(name, "")
        if not text:
            continue
        value = column.codes.get(text, None if column.codes else text)
        if value is None:
            problems.append(
                f"line {line}: {name}: '{text}' is not in the map's codes ({', '.join(column.codes)})."
            )
            continue
        readings.append(_reading(column, value, cells, lab_map))
    participant = _participant(cells, lab_map)
    if participant is None:
        problems.append(f"line {line}: no participant number in column '{lab_map.participant.column}'.")
    return LabRow(
        line=line,
        participant=participant or "",
        readings=tuple(readings),
        problems=tuple(problems),
        cells=cells,
    )


def _reading(column: Column, value: str, cells: dict[str, str], lab_map: LabMap) -> Reading:
    unit = cells.get(column.unit_column, "") if column.unit_column else column.unit
    row = lab_map.row if column.row is None else column.row
    if column.day_first is not None:
        value = _iso(value, day_first=column.day_first)
    return Reading(form=column.form, item=column.item, row=row, value=value, unit=unit, reason=lab_map.reason)


def _iso(text: str, *, day_first: bool) -> str:
    """Return a slashed date in ISO order; anything else as it stands, for the item to judge."""
    found = _SLASHED.fullmatch(text)
    if found is None:
        return text
    first, second, year, minute = found.groups()
    day, month = (first, second) if day_first else (second, first)
    return f"{year}-{int(month):02}-{int(day):02}" + (f"T{minute:0>5}" if minute else "")


def _fixed(fixed: Fixed, lab_map: LabMap) -> Reading:
    row = lab_map.row if fixed.row is None else fixed.row
    reason = fixed.reason or lab_map.reason
    return Reading(
        form=fixed.form, item=fixed.item, row=row, value=fixed.value, state=fixed.state, reason=reason
    )


def _participant(cells: dict[str, str], lab_map: LabMap) -> str | None:
    who = lab_map.participant
    if who.column is None:
        return ""
    text = cells.get(who.column, "")
    return (who.pattern or "{}").format(text) if text else None
