"""A signature is bound to its record and recomputed at each view: valid, or changed since, with the difference."""

import msgspec
import pytest
from tests.conduct.desk import COORDINATOR, INVESTIGATOR, begun, kinds, person, sentences

from hepatica.conduct.commands import SignForm
from hepatica.conduct.forms import state_sha256
from hepatica.conduct.meanings import MAY_MEAN, MEANS
from hepatica.ledger.rows import SignatureRow
from hepatica.ledger.seals import judge_signature

HERE = {"subject": "01-001", "visit": "screening", "form": "consent"}


def signed(subject="01-001"):
    desk = begun().consented(subject)
    desk.complete("consent", subject=subject)
    desk.do(SignForm(**{**HERE, "subject": subject}, meaning="responsibility"))
    return desk


def judged(desk, events=()):
    (signature,) = desk.state.of(SignatureRow, "01-001")
    return judge_signature(signature, desk.form("consent"), events)


def test_a_signature_of_an_unchanged_page_is_valid_and_says_who_when_and_what_it_means():
    """SIG-01."""
    desk = signed()
    found = judged(desk)
    assert found.standing == "valid"
    one = found.signature
    assert (one.name, one.meaning, one.at) == ("Rao", "responsibility", desk.now.stamp)
    assert one.state_sha256.startswith("2:")


def test_a_change_shows_old_and_new_value_who_when_and_why():
    """SIG-02: the old signature is kept, and says what changed since."""
    desk = signed()
    desk.enter("consent", by=COORDINATOR, adult="n", reason="typing error")
    desk.enter("consent", by=COORDINATOR, adult="y", reason="it was right")
    desk.enter("consent", by=COORDINATOR, sex="f", reason="misread")
    found = judged(desk, desk.events)
    assert found.standing == "changed"
    assert [(d.item, d.was, d.now, d.by, d.reason) for d in found.differences] == [
        ("adult", "y", "y", "asha", "it was right"),
        ("sex", "m", "f", "asha", "misread"),
    ]
    assert all(d.at == desk.now.stamp for d in found.differences)


def test_a_signature_row_copied_to_another_record_or_person_does_not_fit():
    """SIG-02."""
    desk = signed()
    (own,) = desk.state.of(SignatureRow, "01-001")
    page = desk.form("consent")
    twin = msgspec.structs.replace(page, subject="01-002")
    for copy, form in (
        (msgspec.structs.replace(own, subject="01-002"), twin),
        (own, twin),
        (msgspec.structs.replace(own, actor="asha"), page),
        (msgspec.structs.replace(own, name="Asha"), page),
        (msgspec.structs.replace(own, meaning="approval"), page),
        (msgspec.structs.replace(own, visit="week_1"), msgspec.structs.replace(page, visit="week_1")),
    ):
        assert judge_signature(copy, form).standing == "broken"
    assert judge_signature(own, page).standing == "valid"


def test_a_page_altered_behind_the_record_is_told():
    """SIG-02."""
    desk = signed()
    (own,) = desk.state.of(SignatureRow, "01-001")
    page = desk.form("consent")
    answers = {
        n: {i: msgspec.structs.replace(a, value="x") for i, a in row.items()}
        for n, row in page.answers.items()
    }
    assert judge_signature(own, msgspec.structs.replace(page, answers=answers)).standing == "broken"
    assert judge_signature(own, None).standing == "broken"


def test_a_signature_of_an_earlier_version_is_recomputed_as_it_was_made():
    """SIG-02."""
    desk = signed()
    (own,) = desk.state.of(SignatureRow, "01-001")
    old = msgspec.structs.replace(own, state_sha256=state_sha256(desk.form("consent").answers))
    assert judge_signature(old, desk.form("consent")).standing == "valid"
    desk.enter("consent", adult="n", reason="misread")
    assert judge_signature(old, desk.form("consent")).standing == "broken"


@pytest.mark.parametrize(
    "role", sorted({*MAY_MEAN, "data_manager", "monitor", "statistician", "administrator"})
)
def test_each_role_signs_for_what_is_theirs_and_nothing_else(role):
    """SIG-09: a coordinator cannot sign a medical assessment."""
    for meaning in MEANS:
        desk = begun().consented()
        desk.complete("consent")
        done = desk.do(SignForm(**HERE, meaning=meaning), person("x", role))
        if role == "investigator":
            assert kinds(done) == ["signature.given"]
        else:
            assert done.refusals[0].code == "not_allowed"


def test_nobody_signs_without_having_just_typed_the_password():
    """SIG-03."""
    desk = begun().consented()
    desk.complete("consent")
    done = desk.do(SignForm(**HERE, meaning="approval"), person("rao", "investigator", fresh=False))
    assert done.refusals[0].code == "reauthentication"


def test_a_page_that_changed_since_it_was_looked_at_is_not_signed():
    """SIG-02."""
    desk = begun().consented()
    desk.complete("consent")
    seen = desk.seq
    desk.enter("consent", by=COORDINATOR, adult="n", reason="misread")
    assert sentences(desk.do(SignForm(**HERE, meaning="approval", seen=seen), INVESTIGATOR)) == [
        "Consent and eligibility has changed since you opened it: look at it again, then sign."
    ]
    assert kinds(desk.do(SignForm(**HERE, meaning="approval", seen=desk.seq), INVESTIGATOR))
