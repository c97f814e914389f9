"""What stands against a lock: a page that nobody endorsed, and one that changed after it was."""

from datetime import UTC, datetime

from tests.conduct.desk import INVESTIGATOR, kinds
from tests.conduct.trial import Trial

from hepatica.conduct.commands import CompleteForm, Entry, SignForm
from hepatica.datasets.lock_checklist import checklist

SIGNED = {
    "rfictim": "10:30", "icf_version": "2.0", "icf_language": "te", "signer": "participant", "witness": "no",
    "av_required": "no", "copy_given": "yes", "biopsy_consent": "yes", "storage_consent": "no",
}  # fmt: skip
HERE = {"subject": "01-001", "visit": "screening", "form": "consent"}


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
