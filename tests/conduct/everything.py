"""A trial in which every kind of command is sent, most of them accepted: a laboratory at random, and the house around it."""

from functools import cache
from importlib.resources import files
from random import Random

import msgspec
from tests.conduct.amended import Amended, form_of
from tests.conduct.bedside import ASHA, DATA, MEERA, RAO, START, person
from tests.conduct.bedside import reference as laboratory_study
from tests.conduct.desk import ADMINISTRATOR, OWNER
from tests.conduct.histories import History
from tests.studies.reference import FOLDER

from hepatica.conduct import commands as c
from hepatica.conduct import desk_commands as d
from hepatica.conduct import lint
from hepatica.conduct import product_commands as p
from hepatica.conduct import review_commands as r
from hepatica.conduct.decide import Refused, decide
from hepatica.conduct.plan import Plan
from hepatica.conduct.statements import sha_of, statement_of
from hepatica.ledger.desk_rows import AlertRow
from hepatica.ledger.rows import DeviationRow, FindingRow, ProposalRow
from hepatica.study.form import Bounds
from hepatica.study.study import Study
from hepatica.study.write import dump

FARAH, SEN, KHAN = person("farah", "monitor"), person("sen", "board"), person("khan", "board")
DIVYA = person("divya", "statistician")
DESIGN = files("hepatica.designs").joinpath("single_arm.yaml").read_text()
WHO = "01-001"
LAB = {"subject": WHO, "visit": "infusion_day", "form": "laboratory"}
FILE = "a" * 64


@cache
def study():
    """The reference study in which a data manager locks alone: what two people and a checklist ask has tests of its own."""
    base = laboratory_study()
    monitoring = base.monitoring.model_copy(update={"locks": ()})
    oversight = base.oversight.model_copy(update={"approvals": lint.load(FOLDER).oversight.approvals})
    changed = {"monitoring": monitoring, "oversight": oversight}
    return Study(**{n: getattr(base, n) for n in Study.model_fields} | changed)


@cache
def plan():
    return Plan(study())


class Everything(History):
    """Remembers each command with the record before it."""

    def __init__(self, rng):
        self.past = []
        super().__init__(rng)

    def publish(self):
        """Bring the study into force, with every approval it asks for."""
        self.plan = plan()
        self.do(c.PublishStudy(text=dump(self.plan.study)), OWNER)
        for one in self.plan.study.oversight.approvals:
            said = {
                "approval": one.id,
                "number": f"{one.id}/1",
                "valid_from": "2025-01-01",
                "valid_to": "2028-01-01",
            }
            self.do(d.RecordApproval(**said), RAO)

    def do(self, command, actor=RAO):
        before = self.state.copy()
        now = self.now
        drafts = super().do(command, actor)
        self.past.append((before, now, command, actor, drafts))
        return drafts

    def round(self):
        """Send one of each kind that the laboratory does not, in an order in which each may be accepted."""
        for step in (
            self.on_forms,
            self.on_questions,
            self.on_review,
            self.on_desk,
            self.on_events,
            self.on_house,
        ):
            step()
            self.pass_time(minutes=self.rng.choice((1, 7, 30)))

    def on_forms(self):
        self.answer(
            "consent_events",
            "log",
            WHO,
            row=1,
            cedtc="2026-02-20",
            cekind="capacity_lost",
            cesigner="participant",
        )
        here = {"subject": WHO, "visit": "log", "form": "consent_events"}
        self.do(c.CompleteForm(**here), RAO)
        self.do(c.SignForm(**here, meaning="responsibility"), RAO)
        self.do(c.ReopenForm(**here, reason="one more"), RAO)
        self.do(c.RemoveRow(**here, group="consent_event", row=1, reason="another person's"), RAO)

    def on_questions(self):
        here = {**LAB, "item": "platelets", "row": 1}
        self.do(r.OpenQuery(**here, text="Is this the first draw?"), DATA)
        query = self.seq
        self.do(r.AnswerQuery(subject=WHO, query=query, text="It is."), ASHA)
        self.do(r.ReopenQuery(subject=WHO, query=query, text="And the second?"), DATA)
        self.do(r.AnswerQuery(subject=WHO, query=query, text="There is none."), ASHA)
        self.do(r.CloseQuery(subject=WHO, query=query, text="Thank you."), DATA)
        self.answer("laboratory", "infusion_day", WHO, row=1, platelets="2000", reason="misread")
        for finding in list(self.state.of(FindingRow, WHO))[:2]:
            place = {
                "subject": WHO,
                "visit": finding.visit,
                "form": finding.form,
                "check": finding.check,
                "row": finding.row,
            }
            self.do(c.ExplainFinding(**place, reason="It was so."), RAO)
            self.do(r.ReturnFinding(**place, text="Why?"), DATA)
            self.do(c.ExplainFinding(**place, reason="Looked at again: it was so."), RAO)
            self.do(r.AcceptFinding(**place), DATA)

    def on_review(self):
        place = r.Place(visit="infusion_day", form="laboratory")
        self.do(r.VerifyItems(subject=WHO, places=(place,), seen=self.seq), FARAH)
        self.do(r.WithdrawVerification(**LAB, items=("1/platelets",), reason="the wrong sheet"), FARAH)
        self.do(r.ReviewForm(**LAB, seen=self.seq), MEERA)
        self.do(r.ReviewTrail(what="all of today", up_to=self.seq, note="nothing odd"), FARAH)
        self.do(r.CertifyCopy(**LAB, file=FILE, file_name="lab.pdf", original="ward file, shelf 2"), RAO)
        for row in list(self.state.of(DeviationRow, WHO))[:1]:
            said = {"grade": "minor", "cause": "late", "action": "told"}
            self.do(r.AssessDeviation(subject=WHO, deviation=row.key, **said), RAO)

    def on_desk(self):
        self.answer("gcsf", "gcsf", WHO, row=1, ecstdtc=f"{self.minute[:10]}T08:00")
        self.do(c.PlaceHold(subject=WHO, hold="look", reason="a look first", blocks=("infusion",)), RAO)
        self.do(d.GiveClearance(subject=WHO, clearance="hold:look", decision="clear", reason="well"), MEERA)
        lift = c.LiftHold(subject=WHO, hold="look", reason="looked")
        self.do(lift, RAO)
        self.do(lift, MEERA)
        members = tuple(d.Member(name=n.title(), present=True, user=n) for n in ("sen", "khan"))
        self.do(
            d.DecideBoard(meeting="B-1", held_on=self.minute[:10], cut=5, recommendation="continue", sentence="Go on.", members=members),
            MEERA,
        )  # fmt: skip
        self.do(d.SignBoard(meeting="B-1"), SEN)
        for user, role in (("meera", "medical_monitor"), ("rao", "investigator")):
            self.do(c.GrantRole(user=user, name=user.title(), role=role), ADMINISTRATOR)
        self.do(d.SetOnCall(users=("meera", "rao")), MEERA)

    def on_events(self):
        """An event that is serious: an alert to send and to acknowledge, a report to issue and to send."""
        said = {
            f"aerel_{x}": "unlikely"
            for x in ("msc", "cd34", "gcsf", "marrow", "leukapheresis", "catheter", "biopsy", "disease")
        }
        self.answer(
            "ae", "log", WHO, row=1, rows=None, aeterm="Kidney injury", aestdtc=self.minute[:10], aeongo="yes", aetoxgr="3",
            aeser="yes", aeshosp="yes", aeout="recovering", aenarr="Seen at the round.", aellt="10069339", aelltv="27.0", **said,
        )  # fmt: skip
        for alert in [row for row in self.state.of(AlertRow, WHO) if row.open][:1]:
            at = {"subject": WHO, "alert": alert.alert}
            self.do(d.ReportSending(**at, channel="mail", to="meera"), c.SYSTEM)
            self.pass_time(minutes=alert.minutes + 1)
            self.do(d.EscalateAlert(**at), c.SYSTEM)
            self.do(d.AcknowledgeAlert(**at), MEERA)
        self.do(d.IssueReport(subject=WHO, row=1, report="icsr", sha256=FILE), RAO)
        self.do(d.IssueReport(subject=WHO, row=1, report="table5"), RAO)
        clock = next(one.id for one in self.plan.study.clocks if one.per == "case")
        sent = d.RecordSubmission(subject=WHO, row=1, clocks=(clock,), at=self.minute, diary="D-1")
        self.do(sent, RAO)
        self.do(d.WithdrawSubmission(subject=WHO, row=1, clock=clock, reason="another case"), RAO)
        self.answer("marrow_aspiration", "marrow", WHO, row=1, vas="8", bleeding="oozing")
        waiting = [row for row in self.state.of(ProposalRow, WHO) if row.state == "proposed"]
        for row, judge in zip(waiting, ("confirm", "dismiss"), strict=False):
            at = {"subject": WHO, "visit": row.visit, "form": row.form, "signal": row.signal, "row": row.row}
            self.do(
                c.ConfirmSignal(**at) if judge == "confirm" else c.DismissSignal(**at, reason="known before"),
                RAO,
            )

    def on_house(self):
        self.do(
            r.OpenRegister(
                book="incident",
                title="A tablet was lost",
                aware=self.minute,
                text="On the ward.",
                severity="minor",
            ),
            DATA,
        )
        entry = self.seq
        self.do(
            r.NoteRegister(entry=entry, text="Found in the drawer.", told="sponsor", at=self.minute), DATA
        )
        self.do(r.CloseRegister(entry=entry, decision="no harm", reason="it was locked"), DATA)
        self.do(c.GrantRole(user="guest", name="Guest", role="monitor"), ADMINISTRATOR)
        self.do(c.RevokeRole(user="guest", role="monitor", reason="left"), ADMINISTRATOR)
        second = msgspec.structs.replace(DATA, witness=MEERA)
        self.do(
            r.RedactText(subject=WHO, event=3, field="reason", original_sha256="b" * 64, reason="a name"),
            second,
        )
        self.do(c.KeepDesign(design="single_arm", text=DESIGN, reason="two infusions"), DIVYA)
        self.do(r.FreezeRecord(level="subject", subject=WHO), DATA)
        self.do(r.LockRecord(level="subject", subject=WHO), DATA)
        self.do(r.UnlockRecord(level="subject", subject=WHO, reason="one more page"), DATA)
        self.do(r.AcceptStatement(text_sha256=sha_of(statement_of(self.plan))), RAO)

    def given_cells(self):
        """Make, release, let go and give one product to the second participant, and read a masked slide."""
        who = "01-002"
        self.product("msc", who).product("cd34", who)
        self.cleared(who)
        bag = f"MSC-{who}-A"
        self.authorise(bag, who)
        self.match(who, bag)
        self.pass_time(minutes=5).start(bag, who)
        self.noted(bag, "pause", who)
        self.pass_time(minutes=10).end(bag, subject=who)
        self.do(
            p.ChooseBranch(subject=who, branch="low_viability", choice="another_bag", reason="as of now"), RAO
        )
        self.make("marrow", "BM-01-003", at=self.minute, volume="22 mL", subject="01-003")
        self.make(
            "msc_passage", "MSC-01-003-P1", "BM-01-003", at=self.minute, seeded="10 10^6", subject="01-003"
        )
        self.measure_later()
        self.mend()
        self.write()
        for _ in range(20):
            self.cut()
            if self.mask():
                break
        for _ in range(20):
            self.read()
            if self.unmask():
                break


@cache
def played(seed):
    """Return one trial: a laboratory at random, one course of cells as it should be, the house around it."""
    trial = Everything(Random(seed))
    trial.given_cells()
    trial.play(40)
    trial.round()
    trial.pass_time(days=15)
    trial.do(r.ConfirmMissed(subject="01-002", rule="missed_visit", visit="week_1"), RAO)
    trial.play(10)
    return trial


def amended():
    """Return a participant's desk at an amendment, just before the record is settled and the consent is renewed."""
    desk = Amended()
    desk.enrolled()
    forms = form_of(desk.study, "consent", weight={"plausible": Bounds(low=30, high=80)})
    desk.amend(settle=False, version="2", keeps=False, forms=forms)
    return desk


__all__ = ["START", "Everything", "Refused", "decide", "plan", "played", "study"]
