"""A study folder loads, or every problem is told at once with its place."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from hepatica.study.load import StudyProblems, check, load, parse
from hepatica.study.write import dump, sha256

Spoil = Callable[..., Path]


def told(folder: Path) -> list[str]:
    return [str(problem) for problem in check(folder)]


def test_the_example_loads_without_problems(folder: Path) -> None:
    assert told(folder) == []
    study = load(folder)
    assert (study.id, study.version, len(study.forms)) == ("example", "1.0", 5)


def test_forms_stand_in_the_order_of_their_codes(spoil: Spoil) -> None:
    folder = spoil("forms/ae.yaml", "code: F3", "code: F10")
    assert [form.code for form in load(folder).forms] == ["F0", "F1", "F2", "F4", "F10"]


def test_numbers_are_decimals_as_they_were_typed(folder: Path) -> None:
    limits = load(folder).laboratories[0].ranges[0]
    assert (limits.low, limits.high) == (Decimal("0.3"), Decimal("1.2"))


def test_a_visit_day_is_a_number_or_the_name_of_a_parameter(folder: Path) -> None:
    study = load(folder)
    assert [visit.day for visit in study.schedule.visits] == [-7, 0, "end_day", None]
    assert study.day_of(study.visit_by_id["end"]) == 28


def test_a_study_survives_its_canonical_text(folder: Path) -> None:
    study = load(folder)
    assert parse(dump(study)) == study
    assert sha256(parse(dump(study))) == sha256(study)


def test_a_study_file_with_ten_mistakes_prints_all_ten(folder: Path, spoil: Spoil) -> None:
    spoil(
        "forms/vital_signs.yaml",
        "domain: VS",
        "domian: VS",
        "type: time",
        "type: tiem",
        "low: 60",
        "low: sixty",
    )
    spoil("forms/infusion.yaml", "type: date\n", "type: code\n", "decimals: 1\n", "decimals: one\n")
    spoil("schedule.yaml", "day: 0\n", "day: 3\n", "      - laboratory\n", "      - laboratry\n")
    spoil("codelists.yaml", 'code: "no"  ', "code: no  ")
    spoil("checks.yaml", "at: diabp", "at: diapb")
    spoil("safety.yaml", "category: infusion_reaction", "category: infusion_reactions")
    assert told(folder) == [
        "checks.yaml:4: the form 'vital_signs' asks no item 'diapb'; did you mean 'diabp'?",
        'codelists.yaml:10: write "no" in quotes, or true or false: a bare no is read as either',
        "forms/infusion.yaml:11: an item of type 'code' names a codelist, and only such an item does",
        "forms/infusion.yaml:19: 'decimals' must be a whole number, not 'one'",
        "forms/vital_signs.yaml:3: unknown key 'domian'; did you mean 'domain'?",
        "forms/vital_signs.yaml:16: 'type' must be one of number, integer, text, code, date, datetime, time, not 'tiem'; did you mean 'time'?",
        "forms/vital_signs.yaml:25: 'low' must be a number, not 'sixty'",
        "safety.yaml:10: there is no category 'infusion_reactions'; did you mean 'infusion_reaction'?",
        "schedule.yaml:27: there is no form 'laboratry'; did you mean 'laboratory'?",
        "schedule.yaml:36: the window 0 to 0 does not contain the visit's day 3",
    ]


def test_a_damaged_part_does_not_make_others_seem_wrong(spoil: Spoil) -> None:
    folder = spoil(
        "forms/infusion.yaml", "      - id: vas\n        label", "      - id: [vas]\n        label"
    )
    assert told(folder) == ["forms/infusion.yaml:30: 'id' must be text, not a list"]


def test_what_cannot_be_read_is_not_missed_elsewhere(spoil: Spoil) -> None:
    folder = spoil("codelists.yaml", "codelists:", "codelists: %")
    assert told(folder) == [
        "codelists.yaml:1: this is not YAML: a value cannot begin with %: put it in quotes"
    ]


def test_each_missing_file_is_named(folder: Path) -> None:
    for file in ("schedule.yaml", "product.yaml"):
        (folder / file).unlink()
    assert told(folder) == ["product.yaml:1: this file is missing", "schedule.yaml:1: this file is missing"]


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    assert told(tmp_path / "nowhere") == [f"{tmp_path / 'nowhere'}:1: there is no such folder"]


def test_an_empty_file_and_an_empty_folder_of_forms_are_problems(folder: Path) -> None:
    (folder / "checks.yaml").write_text("# later\n")
    for form in (folder / "forms").iterdir():
        form.unlink()
    assert told(folder) == [
        "checks.yaml:1: the file holds no keys",
        "forms/:1: there is no form: one file each, forms/ID.yaml",
    ]


def test_a_file_that_nothing_reads_is_a_problem(folder: Path) -> None:
    (folder / "form").mkdir()
    (folder / "README.md").write_text("Notes")
    (folder / "signals.yaml").write_text("signals: []\n")
    (folder / "forms" / "extra.yml").write_text("id: extra\n")
    assert told(folder) == [
        "forms/extra.yml:1: a form's file ends in .yaml",
        "signals.yaml:1: no file of this name is read: is it a form, or misspelt?",
    ]


def test_a_form_is_named_like_its_file(spoil: Spoil) -> None:
    folder = spoil("forms/laboratory.yaml", "id: laboratory\ncode", "id: labs\ncode")
    assert told(folder) == [
        "forms/laboratory.yaml:1: the form's id is 'labs' but its file is laboratory.yaml"
    ]


def test_a_key_in_the_wrong_file_says_where_it_belongs(folder: Path) -> None:
    path = folder / "checks.yaml"
    path.write_text(path.read_text() + "gates: []\n")
    assert told(folder) == ["checks.yaml:16: unknown key 'gates'; it belongs in safety.yaml"]


@pytest.mark.parametrize("word", ["true", "false"])
def test_a_truth_value_is_neither_a_number_nor_a_text(spoil: Spoil, word: str) -> None:
    folder = spoil("study.yaml", "planned: 2", f"planned: {word}", "title: Cell infusion", f"title: {word}")
    shown = f"{word} (if the word is meant, put it in quotes)"
    assert told(folder) == [
        f"study.yaml:20: 'title' must be text, not {shown}",
        f"study.yaml:42: 'planned' must be a whole number, not {shown}",
    ]


def test_load_raises_with_every_problem(spoil: Spoil) -> None:
    folder = spoil("study.yaml", "sponsor:", "sponser:")
    with pytest.raises(StudyProblems) as caught:
        load(folder)
    assert [str(p) for p in caught.value.problems] == [
        "study.yaml:6: unknown key 'sponser'; did you mean 'sponsor'?",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "study.json:1: this is not the text of a study:"),
        ('{"id": 1.5}', "1.5 is a floating-point number"),
        ('{"nonsense": 1}', "study.json:1: nonsense: unknown key 'nonsense'"),
    ],
)
def test_a_text_that_is_no_study_is_refused(text: str, said: str) -> None:
    with pytest.raises(StudyProblems, match=r"study\.json") as caught:
        parse(text)
    assert said in str(caught.value)


def test_a_missing_key_is_told_where_it_should_stand(spoil: Spoil) -> None:
    folder = spoil("study.yaml", "sponsor: Example Institute\n", "")
    spoil(
        "forms/infusion.yaml", "      - id: volume\n        label: Volume infused\n", "      - id: volume\n"
    )
    assert told(folder) == [
        "forms/infusion.yaml:15: key 'label' is missing",
        "study.yaml:1: key 'sponsor' is missing",
    ]
