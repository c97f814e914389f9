import logging
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests.store.databases import EXAMPLE
from tests.store.people import ASHA, IRIS, MEENA, enter, pressures, screened

from hepatica.conduct.need import Need
from hepatica.conduct.refused import Refused
from hepatica.ledger.rows import StudyRow, SubjectRow
from hepatica.store import clock, publishing, read
from hepatica.store import record as recording
from hepatica.store.access import Access
from hepatica.store.clock import ClockRefused, virtual
from hepatica.store.publishing import NotDone
from hepatica.store.record import append_access, record, rehearsal
from hepatica.store.verify import verify
from hepatica.study.load import load

pytestmark = pytest.mark.engine
NOON = datetime(2026, 3, 14, 6, 30, tzinfo=UTC)


def test_a_command_becomes_linked_events_and_projected_rows(published):
    """AUD-01."""
    subject = screened()
    done = enter(subject, "120", "118")
    assert (subject, done.subject) == ("HYD-001", "HYD-001")
    assert [e.kind for e in done.events] == ["item.entered", "item.entered"]
    assert read.head() == (done.seq_last, done.events[-1].hash)
    assert read.events(after=done.seq_first - 1) == done.events
    form = read.form_row(subject, "baseline", "vital_signs")
    assert [form.answer("sysbp", n).value for n in (1, 2)] == ["120", "118"]
    assert form.answer("sysbp", 2).seq == done.seq_last
    assert all(e.definition == read.study_row().definition == 1 for e in done.events)
    assert verify().sound


def test_a_refused_command_stores_nothing(published):
    subject = screened()
    before = read.head()
    outcome = record(pressures(subject, "120", "banana"), actor=ASHA, key="k")
    assert isinstance(outcome, Refused)
    assert [r.item for r in outcome.refusals] == ["sysbp"]
    assert isinstance(record(pressures(subject, "120"), actor=IRIS), Refused)
    assert read.head() == before
    assert read.form_row(subject, "baseline", "vital_signs") is None


def test_a_refused_request_may_be_sent_again_mended_under_the_same_key(published):
    subject = screened()
    assert isinstance(record(pressures(subject, "banana"), actor=ASHA, key="k"), Refused)
    assert enter(subject, "120", key="k").events


def test_a_request_sent_twice_is_recorded_once_and_answered_alike(published):
    subject = screened()
    command = pressures(subject, "120", "118")
    first = record(command, actor=ASHA, key="once")
    again = record(command, actor=ASHA, key="once")
    assert (first.repeated, again.repeated) == (False, True)
    assert (again.seq_first, again.seq_last, again.events) == (first.seq_first, first.seq_last, first.events)
    assert read.head().seq == first.seq_last


def test_a_repeated_screening_gives_the_same_number(published):
    assert screened(key="s") == screened(key="s") == "HYD-001"
    assert screened(key="t") == "HYD-002"


def test_a_key_used_for_another_entry_or_by_another_person_is_refused(published):
    subject = screened()
    enter(subject, "120", key="k")
    for command, by in ((pressures(subject, "121"), ASHA), (pressures(subject, "120", seen=3), MEENA)):
        outcome = record(command, actor=by, key="k")
        assert isinstance(outcome, Refused)
        assert "nothing was stored" in outcome.refusals[0].sentence


def test_an_entry_that_changes_nothing_records_nothing(published):
    subject = screened()
    head = enter(subject, "120", key="a").seq_last
    same = enter(subject, "120", key="b")
    assert (same.events, read.head().seq) == ((), head)
    assert enter(subject, "120", key="b", seen=head).events == ()


def test_before_a_protocol_is_published_nothing_can_be_recorded(ledger):
    outcome = record(pressures("HYD-001", "120", seen=0), actor=ASHA)
    assert isinstance(outcome, Refused)
    assert read.head().seq == 0
    with pytest.raises(read.NotPublished):
        read.plan()


def test_a_slice_that_lacks_a_stored_row_is_refused_by_the_database(published, monkeypatch):
    subject = screened()
    enter(subject, "120")
    before = read.state_at(read.head().seq)
    monkeypatch.setattr(recording, "needs", lambda _plan, _command: Need(subject=subject))
    with pytest.raises(IntegrityError):
        record(pressures(subject, "120", "118"), actor=ASHA)
    assert sorted(map(repr, read.state_at(read.head().seq).rows())) == sorted(map(repr, before.rows()))
    assert verify().sound


def test_a_write_is_on_the_disk_when_it_ends_so_it_cannot_hide_in_another_transaction(published):
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        record(pressures("HYD-001", "120"), actor=ASHA)


def test_a_rehearsal_leaves_nothing_behind(published):
    subject, head = screened(), read.head()
    with rehearsal():
        enter(subject, "120", key="k")
        assert read.form_row(subject, "baseline", "vital_signs")
    assert read.head() == head
    assert not enter(subject, "120", key="k").repeated


def test_rows_of_an_import_are_kept_or_undone_one_by_one(published):
    kept, undone = screened(), screened()
    for subject in (kept, undone):
        with rehearsal(keep=True) as attempt:
            enter(subject, "120")
            if subject == undone:
                attempt.undo()
    assert read.form_row(kept, "baseline", "vital_signs")
    assert read.form_row(undone, "baseline", "vital_signs") is None
    with rehearsal():
        with rehearsal(keep=True):
            enter(undone, "120")
        assert read.form_row(undone, "baseline", "vital_signs")
    assert read.form_row(undone, "baseline", "vital_signs") is None
    assert verify().sound


# -- Time -------------------------------------------------------------------------------------------------------------


def test_a_virtual_clock_plays_a_synthetic_study_only(ledger):
    with virtual(NOON):
        publishing.mark_synthetic("seed-1")
        publishing.publish(load(EXAMPLE))
        subject = screened()
    assert {e.at for e in read.events()} == {
        "2026-03-14T06:30:00.000000Z",
        "2026-03-14T06:30:00.000001Z",
        "2026-03-14T06:30:00.000002Z",
    }
    assert read.study_row().synthetic
    assert read.subject_state(subject).get(SubjectRow, subject).screened_at.startswith("2026-03-14")


def test_a_real_trial_refuses_a_virtual_clock(published):
    """TIM-02."""
    with pytest.raises(ClockRefused, match="only the server's own clock"), virtual(NOON):
        screened()
    assert clock.now().at - datetime.now(UTC) < timedelta(seconds=5)


def test_the_first_event_under_a_virtual_clock_marks_the_study_synthetic_or_is_refused(ledger):
    with virtual(NOON), pytest.raises(ClockRefused):
        publishing.publish(load(EXAMPLE))
    assert read.head().seq == 0


def test_a_study_is_marked_synthetic_only_by_its_first_event(published):
    with pytest.raises(NotDone, match="only its first event"):
        publishing.mark_synthetic("late")


def test_events_are_never_dated_before_the_one_they_follow(ledger, caplog):
    """TIM-04."""
    with virtual(NOON):
        publishing.mark_synthetic("seed-1")
    with virtual(NOON - timedelta(days=1)), caplog.at_level(logging.WARNING):
        publishing.publish(load(EXAMPLE))
    first, second = read.events()
    assert (first.at, second.at) == ("2026-03-14T06:30:00.000000Z", "2026-03-14T06:30:00.000001Z")
    assert "1 day" in caplog.text


def test_both_engines_store_the_same_bytes_and_reach_the_same_head(ledger):
    with virtual(NOON):
        publishing.mark_synthetic("seed-1")
        publishing.grant("లక్ష్మి", "Dr Lakshmi “Rao”\\", "investigator")
    assert [e.body for e in read.events()] == [
        '{"seed":"seed-1"}',
        '{"name":"Dr Lakshmi “Rao”\\\\","role":"investigator","user":"లక్ష్మి"}',
    ]
    assert read.head() == (2, "cda2f659d2db5c0e69f583b12210c4010bffef6a6ad26e41b9200c5ccb90867e")


# -- The owner, and the access chain ----------------------------------------------------------------------------------


def test_publishing_the_same_text_again_changes_nothing(published):
    assert publishing.publish(load(EXAMPLE)) is None
    amended = load(EXAMPLE).model_copy(update={"version": "2.0"})
    assert publishing.publish(amended) == 2
    assert read.study_row() == StudyRow(
        subject="", study="example", version="2.0", definition=2, sha256=read.end().protocol
    )
    assert read.plan().study == amended
    assert screened() == "HYD-001"
    assert read.event(3).definition == 2
    assert verify().sound


def test_a_protocol_with_the_number_of_another_is_refused(published):
    with pytest.raises(NotDone, match="version"):
        publishing.publish(load(EXAMPLE).model_copy(update={"sponsor": "Another"}))


def test_roles_are_granted_and_read(published):
    assert publishing.grant("asha", "Asha Reddy", "coordinator") == 2
    assert publishing.grant("asha", "Asha Reddy", "coordinator") is None
    assert [(g.name, g.role) for g in read.grants_of("asha")] == [("Asha Reddy", "coordinator")]
    with pytest.raises(NotDone):
        publishing.grant("asha", "Asha Reddy", "wizard")


def test_the_access_chain_grows_beside_the_study_and_never_moves_its_stamp(published):
    stamp = read.head()
    assert append_access(Access.SIGNED_IN, actor="asha") == 1
    cut = {"what": "report.pdf", "cut": "1", "sha256": "ab" * 32}
    assert append_access(Access.PRINTED, actor="asha", body=cut) == 2
    assert (read.head(), read.head("access").seq) == (stamp, 2)
    assert verify().sound


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (Access.SIGNED_IN, {"name": "Lakshmi"}),
        (Access.PRINTED, {}),
        (Access.PRINTED, {"what": "r", "cut": 1, "sha256": ""}),
    ],
)
def test_an_access_event_says_exactly_its_words(published, kind, body):
    with pytest.raises(ValueError, match="says"):
        append_access(kind, actor="asha", body=body)
    assert read.head("access").seq == 0


def test_a_name_with_a_line_break_cannot_shift_the_fields_of_an_event(published):
    with pytest.raises(ValueError, match="line break"):
        append_access(Access.SIGNED_IN, actor="asha\nmallory")


# -- Speed by construction --------------------------------------------------------------------------------------------


def test_no_query_of_a_save_reads_a_whole_table(published):
    subject = screened()
    enter(subject, "120")
    plans = []

    def explained(execute, sql, params, many, context):
        if sql.startswith(("SELECT", "UPDATE", "DELETE")):
            plans.append((sql, explain(sql, params)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explained):
        enter(subject, "121", "118", key="k", seen=9)
        enter(subject, "121", "118", key="k", seen=9)
    assert len(plans) > 5
    assert [sql for sql, plan in plans if "SCAN " in plan or "Seq Scan" in plan] == []


def explain(sql, params):
    """The engine's plan for a query, on a path beside Django's wrappers."""
    raw = connection.connection.cursor()
    if connection.vendor == "sqlite":
        rows = raw.execute(f"EXPLAIN QUERY PLAN {sql.replace('%s', '?')}", params).fetchall()
    else:
        raw.execute("SET enable_seqscan = off")  # on a table of three rows it would be the better plan
        rows = raw.execute(f"EXPLAIN {sql}", params).fetchall()
    return "\n".join(str(row[-1]) for row in rows)
