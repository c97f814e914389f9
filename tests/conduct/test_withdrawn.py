"""After a withdrawal nothing new is collected but what the participant still allows; what was collected stays."""

import pytest
from tests.conduct.desk import kinds, sentences
from tests.conduct.trial import Trial


def withdrawn(allowed="yes"):
    desk = Trial().infused("01-001")
    desk.answer("visit", "week_1", svstdtc="2026-01-22")
    desk.answer("laboratory", "week_1", row=1, lbdtc="2026-01-22", platelets="88")
    desk.answer("disposition", "month_6", dsdecod="withdrawal", wddtc="2026-02-01", dsreason="moved away")
    desk.answer("disposition", "month_6", followup_allowed=allowed)
    return desk


def test_no_new_page_is_begun_after_a_withdrawal():
    """REC-15."""
    said = sentences(withdrawn().answer("laboratory", "month_1", row=1, lbdtc="2026-02-12", platelets="90"))
    only = "safety follow-up alone is entered, as far as it is allowed"
    assert said == [f"01-001 withdrew on 1 Feb 2026; {only}: a new page of Laboratory is not taken."]


def test_what_was_collected_before_is_kept_and_may_be_corrected():
    """REC-15."""
    desk = withdrawn()
    assert kinds(desk.answer("laboratory", "week_1", row=1, platelets="89", reason="misread"))
    assert kinds(desk.answer("clinical_liver", "week_1", ascites="none"))


@pytest.mark.parametrize(("allowed", "taken"), [("yes", True), ("no", False)])
def test_safety_follow_up_is_taken_where_it_is_allowed(allowed, taken):
    """REC-15."""
    done = withdrawn(allowed).event(row=1, day="2026-02-10")
    if taken:
        assert "item.entered" in kinds(done)
    else:
        assert "does not allow follow-up" in sentences(done)[0]


def test_the_withdrawal_itself_is_documented():
    """REC-15."""
    said = {"cedtc": "2026-02-01", "cekind": "withdrawal_follow_up", "cesigner": "participant"}
    assert kinds(withdrawn().answer("consent_events", "log", row=1, **said))
