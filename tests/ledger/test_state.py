from hepatica.ledger.rows import GrantRow, HoldRow, StudyRow, SubjectRow
from hepatica.ledger.state import State


def subject(number, **more):
    return SubjectRow(subject=number, site="01", seq=1, screened_at="", **more)


def test_rows_are_found_by_table_subject_and_key():
    hold = HoldRow(subject="", hold="h", reason="r", blocks=(), seq=1, at="")
    state = State([subject("01-001"), hold])
    assert state.get(SubjectRow, "01-001") == subject("01-001")
    assert state.get(SubjectRow, "01-002") is None
    assert state.of(HoldRow) == (hold,)
    assert state.of(GrantRow) == ()
    assert list(state.all(SubjectRow)) == [subject("01-001")]
    assert len(list(state.rows())) == 2


def test_what_changed_is_remembered_also_when_it_is_gone():
    state = State([subject("01-001")])
    assert not state.changed
    state.put(subject("01-001", enrolled_seq=5))
    state.put(StudyRow(subject=""))
    state.drop(SubjectRow, "01-001", "")
    assert state.changed == {("subject", "01-001", ""), ("study", "", "")}
    assert state.at(("subject", "01-001", "")) is None
    assert state.at(("study", "", "")) == StudyRow(subject="")


def test_dropping_what_is_not_there_changes_nothing():
    state = State()
    state.drop(SubjectRow, "01-001", "")
    assert not state.changed


def test_a_copy_goes_its_own_way():
    state = State([subject("01-001")])
    copy = state.copy()
    copy.put(subject("01-002"))
    copy.drop(SubjectRow, "01-001", "")
    assert list(state.all(SubjectRow)) == [subject("01-001")]
    assert not state.changed
    assert list(copy.all(SubjectRow)) == [subject("01-002")]


def test_a_lookup_leaves_no_trace():
    state = State()
    state.of(HoldRow, "01-001")
    list(state.all(HoldRow))
    assert list(state.rows()) == []
