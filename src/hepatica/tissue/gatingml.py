"""Reads Gating-ML 2.0 through FlowKit: rectangles, polygons and Boolean gates, counted as a template's gates are.

In Gating-ML a rectangle holds its lower limit and not its upper one; a template's limits are both inclusive. Each
dimension says itself by which matrix it is compensated and on which scale it is. Source: Gating-ML 2.0, ISAC.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from math import isnan
from typing import Any, Literal, cast

import numpy as np

from hepatica.tissue.fcs import NO_EXTRA, Events, FlowFile
from hepatica.tissue.fcs_spill import Spill
from hepatica.tissue.flow_problem import FlowProblem
from hepatica.tissue.gating import GateCount, Gated, Mask, compensated

MOST_BYTES = 2 * 2**20
MOST_GATES = 200
MOST_CORNERS = 1000
ROOT = "all events"
Scale = Callable[[Events], Events]


@dataclass(frozen=True, kw_only=True)
class Dimension:
    """A channel as one gate sees it. `scale` brings linear values to the scale its limits are on."""

    channel: str
    spill: Literal["FCS"] | Spill | None
    scale: Scale | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class Shape:
    """A rectangle (limits in its dimensions) or, with `corners`, a polygon."""

    name: str
    parent: str
    dimensions: tuple[Dimension, ...]
    corners: tuple[tuple[float, float], ...] = ()
    outside: bool = False


@dataclass(frozen=True, kw_only=True)
class Combined:
    """A Boolean gate: and, or, or not of others, each as it is or as its complement."""

    name: str
    parent: str
    how: Literal["and", "or", "not"]
    parts: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, kw_only=True)
class Strategy:
    """The gates of one Gating-ML file, every gate after those it stands on, and the hash of the file's bytes."""

    sha256: str
    gates: tuple[Shape | Combined, ...]


def read_gatingml(xml: bytes) -> Strategy:
    """Read a Gating-ML 2.0 file; raises FlowProblem naming the gate that this program does not count."""
    if len(xml) > MOST_BYTES:
        raise FlowProblem(f"this Gating-ML file has more than {MOST_BYTES // 2**20} MB")
    clean = _without_entities(xml)
    try:
        import flowkit  # an extra, and slow to load
    except ImportError as error:
        raise FlowProblem(NO_EXTRA) from error
    try:
        read = flowkit.parse_gating_xml(BytesIO(clean))
        found = [(read.get_gate(name, path), path) for name, path in read.get_gate_ids()]
    except Exception as error:  # of a damaged file: lookups, graph errors, conversions
        said = str(error).splitlines()[0][:160] if str(error) else "it is damaged"
        raise FlowProblem(f"this is not a Gating-ML 2.0 file that can be read: {said}") from error
    if not 1 <= len(found) <= MOST_GATES:
        raise FlowProblem(f"this Gating-ML file has {len(found)} gates; 1 to {MOST_GATES} are read")
    gates = {gate.gate_name: _gate(read, gate, path) for gate, path in found}
    return Strategy(sha256=sha256(xml).hexdigest(), gates=tuple(_ordered(gates)))


def gate_by(file: FlowFile, strategy: Strategy, *, target: str = "", denominator: str = "") -> Gated:
    """Count the events of a file through every gate of a Gating-ML file.

    `target` and `denominator` are gates' names; without, the one gate nothing stands on, over all events. Raises
    FlowProblem.
    """
    over, aim = denominator or ROOT, target or _only_leaf(strategy)
    masks = gatingml_masks(file, strategy)
    counts = {ROOT: len(file.events)} | {name: int(mask.sum()) for name, mask in masks.items()}
    for name in (over, aim):
        if name not in counts:
            raise FlowProblem(f"there is no gate '{name}'; there are {', '.join(list(counts)[1:])}")
    if over != ROOT and (masks[aim] & ~masks[over]).any():
        raise FlowProblem(f"'{aim}' holds events that are not in '{over}', so their ratio is no percentage")
    return Gated(
        file=file.sha256,
        template=strategy.sha256,
        events=len(file.events),
        gates=tuple(
            GateCount(name=gate.name, count=counts[gate.name], of=counts[gate.parent], parent=gate.parent)
            for gate in strategy.gates
        ),
        target_name=aim,
        target=counts[aim],
        denominator_name=over,
        denominator=counts[over],
    )


def gatingml_masks(file: FlowFile, strategy: Strategy) -> dict[str, Mask]:
    """Say of every event whether it is in each gate and in all it stands on."""
    masks: dict[str, Mask] = {}
    for gate in strategy.gates:
        inside = _combined(gate, masks) if isinstance(gate, Combined) else _inside(file, gate)
        masks[gate.name] = inside & masks[gate.parent] if gate.parent != ROOT else inside
    return masks


def seen_by(file: FlowFile, gate: Shape, dimension: Dimension) -> Events:
    """Give a channel's events as one gate sees them; raises FlowProblem naming the gate."""
    place, spill = f"gate '{gate.name}'", dimension.spill
    if spill == "FCS" and file.spill is None:
        raise FlowProblem(f"{place}: asks for the file's own compensation and the file carries none")
    try:
        values = compensated(file, file.spill if spill == "FCS" else spill)[:, file.column(dimension.channel)]
    except FlowProblem as problem:
        raise FlowProblem(f"{place}: {problem}") from problem
    if dimension.scale is not None:
        with np.errstate(all="ignore"):
            values = np.asarray(dimension.scale(np.ascontiguousarray(values)), dtype=np.float64)
    if np.isnan(values).any():
        raise FlowProblem(f"{place}: its scale has no value for some events of '{dimension.channel}'")
    return values


def _only_leaf(strategy: Strategy) -> str:
    below = set().union(*map(_stands_on, strategy.gates))
    leaves = [gate.name for gate in strategy.gates if gate.name not in below]
    if len(leaves) != 1:
        raise FlowProblem(f"say which gate is the target: {', '.join(leaves)}")
    return leaves[0]


def _inside(file: FlowFile, gate: Shape) -> Mask:
    values = [seen_by(file, gate, dimension) for dimension in gate.dimensions]
    if gate.corners:
        from flowutils import gating

        inside = np.asarray(
            gating.points_in_polygon(np.array(gate.corners), np.column_stack(values)), dtype=bool
        )
    else:
        inside = np.ones(len(file.events), dtype=bool)
        for column, dimension in zip(values, gate.dimensions, strict=True):
            if dimension.low is not None:
                inside &= column >= dimension.low
            if dimension.high is not None:
                inside &= column < dimension.high
    return ~inside if gate.outside else inside


def _combined(gate: Combined, masks: Mapping[str, Mask]) -> Mask:
    parts = [~masks[name] if complement else masks[name] for name, complement in gate.parts]
    if gate.how == "not":
        return ~parts[0]
    both = np.logical_and if gate.how == "and" else np.logical_or
    return cast("Mask", both.reduce(parts))


def _ordered(gates: Mapping[str, Shape | Combined]) -> list[Shape | Combined]:
    """Put every gate after its parent and its parts, otherwise in the order of the file."""
    done: dict[str, Shape | Combined] = {}
    while len(done) < len(gates):
        ready = [
            gate for name, gate in gates.items() if name not in done and _stands_on(gate) <= {ROOT, *done}
        ]
        if not ready:
            raise FlowProblem("the gates of this Gating-ML file stand on each other in a circle")
        done |= {gate.name: gate for gate in ready}
    return list(done.values())


def _stands_on(gate: Shape | Combined) -> set[str]:
    return {gate.parent} | ({name for name, _ in gate.parts} if isinstance(gate, Combined) else set())


def _gate(read: Any, gate: Any, path: tuple[str, ...]) -> Shape | Combined:
    name, parent = gate.gate_name, ROOT if path[-1] == "root" else path[-1]
    place = f"gate '{name}'"
    match gate.gate_type:
        case "BooleanGate":
            parts = tuple((part["ref"], bool(part["complement"])) for part in gate.gate_refs)
            if gate.type == "not" and len(parts) != 1:
                raise FlowProblem(f"{place}: 'not' takes one gate, and {len(parts)} are named")
            return Combined(name=name, parent=parent, how=gate.type, parts=parts)
        case "RectangleGate" | "PolygonGate":
            corners = _corners(gate, place) if gate.gate_type == "PolygonGate" else ()
            dimensions = tuple(_dimension(read, one, place) for one in gate.dimensions)
            return Shape(
                name=name, parent=parent, dimensions=dimensions, corners=corners, outside=gate.use_complement
            )
        case kind:
            raise FlowProblem(
                f"{place}: a {kind} is not counted; draw a rectangle, a polygon or a Boolean gate"
            )


def _corners(gate: Any, place: str) -> tuple[tuple[float, float], ...]:
    corners = tuple((float(x), float(y)) for x, y in gate.vertices)
    if len(gate.dimensions) != 2 or not 3 <= len(corners) <= MOST_CORNERS:
        raise FlowProblem(f"{place}: a polygon lies in 2 dimensions and has 3 to {MOST_CORNERS} corners")
    if not np.isfinite(corners).all():
        raise FlowProblem(f"{place}: a corner is not a number")
    return corners


def _dimension(read: Any, told: Any, place: str) -> Dimension:
    if not hasattr(told, "id"):
        raise FlowProblem(f"{place}: a ratio of channels is not counted; gate on the channels themselves")
    spill, channel = _matrix(read, told.compensation_ref, told.id, place)
    scale: Scale | None = None
    if told.transformation_ref is not None:
        known = read.transformations.get(told.transformation_ref)
        if known is None:
            raise FlowProblem(f"{place}: the scale '{told.transformation_ref}' is not defined in the file")
        scale = _complete(known)
    if any(limit is not None and isnan(limit) for limit in (told.min, told.max)):
        raise FlowProblem(f"{place}: a limit is not a number")
    return Dimension(channel=channel, spill=spill, scale=scale, low=told.min, high=told.max)


def _complete(known: Any) -> Scale:
    """Give the scale with its gaps marked: where its iteration does not end, FlowUtils answers -1."""
    if type(known).__name__ not in ("LogicleTransform", "HyperlogTransform"):
        return cast("Scale", known.apply)

    def scale(values: Events) -> Events:
        scaled = np.asarray(known.apply(values), dtype=np.float64)
        return np.where(scaled == -1, np.nan, scaled)

    return scale


def _matrix(
    read: Any, reference: str | None, channel: str, place: str
) -> tuple[Literal["FCS"] | Spill | None, str]:
    """Find the matrix of a dimension; a dye's name stands for the detector beside it in the matrix."""
    if reference in (None, "uncompensated"):
        return None, channel
    if reference == "FCS":
        return "FCS", channel
    known = read.comp_matrices.get(reference)
    if known is None:
        raise FlowProblem(f"{place}: the matrix '{reference}' is not defined in the file")
    detectors, dyes = list(known.detectors), list(known.fluorochromes)
    rows = tuple(tuple(float(value) for value in row) for row in known.matrix)
    found = detectors[dyes.index(channel)] if channel in dyes and len(dyes) == len(detectors) else channel
    return Spill(channels=tuple(detectors), matrix=rows), found


def _without_entities(xml: bytes) -> bytes:
    """Parse once with a parser that fetches and expands nothing, and write the tree back."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.parse(BytesIO(xml), parser)
    except etree.XMLSyntaxError as error:
        raise FlowProblem(f"this is not XML: {str(error).splitlines()[0][:120]}") from error
    if tree.docinfo.internalDTD is not None:
        raise FlowProblem("a Gating-ML file with a document type is not read: it may reach for other files")
    return etree.tostring(tree)
