"""Registers with their clocks, redaction by two people, certified copies."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest
from tests.conduct.desk import ADMINISTRATOR, COORDINATOR, INVESTIGATOR, begun, kinds, person, sentences

from hepatica.conduct import commands as c
from hepatica.conduct.books import books, dues
from hepatica.conduct.decide import Refused
from hepatica.ledger import redaction
from hepatica.ledger.review_rows import CopyRow, RedactionRow, RegisterRow
from hepatica.ledger.rows import FormRow, SignatureRow
from hepatica.ledger.seals import judge_signature

ZONE = ZoneInfo("Asia/Kolkata")
KNOWN = "2026-03-10T09:00"
BREACH = c.OpenRegister(
    book="breach", title="Letter to a wrong address", aware=KNOWN, text="One letter.", severity="major"
)
MANAGER = person("dm", "data_manager")
SHA = "5" * 64


def opened(command=BREACH):
    desk = begun().consented()
    assert kinds(desk.do(command, ADMINISTRATOR)) == ["register.opened"]
    (row,) = desk.state.all(RegisterRow)
    return desk, row


def at(day, hour):
    return datetime(2026, 3, day, hour, tzinfo=ZONE)


def test_a_breach_shows_the_72_hours_from_when_it_became_known():
    """DP-05."""
    _desk, row = opened()
    due = {one.tell.id: one for one in dues(row, ZONE, at(12, 9))}
    assert due["board_detail"].due == at(13, 9)
    assert due["board_detail"].state == "running"
    assert due["persons"].state == "open"
    late = {one.tell.id: one.state for one in dues(row, ZONE, at(13, 10))}
    assert late["board_detail"] == "overdue"


def test_a_breach_is_not_closed_before_everyone_was_told_and_when_is_kept():
    """DP-05, REC-16."""
    desk, row = opened()
    close = c.CloseRegister(entry=row.seq, decision="contained", reason="The letter came back.")
    assert "Data Protection Board" in sentences(desk.do(close, ADMINISTRATOR))[0]
    for told in ("board", "board_detail", "persons"):
        note = c.NoteRegister(entry=row.seq, text="Told.", told=told, at="2026-03-12T10:00")
        assert kinds(desk.do(note, ADMINISTRATOR)) == ["register.noted"]
        assert isinstance(desk.do(note, ADMINISTRATOR), Refused)
    assert kinds(desk.do(close, ADMINISTRATOR)) == ["register.closed"]
    (row,) = desk.state.all(RegisterRow)
    assert (row.state, row.told["persons"]) == ("closed", "2026-03-12T10:00")
    assert isinstance(desk.do(close, ADMINISTRATOR), Refused)


@pytest.mark.parametrize(
    "change",
    [{"title": " "}, {"text": ""}, {"severity": ""}, {"aware": "2026-04-01T09:00"}, {"aware": "soon"}],
)
def test_an_entry_that_says_too_little_is_refused(change):
    assert isinstance(begun().do(BREACH.model_copy(update=change), ADMINISTRATOR), Refused)


def test_a_request_is_somebodys_and_is_decided_with_a_reason():
    """DP-06."""
    ask = c.OpenRegister(book="request", title="Wants a copy", aware=KNOWN, text="By letter.", scope="access")
    assert isinstance(begun().do(ask, COORDINATOR), Refused)
    own = ask.model_copy(update={"subject": "01-001"})
    assert isinstance(begun().do(own.model_copy(update={"scope": "rumour"}), COORDINATOR), Refused)
    desk, row = opened(own)
    told = c.NoteRegister(
        subject="01-001", entry=row.seq, text="Sent.", told="answered", at="2026-03-12T10:00"
    )
    desk.do(told, COORDINATOR)
    settled = c.CloseRegister(subject="01-001", entry=row.seq, decision="granted", reason="")
    assert isinstance(desk.do(settled, MANAGER), Refused)
    assert isinstance(
        desk.do(settled.model_copy(update={"reason": "r", "decision": "maybe"}), MANAGER), Refused
    )
    assert kinds(desk.do(settled.model_copy(update={"reason": "Sent."}), MANAGER)) == ["register.closed"]


def test_every_register_is_data_and_names_the_rule_of_each_report():
    assert set(books()) == {"incident", "breach", "request", "problem"}
    assert all(tell.rule for book in books().values() for tell in book.tells)
    assert books()["breach"].tell("board_detail").hours == 72


def spoiled():
    """A record in which somebody typed a name as the reason of a reopening, and of an answer changed after completion."""
    desk = begun().consented()
    desk.complete("consent")
    here = {"subject": "01-001", "visit": "screening", "form": "consent"}
    desk.do(c.ReopenForm(**here, reason="Mr Rao asked"), INVESTIGATOR)
    entry = c.Entry(item="adult", value="n", reason="Mr Rao asked")
    done = desk.do(c.EnterItems(**here, entries=(entry,), seen=desk.seq), INVESTIGATOR)
    assert not isinstance(done, Refused), done
    event = next(e for e in desk.events if e.kind == "item.changed")
    return desk, event


def redact(event, **more):
    words = redaction.words_of(event, "reason")
    given = {
        "subject": "01-001", "event": event.seq, "field": "reason", "original_sha256": redaction.sha_of(words),
        "reason": "A name was typed.",
    }  # fmt: skip
    return c.RedactText(**(given | more))


def test_words_are_redacted_by_two_people_and_the_chain_keeps_the_original():
    """AUD-04."""
    desk, event = spoiled()
    assert "second person" in sentences(desk.do(redact(event), MANAGER))[0]
    both = msgspec.structs.replace(MANAGER, witness=INVESTIGATOR)
    assert kinds(desk.do(redact(event), both)) == ["text.redacted"]
    row = desk.state.get(FormRow, "01-001", "screening/consent")
    assert row.answers["0"]["adult"].reason == redaction.MARK if "0" in row.answers else True
    assert "Mr Rao" not in str(list(desk.state.rows()))
    assert "Mr Rao" in event.body, "the sealed event is not touched"
    shown = redaction.masked(event, redaction.struck_by(desk.state.all(RedactionRow)))
    assert "Mr Rao" not in shown.body
    assert shown.fact.reason == redaction.MARK
    assert desk.do(redact(event), both) == ()
    assert len(list(desk.state.all(RedactionRow))) == 1
    assert {r.key: r for r in desk.refold().rows()} == {r.key: r for r in desk.state.rows()}


def test_a_redaction_within_a_signed_page_ends_its_signature_and_says_so_and_a_new_one_stands():
    """AUD-04, SIG-02."""
    desk, event = spoiled()
    here = {"subject": "01-001", "visit": "screening", "form": "consent"}
    both = msgspec.structs.replace(MANAGER, witness=INVESTIGATOR)
    desk.complete("consent")
    assert kinds(desk.do(c.SignForm(**here, meaning="review"))) == ["signature.given"]
    (first,) = desk.state.of(SignatureRow, "01-001")
    assert kinds(desk.do(redact(event), both)) == ["text.redacted", "signature.invalidated"]
    judged = judge_signature(
        desk.state.get(SignatureRow, "01-001", first.key), desk.form("consent"), desk.events
    )
    (said,) = judged.differences
    assert (judged.standing, said.redacted, said.by, said.second) == ("changed", True, "dm", "Rao")
    assert kinds(desk.do(c.SignForm(**here, meaning="review"))) == ["signature.given"]
    (now,) = (one for one in desk.state.of(SignatureRow, "01-001") if not one.invalidated)
    assert judge_signature(now, desk.form("consent")).standing == "valid"
    assert {r.key: r for r in desk.refold().rows()} == {r.key: r for r in desk.state.rows()}


def test_words_are_masked_wherever_the_participants_events_repeat_them():
    """AUD-04: the same reason given twice, and an answer that the change after it repeats."""
    desk, event = spoiled()
    both = msgspec.structs.replace(MANAGER, witness=INVESTIGATOR)
    desk.do(redact(event), both)
    struck = redaction.struck_by(desk.state.all(RedactionRow))
    assert "Mr Rao" not in str([redaction.masked(one, struck).body for one in desk.events])
    assert redaction.masked(event, redaction.Struck()) == event
    answer = RedactionRow(
        subject="01-001", event=1, field="value", original_sha256=redaction.sha_of("Mrs Devi"), reason="a name",
        seq=99, by="dm",
    )  # fmt: skip
    change = msgspec.structs.replace(event, body=event.body.replace('"was":"y"', '"was":"Mrs Devi"'))
    assert "Mrs Devi" in change.body
    assert "Mrs Devi" not in redaction.masked(change, redaction.struck_by([answer])).body
    elsewhere = msgspec.structs.replace(change, subject="01-002")
    assert redaction.masked(elsewhere, redaction.struck_by([answer])) == elsewhere


def test_nobody_is_their_own_second_person_and_a_reason_is_asked():
    """AUD-04."""
    desk, event = spoiled()
    alone = msgspec.structs.replace(MANAGER, witness=person("dm", "investigator"))
    assert isinstance(desk.do(redact(event), alone), Refused)
    both = msgspec.structs.replace(MANAGER, witness=INVESTIGATOR)
    assert desk.do(redact(event, reason=""), both).refusals[0].code == "reason_missing"


def test_an_answer_as_it_stands_is_changed_and_not_redacted():
    """AUD-04."""
    desk, event = spoiled()
    both = msgspec.structs.replace(MANAGER, witness=INVESTIGATOR)
    command = redact(event, field="value", original_sha256=redaction.sha_of("n"))
    assert "change the answer first" in sentences(desk.do(command, both))[0]


def test_a_copy_is_certified_once_by_who_has_just_proven_who_they_are():
    """SIG-10, REC-13."""
    desk = begun().consented()
    command = c.CertifyCopy(
        subject="01-001",
        visit="screening",
        form="consent",
        file=SHA,
        file_name="scan.pdf",
        original="Binder 1",
    )
    idle = msgspec.structs.replace(COORDINATOR, reauthenticated=False)
    assert desk.do(command, idle).refusals[0].code == "reauthentication"
    assert isinstance(desk.do(command.model_copy(update={"original": " "}), COORDINATOR), Refused)
    assert kinds(desk.do(command, COORDINATOR)) == ["copy.certified"]
    assert desk.do(command, COORDINATOR) == ()
    (row,) = desk.state.all(CopyRow)
    assert (row.file, row.by) == (SHA, COORDINATOR.user)


def test_the_clock_of_a_register_is_the_sites_own():
    _desk, row = opened()
    (board,) = [
        one for one in dues(row, ZONE, datetime(2026, 3, 11, tzinfo=UTC)) if one.tell.id == "board_detail"
    ]
    assert board.due.isoformat() == "2026-03-13T09:00:00+05:30"
