"""Each rule by a valid report broken in one place, which must give exactly that rule."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.exchange.e2b.cast import BLEED, CASE, FEVER, NI, within

from hepatica.exchange.e2b.check import check, stopping
from hepatica.exchange.e2b.icsr import (
    AutopsyCause,
    History,
    OtherId,
    PastDrug,
    Registration,
    Relation,
    Reporter,
    Test,
)
from hepatica.exchange.e2b.values import Measured, MedDRA, Null, Quantity, Stamp, Term

NOW = datetime(2026, 3, 16, 6, 0, tzinfo=UTC)
DIED = within("patient", died=Stamp("20260320"), autopsy=True)
FDA = replace(
    within("report", fda_type="1"),
    header=replace(CASE.header, batch_receiver="ZZFDA_PREMKT", receiver="CBER_IND"),
    study=replace(CASE.study, ind="123456"),
)


def broken(report, **asked):
    return {(one.rule, one.element) for one in check(report, now=NOW, **asked)}


def test_the_case_breaks_no_rule():
    assert check(CASE, now=NOW) == ()
    assert check(FDA, now=NOW, fda=True) == ()


NEWER = MedDRA(version="29.0", code="10046995")
BOTH = {"mpid": Term(version="1", code="a"), "phpid": Term(version="1", code="b")}
MUTATIONS = [
    # 1: missing, too long, outside its list, absent for a reason that is not allowed, no number, no unit, no country.
    ("1", "C.1.1", "report", {"id": ""}),
    ("1", "C.1.8.1", "report", {"worldwide": "I" * 101}),
    ("1", "N.2.r.1", "header", {"message": "IN-ILBS-HEP01-8"}),
    ("1", "N.2.r.4", "header", {"created": Stamp("20260316101400+0530")}),
    ("1", "C.1.3", "report", {"type": "9"}),
    ("1", "C.1.7", "report", {"expedited": None}),
    ("1", "C.1.7", "report", {"expedited": Null("UNK")}),
    ("1", "C.1.9.1", "report", {"has_other_ids": False}),
    ("1", "C.2.r.3 (reporter 1)", "reporters.0", {"country": "XX"}),
    ("1", "C.3.1", "sender", {"type": "8"}),
    ("1", "C.5.1.r.1 (registration 1)", "study.registrations.0", {"number": Null("MSK")}),
    ("1", "D.1", "patient", {"name": None}),
    ("1", "D.2.2b", "patient", {"age": Quantity(value="52", unit="years")}),
    ("1", "D.3", "patient", {"weight": "61,5"}),
    ("1", "D.4", "patient", {"height": "164.5"}),
    ("1", "D.5", "patient", {"sex": "3"}),
    ("1", "E.i.1.1b (reaction 1)", "reactions.0", {"language": "en"}),
    ("1", "E.i.2.1b (reaction 2)", "reactions.1", {"term": MedDRA(version="28.1", code="1001655")}),
    ("1", "E.i.3.2a (reaction 1)", "reactions.0", {"death": False}),
    ("1", "E.i.3.2f (reaction 2)", "reactions.1", {"important": None}),
    ("1", "E.i.7 (reaction 1)", "reactions.0", {"outcome": ""}),
    ("1", "F.r.3.3 (test 1)", "tests.0", {"result": Measured(value="7", unit="g per dL")}),
    ("1", "G.k.2.2 (drug 2)", "drugs.1", {"name": ""}),
    ("1", "G.k.4.r.7 (drug 1, dosage 1)", "drugs.0.dosages.0", {"lot": "L" * 36}),
    (
        "1",
        "G.k.4.r.10.2b (drug 1, dosage 1)",
        "drugs.0.dosages.0",
        {"route_code": Term(version="2.0", code="999")},
    ),
    ("1", "G.k.8 (drug 1)", "drugs.0", {"action": "5"}),
    ("1", "G.k.9.i.4 (drug 1, relation 1)", "drugs.0.relations.0", {"recurred": "5"}),
    ("1", "G.k.10.r (drug 1, 1)", "drugs.0", {"more": ("12",)}),
    # 2: in the future, not precise enough, without its zone, in the wrong order.
    ("2", "C.1.5", "report", {"latest": Stamp("20260317")}),
    ("2", "C.1.4", "report", {"first_received": Stamp("202603")}),
    ("2", "C.1.5", "report", {"first_received": Stamp("20260316"), "latest": Stamp("20260315")}),
    ("2", "D.2.1", "patient", {"born": Stamp("1974")}),
    ("2", "N.1.5", "header", {"sent": Stamp("20260316101500")}),
    ("2", "E.i.5 (reaction 1)", "reactions.0", {"end": Stamp("20260314")}),
    ("2", "G.k.4.r.5 (drug 2, dosage 1)", "drugs.1.dosages.0", {"last": Stamp("20260308")}),
    ("3", "C.5.4", "study", {"type": ""}),
    ("4", "C.1.6.1.r.1", "report", {"documents": ()}),
    ("4", "C.1.6.1.r.1", "report", {"has_documents": False}),
    ("5", "C.1.9.1.r", "report", {"has_other_ids": True}),
    ("5", "C.1.9.1.r", "report", {"has_other_ids": True, "other_ids": (OtherId(source="", number="7"),)}),
    ("6", "C.2.r.5", "reporters.0", {"primary": False}),
    ("6", "C.2.r.3 (reporter 1)", "reporters.0", {"country": None}),
    ("6", "C.2.r.4 (reporter 1)", "reporters.0", {"qualification": None}),
    ("6", "C.2.r.4 (reporter 2)", "", {"reporters": (*CASE.reporters, Reporter(qualification=None))}),
    ("7", "C.3.2", "sender", {"organisation": ""}),
    ("8", "D.2.2b", "patient", {"age": Quantity(value="52")}),
    ("8", "F.r.3.2 (test 1)", "tests.0", {"result": Measured(unit="g/dL")}),
    ("8", "G.k.4.r.1b (drug 1, dosage 1)", "drugs.0.dosages.0", {"dose": Quantity(value="48")}),
    ("8", "G.k.4.r.3 (drug 1, dosage 1)", "drugs.0.dosages.0", {"every": Quantity(value="1")}),
    ("8", "G.k.9.i.3.1a (drug 1, relation 1)", "drugs.0.relations.0", {"from_start": Quantity(unit="h")}),
    ("9", "E.i.2.1b (reaction 1)", "reactions.0", {"term": None}),
    ("9", "E.i.2.1a (reaction 2)", "reactions.1", {"term": MedDRA(code="10016558")}),
    ("9", "G.k.7.r.2b (drug 1, indication 1)", "drugs.0.indications.0", {"term": MedDRA(version="28.1")}),
    ("9", "G.k.7.r.2a (drug 1, indication 1)", "drugs.0.indications.0", {"term": NEWER}),
    ("10", "D.7.2", "patient", {"history_text": None}),
    ("11", "E.i.7", "reactions.0", {"death": True}),
    ("12", "D.9.3", "patient", {"died": Stamp("20260316")}),
    ("13", "F.r (test 1)", "tests.0", {"date": None}),
    ("13", "F.r (test 1)", "tests.0", {"name": ""}),
    ("13", "F.r (test 1)", "tests.0", {"result": None}),
    ("15", "G.k.9.i.1 (drug 3)", "drugs.2", {"relations": (Relation(reaction="elsewhere", recurred="4"),)}),
    ("15", "G.k.9.i.2 (drug 2, reaction 2)", "drugs.1", {"relations": CASE.drugs[1].relations[:1]}),
    ("15", "G.k.9.i.2 (drug 1, reaction 1)", "drugs.0.relations.0.assessments.1", {"source": "Nurse"}),
    ("15", "G.k.9.i.2 (drug 1, reaction 1)", "drugs.0.relations.0.assessments.0", {"result": ""}),
    ("15", "G.k", "drugs.2", {"id": ""}),
    ("16", "E.i.3.2", "reactions.0", {"hospitalisation": NI}),
    ("17", "C.1.11.2", "report", {"withdrawal": "1"}),
    ("17", "C.1.11.1", "report", {"withdrawal_reason": "an error"}),
    ("18", "G.k.2.1 (drug 1)", "drugs.0", BOTH),
    ("18", "D.8.r (past drug 1)", "patient", {"past_drugs": (PastDrug(name="x", **BOTH),)}),
    ("19", "H.1", "narrative", {"text": " "}),
    ("20", "E.i.4 (reaction 2)", "reactions.1", {"start": Stamp("20260310")}),
    ("21", "H.1", "narrative", {"text": "Mr Rao vomited blood."}),
    ("21", "H.1", "narrative", {"text": "His wife was reached on 98480 12345."}),
    ("21", "H.1", "narrative", {"text": "His wife was reached on +91 9848012345."}),
    ("21", "H.1", "narrative", {"text": "Admitted as UHID 204518 in the night."}),
    ("21", "H.1", "narrative", {"text": "Results went to family@example.org the same day."}),
    ("21", "H.1", "narrative", {"text": "Insured under 4123 4567 8901 since May."}),
    ("21", "H.4", "narrative", {"sender": "Smt Devi asks for a copy."}),
]


@pytest.mark.parametrize(("rule", "element", "path", "change"), MUTATIONS)
def test_a_report_broken_in_one_place_gives_exactly_that_rule(rule, element, path, change):
    assert broken(within(path, **change)) == {(rule, element)}


def test_every_rule_has_a_mutation():
    by_table = {rule for rule, *_ in MUTATIONS}
    assert by_table | {"14"} == {str(n) for n in range(1, 22)}


def test_a_report_that_blames_nothing_gives_rule_14():
    assert broken(replace(CASE, drugs=CASE.drugs[2:])) == {("14", "G.k.1")}
    assert broken(replace(CASE, drugs=(replace(CASE.drugs[2], role="4"),))) == set()


@pytest.mark.parametrize(
    ("rule", "element", "change"),
    [
        ("R0005", "N.1.4", {"header": replace(FDA.header, batch_receiver="EMA")}),
        ("R0007", "N.2.r.3", {"header": replace(FDA.header, receiver="CDER")}),
        ("R0016", "FDA.C.1.7.1", {"report": replace(FDA.report, fda_type="")}),
        ("R0024", "FDA.C.5.5a", {"study": replace(FDA.study, ind="")}),
        ("R0026", "FDA.C.5.6.r", {"study": replace(FDA.study, cross_reported=("IND 7",))}),
        (
            "R0041",
            "D.9.1",
            {"reactions": (replace(CASE.reactions[0], death=True, outcome="5"), CASE.reactions[1])},
        ),
    ],
)
def test_fdas_rules_are_asked_only_for_fda(rule, element, change):
    report = replace(FDA, **change)
    assert broken(report, fda=True) == {(rule, element)}
    assert broken(report) == set()


def test_fda_needs_a_whole_judgement_of_each_suspect():
    bare = tuple(
        replace(one, assessments=tuple(replace(a, method="") for a in one.assessments))
        for one in FDA.drugs[0].relations
    )
    report = replace(FDA, drugs=(replace(FDA.drugs[0], relations=bare), *FDA.drugs[1:]))
    assert broken(report, fda=True) == {("R0085", "G.k.9.i.2.r (drug 1)")}


def test_an_event_before_the_drug_is_a_question_that_keeps_nothing_back():
    asked = check(within("reactions.1", start=Stamp("20260310")), now=NOW)
    assert [one.rule for one in asked] == ["20"]
    assert stopping(asked) == ()


def test_a_death_with_its_date_and_autopsy_breaks_nothing():
    fatal = replace(
        within("patient", died=Stamp("20260316"), autopsy=Null("UNK")),
        reactions=(replace(CASE.reactions[0], death=True, outcome="5"), CASE.reactions[1]),
    )
    assert broken(fatal) == set()


def test_the_future_begins_after_now_to_the_second():
    at = "20260316113000+0530"
    report = replace(
        within("header", sent=Stamp(at), created=Stamp(at)), report=replace(CASE.report, created=Stamp(at))
    )
    assert broken(report) == set()
    later = Stamp("20260316113001+0530")
    assert broken(replace(report, header=replace(report.header, sent=later))) == {("2", "N.1.5")}


def test_a_date_without_a_zone_is_read_on_the_senders_clock():
    # 23:30 on the 16th at the sponsor is 18:00 UTC: at 17:00 UTC it has not come, at 19:00 it has.
    report = within("reactions.0", start=Stamp("202603162330"))
    for hour, problems in ((17, 1), (19, 0)):
        assert len(check(report, now=datetime(2026, 3, 16, hour, tzinfo=UTC))) == problems


def test_an_unknown_code_names_the_element_the_code_and_the_list():
    (problem,) = check(within("drugs.0", action="5"), now=NOW)
    assert problem.sentence.startswith(
        "G.k.8 (drug 1) holds the code '5', which is not in its list 'action':"
    )
    assert "9 not applicable" in problem.sentence


def test_an_event_without_a_code_names_the_licensed_file_that_is_needed():
    (problem,) = check(within("reactions.0", term=None), now=NOW)
    assert "'variceal bleeding' has no MedDRA code" in problem.sentence
    assert "llt.asc and pt.asc" in problem.sentence


def test_what_identifies_is_not_repeated_in_the_sentence():
    (problem,) = check(within("narrative", text="Mr Narayanan fell."), now=NOW)
    assert "Narayanan" not in problem.sentence


def test_a_name_the_site_knows_is_found_as_a_word_only():
    report = within("narrative", text="Rao's pain; the raor was normal.")
    assert broken(report, identifiers=("Rao",)) == {("21", "H.1")}
    assert broken(within("narrative", text="The raor was normal."), identifiers=("Rao", "")) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Lot CD34-007-01 held 48.0 x 10^6 cells; infused 2026-03-14 11:05 to 11:30.",
        "Participant 01-007, MELD 18, bilirubin 4.2 mg/dL, platelets 45000 per microlitre, AFP 1234567.",
        "Given 300 mcg on 09/03/2026; CTRI/2019/11/021912; NCT04243681; IN-ILBS-HEP01-7.",
    ],
)
def test_lots_dates_and_values_are_no_identifiers(text):
    assert broken(within("narrative", text=text)) == set()


def test_a_release_is_held_against_the_first_one_stated():
    report = within("patient", history=(History(term=NEWER),), history_text=None)
    assert {element for _, element in broken(report)} == {
        f"{name} ({place})"
        for name, place in (
            ("E.i.2.1a", "reaction 1"),
            ("E.i.2.1a", "reaction 2"),
            ("G.k.7.r.2a", "drug 1, indication 1"),
        )
    }


def test_a_dose_as_needed_has_no_number_of_intervals():
    assert broken(within("drugs.0.dosages.0", every=Quantity(unit="{asnecessary}"))) == set()


def test_autopsy_causes_and_registrations_are_checked_where_they_stand():
    report = replace(
        DIED,
        patient=replace(DIED.patient, died=Stamp("20260315"), autopsy_causes=(AutopsyCause(text="x" * 251),)),
    )
    assert broken(report) == {("1", "D.9.4.r.2 (autopsy cause 1)")}
    abroad = within("study", registrations=(Registration(number="1", country="India"),))
    assert broken(abroad) == {("1", "C.5.1.r.2 (registration 1)")}


def test_a_test_with_a_text_alone_is_a_result():
    assert broken(within("", tests=(Test(date=Null("UNK"), name="Culture", text="no growth"),))) == set()


def test_the_events_keep_their_own_identifiers():
    assert broken(within("reactions.1", id=BLEED)) >= {("15", "E.i")}
    assert FEVER != BLEED
