"""What checks cost: fired, mended, overruled, accepted, sent back, waiting."""

from tests.conduct.desk import COORDINATOR, begun
from tests.conduct.test_queries import FOUND, MONITOR

from hepatica.conduct.commands import AcceptFinding, ExplainFinding, ReturnFinding
from hepatica.datasets.burden import KINDS, derive_burden


def weighed(desk):
    found = derive_burden(event for event in desk.events if event.kind in KINDS)
    return {(one.check, one.form): one for one in found}["plausible.weight", "consent"]


def fire(desk, weight):
    desk.enter("consent", weight=weight, reason="misread", by=COORDINATOR)


def test_each_firing_ends_mended_or_overruled_and_one_sent_back_waits_again():
    desk = begun().consented()
    fire(desk, "190")
    fire(desk, "72")  # mended
    fire(desk, "191")
    desk.do(ExplainFinding(**FOUND, reason="Weighed twice."), COORDINATOR)
    desk.do(AcceptFinding(**FOUND), MONITOR)  # overruled, and accepted
    fire(desk, "192")  # another value raises it anew
    desk.do(ExplainFinding(**FOUND, reason="Again."), COORDINATOR)
    desk.do(ReturnFinding(**FOUND, text="On which scale?"), MONITOR)
    one = weighed(desk)
    assert (one.fired, one.mended, one.overruled, one.accepted, one.returned) == (3, 1, 1, 1, 1)
    assert one.waiting == 1
    fire(desk, "73")
    assert (weighed(desk).mended, weighed(desk).waiting) == (2, 0)
