"""Counts events through gates one after another, in the manner of ISHAGE: what passes a gate goes to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hepatica.tissue.fcs import NO_EXTRA, Events, FlowFile
from hepatica.tissue.fcs_spill import Spill
from hepatica.tissue.flow_problem import FlowProblem
from hepatica.tissue.template import OWN_SPILL, Logicle, Template

Mask = NDArray[np.bool_]
_WORST_CONDITION = 1e8  # half of a double's digits are left


@dataclass(frozen=True, kw_only=True)
class GateCount:
    """Events in a gate, and in the one above it; `channel`, `op` and `limit` where the gate is one limit."""

    name: str
    count: int
    of: int
    parent: str = "all events"
    channel: str = ""
    op: str = ""
    limit: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Gated:
    """Every gate's count, and which two of them make the percentage: `target` over `denominator`."""

    file: str
    """SHA-256 of the cytometry file."""
    template: str
    """SHA-256 of the template."""
    events: int
    gates: tuple[GateCount, ...]
    target_name: str
    target: int
    denominator_name: str
    denominator: int


def gate_events(file: FlowFile, template: Template) -> Gated:
    """Count the events of a file through the template's gates; raises FlowProblem naming the gate that cannot be.

    The target is the last gate. Nothing is subtracted.
    """
    counts = [int(mask.sum()) for mask in gate_masks(file, template)]
    above = [len(file.events), *counts]
    names = ["all events", *(gate.said for gate in template.gates)]
    gates = tuple(
        GateCount(
            name=gate.said,
            count=counts[n],
            of=above[n],
            parent=names[n],
            channel=gate.channel,
            op=gate.op,
            limit=gate.limit,
        )
        for n, gate in enumerate(template.gates)
    )
    return Gated(
        file=file.sha256,
        template=template.sha256,
        events=len(file.events),
        gates=gates,
        target_name=names[-1],
        target=counts[-1],
        denominator_name=template.denominator_said,
        denominator=above[template.denominator],
    )


def gate_masks(file: FlowFile, template: Template) -> tuple[Mask, ...]:
    """Say of every event whether it is in each gate and in all before it."""
    return masks_of(file, gated_values(file, template), template)


def masks_of(file: FlowFile, values: Events, template: Template) -> tuple[Mask, ...]:
    """Do the same for events already on the template's scales."""
    passed = (_passes(file, values, template, n) for n in range(len(template.gates)))
    return tuple(accumulate(passed, np.logical_and))


def gated_values(file: FlowFile, template: Template) -> Events:
    """Give the events as the template's gates see them: compensated, fluorescence on the template's scale."""
    values = compensated(file, _spill(file, template))
    return values if template.scale == "linear" else on_logicle(file, values, template.scale)


def compensated(file: FlowFile, spill: Spill | None) -> Events:
    """Undo the spillover: dyes are detectors times the inverse of the matrix; scatter and time stay as they are.

    Raises FlowProblem for a channel the file does not have and for a matrix that has no usable inverse.
    """
    if spill is None:
        return file.events
    columns = [file.column(name) for name in spill.channels]
    matrix = np.array(spill.matrix, dtype=np.float64)
    if not np.linalg.cond(matrix) < _WORST_CONDITION:
        raise FlowProblem("the spillover matrix cannot be inverted: two of its dyes cannot be told apart")
    events = file.events.copy()
    with np.errstate(all="ignore"):
        events[:, columns] = events[:, columns] @ np.linalg.inv(matrix)
    if not np.isfinite(events[:, columns]).all():
        raise FlowProblem("compensation gives values that are not numbers; the file is damaged")
    return events


def on_logicle(file: FlowFile, values: Events, scale: Logicle) -> Events:
    """Put every fluorescence channel on the logicle scale; scatter and time stay linear."""
    columns = [n for n, channel in enumerate(file.channels) if channel.kind == "fluorescence"]
    scaled = values.copy()
    for column in columns:
        scaled[:, column] = logicle(values[:, column], scale)
    return scaled


def logicle(values: Events, scale: Logicle) -> Events:
    """Put linear values on the logicle scale. Source: Moore and Parks, Cytometry A 2012;81A:273, by FlowUtils."""
    try:
        from flowutils import transforms  # comes with FlowKit, an extra
    except ImportError as error:
        raise FlowProblem(NO_EXTRA) from error
    try:
        scaled: Any = transforms.logicle(
            np.ascontiguousarray(values),
            None,
            t=float(scale.t),
            m=float(scale.m),
            w=float(scale.w),
            a=float(scale.a),
        )
    except (ValueError, RuntimeError, OverflowError) as error:
        raise FlowProblem("the logicle scale cannot be computed with these parameters") from error
    # FlowUtils answers -1 where its iteration does not end; no value of a cytometer lies there.
    if not np.isfinite(scaled).all() or (scaled == -1).any():
        raise FlowProblem("scale: some values have no place on the logicle scale with these parameters")
    return np.asarray(scaled, dtype=np.float64)


def refuse_unknown(file: FlowFile, names: Sequence[tuple[str, str]]) -> None:
    """Refuse the first channel the file does not have; each name comes with the place where it is written."""
    for place, name in names:
        try:
            file.column(name)
        except FlowProblem as problem:
            raise FlowProblem(f"{place}: {problem}") from problem


def _spill(file: FlowFile, template: Template) -> Spill | None:
    refuse_unknown(file, [(f"gates[{n}]", gate.channel) for n, gate in enumerate(template.gates, 1)])
    if template.compensation != OWN_SPILL:
        return template.compensation if isinstance(template.compensation, Spill) else None
    if file.spill is None:
        raise FlowProblem("compensation: the template asks for $SPILL and this file carries no such matrix")
    return file.spill


def _passes(file: FlowFile, values: Events, template: Template, n: int) -> Mask:
    gate = template.gates[n]
    column, limit = values[:, file.column(gate.channel)], float(gate.limit)
    return column >= limit if gate.op == ">=" else column <= limit
