"""The page of keys names every key, every family and every word to choose from."""

from __future__ import annotations

from pathlib import Path

from hepatica.design.document import Design
from hepatica.design.keys import choices_of, page
from hepatica.design.proceeding import MAY, NEEDS, Decision, StopRule


def test_the_page_names_every_key_of_a_design() -> None:
    written = page()
    assert all(f"{name}" in written for name in Design.model_fields)
    assert "| **per_arm** | whole number | Participants in an arm of share 1, before dropout. |" in written
    assert "| Arm | `cells` | `none`, `cd34`, `msc`, `both`, `gcsf` |" in written


def test_every_family_has_its_parameters_and_no_others() -> None:
    words = {(part, key): set(choices) for part, key, choices in choices_of(Design)}
    assert words["Decision", "family"] | words["StopRule", "family"] == set(NEEDS)
    fields = {*Decision.model_fields, *StopRule.model_fields}
    assert {key for keys in (*NEEDS.values(), *MAY.values()) for key in keys} <= fields


def test_a_list_of_a_design_is_not_sent_to_a_file_of_a_study() -> None:
    assert "stopping.yaml" not in page()


def test_the_reference_page_says_what_the_program_says() -> None:
    file = Path(__file__).resolve().parents[2] / "docs" / "reference" / "design-keys.md"
    assert file.read_text(encoding="utf-8") == page(), (
        "run hepatica design keys > docs/reference/design-keys.md"
    )
