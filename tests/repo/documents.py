"""The reference pages that are made from the program: ``python -m tests.repo.documents`` writes them anew."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer

ROOT = Path(__file__).resolve().parents[2]
ABOUT_COMMANDS = """# The command line

Every command ends with 0 when it did what it was asked, with 1 when it did not, and then says why in a sentence.
This page is made from the program (`python -m tests.repo.documents`); a test compares the two.
"""
ABOUT_API = """# The API

Mounted at `/api/v1/`; its OpenAPI document is `/api/v1/openapi.json`. The only write is `POST /commands`: screens, import and
command line send the same commands and meet the same refusals. This page is made from the program
(`python -m tests.repo.documents`); a test compares the two.

## A session

    POST /api/v1/session     {"username": "lakshmi", "password": "…"}

answers with who signed in, their roles and `csrf`. Later requests carry the session cookie, and each write the header
`X-CSRFToken: <csrf>`.

## A write

    POST /api/v1/commands
    {"key": "b7d1f0c2-lab-1",
     "command": {"kind": "items.enter", "subject": "01-005", "visit": "screening", "form": "laboratory", "seen": 4162,
                 "entries": [{"item": "bilirubin", "row": 1, "value": "3.1", "unit": "mg/dL"}]}}

`seen` is the sequence number you were looking at: `GET …/forms/{visit}/{form}` gives it. `key` is yours to choose; the same key
with the same command is stored once and answered twice, so a request whose answer was lost can be sent again. A signature, and
what asks for one, carries `password` beside the command. A value is the text as typed: `"3.10"` stays `3.10`.

The answer is 200 with the numbers of the events, or one of these with `problems`, each a `code`, a `sentence` and its place:

| Status | When |
| --- | --- |
| 403 | your roles do not allow it, or the password is missing or wrong |
| 404 | there is no such participant, visit, form, row or finding |
| 409 | someone else changed the item since `seen`; `current` and `by` say what stands there and who wrote it |
| 422 | the command is malformed or the trial's rules refuse it; nothing of it is stored |
| 503 | the record cannot be written now (a full disk, a locked database); send it again with the same key |
"""
ABOUT_DATASETS = """# The datasets

What `hepatica export` writes, variable by variable. *Origin* is CDISC's: entered at the site, computed, set by the sponsor, of the protocol, or copied.
*Made from* names variables and sources of the row; their events are the value's. A binding is an entry of `bindings` in `analysis.yaml`.
This page is made from the program (`python -m tests.repo.documents`); a test compares the two.
"""


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ").strip() for cell in cells) + " |"


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every command that does something, with the words that call it."""
    if hasattr(command, "commands"):
        for name in sorted(command.commands):
            # What a group does when no command of it is named has the group's own name.
            usual = name == getattr(command, "usual", None)
            yield from _commands(command.commands[name], path if usual else f"{path} {name}")
    else:
        yield path, command


def _parameter(parameter: Any) -> str:
    option = parameter.param_type_name == "option"
    flag = option and parameter.is_flag
    shown = ", ".join(parameter.opts) if option else (parameter.metavar or parameter.name.upper())
    default = (
        ""
        if flag or parameter.default in (None, "", [], ()) or callable(parameter.default)
        else str(parameter.default)
    )
    note = "must be given" if parameter.required else (f"`{default}`" if default else "")
    return _row(f"`{shown}`", getattr(parameter, "help", None) or "", note)


def command_line() -> str:
    """Return the page of every command of ``hepatica``."""
    from hepatica.cli.main import app

    page = [ABOUT_COMMANDS]
    for path, command in _commands(typer.main.get_command(app), "hepatica"):
        context = command.make_context(path, [], resilient_parsing=True)
        pieces = (piece.strip("{}").upper() for piece in command.collect_usage_pieces(context))
        usage = " ".join([path, *pieces])
        page += [f"## {path}\n", f"    {usage}\n", f"{(command.help or '').strip()}\n"]
        shown = [p for p in command.params if p.name != "help"]
        if shown:
            page += [_row("", "", "by default"), _row("---", "---", "---"), *map(_parameter, shown), ""]
    return "\n".join(page)


def _type(field: dict[str, object]) -> str:
    """Say in a word or two what a field takes."""
    if "enum" in field:
        return ", ".join(f"`{json.dumps(value)}`" for value in field["enum"])  # type: ignore[attr-defined]
    if "anyOf" in field:
        return " or ".join(_type(one) for one in field["anyOf"])  # type: ignore[attr-defined]
    if "$ref" in field:
        return str(field["$ref"]).rpartition("/")[2]
    if field.get("type") == "array":
        return f"list of {_type(field['items'])}"  # type: ignore[arg-type]
    return str(field.get("type", "any"))


def _fields(schema: dict[str, dict[str, dict[str, object]]]) -> Iterator[str]:
    yield _row("field", "takes", "")
    yield _row("---", "---", "---")
    for name, field in schema["properties"].items():
        if name != "kind":
            must = "" if name in schema.get("required", ()) else "may be left out. "
            yield _row(f"`{name}`", _type(field), must + str(field.get("description", "")))


def api() -> str:
    """Return the page of the endpoints and of every command's fields."""
    from hepatica.api.v1 import api as v1

    described = json.loads(json.dumps(v1.get_openapi_schema(path_prefix="/api/v1/"), default=str))
    page = [ABOUT_API, "## Endpoints\n", _row("", ""), _row("---", "---")]
    for path, verbs in described["paths"].items():
        for verb, operation in verbs.items():
            page.append(
                _row(f"`{verb.upper()} {path}`", operation.get("description") or operation["summary"])
            )
    schemas = described["components"]["schemas"]
    asked = [s for s in schemas.values() if "const" in s["properties"].get("kind", {})]
    kinds = {s["properties"]["kind"]["const"]: s for s in asked}
    page += [
        "",
        "## Commands\n",
        f"Each carries its `kind`. One `Entry`: {schemas['Entry']['description']}\n",
    ]
    page += [*_fields(schemas["Entry"]), ""]
    for kind, schema in sorted(kinds.items()):
        page += [f"### {kind}\n", f"{schema['description']}\n", *_fields(schema), ""]
    return "\n".join(page)


def datasets() -> str:
    """Return the page of every dataset's variables."""
    from hepatica.datasets.adam import DATASETS

    page = [ABOUT_DATASETS, _row("Dataset", "Holds", "A row is"), _row("---", "---", "---")]
    page += [_row(f"[{n}](#{n.lower()})", s.plan.label, s.plan.structure) for n, s in DATASETS.items()]
    for name, source in DATASETS.items():
        plan = source.plan
        page += ["", f"## {name}\n", f"{plan.label}; key: {', '.join(f'`{key}`' for key in plan.keys)}.\n"]
        page += [_row("Variable", "Label", "Type", "Origin", "Source", "Made from"), _row(*["---"] * 6)]
        for one in plan.variables:
            made = ", ".join(f"`{of}`" for of in one.of)
            page.append(_row(f"`{one.name}`", one.label, one.type, one.origin, one.source, made))
    return "\n".join([*page, ""])


PAGES: dict[str, Callable[[], str]] = {
    "command-line.md": command_line,
    "api.md": api,
    "datasets.md": datasets,
}


def main() -> None:
    """Write every page into docs/reference."""
    for name, page in PAGES.items():
        (ROOT / "docs" / "reference" / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    main()
