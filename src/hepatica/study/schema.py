"""JSON Schema of each file of a study folder, for editors that complete and check while one types.

The schemas describe the files as they are written: numbers may stand bare, a text is a string or ``{en, hi, te}``.
They are a help; ``hepatica study check`` decides.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import models_json_schema

from hepatica.study.form import Form
from hepatica.study.shape import FILES, WHOLE
from hepatica.study.study import Study

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXT = "Translated"


def schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of every file by the file's name; that of the forms is named ``form.yaml``."""
    _, both = models_json_schema([(Study, "validation"), (Form, "validation")])
    defs: dict[str, Any] = both["$defs"]
    _plain_text(defs)
    whole = defs.pop("Study")["properties"]
    required = {name for name, field in Study.model_fields.items() if field.is_required()}
    made = {
        file: {
            "type": "object",
            "additionalProperties": False,
            "properties": {key: whole[key] for key in keys},
            "required": [key for key in keys if key in required],
        }
        for file, keys in FILES.items()
    }
    made |= {file: {"$ref": whole[key]["$ref"]} for file, key in WHOLE.items()}
    made["form.yaml"] = {"$ref": "#/$defs/Form"}
    return {file: _with_definitions(file, schema, defs) for file, schema in made.items()}


def text(schema: dict[str, Any]) -> str:
    """Return a schema as the text of its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _plain_text(defs: dict[str, Any]) -> None:
    """Let a study text be a plain string, as the models do before they validate."""
    translated = defs[_TEXT]
    defs[_TEXT] = {"anyOf": [{"type": "string"}, translated], "title": _TEXT}


def _with_definitions(file: str, schema: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any]:
    """Add the title, the dialect, and only the definitions that are used."""
    used: dict[str, Any] = {}
    waiting = [schema]
    while waiting:
        for name in _references(waiting.pop()):
            if name not in used:
                used[name] = defs[name]
                waiting.append(defs[name])
    return {"$schema": DIALECT, "title": f"Hepatica study: {file}", **schema, "$defs": used}


def _references(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"].rpartition("/")[2]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*(_references(below) for below in part.values()))
    return set().union(*(_references(below) for below in part)) if isinstance(part, list) else set()
