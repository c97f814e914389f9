from tests.conduct.desk import COORDINATOR, INVESTIGATOR, begun, kinds, person, sentences

from hepatica.conduct.commands import CompleteForm, Entry, ReopenForm, SignForm
from hepatica.ledger.rows import SignatureRow
from hepatica.ledger.seals import fits

HERE = {"subject": "01-001", "visit": "screening", "form": "consent"}


def complete():
    desk = begun().consented()
    desk.complete("consent")
    return desk


def signed():
    desk = complete()
    desk.do(SignForm(**HERE, meaning="responsibility"))
    return desk


def test_every_empty_mandatory_item_is_named_at_completion():
    desk = begun().consented()
    desk.enter("consent", adult=None, sex="f")
    desk.enter("laboratory", row=2, sodium="135")
    assert sentences(desk.complete("consent")) == [
        "Adult is mandatory and not answered.",
        "Pregnant is mandatory and not answered.",
    ]
    assert sentences(desk.complete("laboratory")) == [
        "Drawn at (row 2) is mandatory and not answered.",
        "Bilirubin (row 2) is mandatory and not answered.",
    ]


def test_a_reason_for_not_being_done_is_an_answer():
    desk = begun().consented()
    desk.enter("consent", adult=None)
    desk.enter("consent", adult=Entry(item="adult", state="unknown", reason="no papers"))
    assert kinds(desk.complete("consent")) == ["form.completed"]


def test_completing_twice_changes_nothing():
    desk = complete()
    assert desk.do(CompleteForm(**HERE)) == ()


def test_a_complete_form_whose_mandatory_item_is_cleared_is_open_again():
    desk = complete()
    assert kinds(desk.enter("consent", adult=None, reason="entered by mistake")) == [
        "item.changed",
        "form.reopened",
    ]
    assert not desk.form("consent").complete


def test_a_complete_form_whose_change_leaves_it_whole_stays_complete():
    desk = complete()
    desk.enter("consent", adult="n", reason="misread")
    assert desk.form("consent").complete


def test_a_form_is_reopened_with_a_reason_and_only_when_complete():
    desk = complete()
    assert sentences(desk.do(ReopenForm(**HERE, reason=""))) == ["Reopening a form needs a reason."]
    assert kinds(desk.do(ReopenForm(**HERE, reason="more to come"))) == ["form.reopened"]
    assert sentences(desk.do(ReopenForm(**HERE, reason="more"))) == [
        "Consent and eligibility is not complete."
    ]


def test_a_signature_names_person_meaning_and_the_state_it_seals():
    desk = signed()
    (signature,) = desk.state.of(SignatureRow, "01-001")
    assert (signature.name, signature.role, signature.meaning) == ("Rao", "investigator", "responsibility")
    assert fits(signature, desk.form("consent"))
    assert desk.form("consent").signatures == (signature.seq,)


def test_a_change_after_a_signature_invalidates_it_in_the_same_decision():
    desk = signed()
    assert kinds(desk.enter("consent", adult="n", reason="misread")) == [
        "item.changed",
        "signature.invalidated",
    ]
    (signature,) = desk.state.of(SignatureRow, "01-001")
    assert signature.invalidated
    assert desk.form("consent").signatures == ()


def test_a_change_elsewhere_leaves_the_signature_valid():
    desk = signed()
    desk.enter("laboratory", pain="3")
    assert desk.form("consent").signatures


def test_signing_twice_with_one_meaning_is_one_signature():
    desk = signed()
    assert desk.do(SignForm(**HERE, meaning="responsibility")) == ()
    assert kinds(desk.do(SignForm(**HERE, meaning="review"))) == ["signature.given"]


def test_a_signature_needs_a_complete_form_a_fresh_password_and_an_investigator():
    desk = begun().consented()
    sign = SignForm(**HERE, meaning="approval")
    assert sentences(desk.do(sign)) == ["Consent and eligibility is not complete, so it cannot be signed."]
    desk.complete("consent")
    stale = person("rao", "investigator", fresh=False)
    assert desk.do(sign, stale).refusals[0].code == "reauthentication"
    assert desk.do(sign, COORDINATOR).refusals[0].code == "not_allowed"
    assert kinds(desk.do(sign, INVESTIGATOR)) == ["signature.given"]
