"""The whole lint: expressions compile, examples prove themselves, units and scores exist."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hepatica.conduct.lint import check, load
from hepatica.study.load import StudyProblems

EXAMPLE = Path(__file__).parents[1] / "study" / "example"
Spoil = Callable[..., Path]


@pytest.fixture
def spoil(tmp_path: Path) -> Spoil:
    folder = Path(shutil.copytree(EXAMPLE, tmp_path / "study"))

    def replace(file: str, old: str, new: str) -> Path:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return replace


FAULTS: list[tuple[str, str, str, str]] = [
    (
        "checks.yaml", "at_least(diabp, sysbp)", "at_least(diabp, sysb)",
        "checks.yaml:5: there is no item or function sysb: is sysbp meant?",
    ),
    (
        "checks.yaml", "at_least(diabp, sysbp)", "diabp >= sysbp",
        "checks.yaml:5: numbers compare exactly by functions: write at_least(diabp, sysbp)",
    ),
    (
        "checks.yaml", "at_least(diabp, sysbp)", "above(diabp, sysbp)",
        "checks.yaml:9: under this example the check should fire, but it stays quiet",
    ),
    (
        "checks.yaml", "{sysbp: 110, diabp: 70}", "{sysbp: 110, diabp: 170}",
        "checks.yaml:11: under this example the check should stay quiet, but it fires",
    ),
    (
        "checks.yaml", "        - {sysbp: 110}\n", "        - {sysbp: 110, diabp: 9}\n",
        "checks.yaml:13: under this example the check should be not evaluable, but it stays quiet",
    ),
    (
        "checks.yaml", "{sysbp: 110, diabp: 70}", "{sysbp: 110, diabp: low}",
        "checks.yaml:11: under this example the check should stay quiet, but it is not evaluable ('low' is not a number)",
    ),
    (
        "checks.yaml", "{sysbp: 110, diabp: 70}", "{sysbp: 110, pulse: 70}",
        "checks.yaml:11: no item is called 'pulse' here",
    ),
    (
        "forms/visit.yaml", "svstat == 'not_done'", "svstat == 'undone'",
        "forms/visit.yaml:24: 'undone' is not a code of svstat, which has done, not_done",
    ),
    (
        "safety.yaml", "above(vas, pain_limit)", "above(vas, '6')",
        "safety.yaml:17: the threshold 'pain_limit' is drawn, but the expression does not read it",
    ),
    (
        "safety.yaml", "above(vas, pain_limit)", "above(vaz, pain_limit)",
        "safety.yaml:16: there is no item or function vaz: is vas meant?",
    ),
    (
        "safety.yaml", "above(vas, pain_limit)", "at_least(vas, pain_limit)",
        "safety.yaml:20: row 1: should stay quiet, but did fire",
    ),
    ("safety.yaml", '{vas: "6.1"}', '{vaz: "6.1"}', "safety.yaml:22: the form 'infusion' asks no item 'vaz'"),
    (
        "safety.yaml", "at_least(sysbp, '90')", "at_least(sysbp, '9O')",
        "safety.yaml:38: '9O' is not a number: at_least is written at_least(number, limit) or at_least(number, limit, limit)",
    ),
    (
        "forms/laboratory.yaml", "          - umol/L", "          - mmol",
        "forms/laboratory.yaml:30: unit 'mmol' is not a concentration",
    ),
    (
        "forms/laboratory.yaml", "          - umol/L", "          - g/L",
        "forms/laboratory.yaml:30: bilirubin is not reported in g/L (known: mg/dL, µmol/L)",
    ),
    ("laboratories.yaml", "unit: mg/dL", "unit: mg", "laboratories.yaml:6: unit 'mg' is not a concentration"),
    ("analysis.yaml", "MELD_3_0", "MELD_3", "analysis.yaml:28: there is no score 'MELD_3'; did you mean 'MELD_3_0'?"),
    (
        "forms/infusion.yaml", "        decimals: 1\n        allowed:\n          low: 0\n          high: 500\n",
        "        compute:\n          rule: ratio\n          of: [vas]\n",
        "forms/infusion.yaml:21: 'ratio' takes 2 items, and 1 are named",
    ),
    (
        "forms/infusion.yaml", "        decimals: 1\n        allowed:\n          low: 0\n          high: 500\n",
        "        compute:\n          rule: totall\n          of: [vas]\n",
        "forms/infusion.yaml:20: there is no rule of calculation 'totall'; did you mean 'total'?",
    ),
]  # fmt: skip


def test_the_example_passes_the_whole_lint() -> None:
    assert check(EXAMPLE) == ()
    assert load(EXAMPLE).id == "example"


@pytest.mark.parametrize(("file", "right", "wrong", "sentence"), FAULTS, ids=[f[3][:60] for f in FAULTS])
def test_each_mistake_is_told_at_its_line(
    spoil: Spoil, file: str, right: str, wrong: str, sentence: str
) -> None:
    assert [str(problem) for problem in check(spoil(file, right, wrong))] == [sentence]


def test_an_item_that_could_not_be_read_does_not_break_the_expressions_on_it(spoil: Spoil) -> None:
    folder = spoil("forms/vital_signs.yaml", "- id: diabp\n", "- idd: diabp\n")
    assert [str(problem) for problem in check(folder)] == [
        "forms/vital_signs.yaml:29: unknown key 'idd'; did you mean 'id'?"
    ]


def test_an_item_is_not_named_like_a_word_of_the_language(spoil: Spoil) -> None:
    folder = spoil("forms/ae.yaml", "id: aeser", "id: in")
    assert [str(problem) for problem in check(folder)] == [
        "forms/ae.yaml:26: 'in' is a word of the language of checks: choose another id"
    ]


def test_a_form_is_filled_by_roles_that_exist(spoil: Spoil) -> None:
    folder = spoil("forms/ae.yaml", "kind: log", "kind: log\nroles: [coordinater]")
    assert [str(problem) for problem in check(folder)] == [
        "forms/ae.yaml:6: there is no role 'coordinater'; did you mean 'coordinator'?"
    ]


def test_an_end_names_a_date_and_codes_that_exist(spoil: Spoil) -> None:
    end = "ends:\n  - id: death\n    date: {form: ae, item: aeterm}\n    item: aeser\n    codes: [dead]\nprocedures:"
    folder = spoil("schedule.yaml", "procedures:", end)
    assert [problem.sentence for problem in check(folder)] == [
        "'ae.aeterm' is a text, and a date is needed here",
        "there is no code 'dead'",
    ]


def test_a_study_with_a_wrong_example_is_refused(spoil: Spoil) -> None:
    with pytest.raises(StudyProblems, match="should stay quiet"):
        load(spoil("checks.yaml", "{sysbp: 110, diabp: 70}", "{sysbp: 110, diabp: 170}"))


def test_unknown_and_foreign_form_items_are_told_together(spoil: Spoil) -> None:
    spoil("checks.yaml", "at_least(diabp, sysbp)", "at_least(diabp, infusion__volum)")
    folder = spoil("forms/visit.yaml", "svstat == 'not_done'", "svsta == 'not_done'")
    assert [problem.file for problem in check(folder)] == ["checks.yaml", "forms/visit.yaml"]


@pytest.mark.parametrize("value", [" []", " {}", " true", "", " zz", ' "no"', " -1.5"])
@pytest.mark.parametrize("file", ["codelists.yaml", "safety.yaml", "forms/visit.yaml", "schedule.yaml"])
def test_whatever_stands_in_place_of_a_value_the_lint_goes_on(spoil: Spoil, file: str, value: str) -> None:
    sound = (EXAMPLE / file).read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(sound):
        key, colon, _ = line.partition(":")
        if (
            colon and (number + len(value)) % 7 == 0
        ):  # a seventh of the lines for each value: enough for every kind of key
            folder = spoil(
                file,
                "\n".join(sound),
                "\n".join([*sound[:number], key + colon + value, *sound[number + 1 :]]),
            )
            assert all(str(problem) for problem in check(folder))
            (folder / file).write_text("\n".join(sound), encoding="utf-8")
