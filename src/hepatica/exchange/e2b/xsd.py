"""Check a message against the HL7 schema of the ICH package, where the site has put one.

ICH's schemas are not ours to ship. The functions take what the caller read: the schema's file is found by path
because it includes others beside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from lxml import etree

NAME = "MCCI_IN200100UV01.xsd"
NOT_CHECKED = "Not checked against the schema: put the ICH package (multicacheschemas/MCCI_IN200100UV01.xsd) where the how-to says."


def schema_in(folder: Path) -> Path | None:
    """Return the schema in a folder the site unpacked the ICH package into, wherever it stands there."""
    found = sorted(folder.rglob(NAME)) if folder.is_dir() else []
    return found[0] if found else None


def against_schema(message: bytes, schema: Path | None) -> tuple[str, ...]:
    """Return a sentence for each fault of the message; one that says it was not checked when there is no schema.

    An empty tuple means that the message keeps the schema. A schema that cannot be read is said too, never passed over.
    """
    if schema is None:
        return (NOT_CHECKED,)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        grammar = etree.XMLSchema(etree.parse(str(schema), parser))
    except (OSError, etree.XMLSyntaxError, etree.XMLSchemaParseError) as error:
        return (f"Not checked against the schema: {schema.name} cannot be read ({error}).",)
    try:
        document = etree.fromstring(message, parser)
    except etree.XMLSyntaxError as error:
        return (f"The message is not XML: {error}.",)
    if grammar.validate(document):
        return ()
    return tuple(f"Line {one.line}: {one.message}" for one in cast("Any", grammar.error_log))
