"""A desk to work at in tests: the cast, a clock, and a ledger in memory.

Every command is decided on the slice that ``needs`` names and on the whole record; the two must agree, and so must
the rows that each then holds.
"""

from datetime import UTC, datetime
from functools import cache

from tests.conduct.small_study import SMALL, SMALL_TEXT

from hepatica.conduct.commands import (
    Actor,
    CompleteForm,
    EnrolSubject,
    EnterItems,
    Entry,
    Moment,
    PublishStudy,
    ScreenSubject,
)
from hepatica.conduct.decide import Refused, decide, needs
from hepatica.conduct.plan import Plan, landmarks
from hepatica.ledger import chain
from hepatica.ledger.desk_rows import (
    AlertRow,
    ApprovalRow,
    BoardRow,
    ClearanceRow,
    OnCallRow,
    ReportRow,
    RuleRow,
    SubmissionRow,
)
from hepatica.ledger.events import SCHEMA, Event, encode
from hepatica.ledger.evolve import evolve, fold
from hepatica.ledger.kept_designs import DesignRow
from hepatica.ledger.product_rows import (
    AccessionRow,
    BagRow,
    BranchRow,
    MatchRow,
    MaterialRow,
    NoticeRow,
    ReadingRow,
    ReleaseRow,
    TestRow,
)
from hepatica.ledger.review_rows import (
    AssessmentRow,
    CopyRow,
    LockRow,
    QueryRow,
    RedactionRow,
    RegisterRow,
    ReviewRow,
    StatementRow,
    VerificationRow,
)
from hepatica.ledger.rows import (
    DeviationRow,
    FindingRow,
    FormRow,
    GrantRow,
    HoldRow,
    ProposalRow,
    SignatureRow,
    StudyRow,
    SubjectRow,
)
from hepatica.ledger.state import State

NOW = Moment(at=datetime(2026, 3, 14, 20, 0, tzinfo=UTC), zone="Asia/Kolkata")  # 15 March, 01:30 at the site
SMALL_ROWS = (SubjectRow, FindingRow, ProposalRow, DeviationRow, HoldRow, SignatureRow)


def person(user, *roles, fresh=True):
    return Actor(user=user, name=user.title(), roles=frozenset(roles), reauthenticated=fresh)


OWNER = person("owner", "owner")
COORDINATOR = person("asha", "coordinator")
INVESTIGATOR = person("rao", "investigator")
SECOND = person("meera", "medical_monitor")
CELL_LAB = person("kiran", "cell_lab")
ADMINISTRATOR = person("admin", "administrator")
INSPECTOR = person("visitor", "inspector")
OUTSIDER = person("outsider")


@cache
def small_plan():
    return Plan(SMALL)


def slice_of(state, need):
    """Return the rows a store would load for a need."""
    coded = {row.subject for row in state.all(AccessionRow) if row.accession in need.accessions}
    return State([row for row in state.rows() if wanted(row, need) or _of_the_coded(row, coded)])


def _of_the_coded(row, coded):
    """Whether a row says where a slide under a code comes from, and what is locked there."""
    return isinstance(row, SubjectRow | LockRow) and row.subject in coded


def _of_everyone(row, need):
    forms = need.everyones_forms if isinstance(row, FormRow) else ()
    return row.table in need.everyones_rows or bool(forms and row.form in forms)


def wanted(row, need):  # noqa: PLR0911 - one line for each kind of row
    own = row.subject == need.subject
    if need.entire or _of_everyone(row, need):
        return True
    match row:
        case StudyRow():
            return need.study
        case GrantRow():
            return need.grants or row.user == need.grants_of
        case DesignRow():
            return row.design == need.design
        case HoldRow(subject="") | LockRow(subject=""):
            return True
        case FormRow():
            at = {(row.visit, row.form), ("*", row.form)}
            return own and (need.whole or bool(at & need.forms))
        case QueryRow():
            return own and (need.review or row.state != "closed")
        case VerificationRow() | ReviewRow() | AssessmentRow() | RegisterRow() | RedactionRow() | CopyRow():
            return own and need.review
        case SignatureRow():
            return (own or (need.desk and not row.subject)) and not row.invalidated
    there = wanted_in_the_laboratory if isinstance(row, CELLS) else wanted_at_the_desk
    return there(row, need, own)


CELLS = (
    MaterialRow,
    TestRow,
    ReleaseRow,
    BagRow,
    MatchRow,
    BranchRow,
    NoticeRow,
    AccessionRow,
    ReadingRow,
)


def wanted_in_the_laboratory(row, need, own):
    match row:
        case BagRow() if need.strangers:
            return True
        case MaterialRow() | BagRow() if row.key in need.materials:
            return True
        case AccessionRow() | ReadingRow() if row.accession in need.accessions:
            return True
    return own and need.product


def wanted_at_the_desk(row, need, own):
    match row:
        case StatementRow():
            return need.statements or need.review
        case RuleRow() | ApprovalRow() | BoardRow() | OnCallRow():
            return need.desk
        case ClearanceRow() | SubjectRow() if not own:
            return need.everyone
        case AlertRow() if need.strangers and row.key.startswith("late_positive/"):
            return True
        case SubmissionRow() | ReportRow() | AlertRow() | ClearanceRow():
            return need.desk and own
    return own


class Desk:
    def __init__(self, plan=None, *, now=NOW):
        self.plan = plan or small_plan()
        self.state, self.events, self.now = State(), [], now

    @property
    def seq(self):
        return len(self.events)

    def do(self, command, actor=INVESTIGATOR):
        need = needs(self.plan, command)
        piece = slice_of(self.state, need)
        decision = decide(self.plan, piece, command, self.now, actor)
        assert decision == decide(self.plan, self.state, command, self.now, actor), need
        assert not piece.changed, "deciding changed the record"
        if isinstance(decision, Refused):
            assert decision.refusals
            assert all(r.sentence.endswith((".", "?")) and r.code for r in decision.refusals), decision
            return decision
        for draft in decision:
            event = self._seal(draft, actor)
            evolve(piece, event, self.plan.landmarks)
            evolve(self.state, event, self.plan.landmarks)
            self.events.append(event)
        for address in piece.changed:
            assert piece.at(address) == self.state.at(address), address
        return decision

    def _seal(self, draft, actor, definition=1):
        prev = self.events[-1].hash if self.events else chain.GENESIS
        seq, body, kind = self.seq + 1, encode(draft.fact), draft.fact.kind
        sealed = (prev, seq, self.now.stamp, actor.user, draft.subject, kind, SCHEMA, definition, body)
        return Event(
            seq=seq,
            at=self.now.stamp,
            actor=actor.user,
            subject=draft.subject,
            kind=kind,
            schema=SCHEMA,
            definition=definition,
            body=body,
            prev=prev,
            hash=chain.link(*sealed),
        )

    def refold(self):
        return fold(self.events, lambda _: landmarks(SMALL))

    # -- Commands by the shortest name ------------------------------------------------------------------------------

    def publish(self):
        return self.do(PublishStudy(text=SMALL_TEXT), OWNER)

    def enter(
        self,
        form,
        *,
        visit="screening",
        row=0,
        by=INVESTIGATOR,
        subject="01-001",
        seen=None,
        reason="",
        **values,
    ):
        entries = tuple(
            value.model_copy(update={"item": item, "row": row})
            if isinstance(value, Entry)
            else Entry(item=item, row=row, value=value, reason=reason)
            for item, value in values.items()
        )
        seen = self.seq if seen is None else seen
        return self.do(EnterItems(subject=subject, visit=visit, form=form, entries=entries, seen=seen), by)

    def complete(self, form, *, visit="screening", subject="01-001", by=INVESTIGATOR):
        return self.do(CompleteForm(subject=subject, visit=visit, form=form), by)

    def consented(self, subject="01-001"):
        self.do(ScreenSubject(site="01"))
        self.enter("consent", subject=subject, consent_date="2026-01-05", adult="y", sex="m")
        return self

    def enrolled(self, subject="01-001"):
        self.consented(subject)
        self.do(EnrolSubject(subject=subject))
        return self

    # -- What stands --------------------------------------------------------------------------------------------------

    def row(self, table, subject="01-001", key=""):
        return self.state.get(table, subject, key)

    def form(self, form, visit="screening", subject="01-001"):
        return self.row(FormRow, subject, f"{visit}/{form}")

    def findings(self, subject="01-001"):
        return {(f.check, f.verdict) for f in self.state.of(FindingRow, subject)}

    def deviations(self, subject="01-001"):
        return {d.rule: d for d in self.state.of(DeviationRow, subject)}


def begun():
    desk = Desk()
    desk.publish()
    return desk


def kinds(decision):
    assert not isinstance(decision, Refused), str(decision)
    return [draft.fact.kind for draft in decision]


def sentences(decision):
    assert isinstance(decision, Refused), kinds(decision)
    return [refusal.sentence for refusal in decision.refusals]
