"""HL7 version 3 elements as the writer makes them: a coded value, a quantity, an interval, a reason for absence."""

from __future__ import annotations

from lxml import etree

from hepatica.exchange.e2b import codes
from hepatica.exchange.e2b.values import MedDRA, Null, Quantity, Term, Text, When

Node = etree._Element  # noqa: SLF001 - lxml names its node type only so
HL7 = "urn:hl7-org:v3"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
TYPE = f"{{{XSI}}}type"
OBSERVATION = {"classCode": "OBS", "moodCode": "EVN"}
EVENT = {"moodCode": "EVN"}


def child(parent: Node, tag: str, /, **attributes: str) -> Node:
    """Add an element with those of its attributes that are not ''."""
    node = etree.SubElement(parent, f"{{{HL7}}}{tag}")
    for name, value in attributes.items():
        if value:
            node.set(name, value)
    return node


def act(parent: Node, tag: str, kind: str) -> Node:
    """Add an act that happened: `classCode` of its kind, mood EVN."""
    return child(parent, tag, classCode=kind, moodCode="EVN")


def typed(parent: Node, tag: str, kind: str, /, **attributes: str) -> Node:
    """Add an element that names its HL7 data type."""
    node = child(parent, tag)
    node.set(TYPE, kind)
    for name, value in attributes.items():
        if value:
            node.set(name, value)
    return node


def text(parent: Node, tag: str, value: Text) -> None:
    """Add an element that holds a text or the reason why there is none; nothing when nothing is sent."""
    if isinstance(value, Null):
        child(parent, tag, nullFlavor=value.flavour)
    elif value:
        child(parent, tag).text = value


def moment(parent: Node, tag: str, value: When) -> None:
    """Add an element whose value is a date, or the reason why there is none."""
    if isinstance(value, Null):
        child(parent, tag, nullFlavor=value.flavour)
    elif value is not None:
        child(parent, tag, value=value.text)


def identifier(parent: Node, number: int, value: Text) -> None:
    """Add an identifier in the ICH namespace of that number."""
    if isinstance(value, Null):
        child(parent, "id", nullFlavor=value.flavour, root=codes.identifier(number))
    elif value:
        child(parent, "id", extension=value, root=codes.identifier(number))


def listed(parent: Node, tag: str, number: int, code: str, *, kind: str = "") -> Node:
    """Add a code of an ICH list."""
    attributes = {
        "code": code,
        "codeSystem": codes.list_oid(number),
        "codeSystemVersion": codes.list_version(number),
    }
    return typed(parent, tag, kind, **attributes) if kind else child(parent, tag, **attributes)


def observed(parent: Node, number: int) -> None:
    """Add the code that says what an observation is of (ICH list 19)."""
    listed(parent, "code", 19, str(number))


def flag(parent: Node, value: bool | Null | None) -> None:
    """Add a boolean value, or the reason why there is none."""
    if isinstance(value, Null):
        typed(parent, "value", "BL", nullFlavor=value.flavour)
    elif value is not None:
        typed(parent, "value", "BL", value="true" if value else "false")


def country(parent: Node, value: Text) -> None:
    """Add the code of a country, or the reason why there is none."""
    if isinstance(value, Null):
        child(parent, "code", nullFlavor=value.flavour, codeSystem=codes.oid("country"))
    elif value:
        child(parent, "code", code=value, codeSystem=codes.oid("country"))


def meddra(
    parent: Node, tag: str, term: MedDRA | None, *, kind: str = "", words: Text = None, language: str = ""
) -> None:
    """Add a MedDRA term, and the words it codes."""
    if term is None and not words:
        return
    coded = term or MedDRA()
    attributes = {"code": coded.code, "codeSystem": codes.oid("meddra"), "codeSystemVersion": coded.version}
    node = typed(parent, tag, kind, **attributes) if kind else child(parent, tag, **attributes)
    text(node, "originalText", words)
    if language and len(node):
        node[0].set("language", language)


def term(parent: Node, tag: str, system: str, value: Term) -> Node:
    """Add a code of another terminology."""
    return child(parent, tag, code=value.code, codeSystem=system, codeSystemVersion=value.version)


def quantity(parent: Node, tag: str, value: Quantity | None, *, kind: str = "") -> None:
    """Add a number with its unit."""
    if value is None:
        return
    attributes = {"value": value.value, "unit": value.unit}
    if kind:
        typed(parent, tag, kind, **attributes)
    else:
        child(parent, tag, **attributes)


def times(
    parent: Node, *, start: When, end: When, duration: Quantity | None, every: Quantity | None = None
) -> None:
    """Add the time an event or a dose took: one interval, or a set of them where more than one kind is known."""
    parts = (every is not None) + (start is not None or end is not None) + (duration is not None)
    if not parts:
        return
    outer = typed(parent, "effectiveTime", "SXPR_TS") if parts > 1 else None
    if every is not None:
        quantity(_interval(parent, outer, "PIVL_TS"), "period", every)
    if start is not None or end is not None:
        bounds = _interval(parent, outer, "IVL_TS")
        moment(bounds, "low", start)
        moment(bounds, "high", end)
    if duration is not None:
        quantity(_interval(parent, outer, "IVL_TS"), "width", duration)


def _interval(parent: Node, outer: Node | None, kind: str) -> Node:
    if outer is None:
        return typed(parent, "effectiveTime", kind)
    # From the second part on, each narrows the one before: operator A, intersection.
    return typed(outer, "comp", kind, operator="A" if len(outer) else "")


def reference(parent: Node, tag: str, kind: str, uuid: str) -> None:
    """Add a reference to an act of the message by its UUID."""
    child(act(parent, tag, kind), "id", root=uuid)
