"""A design file loads, or every problem is told at once with its place; its canonical text gives it back."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.design.conftest import Spoil, built_in

from hepatica.design.document import Design
from hepatica.design.load import DesignProblems, check, examine, load, parse
from hepatica.design.treatment import expected
from hepatica.design.written import dump, sha256

NAMES = ("factorial", "single_arm", "dose_finding")


def design(name: str) -> Design:
    found = examine("design.yaml", built_in(name).encode()).design
    assert found is not None
    return found


def test_many_mistakes_are_told_at_once_with_their_lines(spoil: Spoil) -> None:
    path = spoil("factorial", "cells: cd34\n", "cells: cd43\n", "replicates: 10000", "replicates: many",
                 "    cells: none\n", "    cels: none\n", "sides: 2", "sides: true", "per_month: 6", "per_month: yes")  # fmt: skip
    told = [str(problem) for problem in check(path)]
    assert "factorial.yaml:10: unknown key 'cels'; did you mean 'cells'?" in told
    assert any("'cells' must be one of" in one and "did you mean 'cd34'?" in one for one in told)
    assert any("'replicates' must be a whole number, not 'many'" in one for one in told)
    assert any("'sides' must be a whole number, not true" in one for one in told)
    assert any('write "yes" in quotes' in one for one in told)
    assert all(one.startswith("factorial.yaml:") for one in told)


def test_a_key_that_a_study_knows_is_not_sent_to_a_file_of_the_study(spoil: Spoil) -> None:
    told = [p.sentence for p in check(spoil("factorial", "looks:", "codelists: []\nlooks:"))]
    assert told == [
        next(one for one in told if one.startswith("unknown key 'codelists'; keys here are id, version"))
    ]


@pytest.mark.parametrize("text", ["", "- a list", "a: [", "just words"])
def test_what_is_no_design_is_refused_with_a_place(text: str, tmp_path: Path) -> None:
    path = tmp_path / "design.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DesignProblems, match=r"^design\.yaml:1: "):
        load(path)


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    assert [p.sentence for p in check(tmp_path / "none.yaml")] == ["there is no such file"]


def test_a_damaged_canonical_text_is_refused() -> None:
    data = json.loads(dump(design("single_arm")))
    with pytest.raises(DesignProblems, match="is a floating-point number"):
        parse(json.dumps(data | {"version": 0.1}))
    with pytest.raises(DesignProblems, match="'kind' must be one of"):
        parse(json.dumps(data | {"kind": "basket"}))
    with pytest.raises(DesignProblems, match="this is not the text of a design"):
        parse("{")


@pytest.mark.parametrize("name", NAMES)
def test_a_design_survives_its_canonical_text(name: str) -> None:
    assert parse(dump(design(name))) == design(name)


@given(
    st.sampled_from(NAMES),
    st.integers(1, 10**6),
    st.decimals("0.001", "0.999", places=3),
    st.lists(st.text(max_size=30), min_size=1, max_size=3),
)
def test_any_design_survives_its_canonical_text(name: str, n: int, alpha: Decimal, said: list[str]) -> None:
    data = json.loads(dump(design(name)))
    data["sample_size"] |= {"per_arm": n, "alpha": str(alpha)}
    made = parse(json.dumps(data | {"cannot_show": said}))
    again = parse(dump(made))
    assert again == made
    assert sha256(again) == sha256(made)
    assert dump(again) == dump(made)


def test_a_changed_number_changes_the_hash(spoil: Spoil) -> None:
    assert sha256(load(spoil("factorial"))) != sha256(load(spoil("factorial", "delta: 2", "delta: 3")))


def test_planned_manufactured_released_and_infused_are_four_numbers() -> None:
    cd34, msc = design("factorial").arms[3].doses
    assert dict(expected(cd34)) == {
        "planned": Decimal(1), "manufactured": Decimal("1.0"), "released": Decimal("0.840"), "infused": Decimal("0.840"),
    }  # fmt: skip
    assert dict(expected(msc))["infused"] == Decimal("36.50")


def test_enrolment_holds_those_who_drop_out() -> None:
    """79 for each of four arms, of whom one in twenty is lost: 84 are enrolled in each."""
    assert design("factorial").participants == 4 * 84
    assert design("dose_finding").participants == 12
    assert round(design("factorial").months, 1) == Decimal("61.9")
