"""What is verified, what the plan asks for: whole participants, critical items, a sample that is the same for everyone."""

from tests.conduct.small_study import SMALL
from tests.conduct.test_verification import CONSENT, MONITOR, entered

from hepatica.conduct.commands import VerifyItems
from hepatica.datasets.verified import derive_verification, drawn, order_of_screening
from hepatica.ledger.rows import SubjectRow
from hepatica.study.monitoring import Monitoring, Verification
from hepatica.study.text import Source

BASIS = {"source": Source.PROPOSAL, "reference": "invented for tests"}


def anew(model, **changes):
    """A model made again: what it keeps of itself is worked out anew."""
    return type(model)(**{name: getattr(model, name) for name in type(model).model_fields} | changes)


def study(*, critical=("weight",), **terms):
    """The small study with critical items and a plan."""

    def marked(group):
        items = tuple(anew(item, critical=item.id in critical) for item in group.items)
        return anew(group, items=items)

    forms = tuple(anew(form, groups=tuple(marked(group) for group in form.groups)) for form in SMALL.forms)
    plan = Monitoring(verification=Verification(**BASIS, **terms)) if terms else Monitoring()
    return anew(SMALL, forms=forms, monitoring=plan)


def test_without_a_plan_and_beside_it_critical_items_are_asked_for():
    desk = entered()
    for asked in (study(), study(critical=("weight",), sample=0)):
        [only] = derive_verification(asked, desk.state, "01-001", {"01-001": 1})
        assert (only.form, only.why, only.wanted, only.left) == (
            "consent",
            "critical",
            ("0/weight",),
            ("0/weight",),
        )


def test_a_participant_named_by_the_order_of_screening_is_verified_whole():
    desk, asked = entered(), study(whole=(1,))
    found = {one.form: one for one in derive_verification(asked, desk.state, "01-001", {"01-001": 1})}
    assert found["consent"].why == "whole"
    assert set(found["laboratory"].wanted) == {"1/lbdtc", "1/bilirubin"}
    assert {one.why for one in derive_verification(asked, desk.state, "01-001", {"01-001": 2})} == {
        "critical"
    }


def test_what_is_verified_and_changed_since_is_counted_apart():
    desk, asked = entered(), study(whole=(1,))
    desk.do(VerifyItems(subject="01-001", places=(CONSENT,), seen=desk.seq), MONITOR)
    desk.enter("consent", weight="70", reason="misread")
    consent = derive_verification(asked, desk.state, "01-001", {"01-001": 1})[0]
    assert (consent.left, consent.changed) == (("0/weight",), ("0/weight",))
    assert set(consent.done) == set(consent.wanted) - {"0/weight"}


def test_the_sample_is_told_by_the_address_alone_and_is_about_its_share():
    forms = [(f"01-{n:03}", "m1", form) for n in range(1, 201) for form in ("a", "b", "c")]
    chosen = [at for at in forms if drawn(*at, 20)]
    assert chosen == [at for at in forms if drawn(*at, 20)]
    assert 90 <= len(chosen) <= 150
    assert set(chosen) <= {at for at in forms if drawn(*at, 40)}, "a larger share keeps the smaller"
    assert [drawn(*forms[0], 0), drawn(*forms[0], 100)] == [False, True]


def test_the_order_of_screening_goes_by_event_and_not_by_number():
    rows = [
        SubjectRow(subject=s, site="01", seq=n, screened_at="")
        for s, n in (("01-002", 5), ("02-001", 9), ("01-001", 7))
    ]
    assert order_of_screening(tuple(rows)) == {"01-002": 1, "01-001": 2, "02-001": 3}
