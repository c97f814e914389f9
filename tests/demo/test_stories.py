from datetime import date
from decimal import Decimal

import pytest
from tests.demo.built import MOMENT, study

from hepatica.conduct.filling import disagreements
from hepatica.conduct.plan import Plan
from hepatica.conduct.reading import Reading
from hepatica.conduct.skip import empty_mandatory
from hepatica.datasets.episodes import derive_episodes
from hepatica.datasets.unanswered import derive_unanswered
from hepatica.datasets.visit_scores import derive_scores, scores_at
from hepatica.ledger.product_rows import BagRow, NoticeRow, ReleaseRow, TestRow
from hepatica.ledger.rows import DeviationRow, FindingRow, FormRow, SignatureRow, SubjectRow
from hepatica.store import read
from hepatica.store.verify import verify
from hepatica.study.form import FormKind

BEFORE = ("screening", "baseline", "marrow", "contact")
FIVE = tuple(f"01-00{n}" for n in range(1, 6))


def person(subject):
    return read.subject_state(subject).get(SubjectRow, subject)


def rows(table):
    return read.among(table, read.numbers())


def test_the_ledger_is_sound(demo):
    report = verify()
    assert report.sound, report.sentences


def test_the_closed_ledger_is_sound(closed):
    report = verify()
    assert report.sound, report.sentences


def test_open_shows_one_of_each(demo):
    people = {subject: person(subject) for subject in FIVE}
    assert list(people["01-001"].ended) == ["completed"]
    assert "month_3" in people["01-002"].visits
    assert "month_6" not in people["01-002"].visits
    infused = date.fromisoformat(people["01-003"].anchors["infusion"])
    assert (MOMENT.date() - infused).days == 9
    assert set(people["01-004"].visits) == set(BEFORE)
    assert people["01-004"].authorised == {}
    assert read.form_row("01-004", "culture", "msc_batch").answer("cells_harvested", 2).given
    assert people["01-005"].enrolled_seq == 0
    assert read.form_row("01-005", "screening", "consent") is None
    assert read.study_row().screened == 5


def test_closed_has_all_five_complete_to_month_6(closed):
    for subject in FIVE:
        found = person(subject)
        assert list(found.ended) == ["completed"]
        assert found.visits["month_6"]
        assert set(found.authorised) >= {"gcsf", "leukapheresis", "infusion"}
        assert read.form_row(subject, "biopsy_2", "biopsy").complete


def due_forms(subject):
    found = person(subject)
    for visit, day in found.visits.items():
        if day != "not_done":
            for form in study().forms_at(visit):
                if study().form_by_id[form].kind is FormKind.ENTRY:
                    yield visit, form


OPTIONAL = {("unscheduled", form) for form in ("imaging", "puncture_site", "marrow_site")}


@pytest.mark.parametrize("stage", ["demo", "closed"])
def test_every_form_of_every_visit_is_complete(stage, request):
    request.getfixturevalue(stage)
    plan = Plan(study())
    for subject in FIVE:
        reading = Reading(study(), read.subject_state(subject), subject)
        for visit, form in due_forms(subject):
            if (visit, form) in OPTIONAL:
                continue
            row = read.form_row(subject, visit, form)
            assert row is not None, (subject, visit, form)
            assert row.complete, (subject, visit, form)
            assert list(empty_mandatory(plan, reading, study().form_by_id[form], row)) == []


def test_every_form_of_the_study_is_filled_by_somebody(closed):
    filled = {form.form for form in read.forms_light()}
    computed = {f.id for f in study().forms if f.kind is FormKind.COMPUTED}
    assert {f.id for f in study().forms} - computed - filled == {"consent_events", "death"}


def test_most_complete_forms_are_signed_and_three_signatures_were_overtaken(closed):
    entry = [f for f in read.forms_light() if f.visit != "log" and f.form != "visit"]
    assert all(f.signed for f in entry if f.complete)
    gone = [s for s in rows(SignatureRow) if s.invalidated]
    late = {("infusion_day", "cd34_product"), ("culture", "msc_release")}
    overtaken = {(s.subject, s.visit, s.form) for s in gone if (s.visit, s.form) not in late}
    assert overtaken == {
        ("01-001", "month_1", "laboratory"),
        ("01-001", "month_6", "vital_signs"),
        ("01-002", "month_3", "vital_signs"),
    }
    # A late result of a lot opens its certificate again, and the investigator signs anew.
    assert late < {(s.visit, s.form) for s in gone}


def test_nothing_is_implausible_and_every_question_was_answered(closed):
    found = {(f.subject, f.check, f.visit, f.row): f.explained for f in rows(FindingRow)}
    assert set(found) == {
        ("01-001", "creatinine_rise", "day_1", 2),
        ("01-002", "weight_change", "month_3", 0),
    }
    assert all(found.values())


def test_the_open_demo_leaves_two_episodes_to_be_judged(demo):
    assert {(p.subject, p.signal) for p in read.proposals()} == {
        ("01-003", "site_bleeding"),
        ("01-003", "platelets_grade"),
        ("01-003", "platelets_fall"),
    }
    episodes = derive_episodes(study(), read.subject_state("01-003"), "01-003")
    waiting = {e.term: [p.signal for p in e.waiting] for e in episodes if e.waiting}
    assert waiting == {
        "Hematoma": ["site_bleeding"],
        "Platelet count decreased": ["platelets_fall", "platelets_grade"],
    }


def test_the_closed_demo_leaves_no_value_without_an_event(closed):
    plan = Plan(study())
    for subject in FIVE:
        assert derive_unanswered(study(), plan.signals, read.subject_state(subject), subject) == ()


def test_a_mistyped_value_raised_a_proposal_and_its_correction_withdrew_it(demo):
    gone = {p.signal for p in read.proposals(open_only=False) if p.state == "withdrawn"}
    assert gone == {"bilirubin_doubled", "bilirubin_grade"}


def test_one_culture_turned_positive_after_the_infusion_and_all_that_followed_stands_there(demo):
    who, lot = "01-002", "MSC-01-002"
    state = read.subject_state(who)
    infused = date.fromisoformat(person(who).anchors["infusion"])
    grew = state.get(TestRow, who, f"{lot}/sterility_final")
    assert (grew.value, (date.fromisoformat(grew.at[:10]) - infused).days) == ("positive", 9)
    drafted = next(p for p in read.proposals(open_only=False) if p.signal == "msc_contaminated")
    assert (drafted.subject, drafted.state) == (who, "dismissed")
    assert {e.kind for e in read.events(limit=100_000) if '"STP-09"' in e.body} == {
        "hold.placed",
        "hold.lifted",
    }
    letters = [n for n in state.of(NoticeRow, who) if n.lot == lot and n.notice.startswith("late_positive")]
    assert len(letters) == 4
    assert all(letter.sent <= letter.due for letter in letters)
    assert state.get(ReleaseRow, who, lot).decision == "rejected"
    assert read.form_row(who, "culture", "msc_release").answer("final_decision").value == "conditional"
    assert read.holds() == ()


def test_both_products_of_the_first_were_made_released_matched_and_given(demo):
    state = read.subject_state("01-001")
    given = {bag.bag: bag for bag in state.of(BagRow, "01-001") if bag.started}
    assert set(given) == {"CD34-01-001-A", "MSC-01-001-A"}
    assert all(bag.authorised and bag.started_match and bag.complete for bag in given.values())
    assert {d.rule for d in state.of(DeviationRow, "01-001")} == {"out_of_window"}
    assert disagreements(read.plan(), state, "01-001") == ()


def test_the_open_demo_leaves_a_question_and_signatures_waiting(demo):
    waits = [(f.subject, f.check, f.visit) for f in read.findings() if not f.explained]
    assert waits == [("01-002", "weight_change", "month_3"), ("01-003", "sodium_change", "week_1")]
    unsigned = {
        f.visit for f in read.forms_light(["01-003"]) if f.complete and not f.signed and f.form != "visit"
    }
    assert unsigned == {"week_1", "culture"}  # a late result of the lot came this morning


def events(subject):
    log = read.form_row(subject, "log", "ae")
    return [{item: a.value for item, a in row.items()} for row in log.answers.values()] if log else []


def test_every_category_of_the_record_has_an_event_one_is_serious_and_one_began_last_night(demo):
    found = [event for subject in FIVE for event in events(subject)]
    assert {e["aecat"] for e in found} == {"marrow", "leukapheresis", "catheter", "infusion", "outside"}
    assert [e["aeterm"] for e in found if e["aeser"] == "yes"] == [
        "Hepatic encephalopathy, grade 3",
        "Acute kidney injury",
    ]
    assert {p.state for p in read.proposals(open_only=False)} == {
        "proposed",
        "confirmed",
        "dismissed",
        "withdrawn",
    }


def test_trouble_is_told_as_the_record_tells_it(demo):
    assert person("01-002").visits["week_1"] == "not_done"
    assert read.form_row("01-002", "day_1", "laboratory").answer("inr", 2).state == "not_done"
    assert read.form_row("01-002", "screening", "demographics").answer("decompensated").state == "unknown"
    assert read.form_row("01-001", "screening", "demographics").answer("decompensated").value == "2024-12"
    assert read.form_row("01-002", "gcsf", "gcsf").answer("mobilised").value == "poor"
    trail = read.trail("01-001", "month_1", "laboratory", "bilirubin", 1)
    assert [line.fact.value for line in trail] == ["28", "2.8"]
    assert "decimal point" in trail[1].fact.reason


def test_meld_and_child_pugh_are_those_of_decompensated_cirrhosis(closed):
    state = read.state_at(read.head().seq)

    def shown(subject, visit):
        results = scores_at(study(), state, subject, visit).results
        return " ".join(str(results[n].value) for n in ("MELD_UNOS_2002", "CHILD_PUGH", "CHILD_PUGH_CLASS"))

    assert {subject: (shown(subject, "gcsf"), shown(subject, "month_6")) for subject in FIVE} == {
        "01-001": ("16 11 C", "14 8 B"),
        "01-002": ("15 11 C", "16 11 C"),
        "01-003": ("20 10 C", "17 9 B"),
        "01-004": ("13 8 B", "13 7 B"),
        "01-005": ("19 10 C", "15 7 B"),
    }


def test_the_missing_inr_is_named_and_no_score_invented(demo):
    draws = derive_scores(study(), read.state_at(read.head().seq), "01-002")
    first, second = (scored for scored in draws if scored.draw.visit == "day_1")
    assert first.complete
    assert second.results["MELD_UNOS_2002"].value is None
    assert "INR" in second.results["MELD_UNOS_2002"].problem


def test_eligibility_holds_at_screening(closed):
    for form in rows(FormRow):
        if (form.visit, form.form) == ("screening", "laboratory"):
            draw = {item: Decimal(a.value) for item, a in form.answers["1"].items() if a.unit}
            assert draw["creatinine"] <= Decimal("1.2"), form.subject
            assert draw["platelets"] >= 50, form.subject
            assert draw["haemoglobin"] > 10, form.subject
            assert draw["sodium"] >= 129, form.subject
            assert draw["afp"] <= 40, form.subject
