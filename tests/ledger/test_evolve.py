import pytest
from tests.conduct.small_study import SMALL, SMALL_TEXT

from hepatica.ledger import events as f
from hepatica.ledger.events import FACTS, Event, encode
from hepatica.ledger.evolve import _FOLDS, Stamp, apply, evolve, fold
from hepatica.ledger.landmarks import landmarks
from hepatica.ledger.rows import FormRow, StudyRow, SubjectRow
from hepatica.ledger.state import Landmarks, State

MARKS = landmarks(SMALL)


class Ledger:
    def __init__(self):
        self.state, self.seq = State(), 0
        self.add(f.SubjectScreened(site="01"))

    def add(self, fact, subject="01-001"):
        self.seq += 1
        apply(self.state, fact, Stamp(seq=self.seq, at="2026", actor="asha", subject=subject), MARKS)
        return self

    def enter(self, form, item, value, *, visit="screening", row=0, **more):
        return self.add(f.ItemEntered(visit=visit, form=form, item=item, row=row, value=value, **more))

    @property
    def subject(self):
        return self.state.get(SubjectRow, "01-001")

    @property
    def study(self):
        return self.state.get(StudyRow)


def test_every_kind_of_fact_has_a_fold():
    assert set(_FOLDS) == set(FACTS.values())


def test_an_anchor_is_the_earliest_date_over_visits_and_follows_every_change():
    ledger = Ledger()
    ledger.enter("treatment", "infusion_date", "2026-02-05")
    ledger.enter("treatment", "infusion_date", "2026-02-03", visit="unscheduled")
    assert ledger.subject.anchors == {"infusion": "2026-02-03"}
    assert ledger.subject.infused == "2026-02-03"
    ledger.enter("treatment", "infusion_date", None, visit="unscheduled")
    assert ledger.subject.anchors == {"infusion": "2026-02-05"}
    ledger.enter("treatment", "infusion_date", None)
    assert ledger.subject.anchors == {}
    assert ledger.subject.infused == ""


def test_a_partial_anchor_is_kept_and_an_unknown_one_is_none():
    ledger = Ledger().enter("treatment", "gcsf_date", "2026-02")
    assert ledger.subject.anchors == {"first_gcsf": "2026-02"}
    ledger.enter("treatment", "gcsf_date", "unknown")
    assert ledger.subject.anchors == {}


def test_of_a_day_and_its_month_the_day_is_the_earliest_that_is_certain():
    ledger = Ledger().enter("treatment", "gcsf_date", "2026-02")
    ledger.enter("treatment", "gcsf_date", "2026-02-01", visit="unscheduled")
    assert ledger.subject.anchors == {"first_gcsf": "2026-02-01"}


def test_participants_are_listed_in_the_order_of_their_infusion():
    ledger = Ledger().add(f.SubjectScreened(site="01"), "01-002")
    ledger.enter("treatment", "infusion_date", "2026-02-05")
    ledger.add(
        f.ItemEntered(visit="screening", form="treatment", item="infusion_date", value="2026-01-05"), "01-002"
    )
    rows = sorted(ledger.state.all(SubjectRow), key=lambda row: (row.infused, row.subject))
    assert [row.subject for row in rows] == ["01-002", "01-001"]


@pytest.mark.parametrize(
    ("answers", "visits"),
    [
        ({"svstdtc": "2026-02-01"}, {"screening": "2026-02-01"}),
        ({"svstdtc": "2026-02"}, {"screening": "2026-02"}),
        ({"svstat": "done"}, {}),
        ({"svstat": "not_done"}, {"screening": "not_done"}),
        ({"svstdtc": "2026-02-01", "svstat": "not_done"}, {"screening": "not_done"}),
        ({"svstdtc": None}, {}),
    ],
)
def test_the_subject_row_repeats_the_dates_of_visits(answers, visits):
    ledger = Ledger()
    for item, value in answers.items():
        ledger.enter("visit", item, value)
    assert ledger.subject.visits == visits


def test_an_end_needs_its_code_and_a_date_that_is_not_known_is_said_to_be_unknown():
    ledger = Ledger().enter("disposition", "end_date", "2026-03-01", visit="log")
    assert ledger.subject.ended == {}
    ledger.enter("disposition", "end", "death", visit="log")
    assert ledger.subject.ended == {"death": "2026-03-01"}
    assert not ledger.subject.takes_place
    ledger.enter("disposition", "end_date", "unknown", visit="log")
    assert ledger.subject.ended == {"death": "unknown"}
    ledger.enter("disposition", "end", "withdrawal", visit="log")
    assert ledger.subject.ended == {"withdrawal": "unknown"}
    ledger.enter("disposition", "end", None, visit="log")
    assert ledger.subject.ended == {}


def test_a_struck_out_row_takes_its_groups_answers_and_its_landmarks_with_it():
    ledger = Ledger().enter("laboratory", "sodium", "135", row=1).enter("laboratory", "pain", "3")
    ledger.add(f.RowRemoved(visit="screening", form="laboratory", group="draw", row=1, reason="r"))
    row = ledger.state.get(FormRow, "01-001", "screening/laboratory")
    assert set(row.answers) == {"0"}
    assert row.removed == ("draw:1",)


def test_the_first_completion_is_remembered():
    ledger = Ledger().enter("consent", "adult", "y")
    for fact in (
        f.FormCompleted(visit="screening", form="consent"),
        f.FormReopened(visit="screening", form="consent", reason="r"),
        f.FormCompleted(visit="screening", form="consent"),
    ):
        ledger.add(fact)
    row = ledger.state.get(FormRow, "01-001", "screening/consent")
    assert (row.complete, row.completed_seq, row.last_seq) == (True, 3, 5)


def test_an_event_that_cannot_follow_is_named():
    state = State()
    entered = f.ItemEntered(visit="v", form="f", item="i", value="1")
    event = Event(
        seq=7, at="", actor="", subject="01-009", kind=entered.kind, schema=1, definition=0,
        body=encode(entered), prev="", hash="",
    )  # fmt: skip
    with pytest.raises(ValueError, match="event 7: participant '01-009' was never screened"):
        evolve(state, event, Landmarks())
    at = Stamp(seq=8, at="", actor="", subject="01-009")
    for fact, said in (
        (f.SignatureInvalidated(signature=3), "signature 3, which was never given"),
        (f.FindingExplained(check="c", visit="v", form="f", reason="r"), "finding 'c', which is not open"),
        (
            f.SignalDismissed(signal="s", visit="v", form="f", reason="r"),
            "signal 's', which was never proposed",
        ),
    ):
        with pytest.raises(ValueError, match=said):
            apply(state, fact, at, Landmarks())


def test_each_version_of_the_protocol_brings_its_own_landmarks():
    def event(seq, subject, fact):
        return Event(
            seq=seq, at="", actor="", subject=subject, kind=fact.kind, schema=1, definition=0,
            body=encode(fact), prev="", hash="",
        )  # fmt: skip

    published = f.StudyPublished(study="small", version="1", sha256="", text=SMALL_TEXT)
    dated = f.ItemEntered(visit="screening", form="treatment", item="infusion_date", value="2026-02-05")
    before = [event(1, "01-001", f.SubjectScreened(site="01")), event(2, "01-001", dated)]
    after = [event(3, "", published), event(4, "01-001", dated)]
    assert fold(before, lambda _: MARKS).get(SubjectRow, "01-001").anchors == {}
    assert fold(before + after, lambda _: MARKS).get(SubjectRow, "01-001").anchors == {
        "infusion": "2026-02-05"
    }
