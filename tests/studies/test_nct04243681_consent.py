"""Consent in the reference study: to the trial, and to the processing of personal data; given, given for another, taken back."""

from tests.conduct.desk import kinds, sentences
from tests.conduct.trial import Trial, reference

from hepatica.conduct.commands import CompleteForm
from hepatica.ledger.rows import FormRow

SIGNED = {
    "rficdtc": "2025-11-20", "rfictim": "10:30", "icf_version": "2.0 of 1 May 2025", "icf_language": "te",
    "signer": "participant", "witness": "no", "av_required": "no", "copy_given": "yes", "biopsy_consent": "yes",
    "storage_consent": "no",
}  # fmt: skip
NOTICE = {
    "data_notice_version": "1.1", "data_notice_language": "hi", "data_consent": "yes", "data_consent_date": "2025-11-19",
}  # fmt: skip


def consenting(**answers):
    desk = Trial().consented()
    assert kinds(desk.answer("consent", "screening", **{k: v for k, v in answers.items() if k != "rficdtc"}))
    return desk


def completed(desk):
    return desk.do(CompleteForm(subject="01-001", visit="screening", form="consent"))


def said(desk):
    answers = desk.state.get(FormRow, "01-001", "screening/consent").answers["0"]
    return {item: one.value for item, one in answers.items()}


def test_the_record_says_which_notice_was_given_in_which_version_and_language():
    """DP-01."""
    given = said(consenting(**SIGNED, **NOTICE))
    assert (given["data_notice_version"], given["data_notice_language"]) == ("1.1", "hi")
    assert (given["icf_version"], given["icf_language"]) == ("2.0 of 1 May 2025", "te")


def test_the_two_consents_are_two_answers_and_neither_is_taken_from_the_other():
    """DP-02: unconditional: who refuses the one may have given the other, and an older record stays complete."""
    trial_alone = consenting(**SIGNED)
    assert "form.completed" in kinds(completed(trial_alone))
    assert "data_consent" not in said(trial_alone)
    refused = consenting(**SIGNED, **NOTICE | {"data_consent": "no"})
    assert said(refused)["data_consent"] == "no"
    assert "form.completed" in kinds(completed(refused))


def test_each_consent_is_taken_back_with_one_answer_and_the_other_stands():
    """DP-02."""
    for kind in ("withdrawal_treatment", "withdrawal_data"):
        desk = consenting(**SIGNED, **NOTICE)
        event = {"cedtc": "2026-02-01", "cekind": kind, "cesigner": "participant"}
        assert "item.entered" in kinds(desk.answer("consent_events", "log", row=1, **event))
        assert said(desk)["data_consent"] == "yes"


def test_a_protocol_says_for_what_and_on_which_ground_personal_data_are_processed():
    """DP-03."""
    grounds = {one.id: (one.ground, one.decides) for one in reference().monitoring.purposes}
    assert grounds["reporting"] == ("legal_obligation", False)
    assert grounds["treatment"] == ("consent", True)
    assert all(one.reference for one in reference().monitoring.purposes)
    assert not [
        one for one, (ground, decides) in grounds.items() if decides and ground == "research_exemption"
    ]


def test_a_representative_consents_with_who_they_are_and_why():
    """DP-07."""
    desk = consenting(**SIGNED | {"signer": "representative"})
    missing = " ".join(sentences(completed(desk)))
    assert "Relation of the representative to the participant" in missing
    assert "Why a representative signed" in missing
    desk.answer("consent", "screening", lar_relation="wife", lar_reason="encephalopathy of grade 3")
    assert "form.completed" in kinds(completed(desk))


def test_the_participant_is_asked_again_when_capacity_returns():
    """DP-07."""
    desk = consenting(
        **SIGNED | {"signer": "representative"}, lar_relation="wife", lar_reason="encephalopathy"
    )
    event = {"cedtc": "2025-12-01", "cekind": "capacity_regained", "cesigner": "participant"}
    desk.answer("consent_events", "log", row=1, **event)
    log = CompleteForm(subject="01-001", visit="log", form="consent_events")
    missing = " ".join(sentences(desk.do(log)))
    assert "Version of the consent form" in missing
    assert "Language" in missing
