from tests.conduct.desk import COORDINATOR, INVESTIGATOR, Desk, begun, kinds, person, sentences, small_plan

from hepatica.conduct.commands import EnterItems, Entry, RemoveRow
from hepatica.conduct.decide import Refused
from hepatica.conduct.plan import Plan
from hepatica.conduct.skip import rows_of
from hepatica.ledger.events import ItemChanged, ItemEntered
from hepatica.study.form import Form

OTHER = person("leela", "coordinator")


def desk():
    return begun().consented()


def test_a_first_answer_is_entered_and_a_second_is_a_change_that_keeps_the_old():
    """AUD-01, AUD-02."""
    d = desk()
    assert kinds(d.enter("consent", weight="60")) == ["item.entered"]
    (draft,) = d.enter("consent", weight="61,5")
    assert draft.fact == ItemChanged(
        visit="screening", form="consent", item="weight", value="61.5", unit="kg", was="60", was_unit="kg"
    )


def test_an_answer_that_stands_already_makes_no_event():
    d = desk()
    d.enter("consent", weight="60")
    assert d.enter("consent", weight="60", seen=0, by=OTHER) == ()


def test_a_changed_reason_for_not_done_is_a_change():
    d = desk()
    d.enter("consent", weight=Entry(item="weight", state="not_done", reason="scale broken"))
    changed = d.enter("consent", weight=Entry(item="weight", state="not_done", reason="patient in bed"))
    assert kinds(changed) == ["item.changed"]
    assert d.form("consent").answer("weight").reason == "patient in bed"


def test_clearing_keeps_what_stood_there_and_an_empty_item_is_not_cleared_again():
    d = desk()
    d.enter("consent", weight="60")
    (draft,) = d.enter("consent", weight=None)
    assert (draft.fact.value, draft.fact.was) == (None, "60")
    assert not d.form("consent").answer("weight").given
    assert d.enter("consent", weight=None) == ()
    assert d.enter("consent", height="") == ()
    assert kinds(d.enter("consent", weight="60")) == ["item.changed"]


def test_what_someone_else_changed_meanwhile_is_a_conflict_that_shows_both():
    """REC-05."""
    d = desk()
    d.enter("consent", weight="60", by=COORDINATOR)
    seen = d.seq
    d.enter("consent", weight="61", by=OTHER)
    refused = d.enter("consent", weight="62", seen=seen, by=COORDINATOR)
    (refusal,) = refused.refusals
    assert (refusal.code, refusal.current, refusal.by) == ("conflict", "61", "leela")
    assert refusal.sentence == "Weight: leela has set it to 61 kg since you opened the form."
    assert d.form("consent").answer("weight").value == "61"


def test_two_people_on_one_form_merge_by_field():
    d = desk()
    seen = d.seq
    d.enter("consent", weight="60", seen=seen, by=COORDINATOR)
    d.enter("consent", height="170", seen=seen, by=OTHER)
    row = d.form("consent")
    assert (row.answer("weight").value, row.answer("height").value) == ("60", "170")


def test_quick_typing_of_one_person_is_no_conflict_with_themselves():
    d = desk()
    seen = d.seq
    d.enter("consent", height="170", seen=seen)
    assert kinds(d.enter("consent", height="171", seen=seen)) == ["item.changed"]


def test_all_is_stored_or_nothing_and_every_problem_is_named():
    d = desk()
    before = d.seq
    refused = d.enter("laboratory", row=1, bilirubin="banana", sodium="1.5", direct="1", bilirubim="2")
    assert sentences(refused) == [
        "Bilirubin: 'banana' is not a number.",
        "Sodium: '1.5' is not a whole number.",
        "Laboratory has no item 'bilirubim'; did you mean 'bilirubin'?",
    ]
    assert d.seq == before
    assert d.form("laboratory") is None


def test_an_item_answered_twice_in_one_go_is_refused():
    d = desk()
    entries = (Entry(item="weight", value="60"), Entry(item="weight", value="70"))
    command = EnterItems(subject="01-001", visit="screening", form="consent", entries=entries, seen=d.seq)
    assert sentences(d.do(command)) == ["Weight: it is answered twice in one go."]


def test_rows_are_numbered_from_one_and_only_in_groups_that_repeat():
    d = desk()
    assert sentences(d.enter("laboratory", sodium="135")) == [
        "Sodium: say which draw: rows are numbered from 1."
    ]
    assert sentences(d.enter("consent", row=2, weight="60")) == [
        "Weight: it is asked once, so there is no row 2."
    ]
    assert kinds(d.enter("laboratory", row=7, sodium="135")) == ["item.entered"]


def test_nobody_types_what_is_calculated():
    d = desk()
    assert sentences(d.enter("consent", bmi="21")) == [
        "Body mass index: it is calculated from Weight and Height, nobody types it."
    ]
    assert sentences(d.enter("score", meld="12")) == [
        "MELD is computed from the record: nobody types a score."
    ]


def test_a_change_after_completion_needs_a_reason_and_an_addition_does_not():
    """AUD-01, REC-08."""
    d = desk()
    d.complete("consent")
    refused = d.enter("consent", adult="n")
    assert refused.refusals[0].code == "reason_missing"
    assert kinds(d.enter("consent", adult="n", reason="misread")) == ["item.changed"]
    assert kinds(d.enter("consent", weight="60")) == ["item.entered"]


def test_an_item_that_is_not_asked_cannot_be_answered():
    d = desk()
    assert sentences(d.enter("consent", pregnant="n")) == [
        "Pregnant: it is not asked, given the answer to Sex."
    ]
    assert not isinstance(d.enter("consent", sex="f", pregnant="n"), Refused)


def test_a_value_whose_question_went_away_is_kept_and_asked_about():
    d = desk()
    d.enter("consent", sex="f", pregnant="n")
    d.enter("consent", sex="m")
    assert d.form("consent").answer("pregnant").value == "n"
    assert ("unasked.pregnant", "fires") in d.findings()
    d.enter("consent", pregnant=None)
    assert d.findings() == set()


def test_unknown_addresses_are_said():
    d = desk()
    assert sentences(d.enter("consent", subject="01-009", adult="y")) == ["There is no participant '01-009'."]
    assert sentences(d.enter("consent", visit="month_9", adult="y")) == ["Small has no visit 'month_9'."]
    assert sentences(d.enter("consent", visit="week_1", adult="y")) == [
        "There is no form 'consent' at visit 'week_1'."
    ]
    assert sentences(d.enter("consent", visit="log", adult="y")) == [
        "There is no form 'consent' at the logs."
    ]


def test_only_a_visit_that_repeats_has_occurrences():
    d = desk()
    for visit in ("unscheduled", "unscheduled.2", "unscheduled.31"):
        assert not isinstance(d.enter("laboratory", visit=visit, pain="3"), Refused)
    for visit in (
        "screening.2",
        "unscheduled.1",
        "unscheduled.0",
        "unscheduled.x",
        "unscheduled.02",
        "unscheduled.",
    ):
        assert isinstance(d.enter("laboratory", visit=visit, pain="3"), Refused), visit


def test_a_struck_out_row_leaves_its_values_in_the_trail_and_is_not_answered_again():
    """AUD-09."""
    d = desk()
    d.enter("laboratory", row=1, bilirubin="1", direct="3")
    assert d.findings() == {("direct_above_total", "fires")}
    here = {"subject": "01-001", "visit": "screening", "form": "laboratory", "group": "draw", "row": 1}
    assert sentences(d.do(RemoveRow(**here, reason=" "))) == ["Striking out a row needs a reason."]
    assert kinds(d.do(RemoveRow(**here, reason="another patient's draw"))) == [
        "row.removed",
        "finding.cleared",
    ]
    assert d.form("laboratory").answers == {}
    assert any(isinstance(e.fact, ItemEntered) and e.fact.value == "3" for e in d.events)
    assert sentences(d.enter("laboratory", row=1, bilirubin="1")) == ["Bilirubin: row 1 was struck out."]
    assert d.do(RemoveRow(**here, reason="again")).refusals[0].code == "no_such"


def test_a_row_that_a_page_expects_is_struck_out_while_it_is_empty_and_asked_for_no_more():
    """One bag was infused of the two that the page has rows for."""
    study = small_plan().study
    forms = [two_draws(form) if form.id == "laboratory" else form for form in study.forms]
    changed = study.model_copy(update={"forms": tuple(forms)})
    changed.__dict__.pop("form_by_id", None)  # a copy keeps what was looked up in the first
    d = Desk(Plan(changed))
    d.publish()
    d.consented()
    group = next(g for g in d.plan.study.form_by_id["laboratory"].groups if g.id == "draw")
    here = {"subject": "01-001", "visit": "screening", "form": "laboratory", "group": "draw"}
    refused = d.do(RemoveRow(**here, row=2, reason="never drawn"))
    assert refused.refusals[0].code == "no_such", "nothing of the page was answered yet"
    d.enter("laboratory", row=1, bilirubin="1")
    assert kinds(d.do(RemoveRow(**here, row=2, reason="never drawn"))) == ["row.removed"]
    assert rows_of(group, d.form("laboratory")) == [1]
    assert d.do(RemoveRow(**here, row=2, reason="again")).refusals[0].code == "no_such"
    assert d.do(RemoveRow(**here, row=3, reason="none")).refusals[0].code == "no_such"


def two_draws(form: Form) -> Form:
    """The page of the laboratory with rows for two draws at the least."""
    groups = [
        g.model_copy(update={"repeat": g.repeat.model_copy(update={"least": 2})}) if g.id == "draw" else g
        for g in form.groups
    ]
    return form.model_copy(update={"groups": tuple(groups)})


def test_striking_out_a_row_leaves_the_other_groups_alone():
    d = desk()
    d.enter("laboratory", row=1, bilirubin="1")
    d.enter("laboratory", pain="3")
    d.do(RemoveRow(subject="01-001", visit="screening", form="laboratory", group="draw", row=1, reason="r"))
    assert d.form("laboratory").answer("pain").value == "3"


def test_the_seen_number_of_the_future_is_no_licence():
    d = desk()
    d.enter("consent", weight="60", by=OTHER)
    assert not isinstance(d.enter("consent", weight="61", seen=d.seq, by=INVESTIGATOR), Refused)
