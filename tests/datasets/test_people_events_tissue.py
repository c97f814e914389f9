"""Participants in order of infusion, events counted by person, biopsies counted by cell."""

from decimal import Decimal

from tests.datasets.record import form, person, state, study

from hepatica.datasets.adverse_events import count, derive_events, next_row
from hepatica.datasets.exposure import derive_doses
from hepatica.datasets.participants import derive_participants
from hepatica.datasets.therapy import changed_since, derive_drugs
from hepatica.datasets.tissue import derive_pair
from hepatica.ledger.rows import ProposalRow
from hepatica.study.dates import PartialDate

WHO = "01-001"


def test_participants_stand_in_order_of_infusion_then_of_number():
    record = state(
        person("01-003"),
        person("01-001", infusion="2026-03-02"),
        person("01-002", infusion="2026-02-01"),
        person("01-004"),
    )
    found = derive_participants(study(), record)
    assert [(p.subject, p.ordinal) for p in found] == [
        ("01-002", 1),
        ("01-001", 2),
        ("01-003", 3),
        ("01-004", 4),
    ]


def test_days_count_from_the_infusion_and_an_unknown_part_gives_none():
    (who,) = derive_participants(study(), state(person(infusion="2026-03-02", gcsf="2026-02-27T09:00")))
    assert who.day(PartialDate.parse("2026-03-30")) == 28
    assert who.analysis_day(PartialDate.parse("2026-03-30")) == 31
    assert who.day(PartialDate.parse("2026-03")) is None


def event(**said):
    causes = {
        f"aerel_{c}": "unrelated"
        for c in ("msc", "cd34", "gcsf", "marrow", "leukapheresis", "catheter", "biopsy")
    }
    return (
        {"aeterm": "Fever", "aecat": "infusion", "aestdtc": "2026-03-02", "aetoxgr": "2", "aeser": "no"}
        | causes
        | said
    )


def test_an_event_is_related_when_any_component_is_judged_possible_or_more():
    log = form(WHO, "log", "ae", event(), event(aerel_cd34="possible"), event(aerel_msc="unlikely"))
    assert [e.related_to for e in derive_events(study(), state(person(), log), WHO)] == [(), ("cd34",), ()]


def test_an_event_not_judged_for_every_component_says_so():
    log = form(WHO, "log", "ae", event() | {"aerel_msc": None})
    (found,) = derive_events(study(), state(person(), log), WHO)
    assert not found.judged


def test_a_row_without_a_term_is_no_event_yet():
    log = form(WHO, "log", "ae", {"aestdtc": "2026-03-02"})
    assert derive_events(study(), state(person(), log), WHO) == ()


def test_an_event_knows_the_signal_that_proposed_it():
    log = form(WHO, "log", "ae", event())
    proposal = ProposalRow(
        subject=WHO,
        signal="infusion_fever",
        visit="infusion_day",
        form="infusion",
        row=3,
        state="confirmed",
        ae_row=1,
        seq=9,
    )
    (found,) = derive_events(study(), state(person(), log, proposal), WHO)
    assert found.signal == "infusion_fever"


def test_participants_are_counted_not_events():
    log = form(WHO, "log", "ae", event(aetoxgr="1"), event(aetoxgr="3", aerel_cd34="probable"))
    found = count(derive_events(study(), state(person(), log), WHO), (WHO, "01-002", "01-003"))
    assert (found.x, found.at_risk, found.worst_grade, found.related) == (1, 3, 3, (WHO,))


def test_an_event_of_someone_not_at_risk_is_not_counted():
    log = form(WHO, "log", "ae", event())
    assert count(derive_events(study(), state(person(), log), WHO), ("01-002",)).x == 0


def test_the_next_event_takes_the_next_row():
    assert next_row(state(person()), WHO) == 1
    assert next_row(state(person(), form(WHO, "log", "ae", event(), event())), WHO) == 3


def biopsy(visit, time, date, *reads):
    return form(WHO, visit, "biopsy", *reads, flat={"midtc": date, "timepoint": time})


def reading(positive, nuclei, method="cd34_erg_negative", **more):
    return {"method": method, "cd34_positive": positive, "nuclei": nuclei} | more


def test_readings_of_one_method_are_summed_as_counts():
    record = state(
        person(),
        biopsy(
            "gate",
            "before",
            "2026-02-25",
            reading("10", "5000"),
            reading("14", "5200", sinusoidal_fraction="3.1"),
        ),
        biopsy(
            "biopsy_2", "after", "2026-08-25", reading("20", "5000"), reading("90", "5000", method="other")
        ),
    )
    pair = derive_pair(study(), record, WHO)
    assert (pair.before.positive, pair.before.counted, pair.before.readings) == (24, 10200, 2)
    assert (pair.after.positive, pair.after.counted, pair.after.readings) == (20, 5000, 1)
    assert pair.before.sinusoids == "3.1"
    assert pair.comparable


def test_counts_by_different_methods_are_not_compared():
    record = state(
        person(),
        biopsy("gate", "before", "2026-02-25", reading("10", "5000")),
        biopsy("biopsy_2", "after", "2026-08-25", reading("20", "5000", method="other")),
    )
    assert not derive_pair(study(), record, WHO).comparable


def test_a_missing_biopsy_is_none_and_an_uncounted_one_has_no_counts():
    pair = derive_pair(study(), state(person(), biopsy("gate", "before", "2026-02-25")), WHO)
    assert pair.before.counted is None
    assert pair.after is None


def drug(name, cls, dose, start, end=None):
    said = {"cmtrt": name, "cmclass": cls, "cmdose": dose, "cmdosu": "mg", "cmstdtc": start}
    return said | ({"cmendtc": end} if end else {})


def test_what_changed_since_baseline_is_said_in_words():
    log = form(
        WHO,
        "log",
        "cm",
        drug("Spironolactone", "diuretic", "50", "2025", "2026-03-20"),
        drug("Spironolactone", "diuretic", "100", "2026-03-21"),
        drug("Furosemide", "diuretic", "40", "2026-01-01", "2026-03-15"),
        drug("Lactulose", "lactulose", "30", "2026-03-18"),
        drug("Paracetamol", "other", "500", "2026-03-18"),
    )
    drugs = derive_drugs(study(), state(person(), log), WHO)
    said = changed_since(study(), drugs, PartialDate.parse("2026-03-01"), PartialDate.parse("2026-04-01"))
    assert said == ("Lactulose 30 mg started", "Furosemide stopped", "Spironolactone 50 mg → 100 mg")
    assert (
        changed_since(study(), drugs, PartialDate.parse("2026-03-01"), PartialDate.parse("2026-03-02")) == ()
    )


def test_a_dose_is_given_in_cells_and_per_kilogram_of_its_own_visits_weight():
    given = {"dose_weight": "62.5", "dose_cd34": "125", "dose_msc": "50"}
    record = state(person(infusion="2026-03-02"), form(WHO, "infusion_day", "infusion", flat=given))
    doses = derive_doses(study(), record, WHO)
    assert [(d.product, d.cells, d.per_kg) for d in doses] == [("cd34", 125, 2), ("msc", 50, Decimal("0.8"))]
    unweighed = {"dose_cd34": "125", "dose_weight": None}
    (dose,) = derive_doses(
        study(), state(person(), form(WHO, "infusion_day", "infusion", flat=unweighed)), WHO
    )
    assert dose.per_kg is None
