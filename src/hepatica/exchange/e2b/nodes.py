"""What the reader finds in the nodes of a message: texts, codes, dates, flags, each or the reason for its absence."""

from __future__ import annotations

from typing import Any, cast

from lxml import etree

from hepatica.exchange.e2b.values import Flag, MedDRA, NotAStamp, Null, Quantity, Stamp, Text, When

Node = etree._Element  # noqa: SLF001 - lxml names its node type only so
NAMES = {"h": "urn:hl7-org:v3", "xsi": "http://www.w3.org/2001/XMLSchema-instance"}
LIST = "2.16.840.1.113883.3.989.2.1.1."
ID = "2.16.840.1.113883.3.989.2.1.3."
MEDDRA = "2.16.840.1.113883.6.163"
LARGEST = 20_000_000
"""Bytes of the largest message that is read."""


class CannotRead(ValueError):  # noqa: N818 - the sentence it carries begins so
    """The file is no message of the kind it should be; the sentence names the element."""


def root_of(data: bytes, name: str) -> Node:
    """Parse a file and return its root, which must have that name; raises `CannotRead`.

    A document type, and with it every entity, is refused: no such message has one, and they serve attacks.
    """
    if len(data) > LARGEST:
        raise CannotRead(f"The file has {len(data)} bytes; a message of more than {LARGEST} is not read.")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise CannotRead("The file declares a document type or entities: such a file is not read.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise CannotRead(f"The file is not XML: {error.msg}.") from error
    if cast("Any", root.getroottree()).docinfo.doctype:
        raise CannotRead("The file declares a document type or entities: such a file is not read.")
    if root.tag != f"{{{NAMES['h']}}}{name}":
        raise CannotRead(f"The file is not a message {name}: its root is {etree.QName(root).localname}.")
    return root


def every(node: Node, path: str, **variables: str) -> list[Node]:
    """Return the nodes of an XPath whose names stand in the namespace `h`; `$name` stands for a variable."""
    return cast("list[Node]", cast("Any", node).xpath(path, namespaces=NAMES, **variables))


def first(node: Node, path: str, **variables: str) -> Node | None:
    """Return the first node of an XPath."""
    found = every(node, path, **variables)
    return found[0] if found else None


def said(node: Node, path: str, **variables: str) -> str:
    """Return the attribute of an XPath; '' when there is none."""
    found = every(node, path, **variables)
    return str(found[0]) if found else ""


def inner(node: Node, path: str) -> str:
    """Return the text within the first element of an XPath; '' when there is none."""
    found = first(node, path)
    return found.text or "" if found is not None else ""


def words(node: Node, path: str) -> Text:
    """Return the text of an element, or the reason why there is none."""
    return _or_null(first(node, path), lambda found: found.text or None)


def value_of(node: Node, path: str, attribute: str) -> Text:
    """Return an attribute of an element, or the reason why there is none."""
    return _or_null(first(node, path), lambda found: found.get(attribute) or None)


def when(node: Node, path: str, element: str) -> When:
    """Return the date of an element, or the reason why there is none; raises `CannotRead`."""
    text = value_of(node, path, "value")
    if not isinstance(text, str):
        return text
    try:
        return Stamp(text)
    except NotAStamp as error:
        raise CannotRead(f"{element}: {error}.") from error


def stamp(node: Node, path: str, element: str) -> Stamp | None:
    """Return a date that may not be absent for a reason; raises `CannotRead`."""
    found = when(node, path, element)
    if isinstance(found, Null):
        raise CannotRead(f"{element} may not be absent for a reason, and says {found.flavour}.")
    return found


def flag(node: Node, path: str, element: str) -> Flag:
    """Return a boolean, or the reason why there is none; raises `CannotRead`."""
    text = value_of(node, path, "value")
    if not isinstance(text, str):
        return text
    if text not in {"true", "false"}:
        raise CannotRead(f"{element} says '{text}', which is neither true nor false.")
    return text == "true"


def plain_flag(node: Node, path: str, element: str) -> bool | None:
    """Return a boolean that may not be absent for a reason; raises `CannotRead`."""
    found = flag(node, path, element)
    if isinstance(found, Null):
        raise CannotRead(f"{element} may not be absent for a reason, and says {found.flavour}.")
    return found


def quantity(node: Node, path: str, **variables: str) -> Quantity | None:
    """Return a number with its unit."""
    found = first(node, path, **variables)
    return None if found is None else Quantity(value=found.get("value", ""), unit=found.get("unit", ""))


def meddra(node: Node, path: str) -> MedDRA | None:
    """Return a MedDRA term; None where only words stand."""
    found = first(node, path)
    if found is None or not (found.get("code") or found.get("codeSystemVersion")):
        return None
    return MedDRA(version=found.get("codeSystemVersion", ""), code=found.get("code", ""))


def observation(code: int) -> str:
    """Return the predicate of an observation of that code (ICH list 19)."""
    return f"h:code[@code='{code}'][@codeSystem='{LIST}19']"


def _or_null(found: Node | None, read: Any) -> Text:
    if found is None:
        return None
    flavour = found.get("nullFlavor")
    return Null(flavour) if flavour else cast("Text", read(found))
