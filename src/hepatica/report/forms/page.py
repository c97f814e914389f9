"""A filled form as plain data for the typesetter: rows of boxes, tables of products, boxes to tick."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from hepatica.report.forms.filled import Filled, Line, Section

Data = dict[str, Any]
COLUMNS = 12
"""Columns of the grid; a row of boxes fills them."""


def form_data(filled: Filled) -> Data:
    """Give a form as data: its sections in order, every field visible, empty ones too."""
    made = _list if filled.layout == "list" else _grid
    return {
        "title": filled.title,
        "subtitle": filled.subtitle,
        "layout": filled.layout,
        "note": filled.note,
        "foot": _foot(filled),
        "sections": [
            {
                "id": section.id,
                "number": section.id if section.id.isdecimal() else "",
                "title": section.title,
                "mandatory": section.mandatory,
                "blocks": list(made(section)),
            }
            for section in filled.sections
        ],
    }


def _foot(filled: Filled) -> str:
    """Say which fields a person typed and which mandatory ones are missing."""
    typed = f"Typed by hand: {', '.join(filled.typed)}. " if filled.typed else ""
    needed = [line for line in filled.lines if line.needed]
    given = len(needed) - len(filled.missing)
    count = f"{given} of {len(needed)} answers present that must be. " if needed else ""
    return f"{count}Filled from the study record. {typed}Causality: WHO-UMC, each suspect apart."


def _cell(line: Line) -> Data:
    return {
        "number": line.number,
        "label": line.label,
        "value": line.value,
        "source": line.source,
        "of": line.of,
        "each": line.each,
        "mandatory": line.mandatory,
        "needed": line.needed,
        "missing": line.missing,
        "later": line.later,
        "new": line.new,
        "width": line.width,
        "options": [{"label": option.label, "ticked": option.ticked} for option in line.options],
        "columns": list(line.columns),
        "rows": [list(row) for row in line.rows],
    }


def _list(section: Section) -> Iterator[Data]:
    if all(line.each == "judged" for line in section.lines):
        yield from ({**table, "type": "judged"} for table in _tables(list(section.lines)))
        return
    lines: list[Data] = []
    for of, group in groupby(section.lines, key=lambda line: line.of):
        together = list(group)
        if of and len(together) > 1:
            lines.append({"group": f"{of}  {together[0].value}"})
        lines += map(_cell, together)
    seen: set[str] = set()
    for line in lines:
        # One thing after another under the same words: the words stand once, the numerals go on.
        if line.get("each") == "others":
            line["number"] = f"{line['number']} {line['of']}".strip()
            line["label"] = "" if line["label"] in seen else line["label"]
            seen.add(line["label"])
    yield {"type": "list", "lines": lines}


def _grid(section: Section) -> Iterator[Data]:
    for kind, group in groupby(section.lines, key=_kind):
        lines = list(group)
        if kind == "cells":
            yield {"type": "cells", "rows": list(_rows(lines))}
        elif kind == "table":
            yield from _tables(lines)
        else:
            yield from _ticks(lines)


def _kind(line: Line) -> str:
    if not line.each:
        return "cells"
    return "ticks" if line.options else "table"


def _rows(lines: list[Line]) -> Iterator[list[Data]]:
    row: list[Data] = []
    for line in lines:
        if row and sum(cell["width"] for cell in row) + line.width > COLUMNS:
            yield row
            row = []
        row.append(_cell(line))
    if row:
        yield row


def _tables(lines: list[Line]) -> Iterator[Data]:
    """Give a table per list of things: a row for each, a column per field; it begins anew where the fields do."""
    for _, group in groupby(lines, key=lambda line: line.each):
        rows = [list(row) for _, row in groupby(group, key=lambda line: line.of)]
        first = rows[0]
        yield {
            "type": "table",
            "number": first[0].number,
            "columns": [
                {
                    "label": f"{line.number} {line.label}" if line.number != first[0].number else line.label,
                    "width": line.width,
                    "mandatory": line.mandatory,
                }
                for line in first
            ],
            "rows": [{"of": row[0].of, "cells": [_cell(line) for line in row]} for row in rows],
        }


def _ticks(lines: list[Line]) -> Iterator[Data]:
    for _, group in groupby(lines, key=lambda line: (line.number, line.label)):
        rows = [_cell(line) for line in group]
        yield {
            "type": "ticks",
            **{name: rows[0][name] for name in ("number", "label", "mandatory")},
            "rows": rows,
        }
