"""What stands against a lock, line by line: each is found where it stands, said in a sentence, and gone when it is mended."""

from datetime import UTC, datetime
from functools import cache

import msgspec
import pytest
from tests.conduct.desk import INVESTIGATOR, kinds
from tests.conduct.trial import Trial
from tests.studies.reference import FOLDER

from hepatica.conduct import lint
from hepatica.conduct.commands import CompleteForm, Entry, SignForm
from hepatica.datasets.lock_checklist import checklist, counted
from hepatica.datasets.lock_found import KINDS
from hepatica.ledger.desk_rows import SubmissionRow
from hepatica.ledger.review_rows import QueryRow, VerificationRow
from hepatica.ledger.rows import Answer, FindingRow, FormRow, HoldRow, ProposalRow, SignatureRow, SubjectRow
from hepatica.ledger.seals import seal
from hepatica.ledger.state import State
from hepatica.study.study import LOG_VISIT

WHO = "01-001"
NOW = datetime(2026, 3, 20, 6, 0, tzinfo=UTC)
PAGE = {"subject": WHO, "visit": "screening", "form": "consent"}
SUBJECT = SubjectRow(subject=WHO, site="01", seq=1, screened_at="2026-01-02T05:00:00Z")
SIGNED = {
    "rfictim": "10:30", "icf_version": "2.0", "icf_language": "te", "signer": "participant", "witness": "no",
    "av_required": "no", "copy_given": "yes", "biopsy_consent": "yes", "storage_consent": "no",
}  # fmt: skip
HERE = PAGE


@cache
def reference():
    return lint.load(FOLDER)


def standing(*rows, study_too=False):
    """What stands open of a participant whose record is these rows."""
    state = State([SUBJECT, *rows])
    return checklist(reference(), state, (WHO,), now=NOW, zone=UTC, study_too=study_too)


def said(kind, *rows, **options):
    return [line.sentence for line in standing(*rows, **options) if line.kind == kind]


def page(complete=True, **answers):
    given = {item: Answer(value=value, seq=5) for item, value in answers.items()}
    return FormRow(**PAGE, answers={"0": given}, complete=complete)


def event(**answers):
    given = {item: Answer(value=value, seq=9) for item, value in answers.items()}
    return FormRow(subject=WHO, visit=LOG_VISIT, form="ae", answers={"2": given}, complete=True)


def signature(row, **changes):
    by = {"name": "Dr Meena Rao", "role": "investigator", "meaning": "responsibility"}
    sealed = seal(row, signer="meena", **by)
    made = SignatureRow(
        **PAGE, **by, seq=7, at="2026-01-03T05:00:00Z", actor="meena", act="form", state_sha256=sealed
    )
    return msgspec.structs.replace(made, **changes)


def test_a_record_of_which_nothing_waits_is_clear_on_every_line():
    assert standing() == ()
    assert [number for _kind, _words, number in counted(())] == [0] * len(KINDS)


QUERY = QueryRow(**PAGE, seq=8, item="icf_version")
FINDING = FindingRow(**PAGE, check="c1", item="icf_version", seq=8)
PROPOSAL = ProposalRow(
    subject=WHO, visit="month_1", form="laboratory", row=1, signal=reference().signals[0].id, seq=8
)
HOLD = HoldRow(subject=WHO, hold="paused", reason="r", blocks=(), seq=8, at="2026-01-03T05:00:00Z")
CONSENT = page(icf_version="2.0")
VERSION = reference().item("consent", "icf_version").label


def changed(row, **changes):
    return msgspec.structs.replace(row, **changes)


@pytest.mark.parametrize(
    ("kind", "open_", "sentence", "mended"),
    [
        ("query", QUERY, f"A query is open at {VERSION} in Screening, Informed consent of 01-001", changed(QUERY, state="closed")),
        ("query", changed(QUERY, state="answered"), "A query is answered at", changed(QUERY, state="closed")),
        ("finding", FINDING, "Informed consent of 01-001 is not explained", changed(FINDING, explained="so", accepted=9)),
        ("finding", changed(FINDING, explained="so"), "is explained and not accepted", changed(FINDING, explained="so", accepted=9)),
        ("proposal", PROPOSAL, f"Nobody has judged whether {reference().signals[0].term} is an event of", changed(PROPOSAL, state="dismissed")),
        ("proposal", PROPOSAL, "Nobody has judged", changed(PROPOSAL, state="confirmed", ae_row=2)),
        ("incomplete", page(complete=False, icf_version="2.0"), "Screening, Informed consent of 01-001 is not complete", CONSENT),
        ("coding", event(aeterm="Fever"), "Event 2 of 01-001 (Fever) has no coded term", event(aeterm="Fever", aectcae="Fever")),
        ("hold", HOLD, "The hold paused of 01-001 is in force", None),
    ],
)  # fmt: skip
def test_each_open_thing_stands_at_its_place_until_it_is_mended(kind, open_, sentence, mended):
    """REC-07."""
    [line] = [line for line in standing(open_) if line.kind == kind]
    assert sentence in line.sentence
    assert (line.subject, line.site) == (WHO, "01")
    assert (line.visit, line.form) == (getattr(open_, "visit", ""), getattr(open_, "form", ""))
    assert said(kind, *((mended,) if mended else ())) == []


def test_a_page_that_nobody_signed_one_that_changed_and_one_that_no_longer_fits_stand_open():
    """REC-07, SIG-08: an answer that no event gave, laid beside a signature, stands against the lock too."""
    assert said("unsigned", CONSENT) == ["Screening, Informed consent of 01-001 is not signed"]
    assert said("unsigned", CONSENT, signature(CONSENT)) == []
    since = ["Screening, Informed consent of 01-001 has changed since Dr Meena Rao signed it"]
    assert said("changed", page(icf_version="2.1"), signature(CONSENT, invalidated=9)) == since
    assert said("changed", page(icf_version="2.1"), signature(CONSENT)) == since, "no event says why"
    again = signature(page(icf_version="2.1"), seq=12)
    assert said("changed", page(icf_version="2.1"), signature(CONSENT, invalidated=9), again) == []
    later = signature(CONSENT, seq=10, name="Dr Das", invalidated=11)
    [told] = said("changed", page(icf_version="2.1"), later, signature(CONSENT, invalidated=9))
    assert "since Dr Das signed" in told, "the last of them by number"


def test_a_visit_without_a_date_and_a_page_never_begun_are_missing_until_somebody_says_they_did_not_happen():
    """REC-07."""
    begun = msgspec.structs.replace(SUBJECT, enrolled_seq=4, visits={"screening": "2026-01-02"})
    found = said("missing", begun, CONSENT)
    assert "Baseline of 01-001 has no date, and nobody says that it did not take place" in found
    assert "Screening, Laboratory of 01-001 is missing" in found
    assert not any("Informed consent" in one for one in found)
    assert not any(one.startswith(("Unscheduled", "Early")) for one in found), "nobody owes those"
    none = {visit.id: "not_done" for visit in reference().schedule.visits}
    assert said("missing", msgspec.structs.replace(begun, visits=none), CONSENT) == []
    gone = msgspec.structs.replace(begun, ended={"death": "2026-01-01"})
    assert not any("has no date" in one for one in said("missing", gone)), "nothing falls due after the end"


def test_answers_that_the_plan_wants_compared_are_counted_until_they_are():
    """REC-07, ACC-04: participant 1 is verified whole; what changes after it is to be verified again."""
    two = page(icf_version="2.0", icf_language="te")
    [told] = said("verification", two)
    assert told == "2 answers are to be verified in Screening, Informed consent of 01-001"
    marked = VerificationRow(**PAGE, items={"0/icf_version": 6, "0/icf_language": 6})
    assert said("verification", two, marked) == []
    [again] = said("verification", two, msgspec.structs.replace(marked, items={"0/icf_version": 6}))
    assert again.startswith("1 answer is to be verified")


def test_a_report_is_owed_until_it_is_sent_and_the_trials_own_stand_only_against_its_whole_lock():
    """REC-07."""
    serious = event(
        aeterm="Variceal bleed", aeser="yes", aeshosp="yes", aestdtc="2026-03-01", aeaware="2026-03-01T09:00"
    )
    owed = said("clock", serious)
    assert owed
    assert all(one.endswith("is owed for event 2 of 01-001") for one in owed)
    sent = [
        SubmissionRow(
            subject=WHO, clock=clock.id, row=2, recipient="authority", at="2026-03-02T05:00:00Z", by="asha", seq=20 + n
        )
        for n, clock in enumerate(reference().clocks)
    ]  # fmt: skip
    assert len(said("clock", serious, *sent)) < len(owed)
    trial = HoldRow(subject="", hold="stopped", reason="r", blocks=(), seq=3, at="2026-01-03T05:00:00Z")
    assert said("hold", trial) == []
    [line] = [one for one in standing(trial, study_too=True) if one.kind == "hold"]
    assert (line.sentence, line.subject) == ("The hold stopped of the trial is in force", "")


def about_signatures(desk):
    now = datetime(2025, 12, 1, tzinfo=UTC)
    found = checklist(desk.plan.study, desk.state, ("01-001",), now=now, zone=UTC, study_too=False)
    return [(one.kind, one.form) for one in found if one.kind in {"unsigned", "changed"}]


def test_a_page_stands_open_until_it_is_signed_and_again_when_it_changed():
    """SIG-08: the investigator endorses the data, and what is not endorsed stands against the lock."""
    desk = Trial().consented()
    desk.answer("consent", "screening", **SIGNED)
    desk.do(CompleteForm(**HERE), INVESTIGATOR)
    assert about_signatures(desk) == [("unsigned", "consent")]
    assert "signature.given" in kinds(desk.do(SignForm(**HERE, meaning="responsibility"), INVESTIGATOR))
    assert about_signatures(desk) == []
    mended = Entry(item="icf_version", value="2.1", reason="misread")
    desk.answer("consent", "screening", icf_version=mended)
    assert about_signatures(desk) == [("changed", "consent")]
