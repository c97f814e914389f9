"""Publishing an amendment: the same protocol is no new one, data that stand against it, and the approvals it needs."""

import pytest
from tests.conduct.amended import BLOOD_GROUP, Amended, first, form_of, moved, with_item
from tests.conduct.desk import CELL_LAB, COORDINATOR, kinds, sentences
from tests.conduct.small_study import small

from hepatica.conduct.affected import affected, by_form, words
from hepatica.conduct.publish import required
from hepatica.ledger.events import StudyPublished, encode
from hepatica.ledger.rows import FormRow, StudyRow, SubjectRow
from hepatica.study.diff import differences
from hepatica.study.form import Code, ItemType
from hepatica.study.study import Study

GIVEN = {"ethics": "2026-03-01 EC/7"}


def next_one(study, **changes):
    return small(**{n: getattr(study, n) for n in Study.model_fields} | {"version": "2"} | changes)


def begun():
    desk = Amended()
    desk.enrolled()
    desk.enter("consent", weight="90", height="170")
    desk.enter("product", viability="90", by=CELL_LAB)
    return desk


# -- The same protocol ----------------------------------------------------------------------------------------------


def test_the_same_protocol_is_told_by_what_it_says_and_not_by_its_bytes():
    desk = begun()
    row = desk.row(StudyRow, "")
    desk.state.put(
        type(row)(**{n: getattr(row, n) for n in row.__struct_fields__} | {"sha256": "an older program's"})
    )
    assert desk.bring(desk.study) == ()


def test_a_first_version_leaves_no_trace_of_what_only_amendments_say():
    fact = StudyPublished(study="s", version="1", sha256="", text="{}")
    assert encode(fact) == '{"sha256":"","study":"s","text":"{}","version":"1"}'
    published = Amended().events[0].fact
    assert (published.settles, published.reconsent, published.keeps) == (False, (), False)


# -- Approvals ------------------------------------------------------------------------------------------------------


def test_an_amendment_that_bears_on_participants_waits_for_its_approvals():
    """VAL-06, VAL-08: a version of the protocol comes into force with the approvals that its changes need."""
    desk = begun()
    amended = next_one(desk.study, schedule=moved(desk.study))
    assert required(desk.study, amended) == {"ethics": ("patient",)}
    assert sentences(desk.bring(amended)) == [
        (
            "Ethics committee has not approved version 2 (it bears on participants): give its decision as "
            "--approval ethics=DATE:NUMBER, or say with --urgent why it cannot wait."
        )
    ]
    assert kinds(desk.bring(amended, approvals=GIVEN)) == ["study.published"]
    fact = desk.events[-1].fact
    assert (fact.approvals, fact.reconsent, fact.reconsent_since, fact.settles) == (GIVEN, ("2",), 0, True)


def test_an_immediate_hazard_does_not_wait_and_the_reason_is_kept():
    desk = begun()
    done = desk.bring(next_one(desk.study, schedule=moved(desk.study)), urgent="dissection in the first two")
    assert kinds(done) == ["study.published"]
    assert desk.events[-1].fact.urgent == "dissection in the first two"


def test_a_change_of_words_or_before_the_first_participant_needs_nothing():
    desk = begun()
    assert kinds(desk.bring(next_one(desk.study, short_title="Smaller"))) == ["study.published"]
    empty = Amended()
    assert kinds(empty.bring(next_one(empty.study, schedule=moved(empty.study)))) == ["study.published"]


def test_a_version_cannot_do_away_with_the_approval_it_needs_itself():
    study = first()
    quiet = study.monitoring.model_copy(update={"amendments": ()})
    assert "ethics" in required(study, next_one(study, schedule=moved(study), monitoring=quiet))


@pytest.mark.parametrize(
    ("approvals", "said"),
    [
        ({"ethics": "2027-01-01 EC/7"}, "is in the future"),
        ({"ethics": "2026-03 EC/7"}, "the day of the decision must be known"),
        ({"ethics": "someday EC/7"}, "Ethics committee:"),
        ({"ethics": "2026-03-01"}, "write the number"),
        ({"ethics": "2026-03-01 EC/7", "moon": "2026-03-01 1"}, "knows no approval 'moon'; it knows ethics"),
    ],
)
def test_an_approval_has_a_day_and_a_number(approvals, said):
    desk = begun()
    amended = next_one(desk.study, schedule=moved(desk.study))
    assert said in sentences(desk.bring(amended, approvals=approvals))[0]


def test_only_the_owner_publishes():
    from hepatica.conduct.commands import PublishStudy
    from hepatica.study.write import dump

    refused = begun().do(PublishStudy(text=dump(first(version="2"))), COORDINATOR)
    assert refused.refusals[0].code == "not_allowed"


# -- Data that stand against it -------------------------------------------------------------------------------------


def dangerous(**changes):
    desk = begun()
    return sentences(desk.bring(next_one(desk.study, **changes), approvals=GIVEN))


def test_an_item_that_holds_data_is_not_removed_and_one_that_holds_none_is():
    """VAL-06: a change considers the data collected before it."""
    desk = begun()
    assert dangerous(forms=form_of(desk.study, "consent", weight=None)) == [
        (
            "Weight (Consent and eligibility) is removed, and it holds data of 01-001: "
            "keep the item, and ask it no more with 'when'."
        )
    ]
    gone = form_of(desk.study, "consent", next_visit=None)
    assert kinds(desk.bring(next_one(desk.study, forms=gone), approvals=GIVEN)) == ["study.published"]


def test_neither_type_nor_unit_family_of_an_item_with_data_changes():
    desk = begun()
    text = {"weight": {"type": ItemType.TEXT, "unit": None, "plausible": None}}
    assert (
        "its type changes from number to text" in dangerous(forms=form_of(desk.study, "consent", **text))[0]
    )
    other = {"weight": {"unit": "cm"}}
    assert "its unit changes from kg to cm" in dangerous(forms=form_of(desk.study, "consent", **other))[0]


def test_a_code_in_use_is_not_removed():
    desk = begun()
    lists = tuple(
        c.model_copy(update={"codes": (Code(code="f", label="f"),)}) if c.id == "sex" else c
        for c in desk.study.codelists
    )
    gates = tuple(
        g.model_copy(update={"clearances": g.clearances[:2]}) if g.id == "enrolment" else g
        for g in desk.study.gates
    )
    assert dangerous(codelists=lists, gates=gates) == [
        "Sex (Consent and eligibility): the answer 'm' is removed, and 1 answer holds it."
    ]


def test_an_anchor_with_days_is_neither_renamed_nor_read_from_elsewhere():
    desk = begun()
    schedule = desk.study.schedule
    renamed = tuple(
        a.model_copy(update={"id": "agreed"}) if a.id == "consent" else a for a in schedule.anchors
    )
    said = dangerous(schedule=schedule.model_copy(update={"anchors": renamed}))
    assert said == [
        "The day 'Consent' (consent) is removed or renamed, and days of 01-001 are counted from it."
    ]


def test_a_visit_and_a_form_of_a_visit_with_data_stay():
    desk = begun()
    schedule = desk.study.schedule
    screening, *others = schedule.visits
    less = screening.model_copy(update={"forms": ("consent", "laboratory", "score", "treatment")})
    said = dangerous(schedule=schedule.model_copy(update={"visits": (less, *others)}))
    assert said == ["The form Cell product is taken from the visit Screening, and it holds data of 01-001."]
    gone = dangerous(schedule=schedule.model_copy(update={"visits": tuple(others)}))
    assert (
        "The form Consent and eligibility is taken from the visit Screening, and it holds data of 01-001."
        in gone
    )


def test_what_was_collected_stays_readable_under_the_version_that_explains_it():
    desk = begun()
    before = desk.form("consent").answers
    desk.amend(version="2", forms=with_item(desk.study, "consent", BLOOD_GROUP))
    assert desk.row(FormRow, key="screening/consent").answers == before


# -- Whom it touches ------------------------------------------------------------------------------------------------


def test_whom_a_version_touches_and_where():
    desk = begun()
    desk.complete("product", by=CELL_LAB)
    desk.consented("01-002")
    amended = next_one(
        desk.study,
        schedule=moved(desk.study),
        forms=form_of(desk.study, "product", viability={"required": False}),
    )
    changes = differences(desk.study, amended)
    people, forms = tuple(desk.state.all(SubjectRow)), tuple(desk.state.all(FormRow))
    one, two = affected(changes, amended, people, forms)
    assert (one.subject, one.complete_forms, one.visits, one.consents) == (
        "01-001",
        ("screening/product",),
        ("week_1",),
        True,
    )
    assert (two.open_forms, two.visits) == ((), ("week_1",))
    assert words(amended, one.complete_forms) == "Cell product at Screening"
    assert by_form(("a/x", "b/y", "c/x")) == (("a/x", "c/x"), ("b/y",))
    assert affected(differences(desk.study, next_one(desk.study)), amended, people, forms) == ()
