from itertools import product
from typing import get_args

import pytest
from tests.conduct.desk import (
    CELL_LAB,
    COORDINATOR,
    INVESTIGATOR,
    NOW,
    begun,
    kinds,
    person,
    sentences,
    small_plan,
)

from hepatica.conduct import commands as c
from hepatica.conduct import desk_commands as d
from hepatica.conduct import product_commands as p
from hepatica.conduct import review_commands as r
from hepatica.conduct.authority import ALLOWED, ROLES, roles_for
from hepatica.conduct.decide import Refused, decide
from hepatica.ledger.state import State

AT = "2026-03-05T09:15"
CELLS = p.Quantity(name="cells", value="1", unit="10^6")
HERE = {"subject": "01-001", "visit": "screening", "form": "consent"}
ONE_OF_EACH = (
    c.ScreenSubject(site="01"),
    c.EnrolSubject(subject="01-001"),
    c.EnterItems(**HERE, entries=(c.Entry(item="adult", value="y"),), seen=0),
    c.RemoveRow(**HERE, group="g", row=1, reason="r"),
    c.CompleteForm(**HERE),
    c.ReopenForm(**HERE, reason="r"),
    c.SignForm(**HERE, meaning="approval"),
    c.ExplainFinding(**HERE, check="c", reason="r"),
    c.ConfirmSignal(**HERE, signal="s"),
    c.DismissSignal(**HERE, signal="s", reason="r"),
    c.AuthoriseAct(subject="01-001", gate="infusion"),
    c.PlaceHold(hold="h", reason="r", blocks=("infusion",)),
    c.LiftHold(hold="h", reason="r"),
    c.GrantRole(user="u", name="U", role="monitor"),
    c.RevokeRole(user="u", role="monitor", reason="r"),
    c.PublishStudy(text="{}"),
    d.IssueReport(subject="01-001", row=1, report="table5"),
    d.RecordSubmission(subject="01-001", row=1, clocks=("c",), at="2026-03-14T10:00"),
    d.WithdrawSubmission(subject="01-001", row=1, clock="c", reason="r"),
    d.SetOnCall(users=("meera",)),
    d.AcknowledgeAlert(subject="01-001", alert="a"),
    d.ReportSending(subject="01-001", alert="a", channel="mail", to="meera"),
    d.EscalateAlert(subject="01-001", alert="a"),
    d.RecordApproval(approval="ethics", number="1", valid_from="2026-01-01"),
    d.GiveClearance(subject="01-001", clearance="sentinel", decision="clear", reason="r"),
    d.DecideBoard(
        meeting="m",
        held_on="2026-03-14",
        cut=1,
        recommendation="continue",
        sentence="s",
        members=(d.Member(name="A", present=True),),
    ),
    d.SignBoard(meeting="m"),
    p.MakeMaterial(subject="01-001", material="BM", step="marrow", at=AT, by="A", witness="B"),
    p.MeasureMaterial(subject="01-001", material="BM", at=AT, by="A", measures=(CELLS,)),
    p.CorrectMaterial(subject="01-001", material="BM", measures=(CELLS,), reason="r"),
    p.MoveMaterial(
        subject="01-001", material="BM", move="stored", at=AT, place="T", given_by="A", received_by="B"
    ),
    p.TestMaterial(subject="01-001", material="BM", test="viability", at=AT, by="A"),
    p.ReleaseLot(subject="01-001", lot="MSC", decision="released", at=AT),
    p.AuthoriseBag(subject="01-001", bag="MSC-A"),
    p.MatchBag(wristband="w", code="c"),
    p.StartInfusion(subject="01-001", bag="MSC-A", at=AT, first="A", second="B"),
    p.NoteInfusion(subject="01-001", bag="MSC-A", at=AT, what="pause"),
    p.EndInfusion(subject="01-001", bag="MSC-A", at=AT, volume="20", complete=True),
    p.ChooseBranch(subject="01-001", branch="failure", choice="stop", reason="r"),
    p.SendNotice(subject="01-001", lot="MSC", notice="conditional", to="Sponsor", at=AT),
    p.AccessionSlide(subject="01-001", material="LB1-S1", accession="A2B4C6"),
    p.RecordReading(accession="A2B4C6", method="area", at=AT, positive=1, counted=2),
    p.UnmaskReading(subject="01-001", accession="A2B4C6", reason="r"),
    r.OpenQuery(**HERE, text="t"),
    r.AnswerQuery(subject="01-001", query=1, text="t"),
    r.ReopenQuery(subject="01-001", query=1, text="t"),
    r.CloseQuery(subject="01-001", query=1),
    r.AcceptFinding(**HERE, check="c"),
    r.ReturnFinding(**HERE, check="c", text="t"),
    r.VerifyItems(subject="01-001", places=(r.Place(visit="screening", form="consent"),), seen=0),
    r.WithdrawVerification(**HERE, items=("0/adult",), reason="r"),
    r.ReviewForm(**HERE, seen=0),
    r.ReviewTrail(what="w", up_to=1, note="n"),
    r.FreezeRecord(level="subject", subject="01-001"),
    r.LockRecord(level="subject", subject="01-001"),
    r.UnlockRecord(level="subject", subject="01-001", reason="r"),
    r.RenewConsent(subject="01-001", date="2026-03-14", document="v2 en"),
    r.SettleSubject(subject="01-001"),
    r.ConfirmMissed(subject="01-001", rule="missed_visit", visit="screening"),
    r.AssessDeviation(subject="01-001", deviation="d", grade="minor", cause="c", action="a"),
    r.OpenRegister(book="incident", title="t", aware=AT, text="t", severity="minor"),
    r.NoteRegister(entry=1, text="t"),
    r.CloseRegister(entry=1, decision="d", reason="r"),
    r.AcceptStatement(text_sha256="0" * 64),
    r.RedactText(subject="01-001", event=1, field="reason", original_sha256="0" * 64, reason="r"),
    c.KeepDesign(design="next", text="id: next"),
    r.CertifyCopy(**HERE, file="0" * 64, file_name="f.pdf", original="o"),
)
FILL = {"items.enter", "row.remove", "form.complete", "form.reopen", "finding.explain"}
CLINICIAN = {"form.sign", "signal.confirm", "signal.dismiss", "subject.enrol", "act.authorise"}
REPORTS = {
    "report.issue",
    "submission.record",
    "submission.withdraw",
    "approval.record",
    "alert.acknowledge",
}
BENCH = {"material.make", "material.measure", "material.correct", "material.move"}
BEDSIDE = {"material.move", "bag.match", "infusion.start", "infusion.note", "infusion.end"}
QUERIES = {"query.open", "query.reopen", "query.close", "finding.accept", "finding.return"}
TELLS = {"register.open", "register.note"}
SAID = {
    "coordinator": FILL
    | BEDSIDE
    | TELLS
    | {"subject.screen", "submission.record", "approval.record", "alert.acknowledge"}
    | {"query.answer", "consent.renew", "copy.certify", "deviation.confirm", "statement.accept"},
    "investigator": FILL
    | CLINICIAN
    | REPORTS
    | BEDSIDE
    | TELLS
    | {"subject.screen", "hold.place", "hold.lift", "branch.choose"}
    | {"query.answer", "query.open", "consent.renew", "copy.certify", "form.review", "statement.accept"}
    | {"deviation.assess", "deviation.confirm"},
    "cell_lab": FILL
    | BENCH
    | BEDSIDE
    | TELLS
    | {"material.test", "bag.authorise", "slide.accession", "alert.acknowledge"}
    | {"query.answer", "statement.accept"},
    "quality": {
        "lot.release",
        "bag.authorise",
        "notice.send",
        "material.move",
        "hold.place",
        "hold.lift",
        "alert.acknowledge",
        "statement.accept",
    },
    "pathologist": FILL | BENCH | TELLS | {"query.answer", "statement.accept"},
    "reader": {"reading.record", "statement.accept"},
    "medical_monitor": FILL
    | REPORTS
    | QUERIES
    | TELLS
    | {
        "hold.place",
        "hold.lift",
        "oncall.set",
        "clearance.give",
        "board.decide",
        "reading.unmask",
        "design.keep",
    }
    | {"register.close", "statement.accept", "form.review", "trail.review"}
    | {"deviation.assess", "deviation.confirm"},
    "board": {"board.sign", "statement.accept"},
    "data_manager": QUERIES
    | TELLS
    | {"form.reopen", "slide.accession", "reading.unmask", "register.close", "statement.accept"}
    | {"trail.review", "text.redact", "record.freeze", "record.lock", "record.unlock"},
    "monitor": QUERIES
    | TELLS
    | {"register.close", "statement.accept", "trail.review", "items.verify", "verification.withdraw"},
    "administrator": TELLS | {"role.grant", "role.revoke", "register.close"},
    "statistician": {"design.keep"},
    "owner": {"role.grant", "role.revoke", "study.publish", "subject.settle"},
    "system": {"alert.report", "alert.escalate"},
}
"""Said a second time on purpose: a slip in the table does not pass unseen."""


def test_there_is_one_command_of_every_kind_here():
    kinds = {command.kind for command in ONE_OF_EACH}
    assert kinds == {cls.model_fields["kind"].default for cls in get_args(get_args(c.Command)[0])}


@pytest.mark.parametrize(("role", "command"), list(product([*ALLOWED, "nobody"], ONE_OF_EACH)))
def test_each_role_may_do_what_its_job_says_and_nothing_else(role, command):
    """ACC-03, ACC-04, SIG-09."""
    decision = decide(small_plan(), State(), command, NOW, person("x", role))
    barred = isinstance(decision, Refused) and decision.refusals[0].code == "not_allowed"
    assert barred == (command.kind not in SAID.get(role, set()))
    if barred:
        assert "may not" in decision.refusals[0].sentence
        assert decision.refusals[0].sentence.endswith("may.")


@pytest.mark.parametrize("command", ONE_OF_EACH)
def test_an_inspector_changes_nothing_whatever_else_they_are(command):
    everything = person("x", *ALLOWED)
    assert "inspector" in everything.roles
    decision = decide(small_plan(), State(), command, NOW, everything)
    assert isinstance(decision, Refused)
    assert decision.refusals[0].code == "not_allowed"


def test_an_administrator_touches_no_clinical_value_even_as_investigator():
    both = person("x", "administrator", "investigator")
    assert roles_for(both, "role.grant") == ("administrator",)
    assert roles_for(both, "items.enter") == ()


def test_a_refusal_says_who_may():
    decision = begun().consented().do(c.EnrolSubject(subject="01-001"), COORDINATOR)
    assert sentences(decision) == [
        "Asha, as a coordinator, may not enrol a participant: an investigator may."
    ]


def test_who_tests_cells_never_releases_them_and_who_releases_never_tests():
    assert all(not {"material.test", "lot.release"} <= kinds for kinds in ALLOWED.values())


def test_a_masked_reader_does_nothing_else_whatever_else_they_are():
    both = person("x", "reader", "investigator", "cell_lab")
    assert roles_for(both, "reading.record") == ("reader",)
    assert roles_for(both, "items.enter") == roles_for(both, "reading.unmask") == ()


def test_a_form_of_the_cell_laboratory_is_filled_there_only():
    desk = begun().consented()
    assert sentences(desk.enter("product", viability="90", by=INVESTIGATOR)) == [
        "Rao, as an investigator, may not enter data in Cell product: a cell-lab technologist may."
    ]
    assert not isinstance(desk.enter("product", viability="90", by=CELL_LAB), Refused)
    assert isinstance(desk.enter("consent", adult="y", by=CELL_LAB), Refused)


def test_an_investigator_signs_also_what_the_cell_laboratory_fills():
    desk = begun().consented()
    desk.enter("product", viability="90", by=CELL_LAB)
    desk.complete("product", by=CELL_LAB)
    here = {"subject": "01-001", "visit": "screening", "form": "product"}
    assert kinds(desk.do(c.SignForm(**here, meaning="review"))) == ["signature.given"]
    assert kinds(desk.do(c.ReopenForm(**here, reason="query"), person("dm", "data_manager"))) == [
        "form.reopened"
    ]


def test_the_owner_cannot_be_granted():
    assert "owner" not in ROLES
    assert set(ROLES) == set(ALLOWED) - {"owner", "system"}
