"""Each stopping rule of the reference trial fires at its boundary, and is quiet one step outside it."""

import pytest
from tests.conduct.desk import kinds
from tests.conduct.trial import DOSING, Trial, fired

from hepatica.conduct.commands import Entry
from hepatica.study.study import LOG_VISIT

DEATH = {"aetoxgr": "5", "aeser": "yes", "aesdth": "yes", "aeout": "fatal"}
G4 = {"aetoxgr": "4", "by": "msc"}
G3 = {"aetoxgr": "3", "by": "catheter"}


# -- Windows: civil days at the site -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "event"),
    [("stp_01", DEATH), ("stp_02", G4), ("stp_16", {"aetoxgr": "2", "by": "cd34", "aeser": "yes"})],
    ids=["death", "grade_4", "serious"],
)
def test_day_28_at_23_59_counts_and_day_29_at_00_01_does_not(rule, event):
    last = Trial().infused()
    decided = last.event(day="2026-02-12", aesttim="23:59", **event)
    assert rule in fired(decided)
    after = Trial().infused()
    decided = after.event(day="2026-02-13", aesttim="00:01", **event)
    assert rule not in fired(decided)
    assert rule not in (after.rule(rule).evidence if after.rule(rule) else ())
    assert not after.counted(rule)


def test_what_happened_before_consent_does_not_count_and_from_consent_on_it_does():
    trial = Trial().infused()
    assert fired(trial.event(day="2025-11-19", **G4)) == []
    assert "stp_02" in fired(trial.event(row=2, day="2025-11-20", **G4))


def test_a_day_that_may_lie_in_the_window_counts_and_says_so():
    trial = Trial().infused()
    decided = trial.event(day="2026-02", **G4)
    assert "stp_02" in fired(decided)
    (why,) = trial.rule("stp_02").doubt["01-001"]
    assert why == "event:1: it may lie outside the window: its day is not fully known"
    certain = Trial().infused()
    certain.event(day="2026-03", **G4)
    assert not certain.counted("stp_02")


# -- The sixteen ---------------------------------------------------------------------------------------------------------


def test_stp_01_holds_the_whole_trial_at_a_death_and_later_only_at_a_related_one():
    trial = Trial().infused()
    assert kinds(trial.event(**DEATH))[-2:] == ["rule.fired", "hold.placed"]
    hold = trial.held()["STP-01"]
    assert hold.blocks == ("enrolment", *DOSING)
    assert len(hold.lifts) == 3
    late = Trial().infused()
    assert "stp_01" not in fired(late.event(day="2026-06-01", **DEATH))
    assert "stp_01" in fired(late.event(row=2, day="2026-06-01", by="msc", **DEATH))


def test_stp_01_reads_the_page_of_the_death_too():
    trial = Trial().infused()
    assert "stp_01" in fired(trial.answer("death", LOG_VISIT, dthdtc="2026-02-12"))
    late = Trial().infused()
    assert "stp_01" not in fired(late.answer("death", LOG_VISIT, dthdtc="2026-02-13"))
    assert "stp_01" in fired(late.answer("death", LOG_VISIT, ddrelated="possible"))


def test_stp_02_takes_grade_4_of_the_trials_own_causes_and_not_of_the_disease():
    for cause, counts in (("biopsy", True), ("gcsf", True), ("disease", False), ("conmed", False)):
        trial = Trial().infused()
        decided = trial.event(aetoxgr="4", by=cause)
        assert ("stp_02" in fired(decided)) is counts, cause
    assert fired(Trial().infused().event(aetoxgr="3", by="msc")) == []


def test_stp_02_counts_an_open_causality_until_it_is_judged():
    trial = Trial().infused()
    decided = trial.event(aetoxgr="4", aerel_msc=None)
    assert "stp_02" in fired(decided)
    assert trial.rule("stp_02").doubt
    trial.answer("ae", LOG_VISIT, row=1, aerel_msc="unrelated")
    assert not trial.counted("stp_02")
    assert trial.held()["STP-02"], "the hold stays when its evidence is judged away"


def test_stp_03_needs_two_people_and_two_events_of_one_person_are_one():
    trial = Trial().infused("01-001", "01-002")
    trial.event(**G3)
    decided = trial.event(row=2, **G3)
    assert fired(decided) == []
    assert trial.counted("stp_03") == {"01-001": ("event:1", "event:2")}
    assert "stp_03" in fired(trial.event("01-002", **G3))
    assert trial.held()["STP-03"].blocks == DOSING


@pytest.mark.parametrize(("ended", "counts"), [("2026-01-27", False), ("2026-01-28", True), (None, True)])
def test_stp_03_leaves_out_a_laboratory_grade_that_is_back_within_7_days(ended, counts):
    trial = Trial().infused()
    items = {"aeongo": "no", "aeendtc": ended} if ended else {"aeongo": "yes"}
    trial.event(day="2026-01-20", aectcae="Platelet count decreased", **G3, **items)
    assert bool(trial.counted("stp_03")) is counts
    clinical = Trial().infused()
    clinical.event(day="2026-01-20", aectcae="Hypotension", **G3, aeongo="no", aeendtc="2026-01-21")
    assert clinical.counted("stp_03")


@pytest.mark.parametrize(("back", "counts"), [("2026-01-27", False), ("2026-01-28", True)])
def test_stp_03_takes_the_course_of_a_laboratory_grade_back_to_its_baseline(back, counts):
    trial = Trial().infused()
    trial.event(aectcae="Platelet count decreased", aebasgr="2", aeongo="yes", **G3)
    assert trial.counted("stp_03")
    for row, (day, grade) in enumerate((("2026-01-24", "3"), (back, "2")), 1):
        trial.answer("ae", LOG_VISIT, row=row, crs_event="1", crsdtc=day, crsgr=grade)
    assert bool(trial.counted("stp_03")) is counts


@pytest.mark.parametrize(
    ("items", "counts"),
    [
        ({"aectcae": "Anaphylaxis", "aetoxgr": "3"}, True),
        ({"aectcae": "Infusion related reaction", "aetoxgr": "3"}, True),
        ({"aectcae": "Infusion related reaction", "aetoxgr": "2"}, False),
        ({"aectcae": "Cytokine release syndrome", "aetoxgr": "2"}, True),
        ({"aectcae": "Cytokine release syndrome", "aetoxgr": "1"}, False),
        ({"aesi": "anaphylaxis", "aetoxgr": "3"}, True),
        ({"aesi": "anaphylaxis", "aetoxgr": "2"}, False),
        ({"aectcae": "Anaphylaxis", "aetoxgr": "3", "day": "2026-01-18"}, True),
        ({"aectcae": "Anaphylaxis", "aetoxgr": "3", "day": "2026-01-19"}, False),
        ({"aectcae": "Anaphylaxis", "aetoxgr": "3", "day": "2026-01-14"}, False),
    ],
)
def test_stp_04_is_anaphylaxis_or_a_severe_reaction_up_to_72_hours(items, counts):
    trial = Trial().infused()
    decided = trial.event(**({"day": "2026-01-15"} | items))
    assert ("stp_04" in fired(decided)) is counts


def test_stp_04_reads_the_bedside_too():
    trial = Trial().infused()
    row = {"row": 1, "reacdtc": "2026-01-15T12:00"}
    assert fired(trial.answer("infusion", "infusion_day", reaction="urticaria", **row)) == []
    assert fired(trial.answer("infusion", "infusion_day", reaction="anaphylaxis", **row)) == ["stp_04"]


@pytest.mark.parametrize(
    ("items", "counts"),
    [
        ({"aectcae": "Arterial injury", "aetoxgr": "2"}, True),
        ({"aectcae": "Arterial injury", "aetoxgr": "2", "day": "2026-01-22"}, True),
        ({"aectcae": "Arterial injury", "aetoxgr": "2", "day": "2026-01-23"}, False),
        ({"aectcae": "Hematoma", "aetoxgr": "3", "aecat": "catheter"}, True),
        ({"aectcae": "Hematoma", "aetoxgr": "2", "aecat": "catheter"}, False),
        ({"aectcae": "Hematoma", "aetoxgr": "3", "aecat": "marrow", "aephase": "infusion"}, False),
    ],
)
def test_stp_05_is_an_injured_artery_or_a_puncture_that_bled_severely(items, counts):
    assert ("stp_05" in fired(Trial().infused().event(**items))) is counts


@pytest.mark.parametrize(
    ("finding", "counts"),
    [("dissection", True), ("non_target", True), ("spasm", False), ("none", False)],
)
def test_stp_05_reads_the_angiography(finding, counts):
    trial = Trial().infused()
    assert bool(fired(trial.answer("infusion", "infusion_day", complication=finding))) is counts


def test_stp_05_reads_the_ultrasound_of_the_puncture_in_its_window():
    trial = Trial().infused()
    assert fired(trial.answer("imaging", "day_1", imgdtc="2026-01-23", access_site="pseudoaneurysm")) == []
    decided = trial.answer("imaging", "day_1", imgdtc="2026-01-22")
    assert fired(decided) == ["stp_05"], "a mended date brings it into the window"


@pytest.mark.parametrize(
    ("items", "counts"),
    [
        ({"aectcae": "Portal vein thrombosis", "aetoxgr": "2"}, True),
        ({"aectcae": "Thromboembolic event", "aetoxgr": "3"}, True),
        ({"aectcae": "Thromboembolic event", "aetoxgr": "2"}, False),
        ({"aectcae": "Portal vein thrombosis", "aetoxgr": "2", "day": "2026-07-28"}, True),
        ({"aectcae": "Portal vein thrombosis", "aetoxgr": "2", "day": "2026-07-29"}, False),
    ],
)
def test_stp_06_is_a_thrombosis_to_the_end_of_month_6(items, counts):
    assert ("stp_06" in fired(Trial().infused().event(**items))) is counts


def test_stp_06_does_not_read_what_the_ultrasound_showed_before_g_csf():
    trial = Trial().infused()
    before = {"imgdtc": "2025-12-01", "portal_thrombosis": "yes"}
    assert fired(trial.answer("imaging", "screening", **before)) == []
    assert fired(trial.answer("imaging", "month_1", imgdtc="2026-02-12", portal_thrombosis="yes")) == [
        "stp_06"
    ]


def liver(trial, subject, visit, day, **values):
    usual = {"bilirubin": "2.0", "inr": "1.4", "creatinine": "0.8"}
    return trial.answer("laboratory", visit, subject, row=1, lbdtc=f"{day}T08:00", **(usual | values))


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        ({"bilirubin": "4.00"}, True),
        ({"bilirubin": "3.99"}, False),
        ({"inr": "1.9"}, True),
        ({"inr": "1.89"}, False),
        ({"creatinine": "1.61"}, True),
        ({"creatinine": "1.20"}, False),
    ],
)
def test_stp_07_measures_the_liver_against_the_own_baseline(values, counts):
    trial = Trial().infused()
    liver(trial, "01-001", "gate", "2026-01-10")
    decided = liver(trial, "01-001", "week_1", "2026-01-22", **values)
    assert fired(decided) == (["stp_07"] if counts else [])
    assert not trial.held(), "one person asks for a review and holds nothing"


def test_stp_07_counts_to_day_14_and_holds_at_the_second_person():
    trial = Trial().infused("01-001", "01-002")
    for subject in ("01-001", "01-002"):
        liver(trial, subject, "gate", "2026-01-10")
    assert fired(liver(trial, "01-001", "unscheduled", "2026-01-30", inr="2.0")) == []
    review = liver(trial, "01-001", "week_1", "2026-01-29", inr="2.0")
    assert fired(review) == ["stp_07"]
    assert "A review is owed within 24 hours." in review[-1].fact.sentence
    assert "hold.placed" in kinds(liver(trial, "01-002", "week_1", "2026-01-22", bilirubin="8"))
    assert trial.held()["STP-07"].blocks == DOSING


def test_stp_07_takes_new_encephalopathy_of_grade_2():
    for earlier, counts in (("1", True), ("2", False)):
        trial = Trial().infused()
        trial.answer("clinical_liver", "gate", assessed="2026-01-10", encephalopathy=earlier)
        decided = trial.answer("clinical_liver", "week_1", assessed="2026-01-22", encephalopathy="2")
        assert bool(fired(decided)) is counts


@pytest.mark.parametrize(
    ("items", "counts"),
    [
        ({"aectcae": "Intra-abdominal hemorrhage", "aetoxgr": "2", "aephase": "biopsy"}, True),
        ({"aectcae": "Hematoma", "aetoxgr": "3", "aephase": "marrow", "aecat": "marrow"}, True),
        ({"aectcae": "Hematoma", "aetoxgr": "2", "aephase": "marrow", "aecat": "marrow"}, False),
        ({"aectcae": "Hepatic hemorrhage", "aetoxgr": "3", "aephase": "follow_up"}, False),
    ],
)
def test_stp_08_is_a_bleed_after_a_biopsy_or_the_marrow(items, counts):
    assert ("stp_08" in fired(Trial().infused().event(**items))) is counts


def test_stp_09_is_sepsis_or_a_positive_culture_of_cells_that_were_given():
    assert "stp_09" in fired(Trial().infused().event(aectcae="Sepsis", aetoxgr="3"))
    assert "stp_09" not in fired(Trial().infused().event(aectcae="Fever", aetoxgr="3"))
    lot = Trial().consented()
    assert fired(lot.answer("cd34_product", "infusion_day", sterility_final="positive")) == []
    lot.answer("gcsf", "gcsf", row=1, ecstdtc="2026-01-12T08:00")
    assert fired(lot.answer("infusion", "infusion_day", exstdtc="2026-01-15")) == ["stp_09"]


@pytest.mark.parametrize(("value", "counts"), [("5.00", False), ("5.01", True)])
def test_stp_09_reads_endotoxin_against_the_limit_of_release(value, counts):
    decided = Trial().infused().answer("msc_release", "culture", endotoxin=value)
    assert (fired(decided) == ["stp_09"]) is counts


@pytest.mark.parametrize(
    ("value", "counts", "doubt"), [(">74", True, True), (">101", True, False), ("<75", False, False)]
)
def test_a_value_beyond_the_scale_counts_where_it_may_pass_the_limit(value, counts, doubt):
    trial = Trial().infused()
    trial.answer("laboratory", "gcsf", row=1, lbdtc="2026-01-13T08:00", wbc=value)
    assert bool(trial.counted("stp_12")) is counts
    assert bool(counts and trial.rule("stp_12").doubt) is doubt


def test_stp_10_compares_lots_times_and_what_people_noticed():
    for form, values, counts in (
        ("infusion", {"msc_lot": "M-2"}, True),
        ("infusion", {"msc_lot": "M-1"}, False),
        ("infusion", {"identity_checked": "no"}, True),
        ("infusion", {"identity_checked": "yes"}, False),
    ):
        trial = Trial().infused()
        trial.answer(
            "msc_release", "culture", lot="M-1", final_decision="released", expires="2026-01-15T12:00"
        )
        assert bool(fired(trial.answer(form, "infusion_day", **values))) is counts, values
    assert trial.answer("infusion", "infusion_day", row=1, component="msc", bag_start="2026-01-15T12:00")
    assert not trial.held()
    decided = trial.answer("infusion", "infusion_day", row=2, component="msc", bag_start="2026-01-15T12:01")
    assert fired(decided) == ["stp_10"]
    assert trial.held()["STP-10"].blocks == ("enrolment", *DOSING)
    noticed = Trial().consented()
    assert fired(noticed.answer("dv", LOG_VISIT, row=1, dvcat="window")) == []
    assert fired(noticed.answer("dv", LOG_VISIT, row=2, dvcat="identity")) == ["stp_10"]


@pytest.mark.parametrize(
    ("value", "unit", "counts"),
    [("0.80", "mmol/L", False), ("0.79", "mmol/L", True), ("3.1", "mg/dL", True), ("3.3", "mg/dL", False)],
)
def test_stp_11_holds_the_person_alone_at_low_ionised_calcium(value, unit, counts):
    trial = Trial().consented()
    calcium = Entry(item="ionised_calcium", value=value, unit=unit)
    decided = trial.answer(
        "leukapheresis", "infusion_day", row=1, cadtc="2026-01-15T09:00", ionised_calcium=calcium
    )
    assert fired(decided) == (["stp_11"] if counts else [])
    assert set(trial.held("01-001")) == ({"STP-11"} if counts else set())
    assert not trial.held()


def test_stp_11_takes_severe_symptoms_and_events_of_the_procedure():
    for symptom, counts in (("paraesthesia", False), ("seizure", True), ("tetany", True)):
        trial = Trial().consented()
        assert bool(fired(trial.answer("leukapheresis", "infusion_day", row=1, symptom=symptom))) is counts
    for phase, grade, counts in (
        ("leukapheresis", "3", True),
        ("leukapheresis", "2", False),
        ("infusion", "3", False),
    ):
        decided = Trial().infused().event(aectcae="Hypotension", aephase=phase, aetoxgr=grade)
        assert ("stp_11" in fired(decided)) is counts


@pytest.mark.parametrize(
    ("value", "person", "everybody"),
    [("75", False, False), ("75.1", True, False), ("100", True, False), ("100.1", True, True)],
)
def test_stp_12_holds_the_person_above_75_and_everybody_above_100(value, person, everybody):
    trial = Trial().consented()
    trial.answer("gcsf", "gcsf", row=1, ecstdtc="2026-01-12T08:00", wbc_day=value)
    assert ("STP-12" in trial.held("01-001")) is (person and not everybody)
    assert ("STP-12" in trial.held()) is everybody


def test_stp_12_widens_when_the_corrected_value_is_worse():
    trial = Trial().consented()
    trial.answer("gcsf", "gcsf", row=1, ecstdtc="2026-01-12T08:00", wbc_day="80")
    assert "hold.placed" in kinds(trial.answer("gcsf", "gcsf", row=1, wbc_day="120"))
    assert "STP-12" in trial.held("01-001")
    assert "STP-12" in trial.held()


@pytest.mark.parametrize(
    ("day", "counts"), [("2026-01-26", True), ("2026-01-27", False), ("2026-01-11", False)]
)
def test_stp_12_reads_the_laboratory_to_day_14_after_g_csf_began(day, counts):
    trial = Trial().infused()
    decided = trial.answer("laboratory", "week_1", row=1, lbdtc=f"{day}T08:00", wbc="80")
    assert (fired(decided) == ["stp_12"]) is counts


def test_stp_13_is_a_new_tumour_or_a_doubled_alpha_fetoprotein_with_a_lesion():
    assert "stp_13" in fired(Trial().infused().event(aesi="tumour", aetoxgr="1", day="2027-05-01"))
    for value, lesion, counts in (("20", "yes", True), ("19.9", "yes", False), ("20", "no", False)):
        trial = Trial().infused()
        trial.answer("visit", "screening", svstdtc="2025-12-01")
        trial.answer("laboratory", "screening", row=1, lbdtc="2025-12-01T08:00", afp="10")
        trial.answer("laboratory", "month_6", row=1, lbdtc="2026-07-14T08:00", afp=value)
        assert (fired(trial.answer("imaging", "month_6", lesion=lesion)) == ["stp_13"]) is counts


def test_stp_14_needs_two_failed_lots():
    trial = Trial().consented()
    assert fired(trial.answer("msc_release", "culture", viability="79.9")) == []
    assert trial.counted("stp_14") == {"01-001": ("reading:msc_release/culture/0",)}
    assert fired(trial.answer("cd34_product", "infusion_day", viability="70")) == []
    assert fired(trial.answer("cd34_product", "infusion_day", release_decision="rejected")) == ["stp_14"]


def test_stp_15_is_met_at_once_by_a_procedure_without_consent():
    trial = Trial()
    trial.consented()
    decided = trial.answer("marrow_aspiration", "marrow", prstdtc="2025-11-19")
    assert fired(decided) == ["stp_15"]
    assert trial.counted("stp_15") == {
        "01-001": ("deviation:before_consent/marrow/marrow_aspiration/prstdtc/0",)
    }
    trial.answer("marrow_aspiration", "marrow", prstdtc="2025-11-21")
    assert not trial.counted("stp_15")


def test_stp_16_weighs_related_serious_events_against_those_infused():
    alone = Trial().infused()
    assert fired(alone.event(aetoxgr="2", by="msc", aeser="yes")) == ["stp_16"]
    among = Trial().infused("01-001", "01-002", "01-003")
    serious = {"aetoxgr": "2", "by": "msc", "aeser": "yes"}
    assert fired(among.event(**serious)) == []
    assert fired(among.event("01-002", **serious)) == ["stp_16"]
