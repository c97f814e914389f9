"""JSON Schemas describe the files as they are written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from hepatica.study.lines import read
from hepatica.study.schema import schemas, text
from hepatica.study.shape import FILES, WHOLE

EXAMPLE = Path(__file__).parent / "example"
FILES_READ = sorted(str(path.relative_to(EXAMPLE)) for path in EXAMPLE.rglob("*.yaml"))


def described(file: str) -> dict[str, Any]:
    return schemas()["form.yaml" if file.startswith("forms/") else file]


def bare_numbers(part: Any) -> Any:
    """What another YAML reader would make of the file: bare integers as numbers."""
    if isinstance(part, dict):
        return {key: bare_numbers(value) for key, value in part.items()}
    if isinstance(part, list):
        return [bare_numbers(value) for value in part]
    return int(part) if isinstance(part, str) and part.lstrip("-").isdigit() and part != "15" else part


def test_every_file_of_the_folder_has_a_schema() -> None:
    assert set(schemas()) == {*FILES, *WHOLE, "form.yaml"}
    for schema in schemas().values():
        Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("file", [f for f in FILES_READ if f.startswith("forms/") or f == "schedule.yaml"])
def test_the_example_fits_its_schemas(file: str) -> None:
    root = read(file, (EXAMPLE / file).read_bytes()).root
    assert root is not None
    Draft202012Validator(described(file)).validate(bare_numbers(root.plain()))


def test_an_unknown_key_does_not_fit() -> None:
    root = read("x", (EXAMPLE / "forms/ae.yaml").read_bytes()).root
    assert root is not None
    data = bare_numbers(root.plain()) | {"lable": "x"}
    assert [
        error.validator for error in Draft202012Validator(described("forms/ae.yaml")).iter_errors(data)
    ] == ["additionalProperties"]


def test_keys_are_explained_to_the_person_who_types() -> None:
    item = schemas()["form.yaml"]["$defs"]["Item"]["properties"]
    assert item["plausible"]["description"].startswith("Outside it the value is kept")


def test_the_text_of_a_schema_is_always_the_same() -> None:
    assert {file: text(schema) for file, schema in schemas().items()} == {
        file: text(schema) for file, schema in schemas().items()
    }
