"""The calendar: what is due by RFC 5545, with participants' numbers and nothing that was found in anybody."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from tests.safety.clock_cases import ZONE, case, sent, study

from hepatica.datasets.visits_due import VisitDue, derive_visits_due
from hepatica.exchange.ical import fold, text, to_calendar
from hepatica.ledger.rows import SubjectRow
from hepatica.safety.clocks import obligations
from hepatica.study.schedule import DueWindow

NOW = datetime(2026, 3, 16, 10, 40, tzinfo=ZONE)
VISIT = VisitDue(
    subject="01-004",
    visit="month_1",
    title="Month 1",
    due=DueWindow(target=date(2026, 4, 6), first=date(2026, 4, 1), last=date(2026, 4, 11)),
)


def calendar(a_case=None, **more):
    return to_calendar(study(), obligations(study(), a_case or case(), ZONE, NOW), NOW, **more)


def entries(feed):
    lines = feed.replace("\r\n ", "").split("\r\n")
    found = [block.split("\n") for block in "\n".join(lines).split("BEGIN:VEVENT\n")[1:]]
    return {e["UID"]: e for e in (dict(line.split(":", 1) for line in b if ":" in line) for b in found)}


def test_each_open_obligation_is_an_event_at_its_limit_in_utc():
    one = entries(calendar())["01-004/1/first_authority/0@nct04243681"]
    assert one["DTSTART"] == "20260316T114000Z"
    assert one["DTSTAMP"] == "20260316T051000Z"
    assert one["SUMMARY"] == "01-004: report IN-01 to CDSCO is due"
    assert one["CATEGORIES"] == "Legal limit"


def test_what_was_sent_or_does_not_apply_is_not_in_the_feed():
    told = case(submitted=(sent("first_authority", "licensing_authority", "2026-03-16T09:00"),))
    found = entries(calendar(told))
    assert "01-004/1/first_authority/0@nct04243681" not in found
    assert not any("death" in uid for uid in found)


def test_nothing_that_was_found_in_a_participant_is_in_the_feed():
    fatal = case(term="Acute kidney injury", criteria=frozenset({"death"}))
    feed = calendar(fatal).lower()
    summaries = [entry["SUMMARY"] for entry in entries(calendar(fatal)).values()]
    assert "kidney" not in feed
    assert summaries
    assert not any("death" in summary.lower() for summary in summaries)


def test_a_visit_is_whole_days_of_the_site_and_ends_with_its_window():
    one = entries(calendar(visits=(VISIT,)))["01-004/visit/month_1@nct04243681"]
    assert (one["DTSTART;VALUE=DATE"], one["DTEND;VALUE=DATE"]) == ("20260401", "20260412")
    assert one["SUMMARY"] == "01-004: Month 1"


def test_an_entry_keeps_its_name_when_its_limit_moves():
    from tests.safety.clock_cases import when

    assert entries(calendar()).keys() == entries(calendar(case(onset=when("2026-03-14", "08:00")))).keys()


def test_every_line_ends_as_the_standard_says_and_has_at_most_75_octets():
    feed = calendar(visits=(VISIT,))
    assert feed.endswith("END:VCALENDAR\r\n")
    assert "\n" not in feed.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in feed.split("\r\n"))


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=300))
def test_a_folded_line_unfolds_to_itself(line):
    pieces = list(fold(line))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece.removeprefix(" ") for piece in pieces[1:]) == line


def test_signs_of_the_format_and_line_ends_cannot_break_out_of_a_text():
    assert text("a;b,c\\d\ne\rEND:VEVENT") == "a\\;b\\,c\\\\d\\neEND:VEVENT"


def test_visits_wait_from_enrolment_to_the_end_of_the_course():
    row = SubjectRow(
        subject="01-004", site="01", seq=1, screened_at="", enrolled_seq=5,
        anchors={"infusion": "2026-03-09"}, visits={"day_1": "2026-03-10"},
    )  # fmt: skip
    waiting = {visit.visit: visit.due.target for visit in derive_visits_due(study(), row)}
    assert waiting["month_6"] == date(2026, 9, 5)
    assert "day_1" not in waiting
    assert "unscheduled" not in waiting

    def with_(**changes):
        values = {name: getattr(row, name) for name in row.__struct_fields__} | changes
        return derive_visits_due(study(), SubjectRow(**values))

    assert with_(enrolled_seq=0) == with_(ended={"withdrawal": "2026-04-01"}) == ()
    assert with_(ended={"transplant": "2026-04-01"})


def test_the_stamp_is_utc_whatever_the_zone_of_now():
    assert "DTSTAMP:20260316T051000Z" in to_calendar(
        study(), obligations(study(), case(), ZONE, NOW), NOW.astimezone(UTC)
    )
