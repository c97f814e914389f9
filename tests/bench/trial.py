"""The trial a benchmark runs on: the reference study, a coordinator, and participants with a course behind them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hepatica.ledger.events import Fact, ItemEntered, SubjectEnrolled, SubjectStarted

NAME, PASSWORD = "asha", "a password only for benchmarks"
INFUSED = datetime.now(UTC).date() - timedelta(days=200)
"""The infusion of every participant; no date of theirs lies ahead."""
DAYS = {
    "screening": -49,
    "baseline": -37,
    "gate": -5,
    "gcsf": -3,
    "infusion_day": 0,
    "day_1": 1,
    "week_1": 7,
    "month_1": 28,
    "month_3": 90,
    "month_6": 180,
}
SEEDED = ("screening", "baseline")
"""Visits whose laboratory form every participant has; the others are there to be saved."""
OPEN = tuple(visit for visit in DAYS if visit not in SEEDED)
VALUES = {
    "laboratory": "aig",
    "specimen": "serum",
    "fasting": "yes",
    "draw_reason": "planned",
    "bilirubin": "2.6",
    "inr": "1.52",
    "creatinine": "0.9",
    "sodium": "134",
    "albumin": "2.9",
    "potassium": "4.1",
    "alt": "38",
    "ast": "52",
    "alp": "121",
    "ggt": "64",
    "haemoglobin": "11.2",
    "wbc": "5.4",
    "platelets": "88",
    "calcium": "8.6",
    "dialysis": "no",
}
"""With the minute of the draw, the twenty items that are saved."""


def day(visit: str) -> date:
    """Return the day of a visit; an unscheduled one is on day 100."""
    return INFUSED + timedelta(days=DAYS.get(visit, 100))


def draw(visit: str) -> dict[str, str]:
    """Return the answers of one draw, 20 items."""
    return {"lbdtc": f"{day(visit)}T08:00", **VALUES}


def facts(_subject: str) -> Iterator[Fact]:
    """Say of a participant: consent, the visits and their dates, two draws, G-CSF and infusion."""
    yield ItemEntered(visit="screening", form="consent", item="rficdtc", value=f"{day('screening')}")
    yield SubjectEnrolled()
    for visit in DAYS:
        yield ItemEntered(visit=visit, form="visit", item="svstdtc", value=f"{day(visit)}")
    for visit in SEEDED:
        for item, value in draw(visit).items():
            yield ItemEntered(visit=visit, form="laboratory", item=item, row=1, value=value)
    yield ItemEntered(visit="gcsf", form="gcsf", item="ecstdtc", row=1, value=f"{day('gcsf')}")
    yield SubjectStarted(procedure="mobilisation", date=f"{day('gcsf')}")
    yield ItemEntered(visit="infusion_day", form="infusion", item="exstdtc", value=f"{INFUSED}T10:00")


def twenty(subject: str, visit: str) -> dict[str, object]:
    """The command that saves a whole draw, as the API takes it."""
    entries = [{"item": item, "row": 1, "value": value} for item, value in draw(visit).items()]
    return _enter(subject, visit, entries)


def one(subject: str, value: str) -> dict[str, object]:
    """The command that changes one laboratory value."""
    return _enter(subject, "baseline", [{"item": "sodium", "row": 1, "value": value}])


def _enter(subject: str, visit: str, entries: list[dict[str, object]]) -> dict[str, object]:
    return {
        "kind": "items.enter",
        "subject": subject,
        "visit": visit,
        "form": "laboratory",
        "entries": entries,
        "seen": 10**9,
    }


def make(folder: Path) -> None:
    """Make the trial in the folder that HEPATICA_DIR names, with Django set up for it."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from hepatica.store import publishing
    from hepatica.study.load import load

    call_command("migrate", verbosity=0, interactive=False)
    publishing.publish(load(Path(__file__).parents[2] / "src/hepatica/studies/nct04243681"))
    publishing.grant(NAME, "Asha Reddy", "coordinator", training="GCP, 1 Jan 2026", identity="passport")
    person = get_user_model()(username=NAME, first_name="Asha Reddy")
    person.set_password(PASSWORD)
    person.save()
