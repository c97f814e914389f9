"""Deviations, reports and proposals: the worst first, and nothing late in silence."""

from tests.datasets.record import form
from tests.report.board.packs import FIRST, SECOND, pack, said

from hepatica.ledger.desk_rows import SubmissionRow
from hepatica.ledger.rows import DeviationRow, ProposalRow
from hepatica.report.board.deviations import deviations_table
from hepatica.report.board.owed import late, owed_table, timeliness
from hepatica.report.board.signals import signals_table, unanswered_table


def clock(recipient):
    """The clock of the investigator's first report to a recipient."""
    return next(c for c in pack().study.clocks if c.code == "IN-01" and c.recipient == recipient)


def submission(recipient, at, reason=""):
    found = clock(recipient)
    return SubmissionRow(
        subject=FIRST,
        clock=found.id,
        recipient=recipient,
        at=at,
        row=2,
        diary="D-1",
        reason=reason,
        by="iris",
        seq=50,
    )


def test_critical_deviations_come_first():
    rows = (
        DeviationRow(subject=FIRST, rule="window", sentence="Month 1 was late.", visit="month_1", seq=3),
        DeviationRow(subject=SECOND, rule="gate", sentence="Infused past a gate.", critical=True, seq=9),
    )
    found = said(deviations_table(pack(*rows)))
    assert [title for title, _ in found] == ["Critical", "Other"]
    assert found[0][1][-1] == "Infused past a gate."


def test_a_report_nobody_sent_is_late_and_named_once_for_all_its_recipients():
    made = pack()
    found = [words for title, words in said(owed_table(made)) if title == "Late, and not sent"]
    first = next(words for words in found if words[1] == clock("sponsor").title.en)
    assert {"CDSCO", "Sponsor", "Ethics"} == set(first[2].split(", "))
    assert first[4] == "not sent"
    assert "late by" in first[5]
    assert len(late(made)) >= 3


def test_what_went_late_says_why_and_what_went_in_time_is_counted():
    made = pack(
        submission("sponsor", "2026-03-10T22:00"),
        submission("ethics_committee", "2026-03-12T09:00", reason="The portal was down."),
    )
    sent_late = [words for title, words in said(owed_table(made)) if title == "Sent late"]
    assert any("The portal was down." in words[5] for words in sent_late)
    done, of = timeliness(made)
    assert 1 <= done < of


def test_a_signal_tells_how_often_it_was_dismissed_and_why():
    signal = pack().study.signals[0]
    rows = (
        ProposalRow(
            subject=FIRST,
            signal=signal.id,
            visit="v",
            form="f",
            row=1,
            state="dismissed",
            reason="Typing slip.",
            seq=4,
        ),
        ProposalRow(
            subject=SECOND, signal=signal.id, visit="v", form="f", row=1, state="confirmed", ae_row=1, seq=5
        ),
        ProposalRow(subject=SECOND, signal=signal.id, visit="v", form="f", row=2, seq=6),
    )
    ((_, words),) = said(signals_table(pack(*rows)))
    assert words == [signal.term.en, "3", "1", "1", "1", "0", "1 of 2", "01-001: Typing slip"]


def test_a_value_nobody_has_answered_is_listed_with_its_reading():
    row = form(
        FIRST,
        "marrow",
        "marrow_aspiration",
        {"vasdtc": "2026-02-01T10:00", "vas": "7"},
        units={"vas": "/10"},
    )
    ((_, words),) = said(unanswered_table(pack(row)))
    assert words[0] == FIRST
    assert words[3].endswith("2026, 10:00")
    assert "7 /10" in words[4]
    assert "vas" not in words[4]
    assert words[5] == "entered before the protocol had the signal"
    assert said(unanswered_table(pack()))[0][1][-1] == "every value that met a signal is answered"
