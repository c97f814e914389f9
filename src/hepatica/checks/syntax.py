"""The checked syntax tree of an expression, read from the bytes the CEL compiler gives.

The compiler serialises `cel.expr.CheckedExpr` (cel-spec, proto/cel/expr/checked.proto and syntax.proto). Only the
fields that lint and the read-set need are decoded, from the wire format itself, so that no protobuf runtime is needed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

Fields = dict[int, list[int | bytes]]
_PRIMITIVES = {1: "bool", 2: "int", 3: "uint", 4: "double", 5: "string", 6: "bytes"}
_CONSTANT, _TEXT_CONSTANT = 3, 6
_KINDS: dict[int, tuple[str, int, tuple[int, ...]]] = {
    _CONSTANT: ("const", 0, ()),
    4: ("ident", 1, ()),
    5: ("select", 2, (1,)),
    6: ("call", 2, (1, 3)),
    7: ("list", 0, (1,)),
    9: ("loop", 1, (2, 4, 5, 6, 7)),
}
"""Field of `Expr` → what it is, the field of its name, the fields of its parts (a loop's range first)."""
_CONSTANTS = {1: "null_type", 2: "bool", 3: "int", 4: "uint", 5: "double", 6: "string", 7: "bytes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part of an expression.

    `kind` is ident, const, call, select, list, struct or loop; `name` the identifier, function, loop variable, field
    or (for text) the constant; `type` is CEL's type name; `offset` counts code points from the start.
    """

    kind: str
    name: str
    type: str
    offset: int
    parts: tuple["Node", ...] = ()

    def walk(self) -> Iterator["Node"]:
        """Return this node and everything below it."""
        yield self
        for part in self.parts:
            yield from part.walk()


def read_tree(serialised: bytes) -> Node:
    """Return the tree of a compiled expression; raises `ValueError` when the bytes are not a checked expression."""
    checked = _fields(_message(_fields(serialised), 2))
    positions = _map(_fields(_message(checked, 5)), 4)
    types = {key: _type(_bytes(value)) for key, value in _map(checked, 3).items()}
    offsets = {key: value for key, value in positions.items() if isinstance(value, int)}
    return _node(_message(checked, 4), types, offsets)


def _node(data: bytes, types: dict[int, str], offsets: dict[int, int]) -> Node:
    fields = _fields(data)
    number = next((x for x in fields.get(2, []) if isinstance(x, int)), 0)

    def made(kind: str, name: str, parts: list[bytes], type_name: str = "") -> Node:
        below = tuple(_node(part, types, offsets) for part in parts)
        type_name = type_name or types.get(number, "dyn")
        return Node(kind=kind, name=name, type=type_name, offset=offsets.get(number, 0), parts=below)

    kind = next((kind for kind in _KINDS if kind in fields), None)
    inner = _fields(_message(fields, kind)) if kind else {}
    if kind == _CONSTANT:
        tag, values = next(iter(inner.items()))
        text = _bytes(values[0]).decode() if tag == _TEXT_CONSTANT else ""
        return made("const", text, [], _CONSTANTS.get(tag, "dyn"))
    if kind is None:
        return made("struct", "", [])
    word, name_tag, part_tags = _KINDS[kind]
    parts = [part for tag in part_tags for part in _messages(inner, tag)]
    return made(word, _text(inner, name_tag) if name_tag else "", parts)


def _type(data: bytes) -> str:
    fields = _fields(data)
    primitive = next(iter(fields.get(3, [])), 0)
    if isinstance(primitive, int) and primitive:
        return _PRIMITIVES.get(primitive, "dyn")
    if 6 in fields:
        return f"list({_type(_message(_fields(_message(fields, 6)), 1))})"
    return _text(_fields(_message(fields, 14)), 1) if 14 in fields else "dyn"


# -- The wire format: tag, then a varint, eight bytes, a length and bytes, or four bytes ----------------------------


def _fields(data: bytes) -> Fields:
    fields: Fields = {}
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        wire = tag & 7
        value: int | bytes
        if wire == 0:
            value, at = _varint(data, at)
        elif wire == 2:
            length, at = _varint(data, at)
            value, at = data[at : at + length], at + length
        elif wire in (1, 5):
            length = 8 if wire == 1 else 4
            value, at = data[at : at + length], at + length
        else:
            raise ValueError("not a checked expression")
        fields.setdefault(tag >> 3, []).append(value)
    if at != len(data):
        raise ValueError("not a checked expression: it breaks off")
    return fields


def _varint(data: bytes, at: int) -> tuple[int, int]:
    result = shift = 0
    while at < len(data):
        byte = data[at]
        result |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return result, at
    raise ValueError("not a checked expression: it breaks off")


def _bytes(value: int | bytes) -> bytes:
    if isinstance(value, bytes):
        return value
    raise ValueError("not a checked expression: a number stands where a part should")


def _messages(fields: Fields, tag: int) -> list[bytes]:
    return [_bytes(value) for value in fields.get(tag, [])]


def _message(fields: Fields, tag: int) -> bytes:
    return next(iter(_messages(fields, tag)), b"")


def _text(fields: Fields, tag: int) -> str:
    return _message(fields, tag).decode()


def _map(fields: Fields, tag: int) -> dict[int, int | bytes]:
    entries = [_fields(entry) for entry in _messages(fields, tag)]
    return {int(entry[1][0]): entry[2][0] for entry in entries if 1 in entry and 2 in entry}
