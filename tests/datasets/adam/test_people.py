"""ADSL, ADAE and ADTTE: the dead stay, times say what ended them, and every grade has its judgement."""

from datetime import date

import msgspec
from tests.datasets.adam.trial import answers_of, background, inputs, laboratory, on, treated
from tests.datasets.record import form, person

from hepatica.datasets.adam.adae import PLAN, RELATIONS, derive_adae
from hepatica.datasets.adam.adsl import derive_adsl
from hepatica.datasets.adam.adtte import derive_adtte
from hepatica.datasets.adverse_events import COMPONENTS

WHO = "01-001"


def dead(day=40, who=WHO):
    return treated(who, ended={"death": on(day)}), form(who, "log", "death", flat={"dthdtc": on(day)})


def test_everybody_who_was_screened_has_a_row_the_dead_and_the_never_treated_too():
    rows = (*dead(), *background(), laboratory(-4), person("01-002"))
    found = derive_adsl(inputs(*rows))
    assert [row["SUBJID"] for row in found.records()] == ["01-001", "01-002"]
    first, second = found.records()
    assert (first["DTHFL"], first["DTHDT"], first["EOSSTT"]) == (
        "Y",
        date.fromisoformat(on(40)),
        "DISCONTINUED",
    )
    assert (first["SAFFL"], first["FASFL"], second["SAFFL"], second["FASFL"]) == ("Y", "Y", "N", "N")
    assert (first["AGE"], first["AGEU"], first["SEX"], first["AETIOL"]) == (47, "YEARS", "F", "masld")
    assert first["USUBJID"] == "NCT04243681-01-001"
    assert first["MELDUBL"] is not None
    assert second["MELDUBL"] is None


def test_a_treated_participant_without_a_baseline_is_in_the_safety_set_alone():
    found = derive_adsl(inputs(treated(), *background(), laboratory(7)))
    row = next(found.records())
    assert (row["SAFFL"], row["FASFL"], row["BLDT"]) == ("Y", "N", None)


def test_the_persons_own_facts_know_their_events():
    given = inputs(*dead(), *background(), laboratory(-4))
    found, answers = derive_adsl(given), answers_of(given.state)
    row = found.rows[0]
    said = {
        n: {answers[e].value for e in found.events(row, n) if e in answers} for n in ("SEX", "DTHFL", "INFFL")
    }
    assert said == {"SEX": {"female"}, "DTHFL": {on(40)}, "INFFL": {on(3)}}
    assert {"2.0", "1.5", "1.0"} <= {answers[e].value for e in found.events(row, "MELDUBL")}


def event(**more):
    judged = {f"aerel_{one}": "unrelated" for one in COMPONENTS}
    said = {
        "aeterm": "Pain",
        "aecat": "catheter",
        "aestdtc": on(3),
        "aetoxgr": "2",
        "aeser": "no",
        "aeout": "recovered",
    }
    return judged | said | more


def test_an_event_has_its_grade_its_relation_to_every_component_and_its_days():
    log = form(WHO, "log", "ae", event(aerel_catheter="certain"), event(aestdtc="2026-03", aerel_msc=""))
    given = inputs(treated(), *background(), log)
    found, answers = derive_adae(given), answers_of(given.state)
    first, second = found.records()
    assert (first["AESEQ"], first["ASTDY"], first["INFDY"], first["TRTEMFL"]) == (1, 3, 0, "Y")
    assert (first["AERELCAT"], first["AERELMSC"], first["RELFL"]) == ("certain", "unrelated", "Y")
    assert (second["AESTDTC"], second["ASTDT"], second["ASTDTF"], second["RELFL"]) == (
        "2026-03",
        None,
        None,
        None,
    )
    events = found.events(found.rows[0], "AERELCAT")
    assert [answers[n].value for n in events] == ["certain"]
    assert set(RELATIONS) == set(COMPONENTS)
    assert {name for name, _ in RELATIONS.values()} <= set(PLAN.place)


def test_an_onset_known_in_part_is_imputed_where_the_study_says_so_and_flagged():
    log = form(WHO, "log", "ae", event(aestdtc="2026-03"), event(aestdtc="2026"), event(aestdtc="unknown"))
    found = derive_adae(inputs(treated(), *background(), log, partial_dates="earliest"))
    assert [(r["ASTDT"], r["ASTDTF"]) for r in found.records()] == [
        (date(2026, 3, 1), "D"),
        (date(2026, 1, 1), "M"),
        (None, None),
    ]


def times(*rows, **more):
    found = derive_adtte(inputs(*rows, **more))
    return {r["PARAMCD"]: (r["AVAL"], r["CNSR"], r["EVNTDESC"], r["CNSDTDSC"]) for r in found.records()}


def test_a_death_is_an_event_and_rules_a_transplantation_out():
    found = times(*dead(), *background())
    assert found["DEATH"] == (40, 0, "Death", None)
    assert found["DTHLTX"] == (40, 0, "Death", None)
    assert found["LTX"] == (40, 2, "Death", None)
    assert found["AECATHET"] == (37, 2, "Death", None), "of a category time runs from its procedure"


def test_the_first_of_two_outcomes_counts():
    rows = (treated(ended={"death": on(90), "transplant": on(60)}), *background())
    found = times(*rows)
    assert found["DTHLTX"] == (60, 0, "Liver transplantation", None)
    assert (found["DEATH"][:2], found["LTX"][:2]) == ((90, 0), (60, 0))


def test_who_lives_is_censored_at_the_cut_or_where_following_ended():
    cut = date.fromisoformat(on(50))
    assert times(treated(), *background(), cut=cut)["DEATH"] == (50, 1, None, "data cut")
    left = treated(ended={"withdrawal": on(20)})
    assert times(left, *background(), cut=cut)["DEATH"] == (20, 1, None, "withdrew or was lost to follow-up")


def test_a_death_whose_day_is_not_known_is_not_lost_with_its_date():
    found = times(treated(ended={"death": "2026-05"}), *background())
    assert found["DEATH"] == (None, 0, "Death", None)
    rule = times(treated(ended={"death": "2026-05"}), *background(), partial_dates="latest")
    assert rule["DEATH"] == (82, 0, "Death", None)


def test_a_death_before_any_treatment_stays_without_a_time():
    rows = (person(started=on(-35), ended={"death": on(-10)}), background()[2])
    found = times(*rows)
    assert found["DEATH"] == (None, 0, "Death", None)
    assert "AECATHET" not in found, "without the procedure there is no risk of its complications"


def test_the_first_event_of_a_category_runs_from_its_procedure():
    log = form(
        WHO, "log", "ae", event(aestdtc=on(9)), event(aestdtc=on(5)), event(aecat="marrow", aestdtc=on(-34))
    )
    found = times(treated(), *background(), log)
    assert found["AECATHET"][:3] == (2, 0, "Pain")
    assert found["AEMARROW"][:3] == (1, 0, "Pain")
    assert found["AEINFUSI"][1] == 1


def test_nobody_screened_but_not_begun_has_a_time():
    row = msgspec.structs.replace(person(), enrolled_seq=4)
    assert times(row) == {}
