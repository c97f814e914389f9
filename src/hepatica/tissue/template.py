"""A gating template: which events count, in order, as a frozen value with a hash.

    {"compensation": "$SPILL", "scale": "linear", "denominator": 1,
     "gates": [["PerCP-A", ">=", 1500, "CD45+"], ["PE-Cy7-A", ">=", 1500, "CD34+"]]}

Every event that passes a gate goes to the next; limits are inclusive. Source of the manner: the sequential Boolean
gates of ISHAGE (Sutherland 1996) and Gratama 1998, Cytometry 34:128.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from hashlib import sha256
from typing import Any, Literal, cast

from hepatica.study.tissue import Gating
from hepatica.tissue.fcs_spill import Spill
from hepatica.tissue.flow_problem import FlowProblem

Op = Literal["<=", ">="]
OPS = ("<=", ">=")
OWN_SPILL = "$SPILL"
MOST_GATES = 50
_KEYS = ("compensation", "scale", "denominator", "gates", "title", "version")


@dataclass(frozen=True, kw_only=True)
class Gate:
    """One limit on one channel; an event at the limit itself passes."""

    channel: str
    op: Op
    limit: Decimal
    name: str = ""  # CD45+

    @property
    def said(self) -> str:
        """Write the gate: its name, or its rule."""
        return self.name or f"{self.channel} {'≥' if self.op == '>=' else '≤'} {plain(self.limit)}"


@dataclass(frozen=True, kw_only=True)
class Logicle:
    """Parameters of the logicle scale of fluorescence; gates on it are between 0 and 1. Moore and Parks 2012."""

    t: Decimal = Decimal(262144)
    w: Decimal = Decimal("0.5")
    m: Decimal = Decimal("4.5")
    a: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        """Refuse what has no scale."""
        if not (
            self.t > 0
            and self.m > 0
            and 0 <= self.w <= self.m / 2
            and -self.w <= self.a <= self.m - 2 * self.w
        ):
            raise FlowProblem(
                "scale: a logicle scale needs T > 0, M > 0, 0 <= W <= M/2 and -W <= A <= M - 2W"
            )


@dataclass(frozen=True, kw_only=True)
class Template:
    """A gating template. `denominator` is the gate, counted from 1, whose events are counted over; 0 means all."""

    compensation: Literal["$SPILL"] | Spill | None
    gates: tuple[Gate, ...]
    scale: Literal["linear"] | Logicle = "linear"
    denominator: int = 0
    title: str = ""
    version: str = ""

    def __post_init__(self) -> None:
        """Refuse gates that repeat, and a denominator that is not one of them."""
        if not 1 <= len(self.gates) <= MOST_GATES:
            raise FlowProblem(f"gates: {len(self.gates)} gates; a template has 1 to {MOST_GATES}")
        seen: dict[object, int] = {}
        for n, gate in enumerate(self.gates, 1):
            for key in {(gate.channel, gate.op, gate.limit), gate.name or n}:
                if key in seen:
                    raise FlowProblem(f"gates[{n}]: the same as gates[{seen[key]}]")
                seen[key] = n
        if not 0 <= self.denominator <= len(self.gates):
            raise FlowProblem(
                f"denominator: there is no gate {self.denominator}; there are {len(self.gates)}"
            )

    @property
    def denominator_said(self) -> str:
        """Write what is counted over."""
        return self.gates[self.denominator - 1].said if self.denominator else "all events"

    @property
    def canonical(self) -> str:
        """Give the template as canonical JSON: keys sorted, numbers as exact text, every default written out."""
        return json.dumps(_plain_data(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @property
    def sha256(self) -> str:
        """Give the SHA-256 of the canonical JSON: the same gates have the same hash however they were typed."""
        return sha256(self.canonical.encode()).hexdigest()


def read_template(text: str | bytes) -> Template:
    """Read a template from JSON; raises FlowProblem, a sentence that begins with the place."""
    try:
        raw = json.loads(text, parse_float=Decimal, parse_int=Decimal, object_pairs_hook=_refuse_twice)
    except (ValueError, RecursionError, DecimalException) as error:
        if isinstance(error, FlowProblem):
            raise
        raise FlowProblem(f"the template is not valid JSON: {error}") from error
    return template_of(raw)


def template_of(raw: object) -> Template:
    """Make a template of JSON already read, as a row of a table or a template file holds it."""
    if not isinstance(raw, Mapping):
        raise FlowProblem('the template is not a JSON object like {"gates": [["FSC-W", "<=", 80000]]}')
    for key in raw:
        if key not in _KEYS:
            raise FlowProblem(f"a template has no '{key}'; it has {', '.join(_KEYS)}")
    if "compensation" not in raw or "gates" not in raw:
        raise FlowProblem("a template needs compensation ($SPILL, null or a matrix) and gates")
    gates = raw["gates"]
    if not isinstance(gates, list):
        raise FlowProblem('gates: not a list of limits such as ["FSC-W", "<=", 80000]')
    read = tuple(_gate(gate, f"gates[{n}]") for n, gate in enumerate(gates, 1))
    return Template(
        compensation=_compensation(raw["compensation"]),
        scale=_scale(raw.get("scale", "linear")),
        gates=read,
        denominator=_denominator(raw.get("denominator", Decimal(0)), read),
        title=_text(raw.get("title", ""), "title"),
        version=_version(raw.get("version", "")),
    )


def template_from(gating: Gating) -> Template:
    """Make the template a protocol writes down; its study file carries no name for a gate."""
    return template_of(
        {
            "compensation": gating.compensation or None,
            "scale": gating.scale,
            "denominator": Decimal(gating.denominator),
            "gates": [list(gate) for gate in gating.gates],
            "title": gating.title.en,
            "version": gating.id,
        }
    )


def plain(number: Decimal) -> str:
    """Write a number without exponent and without trailing zeros."""
    return f"{number.normalize():f}"


def _gate(raw: object, place: str) -> Gate:
    if isinstance(raw, Mapping):
        if not {"channel", "op", "limit"} <= set(raw) <= {"channel", "op", "limit", "name"}:
            raise FlowProblem(f"{place}: a gate has channel, op, limit and, if wanted, name")
        raw = [raw["channel"], raw["op"], raw["limit"], raw.get("name", "")]
    if not isinstance(raw, list | tuple) or len(raw) not in (3, 4):
        raise FlowProblem(f'{place}: a gate is [channel, op, limit], such as ["FSC-W", "<=", 80000]')
    channel, op, limit, name = (*raw, "")[:4]
    if not isinstance(channel, str) or not channel.strip():
        raise FlowProblem(f"{place}: the channel is not a name")
    if op not in OPS:
        raise FlowProblem(f"{place}: '{str(op)[:10]}' is not an operator; limits are inclusive, <= or >=")
    return Gate(
        channel=channel, op=cast("Op", op), limit=_number(limit, place), name=_text(name, f"{place}: name")
    )


def _number(raw: object, place: str) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        raise FlowProblem(f"{place}: '{str(raw)[:20]}' is not a number")
    number = raw if isinstance(raw, Decimal) else Decimal(str(raw))
    if not number.is_finite() or number.adjusted() > 12 or cast("int", number.as_tuple().exponent) < -15:
        raise FlowProblem(f"{place}: {str(raw)[:20]} is not a limit a channel can reach")
    return number


def _text(raw: object, place: str) -> str:
    if not isinstance(raw, str) or len(raw) > 200:
        raise FlowProblem(f"{place}: not a text of at most 200 characters")
    return raw.strip()


def _version(raw: object) -> str:
    return plain(raw) if isinstance(raw, Decimal) and raw.is_finite() else _text(raw, "version")


def _denominator(raw: object, gates: tuple[Gate, ...]) -> int:
    named = [n for n, gate in enumerate(gates, 1) if gate.name and gate.name == raw]
    if named:
        return named[0]
    number = _number(raw, "denominator")
    if number != number.to_integral_value():
        raise FlowProblem(f"denominator: {number} is not a gate's number")
    return int(number)


def _scale(raw: object) -> Literal["linear"] | Logicle:
    if raw == "linear":
        return "linear"
    told = raw.get("logicle") if isinstance(raw, Mapping) and set(raw) == {"logicle"} else raw
    if told == "logicle":
        return Logicle()
    keys = [str(key).casefold() for key in told] if isinstance(told, Mapping) else ["?"]
    if not isinstance(told, Mapping) or not set(keys) <= {"t", "w", "m", "a"} or len(set(keys)) < len(keys):
        raise FlowProblem(
            'scale: neither "linear" nor {"logicle": {"t": 262144, "w": 0.5, "m": 4.5, "a": 0}}'
        )
    return Logicle(**{key.casefold(): _number(value, f"scale: {key}") for key, value in told.items()})


def _compensation(raw: object) -> Literal["$SPILL"] | Spill | None:
    if raw is None:
        return None
    if raw == OWN_SPILL:
        return "$SPILL"
    if not isinstance(raw, Mapping) or set(raw) != {"channels", "matrix"}:
        raise FlowProblem('compensation: neither "$SPILL", null nor {"channels": [...], "matrix": [[...]]}')
    channels, matrix = raw["channels"], raw["matrix"]
    if not isinstance(channels, list) or not isinstance(matrix, list):
        raise FlowProblem("compensation: channels and matrix are lists")
    rows = [row if isinstance(row, list) else [] for row in matrix]
    return Spill(
        channels=tuple(_text(name, "compensation: channels") for name in channels),
        matrix=tuple(tuple(float(_number(v, "compensation: matrix")) for v in row) for row in rows),
    )


def _refuse_twice(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read: dict[str, object] = {}
    for key, value in pairs:
        if key in read:
            raise FlowProblem(f"{key} is given twice")
        read[key] = value
    return read


def _plain_data(template: Template) -> dict[str, Any]:
    scale, spill = template.scale, template.compensation
    return {
        "compensation": {
            "channels": list(spill.channels),
            "matrix": [[repr(value) for value in row] for row in spill.matrix],
        }
        if isinstance(spill, Spill)
        else spill,
        "scale": {"logicle": {key: plain(getattr(scale, key)) for key in "twma"}}
        if isinstance(scale, Logicle)
        else scale,
        "gates": [[gate.channel, gate.op, plain(gate.limit), gate.name] for gate in template.gates],
        "denominator": template.denominator,
        "title": template.title,
        "version": template.version,
    }
