"""Commands at random: what is refused is not stored, what is stored is not lost, and every slice agrees with the whole."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.conduct.desk import CELL_LAB, COORDINATOR, INSPECTOR, INVESTIGATOR, SECOND, Desk
from tests.conduct.small_study import SMALL

from hepatica.conduct import commands as c
from hepatica.conduct.decide import Refused
from hepatica.ledger.chain import first_break
from hepatica.ledger.events import ItemChanged, ItemEntered, RowRemoved
from hepatica.ledger.rows import FindingRow, FormRow, StudyRow

PEOPLE = st.sampled_from((INVESTIGATOR, INVESTIGATOR, COORDINATOR, SECOND, CELL_LAB, INSPECTOR))
SUBJECTS = st.sampled_from(("01-001", "01-001", "01-002", "01-003"))
VISITS = ("screening", "week_1", "unscheduled.2", "log")
PLACES = st.sampled_from([(visit, form) for visit in VISITS for form in SMALL.forms_at(visit)])
# fmt: off
VALUES = st.sampled_from(
    (
        "2",
        "3.5",
        "7",
        "-1",
        "200",
        "<3",
        "banana",
        "y",
        "n",
        "f",
        "m",
        "done",
        "not_done",
        "death",
        "withdrawal",
        "aspiration",
        "2026-01-05",
        "2026-02-01",
        "2026-02-10",
        "2026-02",
        "2026-03-14T08:00",
        "31/02/2026",
        "08:00",
        "unknown",
        "",
        None,
    )
)
# fmt: on
REASONS = st.sampled_from(("", "misread"))


@st.composite
def entries(draw, form):
    asked = draw(st.sampled_from(SMALL.form_by_id[form].items or SMALL.form_by_id["consent"].items))
    state = draw(st.sampled_from(("", "", "", "unknown", "not_done")))
    return c.Entry(
        item=asked.id,
        row=draw(st.integers(0, 2)),
        value=None if state else draw(VALUES),
        state=state,
        unit=draw(st.sampled_from(("", "", "mg/dL", "mmol"))),
        reason=draw(REASONS),
    )


class Trial(RuleBasedStateMachine):
    @initialize()
    def begin(self):
        self.desk = Desk()
        self.desk.publish()
        self.told = {}
        for _ in range(2):
            self.desk.do(c.ScreenSubject(site="01"))

    def send(self, command, actor):
        before, rows = self.desk.seq, set(map(str, self.desk.state.rows()))
        decision = self.desk.do(command, actor)
        if isinstance(decision, Refused):
            assert self.desk.seq == before
            assert set(map(str, self.desk.state.rows())) == rows
            return
        for draft in decision:
            match draft.fact:
                case ItemEntered() | ItemChanged() as fact:
                    address = (draft.subject, fact.visit, fact.form, fact.item, fact.row)
                    if isinstance(fact, ItemChanged):
                        assert (fact.was, fact.was_state) == self.told[address][:2]
                    self.told[address] = (fact.value, fact.state)
                case RowRemoved() as fact:
                    group = next(g for g in SMALL.form_by_id[fact.form].groups if g.id == fact.group)
                    for item in group.items:
                        self.told.pop((draft.subject, fact.visit, fact.form, item.id, fact.row), None)

    @rule(data=st.data(), subject=SUBJECTS, place=PLACES, actor=PEOPLE, stale=st.booleans())
    def enter(self, data, subject, place, actor, stale):
        visit, form = place
        many = data.draw(st.lists(entries(form), min_size=1, max_size=3))
        seen = self.desk.seq // 2 if stale else self.desk.seq
        self.send(
            c.EnterItems(subject=subject, visit=visit, form=form, entries=tuple(many), seen=seen), actor
        )

    @rule(subject=SUBJECTS, place=PLACES, actor=PEOPLE, row=st.integers(1, 2), reason=REASONS)
    def strike(self, subject, place, actor, row, reason):
        visit, form = place
        group = next((g.id for g in SMALL.form_by_id[form].groups if g.repeat), "none")
        command = c.RemoveRow(subject=subject, visit=visit, form=form, group=group, row=row, reason=reason)
        self.send(command, actor)

    @rule(subject=SUBJECTS, place=PLACES, actor=PEOPLE, reason=REASONS, verb=st.sampled_from("crs"))
    def handle_form(self, subject, place, actor, reason, verb):
        here = {"subject": subject, "visit": place[0], "form": place[1]}
        match verb:
            case "c":
                self.send(c.CompleteForm(**here), actor)
            case "r":
                self.send(c.ReopenForm(**here, reason=reason), actor)
            case _:
                self.send(c.SignForm(**here, meaning="approval"), actor)

    @rule(subject=SUBJECTS, actor=PEOPLE, gate=st.sampled_from(("infusion", "enrolment", "x")))
    def authorise(self, subject, actor, gate):
        self.send(c.EnrolSubject(subject=subject), actor)
        self.send(c.AuthoriseAct(subject=subject, gate=gate), actor)

    @rule(subject=st.sampled_from(("", "01-001")), actor=PEOPLE, lift=st.booleans(), reason=REASONS)
    def hold(self, subject, actor, lift, reason):
        here = {"subject": subject, "hold": "h", "reason": reason}
        self.send(c.LiftHold(**here) if lift else c.PlaceHold(**here, blocks=("infusion",)), actor)

    @precondition(lambda self: any(self.desk.state.all(FindingRow)))
    @rule(data=st.data(), actor=PEOPLE, reason=REASONS)
    def explain(self, data, actor, reason):
        f = data.draw(st.sampled_from(list(self.desk.state.all(FindingRow))))
        here = {"subject": f.subject, "visit": f.visit, "form": f.form, "check": f.check, "row": f.row}
        self.send(c.ExplainFinding(**here, reason=reason), actor)

    @rule(
        subject=SUBJECTS, actor=PEOPLE, confirm=st.booleans(), reason=REASONS, visit=st.sampled_from(VISITS)
    )
    def judge(self, subject, actor, confirm, reason, visit):
        here = {"subject": subject, "visit": visit, "form": "laboratory", "signal": "severe_pain"}
        self.send(c.ConfirmSignal(**here) if confirm else c.DismissSignal(**here, reason=reason), actor)

    @invariant()
    def nothing_stored_is_lost(self):
        for (subject, visit, form, item, row), said in getattr(self, "told", {}).items():
            answer = self.desk.state.get(FormRow, subject, f"{visit}/{form}").answer(item, row)
            assert (answer.value, answer.state) == said

    @invariant()
    def a_place_is_given_only_while_there_is_one(self):
        study = self.desk.state.get(StudyRow) if hasattr(self, "desk") else None
        assert study is None or len(set(study.enrolled) - set(study.ended)) <= SMALL.enrolment.planned

    def teardown(self):
        if hasattr(self, "desk"):
            assert first_break(self.desk.events) is None
            assert set(map(str, self.desk.refold().rows())) == set(map(str, self.desk.state.rows()))


Trial.TestCase.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestTrial = Trial.TestCase
