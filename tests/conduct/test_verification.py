import pytest
from tests.conduct.desk import COORDINATOR, INVESTIGATOR, SECOND, begun, kinds, person, sentences

from hepatica.conduct.commands import ReviewForm, ReviewTrail, VerifyItems, WithdrawVerification
from hepatica.conduct.review_commands import Place
from hepatica.datasets.verified import changed_since, verified_of
from hepatica.ledger.review_rows import ReviewRow, TrailReviewRow

MONITOR = person("vikram", "monitor")
CONSENT, LABORATORY = (Place(visit="screening", form=form) for form in ("consent", "laboratory"))
HERE = {"subject": "01-001", "visit": "screening", "form": "consent"}


def entered():
    desk = begun().consented()  # the investigator entered the consent
    desk.enter("consent", weight="72", height="170", by=COORDINATOR)
    desk.enter("laboratory", row=1, lbdtc="2026-01-05T08:00", bilirubin="2.1", by=COORDINATOR)
    return desk


def verify(desk, *items, places=(CONSENT,), seen=None, by=MONITOR):
    seen = desk.seq if seen is None else seen
    return desk.do(VerifyItems(subject="01-001", places=places, items=items, seen=seen), by)


def verified(desk, form="consent"):
    return set(verified_of(desk.state, "01-001", desk.form(form)))


def test_a_field_is_verified_and_a_later_change_makes_it_unverified_by_itself():
    """AUD-05: verification is an event; what was verified is the answer as it stood."""
    desk = entered()
    assert kinds(verify(desk, "0/weight")) == ["items.verified"]
    assert verified(desk) == {"0/weight"}
    assert verify(desk, "0/weight") == (), "verified already"
    desk.enter("consent", weight="70", reason="misread", by=COORDINATOR)
    assert verified(desk) == set()
    assert set(changed_since(desk.state, "01-001", desk.form("consent"))) == {"0/weight"}
    verify(desk, "0/weight")
    assert verified(desk) == {"0/weight"}
    assert desk.refold().get(type(desk.form("consent")), "01-001", "screening/consent") == desk.form(
        "consent"
    )


def test_the_rest_of_the_page_and_a_whole_visit_are_verified_in_one_gesture():
    desk = entered()
    verify(desk, "0/weight")
    [draft] = verify(desk)
    assert set(draft.fact.items) == {"0/consent_date", "0/adult", "0/sex", "0/height"}
    desk.enter("consent", height="171", reason="misread", by=COORDINATOR)
    decision = verify(desk, places=(CONSENT, LABORATORY))
    assert [(d.fact.form, set(d.fact.items)) for d in decision] == [
        ("consent", {"0/height"}),
        ("laboratory", {"1/lbdtc", "1/bilirubin"}),
    ]
    assert verify(desk, places=(CONSENT, LABORATORY)) == ()


def test_nobody_verifies_what_they_entered_themselves():
    """ACC-04."""
    desk, both = entered(), person("asha", "monitor", "coordinator")
    assert sentences(verify(desk, "0/weight", by=both)) == [
        "Weight: you entered it yourself, so somebody else verifies it."
    ]
    [draft] = verify(desk, by=both)
    assert set(draft.fact.items) == {"0/consent_date", "0/adult", "0/sex"}, "the rest leaves one's own out"
    assert len(sentences(verify(desk, by=both))) == 2, "and says so when nothing else is left"
    for someone in (COORDINATOR, INVESTIGATOR):
        [said] = sentences(verify(desk, "0/weight", by=someone))
        assert said.endswith("may not verify data against their source: a monitor may.")


def test_an_answer_that_changed_since_it_was_seen_is_not_verified():
    desk = entered()
    seen = desk.seq
    desk.enter("consent", weight="70", reason="misread", by=COORDINATOR)
    assert sentences(verify(desk, "0/weight", seen=seen)) == [
        "Weight: asha changed it since you opened the form, so look at it again."
    ]
    [draft] = verify(desk, seen=seen)
    assert "0/weight" not in draft.fact.items


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("0/bmi", "Body mass index: it is calculated, so there is nothing to compare with a source."),
        (
            "0/next_visit",
            "Next visit planned: there is no answer, so there is nothing to compare with a source.",
        ),
        ("0/wieght", "Consent and eligibility has no such item to verify."),
        ("weight", "Consent and eligibility has no such item to verify."),
        ("٣/weight", "Consent and eligibility has no such item to verify."),
    ],
)
def test_what_cannot_be_compared_with_a_source_is_refused_in_words_and_nothing_beside_it_is_verified(
    name, sentence
):
    desk = entered()
    assert sentences(verify(desk, "0/weight", name)) == [sentence]
    assert verified(desk) == set()


def test_answers_are_named_in_one_form_at_a_time():
    said = sentences(verify(entered(), "0/weight", places=(CONSENT, LABORATORY)))
    assert said == ["Answers are named in one form at a time."]


def test_a_verification_in_error_is_withdrawn_with_its_reason():
    desk = entered()
    verify(desk)
    gone = {"items": ("0/weight",), **HERE}
    assert sentences(desk.do(WithdrawVerification(**gone, reason=""), MONITOR)) == [
        "Withdrawing a verification needs a reason."
    ]
    assert kinds(desk.do(WithdrawVerification(**gone, reason="another chart"), MONITOR)) == [
        "verification.withdrawn"
    ]
    assert "0/weight" not in verified(desk)
    assert sentences(desk.do(WithdrawVerification(**gone, reason="again"), MONITOR)) == [
        "None of these answers of Consent and eligibility was verified."
    ]


# -- Review ---------------------------------------------------------------------------------------------------------


def test_a_clinician_reads_a_form_as_it_stands_and_a_change_makes_it_unread():
    desk = entered()
    assert kinds(desk.do(ReviewForm(**HERE, seen=desk.seq), SECOND)) == ["form.reviewed"]
    read = desk.row(ReviewRow, key="screening/consent/meera")
    assert read.at_seq == desk.form("consent").last_seq
    assert desk.do(ReviewForm(**HERE, seen=desk.seq), SECOND) == ()
    seen = desk.seq
    desk.enter("consent", weight="70", reason="misread", by=COORDINATOR)
    assert read.at_seq < desk.form("consent").last_seq
    assert sentences(desk.do(ReviewForm(**HERE, seen=seen), SECOND)) == [
        "Consent and eligibility has changed since you opened it, so read it again."
    ]
    empty = desk.do(ReviewForm(**(HERE | {"form": "visit"}), seen=desk.seq), SECOND)
    assert sentences(empty) == ["Nothing was entered in Visit yet."]


def test_a_review_of_the_trail_never_claims_more_than_had_happened():
    """AUD-08: the review of the trail is itself recorded."""
    desk = entered()
    head = desk.seq
    assert sentences(desk.do(ReviewTrail(what="critical changes", up_to=head, note=" "), MONITOR)) == [
        "A review of the trail needs a reason."
    ]
    assert kinds(desk.do(ReviewTrail(what="critical changes", up_to=9999, note="Nothing odd."), MONITOR))
    row = desk.row(TrailReviewRow, "", str(desk.seq))
    assert (row.up_to, row.by, row.note) == (head, "vikram", "Nothing odd.")
