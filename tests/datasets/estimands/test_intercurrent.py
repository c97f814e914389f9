"""Intercurrent events are found with their dates and the ledger events they are read from; a missing day excuses nobody."""

from tests.datasets.estimands.cast import drugs, lab, member, on, procedures, record
from tests.datasets.record import form

from hepatica.datasets.estimands.intercurrent import near
from hepatica.study.dates import PartialDate

FIRST = "01-001"


def occurrences(*rows, of=""):
    found = record(*rows).occurrences[FIRST]
    return [one for one in found if not of or one.event.id == of]


def test_a_participant_to_whom_nothing_happened_has_none():
    assert occurrences(*member(1, later="2.0")) == []


def test_death_has_its_day_and_the_answer_it_is_read_from():
    page = form(FIRST, "log", "death", {"dthdtc": on(90)})
    (one,) = occurrences(*member(1, ended={"death": 90}), page)
    assert (one.event.id, one.day, one.when, one.seqs) == ("death", 90, "8 Jun 2026", (1,))


def test_a_new_dose_is_one_change_and_what_ended_before_day_0_is_none():
    log = drugs(
        FIRST,
        ("Spironolactone", "diuretic", "100", -90, 30),
        ("Spironolactone", "diuretic", "50", 30, 60),
        ("Furosemide", "diuretic", "40", -90, -10),
        ("Lactulose", "lactulose", "30", -90, None),
        ("Torasemide", "diuretic", "10", 45, None),
    )
    found = [(one.day, one.detail) for one in occurrences(*member(1), log)]
    assert sorted(found) == [
        (30, "Spironolactone 100 mg → 50 mg"),
        (45, "Torasemide 10 mg begun"),
        (60, "Spironolactone 50 mg stopped"),
    ]


def test_a_drug_given_before_day_0_and_still_going_on_counts():
    log = drugs(
        FIRST, ("Enoxaparin", "anticoagulant", "40", -20, None), ("Albumin", "albumin", "20", -20, -18)
    )
    assert [one.detail for one in occurrences(*member(1), log)] == ["Enoxaparin 40 mg"]


def test_a_day_that_is_not_known_counts_wherever_it_may_lie():
    log = form(
        FIRST, "log", "cm", {"cmtrt": "Albumin", "cmclass": "albumin", "cmdose": "20", "cmstdtc": "unknown"}
    )
    (one,) = occurrences(*member(1), log, of="albumin")
    assert (one.day, one.when) == (None, "")
    assert near(one, PartialDate.parse(on(180)), None)


def test_an_event_moves_a_value_within_its_days_alone():
    log = drugs(FIRST, ("Albumin", "albumin", "20", 170, 172))
    (one,) = occurrences(*member(1), log, of="albumin")
    days = [day for day in range(165, 185) if near(one, PartialDate.parse(on(day)), None)]
    assert days == list(range(170, 180))


def test_procedures_count_by_their_codes():
    log = procedures(FIRST, ("paracentesis", 50), ("banding", -20), ("tips", 70), ("endoscopy", 80))
    found = [(one.event.id, one.detail, one.day) for one in occurrences(*member(1), log)]
    assert found == [("paracentesis", "Paracentesis", 50), ("decompensation", "TIPS", 70)]


def test_no_infusion_is_an_event_only_once_it_is_final():
    assert occurrences(*member(1, infused=False)) == []
    ended = occurrences(*member(1, infused=False, ended={"withdrawal": 20}), of="no_infusion")
    assert [one.detail for one in ended] == ["no cells given"]


def test_one_product_without_the_other_is_a_missed_dose():
    def infusion(**doses):
        return form(FIRST, "infusion_day", "infusion", flat={"exstdtc": on(3), **doses})

    one = occurrences(*member(1), infusion(dose_cd34="120"), of="missed_dose")
    assert [(o.detail, o.day) for o in one] == [("MSC not given", 3)]
    assert occurrences(*member(1), infusion(dose_cd34="120", dose_msc="50"), of="missed_dose") == []
    assert occurrences(*member(1), lab(FIRST, "week_1", 8), of="missed_dose") == []
