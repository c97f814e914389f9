"""The digest says what is late and due by numbers, and nothing of what happened to anybody."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests.safety.clock_cases import ZONE, case, sent, study

from hepatica.ledger.desk_rows import AlertRow
from hepatica.safety.clocks import obligations
from hepatica.safety.digest import digest_lines


@dataclass(frozen=True)
class At:
    at: datetime
    zone: str = "Asia/Kolkata"


NOW = datetime(2026, 3, 16, 10, 40, tzinfo=ZONE)
ALERT = AlertRow(
    subject="01-004", alert="serious/event:1", alarm="serious", sentence="A serious event needs you",
    minutes=30, raised_at="", raised_seq=7,
)  # fmt: skip


def lines(a_case, *, now=NOW, alerts=(), **more):
    return digest_lines(study(), obligations(study(), a_case, ZONE, now), alerts, At(now), **more)


def test_what_is_due_within_a_week_is_listed_by_its_limit():
    found = lines(case())
    assert found[0] == "MSC and CD34 in cirrhosis: 16 Mar 2026"
    assert found[2] == "Due within 7 days:"
    ours = "01-004: report IN-01 to Central Licencing Authority (CDSCO) is due 16 Mar 2026, 17:10"
    assert f"- {ours}" in found
    assert not any("IN-03" in line for line in found)


def test_what_is_late_comes_first():
    found = lines(case(), now=NOW + timedelta(days=1))
    assert found[2] == "Late:"
    assert any(line.endswith("was due 16 Mar 2026, 17:10") for line in found)


def test_a_day_with_nothing_says_so():
    quiet = case(serious=False, criteria=frozenset())
    assert lines(quiet)[1:] == ("Nothing is late, due or waiting.",)


def test_unacknowledged_alerts_and_followed_events_are_counted():
    seen = AlertRow(
        **{n: getattr(ALERT, n) for n in ALERT.__struct_fields__} | {"alert": "x", "acknowledged_by": "iyer"}
    )
    found = lines(case(serious=False, criteria=frozenset()), alerts=(ALERT, seen), open_events=3)
    assert found[1:] == (
        "", "Alerts that nobody has acknowledged:", "- 01-004: A serious event needs you",
        "", "Adverse events still followed:", "- 3",
    )  # fmt: skip


def test_no_line_says_what_happened():
    fatal = case(term="Acute kidney injury", criteria=frozenset({"death"}))
    said = " ".join(lines(fatal, now=NOW + timedelta(days=30))).lower()
    assert "kidney" not in said
    assert "death" not in said


def test_what_was_sent_is_not_in_it():
    told = case(submitted=(sent("first_authority", "licensing_authority", "2026-03-16T09:00"),))
    assert not any("CDSCO" in line and "IN-01" in line for line in lines(told, now=NOW.astimezone(UTC)))
