"""A desk under several versions of a protocol: each participant works under their own, as the store has it."""

from tests.conduct.desk import INVESTIGATOR, NOW, OWNER, Desk, kinds, slice_of
from tests.conduct.small_forms import OURS, item
from tests.conduct.small_study import SMALL, small

from hepatica.conduct.commands import PublishStudy, SettleSubject
from hepatica.conduct.decide import Refused, decide, needs
from hepatica.conduct.need import union
from hepatica.conduct.plan import Plan
from hepatica.conduct.versions import UNDER_HEAD, applies, unsettled
from hepatica.ledger.events import StudyPublished
from hepatica.ledger.evolve import evolve, fold
from hepatica.ledger.landmarks import landmarks
from hepatica.ledger.rows import SubjectRow
from hepatica.study.form import Code, Codelist, Form, FormKind, Group, Item, Repeat
from hepatica.study.load import parse
from hepatica.study.monitoring import AmendmentRule, Consent, ConsentLog, DeviationClass, Monitoring
from hepatica.study.oversight import Approval, Oversight
from hepatica.study.write import dump

CONSENT_LOG = Form(
    id="consents", code="CL", domain="DS", title="Consent events", kind=FormKind.LOG,
    groups=(
        Group(
            id="event", title="Event", repeat=Repeat(label="event"),
            items=(
                item("cedtc", "Date", "date", required=True),
                item("cekind", "What", "code", codelist="consent_event", required=True),
                item("ceversion", "Version", "text"),
            ),
        ),
    ),
    **OURS,
)  # fmt: skip
WATCHED = Monitoring(
    deviations=(DeviationClass(rule="out_of_window", grade="important", **OURS),),
    amendments=(AmendmentRule(kind="patient", approvals=("ethics",), **OURS),),
    consent=Consent(
        form="consent",
        date="consent_date",
        renewed=ConsentLog(
            form="consents", date="cedtc", kind="cekind", code="reconsent", version="ceversion"
        ),
        **OURS,
    ),
)
APPROVAL = Approval(id="ethics", title="Ethics committee", gates=(), **OURS)


def first(**changes):
    """Return the small study with an approval, a log of consent events and a rule for amendments."""
    base = {
        "forms": (*SMALL.forms, CONSENT_LOG),
        "codelists": (
            *SMALL.codelists,
            Codelist(id="consent_event", codes=(Code(code="reconsent", label="Consented again"),)),
        ),
        "schedule": SMALL.schedule.model_copy(update={"logs": (*SMALL.schedule.logs, "consents")}),
        "monitoring": WATCHED,
        "oversight": Oversight(approvals=(APPROVAL,)),
    }
    return small(**base | changes)


def form_of(study, name, **changes):
    """Return a study's forms, one of them with changed items: item id → changes, None for an item that goes."""

    def items(group):
        kept = (i for i in group.items if changes.get(i.id, ...) is not None)
        return tuple(i.model_copy(update=changes[i.id]) if i.id in changes else i for i in kept)

    return tuple(
        f.model_copy(update={"groups": tuple(g.model_copy(update={"items": items(g)}) for g in f.groups)})
        if f.id == name
        else f
        for f in study.forms
    )


def with_item(study, name, new):
    """Return a study's forms with an item more in the first group of one."""

    def grown(form):
        start, *rest = form.groups
        return form.model_copy(
            update={"groups": (start.model_copy(update={"items": (*start.items, new)}), *rest)}
        )

    return tuple(grown(f) if f.id == name else f for f in study.forms)


BLOOD_GROUP = Item(id="blood", label="Blood group", type="text", required=True)


def moved(study, visit="week_1", day=8):
    """Return a study's schedule with a visit on another day: a change that bears on participants."""
    visits = (v.model_copy(update={"day": day}) if v.id == visit else v for v in study.schedule.visits)
    return study.schedule.model_copy(update={"visits": tuple(visits)})


class Amended(Desk):
    def __init__(self, study=None, *, now=NOW):
        study = study or first()
        super().__init__(Plan(study), now=now)
        self.plans = {}
        self.bring(study)

    @property
    def study(self):
        return self.plan.study

    def bring(self, study, *, keeps=False, approvals=None, urgent=""):
        """Publish a study; the desk goes on under it when it comes into force."""
        command = PublishStudy(text=dump(study), keeps=keeps, approvals=approvals or {}, urgent=urgent)
        decision = self.do(command, OWNER)
        if not isinstance(decision, Refused) and decision:
            at = next(e for e in reversed(self.events) if e.kind == StudyPublished.kind)
            self.plan = self.plans[at.seq] = Plan(study, at.seq, published=at.fact, at=at.at)
        return decision

    def amend(self, *, keeps=False, settle=True, approved="2026-03-01", **changes):
        """Bring a next version into force, approved, and read every record anew."""
        study = small(**{n: getattr(self.study, n) for n in type(self.study).model_fields} | changes)
        decision = self.bring(study, keeps=keeps, approvals={"ethics": f"{approved} EC/1"})
        assert "study.published" in kinds(decision)
        return self.settle() if settle else decision

    def settle(self):
        waiting = [row.subject for row in self.state.all(SubjectRow) if unsettled(self.plan, row)]
        return {one: self.do(SettleSubject(subject=one), OWNER) for one in waiting}

    def plan_for(self, subject):
        row = self.state.get(SubjectRow, subject)
        return self.plans.get(applies(self.plan, row), self.plan) if row else self.plan

    def do(self, command, actor=INVESTIGATOR):
        head = self.plan
        plan = head if command.kind in UNDER_HEAD else self.plan_for(getattr(command, "subject", ""))
        need = union(needs(plan, command), needs(head, command))
        piece = slice_of(self.state, need)
        decision = decide(plan, piece, command, self.now, actor, head=head)
        assert decision == decide(plan, self.state, command, self.now, actor, head=head), need
        if isinstance(decision, Refused):
            return decision
        for draft in decision:
            event = self._seal(draft, actor, plan.definition)
            evolve(piece, event, plan.landmarks)
            evolve(self.state, event, plan.landmarks)
            self.events.append(event)
        for address in piece.changed:
            assert piece.at(address) == self.state.at(address), address
        return decision

    def refold(self):
        """Return the state as the ledger alone gives it, each event under the version it names."""
        return fold(self.events, lambda fact: landmarks(parse(fact.text)))


def reads_alike(desk):
    """Whether the record folded from its first event equals the rows that every save kept."""
    return {r.table + r.subject + r.key: r for r in desk.refold().rows()} == {
        r.table + r.subject + r.key: r for r in desk.state.rows()
    }
