"""Versions side by side: whose rules decide, what is read anew, consent given again."""

import msgspec
import pytest
from tests.conduct.amended import BLOOD_GROUP, Amended, first, form_of, moved, reads_alike, with_item
from tests.conduct.desk import COORDINATOR, INVESTIGATOR, kinds, sentences

from hepatica.conduct.commands import CompleteForm, ExplainFinding, RenewConsent, SignForm
from hepatica.conduct.reconsent import must_renew
from hepatica.conduct.versions import applies
from hepatica.ledger.rows import FormRow, SubjectRow
from hepatica.study.form import Bounds

TIGHT = {"weight": {"plausible": Bounds(low=30, high=80)}}


def weighed(*, weight="90", desk=None):
    desk = desk or Amended()
    desk.enrolled()
    desk.enter("consent", weight=weight)
    desk.complete("consent")
    desk.do(SignForm(subject="01-001", visit="screening", form="consent", meaning="review"))
    return desk


def renewal(day="2026-03-10", **more):
    return RenewConsent(subject="01-001", date=day, document="2, Telugu", **more)


# -- Which version decides ------------------------------------------------------------------------------------------


def test_a_participant_who_is_kept_stays_under_their_version_and_a_new_one_begins_under_the_new():
    desk = weighed()
    desk.amend(version="2", keeps=True, forms=form_of(desk.study, "consent", **TIGHT))
    assert applies(desk.plan, desk.row(SubjectRow)) == 1
    desk.enter("consent", weight="95", reason="weighed again")
    desk.consented("01-002")
    desk.enter("consent", subject="01-002", weight="95")
    assert (desk.findings(), desk.findings("01-002")) == (set(), {("plausible.weight", "fires")})
    made_under = {(e.subject, e.definition) for e in desk.events if e.kind.startswith("item.")}
    assert made_under == {("01-001", 1), ("01-002", desk.plan.definition)}
    assert reads_alike(desk)


def test_a_window_a_gate_and_a_signal_are_those_of_the_participants_own_version():
    desk = weighed()
    desk.enter("treatment", gcsf_date="2026-02-01", infusion_date="2026-02-05")
    visits = moved(desk.study, day=21)
    window = visits.visits[1].window.model_copy(update={"first": 19, "last": 23})
    later = tuple(v.model_copy(update={"window": window}) if v.id == "week_1" else v for v in visits.visits)
    desk.amend(version="2", keeps=True, schedule=visits.model_copy(update={"visits": later}), signals=())
    desk.enter("visit", visit="week_1", svstdtc="2026-02-12")
    assert "out_of_window" not in desk.deviations()
    raised = desk.enter("laboratory", visit="week_1", pain="7")
    assert "signal.proposed" in kinds(raised)
    desk.do(renewal())
    assert applies(desk.plan, desk.row(SubjectRow)) == desk.plan.definition
    assert "signal.proposed" not in kinds(desk.enter("laboratory", visit="unscheduled", pain="8"))


def test_how_many_are_enrolled_follows_the_version_in_force_for_everyone():
    desk = Amended()
    desk.consented()
    fewer = desk.study.enrolment.model_copy(update={"planned": 0})
    desk.amend(version="2", keeps=True, enrolment=fewer)
    from hepatica.conduct.commands import EnrolSubject

    assert "enrolment_full" in {r.code for r in desk.do(EnrolSubject(subject="01-001")).refusals}


# -- The record read anew -------------------------------------------------------------------------------------------


def test_a_new_mandatory_item_opens_a_complete_form_with_a_visible_reason_and_leaves_its_signature():
    """VAL-06: data collected before the amendment stay, and what is missing under it is said."""
    desk = weighed()
    decided = desk.amend(version="2", forms=with_item(desk.study, "consent", BLOOD_GROUP))["01-001"]
    assert kinds(decided) == ["subject.moved", "form.reopened"]
    assert decided[1].fact.reason == "Version 2 of the protocol: Blood group is mandatory and not answered"
    form = desk.form("consent")
    assert (form.complete, len(form.signatures), form.answer("weight").value) == (False, 1, "90")
    assert desk.settle() == {}, "a record is read anew once for a version"
    assert reads_alike(desk)


def test_findings_are_derived_anew_each_a_fact_and_an_explanation_stands_while_the_check_asks():
    desk = weighed(weight="160")
    explain = ExplainFinding(
        subject="01-001", visit="screening", form="consent", check="plausible.weight", reason="a heavy man"
    )
    desk.do(explain)
    decided = desk.amend(version="2", forms=form_of(desk.study, "consent", **TIGHT))["01-001"]
    assert kinds(decided) == ["subject.moved"]
    decided = desk.amend(version="3", forms=form_of(desk.study, "consent", weight={"plausible": None}))[
        "01-001"
    ]
    assert kinds(decided) == ["subject.moved", "finding.cleared"]
    decided = desk.amend(version="4", forms=form_of(desk.study, "consent", **TIGHT))["01-001"]
    assert kinds(decided) == ["subject.moved", "finding.raised"]
    assert desk.findings() == {("plausible.weight", "fires")}
    assert reads_alike(desk)


def test_several_amendments_in_a_row_end_where_the_last_alone_would():
    desk, other = weighed(), weighed()
    both = form_of(desk.study, "consent", **TIGHT)
    desk.amend(version="2", forms=both, keeps=True)
    desk.amend(version="3", forms=with_item(desk.study, "consent", BLOOD_GROUP), keeps=True)
    assert applies(desk.plan, desk.row(SubjectRow)) == 1
    desk.amend(version="4", schedule=moved(desk.study))
    other.amend(version="4", forms=desk.study.forms, schedule=desk.study.schedule)
    assert desk.findings() == other.findings() == {("plausible.weight", "fires")}
    form, alone = desk.form("consent"), other.form("consent")
    assert (form.answers, form.complete) == (alone.answers, alone.complete)
    assert reads_alike(desk)


def test_an_anchor_that_a_version_adds_is_read_off_the_answers_that_are_there():
    desk = weighed()
    desk.enter("consent", next_visit="2026-04-01", reason="planned")
    one = desk.study.schedule.anchors[2]
    anchor = one.model_copy(
        update={"id": "planned", "item": one.item.model_copy(update={"item": "next_visit"})}
    )
    schedule = desk.study.schedule
    desk.amend(version="2", schedule=schedule.model_copy(update={"anchors": (*schedule.anchors, anchor)}))
    assert desk.row(SubjectRow).anchors["planned"] == "2026-04-01"
    assert reads_alike(desk)


# -- Consent given again --------------------------------------------------------------------------------------------


def test_a_renewed_consent_brings_a_kept_participant_under_the_version_and_stands_in_the_log():
    desk = weighed()
    desk.amend(
        version="2", keeps=True, schedule=moved(desk.study), forms=form_of(desk.study, "consent", **TIGHT)
    )
    assert must_renew(desk.plan, desk.row(SubjectRow))
    done = desk.do(renewal(), COORDINATOR)
    assert kinds(done) == ["consent.renewed", *["item.entered"] * 3, "subject.moved", "finding.raised"]
    row, log = desk.row(SubjectRow), desk.row(FormRow, key="log/consents")
    assert (row.consented, row.definition, must_renew(desk.plan, row)) == ({"2": "2026-03-10"}, 0, False)
    assert {i: a.value for i, a in log.answers["1"].items()} == {
        "cedtc": "2026-03-10",
        "cekind": "reconsent",
        "ceversion": "2, Telugu",
    }
    assert desk.do(renewal(), COORDINATOR) == ()
    assert reads_alike(desk)


def test_a_change_that_does_not_bear_on_participants_asks_nobody_and_keeps_what_was_asked():
    desk = weighed()
    desk.amend(version="2", forms=form_of(desk.study, "consent", **TIGHT))
    assert not must_renew(desk.plan, desk.row(SubjectRow))
    desk.amend(version="3", schedule=moved(desk.study))
    desk.amend(version="4", forms=form_of(desk.study, "consent", weight={"plausible": None}))
    assert must_renew(desk.plan, desk.row(SubjectRow)), "version 3 still asks"
    desk.consented("01-002")
    assert not must_renew(desk.plan, desk.row(SubjectRow, "01-002"))
    desk.do(renewal())
    assert not must_renew(desk.plan, desk.row(SubjectRow))


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2026-04-01", "in the future"),
        ("2026-01-01", "before it was first given"),
        ("2026-02-20", "Ethics committee approved it on 1 Mar 2026"),
        ("2026-03", "known to the day"),
        ("soon", "Date of the renewed consent"),
    ],
)
def test_a_renewed_consent_has_a_day_that_can_be(day, said):
    desk = weighed()
    desk.amend(version="2", schedule=moved(desk.study))
    assert said in sentences(desk.do(renewal(day)))[0]


def test_who_was_screened_under_the_version_has_nothing_to_renew():
    assert "screened under version 1" in sentences(weighed().do(renewal()))[0]


def test_a_procedure_under_the_new_version_before_consent_to_it_is_a_deviation_until_the_consent_is_recorded():
    desk = weighed()
    desk.amend(version="2", schedule=moved(desk.study))
    desk.enter("treatment", gcsf_date="2026-03-14")
    assert "reconsent_missing" not in desk.deviations(), "it took place before the version was published"
    desk.enter("treatment", gcsf_date="2026-03-15", reason="typing error")
    flagged = desk.deviations()["reconsent_missing"]
    assert flagged.critical
    assert (
        flagged.sentence
        == "G-CSF took place on 15 Mar 2026; consent to version 2 was asked for, and it is not renewed."
    )
    assert "deviation.withdrawn" in kinds(desk.do(renewal("2026-03-15")))
    assert "reconsent_missing" not in desk.deviations()


def test_a_kept_participant_goes_on_under_the_old_consent():
    desk = weighed()
    desk.amend(version="2", keeps=True, schedule=moved(desk.study))
    desk.enter("treatment", gcsf_date="2026-03-15")
    assert "reconsent_missing" not in desk.deviations()


def test_rows_of_ledgers_before_versions_keep_their_bytes():
    row = SubjectRow(subject="01-001", site="01", seq=2, screened_at="2026-01-01T00:00:00.000000Z")
    assert b"settled" not in msgspec.json.encode(row)
    assert first().version == "1"
    assert CompleteForm(subject="s", visit="v", form="f").kind == "form.complete"
    assert INVESTIGATOR.roles == {"investigator"}
