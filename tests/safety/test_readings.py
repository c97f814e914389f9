"""Readings of stopping rules: what an answer must be to count, what waits, and what is in doubt."""

import msgspec
import pytest
from tests.datasets.record import person, study

from hepatica.ledger.rows import Answer, FormRow
from hepatica.ledger.state import State
from hepatica.safety.readings import compile_reading, constants_of, hits
from hepatica.study.stopping import Reading

WHO = "01-001"


def calcium(*answers):
    rows = {str(n): {"ionised_calcium": answer} for n, answer in enumerate(answers, 1)}
    return FormRow(subject=WHO, visit="infusion_day", form="leukapheresis", answers=rows)


def said(value=None, unit="", state=""):
    return Answer(value=value, unit=unit, state=state, seq=1)


def page(form, visit="infusion_day", **items):
    return FormRow(subject=WHO, visit=visit, form=form, answers={"0": items})


def found(reading, *rows, who=None):
    compiled = compile_reading(study(), Reading.model_validate(reading))
    return [(hit.address, hit.doubt) for hit in hits(compiled, study(), State([who or person(), *rows]), WHO)]


LOW = {"form": "leukapheresis", "group": "calcium", "when": "below(ionised_calcium, stop_ionised_calcium)"}
AT = "leukapheresis/infusion_day"


def test_each_row_of_a_group_is_read_by_itself_and_named():
    assert found(LOW, calcium(said("1.10"), said("0.79"), said("0.80"))) == [(f"{AT}/2", "")]


def test_a_value_is_read_in_the_items_own_unit():
    assert found(LOW, calcium(said("3.1", "mg/dL"), said("1.55", "mEq/L"))) == [
        (f"{AT}/1", ""),
        (f"{AT}/2", ""),
    ]
    assert found(LOW, calcium(said("3.3", "mg/dL"))) == []


def test_a_unit_that_cannot_be_converted_leaves_doubt():
    ((address, doubt),) = found(LOW, calcium(said("0.9", "g/L")))
    assert address == f"{AT}/1"
    assert "not reported in g/L" in doubt


@pytest.mark.parametrize(
    ("value", "hit", "doubt"),
    [("<0.79", True, False), ("<1.00", True, True), (">0.80", False, False), (">0.50", True, True)],
)
def test_a_value_beyond_the_scale_is_read_at_both_of_its_ends(value, hit, doubt):
    answers = found(LOW, calcium(said(value)))
    assert bool(answers) is hit
    assert bool(answers and answers[0][1]) is doubt


def test_what_nobody_answered_waits_what_was_not_done_is_none_and_what_is_unknown_is_in_doubt():
    assert found(LOW, calcium()) == []
    assert found(LOW, calcium(said(state="not_done"))) == []
    assert found(LOW, calcium(said(state="unknown"))) == [(f"{AT}/1", "what it asks is unknown")]


def test_an_answer_still_to_come_does_not_hide_one_that_decides():
    culture = {"form": "msc_release", "when": "sterility == 'positive' || mycoplasma == 'positive'"}
    assert found(culture, page("msc_release", sterility=said("negative"))) == []
    assert found(culture, page("msc_release", mycoplasma=said("positive")))
    unknown = page("msc_release", sterility=said("negative"), mycoplasma=said(state="unknown"))
    ((_, doubt),) = found(culture, unknown)
    assert "mycoplasma" in doubt


def test_another_form_is_read_at_its_last_answer():
    lots = {"form": "infusion", "when": "msc_lot != msc_release__lot"}
    given = page("infusion", msc_lot=said("M-1"))
    assert found(lots, given) == [], "no certificate yet: another deviation says so"
    assert found(lots, given, page("msc_release", "culture", lot=said("M-2")))
    assert found(lots, given, page("msc_release", "culture", lot=said("M-1"))) == []


def test_a_baseline_is_the_last_answer_before_the_first_dose_of_g_csf():
    doubled = {"form": "laboratory", "group": "draw", "when": "rose_by_percent(afp, baseline__afp, '100')"}
    who = person(gcsf="2026-01-12", visits={"screening": "2025-12-01", "month_6": "2026-07-14"})
    rows = [
        FormRow(subject=WHO, visit=visit, form="laboratory", answers={"1": {"afp": said(value)}})
        for visit, value in (("screening", "10"), ("month_6", "20"))
    ]
    assert found(doubled, *rows, who=who) == [("laboratory/month_6/1", "")]
    assert found(doubled, rows[1], who=who) == [], "without a baseline there is no doubling to see"


def test_cells_count_only_in_someone_who_got_them():
    culture = {"form": "cd34_product", "when": "sterility_final == 'positive'", "infused": True}
    lot = page("cd34_product", sterility_final=said("positive"))
    assert found(culture, lot) == []
    assert found(culture, lot, who=msgspec.structs.replace(person(), infused="2026-01-15"))


def test_limits_of_release_are_named_and_so_are_the_studys_numbers():
    constants = constants_of(study())
    assert (constants["msc_viability_limit"], constants["cd34_viability_limit"]) == ("80", "70")
    assert constants["stop_white_cells"] == "75"
    assert "infusion_order" not in constants, "words are no limit"


def test_a_name_that_does_not_exist_is_a_problem_not_an_error():
    (problem,) = compile_reading(study(), Reading.model_validate(LOW | {"when": "below(calcium, '1')"}))
    assert "ionised_calcium" in problem.sentence or "calcium" in problem.sentence
