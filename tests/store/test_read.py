import pytest
from tests.store.people import ASHA, enter, screened

from hepatica.conduct.commands import CompleteForm, EnterItems, Entry, RemoveRow
from hepatica.ledger.evolve import fold
from hepatica.ledger.rows import FindingRow, FormRow, GrantRow, StudyRow, SubjectRow
from hepatica.store import publishing, read
from hepatica.store.plans import landmarks_of
from hepatica.store.record import Recorded, record

pytestmark = pytest.mark.engine


def test_lists_page_by_participant_number(published):
    numbers = [screened() for _ in range(5)]
    assert [s.subject for s in read.subjects()] == numbers == [f"HYD-00{n}" for n in range(1, 6)]
    assert [s.subject for s in read.subjects(after="HYD-002", limit=2)] == ["HYD-003", "HYD-004"]


def test_the_matrix_reads_forms_without_their_answers(published):
    one, two, three = screened(), screened(), screened()
    enter(one, "120", "118")
    enter(two, "130")
    last = enter(three, "125").seq_last
    assert [(f.subject, f.form, f.answered) for f in read.forms_light([one, two])] == [
        (one, "vital_signs", 2),
        (two, "vital_signs", 1),
    ]
    (light,) = read.forms_light([three])
    assert (light.visit, light.complete, light.signed, light.last_seq) == ("baseline", False, False, last)
    assert len(read.forms_light()) == 3
    assert read.forms_light([]) == ()


def test_a_cleared_answer_no_longer_counts_as_answered(published):
    subject = screened()
    enter(subject, "120", "118")
    enter(subject, "120", None)
    assert read.forms_light([subject])[0].answered == 1


def test_a_participants_state_holds_all_of_theirs_and_nobody_elses(published):
    one, two = screened(), screened()
    enter(one, "300")  # implausible: the value stays and a finding asks
    enter(two, "120")
    state = read.subject_state(one)
    assert {row.subject for row in state.rows()} == {"", one}
    assert state.get(StudyRow) == read.study_row()
    assert state.get(SubjectRow, one)
    assert state.get(FormRow, one, "baseline/vital_signs") == read.form_row(one, "baseline", "vital_signs")
    assert state.of(FindingRow, one) == read.findings_of(one) != ()
    assert read.findings() == read.findings_of(one)
    assert read.proposals() == read.proposals(open_only=False) == read.holds() == ()


def test_grants_are_listed_for_everybody(published):
    publishing.grant("asha", "Asha Reddy", "coordinator")
    publishing.grant("meena", "Dr Meena Rao", "investigator")
    assert [g.user for g in read.grants()] == ["asha", "meena"]
    assert all(isinstance(g, GrantRow) for g in read.grants())


def test_an_items_trail_holds_each_answer_with_its_person_and_reason_and_its_end(published):
    """AUD-02."""
    subject = screened()
    enter(subject, "120", "118")
    enter(subject, "121", reason="misread")
    struck = RemoveRow(
        subject=subject, visit="baseline", form="vital_signs", group="reading", row=1, reason="wrong person"
    )
    assert isinstance(record(struck, actor=ASHA), Recorded)
    trail = read.trail(subject, "baseline", "vital_signs", "sysbp", 1)
    assert [(t.event.kind, getattr(t.fact, "value", None), t.fact.reason) for t in trail] == [
        ("item.entered", "120", ""),
        ("item.changed", "121", "misread"),
        ("row.removed", None, "wrong person"),
    ]
    assert trail[1].fact.was == "120"
    assert {t.event.actor for t in trail} == {"asha"}
    assert len(read.trail(subject, "baseline", "vital_signs", "sysbp", 2)) == 1
    assert read.trail(subject, "baseline", "vital_signs", "diabp", 2) == ()


def test_the_state_at_every_number_is_the_fold_up_to_there(published):
    subject = screened()
    for value in ("120", "121", "122"):
        enter(subject, value)
    values = []
    for seq in range(2, read.head().seq + 1):
        form = read.state_at(seq).get(FormRow, subject, "baseline/vital_signs")
        values.append(form.answer("sysbp", 1).value if form else None)
    assert list(dict.fromkeys(values)) == [None, "120", "121", "122"]


def test_projections_at_the_head_equal_the_fold(published):
    subject = screened()
    entries = (
        Entry(item="lbdtc", row=1, value="2026-01-05T08:00"),
        Entry(item="bilirubin", row=1, value="1.80"),
    )
    command = EnterItems(subject=subject, visit="baseline", form="laboratory", entries=entries, seen=0)
    assert isinstance(record(command, actor=ASHA), Recorded)
    enter(subject, "300")
    record(CompleteForm(subject=subject, visit="baseline", form="vital_signs"), actor=ASHA)
    with published.cursor() as cursor:
        events = tuple(read.stream(cursor, last=read.head().seq, size=2))
    assert events == read.events(limit=1000)

    def rows(state):
        return {(row.table, row.subject, row.key): row for row in state.rows()}

    assert rows(fold(events, landmarks_of)) == rows(read.state_at(read.head().seq))
