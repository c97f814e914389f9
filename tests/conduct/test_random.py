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
from hepatica.ledger.rows import FindingRow, FormRow, ProposalRow, StudyRow, SubjectRow

STAFF = (COORDINATOR, SECOND, CELL_LAB, INSPECTOR)
PEOPLE = st.sampled_from((*[INVESTIGATOR] * 6, *STAFF))
SUBJECTS = st.sampled_from(("01-001", "01-001", "01-002", "01-003"))
VISITS = ("screening", "week_1", "unscheduled.2", "log")
PLACES = st.sampled_from([(visit, form) for visit in VISITS for form in SMALL.forms_at(visit)])
DATES = ("2026-01-05", "2026-02-01", "2026-02-10", "2026-02", "unknown")
FITTING = {
    "number": ("1", "2", "3,5", "7", "<3", "200"),
    "integer": ("135", "140"),
    "date": DATES,
    "datetime": (*(f"{day}T08:00" for day in DATES[:3]), "2026-02"),
    "time": ("08:00", "2330"),
    "text": ("Pain", "వ్యాధి"),
}
UNFIT = ("banana", "31/02/2026", "-1", "11", "y")
REASONS = st.sampled_from(("misread", "misread", "misread", ""))
ROWS = (1, 1, 2)


@st.composite
def entries(draw, form):
    group = draw(st.sampled_from(SMALL.form_by_id[form].groups or SMALL.form_by_id["consent"].groups))
    asked = draw(st.sampled_from(group.items))
    codes = SMALL.codelist_by_id[asked.codelist].codes if asked.codelist else ()
    fitting = tuple(code.code for code in codes) or FITTING[asked.type]
    odd = draw(st.integers(0, 19))
    return c.Entry(
        item=asked.id,
        row=draw(st.sampled_from(ROWS)) if (group.repeat is None) == (odd == 1) else 0,
        value=None if odd in {2, 3} else draw(st.sampled_from(UNFIT if odd == 4 else fitting)),
        state="unknown" if odd == 2 else "",
        unit=draw(st.sampled_from(("mg/dL", "µmol/L", "mmol"))) if odd > 17 and asked.analyte else "",
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

    @rule(
        data=st.data(),
        subject=SUBJECTS,
        place=PLACES,
        actor=PEOPLE,
        stale=st.sampled_from((False, False, False, True)),
    )
    def enter(self, data, subject, place, actor, stale):
        visit, form = place
        many = data.draw(st.lists(entries(form), min_size=1, max_size=3))
        seen = self.desk.seq // 2 if stale else self.desk.seq
        self.send(
            c.EnterItems(subject=subject, visit=visit, form=form, entries=tuple(many), seen=seen), actor
        )

    @rule(data=st.data(), place=PLACES)
    def enter_more(self, data, place):
        visit, form = place
        by = CELL_LAB if form == "product" else INVESTIGATOR
        many = {entry.item: entry for entry in data.draw(st.lists(entries(form), min_size=1, max_size=4))}
        command = c.EnterItems(
            subject="01-001", visit=visit, form=form, entries=tuple(many.values()), seen=self.desk.seq
        )
        self.send(command, by)

    @rule(subject=SUBJECTS, female=st.booleans())
    def consent(self, subject, female):
        said = {"consent_date": "2026-01-05", "adult": "y", "sex": "f" if female else "m"}
        many = tuple(c.Entry(item=item, value=value, reason="r") for item, value in said.items())
        command = c.EnterItems(
            subject=subject, visit="screening", form="consent", entries=many, seen=self.desk.seq
        )
        self.send(command, INVESTIGATOR)

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

    @precondition(lambda self: any(self.desk.state.all(ProposalRow)))
    @rule(data=st.data(), actor=PEOPLE, confirm=st.booleans(), reason=REASONS)
    def judge(self, data, actor, confirm, reason):
        p = data.draw(st.sampled_from(list(self.desk.state.all(ProposalRow))))
        here = {"subject": p.subject, "visit": p.visit, "form": p.form, "signal": p.signal, "row": p.row}
        self.send(c.ConfirmSignal(**here) if confirm else c.DismissSignal(**here, reason=reason), actor)

    @precondition(lambda self: any("1" in row.answers for row in self.desk.state.all(FormRow)))
    @rule(data=st.data(), actor=PEOPLE)
    def strike_one(self, data, actor):
        rows = [row for row in self.desk.state.all(FormRow) if "1" in row.answers]
        row = data.draw(st.sampled_from(rows))
        group = next(g.id for g in SMALL.form_by_id[row.form].groups if g.repeat)
        here = {"subject": row.subject, "visit": row.visit, "form": row.form, "group": group}
        self.send(c.RemoveRow(**here, row=1, reason="wrong patient"), actor)

    @invariant()
    def nothing_stored_is_lost(self):
        for (subject, visit, form, item, row), said in getattr(self, "told", {}).items():
            answer = self.desk.state.get(FormRow, subject, f"{visit}/{form}").answer(item, row)
            assert (answer.value, answer.state) == said

    @invariant()
    def a_place_is_given_only_while_there_is_one(self):
        if not hasattr(self, "desk") or (study := self.desk.state.get(StudyRow)) is None:
            return
        people = list(self.desk.state.all(SubjectRow))
        assert sum(bool(p.enrolled_seq) and not p.ended for p in people) <= SMALL.enrolment.planned
        counted = [sum(bool(p.enrolled_seq) for p in people), sum(bool(p.started) for p in people)]
        assert [study.enrolled, study.started, study.taken] == [*counted, sum(p.takes_place for p in people)]

    def teardown(self):
        if hasattr(self, "desk"):
            assert first_break(self.desk.events) is None
            assert set(map(str, self.desk.refold().rows())) == set(map(str, self.desk.state.rows()))


Trial.TestCase.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestTrial = Trial.TestCase
