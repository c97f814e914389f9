"""The reference trial at the desk, for its stopping rules: people who were infused, and events that befall them.

Approvals and stagger are left out: they have tests of their own.
"""

from datetime import UTC, datetime
from functools import cache

from tests.conduct.desk import INVESTIGATOR, Desk, kinds
from tests.studies.reference import FOLDER

from hepatica.conduct import lint
from hepatica.conduct.commands import EnrolSubject, EnterItems, Entry, Moment, ScreenSubject
from hepatica.conduct.plan import Plan, landmarks
from hepatica.ledger.desk_facts import RuleFired
from hepatica.ledger.desk_rows import RuleRow
from hepatica.ledger.evolve import fold
from hepatica.ledger.rows import HoldRow
from hepatica.study.study import LOG_VISIT, Study

LATER = Moment(at=datetime(2027, 6, 1, 6, 0, tzinfo=UTC), zone="Asia/Kolkata")
INFUSED = "2026-01-15"
"""Day 0; day 28 is 12 February 2026."""
DOSING = ("gcsf", "leukapheresis", "infusion")
SUSPECTS = ("msc", "cd34", "gcsf", "marrow", "leukapheresis", "catheter", "biopsy", "disease", "conmed")


@cache
def reference():
    study = lint.load(FOLDER)
    oversight = study.oversight.model_copy(update={"approvals": (), "stagger": (), "alarms": ()})
    return Study(**{n: getattr(study, n) for n in Study.model_fields} | {"oversight": oversight})


@cache
def reference_plan():
    return Plan(reference())


class Trial(Desk):
    def __init__(self, plan=None):
        super().__init__(plan or reference_plan(), now=LATER)

    def answer(self, form, visit, subject="01-001", row=0, rows=None, reason="", **values):
        """Answer items of a form; ``rows`` says which items stand in the numbered row, none: all in ``row``."""
        entries = tuple(
            value.model_copy(update={"item": item, "row": row})
            if isinstance(value, Entry)
            else Entry(item=item, row=row if rows is None or item in rows else 0, value=value, reason=reason)
            for item, value in values.items()
        )
        command = EnterItems(subject=subject, visit=visit, form=form, entries=entries, seen=self.seq)
        return self.do(command, INVESTIGATOR)

    def consented(self, subject="01-001"):
        self.do(ScreenSubject(site="01"))
        self.answer("consent", "screening", subject, rficdtc="2025-11-20")
        return self

    def enrolled(self, subject="01-001"):
        self.consented(subject)
        self.answer("consent", "screening", subject, av_required="no")
        asked = [item.id for item in self.plan.study.form_by_id["eligibility"].items]
        judged = {item: "yes" for item in asked if item.startswith("inc_")} | {"ieeligible": "yes"}
        judged |= {item: "no" for item in asked if item.startswith("exc_")}
        self.answer("eligibility", "screening", subject, **judged)
        assert kinds(self.do(EnrolSubject(subject=subject))) == ["subject.enrolled"]
        return self

    def infused(self, *subjects):
        """Let people be mobilised and infused on day 0."""
        for subject in subjects or ("01-001",):
            self.consented(subject)
            self.answer("gcsf", "gcsf", subject, row=1, ecstdtc="2026-01-12T08:00")
            self.answer("infusion", "infusion_day", subject, exstdtc=INFUSED)
        return self

    def event(self, subject="01-001", row=1, *, day="2026-01-20", by=None, **items):
        """Write an adverse event down in one go; nothing of the trial caused it unless ``by`` says so."""
        judged = {f"aerel_{suspect}": "unrelated" for suspect in SUSPECTS}
        judged |= {f"aerel_{suspect}": "possible" for suspect in ((by,) if isinstance(by, str) else by or ())}
        said = {"aeterm": "Something", "aestdtc": day, "aeser": "no"} | judged | items
        asked = {item.id for item in self.plan.study.form_by_id["ae"].items}
        known = {item: value for item, value in said.items() if item in asked and value is not None}
        return self.answer("ae", LOG_VISIT, subject, row=row, **known)

    def rule(self, name):
        return self.state.get(RuleRow, "", name)

    def counted(self, name):
        row = self.rule(name)
        return {} if row is None else dict(row.evidence)

    def held(self, subject=""):
        return {hold.hold: hold for hold in self.state.of(HoldRow, subject)}

    def refold(self):
        return fold(self.events, lambda _: landmarks(self.plan.study))


def fired(decision):
    return [draft.fact.rule for draft in decision if isinstance(draft.fact, RuleFired)]
